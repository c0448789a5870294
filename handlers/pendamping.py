"""Pendamping: applying to be one, and a verified pendamping's own menu.

Rules: staff verify; until then nothing is sent for anybody else. Every submission for another
person carries that person's recorded consent. Several drafts, each for one person, wait side by
side. It can be ended at any time, from either side.
"""

from handlers.dialogue.fields import Choice, PersonName, YesNo
from handlers.dialogue.prompt import Option
from handlers.dialogue.session import FOR, GO_ON
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Goto, Say, Talk
from handlers.fields_code import Code
from handlers.pendamping_bantu import help_somebody
from handlers.pendamping_daftar import apply
from handlers.pendamping_kasus import caseload
from handlers.requests.cases import Done
from handlers.requests.pendamping import (
    LeavePendamping,
    PendampingView,
    Standing,
    UseInvitation,
    WhoAmI,
)
from i18n.message import say


def pendamping(citizen: Citizen) -> Talk:
    """What this contact is as a pendamping, and what it may do."""
    view = yield Call("siapa", WhoAmI(), PendampingView)
    if isinstance(view, Failed):
        yield Say(say("pendamping.nanti"))
        return
    if view.standing is Standing.ACTIVE:
        yield from _menu(citizen, view)
    elif view.standing is Standing.SUSPENDED:
        yield Say(say("kabar.pendamping_ditangguhkan"))
        yield Say(citizen.policy.reach("petugas.kontak"))
    else:
        yield from _outside(citizen, view)


def _outside(citizen: Citizen, view: PendampingView) -> Talk:
    """Not a pendamping (yet, or no more): apply, or use a code."""
    options = [Option("kode", say("pendamping.punya_kode"), "kode")]
    if view.standing is Standing.WAITING:
        yield Say(say("pendamping.menunggu"))
    else:
        revoked = view.standing is Standing.REVOKED
        yield Say(say("pendamping.dicabut" if revoked else "pendamping.pembuka"))
        options.insert(0, Option("daftar", say("pendamping.daftar"), "daftar"))
    options.append(Option("selesai", say("umum.selesai"), "ya"))
    offered = "kode" if citizen.heard("kode") else None
    pick = yield Ask("awal", Choice(*options), say("cek.lalu_apa"), offer=offered)
    if pick == "daftar":
        yield from apply(citizen)
    elif pick == "kode":
        yield from _invitation(citizen)


def _invitation(citizen: Citizen) -> Talk:
    """A code that staff gave makes a pendamping at once; people are told that name."""
    name = yield Ask(
        "nama", PersonName(), say("pendamping.nama_tanya"), easier=say("cek.nama_contoh")
    )
    for turn in range(1, 4):
        offered = citizen.heard("kode") if turn == 1 else None
        code = yield Ask(f"kode{turn}", Code(), say("pendamping.kode_tanya"), offer=offered)
        view = yield Call(f"pakai_kode{turn}", UseInvitation(code=code, name=name), PendampingView)
        if not isinstance(view, Failed):
            yield Say(say("pendamping.diterima"))
            yield Goto("pendamping")
        if view.code == "not_active":
            yield Goto("pendamping")  # which says what became of it
        if view.code == "limit":
            yield Say(say("pendamping.kode_batas"))
            return
        yield Say(say("pendamping.kode_salah"))


def _menu(citizen: Citizen, view: PendampingView) -> Talk:
    drafts = [name for name in citizen.drafts if ":" in name]
    options = [
        Option("bantu", say("pendamping.bantu"), "bantu"),
        Option("kasus", say("pendamping.kasus"), "daftar"),
    ]
    if drafts:
        options.append(Option("draf", say("pendamping.draf"), "simpan"))
    options.append(Option("berhenti", say("pendamping.berhenti"), "batal"))
    pick = yield Ask(
        "menu",
        Choice(*options),
        say("pendamping.menu_tanya", nama=view.name),
        help=say("pendamping.bantuan"),
    )
    if pick == "bantu":
        yield from help_somebody(citizen, view.villages)
    elif pick == "kasus":
        yield from caseload(citizen)
    elif pick == "draf":
        yield from _go_on(drafts)
    elif pick == "berhenti":
        yield from _leave()


def _go_on(drafts: list[str]) -> Talk:
    """An unfinished submission for somebody, gone on with where it stopped."""
    options = (Option(name, _draft_line(name)) for name in drafts)
    name = yield Ask("draf_mana", Choice(*options), say("pendamping.draf_tanya"))
    flow, _, person = name.partition(":")
    yield Goto(flow, {FOR: person, GO_ON: "1"})


def _draft_line(name: str) -> str:
    flow, _, person = name.partition(":")
    return f"{person} ({flow})"


def _leave() -> Talk:
    sure = yield Ask("berhenti_yakin", YesNo(), say("pendamping.berhenti_yakin"))
    if not sure:
        return
    done = yield Call("berhenti", LeavePendamping(), Done)
    yield Say(say("pendamping.nanti" if isinstance(done, Failed) else "pendamping.sudah_berhenti"))


FLOW = Flow("pendamping", say("menu.pendamping"), pendamping)
