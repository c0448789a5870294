"""A headless Chromium on a page, and axe-core to judge it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


class Errors(list[str]):
    """What a page complained of: script errors, refused resources, failed requests."""


@asynccontextmanager
async def page_at(chromium: str, url: str, **options: Any) -> AsyncIterator[tuple[Page, Errors]]:
    """A fresh browser with a page open at `url`, and the list of its errors."""
    errors = Errors()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--disable-gpu"],
        )
        context = await browser.new_context(**options)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(f"pageerror {error}"))
        page.on(
            "console",
            lambda message: errors.append(message.text) if message.type == "error" else None,
        )
        try:
            await page.goto(url)
            yield page, errors
        finally:
            await context.close()
            await browser.close()


async def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, one line each, all its rules on but none."""
    # A script tag is refused by the page's own policy; the debugger's evaluation is not.
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
