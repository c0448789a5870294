"""Answering by WhatsApp around the end of its 24 hours, with an approved template."""

from typing import Any

import pytest

from bot.channels.base import ChannelName, TemplatePart, TextPart
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import Clock, Recorder
from tests.console.world import citizen

SID = "HX" + "0" * 32
PHONE = "whatsapp:+6281200000001"


@pytest.fixture
def more() -> dict[str, Any]:
    """The template that Meta approved."""
    return {"whatsapp_notice_template": SID}


@pytest.mark.parametrize(
    ("hours", "shown", "sent"),
    [
        (0.5, "23 jam 30 menit lagi", TextPart),
        (23.9, "0 jam 6 menit lagi", TextPart),
        (24, "tertutup: hanya templat", TemplatePart),
        (72, "tertutup: hanya templat", TemplatePart),
    ],
)
async def test_what_leaves_by_the_window(
    staff: Staff,
    service: Service,
    doors: dict[ChannelName, Recorder],
    clock: Clock,
    hours: float,
    shown: str,
    sent: type,
) -> None:
    """The page tells how long it stays open; while it is, the words go as they are, afterwards in
    the template, whole."""
    await citizen(service, address=PHONE, channel=ChannelName.WHATSAPP)
    clock.forward(hours=hours, minutes=-1)  # signing in takes a minute
    sari = await staff("sari", operator="32.01")
    await sari.post("/kotak/1/ambil")

    page = (await sari.get("/kotak/1")).text
    answer = await sari.post("/kotak/1/balas", balasan="Datanya sudah benar, Bu.")
    await service.turns.drain()

    assert shown in page
    assert answer.headers["location"].endswith("terkirim")
    ((address, part),) = doors[ChannelName.WHATSAPP].sent
    assert address == PHONE
    assert type(part) is sent
    assert isinstance(part, TextPart | TemplatePart)
    assert part.text == "Petugas: Datanya sudah benar, Bu."
    if isinstance(part, TemplatePart):
        assert (part.content_sid, part.variables) == (SID, {"1": part.text})
