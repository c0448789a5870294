"""One turn of a conversation: a session and an event in, a session and what to do out.

Rules: pure; never raises, whatever a citizen sends and whatever a flow does (a broken flow is a
`Fault` and an apology). Words that work everywhere come first, then an answer to the question,
then another wish, and only then 'I did not understand'. The session handed in is used up.
"""

from collections.abc import Sequence

from handlers.dialogue import asides
from handlers.dialogue.events import Answered, Continued, Event, Heard, HeardKind, Nudged, Recalled
from handlers.dialogue.everywhere import everywhere
from handlers.dialogue.fields import Got, Wrong
from handlers.dialogue.matching import choose
from handlers.dialogue.moves import ask_person, call_back, cancel, change, decide
from handlers.dialogue.replies import next_page, read_reply, take
from handlers.dialogue.screen import (
    MORE,
    PERSON,
    SEND,
    WHOLE,
    only_words,
    page_of,
)
from handlers.dialogue.session import Answer, Session
from handlers.dialogue.stage import Stage
from handlers.dialogue.steps import Ask, Review
from handlers.dialogue.text import fold
from handlers.dialogue.turn import Env, Parts, Turn, millis
from handlers.dialogue.wishes import (
    command,
    elsewhere,
    sentence,
    somebody_else,
    something_else,
    talked,
)
from i18n.locales import SOURCE
from i18n.message import Message, say

MOST_HELD = 20  # messages kept while an answer from DTKS is awaited; more than anyone types
SAME_AGAIN = 4  # the same unreadable text this often is a machine, or a citizen who needs a person
SPOKEN = "suara"  # i18n.modes: answers by number keys or voice note (LANGUAGE.md)
IDLE = 12 * 3600 * 1000  # after so many milliseconds an unreadable reply is met with 'resume?'
TWICE = 5_000  # milliseconds within which a second tap on the same button is the first one again

_OTHER_KINDS = {
    HeardKind.STICKER: "umum.jenis_tak_terbaca",
    HeardKind.OTHER: "umum.jenis_tak_terbaca",
    HeardKind.VIDEO: "umum.jenis_tak_terbaca",
    HeardKind.LOCATION: "umum.jenis_tak_terbaca",
    HeardKind.CONTACT: "umum.jenis_tak_terbaca",
    HeardKind.PHOTO: "umum.bukan_teks",
    HeardKind.VOICE_NOTE: "umum.bukan_teks",
    HeardKind.DOCUMENT: "umum.bukan_teks",
}


