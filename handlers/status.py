"""Status: by ticket or 'punya saya'; the timeline, what comes next, whom to ask.

Rules: a ticket that is somebody else's looks like one that does not exist. Only what the office
named is asked again. A withdrawal can be undone while it has not left. Nothing is promised.
"""

import datetime as dt

from backend_client.model import Kind, Stage, StageChange
from handlers import tickets
from handlers.corrections import Corrected, ask_corrections
from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Either, Got, Read, Reading, YesNo
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Goto, Review, Say, Talk
from handlers.fields_ticket import TicketNumber
from handlers.requests.cases import (
    CaseCard,
    CaseCards,
    CaseView,
    Done,
    ListCases,
    ReadCase,
    SubmitCase,
    Ticket,
    UndoWithdraw,
    WithdrawCase,
)
from handlers.sent import tell_sent
from i18n.message import Joined, Message, Spelled, Value, When, say

MINE, CODE = "punya_saya", "punya_kode"
_NEXT = {
    Kind.SANGGAH: "selanjutnya.sanggah",
    Kind.SANGGAH_DIRI: "selanjutnya.sanggah",
    Kind.LAPOR: "selanjutnya.lapor",
    Kind.TANGGAPAN: "selanjutnya.tanggapan",
    Kind.PERBAIKAN: "selanjutnya.perbaikan",
}


def status(citizen: Citizen) -> Talk:
    """Which submission, where it is, and what the citizen wants of it."""
    heard = citizen.heard("tiket")
    if heard is not None and tickets.read(heard) is None:
        yield Say(say("tiket.salah"))  # a sentence held something like a ticket
        heard = None
    ticket = yield Ask(
        "tiket",
        TicketNumber(
            Option(MINE, say("status.punya_saya"), "saya"),
            Option(CODE, say("status.punya_kode"), "kode"),
        ),
        say("status.tanya"),
        easier=say("status.contoh"),
        help=say("status.bantuan"),
        offer=heard,
        closing=True,
    )
    if ticket == CODE:
        yield Goto("alih")
    if ticket == MINE:
        ticket = yield from choose_case("daftar", ListCases(), "status.kosong")
        if ticket is None:
            return
    yield from follow(citizen, ticket)


def choose_case(key: str, request: ListCases, empty: str) -> Talk:
    """A list of submissions to pick from; the ticket, or None when there is none."""
    found = yield Call(f"{key}.isi", request, CaseCards)
    cards: tuple[CaseCard, ...] = () if isinstance(found, Failed) else found.cards
    if not cards:
        others = isinstance(found, CaseCards) and found.elsewhere
        yield Say(say("status.kosong_orang" if others else empty))
        return None
    if len(cards) == 1:
        return cards[0].ticket
    ticket = yield Ask(f"{key}.pilih", CaseChoice(cards), say("status.yang_mana"), closing=True)
    return ticket


class CaseChoice(Choice):
    """One of a list of submissions: by number, by ticket, or by the name it is for."""

    def __init__(self, cards: tuple[CaseCard, ...]) -> None:
        super().__init__(*(Option(card.ticket, card_line(card)) for card in cards))
        self._names = tuple(Option(card.ticket, card.label) for card in cards)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """The ticket in any spelling, else the number, else the name."""
        ticket = tickets.read(heard.text)
        if ticket is not None and self.accepts(ticket):
            return Got(ticket)
        read = super().read(heard, reading)
        if isinstance(read, Got):
            return read
        value = choose(heard.text, self._names, (), reading.words)
        return read if value is None else Got(value)


def card_line(card: CaseCard) -> Message:
    """One line of a list: kind, for whom, its ticket (several may be alike), where it is."""
    if card.notice is not None:
        return say(
            "status.baris",
            jenis=say("jenis.pemberitahuan"),
            label=card.label or "-",
            tiket=Spelled(card.ticket),
            tahap=say(f"pemberitahuan.{card.notice.value}"),
        )
    return say(
        "status.baris",
        jenis=kind_name(card.kind),
        label=card.label or "-",
        tiket=Spelled(card.ticket),
        tahap=say(f"tahap.{card.stage.value}"),
    )


def kind_name(kind: Kind) -> Message:
    """A kind of submission in one or two words."""
    return say(f"jenis.{kind.value}")


