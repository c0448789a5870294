"""Tanggapan: the right of reply of a person who was objected to.

Rules: the notice is neutral and names nobody; it says what is being checked and until when an
answer is asked for. The reply is words, photos or voice, whichever comes first, and travels as a
submission of its own. While nothing is decided more may be added; afterwards it is said so.
"""

import datetime as dt
from typing import Any

from backend_client.model import Kind
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import FreeText, Read, Reading, Wrong, YesNo
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Goto, Review, Row, Say, Talk
from handlers.evidence import (
    MOST_EVIDENCE,
    MediaField,
    ask_evidence,
    can_send,
    evidence_value,
    kept_of,
    tell_left,
)
from handlers.ground_codes import GROUNDS
from handlers.grounds import label
from handlers.requests.cases import (
    CaseCard,
    CaseCards,
    CaseView,
    ListCases,
    NoticeState,
    ReadCase,
    SubmitCase,
    Ticket,
)
from handlers.sent import may_send, tell_sent
from handlers.status import CaseChoice
from handlers.tickets import read as read_ticket
from i18n.message import Date, Joined, Spelled, Value, say

_COMMAND = 24  # characters of 'jawab T-7K3M-2Q' and its like


def tanggapan(citizen: Citizen) -> Talk:
    """Which notice, what it is about, the reply, evidence; read back; send."""
    ticket = citizen.heard("tiket")
    if ticket is None:
        ticket = yield from _which(citizen)
    if ticket is None:
        return
    view = yield Call("isi", ReadCase(ticket=ticket), CaseView)
    if isinstance(view, Failed):
        yield Say(say("status.tidak_ketemu", tiket=Spelled(ticket)))
        yield Say(citizen.policy.reach("petugas.kontak"))
        return
    if not view.notified:
        yield Goto("status", {"tiket": ticket})
        return
    more = yield from _told(citizen, view)
    if not more:
        return
    refused = yield from may_send("boleh", citizen, Kind.TANGGAPAN)
    if not refused:
        yield from _reply(citizen, view)


def _which(citizen: Citizen) -> Talk:
    """The ticket of the notice meant; None when there is none to answer."""
    found = yield Call("daftar.isi", ListCases(), CaseCards)
    cards: tuple[CaseCard, ...] = () if isinstance(found, Failed) else found.cards
    mine = tuple(card for card in cards if card.notice is not None)
    open_ = tuple(card for card in mine if card.notice is not NoticeState.CLOSED)
    if not mine:
        yield Say(say("tanggapan.tidak_ada"))
        yield Say(citizen.policy.reach("petugas.kontak"))
        return None
    if len(open_ or mine) == 1:
        return (open_ or mine)[0].ticket
    ticket = yield Ask(
        "daftar.pilih", CaseChoice(open_ or mine), say("status.yang_mana"), closing=True
    )
    return ticket


def _told(citizen: Citizen, view: CaseView) -> Talk:
    """What is checked, and what was answered already; True when a reply is to come."""
    if view.card.notice is NoticeState.CLOSED:
        yield Say(say("tanggapan.selesai"))
        yield Say(citizen.policy.reach("status.tanya_siapa"))
        return False
    yield Say(say("tanggapan.pembuka"))
    known = tuple(label(ground) for ground in view.about if ground in GROUNDS)
    if known:
        yield Say(say("tanggapan.soal", isi=Joined(known, lines=True)))
    if view.until is not None:
        until = Date(dt.date.fromisoformat(view.until))
        late = citizen.now.date() > until.value
        yield Say(say("tanggapan.lewat" if late else "tanggapan.sampai", tanggal=until))
    if not view.replies:
        return True
    yield Say(say("tanggapan.sudah", tiket=Spelled(view.replies[-1])))
    add = yield Ask("tambah", YesNo(), say("tanggapan.tambah"), closing=True)
    return add


def _reply(citizen: Citizen, view: CaseView) -> Talk:
    field = Reply() if can_send(citizen) else Words()
    given = yield Ask(
        "jawaban",
        field,
        say("tanggapan.tanya" if can_send(citizen) else "tanggapan.tanya_teks"),
        help=say("tanggapan.bantuan"),
    )
    first = kept_of(given)
    yield from tell_left(first)
    had = () if first is None else (first,)
    evidence = yield from ask_evidence("bukti", citizen, say("bukti.tanya"), had)
    words = evidence.told(given if first is None else None)
    yield Review(
        "periksa",
        (
            Row("jawaban", say("tanggapan.jawaban"), words or field.show(given)),
            Row("bukti", say("bukti.label"), evidence_value(evidence)),
        ),
        say("tanggapan.periksa"),
        say("usul.kirim"),
    )
    sent = yield Call(
        "kirim",
        SubmitCase(
            kind=Kind.TANGGAPAN,
            village=view.village,
            data={"note": words},
            label=view.card.label,
            media=evidence.media,
            refers_to=view.card.ticket,
        ),
        Ticket,
    )
    if isinstance(sent, Failed) and sent.code == "not_found":
        yield Say(say("tanggapan.selesai"))  # decided while the reply was written
        return
    yield from tell_sent(citizen, sent, "tanggapan")


class Words(FreeText):
    """A reply in words; 'jawab T-7K3M-2Q', as the notice has it, only begins one."""

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Text as written."""
        if len(heard.text) <= _COMMAND and read_ticket(heard.text) is not None:
            return Wrong(say("tanggapan.tanya_teks"))
        return super().read(heard, reading)


class Reply(MediaField):
    """Words, or a photo or voice note: whoever cannot write may speak."""

    def __init__(self) -> None:
        super().__init__(
            "bukti", ("image", "voice"), wrong=say("tanggapan.perlu_apa"), most=MOST_EVIDENCE
        )
        self._words = Words()

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Text as written; a medium is fetched first."""
        if heard.kind is HeardKind.TEXT:
            return self._words.read(heard, reading)
        return super().read(heard, reading)

    def accepts(self, value: Any) -> bool:
        """Words or a kept medium."""
        return isinstance(value, str) or super().accepts(value)

    def show(self, value: Any) -> Value:
        """The words; that there is a medium."""
        return value if isinstance(value, str) else super().show(value)


FLOW = Flow("tanggapan", say("tanggapan.judul"), tanggapan, steps=("jawaban", "bukti"))
