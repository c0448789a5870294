"""What is told before and after something is sent: what stands in the way; the ticket, what comes
next, where to ask.

Rules: never a promise, never a date; who switched notices off is promised none. What the shell
refuses is explained with the next step, and as early as it is known, so that nobody answers
everything in vain.
"""

from itertools import count

from backend_client.model import Kind
from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Say, Talk
from handlers.region import path_name
from handlers.requests.cases import Done, MaySend, SubmitCase, Ticket
from i18n.message import Message, Spelled, say

# What stands in a pendamping's way for now: staff put it right, or another village is named.
_PASSING = {
    "suspended": "kabar.pendamping_ditangguhkan",
    "other_duty": "pendamping.bukan_desa",
}


def may_send(
    key: str,
    citizen: Citizen,
    kind: Kind,
    *,
    village: str | None = None,
    subject: str | None = None,
    consented: bool = False,
) -> Talk:
    """Is there something in the way of sending this? Then it is told, and the answer is True."""
    asked = MaySend(kind=kind, village=village, subject=subject, consented=consented)
    may = yield Call(key, asked, Done)
    if not isinstance(may, Failed):
        return False
    yield Say(_early(citizen, may) or _refused(may, kind.value))
    yield Say(citizen.policy.reach("petugas.kontak"))
    return True


def send(wanted: SubmitCase) -> Talk:
    """Send it: the `Ticket`, or why not. A pendamping whose duty rests, or has other villages now,
    loses nothing that was told: it stays, to be sent when that has changed."""
    for turn in count(1):
        key = "kirim" if turn == 1 else f"kirim.{turn}"
        outcome = yield Call(key, wanted, Ticket)
        if not isinstance(outcome, Failed) or outcome.code not in _PASSING:
            return outcome
        yield Say(say(_PASSING[outcome.code]))
        once_more = Choice(Option("kirim", say("usul.kirim"), "ya"))
        yield Ask(f"kirim.lagi{turn}", once_more, say("umum.disimpan"))


def tell_sent(citizen: Citizen, outcome: Ticket | Failed, topic: str) -> Talk:
    """Tell the outcome of a `SubmitCase`; `topic` picks the words ('usul', 'sanggah', 'lapor')."""
    if isinstance(outcome, Failed):
        yield Say(_refused(outcome, topic))
        yield Say(citizen.policy.reach("petugas.kontak"))
        return
    yield Say(say(f"terkirim.{topic}", tiket=Spelled(outcome.ticket)))
    if outcome.merged:
        yield Say(say("kirim.digabung"))
    yield Say(say(f"selanjutnya.{topic}"))
    yield news(citizen, outcome)
    yield Say(say("umum.gratis"))


def news(citizen: Citizen, outcome: Ticket) -> Say:
    """Where to ask how it goes on; news is promised to those only who get it."""
    if outcome.quiet:
        return Say(say("kirim.tanya_kabar_mati"))
    return Say(citizen.policy.reach("kirim.tanya_kabar"))


def _early(citizen: Citizen, failed: Failed) -> Message | None:
    """What is told otherwise before anything is sent than after."""
    if failed.code == "limit":
        return say("batas_harian.awal")
    if failed.code == "other_village" and failed.reason:
        return say("kirim.desa_lain_awal", desa=path_name(citizen.regions, failed.reason))
    return None


def _refused(failed: Failed, topic: str) -> Message:
    if failed.code == "limit":
        return say(f"batas_harian.{topic}")
    if failed.code == "not_active":
        return say("pendamping.dicabut")
    if failed.code == "other_village":
        return say("kirim.desa_lain")
    if failed.code == "duplicate" and failed.reason:
        return say("kirim.ganda", tiket=Spelled(failed.reason))
    if failed.code == "duplicate":
        return say("kirim.ganda_lain")
    return say("kirim.gagal")
