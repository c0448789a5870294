"""The phone in the browser, in a real one: what a person does, sees, and hears read out."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.channels.base import InboundKind
from tests.e2e.browser import page_at, violations
from tests.web.service import Running, running

pytestmark = pytest.mark.browser


@pytest.fixture
async def served() -> AsyncIterator[Running]:
    """The application with turns that echo."""
    async with running() as found:
        yield found


async def write(page: Page, text: str) -> None:
    """Type a message and press Enter."""
    await page.fill("#say", text)
    await page.press("#say", "Enter")


async def choose(page: Page, label: str) -> None:
    """Take another phone."""
    await page.click(f".kind >> text={label}")


async def last(page: Page, text: str) -> None:
    """Wait until the last bubble of the bot says so."""
    await expect(page.locator(".bubble.bot").last).to_contain_text(text, timeout=60_000)


@pytest.mark.parametrize(
    ("label", "channel"),
    [("Telegram", "telegram"), ("WhatsApp", "whatsapp"), ("Basic phone", "sms")],
)
async def test_a_message_and_its_answer(
    served: Running, chromium: str, label: str, channel: str
) -> None:
    """What is typed on each phone comes in by that channel, and the answer shows up."""
    async with page_at(chromium, served.url) as (page, errors):
        await choose(page, label)
        await write(page, "halo <b>bot</b> 'x'")
        await last(page, "text: halo <b>bot</b> 'x'")

    assert [item.channel.value for item in served.turns.heard] == [channel]
    assert errors == []


async def test_buttons_on_telegram(served: Running, chromium: str) -> None:
    """A tap on an inline button comes in as a tap with the button's value."""
    async with page_at(chromium, served.url) as (page, errors):
        await write(page, "pilih")
        await page.get_by_role("button", name="Tidak").click()
        await last(page, "tap: tidak")

    assert served.turns.heard[-1].kind is InboundKind.TAP
    assert served.turns.heard[-1].callback_id
    assert errors == []


async def test_buttons_and_lists_on_whatsapp(served: Running, chromium: str) -> None:
    """Quick replies and lists made by the Content API can be tapped."""
    async with page_at(chromium, served.url) as (page, errors):
        await choose(page, "WhatsApp")
        await write(page, "pilih")
        await page.get_by_role("button", name="Ya", exact=True).click()
        await last(page, "tap: ya")
        await write(page, "daftar")
        await page.locator("summary", has_text="Pilihan").click()
        await page.get_by_role("button", name="Tidak").last.click()
        await last(page, "tap: tidak")

    assert errors == []
    assert len(served.turns.receipts) >= 4


async def test_numbers_on_a_basic_phone(served: Running, chromium: str) -> None:
    """A basic phone has no buttons: choices are numbers in the text, and no files can be sent."""
    async with page_at(chromium, served.url) as (page, errors):
        await choose(page, "Basic phone")
        await write(page, "pilih")
        await last(page, "2. Tidak")
        assert await page.locator(".key").count() == 0
        await page.click("#more")
        assert await page.locator("#photo-example").is_hidden()

    assert errors == []


@pytest.mark.parametrize("label", ["Telegram", "WhatsApp"])
async def test_photo_voice_note_and_place(served: Running, chromium: str, label: str) -> None:
    """A photo, a voice note and a place reach the bot as such, and the files can be fetched."""
    place = {"latitude": -6.2, "longitude": 106.8}
    options = {"permissions": ["geolocation"], "geolocation": place}
    async with page_at(chromium, served.url, **options) as (page, errors):
        await choose(page, label)
        for button, answer in (
            ("#photo-example", "photo"),
            ("#voice-example", "voice_note"),
            ("#place", "location"),
        ):
            await page.click("#more")
            await page.click(button)
            await last(page, answer)

    photo, voice, where = served.turns.heard
    channel = served.turns.channels[photo.channel]
    assert (await channel.fetch(photo.media[0], limit=10**7))[:2] == b"\xff\xd8"
    assert (await channel.fetch(voice.media[0], limit=10**7))[:4] == b"OggS"
    assert (where.latitude, where.longitude) == (-6.2, 106.8)
    assert errors == []


async def test_location_key_on_telegram(served: Running, chromium: str) -> None:
    """The key 'share my location' of a reply keyboard sends the place."""
    place = {"latitude": -7.0, "longitude": 110.4}
    options = {"permissions": ["geolocation"], "geolocation": place}
    async with page_at(chromium, served.url, **options) as (page, _):
        await write(page, "lokasi")
        await page.get_by_role("button", name="Kirim lokasi").click()
        await last(page, "location")

    assert served.turns.heard[-1].latitude == -7.0


async def test_example_with_one_click(served: Running, chromium: str) -> None:
    """An example is sent with one click."""
    async with page_at(chromium, served.url) as (page, _):
        await page.click(".try")
        await last(page, "text: cek bansos siti aminah")

    assert len(served.turns.heard) == 1


