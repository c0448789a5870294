"""Talk to the engine in a test: real flows, words and regions; the shell is a table of answers.

Rules: between any two turns the session is written and read back. A request without an answer
in the table fails the test, but for `MaySend`: nothing stands in the way. `asked` keeps every
request, `said` every prompt as text.
"""

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from backend_client.regions import Regions
from handlers.dialogue.engine import Engine
from handlers.dialogue.events import Answered, Heard, HeardKind, Medium
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import Session, decode, encode
from handlers.dialogue.steps import Failed
from handlers.dialogue.text import fold
from handlers.dialogue.turn import CallOut, Env, Parts, Turn
from handlers.policy import Policy
from handlers.registry import FLOWS
from handlers.requests.cases import Done, MaySend
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon
from i18n.message import Message

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
Reply = msgspec.Struct | Callable[[Any], msgspec.Struct]


@cache
def regions() -> Regions:
    """The real list, loaded once."""
    return Regions.load()


@cache
def catalog() -> Catalog:
    """The real catalogues."""
    return Catalog.load()


@cache
def engine() -> Engine:
    """The engine on the real flows, without the reader of free sentences."""
    words = Lexicon(catalog(), fold)
    return Engine(Parts(flows=FLOWS, words=words, regions=regions(), understand=lambda text: None))


class Talk:
    """One conversation. `answers` maps a request's type to its answer, or to a function."""

    def __init__(
        self,
        answers: dict[type, Reply] | None = None,
        *,
        channel: str = "telegram",
        size: int = 5,
        brief: bool = False,
    ) -> None:
        self.answers: dict[type, Reply] = {MaySend: Done(), **(answers or {})}
        self.session = Session()
        self.asked: list[msgspec.Struct] = []
        self.messages = 0
        self.prompts: list[Prompt] = []
        self.finished: list[str] = []
        self.faults: list[Any] = []
        self.env = Env(now=NOW, channel=channel, page_size=size, policy=Policy(), brief=brief)

    def say(self, *texts: str) -> str:
        """Send texts, one message each; what the bot said to the last, as text."""
        for text in texts:
            self.send(Heard(text=text))
        return self.said

    def photo(self, ref: str = "photo-1", kind: HeardKind = HeardKind.PHOTO) -> str:
        """Send a photo (or another medium)."""
        return self.send(Heard(kind=kind, media=(Medium(ref=ref),)))

    def send(self, heard: Heard) -> str:
        """Send anything."""
        self.messages += 1
        self.prompts = []
        self._take(engine().advance(self._stored(), heard, self.env))
        return self.said

    def _stored(self) -> Session:
        return decode(encode(self.session))

    def _take(self, turn: Turn) -> None:
        self.session = turn.session
        self.prompts += turn.prompts
        self.finished += turn.finished
        self.faults += turn.faults
        assert not turn.faults, turn.faults
        if turn.call is not None:
            self._take(engine().advance(self._stored(), self._answer(turn.call), self.env))

    def _answer(self, call: CallOut) -> Answered:
        self.asked.append(call.request)
        reply = self.answers[type(call.request)]
        result = reply(call.request) if callable(reply) else reply
        if isinstance(result, Failed):
            return Answered(
                call.key,
                call.fingerprint,
                failed=result.code,
                retry_after=result.retry_after,
                fields=result.fields,
                reason=result.reason,
            )
        return Answered(call.key, call.fingerprint, result=msgspec.to_builtins(result))

    @property
    def said(self) -> str:
        """All that was said since the last message, options numbered."""
        return "\n".join(text_of(prompt) for prompt in self.prompts)

    @property
    def question(self) -> str:
        """The msgid of the question on the screen."""
        return self.prompts[-1].body[-1].msgid

    @property
    def options(self) -> list[str]:
        """What can be chosen on the screen, by value."""
        return [option.value for option in self.prompts[-1].options]

    def last(self, kind: type) -> Any:
        """The last request of a type."""
        return next(request for request in reversed(self.asked) if isinstance(request, kind))


def text_of(prompt: Prompt, locale: str = "id") -> str:
    """A prompt as plain text."""
    lines = [catalog().text(message, locale) for message in prompt.body]
    for place, option in enumerate(prompt.options, start=1):
        label = option.label
        shown = catalog().text(label, locale) if isinstance(label, Message) else label
        lines.append(f"{place} {shown}")
    text = "\n".join(lines)
    assert "…" not in text, [message.msgid for message in prompt.body]
    return text
