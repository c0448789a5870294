"""When will the aid come? An honest answer: nobody here knows, and what can be done meanwhile.

Rules: never a date (DOMAIN.md: schedules differ and slip). What the sentence said goes on to a
report or a look-up.
"""

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Flow, Goto, Say, Talk
from i18n.message import say

_TOLD = ("programme", "bulan", "nama", "wilayah")


def kapan(citizen: Citizen) -> Talk:
    """Tell what is known of the schedule, then offer a look-up or a report."""
    told = {slot: said for slot in _TOLD if (said := citizen.heard(slot)) is not None}
    yield Say(say("kapan.jawab"))
    then = yield Ask(
        "lalu",
        Choice(
            Option("cek", say("menu.cek"), "cek"),
            Option("lapor", say("kapan.belum"), "lapor"),
            Option("selesai", say("umum.selesai"), "ya"),
        ),
        say("kapan.tanya"),
        closing=True,
    )
    if then == "cek":
        yield Goto("cek_bansos", told)
    elif then == "lapor":
        yield Goto("lapor", {"masalah": "waktu", **told})


FLOW = Flow("kapan", say("kapan.judul"), kapan, keeps_draft=False)
