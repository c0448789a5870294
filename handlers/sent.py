"""What is told after something was sent: the ticket, what comes next, where to ask.

Rules: never a promise, never a date. What the shell refused is explained with the next step.
"""

from handlers.dialogue.steps import Citizen, Failed, Say, Talk
from handlers.requests.cases import Ticket
from i18n.message import Message, Spelled, say


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
    yield Say(citizen.policy.reach("kirim.tanya_kabar"))
    yield Say(say("umum.gratis"))


def _refused(failed: Failed, topic: str) -> Message:
    if failed.code == "limit":
        return say(f"batas_harian.{topic}")
    if failed.code == "not_active":
        return say("pendamping.dicabut")
    if failed.code == "other_duty":
        return say("pendamping.bukan_desa")
    if failed.code == "other_village":
        return say("kirim.desa_lain")
    if failed.code == "duplicate" and failed.reason:
        return say("kirim.ganda", tiket=Spelled(failed.reason))
    if failed.code == "duplicate":
        return say("kirim.ganda_lain")
    return say("kirim.gagal")
