"""What a provider says about 'too fast' holds for everything that goes through it."""

import asyncio
from pathlib import Path

from backend_client.model import Stage
from bot.channels.base import ChannelName, SendError, SendErrorKind
from tests.delivery.conftest import opened
from tests.delivery.stage import Bot, Clock, Dtks

NEWS = "Ada kabar untuk kiriman"
TELEGRAM = ChannelName.TELEGRAM


async def sent(bot: Bot) -> str:
    """A submission that DTKS has, which the citizen was told."""
    ticket = await bot.submit()
    await bot.until(lambda: bot.count("sudah diterima data pusat") >= 1)
    return ticket


async def test_a_429_is_everybodys(
    ready_url: str, tmp_path: Path, dtks: Dtks, clock: Clock
) -> None:
    """A 429 is written down for all processes; the news goes when it is over, once."""
    async with opened(ready_url, tmp_path, dtks, clock, TELEGRAM, name=TELEGRAM) as bot:
        ticket = await sent(bot)
        await asyncio.sleep(1.1)  # or it would be taken for this chat's own doing
        bot.door.errors = [SendError(SendErrorKind.RETRY, "429", retry_after=1.5)]
        await bot.news(ticket, Stage.VILLAGE, "e1")
        held = await bot.value("SELECT held_until FROM bucket WHERE sender = 'telegram'")
        await bot.until(lambda: bot.count(NEWS) == 1)

        assert int(str(held)) > 0
        assert bot.count(NEWS) == 1


async def test_much_news_for_one_chat_is_spread(tmp_path: Path, dtks: Dtks, clock: Clock) -> None:
    """Of ten pieces of news at once five go; the others follow, none is lost."""
    url = f"sqlite:///{tmp_path / 'bansos.db'}"
    async with opened(url, tmp_path, dtks, clock, TELEGRAM, name=TELEGRAM) as bot:
        ticket = await sent(bot)
        stages = [Stage.VILLAGE, Stage.DINSOS] * 5
        for number, stage in enumerate(stages):
            clock.turn(seconds=0.01)
            await bot.news(ticket, stage, f"e{number}")
        at_once = bot.count(NEWS)
        for _ in range(30):
            if bot.count(NEWS) == 10:
                break
            await bot.pause(seconds=20)
            await asyncio.sleep(0.5)
        everything = bot.count(NEWS)

    assert at_once <= 5
    assert everything == 10
