"""Which programmes submissions are about, so that a broadcast can choose by them.

Rules: written with each submission; for those of a release that did not yet, `remember` opens
what was sent, a batch a transaction. It keeps how far it is in the same transaction: a process
that dies loses nothing, and several may try at once.
"""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Programme, Submission
from bot.privacy.crypto import CannotDecrypt
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import backfill, case, case_programme
from handlers.dialogue.turn import millis

_NAME = "programmes"
BATCH = 200  # submissions opened in a transaction

_BEGIN = upsert(
    lambda insert: (
        insert(backfill)
        .values(name=sa.bindparam("name"), after=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
)
_FAR = Statement(
    sa.select(backfill.c.after, backfill.c.done_at)
    .where(backfill.c.name == sa.bindparam("name"))
    .with_for_update()
)
_DONE = Statement(sa.select(backfill.c.done_at).where(backfill.c.name == sa.bindparam("name")))
# Locked, so that a correction sent meanwhile is not overwritten by what it corrects.
_NEXT = Statement(
    sa.select(case.c.id)
    .where(case.c.id > sa.bindparam("after"))
    .order_by(case.c.id)
    .limit(BATCH)
    .with_for_update()
)
_MARK = Statement(
    sa.update(backfill)
    .where(backfill.c.name == sa.bindparam("b_name"))
    .values(after=sa.bindparam("b_after"), done_at=sa.bindparam("b_done_at"))
)
_ADD = upsert(
    lambda insert: (
        insert(case_programme)
        .values(**named("case_id", "programme"))
        .on_conflict_do_nothing(index_elements=["case_id", "programme"])
    )
)


def programmes(submission: Submission) -> list[str]:
    """The programmes that a submission names, once each; nothing that is no code of one."""
    several, one = submission.data.get("programmes"), submission.data.get("programme")
    words = [*(several if isinstance(several, list) else []), one]
    return sorted({word for word in words if isinstance(word, str) and word in set(Programme)})


def complete(conn: Connection) -> bool:
    """Are the programmes of all submissions known?"""
    return _DONE.value(conn, name=_NAME) is not None


def remember(
    conn: Connection, opened: Callable[[Connection, int], Submission], now: dt.datetime
) -> bool:
    """Take up the next batch; True while there is more. `opened` reads what was sent."""
    _BEGIN.run(conn, name=_NAME)
    far = _FAR.one(conn, name=_NAME)
    assert far is not None  # noqa: S101 - inserted above
    after, done_at = far
    if done_at is not None:
        return False
    ids = [row[0] for row in _NEXT.all(conn, after=after)]
    for case_id in ids:
        try:
            submission = opened(conn, case_id)
        except CannotDecrypt:
            continue  # sealed with a key that is gone: nobody will read it again
        _ADD.many(conn, [{"case_id": case_id, "programme": one} for one in programmes(submission)])
    more = len(ids) == BATCH
    _MARK.run(
        conn,
        b_name=_NAME,
        b_after=ids[-1] if ids else after,
        b_done_at=None if more else millis(now),
    )
    return more
