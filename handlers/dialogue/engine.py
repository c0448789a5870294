"""One turn of a conversation: a session and an event in, a session and what to do out.

Rules: pure; never raises, whatever a citizen sends and whatever a flow does (a broken flow is a
`Fault` and an apology). Words that work everywhere come first, then an answer to the question,
then another wish, and only then 'I did not understand'. The session handed in is used up.
"""

from collections.abc import Sequence

import msgspec

from handlers.dialogue import asides
from handlers.dialogue.events import Answered, Continued, Event, Heard, HeardKind, Nudged, Recalled
from handlers.dialogue.everywhere import act, everywhere
from handlers.dialogue.fields import Got, Later, Read, Reading, Wrong
from handlers.dialogue.matching import choose, numbered
from handlers.dialogue.replay import fingerprint
from handlers.dialogue.screen import (
    KEEP,
    MORE,
    PERSON,
    SEND,
    SKIP,
    WHOLE,
    only_words,
    page_of,
    pages,
)
from handlers.dialogue.session import Answer, Session, Waiting
from handlers.dialogue.stage import MENU, SUBJECT, Stage
from handlers.dialogue.steps import Ask, Review
from handlers.dialogue.text import asks, fold
from handlers.dialogue.turn import CallOut, Env, Intent, Parts, Turn, millis
from i18n.locales import SOURCE
from i18n.message import Message, say

MOST_HELD = 20  # messages kept while an answer from DTKS is awaited; more than anyone types
SAME_AGAIN = 4  # the same unreadable text this often is a machine, or a citizen who needs a person
SPOKEN = "suara"  # i18n.modes: answers by number keys or voice note (LANGUAGE.md)
IDLE = 12 * 3600 * 1000  # after so many milliseconds an unreadable reply is met with 'resume?'
TWICE = 5_000  # milliseconds within which a second tap on the same button is the first one again

