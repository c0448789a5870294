"""What people do with broadcasts: one set of rules for console, command line and API.

Rules: who composes never approves, nor does a key of theirs; each decision is in the audit log with
the actor's name; what a person may not see does not exist. `Refusal.code` is a word the console has
a sentence for.
"""

import datetime as dt

import msgspec
from sqlalchemy import ColumnElement, Connection

from bot.broadcasts.model import Audience, Content, Request, State
from bot.broadcasts.refusals import Bad
from bot.broadcasts.template import check, given
from bot.storage import audit, broadcasts, keys, ledger, templates
from bot.storage.broadcasts import Broadcast

# A start that just passed means 'at once'; what lies further off is a slip of the keyboard.
_AGO, _AHEAD = dt.timedelta(days=-1), dt.timedelta(days=2 * 366)


class Refusal(Exception):
    """It cannot be done; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody composes."""

    title: str
    content: Content
    audience: Audience
    tz: str = "Asia/Jakarta"
    start_at: dt.datetime | None = None
    window: tuple[int, int] = (8, 20)


def compose(
    conn: Connection,
    draft: Draft,
    *,
    by: str,
    now: dt.datetime,
    request: Request | None = None,
) -> int:
    """Keep a draft; its id. Raises Bad."""
    if draft.start_at is not None and not _soon(draft.start_at, now):
        raise Bad("start")
    draft = look(conn, draft)
    made = broadcasts.add(
        conn,
        title=draft.title,
        content=draft.content,
        audience=draft.audience,
        by=by,
        tz=draft.tz,
        start_at=draft.start_at,
        window=draft.window,
        now=now,
        request=request,
    )
    _note(conn, now, by, "broadcast.compose", made)
    return made


def _soon(at: dt.datetime, now: dt.datetime) -> bool:
    # By the calendar first: the first and the last year have no time in some zones.
    return now.year - 1 <= at.year <= now.year + 3 and _AGO <= at - now <= _AHEAD


def look(conn: Connection, draft: Draft) -> Draft:
    """The draft as it would be kept; keeps nothing. Raises Bad."""
    broadcasts.check(draft.title, draft.content, draft.audience, draft.window)
    content = _fitting(conn, draft.content, draft.audience)
    if not broadcasts.has_files(conn, content):
        raise Bad("file")
    return msgspec.structs.replace(draft, content=content)


def decide(
    conn: Connection,
    broadcast_id: int,
    action: str,
    *,
    by: str,
    now: dt.datetime,
    where: ColumnElement[bool] | None = None,
) -> Broadcast:
    """submit, return, approve, pause, resume or cancel. Raises Refusal."""
    found = broadcasts.one(conn, broadcast_id, where)
    if found is None:
        raise Refusal("not_found")
    values: dict[str, object] = {}
    if action in ("submit", "approve"):
        try:
            # Meta may have changed its mind about the template meanwhile.
            _fitting(conn, found.content, found.audience)
        except Bad:
            raise Refusal("templat") from None
    if action == "approve":
        if keys.persons(conn, found.composed_by) & keys.persons(conn, by):
            raise Refusal("sendiri")
        values["approved_by"] = by
    if not broadcasts.move(conn, broadcast_id, action, now, **values):
        raise Refusal("ditolak")
    if action == "cancel":
        ledger.cancel(conn, broadcast_id)
    _note(conn, now, by, f"broadcast.{action}", broadcast_id)
    return found


def resend(
    conn: Connection,
    broadcast_id: int,
    *,
    by: str,
    now: dt.datetime,
    unknown: bool = False,
    where: ColumnElement[bool] | None = None,
    request: Request | None = None,
) -> int:
    """A new draft for those whom an ended broadcast failed to reach; it needs approval too.
    With `unknown` also for those in doubt. Raises Refusal."""
    found = broadcasts.one(conn, broadcast_id, where)
    if found is None:
        raise Refusal("not_found")
    if found.state not in (State.DONE, State.CANCELLED):
        raise Refusal("ditolak")
    if not broadcasts.missed(conn, found.id, doubtful=unknown):
        raise Refusal("tiada-gagal")
    content = msgspec.structs.replace(found.content, doubtful=unknown)
    made = broadcasts.add(
        conn,
        title=f"{found.title[:100]} (ulang)",
        content=content,
        audience=found.audience,
        by=by,
        tz=found.tz,
        start_at=None,
        window=(found.window_from, found.window_to),
        now=now,
        resends=found.id,
        request=request,
    )
    _note(conn, now, by, "broadcast.resend", made, f"of {found.id}")
    return made


def _fitting(conn: Connection, content: Content, audience: Audience) -> Content:
    """The content with its template's values, which fit. Raises Bad."""
    if not content.template:
        return content
    template = templates.one(conn, content.template)
    values = given(template, content.values)
    check(template, values, texts=content.texts, by_case=audience.by_case)
    return msgspec.structs.replace(content, values=values)


def _note(
    conn: Connection, now: dt.datetime, by: str, action: str, broadcast_id: int, detail: str = ""
) -> None:
    audit.note(
        conn, now, actor=by, action=action, subject=f"broadcast:{broadcast_id}", detail=detail
    )
