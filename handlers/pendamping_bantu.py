"""Helping somebody: that person's consent, recorded, and then the submission.

Rules: consent comes by a voice note, a photo of a signed form, or a code sent to the person's own
phone; how, when and by whom is the shell's record. Without it nothing is asked or kept.
"""

from collections.abc import Container, Sequence

from backend_client.model import Kind, MediaRef
from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, PersonName, Read, Reading, Wrong
from handlers.dialogue.prompt import Option
from handlers.dialogue.session import FOR
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Goto, Say, Talk
from handlers.evidence import MediaField, ask_photo, can_send, kept_of, tell_left
from handlers.fields_code import Code
from handlers.identity import Phone
from handlers.requests.cases import Done
from handlers.requests.pendamping import (
    CONSENT,
    DUTY,
    Consent,
    ConsentWay,
    RecordConsent,
    SendConsentCode,
)
from i18n.message import Message, say

MOST_CODES = 3  # tries at a code, and codes that are sent
# What can be sent for somebody else: flow, and what it is told beforehand.
WORKS: dict[str, dict[str, str]] = {
    "usul": {},
    "sanggah": {"jenis": Kind.SANGGAH_DIRI.value},
    "lapor": {},
}


class PersonLabel(PersonName):
    """A short name that tells the people helped apart; `taken` are those with a draft."""

    def __init__(self, taken: Container[str]) -> None:
        self._taken = taken

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A name that no other draft has."""
        read = super().read(heard, reading)
        if isinstance(read, Got):
            label = read.value.title()[:40]
            if label in self._taken:
                return Wrong(say("pendamping.label_ada", nama=label))
            return Got(label)
        return read


def help_somebody(citizen: Citizen, villages: Sequence[str]) -> Talk:
    """Who, what, that person's consent; then the flow itself, under that person's name."""
    taken = {name.partition(":")[2] for name in citizen.drafts if ":" in name}
    label = yield Ask("orang", PersonLabel(taken), say("pendamping.orang_tanya"))
    work = yield Ask(
        "urusan",
        Choice(*(Option(flow, say(f"pendamping.urusan_{flow}"), flow) for flow in WORKS)),
        say("pendamping.urusan_tanya", nama=label),
    )
    consent = yield from _consent(citizen, label)
    if consent is None:
        return
    yield Say(say("pendamping.setuju_tercatat", nama=label))
    duty = ",".join(villages)
    yield Goto(work, {FOR: label, CONSENT: consent, DUTY: duty, **WORKS[work]})


def _consent(citizen: Citizen, label: str) -> Talk:
    """The id of the recorded consent; None when there is none."""
    yield Say(say("pendamping.setuju_pembuka", nama=label))
    ways = [way for way in ConsentWay if can_send(citizen) or way is ConsentWay.CODE]
    picked = yield Ask(
        "setuju",
        Choice(
            *(Option(way.value, say(f"pendamping.setuju_{way.value}"), way.value) for way in ways),
            Option("tidak", say("pendamping.setuju_tidak"), "tidak"),
        ),
        say("pendamping.setuju_tanya", nama=label),
        help=say("pendamping.setuju_bantuan"),
    )
    if picked == "tidak":
        yield Say(say("usul.tidak_setuju"))
        return None
    way = ConsentWay(picked)
    if way is ConsentWay.CODE:
        consent = yield from _by_code(label)
        return consent
    medium = yield from _medium(way, label)
    outcome = yield Call(
        "setuju.catat", RecordConsent(way=way, label=label, medium=medium), Consent
    )
    if isinstance(outcome, Failed):
        if outcome.code == "not_active":
            yield Goto("pendamping")  # which says what became of it
        yield Say(say("pendamping.setuju_gagal"))
        return None
    return outcome.id


def _medium(way: ConsentWay, label: str) -> Talk:
    """The voice note or the photo of the form."""
    media: MediaRef | None
    if way is ConsentWay.FORM:
        media = yield from ask_photo(
            "setuju.formulir",
            "persetujuan",
            say("pendamping.formulir_tanya", nama=label),
            skippable=False,
        )
        return media
    value = yield Ask(
        "setuju.suara",
        MediaField("persetujuan", ("voice",), wrong=say("bukti.perlu_suara")),
        say("pendamping.suara_tanya", nama=label),
    )
    kept = kept_of(value)
    yield from tell_left(kept)
    return kept.media if kept is not None else None


def _by_code(label: str) -> Talk:
    """A code to the person's own phone; what that person reads out."""
    for attempt in range(1, MOST_CODES + 1):
        at = f"setuju.{attempt}"
        phone = yield Ask(f"{at}.telepon", Phone(), say("pendamping.telepon_tanya", nama=label))
        sent = yield Call(
            f"{at}.kirim", SendConsentCode(phone=phone, label=label, attempt=attempt), Done
        )
        if isinstance(sent, Failed):
            if sent.code == "not_active":
                yield Goto("pendamping")
            yield Say(not_sent(sent))
            if sent.code == "limit":
                return None
            continue
        yield Say(say("pendamping.kode_terkirim", akhir=sent.note))
        consent = yield from _the_code(at, phone, label)
        if consent is not None:
            return consent
    yield Say(say("pendamping.setuju_gagal"))
    return None


def _the_code(at: str, phone: str, label: str) -> Talk:
    """What was read out; None to send another."""
    resend = Option("kirim_ulang", say("pendamping.kode_ulang"), "ulang")
    for turn in range(1, MOST_CODES + 1):
        code = yield Ask(f"{at}.kode{turn}", Code(resend), say("pendamping.kode_orang", nama=label))
        if code == "kirim_ulang":
            return None
        outcome = yield Call(
            f"{at}.catat{turn}",
            RecordConsent(way=ConsentWay.CODE, label=label, phone=phone, code=code),
            Consent,
        )
        if not isinstance(outcome, Failed):
            return outcome.id
        if outcome.code == "not_active":
            yield Goto("pendamping")  # which says what became of it
        yield Say(say("pendamping.kode_orang_salah"))
        if outcome.code != "wrong_code":
            return None
    return None


_NOT_SENT = {
    "limit": "pendamping.kode_batas",
    "own_number": "pendamping.telepon_sendiri",
    "unreachable": "pendamping.telepon_gagal",
}


def not_sent(failed: Failed) -> Message:
    """Why no code went to a phone."""
    return say(_NOT_SENT.get(failed.code, "pendamping.telepon_gagal"))
