"""What is over goes on its day, and not before; what still waits stays."""

import datetime as dt
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.privacy.crypto import FieldCipher
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.personal import Personal
from bot.storage.retention import COPY_DAYS, MEDIA_DAYS, Periods, Retention
from bot.storage.tables import case, consent, contact, day_count, media, outbox, pendamping
from handlers.dialogue.turn import millis

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


class Kept:
    """A contact with things that age, and the sweep that ends them."""

    def __init__(self, db: Database, cipher: FieldCipher, periods: Periods) -> None:
        self.db = db
        self._contacts = Contacts(cipher)
        self._retention = Retention(Personal(cipher, self._contacts), periods)

    async def add(self, table: sa.Table, **values: object) -> None:
        """A row of the contact's."""
        hello = Inbound(
            channel=ChannelName.SMS, external_id="1", address="+62812", kind=InboundKind.TEXT
        )

        def work(conn: Connection) -> None:
            who = self._contacts.lock(conn, hello, NOW)
            conn.execute(sa.insert(table).values(contact_id=who.id, **values))

        await self.db.run(work)

    async def sweep(self, later: dt.timedelta) -> list[str]:
        """One round so much later; the media that went."""
        swept = await self.db.run(lambda conn: self._retention.sweep(conn, now=NOW + later))
        return sorted(swept.media)

    def wrote(self, conn: Connection, *, address: str, now: dt.datetime = NOW) -> int:
        """Somebody writes from this address."""
        hello = Inbound(
            channel=ChannelName.SMS, external_id=address, address=address, kind=InboundKind.TEXT
        )
        return self._contacts.lock(conn, hello, now).id

    def leave_alone(self, conn: Connection, *, address: str) -> None:
        """They want no more messages."""
        self._contacts.opt_out(conn, self.wrote(conn, address=address), NOW)

    def submit(self, conn: Connection, *, address: str) -> None:
        """They have a submission."""
        conn.execute(
            sa.insert(case).values(
                ticket="U-1", kind="usul", contact_id=self.wrote(conn, address=address),
                village="32.01.06.2001", body_enc=b"x", stage="received", state="delivered",
                created_at=millis(NOW),
            )
        )  # fmt: skip

    async def addresses(self) -> list[str]:
        """Whom we still know."""

        def look(conn: Connection) -> list[str]:
            ids = conn.execute(sa.select(contact.c.id)).scalars().all()
            found = [self._contacts.by_id(conn, one) for one in ids]
            return sorted(one.address for one in found if one is not None)

        return await self.db.run(look)

    async def states(self) -> list[str]:
        """The states of what is in the outbox."""
        found = await self.db.run(
            lambda conn: conn.execute(sa.select(outbox.c.state)).scalars().all()
        )
        return sorted(found)


async def test_messages_go_when_they_are_over(db: Database, cipher: FieldCipher) -> None:
    """After their days those that were sent, failed or are in doubt go; one that still waits for
    the citizen, or is on its way, stays."""
    kept = Kept(db, cipher, Periods(messages=90, contacts=0))
    for state in ("waiting", "sending", "sent", "failed", "unknown"):
        await kept.add(outbox, kind="notice", parts=1, state=state, created_at=millis(NOW))

    await kept.sweep(90 * DAY)
    on_the_day = await kept.states()
    await kept.sweep(90 * DAY + MINUTE)

    assert on_the_day == ["failed", "sending", "sent", "unknown", "waiting"]
    assert await kept.states() == ["sending", "waiting"]


async def test_zero_days_are_for_ever(db: Database, cipher: FieldCipher) -> None:
    """An operator may keep messages without end."""
    kept = Kept(db, cipher, Periods(messages=0, contacts=0))
    await kept.add(outbox, kind="notice", parts=1, state="sent", created_at=millis(NOW))

    await kept.sweep(5_000 * DAY)

    assert await kept.states() == ["sent"]


async def test_a_copy_lies_a_day_and_a_photo_a_month(db: Database, cipher: FieldCipher) -> None:
    """A file with somebody's data goes the day after it was sent; a photo that no submission took
    has thirty days."""
    kept = Kept(db, cipher, Periods(contacts=0))
    for key, role in (("copy", "salinan"), ("photo", "bukti")):
        await kept.add(
            media, key=key, role=role, content_type="image/jpeg", size=3, sha256="00",
            stored_at=millis(NOW),
        )  # fmt: skip

    went = [
        await kept.sweep(later)
        for later in (
            COPY_DAYS * DAY,
            COPY_DAYS * DAY + MINUTE,
            MEDIA_DAYS * DAY,
            MEDIA_DAYS * DAY + MINUTE,
        )
    ]

    assert went == [[], ["copy"], [], ["photo"]]


async def test_the_proof_of_a_consent_goes_with_it(db: Database, cipher: FieldCipher) -> None:
    """A photo that proves that somebody agreed lies as long as submissions do; once the consent is
    taken back it is a photo like any other."""
    kept = Kept(db, cipher, Periods(cases=730, contacts=0))
    await kept.add(
        pendamping, name_enc=b"x", villages="", status="verified", created_at=millis(NOW)
    )
    for key, revoked in (("stands", None), ("taken-back", millis(NOW))):
        await kept.add(
            media, key=key, role="bukti", content_type="image/jpeg", size=3, sha256="00",
            stored_at=millis(NOW),
        )  # fmt: skip
        await db.run(partial(_consent, key=key, revoked=revoked))

    first, second = [await kept.sweep(days * DAY + MINUTE) for days in (MEDIA_DAYS, 730)]

    assert (first, second) == (["taken-back"], ["stands"])


def _consent(conn: Connection, *, key: str, revoked: int | None) -> None:
    owner = conn.execute(sa.select(pendamping.c.id)).scalar_one()
    conn.execute(
        sa.insert(consent).values(
            pendamping_id=owner, person_enc=b"x", how="form", media_key=key,
            given_at=millis(NOW), created_at=millis(NOW), revoked_at=revoked,
        )
    )  # fmt: skip


async def test_who_is_silent_for_long_is_forgotten(db: Database, cipher: FieldCipher) -> None:
    """To the day: nothing of them stays. Whoever wrote since, asked to be left alone (so that they
    are), or has a submission is kept."""
    kept = Kept(db, cipher, Periods(contacts=100, cases=0, messages=0))
    for address, days in (("silent", 0), ("wrote", 1), ("left-alone", 0), ("sender", 0)):
        await db.run(partial(kept.wrote, address=address, now=NOW + days * DAY))
    await db.run(partial(kept.leave_alone, address="left-alone"))
    await db.run(partial(kept.submit, address="sender"))

    await kept.sweep(100 * DAY)
    on_the_day = await kept.addresses()
    await kept.sweep(100 * DAY + MINUTE)

    assert on_the_day == ["left-alone", "sender", "silent", "wrote"]
    assert await kept.addresses() == ["left-alone", "sender", "wrote"]


async def test_counts_of_a_day_outlive_every_time_zone(db: Database, cipher: FieldCipher) -> None:
    """A citizen's day is their own: what was counted up to two dates ago stays, older ones go."""
    kept = Kept(db, cipher, Periods(contacts=0))

    def fill(conn: Connection) -> None:
        for day in ("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"):
            conn.execute(sa.insert(day_count).values(subject=b"x", what="usul", day=day, count=1))

    await db.run(fill)
    await kept.sweep(0 * DAY)

    days = await db.run(lambda conn: conn.execute(sa.select(day_count.c.day)).scalars().all())
    assert sorted(days) == ["2026-11-19", "2026-11-20", "2026-11-21"]
