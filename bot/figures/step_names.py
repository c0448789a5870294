"""What the dashboard calls a step of a flow, a language, a mode and a channel: words, not keys.

Rules: a step has the words that the citizen read: the label of its row in the summary, or else its
question, from the catalogue. A question put several times ('kode2') says
which time. A key that no release here knows is shown as it is: a count is never lost for want of a
name. A test walks through every flow and finds none without.
"""

import re

from i18n.catalog import Catalog
from i18n.locales import BY_TAG
from i18n.message import say
from i18n.modes import Mode

# 'flow.step', or 'step' where the same key is the same question in every flow -> msgid.
STEPS = {
    "alamat": "isian.alamat",
    "alasan": "sanggah.baris_alasan",
    "alih_telepon": "pendamping.alih_tanya",
    "antara": "menu.antara",
    "apa": "cek.lalu_apa",
    "awal": "cek.lalu_apa",
    "bahasa": "pengaturan.pilih_bahasa",
    "bahasa_ragu": "pengaturan.bahasa_ragu",
    "berhenti_yakin": "pendamping.berhenti_yakin",
    "buang_siapa": "profil.buang_tanya",
    "buang_yakin": "profil.buang_yakin",
    "bukti": "bukti.label",
    "bulan": "lapor.bulan",
    "cara": "cek.cara_tanya",
    "cari": "pendamping.cari_tanya",
    "catatan": "sanggah.baris_catatan",
    "daftar": "status.yang_mana",
    "desa": "isian.desa",
    "draf_mana": "pendamping.draf_tanya",
    "foto_ktp": "tambahan.foto_ktp_label",
    "foto_rumah": "tambahan.foto_rumah_label",
    "hasil": "umum.dtks_tidak_menjawab",
    "jawaban": "tanggapan.jawaban",
    "jenis": "sanggah.jenis_tanya",
    "jenis_kelamin": "isian.jenis_kelamin",
    "kabar": "pengaturan.kabar_kini_nyala",
    "kasus": "status.yang_mana",
    "kata": "cek.sebut_tanya",
    "keadaan": "sanggah.baris_keadaan",
    "kirim": "umum.dtks_tidak_menjawab",
    "kk": "isian.kk",
    "kode": "alih.kode_tanya",
    "kunci": "data.kunci_tanya",
    "lalu": "cek.lalu_apa",
    "lanjutan": "cek.lalu_apa",
    "lembaga": "pendamping.lembaga",
    "masalah": "lapor.masalah",
    "menu": "pendamping.menu_tanya",
    "milik": "milik.tanya",
    "nama": "isian.nama",
    "nama_orang_tua": "cek.orang_tua",
    "nik": "isian.nik",
    "nik_benar": "cek.nik",
    "orang": "pendamping.orang_tanya",
    "orang_benar": "sanggah.orang_benar",
    "periksa": "usul.periksa",
    "pilih": "menu.pilih",
    "program": "usul.program",
    "rentan": "tambahan.rentan_label",
    "rt_rw": "perbaikan.rt_rw",
    "sandi": "data.sandi_tanya",
    "setuju": "pendamping.setuju_tanya",
    "siapa": "profil.tanya",
    "sudah_ada": "cek.lalu_apa",
    "surat": "pendamping.surat",
    "tahun_lahir": "cek.tahun_lahir",
    "tambah": "tambahan.tanya",
    "tanggal_lahir": "isian.tanggal_lahir",
    "tarik_urung": "status.ditarik",
    "tarik_yakin": "status.tarik_yakin",
    "telepon": "tambahan.telepon_label",
    "tempat_lahir": "isian.tempat_lahir",
    "terdaftar": "usul.terdaftar_tanya",
    "tetap": "alih.tetap_tanya",
    "tiket": "status.tanya",
    "untuk": "usul.untuk",
    "urusan": "pendamping.urusan_tanya",
    "wilayah": "isian.desa",
    "yakin_hapus": "data.yakin_hapus",
    "yakin_salin": "data.yakin_salin",
    "pendamping.kode": "pendamping.kode_tanya",
    "pengaturan.apa": "pengaturan.tanya",
    "pengaturan.cara": "pengaturan.pilih_cara",
    "sanggah.nama": "sanggah.baris_nama",
    "tanggapan.tambah": "tanggapan.tambah",
}
# The beginning of a key -> of the msgid that the rest of it completes.
FAMILIES = {
    "survei_": "survei.{}_label",
    "uang_": "lapor.uang_{}_label",
    "isian_": "isian.{}",
    "foto_": "tambahan.foto_{}_label",
}
SPECIAL = {"mulai": "Mulai", "usai": "Selesai", "batal": "Dihentikan"}
# Where a message is on its way (`bot.storage.mailbox`), and the line to DTKS (`circuit`).
OUTBOX = {
    "waiting": "menunggu",
    "sending": "sedang dikirim",
    "sent": "terkirim",
    "failed": "gagal",
    "unknown": "tidak pasti",
}
CIRCUIT = {"closed": "tersambung", "open": "terputus", "half_open": "dicoba lagi"}
_NUMBERED = re.compile(r"(.*?)_?(\d+)")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_GAP = re.compile(r"\{\w+\}")


class Names:
    """Words for keys, in Indonesian."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def step(self, flow: str, key: str) -> str:
        """A step of a flow."""
        if key in SPECIAL:
            return SPECIAL[key]
        numbered = _NUMBERED.fullmatch(key)
        if numbered and self._msgid(flow, key) is None:
            base, time = numbered.groups()
            name = self.step(flow, base)
            return name if time == "0" else f"{name} ({time})"
        msgid = self._msgid(flow, key)
        return key if msgid is None else self._words(msgid)

    def locale(self, tag: str) -> str:
        """A language, by its own name."""
        return BY_TAG[tag].own_name if tag in BY_TAG else tag

    def mode(self, mode: str) -> str:
        """A way of reading or hearing."""
        return self._words(f"mode.{mode}") if mode in set(Mode) else mode

    def by(self, what: str, value: str) -> str:
        """A value of 'locale', 'mode' or 'channel'."""
        named = {"locale": self.locale, "mode": self.mode}.get(what)
        return value if named is None else named(value)

    def _msgid(self, flow: str, key: str) -> str | None:
        found = STEPS.get(f"{flow}.{key}") or STEPS.get(key)
        if found is not None:
            return found
        for beginning, family in FAMILIES.items():
            msgid = family.format(key.removeprefix(beginning))
            if key.startswith(beginning) and self._catalog.has(msgid, "id"):
                return msgid
        return None

    def _words(self, msgid: str) -> str:
        sentences = _SENTENCE.split(self._catalog.text(say(msgid), "id"))
        whole = [one for one in sentences if not _GAP.search(one)] or sentences
        asked = next((one for one in whole if one.endswith("?")), whole[0])
        return _GAP.sub("…", asked).rstrip(".")
