"""The console in a real browser: every page, keyboard only, nothing for axe-core to find."""

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
from PIL import Image
from playwright.async_api import Page

from bot.channels.base import ChannelName
from bot.commands.serving import base_of
from bot.console.build import LIMITS, console_routes
from bot.figures.public import PublicReport
from bot.figures.report import Report
from bot.storage import broadcasts, staff_chats, templates
from bot.web.app import create_app
from bot.web.server import bind, make_server
from bot.wiring import Service
from tests.broadcasts.templates import TEMPLATE
from tests.console.conftest import Staff
from tests.console.fakes import PASSWORD, Browser, Clock, Recorder
from tests.console.world import BOGOR, applicant, case, citizen, wrote
from tests.e2e.browser import page_at, violations

pytestmark = pytest.mark.browser
EVERY = ["operator", "verifier", "broadcaster", "approver", "auditor", "administrator"]
PAGES = (
    "",
    "/kotak",
    "/kotak/1",  # one's own
    "/kotak/2",  # somebody else's
    "/kiriman",
    "/kiriman/U-AAAA",
    "/siaran",
    "/siaran/baru",
    "/siaran/1",
    "/templat",
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
    routes = [*console_routes(service, https=False), *public.routes()]
    app = create_app(service, routes=routes, limits=LIMITS)
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
    await service.db.run(lambda conn: templates.replace(conn, [TEMPLATE], clock()))
    form = {"judul": "Jadwal", "teks-id": "Mulai Senin.", "hari": "0", "zona": "Asia/Jakarta"}
    await sari.post("/siaran/baru", **form, wilayah="", dari="8", sampai="20")
    await sari.post("/pengaturan", nama="usul_per_day", nilai="3", mulai="2026-12-01T00:00")
    await sari.post("/pengaturan/jawaban", nama="salam", **{"teks-id": "Selamat pagi."})
    await citizen(service, address="1002")
    budi = await staff("budi", operator="")
    await sari.post("/kotak/1/ambil")
    await budi.post("/kotak/2/ambil")
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
        await page.goto(f"{url}/petugas/pengaturan")
        await page.locator("input[name=nilai]").nth(5).fill("32")
        await page.locator("input[name=nilai]").nth(5).press("Enter")
        await page.get_by_role("alert").wait_for()
        found += [f"refused: {one}" for one in await violations(page)]
        await page.goto(f"{url}/terbuka")
        found += [f"terbuka: {one}" for one in await violations(page)]

    assert found == []
    assert errors == []


async def test_no_page_is_wider_than_a_telephone(
    chromium: str, url: str, staff: Staff, service: Service, clock: Clock
) -> None:
    """On a screen of 390 pixels each page fits, with a name of eighty letters and a title without
    a space; wide tables scroll by themselves, by keyboard too."""
    who = await citizen(service, address="628120000777")
    await case(service, who, ticket="U-AAAA", state="dead")
    await applicant(service, who, BOGOR)
    name = "Panjangnyanama" * 5 + "sekalilagi"
    sari = await staff(name, **dict.fromkeys(EVERY, ""))
    await service.db.run(lambda conn: templates.replace(conn, [TEMPLATE], clock()))
    form = {"judul": "J" * 120, "teks-id": "W" * 1000, "hari": "0", "zona": "Asia/Jakarta"}
    await sari.post("/siaran/baru", **form, wilayah="", dari="20", sampai="6")
    await citizen(service, address="1002")
    await sari.post("/kotak/1/ambil")
    clock.forward(minutes=2)

    async with page_at(
        chromium, f"{url}/petugas/masuk", viewport={"width": 390, "height": 800}
    ) as (page, errors):
        await enter_by_keyboard(page, sari, clock)
        widths = {}
        for path in (*(f"/petugas{path}" for path in PAGES), "/terbuka"):
            await page.goto(url + path)
            widths[path] = await page.evaluate("document.documentElement.scrollWidth")
            assert await violations(page) == [], path

    assert {path: width for path, width in widths.items() if width > 390} == {}
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


async def press_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(150):
        if await page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


async def enter_by_keyboard(page: Page, who: Browser, clock: Clock) -> None:
    """Sign in."""
    await page.keyboard.type(who.name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Tab")
    await page.keyboard.type(pyotp.TOTP(who._secret).at(clock.at))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/petugas")


async def follow(page: Page, selector: str, url: str) -> None:
    """Tab to a link or button and press Enter."""
    await press_to(page, selector)
    await page.keyboard.press("Enter")
    await page.wait_for_url(url)


async def shot(page: Page, name: str) -> None:
    """A picture for the guide, when BANSOS_SHOTS names a folder: 64 colours, to stay small."""
    if folder := os.environ.get("BANSOS_SHOTS"):
        await page.set_viewport_size({"width": 960, "height": 680})
        raw = await page.screenshot()
        image = Image.open(io.BytesIO(raw)).convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
        await asyncio.to_thread(image.save, Path(folder) / f"{name}.png", optimize=True)


async def test_two_people_send_a_broadcast_by_keyboard(
    chromium: str,
    url: str,
    staff: Staff,
    service: Service,
    clock: Clock,
    doors: dict[ChannelName, Recorder],
) -> None:
    """Composed with a template by one, tried out, submitted; approved by another, watched live to
    its end: no mouse, no violation, no error of the page."""
    for number in range(3):
        await citizen(service, address=str(number), asks=False)
    mine = await citizen(service, address="777", asks=False, village=None)
    await service.db.run(lambda conn: templates.replace(conn, [TEMPLATE], clock()))
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32")
    await service.db.run(lambda conn: staff_chats.add(conn, 1, mine))
    clock.forward(minutes=2)

    async with (
        page_at(chromium, f"{url}/petugas/masuk") as (one, errors),
        page_at(chromium, f"{url}/petugas/masuk") as (two, more_errors),
    ):
        await shot(one, "console-sign-in")
        await enter_by_keyboard(one, sari, clock)
        await follow(one, "nav a[href$='/siaran']", "**/siaran")
        await follow(one, "a[href$='/siaran/baru']", "**/siaran/baru")
        await press_to(one, "#judul")
        await one.keyboard.type("Jadwal penyaluran")
        await press_to(one, "#t-id")
        await one.keyboard.type("Penyaluran PKH mulai Senin di kantor desa.")
        await press_to(one, "#templat")
        await one.keyboard.type("kabar")
        await press_to(one, "#v-1")
        found = await violations(one)
        await shot(one, "console-compose")
        await press_to(one, "input[name=dari]")
        await one.keyboard.type("0")
        await press_to(one, "input[name=sampai]")
        await one.keyboard.type("24")
        await one.keyboard.press("Enter")
        await one.wait_for_url("**/siaran/1?pesan=tersimpan")
        found += await violations(one)
        await follow(one, "form[action$='/coba'] button", "**/siaran/1?pesan=dicobakan")
        await service.sender.drain()
        tried = len(doors[ChannelName.TELEGRAM].sent)
        await follow(one, "form[action$='/ajukan'] button", "**/siaran/1?pesan=diajukan")
        refused = await one.locator("form[action$='/setujui']").count()

        await enter_by_keyboard(two, budi, clock)
        await follow(two, "nav a[href$='/siaran']", "**/siaran")
        await follow(two, "td a", "**/siaran/1")
        await shot(two, "console-approve")
        await follow(two, "form[action$='/setujui'] button", "**/siaran/1?pesan=disetujui")
        found += await violations(two)
        await service.broadcasting.start()
        await two.get_by_text("3 dari 3 · selesai").wait_for()
        await service.broadcasting.stop()
        await two.reload()
        found += await violations(two)
        await shot(two, "console-broadcast")

    assert found == []
    assert errors == more_errors == []
    assert (tried, refused) == (1, 0)
    sent = [address for address, _ in doors[ChannelName.TELEGRAM].sent]
    assert sorted(sent[1:]) == ["0", "1", "2"]
    done = await service.db.read(lambda conn: broadcasts.one(conn, 1))
    assert done is not None
    assert (done.composed_by, done.approved_by) == ("sari", "budi")
    assert done.content.template == TEMPLATE.sid
    assert done.window_to == 24
