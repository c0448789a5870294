"""Tanggapan: the right of reply of a person who was objected to.

Rules: the notice is neutral and names nobody; the reply is free words, photos or voice, and
travels as a submission of its own that refers to the notice's ticket.
"""

from backend_client.model import Kind
from handlers.dialogue.fields import FreeText
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Review, Row, Say, Talk
from handlers.evidence import ask_evidence, evidence_value
from handlers.fields_ticket import TicketNumber
from handlers.requests.cases import CaseView, ReadCase, SubmitCase, Ticket
from handlers.sent import tell_sent
from i18n.message import Spelled, say


def tanggapan(citizen: Citizen) -> Talk:
    """Which notice, the reply, evidence; read back; send."""
    ticket = yield Ask(
        "tiket",
        TicketNumber(),
        say("tanggapan.tiket_tanya"),
        offer=citizen.heard("tiket"),
    )
    view = yield Call("isi", ReadCase(ticket=ticket), CaseView)
    if isinstance(view, Failed) or not view.notified:
        yield Say(say("status.tidak_ketemu", tiket=Spelled(ticket)))
        return
    yield Say(say("tanggapan.pembuka"))
    words = yield Ask("jawaban", FreeText(), say("tanggapan.tanya"), help=say("tanggapan.bantuan"))
    media = yield from ask_evidence("bukti", citizen, say("bukti.tanya"))
    yield Review(
        "periksa",
        (
            Row("jawaban", say("tanggapan.jawaban"), words),
            Row("bukti", say("bukti.label"), evidence_value(media)),
        ),
        say("lapor.periksa"),
        say("usul.kirim"),
    )
    sent = yield Call(
        "kirim",
        SubmitCase(
            kind=Kind.TANGGAPAN,
            village=view.village,
            data={"note": words},
            label=view.card.label,
            media=media,
            refers_to=ticket,
        ),
        Ticket,
    )
    yield from tell_sent(citizen, sent, "tanggapan")


FLOW = Flow("tanggapan", say("tanggapan.judul"), tanggapan, steps=("jawaban", "bukti"))