_WHOLE_LOOKUP = frozenset(("nama", "wilayah"))  # with these a sentence says all of a look-up
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
        stage.forget_old_drafts()
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
            self._take(stage, question, question.field.settle(event.result, event.failed))
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
        if heard.kind is HeardKind.TEXT and self._command(stage, heard, question):
            return
        if stage.frame.aside:
            self._aside(stage, heard, question)
        elif isinstance(question, Ask) and self._sentence(stage, heard, question):
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
        if intent is not None and intent.flow is not None:
            stage.greet("salam.singkat")
            stage.session.greeted, stage.fresh = True, False
            stage.start(intent.flow, intent.slots)
            return
        if intent is not None and self._talked(stage, intent):
            if intent.reply is not None:
                stage.put()
            return
        question = stage.question
        if isinstance(question, Ask):
            read = self._read(stage, heard, question)
            if isinstance(read, Got):
                self._take(stage, question, read)
                return
        stage.put()

    def _command(self, stage: Stage, heard: Heard, question: Ask | Review) -> bool:
        """A whole reply that is a command counts everywhere, but an option's own words win."""
        plain = not any(character.isalpha() for character in heard.text)
        if plain or stage.frame.flow == "menu" or stage.words.lookup(fold(heard.text)) is not None:
            return False
        intent = stage.understood(heard.text)
        if intent is None or not intent.command:
            return False
        options = stage.options(question)
        if options and choose(heard.text, options, (), stage.words) is not None:
            return False
        if intent.word is not None:
            return act(stage, intent.word)
        if intent.flow is None:
            return False
        if intent.flow != stage.frame.flow:
            stage.digress(intent.flow, intent.slots)
        elif stage.closing or (stage.frame.answers and not stage.begun()):
            # Nothing of the citizen's is lost, and what was looked up may have changed since.
            stage.anew(intent.slots)
        else:
            if stage.begun():
                stage.frame.aside, stage.frame.new_slots = asides.RESUME, intent.slots
            stage.put()
        return True

    def _talked(self, stage: Stage, intent: Intent) -> bool:
        """Small talk is answered, and a word that works everywhere is done; no flow starts."""
        if intent.reply is not None:
            contacts = stage.env.policy.contacts
            stage.tell(Message(intent.reply.msgid, {**contacts, **intent.reply.params}))
            return True
        return intent.word is not None and act(stage, intent.word)

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
            self._next_page(stage, len(options))
        elif value is not None:
            stage.decide(value)
        elif stage.frame.aside == asides.RESUME and self._somebody_else(stage, heard):
            pass
        elif heard.kind is not HeardKind.TAP or not self._something_else(stage, heard):
            self._failed(stage, heard, say("umum.pilih_salah"))

    def _review(self, stage: Stage, heard: Heard, question: Review) -> None:
        options = stage.options(question)
        words = stage.words
        value = choose(heard.text, options, options, words)
        concept = words.lookup(fold(heard.text))
        if value == SEND or concept in ("ya", "kirim"):
            stage.answer(True)
        elif value == "batal":
            stage.cancel()
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
                stage.change(row)
            elif heard.kind is not HeardKind.TAP or not self._something_else(stage, heard):
                self._failed(stage, heard, say("umum.pilih_salah"))

    def _sentence(self, stage: Stage, heard: Heard, question: Ask) -> bool:
        """A whole look-up in words, where a name or a place is asked: all it says is taken."""
        slot = question.field.slot
        intent = stage.understood(heard.text) if slot and heard.kind is HeardKind.TEXT else None
        if intent is not None and intent.reply is not None and asks(heard.text):
            self._talked(stage, intent)  # 'pkh itu apa?' is no place, and nobody's name
            stage.put()
            return True
        flow = None if intent is None else self._parts.flows.get(intent.flow or "")
        if intent is None or intent.flow is None or flow is None or not flow.lookup:
            return False
        slots = intent.slots
        whole = "nik" in slots or slots.keys() >= _WHOLE_LOOKUP
        if intent.flow != stage.frame.flow:
            if intent.said and whole:
                stage.digress(intent.flow, slots)
            return intent.said and whole
        if not (intent.said or intent.sure):
            return False
        if slots.keys() & SUBJECT == {slot}:
            if " " not in slots[slot]:
                return False  # 'Cek Mat' is a name
            read = self._read(stage, msgspec.structs.replace(heard, text=slots[slot]), question)
            if isinstance(read, Got):
                self._take(stage, question, read)
            return isinstance(read, Got)
        if whole or (slots and not stage.frame.answers):
            told = dict(stage.frame.slots)
            if "nama" in slots:
                told.pop("lahir", None)  # the year of somebody else
            stage.anew({**told, **slots})
            return True
        return False

    def _somebody_else(self, stage: Stage, heard: Heard) -> bool:
        """At 'go on, or start anew?' a look-up of somebody is the wish to start anew."""
        intent = stage.understood(heard.text) if heard.kind is HeardKind.TEXT else None
        if intent is None or intent.flow != stage.frame.flow or not stage.flow.lookup:
            return False
        if SUBJECT.isdisjoint(intent.slots):
            return False
        stage.anew(intent.slots)
        return True

    def _reply(self, stage: Stage, heard: Heard, question: Ask | Review, idle: int) -> None:
        if not isinstance(question, Ask):
            return
        if heard.kind is HeardKind.VOICE_NOTE and only_words(question):
            if stage.env.by_ear:
                stage.call_back("recording")
                return
            if stage.session.mode == SPOKEN:  # whoever cannot write is not asked to
                stage.ask_person("recording")
                return
        if heard.kind is HeardKind.TAP and self._elsewhere(stage, heard, question):
            return
        read = self._read(stage, heard, question)
        if read == MORE:
            self._next_page(stage, len(stage.options(question)))
        elif read == PERSON and stage.env.by_ear:
            stage.call_back("stuck")
        elif read == PERSON:
            stage.ask_person("stuck")
        elif not isinstance(read, str):
            if (
                isinstance(read, Wrong)
                and not _mistyped(question, heard)
                and self._something_else(stage, heard)
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
                self._take(stage, question, read)

    def _read(self, stage: Stage, heard: Heard, question: Ask) -> Read | str:
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

    def _take(self, stage: Stage, question: Ask, read: Read) -> None:
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

    def _elsewhere(self, stage: Stage, heard: Heard, question: Ask) -> bool:
        """A button of an older message: never an answer in words, and nobody's mistake."""
        options = stage.options(question)
        shown = page_of(options, stage.frame.page, stage.env.page_size)
        if choose(heard.text, [*options, *shown[-1:]], shown, stage.words) is not None:
            return False
        if heard.text == stage.frame.flow or not self._something_else(stage, heard):
            stage.put()
        return True

    def _something_else(self, stage: Stage, heard: Heard) -> bool:
        if heard.kind is HeardKind.TAP and heard.text in self._parts.flows:
            stage.digress(heard.text, {})
            return True
        if heard.kind is not HeardKind.TEXT:
            return False
        intent = stage.understood(heard.text)
        if intent is None:
            return stage.frame.flow == MENU and _had_enough(stage, heard)
        stage.session.failed_times = 0
        if intent.flow is None:
            talked = self._talked(stage, intent)
            if intent.reply is not None and stage.frame.flow != "menu":
                stage.put()
            return talked
        if self._only_an_answer(stage, intent):
            return False
        if intent.flow != stage.frame.flow:
            stage.digress(intent.flow, intent.slots)
        elif (
            stage.closing
            or (intent.slots and not stage.frame.answers)
            or (stage.flow.lookup and not SUBJECT.isdisjoint(intent.slots))
        ):
            goes_on = not stage.closing and SUBJECT.isdisjoint(intent.slots)
            stage.anew({**stage.frame.slots, **intent.slots} if goes_on else intent.slots)
        elif not SUBJECT.isdisjoint(intent.slots):
            # Somebody else's name, half-way: nothing answered is thrown away unasked.
            stage.frame.aside, stage.frame.new_slots = asides.RESUME, intent.slots
            stage.put()
        else:
            return False
        return True

    def _only_an_answer(self, stage: Stage, intent: Intent) -> bool:
        """A name or a place that does not fit is no wish to look somebody up, where another flow
        asks for one: an address at the question for the name is asked again for the name."""
        question = stage.question
        flow = self._parts.flows.get(intent.flow or "")
        asked = isinstance(question, Ask) and bool(question.field.slot)
        elsewhere = flow is not None and flow.lookup and flow.id != stage.frame.flow
        told = intent.said or intent.command or "tiket" in intent.slots
        return asked and elsewhere and not told

    def _next_page(self, stage: Stage, count: int) -> None:
        stage.frame.page = (stage.frame.page + 1) % pages(count, stage.env.page_size)
        stage.put()

    def _failed(self, stage: Stage, heard: Heard, why: Message) -> None:
        session = stage.session
        text = _spoken(heard)
        session.failed_times = session.failed_times + 1 if text == session.failed_text else 1
        session.failed_text = text
        stage.frame.tries += 1
        if session.failed_times >= SAME_AGAIN:
            stage.tell(say("umum.putaran"))
            stage.ask_person("loop", put=False)
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


def _had_enough(stage: Stage, heard: Heard) -> bool:
    """'Is there anything else?' 'No': the citizen is let go, and knows how to come back."""
    if stage.words.lookup(fold(heard.text)) not in ("tidak", "lewati"):
        return False
    stage.session.failed_times = 0
    stage.tell(say("tanya.terima_kasih"))
    return True


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


def _engines_own(read: Read) -> str | None:
    """A Choice that sees the whole page may name one of the engine's options."""
    if isinstance(read, Got) and read.value in (KEEP, SKIP, MORE, PERSON):
        return str(read.value)
    return None


def _after_change(text: str, change_words: Sequence[str]) -> str:
    """'ubah nama' -> 'nama'."""
    first, _, rest = fold(text).partition(" ")
    return rest if rest and first in change_words else fold(text)
