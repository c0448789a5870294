"""`bansos demo` as a process, and a citizen in a browser: the whole product, nothing replaced."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests.cli.conftest import PEOPLE, ROOT, start
from tests.e2e.browser import page_at, violations


class Demo:
    """A running demo: its address and the three sentences it offers."""

    def __init__(self, process: "subprocess.Popen[str]", url: str, lines: list[str]) -> None:
        self.process = process
        self.url = url
        self.lines = lines

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; exit code and what was still said."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


def begin(folder: Path, *words: str, **settings: str) -> Demo:
    """Start a demo in a folder of its own and read what it prints at first."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANSOS_")}
    ours = {"BANSOS_SANDBOX_PEOPLE": PEOPLE, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    process = start(["demo", *words], {**clean, **ours, **settings}, folder)
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if "Ctrl-C" in line:
            break
    text = "\n".join(lines)
    found = re.search(r"http://\S+", text)
    assert found is not None, text
    return Demo(process, found.group(), lines)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo on any free port."""
    found = begin(tmp_path, "--port", "0")
    yield found
    if found.process.poll() is None:
        found.stop()


def test_starts_tells_and_stops(demo: Demo) -> None:
    """It prints an address and three things to try; Ctrl-C ends it without a complaint."""
    tries = [line for line in demo.lines if re.match(r"\s+[123]\. ", line)]
    ready = httpx.get(f"{demo.url}readyz").json()

    code, said = demo.stop()

    assert len(tries) == 3
    assert ready["status"] == "ok"
    assert (code, said.strip()) == (0, "Stopped.")


def test_next_port_when_taken(demo: Demo, tmp_path: Path) -> None:
    """A second demo, with data of its own, takes the next free port and says so."""
    port = httpx.URL(demo.url).port
    other = begin(tmp_path, BANSOS_PORT=str(port), BANSOS_DATA_DIR=str(tmp_path / "other"))

    code, _ = other.stop()

    assert httpx.URL(other.url).port != port
    assert any("is taken" in line for line in other.lines)
    assert code == 0


def test_second_demo_on_the_same_data(demo: Demo, tmp_path: Path) -> None:
    """Two processes on one SQLite file: the second says that and no more, and leaves the first
    alone."""
    port = str(httpx.URL(demo.url).port)
    second = start(["demo", "--port", port], _same(tmp_path), tmp_path)
    said, _ = second.communicate(timeout=60)

    assert second.returncode == 1
    assert "in use" in said
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said
    assert httpx.get(f"{demo.url}healthz").text == "ok"


def _same(tmp_path: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANSOS_")}
    return {**clean, "BANSOS_SANDBOX_PEOPLE": PEOPLE, "PYTHONPATH": str(ROOT)}


def test_real_account_is_never_simulated(tmp_path: Path) -> None:
    """With a real token the Telegram phone is not to be had, and the others are."""
    settings = {"BANSOS_TELEGRAM_TOKEN": "1:real", "BANSOS_TELEGRAM_SECRET": "s"}
    demo = begin(tmp_path, "--port", "0", **settings)
    with httpx.Client(base_url=demo.url) as http:
        telegram = http.post("/sim/phones", json={"channel": "telegram"}).status_code
        whatsapp = http.post("/sim/phones", json={"channel": "whatsapp"}).status_code
        api = http.get("/sim/telegram/bot1:real/getMe").status_code
    demo.stop()

    assert (telegram, whatsapp, api) == (422, 201, 404)


def test_where_every_channel_is_real_no_phone_is_offered(tmp_path: Path) -> None:
    """With accounts for all channels the demo says to write to the bot there."""
    settings = {
        "BANSOS_TELEGRAM_TOKEN": "1:real",
        "BANSOS_TELEGRAM_SECRET": "s",
        "BANSOS_TWILIO_ACCOUNT_SID": "AC1",
        "BANSOS_TWILIO_AUTH_TOKEN": "t",
        "BANSOS_TWILIO_API_URL": "http://127.0.0.1:9",
    }
    demo = begin(tmp_path, "--port", "0", **settings)
    demo.stop()

    assert any("account of your own" in line for line in demo.lines)
    assert not any("to try" in line for line in demo.lines)


@pytest.mark.browser
@pytest.mark.parametrize("label", ["Telegram", "WhatsApp", "Basic phone"])
async def test_sentence_to_answer(demo: Demo, chromium: str, label: str) -> None:
    """The offered sentence is answered after the confirmation of the village, on every phone."""
    async with page_at(chromium, demo.url, reduced_motion="reduce") as (page, errors):
        await page.click(f".kind >> text={label}")
        await page.click(".try")
        bubbles = page.locator(".bubble.bot")
        await expect(bubbles.first).to_be_visible(timeout=60_000)
        if label == "Basic phone":
            await page.fill("#say", "1")
            await page.press("#say", "Enter")
        else:
            await page.get_by_role("button", name="Ya", exact=True).first.click()
        await expect(page.locator("#log")).to_contain_text("DTKS", timeout=60_000)
        found = await violations(page)

    assert errors == []
    assert found == []


@pytest.mark.browser
async def test_language_and_mode_from_the_page(demo: Demo, chromium: str) -> None:
    """The language and the mode chosen on the page hold from the first message."""
    async with page_at(chromium, demo.url) as (page, _):
        await page.select_option("#locale", "en")
        await page.select_option("#mode", "mudah")
        await page.fill("#say", "menu")
        await page.press("#say", "Enter")
        await expect(page.locator(".bubble.bot").first).to_be_visible(timeout=60_000)
        text = await page.locator("#log").inner_text()

    assert "bantuan" not in text.lower()


def test_nothing_personal_in_the_log(tmp_path: Path) -> None:
    """Neither what a citizen writes nor who writes it is printed by the server."""
    demo = begin(tmp_path, "--port", "0")
    with httpx.Client(base_url=demo.url) as http:
        path = f"/sim/phones/{http.post('/sim/phones', json={'channel': 'sms'}).json()['id']}"
        http.post(f"{path}/acts", json={"text": "cek nik 3201061505900001 Siti Rahasia"})
    _, said = demo.stop()

    assert "Rahasia" not in json.dumps(said)
    assert "3201061505900001" not in said
