"""Send windows: hours of a day in the broadcast's zone, past midnight too."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import pytest

from bot.broadcasts.model import within
from bot.privacy.crypto import FieldCipher
from bot.storage.db import Database
from tests.broadcasts.crowd import NOON, Wire, approved, crowd, engine, finished


@pytest.mark.parametrize(
    ("window", "open_at"),
    [
        ((8, 17), range(8, 17)),
        ((20, 6), (*range(20, 24), *range(6))),
        ((20, 0), range(20, 24)),
        ((20, 24), range(20, 24)),
        ((23, 1), (23, 0)),
        ((0, 24), range(24)),
    ],
)
def test_a_window_may_go_on_past_midnight(window: tuple[int, int], open_at: Sequence[int]) -> None:
    """One that ends before it begins is open in the evening and in the hours after midnight."""
    assert {hour for hour in range(24) if within(window, hour)} == set(open_at)


async def test_a_night_window_is_in_its_own_zone(db: Database, cipher: FieldCipher) -> None:
    """20 to 6 in Jayapura is closed at half past seven there, and open at half past midnight."""
    await db.run(crowd(cipher, 3))
    wire = Wire()
    made = await approved(db, window=(20, 6), tz="Asia/Jayapura")
    midnight = NOON + dt.timedelta(hours=10.5)  # 22.30 in Jakarta
    early = engine(db, cipher, [wire], now=lambda: midnight - dt.timedelta(hours=17), telegram=100)
    await early.start()
    await asyncio.sleep(0.6)
    await early.stop()
    before = len(wire.sent)
    night = engine(db, cipher, [wire], now=lambda: midnight, telegram=100)

    await night.start()
    await finished(db, made)
    await night.stop()

    assert before == 0
    assert len(wire.sent) == 3
