"""Submissions of a release that did not keep their programmes are found by them all the same."""

import asyncio

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Programme, Submission
from bot.broadcasts.model import Audience
from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts, programmes
from bot.storage.cases import Cases
from bot.storage.db import Database
from bot.storage.tables import backfill, case, case_programme, contact
from tests.broadcasts.crowd import BOGOR, NOON, Wire, approved, crowd, engine, finished

MANY = 2 * programmes.BATCH + 7


def older(cipher: FieldCipher, conn: Connection) -> None:
    """People with a submission each, every third about PKH, as 0.7 left them; the body of one
    was sealed with a key that is gone."""
    crowd(cipher, MANY)(conn)
    cases = Cases(cipher)
    for number, contact_id in enumerate(
        conn.execute(sa.select(contact.c.id).order_by(contact.c.id)).scalars().all()
    ):
        submission = Submission(
            ticket=f"U-{number:04}",
            kind=Kind.USUL,
            village=BOGOR,
            submitted_at="2026-11-21",
            data={"programmes": ["PKH" if number % 3 == 0 else "BPNT"]},
        )
        cases.add(
            conn,
            submission,
            contact_id=contact_id,
            pendamping_id=None,
            label="x",
            subject=None,
            state="queued",
            now=NOON,
        )
    conn.execute(sa.delete(case_programme))
    conn.execute(sa.update(case).where(case.c.ticket == "U-0001").values(body_enc=b"\x00" * 60))


async def test_older_submissions_are_chosen_by_programme(db: Database, cipher: FieldCipher) -> None:
    """A broadcast to those whose submission names PKH waits until all older ones are known, and
    then reaches each of them."""
    await db.run(lambda conn: older(cipher, conn))
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=500)
    made = await approved(db, Audience(programmes=(Programme.PKH,)))
    await sending.mind()
    early = await db.read(lambda conn: broadcasts.one(conn, made))

    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert early is not None
    assert early.state == "approved"
    assert len(wire.sent) == len(range(0, MANY, 3))


async def test_a_batch_cut_off_goes_on_where_it_was(db: Database, cipher: FieldCipher) -> None:
    """Each batch is kept with how far it is: another process takes up the rest."""
    await db.run(lambda conn: older(cipher, conn))
    opened = Cases(cipher).body
    first = await db.run(lambda conn: programmes.remember(conn, opened, NOON))
    known = sa.select(sa.func.count()).select_from(case_programme)
    between = await db.read(lambda conn: int(conn.execute(known).scalar_one()))
    rest = 0
    async with asyncio.timeout(120):
        while await db.run(lambda conn: programmes.remember(conn, opened, NOON)):
            rest += 1

    assert first
    assert between == programmes.BATCH - 1  # all of the batch but the one nobody can read
    assert rest == 1
    assert await db.read(lambda conn: int(conn.execute(known).scalar_one())) == MANY - 1
    assert await db.read(programmes.complete)
    assert not await db.run(lambda conn: programmes.remember(conn, opened, NOON))
    far = await db.read(lambda conn: conn.execute(sa.select(backfill.c.after)).scalar_one())
    assert far == MANY