class Engine:
    """All conversations, by one set of parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def advance(self, session: Session, event: Event, env: Env) -> Turn:
        """Take one event. `session` belongs to the turn from here on."""
        if isinstance(event, Heard) and not session.greeted and session.locale == SOURCE:
            # A phone in Indonesian says little: most people's phones are. Their words say more.
            session.locale = self._parts.words.language(fold(event.text)) or SOURCE
        stage = Stage(self._parts, session, env)
        stage.drafts.forget_old(env.now)
        idle = millis(env.now) - session.seen if session.seen else 0
        match event:
            case Answered():
                self._answered(stage, event)
            case Nudged():
                stage.put(before=say("umum.ingat"))
            case Continued():
                # What came back meanwhile was not listened to: it is asked for again.
                session.waiting = None
                stage.put(before=say("umum.lanjut_bot"))
            case Recalled():
                session.waiting = None
                stage.put()
            case Heard():
                session.seen = millis(env.now)
                self._heard(stage, event, idle)
        return stage.turn()

    def _answered(self, stage: Stage, event: Answered) -> None:
        waiting = stage.session.waiting
        if waiting is None or (event.key, event.fingerprint) != (waiting.key, waiting.fingerprint):
            return  # the citizen went elsewhere meanwhile
        stage.session.waiting = None
        if not stage.open():
            return
        if waiting.field:
            self._settle_field(stage, event)
        else:
            stage.settle(Answer(_kept(event), event.fingerprint))
        held, stage.session.held = stage.session.held, []
        for index, heard in enumerate(held):
            self._heard(stage, heard, 0)
            if stage.busy:
                stage.session.held.extend(held[index + 1 :])
                break

    def _settle_field(self, stage: Stage, event: Answered) -> None:
        question = stage.question
        if isinstance(question, Ask):
            take(stage, question, question.field.settle(event.result, event.failed))
        else:
            stage.put()

    def _heard(self, stage: Stage, heard: Heard, idle: int) -> None:
        session = stage.session
        if not stage.open():
            return
        if heard.edited:
            stage.tell(say("umum.pesan_diubah"))
            stage.put()
            return
        if _silent(stage, heard):
            self._again(stage, idle)
            return
        if self._muted(session, heard) or _tapped_twice(session, heard, idle):
            return
        if everywhere(stage, heard):
            session.failed_times = 0
            return
        if session.waiting is not None:
            self._hold(stage, heard)
            return
        if stage.fresh:
            self._first(stage, heard)
            return
        question = stage.question
        if question is None:
            stage.put()
            return
        if heard.kind is HeardKind.TEXT and command(stage, heard, question):
            return
        if stage.frame.aside:
            self._aside(stage, heard, question)
        elif isinstance(question, Ask) and sentence(stage, heard, question):
            session.failed_times = 0
        elif isinstance(question, Review):
            self._review(stage, heard, question)
        else:
            self._reply(stage, heard, question, idle)

    def _again(self, stage: Stage, idle: int) -> None:
        """A ring or a silence on a call: the question once more; it is nobody's mistake."""
        stage.session.failed_times = 0
        if idle > IDLE and stage.begun():
            stage.frame.aside = asides.RESUME
            stage.open()
        stage.put()

    def _hold(self, stage: Stage, heard: Heard) -> None:
        session = stage.session
        if len(session.held) < MOST_HELD:
            session.held.append(heard)
        if session.waiting is not None and not session.waiting.told:
            session.waiting.told = True
            stage.tell(say("umum.sedang_dicari"))

    def _first(self, stage: Stage, heard: Heard) -> None:
        """The first message of all: a sentence is acted on at once, anything else is greeted."""
        intent = stage.understood(heard.text) if heard.kind is HeardKind.TEXT else None
        if intent is not None and intent.maybe and self._picked(stage, heard):
            return
        if intent is not None and intent.flow is not None:
            stage.greet("salam.singkat")
            stage.session.greeted, stage.fresh = True, False
            stage.start(intent.flow, intent.slots)
            stage.later(intent.then)
            return
        if intent is not None and talked(stage, intent):
            if intent.reply is not None:
                stage.put()
            return
        if not self._picked(stage, heard):
            stage.put()

    @staticmethod
    def _picked(stage: Stage, heard: Heard) -> bool:
        question = stage.question
        read = read_reply(stage, heard, question) if isinstance(question, Ask) else None
        if not isinstance(question, Ask) or not isinstance(read, Got):
            return False
        take(stage, question, read)
        return True

    def _aside(self, stage: Stage, heard: Heard, question: Ask | Review) -> None:
        if not isinstance(question, Ask):
            return
        options = stage.options(question)
        shown = page_of(options, stage.frame.page, stage.env.page_size)
        words = stage.words
        value = choose(heard.text, [*options, *shown[-1:]], shown, words)
        if value is None and stage.frame.aside in asides.YES_NO:
            # 'Go on, or start anew?' is often answered with a yes or a no.
            meant = asides.YES_NO[stage.frame.aside]
            value = meant.get(words.lookup(fold(heard.text)) or "")
        if value == MORE:
            next_page(stage, len(options))
        elif value is not None:
            decide(stage, value)
        elif stage.frame.aside == asides.RESUME and somebody_else(stage, heard):
            pass
        elif heard.kind is not HeardKind.TAP or not something_else(stage, heard):
            self._failed(stage, heard, say("umum.pilih_salah"))

    def _review(self, stage: Stage, heard: Heard, question: Review) -> None:
        options = stage.options(question)
        words = stage.words
        value = choose(heard.text, options, options, words)
        concept = words.lookup(fold(heard.text))
        if value == SEND or concept in ("ya", "kirim"):
            stage.answer(True)
        elif value == "batal":
            cancel(stage)
        elif value == WHOLE or (concept == "lainnya" and any(o.value == WHOLE for o in options)):
            stage.frame.page = 1
            stage.put()
        elif value == "ubah" or concept == "tidak":
            stage.frame.aside, stage.frame.page = asides.CHANGE, 0
            stage.open()
            stage.put()
        else:
            row = choose(
                _after_change(heard.text, words.labels("umum.ubah")),
                asides.change(question).field.options(),
                (),
                words,
            )
            if row is not None:
                change(stage, row)
            elif heard.kind is not HeardKind.TAP or not something_else(stage, heard):
                self._failed(stage, heard, say("umum.pilih_salah"))

    def _reply(self, stage: Stage, heard: Heard, question: Ask | Review, idle: int) -> None:
        if not isinstance(question, Ask):
            return
        if heard.kind is HeardKind.VOICE_NOTE and only_words(question):
            if stage.env.by_ear:
                call_back(stage, "recording")
                return
            if stage.session.mode == SPOKEN:  # whoever cannot write is not asked to
                ask_person(stage, "recording")
                return
        if heard.kind is HeardKind.TAP and elsewhere(stage, heard, question):
            return
        read = read_reply(stage, heard, question)
        if read == MORE:
            next_page(stage, len(stage.options(question)))
        elif read == PERSON and stage.env.by_ear:
            call_back(stage, "stuck")
        elif read == PERSON:
            ask_person(stage, "stuck")
        elif not isinstance(read, str):
            if (
                isinstance(read, Wrong)
                and not _mistyped(question, heard)
                and something_else(stage, heard)
            ):
                return
            if isinstance(read, Wrong) and idle > IDLE and stage.begun():
                stage.frame.aside = asides.RESUME
                stage.open()
                stage.put()
                return
            if isinstance(read, Wrong):
                self._failed(stage, heard, read.why)
            elif heard.unsure and isinstance(read, Got) and only_words(question):
                stage.confirm(question, read.value)
            else:
                take(stage, question, read)

    def _failed(self, stage: Stage, heard: Heard, why: Message) -> None:
        session = stage.session
        text = _spoken(heard)
        session.failed_times = session.failed_times + 1 if text == session.failed_text else 1
        session.failed_text = text
        stage.frame.tries += 1
        if session.failed_times >= SAME_AGAIN:
            stage.tell(say("umum.putaran"))
            ask_person(stage, "loop", put=False)
            return
        question = stage.question
        wanted = isinstance(question, Ask) and bool(question.wants)
        other = None if wanted else _OTHER_KINDS.get(heard.kind)
        stage.put(error=why if other is None else say(other), whole=other is not None)

    @staticmethod
    def _muted(session: Session, heard: Heard) -> bool:
        """True while the same unreadable text keeps coming after we said that we stop."""
        return session.failed_times >= SAME_AGAIN and _spoken(heard) == session.failed_text


