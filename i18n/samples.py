"""What usually stands in a placeholder, for previews, lint and audio built ahead.

Rules: pure; invented people and places only. A placeholder that is not listed gets its own name
in brackets, so that a preview shows it all the same.
"""

import datetime as dt
import re

from i18n.catalog import VARIANTS, Catalog
from i18n.locales import SOURCE
from i18n.message import Date, Digits, Joined, Message, Money, Month, Spelled, Value, When

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)

SAMPLES: dict[str, Value] = {
    "nama": "Siti Aminah",
    "wilayah": "Sukamaju, Jonggol, Kabupaten Bogor, Jawa Barat",
    "jalur": "Sukamaju, Jonggol, Kabupaten Bogor, Jawa Barat",
    "tempat": "Kabupaten Bogor",
    "telepon": "171",
    "whatsapp": "0887-7171-171",
    "darurat": "112",
    "jiwa": "119",
    "jiwa_tekan": "8",
    "program": Message("program.pkh"),
    "periode": Month("2026-08"),
    "bulan": Month("2026-08"),
    "tanggal": Date(dt.date(2026, 8, 17)),
    "waktu": When(_NOON),
    "jam": When(_NOON),
    "nik": Digits("3201064108650001"),
    "kk": Digits("3201061708450002"),
    "tiket": Spelled("US-7K3M-9Q2X"),
    "nomor": Spelled("US-7K3M-9Q2X"),
    "uang": Money(600_000),
    "jumlah": 3,
    "batas": 20,
    "ini": 3,
    "semua": 7,
    "n": 3,
    "desil": 2,
    "urusan": Message("menu.cek"),
    "jawaban": "Siti Aminah",
    "pilihan": Message("menu.cek"),
    "daftar": Joined((Message("program.pkh"), Message("program.bpnt")), lines=True),
    "isi": "Siti Aminah",
}


def sample(msgid: str, catalog: Catalog) -> Message:
    """The message with something in each placeholder, its variants' own too (a Deaf citizen's
    wording names WhatsApp where the other names a telephone)."""
    texts = catalog.merged(SOURCE)
    names = {
        name
        for entry in (msgid, *(f"{msgid}.{variant}" for variant in VARIANTS))
        for form in texts.get(entry, ())
        for name in _PLACEHOLDER.findall(form)
    }
    params = {name: SAMPLES.get(name, f"[{name}]") for name in sorted(names)}
    if msgid in ("umum.tekan_untuk", "umum.ketik_untuk"):
        params["nomor"] = 1
    return Message(msgid, params)
