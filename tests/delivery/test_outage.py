"""DTKS down for a day, slow, flapping, answering garbage: all arrives, and nobody is lied to."""

from backend_client.sandbox import Faults
from tests.delivery.stage import Bot, Dtks, proposal


async def test_down_for_a_day(small: Bot, dtks: Dtks) -> None:
    """24 hours without DTKS: a ticket at once, 'not there yet' while it lasts, all arrive after."""
    dtks.stop()
    first = await small.submit()
    assert small.count("sudah diterima data pusat") == 0
    tickets = [first]
    while len(tickets) < 4:
        await small.pause(minutes=30)
        tickets.append(await small.submit())
    for _ in range(45):
        await small.pause(minutes=30)
    told = await small.say(f"status {first}")
    opened = await small.value("SELECT failures FROM circuit WHERE name = 'dtks'")
    tries = await small.value("SELECT MAX(attempts) FROM submission")

    dtks.start()
    await small.passing(lambda: len(dtks.stored()) == 4, minutes=30)

    assert sorted(found.ticket for found in dtks.stored()) == sorted(tickets)
    assert "sudah diterima data pusat" not in told
    assert int(str(opened)) >= 5  # the breaker opened, and its row is shared
    assert 5 <= int(str(tries)) <= 40  # hours apart in the end (with jitter), not minutes
    await small.passing(lambda: small.count("sudah diterima data pusat") == 4, minutes=30)
    assert await small.value("SELECT failures FROM circuit WHERE name = 'dtks'") == 0


async def test_usul_without_dtks(small: Bot, dtks: Dtks) -> None:
    """An usul goes on while DTKS is away, and says so."""
    dtks.stop()
    ticket = await small.submit(proposal())
    told = small.count("Data pusat belum bisa dibuka")

    dtks.start()
    await small.passing(lambda: bool(dtks.stored()), minutes=5)

    assert told == 1
    assert [found.ticket for found in dtks.stored()] == [ticket]


async def test_flapping_and_garbage(small: Bot, dtks: Dtks) -> None:
    """DTKS fails, answers garbage and refuses for haste by turns: every submission arrives once."""
    dtks.sandbox.set_faults(
        Faults(error_rate=0.3, malformed_rate=0.3, rate_limited_rate=0.1, retry_after=1.0)
    )
    tickets = [await small.submit() for _ in range(4)]
    for _ in range(40):
        await small.pause(minutes=10)
        if len(dtks.stored()) == 4:
            break
    dtks.sandbox.set_faults(Faults())
    # A try that fell into a fault waits for hours, and so may the next.
    await small.passing(lambda: small.count("sudah diterima data pusat") == 4, hours=2)

    assert sorted(found.ticket for found in dtks.stored()) == sorted(tickets)


async def test_slow_is_told(small: Bot, dtks: Dtks) -> None:
    """A look-up that takes long is announced once, and its answer still comes."""
    dtks.sandbox.set_faults(Faults(latency=5.0))

    said = await small.say("usul", "1", "3201064108650001")

    assert small.count("sebentar|Sebentar|sedang") >= 1
    assert "nomor KK" in said


async def test_a_failed_look_up_is_not_counted(small: Bot, dtks: Dtks) -> None:
    """What DTKS could not answer is given back to the day's look-ups."""
    dtks.stop()

    await small.say("usul", "1", "3201064108650001")

    assert await small.value("SELECT count FROM day_count WHERE what = 'lookup'") == 0
