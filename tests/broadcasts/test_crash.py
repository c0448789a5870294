"""SIGKILL in the middle: nobody is lost, nobody is sent twice but what was in flight."""

from pathlib import Path

import pytest

from bot.privacy.crypto import FieldCipher
from tests.broadcasts.siege import Siege, besiege


@pytest.mark.parametrize("again", [False, True])
async def test_killed_again_and_again(
    sqlite_ready: str, cipher: FieldCipher, tmp_path: Path, again: bool
) -> None:
    """Killed four times: with 'in doubt: leave' nobody twice and everybody sent or `unknown`;
    with 'in doubt: again' everybody reached, and repeats no more than what was in flight."""
    siege = Siege(people=700, kills=4, rate=200, again=again)
    outcome = await besiege(sqlite_ready, cipher, tmp_path, siege)

    assert outcome.holds(siege), outcome
