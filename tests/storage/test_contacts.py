"""Contacts: one per address, found by hash, moved by one at a time."""

import asyncio
import datetime as dt
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.privacy.crypto import FieldCipher
from bot.storage.contacts import LOST_CALL, SILENT, Contact, Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.storage.tables import conversation
from handlers.dialogue.session import Answer, Frame, Session, Waiting, decode, encode
from handlers.dialogue.turn import millis

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)


def hello(address: str = "chat-7", **fields: object) -> Inbound:
    """A message."""
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id="1",
        address=address,
        kind=InboundKind.TEXT,
        text="halo",
        **fields,  # type: ignore[arg-type]
    )


async def test_a_new_contact_is_made_once(db: Database, cipher: FieldCipher) -> None:
    """Messages of a new address that come at once make one contact, in its telephone's language."""
    contacts = Contacts(cipher)

    found = await asyncio.gather(
        *(db.run(lambda c: contacts.lock(c, hello(locale_hint="en"), NOW)) for _ in range(8))
    )

    assert len({contact.id for contact in found}) == 1
    assert {(contact.address, contact.locale) for contact in found} == {("chat-7", "en")}


async def test_channels_and_addresses_are_apart(db: Database, cipher: FieldCipher) -> None:
    """The same address on another channel is somebody else."""
    contacts = Contacts(cipher)
    other = Inbound(
        channel=ChannelName.SMS, external_id="1", address="chat-7", kind=InboundKind.TEXT
    )

    first = await db.run(lambda c: contacts.lock(c, hello(), NOW))
    second = await db.run(lambda c: contacts.lock(c, other, NOW))
    third = await db.run(lambda c: contacts.lock(c, hello("chat-8"), NOW))

    assert len({first.id, second.id, third.id}) == 3


@pytest.mark.parametrize(
    ("mode", "listens"), [("standar", False), ("tuli", False), ("suara", True), ("mudah", True)]
)
async def test_it_is_known_whether_anybody_gets_voice_notes(
    db: Database, cipher: FieldCipher, mode: str, listens: bool
) -> None:
    """A process makes itself ready to speak only where one citizen at least is spoken to."""
    contacts = Contacts(cipher)

    def turn(c: Connection) -> None:
        contact = contacts.lock(c, hello(), NOW)
        session = Session(locale="en", mode=mode)
        contacts.save(c, contact, session, encode(session), NOW)

    await db.run(turn)

    assert await db.read(contacts.anybody_listens) is listens


async def test_a_session_is_kept(db: Database, cipher: FieldCipher) -> None:
    """The state saved in one turn is what the next turn, of another process, is given."""
    contacts = Contacts(cipher)
    session = Session(locale="en", mode="mudah", greeted=True)

    def turn(c: Connection) -> None:
        contact = contacts.lock(c, hello(), NOW)
        contacts.save(c, contact, session, encode(session), NOW)

    await db.run(turn)
    again = await db.run(lambda c: Contacts(cipher).lock(c, hello(), NOW))

    assert again.state is not None
    assert decode(again.state) == session
    assert (again.locale, again.mode) == ("en", "mudah")


async def test_turns_of_one_contact_follow_each_other(db: Database, cipher: FieldCipher) -> None:
    """No answer is lost when messages of one chat are handled at the same time."""
    contacts = Contacts(cipher)

    def turn(c: Connection) -> None:
        contact = contacts.lock(c, hello(), NOW)
        session = Session() if contact.state is None else decode(contact.state)
        session.failed_times += 1
        contacts.save(c, contact, session, encode(session), NOW)

    await asyncio.gather(*(db.run(turn) for _ in range(20)))
    contact = await db.run(lambda c: contacts.lock(c, hello(), NOW))

    assert contact.state is not None
    assert decode(contact.state).failed_times == 20


async def test_blocked_until_they_write(db: Database, cipher: FieldCipher) -> None:
    """A contact that blocked the bot is gone until it writes again; an opt-out stays."""
    contacts = Contacts(cipher)
    contact = await db.run(lambda c: contacts.lock(c, hello(), NOW))

    def leave(c: Connection) -> Contact | None:
        contacts.blocked(c, contact.id, True, NOW)
        contacts.opt_out(c, contact.id, NOW)
        return contacts.by_id(c, contact.id)

    left = await db.run(leave)
    await db.run(lambda c: contacts.lock(c, hello(), NOW))
    back = await db.run(lambda c: contacts.by_id(c, contact.id))

    assert left is not None
    assert back is not None
    assert (left.gone, left.opted_out) == (True, True)
    assert (back.gone, back.opted_out) == (False, True)


async def test_a_chat_that_moves_keeps_its_conversation(db: Database, cipher: FieldCipher) -> None:
    """When the provider gives a chat another address, the contact is found by the new one."""
    contacts = Contacts(cipher)
    before = await db.run(lambda c: contacts.lock(c, hello("old"), NOW))

    await db.run(lambda c: contacts.moved(c, before.id, "new"))
    after = await db.run(lambda c: contacts.lock(c, hello("new"), NOW))
    told = await db.run(lambda c: contacts.by_id(c, before.id))

    assert after.id == before.id
    assert told is not None
    assert told.address == "new"


async def test_a_damaged_state_starts_afresh(db: Database, cipher: FieldCipher) -> None:
    """A conversation that no key opens is begun anew; the citizen meets no error."""
    contacts = Contacts(cipher)

    def spoil(c: Connection) -> None:
        contact = contacts.lock(c, hello(), NOW)
        contacts.save(c, contact, Session(), encode(Session()), NOW)
        c.execute(sa.update(conversation).values(state_enc=b"\x01spoilt"))

    await db.run(spoil)

    assert (await db.run(lambda c: contacts.lock(c, hello(), NOW))).state is None


async def test_one_reminder_whoever_sends_it(db: Database, cipher: FieldCipher) -> None:
    """Of several processes that see a reminder due, one sends it."""
    contacts = Contacts(cipher)

    def half_way(c: Connection) -> int:
        contact = contacts.lock(c, hello(), NOW)
        session = Session(frames=[Frame("usul", {"nama": Answer("Siti")})])
        contacts.save(c, contact, session, encode(session), NOW)
        return contact.id

    who = await db.run(half_way)
    won = await asyncio.gather(*(db.run(lambda c: contacts.reminded(c, who)) for _ in range(4)))

    assert won.count(True) == 1


async def test_a_dead_process_loses_no_call(db: Database, cipher: FieldCipher) -> None:
    """A call that a silent process had out is taken over once, within seconds; the call of one
    whose heart beats (on SQLite: of this process) only when it is far too old."""
    dead, heir = Contacts(cipher, "dead"), Contacts(cipher, "heir")
    living = heir if db.dialect == "sqlite" else Contacts(cipher, "living")
    await db.run(Mailbox(cipher, "living").beat)
    session = Session(waiting=Waiting("hasil", "x"))
    ids = []
    for contacts, address in ((dead, "chat-1"), (living, "chat-2")):
        lock = partial(contacts.lock, inbound=hello(address), now=NOW)
        found = await db.run(lock)
        state = encode(session)
        save = partial(contacts.save, contact=found, session=session, state=state, now=NOW)
        await db.run(save)
        ids.append(found.id)
    at = [millis(NOW) + ms for ms in (SILENT + 1, SILENT + 2, LOST_CALL + 1)]

    taken = [await db.run(partial(heir.lost_calls, now=now, most=10)) for now in at]

    assert taken == [[ids[0]], [], [ids[1]]]
