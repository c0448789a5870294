"""The engine with a small made-up flow: review, change, skip, drafts, global words."""

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from handlers.dialogue.engine import Engine
from handlers.dialogue.events import Answered, Heard, HeardKind, Recalled
from handlers.dialogue.fields import (
    Choice,
    Field,
    FreeText,
    Got,
    Later,
    PersonName,
    Read,
    Reading,
    Wrong,
    YesNo,
)
from handlers.dialogue.prompt import Option
from handlers.dialogue.session import Session
from handlers.dialogue.steps import Ask, Call, Citizen, Flow, Review, Row, Say, Talk
from handlers.dialogue.turn import Parts, Turn
from handlers.menu import FLOW as MENU
from i18n.message import say
from tests.core.harness import START, again, env_at
from tests.core.parts import regions, understanding, words

PHOTO = Heard(HeardKind.PHOTO)


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """What the made-up flow sends."""

    name: str
    note: str | None


class Ticket(msgspec.Struct, frozen=True, tag="made_up_ticket"):
    """What it gets."""

    ticket: str


def made_up(citizen: Citizen) -> Talk:
    """Name, kind, a note that may be skipped, a summary, a submission."""
    yield Say(say("umum.gratis"))
    name = yield Ask("nama", PersonName(), say("cek.nama"), help=say("cek.nama_bantuan"))
    kind = yield Ask(
        "jenis",
        Choice(Option("a", "Beras"), Option("b", "Uang"), Option("c", "Telur")),
        say("umum.ya"),
    )
    note = yield Ask("catatan", FreeText(), say("umum.ya"), skippable=True)
    if kind == "b":
        yield Ask("uang.berapa", FreeText(), say("umum.ya"))
        yield Ask("uang.siapa", PersonName(), say("umum.ya"))
    rows = (
        Row("nama", say("cek.nama"), name),
        Row("jenis", say("menu.lapor"), kind),
        Row("catatan", say("menu.status"), note or ""),
        *([Row("uang", say("menu.usul"), "uang")] if kind == "b" else []),
    )
    yield Review("periksa", rows, say("umum.ya"), say("umum.ya"))
    sent = yield Call("kirim", Sent(name, note), Ticket)
    yield Say(say("umum.baris", nama="tiket", isi=getattr(sent, "ticket", "gagal")))


FLOW = Flow("karangan", say("menu.usul"), made_up, steps=("nama", "jenis", "catatan"))


class Chat:
    """A citizen at the keyboard."""

    def __init__(self, flow: Flow = FLOW) -> None:
        flows = {"menu": MENU, flow.id: flow}
        self.engine = Engine(
            Parts(flows=flows, words=words(), regions=regions(), understand=understanding())
        )
        self.session = Session(greeted=True)
        self.now = START
        self.turn: Turn | None = None
        self.event(Heard(text="menu"))
        self.event(Heard(HeardKind.TAP, "karangan"))

    def event(self, event: Heard | Answered | Recalled) -> Turn:
        """Anything that happens."""
        self.now += dt.timedelta(minutes=1)
        self.turn = self.engine.advance(again(self.session), event, env_at(self.now))
        self.session = again(self.turn.session)
        assert self.turn.faults == []
        return self.turn

    def say(self, *texts: str) -> Turn:
        """The citizen writes."""
        for text in texts:
            turn = self.event(Heard(text=text))
        return turn

    @property
    def answers(self) -> dict[str, object]:
        """What is answered in the flow on stage."""
        return {key: answer.value for key, answer in self.session.frames[-1].answers.items()}

    @property
    def body(self) -> list[str]:
        """The msgids of the last turn, in order."""
        assert self.turn is not None
        return [message.msgid for prompt in self.turn.prompts for message in prompt.body]


def test_a_flow_to_its_end() -> None:
    """Answers, a summary, the submission, the ticket, and the menu again."""
    chat = Chat()

    call = chat.say("Siti", "beras", "rumah bocor", "kirim").call

    assert call is not None
    assert call.request == Sent("Siti", "rumah bocor")
    chat.event(Answered(call.key, call.fingerprint, {"type": "made_up_ticket", "ticket": "U-1"}))
    assert chat.body == ["umum.baris", "menu.lagi"]
    assert chat.turn is not None
    assert chat.turn.finished == ["karangan"]


def test_an_opening_is_said_once() -> None:
    """What a flow says before its first question is not repeated by help, errors or a return."""
    chat = Chat()

    assert chat.body == ["umum.gratis", "cek.nama"]
    chat.say("bantuan")
    assert "umum.gratis" not in chat.body
    chat.say("menu")
    chat.event(Heard(HeardKind.TAP, "karangan"))
    assert chat.body[-1] == "cek.nama"


def test_skip() -> None:
    """A question that may be skipped is, with the button, its number or the word."""
    for word in ("lewati", "1", "skip"):
        chat = Chat()
        chat.say("Siti", "beras", word)

        assert chat.answers["catatan"] is None


