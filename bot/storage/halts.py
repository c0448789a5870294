"""A broadcast whose WhatsApp template the provider refuses stands still, before all are refused.

Rules: a refusal that names the template (`twilio_errors.TEMPLATE_FAULTS`) says nothing of the
recipient, so that one waits again, and the broadcast is paused until somebody lets it go on. Of
one that has ended nobody would be sent to again: there it stays a failure.
"""

import datetime as dt

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.broadcasts.model import State
from bot.channels.base import DeliveryStatus, Receipt
from bot.channels.twilio_errors import TEMPLATE_FAULTS
from bot.storage import audit, broadcasts
from bot.storage.statement import Statement
from bot.storage.tables import broadcast, recipient

_log = structlog.get_logger(__name__)
ACTOR = "bot"

_STATE = Statement(
    sa.select(broadcast.c.state).where(broadcast.c.id == sa.bindparam("id")).with_for_update()
)
_REPORTED = Statement(
    sa.select(recipient.c.id, recipient.c.broadcast_id)
    .where(
        recipient.c.channel == sa.bindparam("channel"),
        recipient.c.provider_id == sa.bindparam("provider_id"),
        recipient.c.state.in_(("sending", "unknown", "sent")),
    )
    .with_for_update()
)
_AGAIN = Statement(
    sa.update(recipient)
    .where(recipient.c.id == sa.bindparam("b_id"))
    .values(state="waiting", sent_at=sa.null(), error_code=sa.bindparam("b_code"))
)


def stop(conn: Connection, broadcast_id: int, code: str, now: dt.datetime) -> bool:
    """Pause it, with the provider's code in the audit log; False when it has ended."""
    state = _STATE.value(conn, id=broadcast_id)
    if state == State.RUNNING and broadcasts.move(conn, broadcast_id, "pause", now):
        subject, detail = f"broadcast:{broadcast_id}", f"template refused: {code}"
        audit.note(conn, now, actor=ACTOR, action="broadcast.pause", subject=subject, detail=detail)
        _log.error("broadcast_template_refused", broadcast=broadcast_id, code=code)
    return state in (State.RUNNING, State.PAUSED)


def reported(conn: Connection, report: Receipt, now: dt.datetime) -> bool:
    """Was it a refusal of the template? Then its recipient waits again."""
    code = report.error_code
    if report.status is not DeliveryStatus.FAILED or code is None or code not in TEMPLATE_FAULTS:
        return False
    row = _REPORTED.one(conn, channel=report.channel.value, provider_id=report.provider_id)
    if row is None or not stop(conn, row[1], code, now):
        return False
    _AGAIN.run(conn, b_id=row[0], b_code=code)
    return True
