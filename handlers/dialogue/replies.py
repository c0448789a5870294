"""A reply read as the answer to the question on stage, and what follows from it.

Rules: the engine's own options (keep, skip, more, a person) count by name before the field reads,
and by number after it.
"""

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Got, Later, Read, Reading, Wrong
from handlers.dialogue.matching import choose, numbered
from handlers.dialogue.replay import fingerprint
from handlers.dialogue.screen import KEEP, MORE, PERSON, SKIP, page_of, pages
from handlers.dialogue.session import Waiting
from handlers.dialogue.stage import Stage
from handlers.dialogue.steps import Ask
from handlers.dialogue.text import fold
from handlers.dialogue.turn import CallOut
from i18n.message import say


def read_reply(stage: Stage, heard: Heard, question: Ask) -> Read | str:
    """Read a reply: the engine's own options by name, the field, then those by number."""
    frame = stage.frame
    options = stage.options(question)
    shown = page_of(options, frame.page, stage.env.page_size)
    own = [o for o in [*options, *shown[-1:]] if o.value in (KEEP, SKIP, MORE, PERSON)]
    words = stage.words
    picked = None
    if own and heard.kind in (HeardKind.TEXT, HeardKind.TAP):
        concept = words.lookup(fold(heard.text))
        if concept == SKIP and question.field.takes_none:
            concept = None  # 'tidak ada' is how much there is, not a wish to pass
        picked = numbered(heard.text, own, shown)
        if picked is None:
            picked = next((o.value for o in own if o.value in (heard.text, concept)), None)
        if concept in ("lanjut", "ya") and any(o.value == KEEP for o in own):
            picked = KEEP
    if picked is None:
        read = question.field.read(heard, Reading(words, stage.env.now, tuple(shown)))
        if isinstance(read, Wrong) or _engines_own(read):
            picked = _engines_own(read) or choose(heard.text, own, shown, words)
            if picked is None and words.lookup(fold(heard.text)) == "tidak":
                picked = SKIP  # 'do you have a ticket?' 'no'; no answer where nothing passes
        if picked is None or all(o.value != picked for o in own):
            return read
    if picked == KEEP:
        return Got(frame.shelf[question.key].value)
    if picked == SKIP:
        return Got(None)
    return picked


def take(stage: Stage, question: Ask, read: Read) -> None:
    """Go on with what was read: the answer, what is wrong with it, or what to fetch first."""
    if isinstance(read, Wrong):
        stage.frame.tries += 1
        stage.put(error=read.why)
    elif isinstance(read, Later):
        mark = fingerprint(read.request)
        stage.session.waiting = Waiting(question.key, mark, field=True)
        stage.call = CallOut(question.key, mark, read.request)
    else:
        stage.session.failed_times = 0
        if read.note is not None:
            stage.tell(read.note)
        if stage.env.by_ear and question.field.by_keys and read.value is not None:
            # Nobody sees which keys they pressed: read back, and 9 is one step back.
            stage.tell(say("umum.terbaca", isi=question.field.show(read.value)))
        stage.answer(read.value)


def next_page(stage: Stage, count: int) -> None:
    """The next page of `count` options; behind the last comes the first."""
    stage.frame.page = (stage.frame.page + 1) % pages(count, stage.env.page_size)
    stage.put()


def _engines_own(read: Read) -> str | None:
    """A Choice that sees the whole page may name one of the engine's options."""
    if isinstance(read, Got) and read.value in (KEEP, SKIP, MORE, PERSON):
        return str(read.value)
    return None
