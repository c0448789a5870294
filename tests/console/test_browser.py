"""The console in a real browser: every page, keyboard only, nothing for axe-core to find."""

import asyncio
from collections.abc import AsyncIterator

import pyotp
import pytest

from bot.commands.serving import base_of
from bot.console.build import console_routes
from bot.figures.public import PublicReport
from bot.figures.report import Report
from bot.web.app import create_app
from bot.web.server import bind, make_server
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import PASSWORD, Clock
from tests.console.world import BOGOR, applicant, case, citizen, wrote
from tests.e2e.browser import page_at, violations

pytestmark = pytest.mark.browser
EVERY = ["operator", "verifier", "broadcaster", "approver", "auditor", "administrator"]
PAGES = (
    "",
    "/kotak",
    "/kotak/1",
    "/kiriman",
    "/kiriman/U-AAAA",
    "/siaran",
    "/siaran/baru",
    "/siaran/1",
    "/pendamping",
    "/pengaturan",
    "/angka",
    "/akun",
    "/audit",
    "/sandi",
)


@pytest.fixture
async def url(service: Service) -> AsyncIterator[str]:
    """The console on a port of loopback."""
    report = Report(service.cipher, service.regions, service.catalog)
    public = PublicReport(service.db, report, service.now)
    app = create_app(service, routes=[*console_routes(service, https=False), *public.routes()])
    sock = bind("127.0.0.1", 0)
    server = make_server(app)
    serving = asyncio.ensure_future(server.serve(sockets=[sock]))
    await server.up.wait()
    yield base_of(sock)
    server.should_exit = True
    await serving


async def test_every_page_by_keyboard(
    chromium: str, url: str, staff: Staff, service: Service, clock: Clock
) -> None:
    """Signed in with keys alone; each page has no axe-core violation and breaks no policy."""
    await service.turns.receive([wrote("cek bansos")])
    await service.turns.drain()
    who = await citizen(service)
    await case(service, who, ticket="U-AAAA", state="dead")
    await applicant(service, who, BOGOR)
    sari = await staff("sari", **dict.fromkeys(EVERY, ""))
    form = {"judul": "Jadwal", "teks-id": "Mulai Senin.", "hari": "0", "zona": "Asia/Jakarta"}
    await sari.post("/siaran/baru", **form, wilayah="", dari="8", sampai="20")
    clock.forward(minutes=2)

    async with page_at(chromium, f"{url}/petugas/masuk") as (page, errors):
        found = await violations(page)
        await page.keyboard.type("sari")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Tab")
        await page.keyboard.type(pyotp.TOTP(sari._secret).at(clock.at))
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{url}/petugas")
        for path in PAGES:
            await page.goto(f"{url}/petugas{path}")
            found += [f"{path}: {one}" for one in await violations(page)]
        await page.goto(f"{url}/terbuka")
        found += [f"terbuka: {one}" for one in await violations(page)]

    assert found == []
    assert errors == []


async def test_opening_a_number_with_a_reason(
    chromium: str, url: str, staff: Staff, service: Service, clock: Clock
) -> None:
    """By htmx the whole address takes the place of the starred one, on the same page."""
    await citizen(service, address="628120000777")
    sari = await staff("sari", operator="")
    clock.forward(minutes=2)

    async with page_at(chromium, f"{url}/petugas/masuk") as (page, errors):
        await page.fill("#nama", "sari")
        await page.fill("#sandi", PASSWORD)
        await page.fill("#kode", pyotp.TOTP(sari._secret).at(clock.at))
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{url}/petugas")
        await page.goto(f"{url}/petugas/kotak/1")
        await page.locator("#rahasia-alamat-1 summary").click()
        await page.locator("#rahasia-alamat-1 input[name=alasan]").fill("menelepon balik warga")
        await page.locator("#rahasia-alamat-1 button").click()
        await page.get_by_text("628120000777").wait_for()
        still = page.url

    assert still == f"{url}/petugas/kotak/1"
    assert errors == []
