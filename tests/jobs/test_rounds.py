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

    told, over = logs
    assert over["event"] == "works_again"
    assert told.pop("where").startswith("bot/jobs/rounds.py:")
    assert told == {"event": "test_failed", "kind": "ValueError", "log_level": "error"}
    assert len(seen) == count


async def test_an_outage_is_told_when_it_begins_when_it_changes_and_when_it_is_over() -> None:
    """Not at every round: a second outage is told again."""
    faults: list[Exception | None] = [
        ConnectionError(), ConnectionError(), TimeoutError(), ConnectionError(), None, None,
        ConnectionError(), ConnectionError(), None,
    ]  # fmt: skip
    done = asyncio.Event()

    async def work() -> None:
        if not faults:
            done.set()
            return
        fault = faults.pop(0)
        if fault is not None:
            raise fault

    rounds = Rounds(work, every=0.001, failure="test_failed")
    with capture_logs() as logs:
        rounds.start()
        await asyncio.wait_for(done.wait(), 60)
        await rounds.stop()

    assert [(told["event"], told.get("kind", told.get("failed"))) for told in logs] == [
        ("test_failed", "ConnectionError"),
        ("test_failed", "TimeoutError"),
        ("works_again", 4),
        ("test_failed", "ConnectionError"),
        ("works_again", 2),
    ]


async def test_stopping_what_never_started() -> None:
    """A stop before any start is fine, and so is a second one."""

    async def work() -> None:
        """Nothing."""

    rounds = Rounds(work, every=1, failure="test_failed")

    await rounds.stop()
    rounds.start()
    await rounds.stop()
    await rounds.stop()