async def test_a_call(served: Running, chromium: str) -> None:
    """A call rings, takes keys and speech, waits out a silence, and ends with the red button."""
    async with page_at(chromium, served.url) as (page, errors):
        await choose(page, "Call")
        assert await page.locator("#say").is_disabled()
        await page.click("#ring")
        await last(page, "call:")
        for digit in "12#":
            await page.locator(".digit", has_text=digit).click()
        await last(page, "text: 12")
        await write(page, "halo")
        await last(page, "text: halo")
        await page.click("#silent")
        await expect(page.locator(".bubble.bot")).to_have_count(4)
        await page.click("#ring")
        await expect(page.locator("#ring")).to_have_text("Call")

    assert [item.kind.value for item in served.turns.heard] == [
        "call",
        "text",
        "text",
        "text",
        "hangup",
    ]
    assert errors == []


async def test_two_tabs_are_two_citizens(served: Running, chromium: str) -> None:
    """Each tab has a phone of its own; a reload keeps it, with what it showed."""
    async with page_at(chromium, served.url) as (page, _):
        await write(page, "satu")
        await last(page, "text: satu")
        other = await page.context.new_page()
        await other.goto(served.url)
        await write(other, "dua")
        await last(other, "text: dua")
        await page.reload()
        await last(page, "text: satu")
        await write(page, "tiga")
        await last(page, "text: tiga")

    one, two, three = (item.address for item in served.turns.heard)
    assert one == three != two


async def test_keyboard_alone(served: Running, chromium: str) -> None:
    """Everything can be done without a mouse, and the focus never gets lost."""
    async with page_at(chromium, served.url) as (page, errors):
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#say")).to_be_focused()
        await page.keyboard.type("pilih")
        await page.keyboard.press("Enter")
        await last(page, "Lanjut?")
        await page.locator(".key").first.focus()
        await page.keyboard.press("Enter")
        await last(page, "tap: ya")
        await page.focus("#more")
        await page.keyboard.press("Enter")
        await expect(page.locator("#photo")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#more")).to_be_focused()

    assert errors == []


async def test_a_tap_keeps_the_focus_on_a_phone(served: Running, chromium: str) -> None:
    """Where a finger taps, the focus goes to the conversation: no keyboard opens over it, and who
    has a screen reader is not thrown back to the top of the page."""
    async with page_at(chromium, served.url, has_touch=True, is_mobile=True) as (page, errors):
        await write(page, "pilih")
        await last(page, "Lanjut?")
        await page.locator(".key").first.focus()
        await page.keyboard.press("Enter")
        await last(page, "tap: ya")

        await expect(page.locator("#log")).to_be_focused()

    assert errors == []


async def test_announced_once(served: Running, chromium: str) -> None:
    """The conversation is a live log with a name, and each bubble says whose it is."""
    async with page_at(chromium, served.url) as (page, _):
        await write(page, "halo")
        await last(page, "text: halo")
        log = page.get_by_role("log", name="Conversation")

        assert await log.get_attribute("aria-live") == "polite"
        assert "Bot:" in (await page.locator(".bubble.bot").last.inner_text())
        assert await page.locator(".bubble.bot").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("label", ["Telegram", "WhatsApp", "Basic phone", "Call"])
async def test_axe_finds_nothing(served: Running, chromium: str, label: str, scheme: str) -> None:
    """axe-core has no complaint, on any phone, with buttons, files and the sheet open."""
    options = {"color_scheme": scheme, "reduced_motion": "reduce"}
    async with page_at(chromium, served.url, **options) as (page, _):
        await choose(page, label)
        empty = await violations(page)
        if label == "Call":
            await page.click("#ring")
            await last(page, "call:")
            await write(page, "pilih")
            await last(page, "Lanjut?")
        else:
            for text in ("pilih", "daftar", "gambar"):
                await write(page, text)
            await expect(page.locator(".bubble.bot")).to_have_count(3, timeout=60_000)
            await page.click("#more")
        full = await violations(page)

    assert empty == []
    assert full == []


async def test_at_twice_the_size(served: Running, chromium: str) -> None:
    """At 200 % of a 1280-pixel screen nothing is cut off and nothing scrolls sideways."""
    options = {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}
    async with page_at(chromium, served.url, **options) as (page, _):
        await write(page, "pilih")
        await last(page, "Lanjut?")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        found = await violations(page)

    assert wide <= 640
    assert found == []


async def test_stays_when_the_bot_refuses(served: Running, chromium: str) -> None:
    """When the webhook fails the page says so, and goes on."""
    async with page_at(chromium, served.url) as (page, _):
        served.turns.broken = True
        await write(page, "halo")
        await expect(page.locator("#status")).to_contain_text("503")
        served.turns.broken = False
        await write(page, "lagi")
        await last(page, "text: lagi")

    assert [item.text for item in served.turns.heard] == ["lagi"]
