"""The rules of the day, with their history. They hold for the country, so only a national
administrator changes them.

Rules: a value that cannot be is refused with what it should be, and stays in its field; nothing
begins to hold in the past.
"""

import datetime as dt
import json
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from backend_client.model import Programme
from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.roles import Role
from bot.storage import audit, settings
from handlers.dialogue.turn import millis
from handlers.ground_codes import GROUNDS
from handlers.policy import Policy
from i18n.formats import zone
from i18n.locales import offered

ADMIN = frozenset({Role.ADMINISTRATOR})
_COUNT = "Tulis angka 0 sampai 10000."
_PHONE = (
    "Tulis nomor: paling sedikit tiga angka; boleh +, spasi, garis miring, kurung, tanda hubung."
)
_RATE = "Tulis angka 0,1 sampai 1000."
# What each is called, and how its value is written.
LABELS = {
    "contact.telepon": ("Telepon resmi", _PHONE),
    "contact.whatsapp": ("WhatsApp resmi", _PHONE),
    "contact.darurat": ("Nomor darurat", _PHONE),
    "contact.jiwa": ("Layanan kesehatan jiwa", _PHONE),
    "contact.jiwa_tekan": (
        "Layanan kesehatan jiwa: tombol sesudah tersambung",
        "Tulis satu sampai empat angka.",
    ),
    "cutoff_day": (
        "Tanggal batas usul tiap bulan (kosong: tidak diketahui)",
        "Tulis tanggal 1 sampai 31, atau kosongkan.",
    ),
    "programmes": (
        "Program yang boleh disebut",
        "Tulis kodenya, dipisah koma, paling sedikit satu: "
        + ", ".join(code.value for code in Programme)
        + ".",
    ),
    "lookups_per_day": ("Cek bansos sehari untuk satu warga", _COUNT),
    "usul_per_day": ("Usul sehari untuk satu warga", _COUNT),
    "sanggah_per_day": ("Sanggah sehari untuk satu warga", _COUNT),
    "tanggapan_per_day": ("Tanggapan sehari untuk satu warga", _COUNT),
    "grounds": (
        "Alasan sanggah yang boleh dipilih (kode)",
        "Tulis kodenya, dipisah koma, paling sedikit satu: " + ", ".join(GROUNDS) + ".",
    ),
    "quiet": (
        "Jam tenang, waktu setempat warga (contoh 20-7)",
        "Tulis dua jam, 0 sampai 23, dengan tanda hubung: 20-7.",
    ),
    "rate.telegram": ("Siaran Telegram paling cepat, pesan per detik", _RATE),
    "rate.whatsapp": ("Siaran WhatsApp paling cepat, pesan per detik", _RATE),
    "rate.sms": ("Siaran SMS paling cepat, pesan per detik", _RATE),
    "reply_days": ("Hari untuk menjawab pemberitahuan sanggah", _COUNT),
}
ANSWER_HINT = (
    "Nama jawaban: huruf kecil, angka, tanda hubung, paling banyak 40. Teks Indonesia wajib bila"
    " ada teks lain."
)
START_HINT = "Berlaku mulai: waktu yang akan datang, paling jauh lima tahun lagi."
MOST = 100  # changes on a page of the history
_TYPED_AGO = dt.timedelta(minutes=10)  # a minute of the form that passed while it was filled in
_FURTHEST = dt.timedelta(days=5 * 366)


class Typed(msgspec.Struct, frozen=True):
    """A form that was refused, to be shown again with what was wrong."""

    name: str = ""
    value: str = ""
    start: str = ""
    why: str = ""


async def show(ask: Ask) -> Response:
    """What holds, and how it came to."""
    _national(ask)
    return await _page(ask, Typed())


async def _page(ask: Ask, typed: Typed) -> Response:
    text = ask.query("sebelum")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def read(
        conn: Connection,
    ) -> tuple[dict[str, str], list[settings.Change], list[settings.Change]]:
        return (
            settings.values(conn, ask.now),
            settings.history(conn, MOST, before),
            settings.coming(conn, ask.now),
        )

    values, history, coming = await ask.desk.db.read(read)
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
        "pengaturan.html",
        names=LABELS,
        now=now,
        history=history,
        coming=coming,
        older=history[-1].id if len(history) == MOST else None,
        clock=millis(ask.now),
        canned=canned,
        locales=locales,
        typed=typed,
        answer=_answer(ask, typed, canned),
    )


def _answer(
    ask: Ask, typed: Typed, canned: Mapping[str, Mapping[str, str]]
) -> Mapping[str, object]:
    """What the form for a canned answer begins with: what was refused, or one to change."""
    if typed.name.startswith("canned."):
        name = typed.name.removeprefix("canned.")
        return {"name": name, "texts": json.loads(typed.value), "start": typed.start}
    name = ask.query("jawaban")
    return {"name": name if name in canned else "", "texts": canned.get(name, {}), "start": ""}


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
        raise NotThere
    label, hint = LABELS[name]
    return await _save(ask, name, ask.field("nilai"), f"{label}: tidak disimpan. {hint}")


async def answer(ask: Ask) -> Response:
    """A canned answer; without texts it is taken away."""
    _national(ask)
    texts = {locale.tag: ask.field(f"teks-{locale.tag}") for locale in offered()}
    value = json.dumps({tag: text for tag, text in texts.items() if text}, ensure_ascii=False)
    name = f"canned.{ask.field('nama')}"
    why = f"Jawaban siap pakai: tidak disimpan. {ANSWER_HINT}"
    if not settings.CANNED.match(name):
        return await _page(ask, Typed(name, value, ask.field("mulai"), why))
    return await _save(ask, name, value, why)


async def _save(ask: Ask, name: str, value: str, why: str) -> Response:
    typed = Typed(name, value, ask.field("mulai"), why)
    start = _start(typed.start, ask.now)
    if start is None:
        told = f"{why.partition(': tidak disimpan.')[0]}: tidak disimpan. {START_HINT}"
        return await _page(ask, msgspec.structs.replace(typed, why=told))

    def work(conn: Connection) -> None:
        settings.change(conn, name, value, by=ask.who.name, from_at=start)
        audit.note(
            conn, ask.now, actor=ask.who.name, action="setting", subject=name, detail=value[:500]
        )

    try:
        await ask.desk.db.run(work)
    except settings.Refused:
        return await _page(ask, typed)
    await ask.desk.rules.refresh()
    return RedirectResponse(f"{HOME}/pengaturan?pesan=tersimpan", 303)


def _start(text: str, now: dt.datetime) -> dt.datetime | None:
    """When a value begins to hold; None when it cannot. Never before now: the history would tell
    of a rule that did not hold then."""
    if not text:
        return now
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    local = found if found.tzinfo else found.replace(tzinfo=zone("Asia/Jakarta"))
    # By the calendar first: the first and the last year have no time in some zones.
    if not now.year - 1 <= local.year <= now.year + 6:
        return None
    return max(local, now) if now - _TYPED_AGO <= local <= now + _FURTHEST else None


def _national(ask: Ask) -> None:
    if not ask.scope.everywhere:
        raise NotThere


PAGES = (
    Page("GET", "/pengaturan", ADMIN, show),
    Page("POST", "/pengaturan", ADMIN, change),
    Page("POST", "/pengaturan/jawaban", ADMIN, answer),
)
