"""WhatsApp's templates in storage: a copy of what Twilio's Content API told last.

Rules: a synchronisation that came to its end replaces the whole copy; a broken one changes nothing.
"""

import datetime as dt
import json
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.broadcasts.template import Template
from bot.storage.statement import Statement, named
from bot.storage.tables import whatsapp_template as table
from handlers.dialogue.turn import millis

_FIELDS = Template.__struct_fields__
_COLUMNS = [table.c[name] for name in _FIELDS]
_CLEAR = Statement(sa.delete(table))
_ADD = Statement(sa.insert(table).values(**named(*_FIELDS, "synced_at")))
_ALL = Statement(sa.select(*_COLUMNS).order_by(table.c.name, table.c.language, table.c.sid))
_ONE = Statement(sa.select(*_COLUMNS).where(table.c.sid == sa.bindparam("sid")))
_SYNCED = Statement(sa.select(sa.func.max(table.c.synced_at)))


def replace(conn: Connection, found: Iterable[Template], now: dt.datetime) -> None:
    """These are the templates now."""
    _CLEAR.run(conn)
    for template in found:
        values = {name: getattr(template, name) for name in _FIELDS}
        values["placeholders"] = json.dumps(template.placeholders)
        _ADD.run(conn, **values, synced_at=millis(now))


def listed(conn: Connection) -> list[Template]:
    """All, by name."""
    return [_read(row) for row in _ALL.all(conn)]


def one(conn: Connection, sid: str) -> Template | None:
    """A template by its content SID."""
    row = _ONE.one(conn, sid=sid)
    return None if row is None else _read(row)


def synced_at(conn: Connection) -> int | None:
    """When the copy was made, UTC milliseconds; None: never, or there are no templates."""
    found: int | None = _SYNCED.value(conn)
    return found


def _read(row: tuple[object, ...]) -> Template:
    values = dict(zip(_FIELDS, row, strict=True))
    values["placeholders"] = tuple(json.loads(str(values["placeholders"])))
    return Template(**values)  # type: ignore[arg-type]  # the columns are the fields
