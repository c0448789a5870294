"""The menu: where every conversation starts and ends.

Rules: whoever is greeted in a language that was guessed and that no native speaker has read finds
Indonesian among the options of this first screen, one tap away, in the last place before 'more'.
On the widest screen the first three options keep their numbers. Where a message may mean two
things ('antara' names them), these two and the way to all the others are asked about.
"""

from typing import Any

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Flow, Goto, Talk
from handlers.dialogue.text import fold
from i18n.fragments import reviewed
from i18n.locales import BY_TAG, SOURCE
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

# What a code may be for, beside the items.
_OF_CODES = (
    Option("alih", say("alih.judul"), "penerima"),
    Option("pendamping", say("pendamping.punya_kode"), "pendamping"),
)
_ALL = "menu"
_LANGUAGE = "bahasa"
_INDONESIAN = Option(SOURCE, BY_TAG[SOURCE].own_name, "bahasa", pinned=True)
_BEFORE = 3


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
    yield from _either(citizen)
    again = citizen.heard("lagi") is not None
    items: tuple[Option, ...] = ITEMS
    if not again and not reviewed(citizen.locale):
        items = (*ITEMS[:_BEFORE], _INDONESIAN, *ITEMS[_BEFORE:])
    pick = yield Ask(
        "pilih",
        Wish(*items, wrong=say("menu.tidak_paham")),
        say("menu.lagi") if again else say("menu.pilih"),
        easier=say("menu.contoh"),
        help=say("bantuan.menu"),
    )
    if pick == _LANGUAGE:
        yield Goto("pengaturan", {"apa": "bahasa"})
    elif pick == SOURCE:
        yield Goto("pengaturan", {"apa": "bahasa", "bahasa": SOURCE})
    else:
        yield Goto(pick)


def _either(citizen: Citizen) -> Talk:
    """Which of two wishes it is, where a message may be either; the menu anew where neither."""
    near = (citizen.heard("antara") or "").split()
    code = citizen.heard("kode")
    known = ITEMS if code is None else _OF_CODES
    options = [option for value in near for option in known if option.value == value]
    if not options:
        return
    pick = yield Ask(
        "antara",
        Choice(*options, Option(_ALL, say("menu.judul"), "lainnya")),
        say("menu.antara"),
    )
    yield Goto(pick, {} if code is None or pick == _ALL else {"kode": code})


FLOW = Flow("menu", say("menu.judul"), menu, keeps_draft=False)