def test_change_one_answer() -> None:
    """'ubah' asks one answer again and keeps the rest."""
    chat = Chat()
    chat.say("Siti", "beras", "rumah bocor", "ubah")
    assert chat.body == ["umum.ubah_yang_mana"]

    chat.say("1", "Budi")

    assert chat.answers == {"nama": "Budi", "jenis": "a", "catatan": "rumah bocor"}
    assert chat.body[-1] == "umum.daftar"


def test_change_by_name() -> None:
    """'ubah' with the row's own name goes straight there."""
    chat = Chat()
    chat.say("Siti", "beras", "rumah bocor", "ubah status kiriman saya")

    chat.say("atap bocor")

    assert chat.answers["catatan"] == "atap bocor"


def test_change_drops_what_belongs_to_it() -> None:
    """A row of a sub-dialogue asks all of its questions again."""
    chat = Chat()
    chat.say("Siti", "uang", "lewati", "600 ribu", "Pak RT", "ubah", "4")

    assert "uang.berapa" not in chat.answers
    chat.say("500 ribu", "Bu RT")
    assert chat.answers["uang.berapa"] == "500 ribu"
    assert chat.answers["nama"] == "Siti"


def test_a_change_taken_back() -> None:
    """'kembali' while changing an answer leaves it as it was."""
    chat = Chat()
    chat.say("Siti", "beras", "rumah bocor", "ubah", "1", "kembali")

    assert chat.answers == {"nama": "Siti", "jenis": "a", "catatan": "rumah bocor"}
    assert chat.body[-1] == "umum.daftar"


@pytest.mark.parametrize("word", ["ya", "kirim", "1", "send", "ok"])
def test_yes_sends(word: str) -> None:
    """A summary is sent by its button, its number or a yes."""
    chat = Chat()

    turn = chat.say("Siti", "beras", "lewati", word)

    assert turn.call is not None


def test_no_at_a_summary_asks_what_to_change() -> None:
    """'tidak' at a summary is no refusal of everything: it asks what is wrong."""
    chat = Chat()
    chat.say("Siti", "beras", "lewati", "tidak")

    assert chat.body == ["umum.ubah_yang_mana"]


def test_a_changed_request_is_made_again() -> None:
    """The result of a call counts only while its request is the same."""
    chat = Chat()
    first = chat.say("Siti", "beras", "lewati", "kirim").call
    assert first is not None

    chat.say("kembali")
    chat.say("ubah", "1", "Budi")
    second = chat.say("kirim").call

    assert second is not None
    assert second.fingerprint != first.fingerprint
    chat.event(Answered(first.key, first.fingerprint, {"type": "made_up_ticket", "ticket": "U-1"}))
    assert chat.body == []  # the answer to a request that no longer counts
    assert chat.session.waiting is not None


def test_a_call_is_made_again_after_a_crash() -> None:
    """When the process that made a call died, it is made again, without a word."""
    chat = Chat()
    first = chat.say("Siti", "beras", "lewati", "kirim").call

    second = chat.event(Recalled()).call

    assert second == first
    assert chat.body == []


_WORDS: list[tuple[str, Callable[[Chat], bool]]] = [
    ("0", lambda chat: "bantuan.kata" in chat.body),
    ("bantuan", lambda chat: "bantuan.kata" in chat.body),
    ("help", lambda chat: "bantuan.kata" in chat.body),
    ("menu", lambda chat: chat.session.frames[-1].flow == "menu"),
    ("/menu", lambda chat: chat.session.frames[-1].flow == "menu"),
    ("petugas", lambda chat: chat.turn is not None and chat.turn.wants_human == "asked"),
    ("ulang", lambda chat: chat.session.frames[-1].flow == "karangan" and chat.body != []),
    ("mau bicara dengan orang", lambda chat: "petugas.diminta" in chat.body),
]
_STEPS: list[tuple[str, tuple[str, ...]]] = [
    ("name", ()),
    ("choice", ("Siti",)),
    ("free text", ("Siti", "beras")),
    ("review", ("Siti", "beras", "lewati")),
    ("which to change", ("Siti", "beras", "lewati", "ubah")),
    ("cancel?", ("Siti", "beras", "batal")),
    ("waiting for the backend", ("Siti", "beras", "lewati", "kirim")),
]
# While the backend is asked a sentence waits its turn, and there is nothing to repeat.
_ROWS = [
    (step, word) for step in _STEPS for word in _WORDS
    if not (step[0].startswith("waiting") and word[0].startswith(("mau", "ulang")))
]  # fmt: skip


@pytest.mark.parametrize(("step", "word"), _ROWS, ids=lambda row: row[0])
def test_words_that_work_everywhere(
    step: tuple[str, tuple[str, ...]], word: tuple[str, Callable[[Chat], bool]]
) -> None:
    """Help, menu, repeat and a person work at every step, whatever the question."""
    (name, before), (text, holds) = step, word
    chat = Chat()
    chat.say(*before) if before else None

    chat.say(text)

    assert holds(chat), (name, chat.body)


