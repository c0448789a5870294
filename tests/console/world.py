"""Synthetic citizens and their submissions, through the bot's own doors."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Submission
from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.storage.pendamping import APPLIED, PendampingAccounts
from bot.storage.tables import contact
from bot.wiring import Service

BOGOR, GARUT = "32.01.06.2001", "32.05.01.1001"
NIK = "3201064101900001"
_COUNT = iter(range(1, 10**9))


def wrote(
    text: str, *, address: str = "1001", channel: ChannelName = ChannelName.TELEGRAM
) -> Inbound:
    """A citizen's message."""
    return Inbound(
        channel=channel,
        external_id=f"m{next(_COUNT)}",
        address=address,
        kind=InboundKind.TEXT,
        text=text,
        locale_hint="id",
    )


async def citizen(
    service: Service,
    *,
    address: str = "1001",
    village: str | None = BOGOR,
    channel: ChannelName = ChannelName.TELEGRAM,
    asks: bool = True,
    locale: str = "id",
) -> int:
    """A contact who wrote; with `asks` one who waits for a person. Its id."""

    def work(conn: Connection) -> int:
        item = wrote("halo", address=address, channel=channel)
        found = service.contacts.lock(conn, item, service.now())
        conn.execute(
            sa.update(contact)
            .where(contact.c.id == found.id)
            .values(village=village, locale=locale)
        )
        if asks:
            service.contacts.wants_human(conn, found.id, service.now())
        return found.id

    return await service.db.run(work)


async def case(
    service: Service,
    contact_id: int,
    *,
    ticket: str,
    kind: Kind = Kind.USUL,
    village: str = BOGOR,
    state: str = "queued",
    vulnerable: tuple[str, ...] = (),
    refers_to: str | None = None,
    at: dt.datetime | None = None,
    name: str = "Siti Aminah",
    subject: str | None = None,
) -> int:
    """A submission, about a person of that number if one is given; its id."""
    now = at or service.now()
    submission = Submission(
        ticket=ticket,
        kind=kind,
        village=village,
        submitted_at=now.isoformat(),
        data={"nama": name, "nik": NIK},
        vulnerable=vulnerable,
        refers_to=refers_to,
    )
    return await service.db.run(
        lambda conn: service.cases.add(
            conn,
            submission,
            contact_id=contact_id,
            pendamping_id=None,
            label=name,
            subject=subject,
            state=state,
            now=now,
        )
    )


async def applicant(service: Service, contact_id: int, *villages: str) -> int:
    """Somebody who applied to be a pendamping; the id."""
    return await service.db.run(
        lambda conn: PendampingAccounts(service.cipher).add(
            conn,
            contact_id,
            name="Dewi Lestari",
            organisation="Karang Taruna",
            villages=villages,
            letter_key=None,
            status=APPLIED,
            now=service.now(),
        )
    )
