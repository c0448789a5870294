"""Emoji: one at the end of an option in easy mode, none for screen readers, calls and SMS.

Rules: pure. An emoji never stands for a word: without it the line says the same.
"""

import regex

from bot.render.pictures import pictogram_of
from handlers.dialogue.prompt import Option

# The emoji that looks most like our pictogram; those without a near one have none.
_LIKE = {
    "cek": "\U0001f50d", "usul": "\U0001f64b", "lapor": "\U0001f4e2", "status": "\U0001f552",
    "pendamping": "\U0001f91d", "pengaturan": "\u2699\ufe0f", "bahasa": "\U0001f4ac",
    "kirim": "\U0001f4e8", "ubah": "\u270f\ufe0f", "batal": "\u274c", "lanjut": "\u27a1\ufe0f",
    "kembali": "\u2b05\ufe0f", "petugas": "\U0001f9d1", "ya": "\u2705", "tidak": "\u274c",
    "ulang": "\U0001f504", "nik": "\U0001faaa", "simpan": "\U0001f4be", "hapus": "\U0001f5d1\ufe0f",
    "bantuan": "\u2753", "menu": "\U0001f3e0", "diri": "\U0001f9cd", "keluarga": "\U0001f46a",
    "tetangga": "\U0001f3d8\ufe0f", "telepon": "\U0001f4f1", "rentan": "\u2764\ufe0f",
    "perempuan": "\U0001f469", "laki_laki": "\U0001f468", "foto": "\U0001f4f7",
    "lokasi": "\U0001f4cd", "daftar": "\U0001f4cb", "mode_standar": "\U0001f4c4",
    "mode_mudah": "\U0001f5bc\ufe0f", "mode_suara": "\U0001f442", "program_pkh": "\U0001f46a",
    "program_bpnt": "\U0001f35a", "program_pbi": "\U0001fa7a", "program_bst": "\U0001f4b5",
    "program_blt": "\U0001f4b5", "program_blt_bbm": "\u26fd", "program_permakanan": "\U0001f35b",
    "program_rutilahu": "\U0001f3da\ufe0f", "program_yapi": "\U0001f9d2",
    "program_pena": "\U0001f3ea", "lapor_late": "\u23f3", "lapor_asked_money": "\U0001f4b0",
    "rentan_disability": "\U0001f9bd", "rentan_elderly_alone": "\U0001f9d3",
    "rentan_pregnant_or_child": "\U0001f930",
}  # fmt: skip
_EMOJI = regex.compile(
    r"[ \u00a0]?(?:\p{Extended_Pictographic}|\p{Regional_Indicator})[\uFE0F\u200D\p{M}]*"
)


def emoji_of(option: Option) -> str:
    """The option's emoji, or nothing."""
    return _LIKE.get(pictogram_of(option) or "", "")


def without_emoji(text: str) -> str:
    """The text, emoji and the space before them gone."""
    return text if text.isascii() else _EMOJI.sub("", text)
