"""Background rounds go on, whatever one of them meets."""

import asyncio

from structlog.testing import capture_logs

from bot.jobs.rounds import Rounds


async def test_a_round_that_fails_is_logged_and_the_next_one_comes() -> None:
    """An error ends its round only; its kind is told, its text is not."""
    seen: list[int] = []
    enough = asyncio.Event()

    async def work() -> None:
        seen.append(len(seen))
        if len(seen) == 1:
            raise ValueError("Siti Aminah")
        enough.set()

    rounds = Rounds(work, every=0.001, failure="test_failed")
    with capture_logs() as logs:
        rounds.start()
        await asyncio.wait_for(enough.wait(), 5)
        await rounds.stop()
    count = len(seen)
    await asyncio.sleep(0.02)

    (told,) = logs
    assert told.pop("where").startswith("bot/jobs/rounds.py:")
    assert told == {"event": "test_failed", "kind": "ValueError", "log_level": "error"}
    assert len(seen) == count


async def test_stopping_what_never_started() -> None:
    """A stop before any start is fine, and so is a second one."""

    async def work() -> None:
        """Nothing."""

    rounds = Rounds(work, every=1, failure="test_failed")

    await rounds.stop()
    rounds.start()
    await rounds.stop()
    await rounds.stop()