@pytest.mark.parametrize(("step", "before"), _STEPS, ids=[name for name, _ in _STEPS])
@pytest.mark.parametrize("word", ["9", "kembali", "back"])
def test_back_everywhere(step: str, before: tuple[str, ...], word: str) -> None:
    """'kembali' works at every step, says something and loses no answer."""
    chat = Chat()
    chat.say(*before) if before else None
    told = chat.answers

    chat.say(word)

    frames = [*chat.session.frames, *chat.session.drafts.values()]
    held = {k for frame in frames for k in (*frame.answers, *frame.shelf)}
    assert set(told) <= held
    assert chat.body != []


@pytest.mark.parametrize("text", ["batal", "0", "menu", "9", "ulang", "petugas"])
def test_a_word_inside_a_sentence_is_none(text: str) -> None:
    """Only a whole reply is a word that works everywhere; in a sentence it is a word."""
    chat = Chat()
    chat.say("Siti", "beras")

    chat.say(f"catatan saya {text} begitu")

    assert chat.answers["catatan"] == f"catatan saya {text} begitu"


def test_cancel_asks_when_much_is_lost() -> None:
    """'batal' asks once two answers are given, and is immediate before."""
    little, much = Chat(), Chat()

    little.say("Siti", "batal")
    much.say("Siti", "beras", "batal")

    assert little.body[0] == "umum.dibatalkan"
    assert much.body == ["umum.batal_tanya"]


def test_an_option_called_like_a_command_is_the_option() -> None:
    """Where an option reads 'status', the reply 'status' picks it and starts nothing else."""

    def talk(citizen: Citizen) -> Talk:
        yield Ask("apa", Choice(Option("x", "Status"), Option("y", "Lain")), say("umum.ya"))
        yield Ask("lagi", FreeText(), say("umum.ya"))

    chat = Chat(Flow("karangan", say("menu.usul"), talk))
    chat.say("status")

    assert chat.answers == {"apa": "x"}


class PhotoField(Field):
    """Takes a photo, which the shell fetches first."""

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Only photos."""
        return Later(Sent("foto", None), Ticket) if heard == PHOTO else Wrong(say("umum.ya"))

    def settle(self, result: object, failed: str | None) -> Read:
        """What came of it."""
        return Wrong(say("umum.tidak")) if failed else Got(result)


def _photo(citizen: Citizen) -> Talk:
    yield Ask("foto", PhotoField(), say("umum.ya"))
    yield Ask("lagi", YesNo(), say("umum.ya"))


def test_a_field_that_needs_the_shell() -> None:
    """A photo is fetched first; when that fails the citizen is told and asked again."""
    chat = Chat(Flow("karangan", say("menu.usul"), _photo))

    call = chat.event(PHOTO).call
    assert call is not None
    chat.event(Answered(call.key, call.fingerprint, failed="too_big"))
    assert chat.body == ["umum.tidak"]
    assert chat.answers == {}

    call = chat.event(PHOTO).call
    assert call is not None
    chat.event(Answered(call.key, call.fingerprint, {"ref": 1}))
    assert chat.answers == {"foto": {"ref": 1}}


def _broken(citizen: Citizen) -> Talk:
    yield Ask("nama", PersonName(), say("cek.nama"))
    raise RuntimeError("Siti")


def test_a_broken_flow_apologises() -> None:
    """A flow that breaks is a Fault without personal data, an apology and the menu."""
    chat = Chat(Flow("karangan", say("menu.usul"), _broken))

    turn = chat.engine.advance(again(chat.session), Heard(text="Siti"), env_at(chat.now))

    assert [(fault.flow, fault.kind) for fault in turn.faults] == [("karangan", "RuntimeError")]
    assert "Siti" not in repr(turn.faults)
    assert turn.prompts[0].body[0].msgid == "umum.maaf_rusak"
    assert turn.session.frames[-1].flow == "menu"


def test_a_button_tapped_twice_at_once_answers_once() -> None:
    """A second tap on the same button within moments says nothing; later it counts again."""
    chat = Chat()
    chat.say("Siti")
    tap = Heard(HeardKind.TAP, "a", mark="41 a")
    chat.event(tap)
    answers = chat.answers

    chat.now -= dt.timedelta(seconds=59)
    chat.event(tap)

    assert chat.body == []
    assert chat.answers == answers
    chat.event(tap)
    assert chat.body != []


def test_a_button_of_an_older_message_is_no_answer_in_words() -> None:
    """What stands on a button that is not on offer is never taken for a name; no try is lost."""
    chat = Chat()

    chat.event(Heard(HeardKind.TAP, "entah_apa"))

    assert chat.answers == {}
    assert chat.body == ["cek.nama"]
    assert chat.session.frames[-1].tries == 0
