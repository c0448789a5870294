"""Applying to be a pendamping: name, organisation, villages, the letter of duty."""

from handlers.dialogue.fields import Either, FreeText, PersonName
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Review, Row, Say, Talk
from handlers.evidence import ask_photo, can_send
from handlers.region import ask_region, path_name
from handlers.requests.cases import Done
from handlers.requests.pendamping import ApplyPendamping
from i18n.message import Joined, say

MOST_VILLAGES = 5


def apply(citizen: Citizen) -> Talk:
    """The application, read back and sent to staff."""
    yield Say(say("pendamping.daftar_pembuka"))
    name = yield Ask(
        "nama", PersonName(), say("pendamping.nama_tanya"), easier=say("cek.nama_contoh")
    )
    organisation = yield Ask(
        "lembaga",
        FreeText(limit=100),
        say("pendamping.lembaga_tanya"),
        easier=say("pendamping.lembaga_contoh"),
    )
    villages = yield from _villages(citizen)
    letter = None
    if can_send(citizen):
        letter = yield from ask_photo("surat", "surat", say("pendamping.surat_tanya"))
    places = tuple(path_name(citizen.regions, code).partition(",")[0] for code in villages)
    yield Review(
        "periksa",
        (
            Row("nama", say("isian.nama"), name),
            Row("lembaga", say("pendamping.lembaga"), organisation),
            Row("desa", say("isian.desa"), Joined(places)),
            Row("surat", say("pendamping.surat"), say("bukti.ada" if letter else "bukti.nol")),
        ),
        say("usul.periksa"),
        say("usul.kirim"),
    )
    done = yield Call(
        "daftarkan",
        ApplyPendamping(
            name=name, organisation=organisation, villages=tuple(villages), letter=letter
        ),
        Done,
    )
    if isinstance(done, Failed):
        known = {"already": "pendamping.menunggu", "limit": "pendamping.kode_batas"}
        yield Say(say(known.get(done.code, "pendamping.nanti")))
    else:
        yield Say(say("pendamping.terkirim"))
        yield Say(citizen.policy.reach("petugas.kontak"))


def _villages(citizen: Citizen) -> Talk:
    """One village or a few; codes."""
    codes: list[str] = []
    for turn in range(1, MOST_VILLAGES + 1):
        code = yield from ask_region(f"desa.{turn}", citizen, say("pendamping.desa_tanya"))
        codes.append(code)
        if turn == MOST_VILLAGES:
            break
        more = yield Ask(
            f"desa.lagi{turn}",
            Either(
                Option("cukup", say("tambahan.cukup"), "ya"),
                Option("tambah", say("pendamping.desa_tambah"), "desa"),
                yes="tambah",
                no="cukup",
            ),
            say("pendamping.desa_lagi"),
        )
        if more == "cukup":
            break
    return list(dict.fromkeys(codes))
