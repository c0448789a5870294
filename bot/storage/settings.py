"""The rules of the day as staff set them: dated values, every one kept.

Rules: the value that holds is the newest whose time has come; a change is a new row, so the
history is whole. A name is one of `NAMES`, or 'canned.<name>' for a canned answer. A value that
this release cannot read is passed over, and the one before it holds.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Programme
from bot.storage.statement import Statement, named
from bot.storage.tables import setting
from handlers.dialogue.turn import millis
from handlers.ground_codes import GROUNDS
from handlers.policy import Policy

CANNED = re.compile(r"^canned\.[a-z0-9_-]{1,40}$")
_ADD = Statement(sa.insert(setting).values(**named("name", "value", "from_at", "by")))
_ALL = Statement(
    sa.select(setting.c.id, setting.c.name, setting.c.value, setting.c.from_at, setting.c.by)
    .where(setting.c.from_at <= sa.bindparam("now"))
    .order_by(setting.c.from_at, setting.c.id)
)
_HISTORY = Statement(
    sa.select(setting.c.id, setting.c.name, setting.c.value, setting.c.from_at, setting.c.by)
    .where(setting.c.id < sa.bindparam("before"))
    .order_by(setting.c.id.desc())
    .limit(sa.bindparam("most"))
)
_COMING = Statement(
    sa.select(setting.c.id, setting.c.name, setting.c.value, setting.c.from_at, setting.c.by)
    .where(setting.c.from_at > sa.bindparam("now"))
    .order_by(setting.c.from_at, setting.c.id)
    .limit(100)
)


class Refused(ValueError):
    """Not a value for this setting."""


class Change(msgspec.Struct, frozen=True):
    """One value of one setting; `from_at` is when it begins to hold, UTC milliseconds."""

    id: int
    name: str
    value: str
    from_at: int
    by: str


def _whole(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text):
        raise Refused("a whole number")
    return int(text)


def _limit(text: str) -> int:
    value = _whole(text)
    if not 0 <= value <= 10_000:
        raise Refused("a limit is between 0 and 10000")
    return value


def _day(text: str) -> int | None:
    if not text:
        return None
    value = _whole(text)
    if not 1 <= value <= 31:
        raise Refused("a day of the month is between 1 and 31")
    return value


def _phone(text: str) -> str:
    if not re.fullmatch(r"[0-9+ /()\-]{3,30}", text) or not re.search("[0-9].*[0-9].*[0-9]", text):
        raise Refused("a phone number has three digits or more, spaces and hyphens")
    return text


def _key(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise Refused("an extension has one to four digits")
    return text


def _programmes(text: str) -> tuple[Programme, ...]:
    found = tuple(dict.fromkeys(Programme(word.upper()) for word in text.replace(",", " ").split()))
    if not found:
        raise Refused("at least one programme")
    return found


def _hours(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", text)
    if found is None:
        raise Refused("hours are written as 20-7")
    hours = int(found[1]), int(found[2])
    if max(hours) > 23:
        raise Refused("an hour is between 0 and 23")
    return hours


def _grounds(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.replace(",", " ").split()))
    if not found or not set(found) <= set(GROUNDS):
        raise Refused("grounds of an objection, at least one")
    return found


def _rate(text: str) -> float:
    value = float(text.replace(",", "."))  # '2,5', as Indonesian writes it
    if not 0.1 <= value <= 1_000:
        raise Refused("messages a second are between 0.1 and 1000")
    return value


# How fast broadcasts go at most, below the rate of the sender: messages a second, by channel.
RATES: dict[str, Callable[[str], float]] = {
    "rate.telegram": _rate,
    "rate.whatsapp": _rate,
    "rate.sms": _rate,
}
NAMES: dict[str, Callable[[str], Any]] = {
    "contact.telepon": _phone,
    "contact.whatsapp": _phone,
    "contact.darurat": _phone,
    "contact.jiwa": _phone,
    "contact.jiwa_tekan": _key,
    "cutoff_day": _day,
    "programmes": _programmes,
    "lookups_per_day": _limit,
    "usul_per_day": _limit,
    "sanggah_per_day": _limit,
    "tanggapan_per_day": _limit,
    "reply_days": _limit,
    "grounds": _grounds,
    "quiet": _hours,
}


def read(name: str, text: str) -> Any:
    """The value of a text. Raises Refused."""
    if CANNED.match(name):
        return _canned(text)
    parse = NAMES.get(name) or RATES.get(name)
    if parse is None:
        raise Refused("no such setting")
    try:
        return parse(text)
    except Refused:
        raise
    except ValueError:
        raise Refused("not a value for this setting") from None


def _canned(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        raise Refused("no JSON") from None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise Refused("texts by language")
    if found and not found.get("id"):
        raise Refused("the Indonesian text is needed: others fall back to it")
    return found


def change(conn: Connection, name: str, text: str, *, by: str, from_at: dt.datetime) -> None:
    """A new value from a time on. Raises Refused."""
    read(name, text)
    _ADD.run(conn, name=name, value=text, from_at=millis(from_at), by=by)


def history(conn: Connection, most: int = 100, before: int | None = None) -> list[Change]:
    """The changes before one of an id, newest first."""
    limit = 2**62 if before is None else before
    return [Change(*row) for row in _HISTORY.all(conn, most=most, before=limit)]


def coming(conn: Connection, now: dt.datetime) -> list[Change]:
    """What was set and does not hold yet, the soonest first."""
    return [Change(*row) for row in _COMING.all(conn, now=millis(now))]


def values(conn: Connection, now: dt.datetime) -> dict[str, str]:
    """What holds now, by name; only what staff set and this release can read."""
    found: dict[str, str] = {}
    for _, name, value, _, _ in _ALL.all(conn, now=millis(now)):
        try:
            read(name, value)
        except Refused:
            continue
        found[name] = value
    return found


def policy(conn: Connection, now: dt.datetime, default: Policy) -> Policy:
    """The rules of the day: the defaults with what staff set over them."""
    changes: dict[str, Any] = {}
    contacts = dict(default.contacts)
    for name, text in values(conn, now).items():
        if name.startswith("contact."):
            contacts[name.removeprefix("contact.")] = read(name, text)
        elif name in NAMES:
            changes[name] = read(name, text)
    return msgspec.structs.replace(default, contacts=contacts, **changes)


def rates(conn: Connection, now: dt.datetime) -> dict[str, float]:
    """How fast broadcasts go at most, by channel; only what staff set."""
    found = values(conn, now)
    return {name.removeprefix("rate."): read(name, found[name]) for name in RATES if name in found}


def canned(conn: Connection, now: dt.datetime, locale: str) -> dict[str, tuple[str, str]]:
    """Canned answers by name, each with the language it is in: the one asked for or, where it has
    none, Indonesian."""
    found = {}
    for name, text in values(conn, now).items():
        if CANNED.match(name):
            texts = _canned(text)
            tag = locale if texts.get(locale) else "id"
            if words := texts.get(tag):
                found[name.removeprefix("canned.")] = (tag, words)
    return found
