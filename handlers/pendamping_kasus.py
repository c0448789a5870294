"""A pendamping's caseload: a list with search, one case at a time, and handing a case over."""

from typing import Any

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, FreeText, Got, Read, Reading
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Goto, Say, Talk
from handlers.fields_code import Code
from handlers.identity import Phone
from handlers.pendamping_bantu import not_sent
from handlers.requests.cases import Done, ListCases, Ticket
from handlers.requests.pendamping import AcceptHandOver, HandOver
from handlers.sent import news
from handlers.status import choose_case, follow
from i18n.message import Message, Spelled, Value, say

ALL = "semua"
HAND_OVER = "alih"


class Search(FreeText):
    """A part of a name or a ticket, or 'all'."""

    def __init__(self) -> None:
        super().__init__(limit=40)
        self._all = Option(ALL, say("pendamping.semua"), "daftar")

    def options(self) -> tuple[Option, ...]:
        """One: all."""
        return (self._all,)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """'1', 'semua', or words."""
        if choose(heard.text, (self._all,), reading.shown, reading.words) == ALL:
            return Got(ALL)
        return super().read(heard, reading)

    def accepts(self, value: Any) -> bool:
        """Text."""
        return isinstance(value, str)

    def show(self, value: Any) -> Value:
        """The words, or 'all'."""
        return self._all.label if value == ALL else str(value)


def caseload(citizen: Citizen) -> Talk:
    """Search, pick, follow; hand over."""
    words = yield Ask("cari", Search(), say("pendamping.cari_tanya"))
    request = ListCases(caseload=True, search="" if words == ALL else words)
    ticket = yield from choose_case("kasus", request, "pendamping.kasus_kosong")
    if ticket is None:
        return
    act = yield from follow(
        citizen, ticket, (Option(HAND_OVER, say("pendamping.alihkan"), "telepon"),)
    )
    if act == HAND_OVER:
        yield from _hand_over(ticket)


def _hand_over(ticket: str) -> Talk:
    """To the citizen's own phone, which must agree with a code."""
    phone = yield Ask("alih_telepon", Phone(), say("pendamping.alih_tanya"))
    done = yield Call("alihkan", HandOver(ticket=ticket, phone=phone), Done)
    if isinstance(done, Failed):
        if done.code == "not_active":
            yield Goto("pendamping")  # which says what became of it
        yield Say(not_sent(done))
    else:
        yield Say(say("pendamping.alih_terkirim", akhir=done.note, tiket=Spelled(ticket)))


def alih(citizen: Citizen) -> Talk:
    """The citizen's side: take over a case with the code that came to this phone."""
    keep = yield Ask(
        "tetap",
        Choice(
            Option("ya", say("alih.tetap"), "ya"),
            Option("tidak", say("alih.sendiri"), "tidak"),
        ),
        say("alih.tetap_tanya"),
    )
    for turn in range(1, 4):
        offered = citizen.heard("kode") if turn == 1 else None
        code = yield Ask(f"kode{turn}", Code(), say("alih.kode_tanya"), offer=offered)
        done = yield Call(
            f"terima{turn}", AcceptHandOver(code=code, keep_pendamping=keep == "ya"), Ticket
        )
        if not isinstance(done, Failed):
            yield Say(say("alih.diterima", tiket=Spelled(done.ticket)))
            yield news(citizen, done)
            return
        yield Say(_why(done))
        if done.code != "wrong_code":
            return


def _why(failed: Failed) -> Message:
    known = {"wrong_code": "alih.kode_salah", "expired": "alih.kode_lama"}
    return say(known.get(failed.code, "pendamping.kode_batas"))


ALIH = Flow("alih", say("alih.judul"), alih, keeps_draft=False)
