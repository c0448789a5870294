"""Delivery reports act: who left is left alone, what failed on its way is sent once more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client.model import Stage
from bot.channels.base import ChannelName, DeliveryStatus, Receipt, SendError, SendErrorKind
from tests.delivery.conftest import opened
from tests.delivery.stage import Bot, Clock, Dtks

FAILED, DELIVERED, READ = DeliveryStatus.FAILED, DeliveryStatus.DELIVERED, DeliveryStatus.READ
TEMPLATE = "HX" + 32 * "9"
NEWS = "Ada kabar untuk kiriman"


@pytest.fixture
async def phone(ready_url: str, tmp_path: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Bot]:
    """A citizen on WhatsApp, without a template, on each kind of database."""
    whatsapp = ChannelName.WHATSAPP
    async with opened(ready_url, tmp_path, dtks, clock, whatsapp, name=whatsapp) as bot:
        yield bot


async def told(bot: Bot) -> str:
    """News that went out; its provider's id."""
    ticket = await bot.submit()
    await bot.until(lambda: bot.count("sudah diterima data pusat") >= 1)
    await bot.news(ticket, Stage.VILLAGE, "e1")
    return bot.door.sent[-1].id


async def report(
    bot: Bot, sid: str, status: DeliveryStatus = FAILED, code: str | None = None
) -> None:
    """The provider reports, twice, as it may."""
    receipt = Receipt(ChannelName.WHATSAPP, sid, status, code)
    await bot.service.turns.receive([receipt, receipt])
    await bot.service.turns.drain()


@pytest.mark.parametrize("code", ["63014", "63024", "63003", "21211", "63032"])
async def test_who_is_not_there_is_written_to_no_more(phone: Bot, code: str) -> None:
    """After a report that the citizen blocked us or does not exist, no news is sent."""
    sid = await told(phone)
    await report(phone, sid, code=code)
    before = len(phone.door.sent)
    ticket = str(await phone.value("SELECT ticket FROM submission"))
    await phone.news(ticket, Stage.DINSOS, "e2")
    await phone.pause(hours=1)

    assert len(phone.door.sent) == before
    assert await phone.value("SELECT blocked_at FROM contact") is not None
    assert await phone.value("SELECT error_code FROM outbox WHERE state = 'failed'") == code


async def test_an_opt_out_outlives_the_next_message(phone: Bot) -> None:
    """21610 is a wish: who writes again is answered, and gets news only after 'langganan'."""
    sid = await told(phone)
    await report(phone, sid, code="21610")
    answer = await phone.say("menu")
    ticket = str(await phone.value("SELECT ticket FROM submission"))
    await phone.news(ticket, Stage.DINSOS, "e2")

    assert answer
    assert phone.count(NEWS) == 1


async def test_what_failed_on_its_way_is_sent_once_more(phone: Bot) -> None:
    """A handset out of reach gets the same words a minute later, and not a third time."""
    sid = await told(phone)
    words = phone.texts()[-1]
    await report(phone, sid, code="30003")
    await phone.pause(seconds=30)
    early = phone.texts().count(words)
    await phone.pause(seconds=31)
    again = phone.texts().count(words)
    await report(phone, phone.door.sent[-1].id, code="30003")
    await phone.pause(minutes=10)

    assert (early, again, phone.texts().count(words)) == (1, 2, 2)


async def test_an_unknown_code_is_a_failure_with_its_reason(phone: Bot) -> None:
    """A code that nothing mends marks the message as failed, and sends nothing."""
    sid = await told(phone)
    before = len(phone.door.sent)
    await report(phone, sid, code="63007")
    await phone.pause(minutes=10)

    assert len(phone.door.sent) == before
    assert await phone.value("SELECT error_code FROM outbox WHERE state = 'failed'") == "63007"


async def test_out_of_the_window_waits_for_them(phone: Bot) -> None:
    """63016 without a template: the news comes when the citizen writes, once."""
    sid = await told(phone)
    await report(phone, sid, code="63016")
    await phone.pause(hours=1)
    waiting = phone.count(NEWS)
    await phone.say("menu")
    await phone.pause(seconds=1)

    assert (waiting, phone.count(NEWS)) == (1, 2)


@pytest.mark.parametrize("at_once", [True, False])
async def test_out_of_the_window_goes_as_the_template(
    ready_url: str, tmp_path: Path, dtks: Dtks, clock: Clock, at_once: bool
) -> None:
    """63016, at once or in a report, sends the approved template instead, once."""
    whatsapp = ChannelName.WHATSAPP
    async with opened(ready_url, tmp_path, dtks, clock, whatsapp, TEMPLATE, name=whatsapp) as bot:
        if at_once:
            ticket = await bot.submit()
            await bot.until(lambda: bot.count("sudah diterima data pusat") >= 1)
            bot.door.errors = [SendError(SendErrorKind.TEMPLATE, "63016")]
            await bot.news(ticket, Stage.VILLAGE, "e1")
        else:
            await report(bot, await told(bot), code="63016")
        await bot.pause(seconds=1)
        await report(bot, bot.door.sent[-1].id, code="63016")
        await bot.pause(seconds=1)

        assert [one.content_sid for one in bot.templates()] == [TEMPLATE]
        assert NEWS in bot.templates()[0].variables["1"]


async def test_a_report_before_its_message_is_not_lost(phone: Bot) -> None:
    """A report that overtakes the record of its message counts as soon as that is there."""
    await phone.submit()
    coming = Receipt(ChannelName.WHATSAPP, "m900", FAILED, "63024")
    stranger = Receipt(ChannelName.WHATSAPP, "m901", DELIVERED)
    await phone.service.turns.receive([coming, stranger])
    await phone.service.upkeep.round()
    before = await phone.value("SELECT blocked_at FROM contact")
    outbox_id = await phone.value("SELECT max(id) FROM outbox")
    await phone.service.db.run(
        lambda conn: phone.service.mailbox.sent(
            conn, outbox_id=int(str(outbox_id)), channel="whatsapp", sent=[(0, "m900")],
            now=phone.clock(), whole=True,
        )
    )  # fmt: skip
    await phone.service.upkeep.round()
    kept = await phone.value("SELECT count(*) FROM early_receipt")
    phone.clock.turn(hours=25)
    await phone.service.upkeep.round()

    assert before is None
    assert await phone.value("SELECT blocked_at FROM contact") is not None
    assert (kept, await phone.value("SELECT count(*) FROM early_receipt")) == (1, 0)


async def test_words_go_when_they_arrived(phone: Bot) -> None:
    """What was said is kept, encrypted, until a report says that it arrived, a day at most."""
    sid = await told(phone)
    held = "SELECT count(*) FROM outbox WHERE kind = 'notice' AND body_enc IS NOT NULL"
    before = await phone.value(held)
    await report(phone, sid, DELIVERED)
    await report(phone, sid, READ)
    after = await phone.value(held)
    phone.clock.turn(hours=25)
    await phone.service.upkeep.round()

    assert (before, after, await phone.value(held)) == (2, 1, 0)
