"""The rules of the day, with their history. They hold for the country, so only a national
administrator changes them."""

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.roles import Role
from bot.storage import audit, settings
from handlers.policy import Policy
from i18n.formats import zone
from i18n.locales import offered

ADMIN = frozenset({Role.ADMINISTRATOR})
LABELS = {
    "contact.telepon": "Telepon resmi",
    "contact.whatsapp": "WhatsApp resmi",
    "contact.darurat": "Nomor darurat",
    "contact.jiwa": "Layanan kesehatan jiwa",
    "contact.jiwa_tekan": "Layanan kesehatan jiwa: tombol sesudah tersambung",
    "cutoff_day": "Tanggal batas usul tiap bulan (kosong: tidak diketahui)",
    "programmes": "Program yang boleh disebut",
    "lookups_per_day": "Cek bansos sehari untuk satu warga",
    "usul_per_day": "Usul sehari untuk satu warga",
    "sanggah_per_day": "Sanggah sehari untuk satu warga",
    "tanggapan_per_day": "Tanggapan sehari untuk satu warga",
    "grounds": "Alasan sanggah yang boleh dipilih (kode)",
    "quiet": "Jam tenang, waktu setempat warga (contoh 20-7)",
    "rate.telegram": "Siaran Telegram paling cepat, pesan per detik",
    "rate.whatsapp": "Siaran WhatsApp paling cepat, pesan per detik",
    "rate.sms": "Siaran SMS paling cepat, pesan per detik",
    "reply_days": "Hari untuk menjawab pemberitahuan sanggah",
}


async def show(ask: Ask) -> Response:
    """What holds, and how it came to."""
    _national(ask)

    def read(conn: Connection) -> tuple[dict[str, str], list[settings.Change]]:
        return settings.values(conn, ask.now), settings.history(conn)

    values, history = await ask.desk.db.read(read)
    policy = ask.desk.conversation.policy(ask.now)
    now = {
        name: values.get(name, _default(policy, ask.desk.settings.rates, name)) for name in LABELS
    }
    canned = {
        name.removeprefix("canned."): json.loads(text)
        for name, text in values.items()
        if name.startswith("canned.")
    }
    locales = {locale.tag: locale.own_name for locale in offered()}
    return ask.show(
        "pengaturan.html", names=LABELS, now=now, history=history, canned=canned, locales=locales
    )


def _default(policy: Policy, rates: Mapping[str, float], name: str) -> str:
    if name.startswith("contact."):
        return policy.contacts.get(name.removeprefix("contact."), "")
    if name.startswith("rate."):
        return f"{rates.get(name.removeprefix('rate.'), 0):g}"
    value = getattr(policy, name)
    if name == "quiet":
        return "-".join(map(str, value))
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


async def change(ask: Ask) -> Response:
    """One value from a time on."""
    _national(ask)
    name = ask.field("nama")
    if name not in LABELS:
        return _back("ditolak")
    return await _save(ask, name, ask.field("nilai"))


async def answer(ask: Ask) -> Response:
    """A canned answer; without texts it is taken away."""
    _national(ask)
    texts = {locale.tag: ask.field(f"teks-{locale.tag}") for locale in offered()}
    value = json.dumps({tag: text for tag, text in texts.items() if text}, ensure_ascii=False)
    name = f"canned.{ask.field('nama')}"
    if not settings.CANNED.match(name):
        return _back("ditolak")
    return await _save(ask, name, value)


async def _save(ask: Ask, name: str, value: str) -> Response:
    start = ask.now
    if text := ask.field("mulai"):
        try:
            start = dt.datetime.fromisoformat(text).replace(tzinfo=zone("Asia/Jakarta"))
        except ValueError:
            return _back("ditolak")

    def work(conn: Connection) -> None:
        settings.change(conn, name, value, by=ask.who.name, from_at=start)
        audit.note(
            conn, ask.now, actor=ask.who.name, action="setting", subject=name, detail=value[:500]
        )

    try:
        await ask.desk.db.run(work)
    except settings.Refused:
        return _back("ditolak")
    await ask.desk.rules.refresh()
    return _back("tersimpan")


def _national(ask: Ask) -> None:
    if not ask.scope.everywhere:
        raise NotThere


def _back(note: str) -> Response:
    return RedirectResponse(f"{HOME}/pengaturan?pesan={note}", 303)


PAGES = (
    Page("GET", "/pengaturan", ADMIN, show),
    Page("POST", "/pengaturan", ADMIN, change),
    Page("POST", "/pengaturan/jawaban", ADMIN, answer),
)
