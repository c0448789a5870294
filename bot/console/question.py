"""What the bot is asking somebody now, as staff read it beside the citizen's words.

Rules: nothing is stored, and nobody is asked again by looking. What was answered before is starred
in it: a summary before sending holds it all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from bot.answers.base import Asker
from bot.console.hiding import hide_numbers, hide_words
from bot.console.page import Ask
from bot.conversation import load
from bot.storage.contacts import Contact
from bot.storage.inbox import words
from handlers.dialogue.events import Recalled
from handlers.dialogue.session import Frame


async def question_now(ask: Ask, found: Contact) -> tuple[str, str]:
    """What the bot asked last, in Indonesian and in the citizen's language; nothing is stored."""
    desk = ask.desk
    capabilities = desk.channels[found.channel].capabilities

    def spoken(conn: Connection, locale: str) -> str:
        session = load(found.state, found.locale, found.mode)
        session.locale = locale
        asker = Asker(
            contact_id=found.id,
            channel=found.channel,
            address=found.address,
            locale=locale,
            mode=found.mode,
            tz=found.tz,
            now=ask.now,
            policy=desk.conversation.policy(ask.now),
            profile=found.profile,
        )
        answers = list(_typed(session.frames))
        said = desk.conversation.take(conn, asker, session, Recalled(), capabilities)
        # A summary before sending holds all that was answered.
        return hide_numbers(hide_words("\n\n".join(words(part) for part in said.parts), answers))

    def read(conn: Connection) -> tuple[str, str]:
        return spoken(conn, "id"), spoken(conn, found.locale)

    if found.state is None:
        return "", ""
    return await desk.db.read(read)


def _typed(frames: Iterable[Frame]) -> Iterator[str]:
    """The words among the answers given so far."""
    for frame in frames:
        kept = [*frame.answers.values(), *frame.shelf.values()]
        waiting: list[object] = [*(answer.value for answer in kept), *frame.slots.values()]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                yield value
            elif isinstance(value, Mapping):
                waiting.extend(value.values())
            elif isinstance(value, Sequence):
                waiting.extend(value)
