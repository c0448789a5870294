"""Filters, sending again and templates on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Programme, Stage, Submission
from bot.broadcasts import decisions
from bot.broadcasts.model import Audience, Content, Role
from bot.broadcasts.refusals import Bad
from bot.privacy.crypto import FieldCipher
from bot.storage import audience, broadcasts, staff_chats, templates
from bot.storage.broadcasts import Broadcast
from bot.storage.cases import Cases
from bot.storage.db import Database
from bot.storage.pendamping import VERIFIED, PendampingAccounts
from bot.storage.staff import StaffAccounts
from bot.storage.tables import contact, recipient
from tests.broadcasts.crowd import BOGOR, NOON, approved, crowd
from tests.broadcasts.templates import TEMPLATE


def town(cipher: FieldCipher, conn: Connection) -> list[int]:
    """Ten people: the first has a submission about PKH, the second is a pendamping."""
    crowd(cipher, 10)(conn)
    ids = list(conn.execute(sa.select(contact.c.id).order_by(contact.c.id)).scalars())
    submission = Submission(
        ticket="U-AAAA",
        kind=Kind.USUL,
        village=BOGOR,
        submitted_at="2026-11-21",
        data={"programmes": ["PKH", "PBI"]},
    )
    Cases(cipher).add(
        conn,
        submission,
        contact_id=ids[0],
        pendamping_id=None,
        label="x",
        subject=None,
        state="queued",
        now=NOON,
    )
    PendampingAccounts(cipher).add(
        conn,
        ids[1],
        name="Dewi",
        organisation="",
        villages=(BOGOR,),
        letter_key=None,
        status=VERIFIED,
        now=NOON,
    )
    return ids


async def test_filters_choose_and_count(db: Database, cipher: FieldCipher) -> None:
    """Programme, role, stage, last seen and tickets, alone and together."""
    await db.run(lambda conn: town(cipher, conn))
    wanted = {
        Audience(programmes=(Programme.PKH,)): ({"telegram": 1}, {}),
        Audience(programmes=(Programme.BPNT,)): ({}, {}),
        Audience(programmes=(Programme.PBI,), stages=(Stage.RECEIVED,)): ({"telegram": 1}, {}),
        Audience(roles=(Role.PENDAMPING,)): ({"telegram": 1}, {}),
        Audience(roles=(Role.CITIZEN,)): ({"telegram": 9}, {}),
        Audience(roles=(Role.CITIZEN, Role.PENDAMPING)): ({"telegram": 10}, {}),
        Audience(seen_within_days=1): ({"telegram": 10}, {}),
        Audience(tickets=("U-AAAA", "U-ZZZZ")): ({"telegram": 1}, {"unknown_ticket": 1}),
        Audience(tickets=("U-AAAA",), region="33"): ({}, {"unknown_ticket": 1}),
    }
    for meant, counts in wanted.items():
        made = await approved(db, meant)
        found = await db.read(lambda conn, n=made: broadcasts.one(conn, n))
        assert found is not None

        assert await db.read(lambda conn, b=found: audience.count(conn, b, NOON)) == counts


async def test_sending_again_goes_by_the_ledger(db: Database, cipher: FieldCipher) -> None:
    """Who failed, with the submission of then; who is in doubt only when wished; for nobody there
    is nothing to repeat."""
    await db.run(lambda conn: town(cipher, conn))
    made = await approved(db, Audience(programmes=(Programme.PKH,)))

    def work(conn: Connection) -> list[Broadcast]:
        first = broadcasts.one(conn, made)
        assert first is not None
        broadcasts.move(conn, made, "start", NOON)
        audience.plan(conn, first, NOON)
        broadcasts.move(conn, made, "finish", NOON)
        found = []
        for state, unknown in (("failed", False), ("unknown", True)):
            conn.execute(sa.update(recipient).values(state=state))
            if unknown:
                with pytest.raises(decisions.Refusal):
                    decisions.resend(conn, made, by="sari", now=NOON)
            number = decisions.resend(conn, made, by="sari", now=NOON, unknown=unknown)
            again = broadcasts.one(conn, number)
            assert again is not None
            found.append(again)
            audience.plan(conn, again, NOON)
        return found

    again = await db.run(work)
    rows = await db.read(
        lambda conn: conn.execute(
            sa.select(recipient.c.broadcast_id, recipient.c.case_id).order_by(
                recipient.c.broadcast_id
            )
        ).all()
    )

    assert [tuple(row) for row in rows] == [(made, 1), (again[0].id, 1), (again[1].id, 1)]


async def test_templates_are_replaced_whole(db: Database, cipher: FieldCipher) -> None:
    """The copy is what was told last; a broadcast without an approved one has none."""
    await db.run(lambda conn: templates.replace(conn, [TEMPLATE], NOON))
    content = Content(texts={"id": "Halo."}, template=TEMPLATE.sid)
    made = await approved(db, content=content)
    kept = await db.read(lambda conn: broadcasts.one(conn, made))
    listed = await db.read(templates.listed)
    await db.run(lambda conn: templates.replace(conn, [], NOON))

    assert listed == [TEMPLATE]
    assert kept is not None
    assert kept.content.values == {"1": "{teks}"}
    assert await db.read(templates.listed) == []
    assert await db.read(templates.synced_at) is None


async def test_chats_of_staff(db: Database, cipher: FieldCipher) -> None:
    """Connected once, gone with the contact or when taken away."""
    accounts = StaffAccounts(cipher)

    def work(conn: Connection) -> list[list[tuple[int, str]]]:
        ids = town(cipher, conn)
        who = accounts.add(
            conn,
            name="sari",
            password_hash=None,
            totp=None,
            oidc_subject="s",
            grants=[],
            now=NOON,
        )
        for number in (ids[2], ids[2], ids[3]):
            staff_chats.add(conn, who, number)
        both = staff_chats.of(conn, who)
        conn.execute(sa.delete(contact).where(contact.c.id == ids[2]))
        one = staff_chats.of(conn, who)
        staff_chats.clear(conn, who)
        return [both, one, staff_chats.of(conn, who)]

    both, one, none = await db.run(work)

    assert [len(both), len(one), len(none)] == [2, 1, 0]


@pytest.mark.parametrize("cell", ["=CMD()", "U AAAA", "U-AAAA\n", "<B>U-1", "U" * 31, "ABC"])
def test_junk_is_no_ticket(cell: str) -> None:
    """A cell that cannot be a ticket stops the whole list: better nobody than somebody else."""
    with pytest.raises(Bad):
        Audience(tickets=(cell,)).check()