def follow(citizen: Citizen, ticket: str, more: tuple[Option, ...] = ()) -> Talk:
    """One submission: told, then what can be done with it.

    `more` are acts of the caller's own; the one picked is returned.
    """
    view = yield Call(f"isi.{ticket}", ReadCase(ticket=ticket), CaseView)
    if isinstance(view, Failed):
        yield Say(say("status.tidak_ketemu", tiket=Spelled(ticket)))
        yield Say(citizen.policy.reach("petugas.kontak"))
        return None
    if view.notified:
        yield Goto("tanggapan", {"tiket": ticket})
    for message in told(view, citizen):
        yield Say(message)
    options = [*_acts(view), *more]
    if not options:
        return None
    act = yield Ask(
        "lalu",
        Choice(*options, Option("selesai", say("umum.selesai"), "ya")),
        say("cek.lalu_apa"),
        closing=True,
    )
    if act == "perbaiki":
        yield from _correct(citizen, view)
    elif act == "tarik":
        yield from _withdraw(ticket)
    elif act == "urungkan":
        yield from _undo(ticket)
    return act


def told(view: CaseView, citizen: Citizen) -> list[Message]:
    """The submission in words: card, timeline, reason, what comes next, whom to ask."""
    card = view.card
    stage = card.stage
    messages = [
        say(
            "status.kartu",
            jenis=kind_name(card.kind),
            label=card.label or "-",
            tiket=Spelled(card.ticket),
            tahap=say(f"tahap.{stage.value}"),
        )
    ]
    if view.history:
        lines = [_line(change) for change in _steps(view.history)]
        messages.append(say("status.riwayat", isi=Joined(tuple(lines), lines=True)))
    reason = view.history[-1].reason if view.history else None
    if reason:
        messages.append(say("status.alasan", alasan=reason))
    # What DTKS sent back for correction waits for the citizen: it is not being sent.
    if not view.arrived and not stage.final and stage is not Stage.NEEDS_CORRECTION:
        messages.append(say("status.belum_sampai"))
    messages.append(say(_what_next(card)))
    messages.append(citizen.policy.reach("status.tanya_siapa"))
    return messages


def _what_next(card: CaseCard) -> str:
    """What happens next, by stage; at its beginning a kind may have a way of its own."""
    if card.stage is Stage.RECEIVED and card.kind in _NEXT:
        return _NEXT[card.kind]
    return f"berikut.{card.stage.value}"


def _steps(history: tuple[StageChange, ...]) -> list[StageChange]:
    """The way, without a stage told twice in a row (by us, then by DTKS)."""
    before = (None, *history)
    return [
        change
        for last, change in zip(before, history, strict=False)
        if last is None or last.stage is not change.stage or change.reason
    ]


def _line(change: StageChange) -> Value:
    return say(
        "status.langkah",
        waktu=When(dt.datetime.fromisoformat(change.at)),
        tahap=say(f"tahap.{change.stage.value}"),
    )


def _acts(view: CaseView) -> list[Option]:
    options = []
    if view.card.stage is Stage.NEEDS_CORRECTION:
        options.append(Option("perbaiki", say("status.perbaiki"), "ubah"))
    if view.undoable:
        options.append(Option("urungkan", say("status.urungkan"), "kembali"))
    elif view.withdrawable:
        options.append(Option("tarik", say("status.tarik"), "hapus"))
    return options


def _correct(citizen: Citizen, view: CaseView) -> Talk:
    done: Corrected = yield from ask_corrections(citizen, view)
    if not done.rows:
        yield Say(citizen.policy.reach("perbaikan.tanpa_isian"))
        return
    yield Review("periksa", tuple(done.rows), say("usul.periksa"), say("usul.kirim"))
    ticket = yield Call(
        "kirim",
        SubmitCase(
            kind=Kind.PERBAIKAN,
            village=done.village,
            data=done.data,
            label=view.card.label,
            vulnerable=done.vulnerable,
            media=done.media,
            refers_to=view.card.ticket,
        ),
        Ticket,
    )
    yield from tell_sent(citizen, ticket, "perbaikan")


def _withdraw(ticket: str) -> Talk:
    sure = yield Ask(
        "tarik_yakin",
        YesNo(),
        say("status.tarik_yakin", tiket=Spelled(ticket)),
        closing=True,
    )
    if not sure:
        yield Say(say("status.tidak_ditarik"))
        return
    done = yield Call("tarik", WithdrawCase(ticket=ticket), Done)
    if isinstance(done, Failed):
        yield Say(say("status.tarik_gagal"))
        return
    then = yield Ask(
        "tarik_urung",
        Either(
            Option("selesai", say("umum.selesai"), "ya"),
            Option("urungkan", say("status.urungkan"), "kembali"),
            yes="urungkan",
            no="selesai",
        ),
        say("status.ditarik"),
        closing=True,
    )
    if then == "urungkan":
        yield from _undo(ticket)


def _undo(ticket: str) -> Talk:
    done = yield Call("urung", UndoWithdraw(ticket=ticket), Done)
    yield Say(say("status.urung_terlambat" if isinstance(done, Failed) else "status.diurungkan"))


FLOW = Flow("status", say("menu.status"), status, keeps_draft=False)
