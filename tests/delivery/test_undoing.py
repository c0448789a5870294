"""A withdrawal can be undone for ten minutes; what is said of it is true."""

import pytest

from tests.delivery.stage import Bot, Dtks


async def test_a_withdrawal_is_undone_within_its_time_and_never_leaves(
    small: Bot, dtks: Dtks
) -> None:
    """Nine minutes later it can be taken back; DTKS never hears of it, however long one waits."""
    ticket = await small.submit()
    await small.until(lambda: len(dtks.stored()) == 1)
    offered = await small.say(f"status {ticket}", "tarik kiriman", "ya")
    await small.pause(minutes=9)

    said = await small.say("urungkan penarikan")
    await small.pause(minutes=30)
    after = await small.say(f"status {ticket}")

    assert "Bisa diurungkan sekarang" in offered
    assert "Penarikan diurungkan. Kiriman tetap berjalan." in said
    assert "ditarik" not in after
    assert len(dtks.stored()) == 1


@pytest.mark.parametrize("again", [False, True], ids=["at the question", "from the status"])
async def test_who_undoes_a_withdrawal_too_late_is_told_that_it_has_left(
    small: Bot, dtks: Dtks, again: bool
) -> None:
    """After ten minutes DTKS has it: nothing is promised, and the status says that it is so."""
    ticket = await small.submit()
    await small.until(lambda: len(dtks.stored()) == 1)
    await small.say(f"status {ticket}", "tarik kiriman", "ya")
    await small.pause(minutes=11)
    await small.until(lambda: len(dtks.stored()) == 2)

    offered = await small.say(f"status {ticket}") if again else ""
    said = await small.say("urungkan penarikan")
    after = await small.say(f"status {ticket}")

    assert "Urungkan" not in offered
    assert "diurungkan. Kiriman tetap berjalan" not in said
    assert again or "penarikan sudah terkirim" in said
    assert "ditarik" in after
    assert len(dtks.stored()) == 2
