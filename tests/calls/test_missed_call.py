"""The missed-call service over HTTP: who is known is rung back, and pays nothing."""

import asyncio
from pathlib import Path

from tests.calls.conftest import served
from tests.calls.phone import Phone
from tests.fakes.twilio_api import SID, TOKEN, FakeTwilio

KNOWN, STRANGER = "+628129990001", "+628129990002"


async def test_a_known_number_is_rung_back_and_a_stranger_answered(tmp_path: Path) -> None:
    """The first call is taken; rings after it are refused and rung back, once however many there
    are; our own call is a conversation."""
    async with FakeTwilio() as twilio:
        settings = {"BANSOS_CALL_BACK": "true", "BANSOS_TWILIO_API_URL": twilio.url}
        with served(tmp_path, **settings) as account:
            assert (account.sid, account.token) == (SID, TOKEN)
            known = Phone(account, KNOWN)
            first = await asyncio.to_thread(known.ring)
            await asyncio.to_thread(known.hang_up)
            refused = []
            for _ in range(6):
                await asyncio.to_thread(known.ring)
                refused.append(known.document.find("Reject") is not None)
            stranger = await asyncio.to_thread(Phone(account, STRANGER).ring)
            calls = await twilio.wait(lambda made: len(made) >= 1, seconds=60)
            ours = await asyncio.to_thread(Phone(account, KNOWN).answered)

    assert "Cek bansos" in first
    assert refused == [True] * 6
    assert "Cek bansos" in stranger
    assert {call.params["To"] for call in calls if call.method == "call"} == {KNOWN}
    assert "Cek bansos" in ours
