"""What a mode never asks of a citizen: to hear, to speak, to write."""

import re

import pytest

from i18n.catalog import Catalog
from i18n.lint import NO_MESSAGES, bare
from i18n.locales import LOCALES

# Said on calls alone, of files, or of somebody else: a consent that is spoken by the other person.
_CALLS = frozenset({
    "petugas.telepon_balik", "petugas.telepon_nanti", "umum.bicara_bip", "umum.terdengar",
    "wilayah.dengar_daftar", "umum.tutup_telepon", "pengaturan.cara", "pendamping.suara_tanya",
})  # fmt: skip
_TO_SPEAK = re.compile(r"\b(bicara|dengar|menelepon|sebutkan|pesan suara)\b", re.IGNORECASE)
# Said to who reads a screen by ear alone, in mode `pembaca_layar`.
_SCREEN_READER = frozenset({"umum.ketik_untuk"})
# The words that tell to write, of each language; a letter of a minister is no wish to write one.
_LETTER = "(?! (?:tugas|k[ae]putusan|sarujuk|satuju))"
_TO_WRITE = {
    "id": "tulis|ketik", "id@mudah": "tulis|ketik", "en": "write|type", "min": "tulih|tulis|ketik",
    "jv": f"serat{_LETTER}|tulis|ketik", "su": f"serat{_LETTER}|tulis|ketik",
    "mad": "toles|tulis|ketik", "ban": "tulis|serat|ketik", "bug": "taukii|tauki'|tulis|ketik",
    "ace": "neutuleh|tulis|ketik", "pmy": "tulis|ketik",
}  # fmt: skip
# What is told, not asked: that names are left out of reports.
_TOLD = re.compile(r"tidak kami tulis")


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


@pytest.mark.parametrize("tag", sorted(_TO_WRITE))
def test_nobody_who_cannot_write_is_asked_to(catalog: Catalog, tag: str) -> None:
    """In mode `suara` an answer is said, pressed or sent, in every message and language."""
    to_write = re.compile(rf"(?<![\w{{])(?:{_TO_WRITE[tag]})(?!\w)", re.IGNORECASE)
    asked = {
        msgid: text
        for msgid in catalog.merged(tag)
        if bare(msgid) == msgid and not msgid.startswith((*NO_MESSAGES, "pict."))
        if msgid not in _SCREEN_READER
        if to_write.search(_TOLD.sub("", text := _said(catalog, msgid, "suara", tag)))
    }

    assert asked == {}


def test_every_language_has_its_words_for_writing() -> None:
    """A language that is added is held to the rule too."""
    assert set(_TO_WRITE) == {locale.tag for locale in LOCALES}


def _said(catalog: Catalog, msgid: str, variant: str, tag: str = "id") -> str:
    texts = catalog.merged(tag)
    forms = texts.get(f"{msgid}.{variant}") or texts.get(msgid)
    assert forms is not None
    return forms[0]
