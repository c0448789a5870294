"""What a mode never asks of a citizen: to hear, to speak, to write."""

import re

import pytest

from i18n.catalog import Catalog
from i18n.lint import NO_MESSAGES, bare

# Said on calls alone, of files, or of somebody else: a consent that is spoken by the other person.
_CALLS = frozenset({
    "petugas.telepon_balik", "petugas.telepon_nanti", "umum.bicara_bip", "umum.terdengar",
    "wilayah.dengar_daftar", "umum.tutup_telepon", "pengaturan.cara", "pendamping.suara_tanya",
})  # fmt: skip
_TO_SPEAK = re.compile(r"\b(bicara|dengar|menelepon|sebutkan|pesan suara)\b", re.IGNORECASE)
# Questions that a citizen answers with words or numbers of their own.
_ASKED = (
    "cek.wilayah", "cek.nama_contoh", "cek.tahun_contoh", "cek.nik", "milik.nama",
    "umum.perlu_teks", "umum.nama_salah", "wilayah.ulangi", "wilayah.tulis_kecamatan",
    "lapor.desa_tanya",
    "sanggah.desa_tanya", "sanggah.tiket_tanya", "status.tanya", "usul.nik_sendiri",
    "isian.kk_tanya", "isian.alamat_tanya", "isian.desa_tanya", "perbaikan.nik",
)  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The catalogues as shipped."""
    return Catalog.load()


def test_nobody_deaf_is_asked_to_speak_or_to_listen(catalog: Catalog) -> None:
    """In mode `tuli` a person helps, and photos are sent: nothing is said or heard."""
    asked = {
        msgid: text
        for msgid in catalog.merged("id")
        if bare(msgid) == msgid and not msgid.startswith((*NO_MESSAGES, "pict."))
        if msgid not in _CALLS
        if _TO_SPEAK.search(text := _said(catalog, msgid, "tuli"))
    }

    assert set(asked) <= {"bukti.perlu_suara", "petugas.rekaman"}  # answers to a voice note


@pytest.mark.parametrize("tag", ["id", "id@mudah", "jv", "su", "pmy"])
@pytest.mark.parametrize("msgid", _ASKED)
def test_nobody_who_cannot_write_is_asked_to(catalog: Catalog, msgid: str, tag: str) -> None:
    """In mode `suara` an answer is named or pressed."""
    text = _said(catalog, msgid, "suara", tag)

    assert not re.search(r"\b(tulis|ketik|serat|toles)\b", text, re.IGNORECASE), text


def _said(catalog: Catalog, msgid: str, variant: str, tag: str = "id") -> str:
    texts = catalog.merged(tag)
    forms = texts.get(f"{msgid}.{variant}") or texts.get(msgid)
    assert forms is not None
    return forms[0]
