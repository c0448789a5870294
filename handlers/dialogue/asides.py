"""Questions the engine puts itself, in front of a flow's: resume, which answer to change, stop.

Rules: each is a `Choice` whose values the engine acts on; none is stored as an answer.
"""

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Flow, Review
from i18n.message import say

RESUME, CHANGE, CANCEL = "resume", "ubah", "batal"
# What a plain yes or no means; 'stop?' 'yes' keeps the answers, for nobody said to throw them away.
YES_NO = {
    RESUME: {"ya": "lanjut", "tidak": "baru"},
    CANCEL: {"ya": "simpan", "tidak": "lanjut"},
}


def resume(flow: Flow, name: str | None) -> Ask:
    """'There is something unfinished (for `name`): go on, or start anew?'"""
    unfinished = say("umum.belum_selesai", urusan=flow.title)
    if name:
        unfinished = say("umum.belum_selesai_orang", urusan=flow.title, nama=name)
    return Ask(
        RESUME,
        Choice(
            Option("lanjut", say("umum.lanjutkan"), "lanjut"),
            Option("baru", say("umum.mulai_baru"), "baru"),
        ),
        unfinished,
    )


def change(review: Review) -> Ask:
    """'Which answer do you want to change?'"""
    options = [Option(row.key, row.label) for row in review.rows]
    return Ask(CHANGE, Choice(*options), say("umum.ubah_yang_mana"))


def cancel(flow: Flow) -> Ask:
    """'Stop: throw the answers away, keep them, or go on?'"""
    return Ask(
        CANCEL,
        Choice(
            Option("hapus", say("umum.hapus_jawaban"), "hapus"),
            Option("simpan", say("umum.simpan_dulu"), "simpan"),
            Option("lanjut", say("umum.lanjutkan"), "lanjut"),
        ),
        say("umum.batal_tanya", urusan=flow.title),
    )
