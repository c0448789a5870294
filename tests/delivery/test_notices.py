"""News for citizens: each change once, not at night, within WhatsApp's window, never unwanted."""

import datetime as dt
from pathlib import Path

import pytest

from backend_client.model import Stage
from bot.channels.base import (
    ChannelName,
    DeliveryStatus,
    InboundKind,
    Receipt,
    SendError,
    SendErrorKind,
)
from tests.delivery.conftest import opened
from tests.delivery.stage import Bot, Clock, Dtks

TEMPLATE = "HX" + 32 * "1"
NEWS = "Ada kabar untuk kiriman"


async def sent(bot: Bot) -> str:
    """A submission that DTKS has, which the citizen was told."""
    ticket = await bot.submit()
    await bot.until(lambda: bot.count("sudah diterima data pusat") >= 1)
    return ticket


async def test_each_change_is_one_notice(bot: Bot) -> None:
    """A change that comes by webhook and by the feed, or twice, is told once."""
    ticket = await sent(bot)
    taken = [await bot.news(ticket, Stage.VILLAGE, "e1") for _ in range(3)]

    assert taken == [True, False, False]
    assert bot.count(NEWS) == 1


async def test_the_feed_brings_what_the_webhook_did_not(small: Bot, dtks: Dtks) -> None:
    """Polling takes each change once, and goes on from where it was."""
    ticket = await sent(small)
    small.clock.turn(minutes=1)
    dtks.sandbox.advance(ticket, Stage.VILLAGE)

    news = [await small.service.feed.poll() for _ in range(2)]
    await small.service.turns.drain()

    assert news == [1, 0]
    assert small.count(NEWS) == 1


async def test_an_older_change_does_not_turn_the_stage_back(bot: Bot) -> None:
    """Changes that come out of order leave the newest stage, whatever zone their times are in, and
    the older one is not told as news."""
    ticket = await sent(bot)
    bot.clock.turn(hours=1)
    east = dt.timezone(dt.timedelta(hours=9))
    await bot.news(ticket, Stage.DINSOS, "e2")
    earlier = (bot.clock() - dt.timedelta(minutes=30)).astimezone(east)
    await bot.news(ticket, Stage.VILLAGE, "e1", at=earlier)

    assert await bot.value("SELECT stage FROM submission") == Stage.DINSOS.value
    assert bot.count(NEWS) == 1


async def test_an_unknown_ticket_is_no_news(bot: Bot) -> None:
    """A change for a ticket that nobody here has is taken without harm."""
    assert await bot.news("U-2222-22", Stage.VILLAGE, "e1") is False
    assert bot.texts() == []


@pytest.mark.parametrize(("tz", "zone"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8),
                                          ("Asia/Jayapura", 9)])  # fmt: skip
async def test_no_notice_at_night(small: Bot, tz: str, zone: int) -> None:
    """Between 20.00 and 07.00 where the citizen lives nothing is told; at 07.00 it is."""
    ticket = await sent(small)
    await small.service.db.run(
        lambda conn: conn.exec_driver_sql("UPDATE contact SET tz = ?", (tz,))
    )
    small.clock.at(21, zone)
    await small.news(ticket, Stage.VILLAGE, "e1")
    small.clock.at(6, zone)
    await small.pause(minutes=59)
    night = small.count(NEWS)
    await small.pause(minutes=2)

    assert (night, small.count(NEWS)) == (0, 1)


async def test_outside_the_window_it_waits(whatsapp: Bot) -> None:
    """More than 24 hours after their last message, WhatsApp news waits until they write."""
    ticket = await sent(whatsapp)
    whatsapp.clock.turn(hours=26)
    await whatsapp.news(ticket, Stage.VILLAGE, "e1")
    await whatsapp.pause(minutes=1)
    before = whatsapp.count(NEWS)
    await whatsapp.say("menu")
    await whatsapp.pause(seconds=1)

    assert (before, whatsapp.count(NEWS)) == (0, 1)


async def test_outside_the_window_by_template(tmp_path: Path, dtks: Dtks, clock: Clock) -> None:
    """With an approved template the news goes out at once, as that template."""
    url = f"sqlite:///{tmp_path / 'bansos.db'}"
    async with opened(url, tmp_path, dtks, clock, ChannelName.WHATSAPP, TEMPLATE) as bot:
        ticket = await sent(bot)
        clock.turn(hours=26)
        await bot.news(ticket, Stage.VILLAGE, "e1")

        assert [one.content_sid for one in bot.templates()] == [TEMPLATE]


