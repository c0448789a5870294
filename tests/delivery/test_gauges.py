"""What waits, as whoever watches the service sees it."""

import httpx

from bot.web.app import create_app
from tests.delivery.stage import Bot, Dtks


async def test_what_dtks_does_not_have_is_on_the_metrics_page(bot: Bot, dtks: Dtks) -> None:
    """One submission while DTKS is away: counted, with its age, and named by nothing."""
    dtks.stop()
    ticket = await bot.submit()
    app = create_app(bot.service)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http:
        page = (await http.get("/metrics")).text

    assert 'bansos_submissions_undelivered{state="queued"} 1.0' in page
    assert "bansos_waiting_for_human 0.0" in page
    assert "bansos_oldest_undelivered_seconds" in page
    assert ticket not in page
