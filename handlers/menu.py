"""The menu: where every conversation starts and ends."""

from typing import Any

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Flow, Goto, Talk
from handlers.dialogue.text import fold
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

_LANGUAGE = "bahasa"


class Wish(Choice):
    """What a citizen may want; 'bahasa', as the greeting says, is the choice of language."""

    def read(self, heard: Heard, reading: Reading) -> Read:
        """An item, or the word for language in any language."""
        if fold(heard.text) in reading.words.labels("pengaturan.bahasa"):
            return Got(_LANGUAGE)
        return super().read(heard, reading)

    def accepts(self, value: Any) -> bool:
        """An item, or the wish for another language."""
        return value == _LANGUAGE or super().accepts(value)


def menu(citizen: Citizen) -> Talk:
    """Greet a newcomer, ask what they need, go there."""
    again = citizen.heard("lagi") is not None
    pick = yield Ask(
        "pilih",
        Wish(*ITEMS, wrong=say("menu.tidak_paham")),
        say("menu.lagi") if again else say("menu.pilih"),
        easier=say("menu.contoh"),
        help=say("bantuan.menu"),
    )
    if pick == _LANGUAGE:
        yield Goto("pengaturan", {"apa": "bahasa"})
    else:
        yield Goto(pick)


FLOW = Flow("menu", say("menu.judul"), menu, keeps_draft=False)
