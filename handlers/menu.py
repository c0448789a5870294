"""The menu: where every conversation starts and ends."""

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Flow, Goto, Talk
from i18n.message import say

ITEMS = (
    Option("cek_bansos", say("menu.cek"), "cek", say("menu.cek_isi")),
    Option("usul", say("menu.usul"), "usul", say("menu.usul_isi")),
    Option("sanggah", say("menu.sanggah"), "sanggah", say("menu.sanggah_isi")),
    Option("lapor", say("menu.lapor"), "lapor", say("menu.lapor_isi")),
    Option("status", say("menu.status"), "status", say("menu.status_isi")),
    Option("pendamping", say("menu.pendamping"), "pendamping", say("menu.pendamping_isi")),
    Option("pengaturan", say("menu.pengaturan"), "pengaturan", say("menu.pengaturan_isi")),
)


def menu(citizen: Citizen) -> Talk:
    """Greet a newcomer, ask what they need, go there."""
    again = citizen.heard("lagi") is not None
    pick = yield Ask(
        "pilih",
        Choice(*ITEMS, wrong=say("menu.tidak_paham")),
        say("menu.lagi") if again else say("menu.pilih"),
        easier=say("menu.contoh"),
        help=say("bantuan.menu"),
    )
    yield Goto(pick)


FLOW = Flow("menu", say("menu.judul"), menu, keeps_draft=False)
