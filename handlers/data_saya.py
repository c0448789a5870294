"""Data saya: what is held, a copy of it, and erasing it (UU 27/2022).

Rules: a copy is encrypted with the citizen's own password, or confirmed a second time. Erasing
says first what has to stay: what is at DTKS stays there, with its ticket here.
"""

from handlers.dialogue.fields import Choice, Either, FreeText, YesNo
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Say, Talk
from handlers.requests.personal import Erased, EraseData, ExportData, Exported, Held, ReadHeld
from i18n.message import say

SHORTEST_PASSWORD = 8


def data_saya(citizen: Citizen) -> Talk:
    """Tell what is held, then copy or erase."""
    held = yield Call("isi", ReadHeld(), Held)
    if isinstance(held, Failed):
        yield Say(say("data.nanti"))
        return
    yield Say(
        say(
            "data.isi",
            kiriman=held.cases,
            draf=held.drafts,
            media=held.media,
            setuju=held.consents,
            orang=held.profiles,
        )
    )
    yield Say(say("data.aman"))
    what = yield Ask(
        "apa",
        Choice(
            Option("salin", say("data.salin"), "simpan"),
            Option("hapus", say("data.hapus"), "hapus"),
            Option("selesai", say("umum.selesai"), "ya"),
        ),
        say("cek.lalu_apa"),
        help=say("data.bantuan"),
        closing=True,
    )
    if what == "salin":
        yield from _copy(citizen)
    elif what == "hapus":
        yield from _erase(citizen, held)


def _copy(citizen: Citizen) -> Talk:
    """A file with everything, locked or confirmed twice."""
    how = yield Ask(
        "kunci",
        Either(
            Option("sandi", say("data.pakai_sandi"), "ya"),
            Option("polos", say("data.tanpa_sandi"), "tidak"),
            yes="sandi",
            no="polos",
        ),
        say("data.kunci_tanya"),
        closing=True,
    )
    password = None
    if how == "sandi":
        password = yield Ask(
            "sandi",
            FreeText(limit=100, least=SHORTEST_PASSWORD),
            say("data.sandi_tanya"),
            closing=True,
        )
    else:
        sure = yield Ask("yakin_salin", YesNo(), say("data.yakin_salin"), closing=True)
        if not sure:
            yield Say(say("data.tidak_disalin"))
            return
    made = yield Call("salin", ExportData(password=password), Exported)
    if not isinstance(made, Failed):
        yield Say(say("data.disalin", nama=made.name))
    elif made.code == "no_files":
        yield Say(say("data.tanpa_berkas"))
    elif made.code == "limit":
        yield Say(say("data.batas_salin"))
    else:
        yield Say(say("data.nanti"))


def _erase(citizen: Citizen, held: Held) -> Talk:
    """Say what stays, ask once more, erase."""
    if held.delivered:
        yield Say(say("data.tetap_ada", jumlah=held.delivered))
        yield Say(citizen.policy.reach("data.hapus_pusat"))
    if held.waiting:
        yield Say(say("data.belum_sampai", jumlah=held.waiting))
    sure = yield Ask(
        "yakin_hapus",
        Either(
            Option("jangan", say("data.jangan_hapus"), "tidak"),
            Option("hapus_semua", say("data.hapus_semua"), "hapus"),
            yes="hapus_semua",
            no="jangan",
        ),
        say("data.yakin_hapus"),
        closing=True,
    )
    if sure == "jangan":
        yield Say(say("data.tidak_dihapus"))
        return
    done = yield Call("hapus", EraseData(), Erased)
    if isinstance(done, Failed):
        yield Say(say("data.nanti"))
    else:
        yield Say(say("data.dihapus"))


FLOW = Flow("data_saya", say("data.judul"), data_saya, keeps_draft=False)