def _tapped_twice(session: Session, heard: Heard, idle: int) -> bool:
    """One button tapped again at once: a slow phone and an impatient finger, not two answers."""
    before, session.tapped = session.tapped, heard.mark
    return bool(heard.mark) and heard.mark == before and idle < TWICE


def _spoken(heard: Heard) -> str:
    """What makes two unreadable messages the same."""
    return fold(heard.text)[:80] or f"[{heard.kind.value}]"


def _silent(stage: Stage, heard: Heard) -> bool:
    """On a call already begun: did the caller ring again, or say and press nothing?"""
    said = heard.kind is not HeardKind.TEXT or bool(heard.text.strip())
    return stage.env.by_ear and not said and not stage.fresh and not stage.busy


def _mistyped(question: Ask, heard: Heard) -> bool:
    """A reply of mostly digits to a question that wants digits is a slip, not another wish."""
    digits = sum(character.isdigit() for character in heard.text)
    return question.field.takes_digits and digits * 2 > len(heard.text)


def _kept(event: Answered) -> object:
    if event.failed is None:
        return event.result
    return {
        "type": "failed",
        "code": event.failed,
        "retry_after": event.retry_after,
        "fields": list(event.fields),
        "reason": event.reason,
    }


def _after_change(text: str, change_words: Sequence[str]) -> str:
    """'ubah nama' -> 'nama'."""
    first, _, rest = fold(text).partition(" ")
    return rest if rest and first in change_words else fold(text)