@pytest.mark.parametrize("word", ["STOP", "stop", "BERHENTI", "berhenti"])
async def test_opting_out_and_back(small: Bot, word: str) -> None:
    """Who writes STOP gets no news, can still ask, and hears it again after 'langganan'."""
    ticket = await sent(small)
    goodbye = await small.say(word)
    await small.news(ticket, Stage.VILLAGE, "e1")
    silent = small.count(NEWS)
    still = await small.say(f"status {ticket}")
    back = await small.say("langganan")
    await small.news(ticket, Stage.DINSOS, "e2")

    assert "tidak akan mengirim kabar" in goodbye
    assert silent == 0
    assert ticket in still.replace(" ", "")
    assert "akan kami kirim lagi" in back
    assert small.count(NEWS) == 1


@pytest.mark.parametrize("words", ["stop kirim pesan", "jangan sms lagi", "ampun ngirim malih"])
async def test_opting_out_in_ones_own_words(small: Bot, words: str) -> None:
    """No keyword need be known, in no language; and who asks for news hears that it comes, though
    nobody ever stopped it."""
    ticket = await sent(small)

    goodbye = await small.say(words)
    await small.news(ticket, Stage.VILLAGE, "e1")
    back = [await small.say("langganan") for _ in range(2)]

    assert "tidak akan mengirim kabar" in goodbye
    assert small.count(NEWS) == 0
    assert all("akan kami kirim lagi" in one for one in back)


@pytest.mark.parametrize(("word", "news"), [("MULAI", 1), ("start", 1), ("/start", 1), ("halo", 0)])
async def test_mulai_undoes_a_stop_and_a_greeting_does_not(
    small: Bot, word: str, news: int
) -> None:
    """MULAI and START bring the news back and say so; who only greets stays left alone."""
    ticket = await sent(small)
    await small.say("STOP")

    said = await small.say(word)
    await small.news(ticket, Stage.DINSOS, "e1")

    assert ("akan kami kirim lagi" in said) == bool(news)
    assert small.count(NEWS) == news


async def test_who_blocked_us_is_left_alone(small: Bot) -> None:
    """After a block nothing is sent; who writes again is talked to again."""
    ticket = await sent(small)
    await small.event(InboundKind.BLOCKED)
    await small.news(ticket, Stage.VILLAGE, "e1")
    silent = small.count(NEWS)
    await small.say("menu")
    await small.news(ticket, Stage.DINSOS, "e2")

    assert (silent, small.count(NEWS)) == (0, 1)


async def test_a_send_that_says_blocked_marks_the_contact(small: Bot) -> None:
    """A provider that says 'blocked' stops the sending, and marks the contact."""
    ticket = await sent(small)
    small.door.errors.append(SendError(SendErrorKind.STOP, "403"))
    await small.news(ticket, Stage.VILLAGE, "e1")
    await small.news(ticket, Stage.DINSOS, "e2")

    assert small.count(NEWS) == 0
    assert await small.value("SELECT blocked_at IS NOT NULL FROM contact") == 1
    assert await small.value("SELECT COUNT(*) FROM outbox WHERE state = 'failed'") == 1


async def test_429_waits_and_keeps_the_order(small: Bot) -> None:
    """A long `retry_after` puts a reply off, and the next one stays behind it."""
    small.door.errors.append(SendError(SendErrorKind.RETRY, "429", retry_after=60.0))
    await small.say("bantuan saya dipotong ketua rt", "tidak tahu")
    held = list(small.texts())
    await small.pause(seconds=61)
    await small.pause(seconds=1)

    shown = [text for text in small.texts() if "bulan apa" in text or "Bantuan yang mana" in text]
    assert held == []
    assert ["Bantuan yang mana" in text for text in shown] == [True, False]


async def test_a_doubtful_notice_is_not_repeated(small: Bot) -> None:
    """A notice that may have been sent stays 'unknown'; it is not sent blindly again."""
    ticket = await sent(small)
    small.door.errors.append(SendError(SendErrorKind.UNKNOWN, "timeout"))
    await small.news(ticket, Stage.VILLAGE, "e1")
    await small.pause(minutes=30)

    assert small.count(NEWS) == 0
    assert await small.value("SELECT COUNT(*) FROM outbox WHERE state = 'unknown'") == 1


async def test_receipts_only_move_forward(small: Bot) -> None:
    """'Read' is not turned back into 'delivered' by a late receipt."""
    await small.say("menu")
    name = small.door.sent[-1].id
    for status in (DeliveryStatus.READ, DeliveryStatus.DELIVERED, DeliveryStatus.SENT):
        await small.service.turns.receive([Receipt(ChannelName.TERMINAL, name, status)])

    found = await small.value(f"SELECT status FROM delivery WHERE provider_id = '{name}'")
    assert found == DeliveryStatus.READ.value
