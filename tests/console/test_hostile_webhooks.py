"""Every word a stranger can bring in, through the real webhooks: it stays a word, everywhere.

Each field of `FIELDS` gets a mark with everything that could become code: markup, an attribute's
end, a template's braces, a format, a formula's beginning, characters that turn or hide text.
"""

import html
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from PIL import Image

from tests.console.outside import Outside, outside
from tests.console.table import TABLE
from tests.delivery.stage import proposal
from tests.e2e.browser import page_at
from tests.fakes import telegram_updates as tg
from tests.fakes import twilio_hooks as tw

EVIL = (
    "\"'`><script>pwned()</script><img src=x onerror=pwned()><svg/onload=pwned()>"
    '<a href="javascript:pwned()">x</a>{{7*7}}${7*7}{0.__class__}{% debug %}%s%n'
    "\u202e\u2066\u200b\ufeff--><!--"
)
# What a free answer within a flow gets: no word in it that the bot takes for a command.
SOFT = "\"'><script>pwned()</script><img src=x onerror=pwned()>{{7*7}}{0.__class__}%s\u202e\u200b"
# As much of it as a name may hold.
NAME = '=Rina Zqname "><b onload=pwned>{{pwned}}'
FORMULAS = ("=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
ROLES = ("operator", "verifier", "broadcaster", "approver", "auditor", "administrator")
REASON = "Warga menelepon dan meminta dibacakan"
_COUNT = iter(range(10**6))


def photo() -> bytes:
    """A picture of nobody's."""
    written = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(written, "JPEG")
    return written.getvalue()


def mark(formula: str = "", evil: str = EVIL) -> str:
    """A mark of its own, with the evil after it."""
    return f"{formula}zq{next(_COUNT):03d}q{evil}"


def somebody(number: int) -> dict[str, Any]:
    """A person of Telegram, all of whose names are marks."""
    return {
        "id": number,
        "is_bot": False,
        "first_name": mark(),
        "last_name": mark("="),
        "username": mark("@"),
        "language_code": "id",
    }


async def writes(site: Outside, number: int, *words: str) -> None:
    """Somebody writes by Telegram."""
    for one in words:
        await site.telegram_says(tg.text(number, one, sender=somebody(number)))


async def registers(site: Outside) -> None:
    """A pendamping with an evil name and organisation."""
    await writes(
        site, 11, "pendamping", "1", NAME, mark("=", SOFT),
        "desa Sukamaju kecamatan Jonggol", "ya", "cukup", "lewati", "1",
    )  # fmt: skip
    await site.until_said(11, "Ada lagi yang bisa dibantu?")


async def proposes(site: Outside) -> None:
    """An usul whose name and address are evil."""
    steps = list(proposal())
    steps[steps.index("Siti Aminah")] = NAME
    place = steps.index(next(one for one in steps if one.startswith("Kp Baru")))
    steps[place] = f"{mark('+', SOFT)} RT 2 RW 3, desa Sukamaju, kecamatan Jonggol"
    await writes(site, 12, *steps)


async def reports(site: Outside) -> None:
    """A 5T report with an evil story and caption."""
    await writes(
        site, 13, "lapor", "masalah lain", "tidak tahu", "lewati",
        "desa Sukamaju kecamatan Jonggol", "ya", mark("@", SOFT),
    )  # fmt: skip
    site.telegram.files["foto-1"] = photo()
    sender = somebody(13)
    picture = tg.photo(13, "foto-1", caption=mark("="))
    picture["message"]["from"] = sender
    await site.telegram_says(picture)
    await site.until_said(13, "Cukup")  # a photo takes its time to be read
    await writes(site, 13, "cukup", "1")


async def asks_for_a_person(site: Outside) -> None:
    """By Telegram: words, a file's name, a card, a place, a poll, an edited message."""
    await writes(site, 14, "petugas", *(mark(formula) for formula in FORMULAS), EVIL)
    who = somebody(14)
    contents: list[dict[str, Any]] = [
        {"document": {"file_id": "d1", "file_unique_id": "d", "file_name": mark() + ".pdf",
                      "mime_type": mark()}},
        {"contact": {"phone_number": mark(), "first_name": mark(), "last_name": mark(),
                     "vcard": f"BEGIN:VCARD\nFN:{mark()}\nEND:VCARD"}},
        {"venue": {"location": {"latitude": -6.4, "longitude": 107.0}, "title": mark(),
                   "address": mark()}, "location": {"latitude": -6.4, "longitude": 107.0}},
        {"poll": {"id": "1", "question": mark(), "options": []}},
        {"sticker": {"file_id": "s", "emoji": mark(), "set_name": mark()}},
        {"audio": {"file_id": "a", "file_unique_id": "a", "duration": 3, "title": mark(),
                   "performer": mark(), "file_name": mark(), "mime_type": "audio/mpeg"},
         "caption": mark()},
        {"text": mark(), "forward_origin": {"type": "hidden_user", "sender_user_name": mark()}},
    ]  # fmt: skip
    for content in contents:
        await site.telegram_says(tg.message(14, sender=who, **content))
    await site.telegram_says(tg.message(14, sender=who, edited=True, text=mark()))
    tap = tg.tap(14, mark()[:64])
    tap["callback_query"]["from"] = who
    await site.telegram_says(tap)


async def whatsapps(site: Outside) -> None:
    """WhatsApp: profile name, words, a button's, a list's, a place's, a card's."""
    who = "whatsapp:+6281200000021"
    evil = {"ProfileName": mark("=")}
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{mark()}\r\nTEL:{mark()}\r\nEND:VCARD"
    forms = [
        tw.message(who, "petugas", **evil),
        *[tw.message(who, mark(formula), **evil) for formula in FORMULAS],
        tw.tap(who, mark(), mark(), **evil),
        tw.pick(who, mark(), mark()),
        tw.message(who, "", Latitude="-6.4", Longitude="107.0", Label=mark(), Address=mark()),
        tw.media(who, site.twilio.put_media(card.encode(), "text/vcard"), "text/vcard"),
        tw.media(who, site.twilio.put_media(b"x", "application/pdf", name="<b>.pdf"), mark()),
        tw.message(who, mark(), ReferralBody=mark(), ReferralHeadline=mark(), Forwarded="true"),
    ]
    for form in forms:
        await site.twilio_says("whatsapp", form)


async def texts(site: Outside) -> None:
    """SMS."""
    more = {"FromCity": mark(), "FromState": mark(), "FromCountry": mark()}
    for words in ("petugas", *(mark(formula) for formula in FORMULAS)):
        await site.twilio_says("sms", tw.message("+6281200000022", words, **more))


async def calls(site: Outside) -> None:
    """A call: what the recogniser heard, and the caller's name."""
    sid = "CA" + "1" * 32
    who = "+6281200000023"
    await site.twilio_says("voice", tw.call(sid, who, CallStatus="ringing", CallerName=mark()))
    for turn, words in enumerate(("petugas", mark(), mark("=")), 1):
        form = tw.call(sid, who, SpeechResult=words, Confidence=mark())
        path = f"voice?turn={turn}"
        await site.twilio_says(path, form)


FIELDS: tuple[Callable[[Outside], Awaitable[None]], ...] = (
    registers, proposes, reports, asks_for_a_person, whatsapps, texts, calls,
)  # fmt: skip


async def staff_write(site: Outside) -> None:
    """What staff type and upload may be as evil: titles, texts, names and cells of files, canned
    answers, settings, reasons."""
    form = {
        "judul": mark("=")[:110], "teks-id": EVIL.partition("{{")[0], "wilayah": "", "hari": "0",
        "zona": "Asia/Jakarta", "dari": "0", "sampai": "24", "alt-id": mark(),
    }  # fmt: skip
    cells = "\n".join(("tiket", *(mark(formula) for formula in FORMULAS)))
    await site.post("/petugas/siaran/baru", **form, csv=(mark(), cells.encode(), "text/csv"))
    await site.post("/petugas/siaran/baru", **{**form, "teks-id": mark()})
    await site.post("/petugas/siaran/baru", **form)
    for name in ("contact.telepon", "programmes", "cutoff_day", mark()):
        await site.post("/petugas/pengaturan", nama=name, nilai=mark("="), mulai=mark())
    answers = {f"teks-{tag}": mark() for tag in ("id", "jv", "su")}
    await site.post("/petugas/pengaturan/jawaban", nama="salam", **answers)
    await site.post("/petugas/pengaturan/jawaban", nama=mark(), **answers)
    await site.post("/petugas/pendamping/1/wilayah", desa=mark())
    await site.post("/petugas/kotak/1/balas", balasan=mark())


class Markup(HTMLParser):
    """What a browser would make of a page: scripts of others, handlers, addresses, links."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag with its attributes."""
        named = {name: str(value or "") for name, value in attrs}
        sources = [named.get(name, "") for name in ("src", "href", "action")]
        if tag == "script" and not named.get("src", "").startswith(("/petugas/", "/static/")):
            self.foreign.append(tag)
        if any(name.startswith("on") for name in named) or "style" in named:
            self.foreign.append(f"{tag} {named}")
        if any(source.strip().lower().startswith(("javascript:", "data:")) for source in sources):
            self.foreign.append(f"{tag} {sources}")
        self.links += [source for source in sources if source]

    def handle_data(self, data: str) -> None:
        """Words."""
        self.text += data


async def walked(site: Outside) -> dict[str, str]:
    """Every page and file that links of the console and of the public page lead to."""
    wanted = ["/petugas", "/terbuka", "/petugas/tidak-ada"]
    wanted += [f"/petugas{path}" for method, path in TABLE if method == "GET" and "{" not in path]
    wanted += [f"/petugas/kotak/{n}" for n in range(1, 9)]
    wanted += [f"/petugas/siaran/{n}/peristiwa" for n in (1, 2)]
    wanted += [f"/petugas/pendamping?keadaan={s}" for s in ("applied", "verified")]
    wanted += [f"/petugas/kiriman?tiket={EVIL}&jenis={EVIL}", f"/petugas/masuk?ke={EVIL}"]
    pages: dict[str, str] = {}
    while wanted:
        path = wanted.pop()
        # Where a stranger's words lead is another's business.
        if path in pages or not path.startswith(("/petugas", "/terbuka", "/static")):
            continue
        if path.endswith("/peristiwa"):
            async with site.http.stream("GET", path) as stream:
                async for line in stream.aiter_lines():
                    pages[path] = pages.get(path, "") + line
                    if line.startswith("data:"):
                        break
            continue
        answer = await site.get(path)
        assert answer.status_code < 500, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "unsafe-eval" not in answer.headers["content-security-policy"], path
        pages[path] = answer.text
        if answer.headers.get("content-type", "").startswith("text/html"):
            looked = Markup()
            looked.feed(answer.text)
            base = str(answer.url)
            for link in looked.links:
                found = urlsplit(urljoin(base, link))
                if found.netloc == urlsplit(site.url).netloc:
                    wanted.append(found.path + (f"?{found.query}" if found.query else ""))
    return pages


def unharmed(path: str, page: str) -> None:
    """What is on the page is text, whole and as it was written."""
    looked = Markup()
    looked.feed(page)

    # The library that draws hides its tooltips by a style; in a picture no other script runs.
    foreign = [one for one in looked.foreign if not (path.endswith(".svg") and "opacity" in one)]
    assert foreign == [], path
    assert "<script>pwned" not in page, path
    assert "<img src=x" not in page, path
    for found in re.finditer(r"zq\d{3}q", looked.text):
        rest = looked.text[found.end() : found.end() + 200]
        # Evaluated it would be 49; a long text may be cut off anywhere.
        assert "7*7" not in rest or "{{7*7}}" in rest, path
        assert not re.search(r"(</a>|\)>)49", rest), path


def neutral(path: str, table: str) -> None:
    """No cell of a CSV begins like a formula."""
    for line in table.splitlines():
        for cell in re.findall(r'"((?:[^"]|"")*)"|([^,]+)', line):
            words = (cell[0] or cell[1]).strip('"')
            assert not words.startswith(("=", "+", "-", "@", "\t", "\r")), path


@asynccontextmanager
async def flooded(folder: Path) -> AsyncIterator[Outside]:
    """A served bot to which everybody has written everything."""
    async with outside(folder) as made:
        made.hire("sari", *ROLES)
        for field in FIELDS:
            await field(made)
        await made.enter("sari")
        await made.until("/petugas/pendamping", lambda page: "zq" in page)
        await made.until("/petugas/kiriman", lambda page: page.count("/petugas/kiriman/") >= 2)
        await made.until("/petugas/kotak", lambda page: page.count(">Nomor ") >= 4)
        for number in range(1, 9):
            await made.post(f"/petugas/kotak/{number}/ambil")
        await staff_write(made)
        yield made


async def opened(site: Outside) -> dict[str, str]:
    """What is seen once it was opened with a reason."""
    kinds = {"alamat": range(1, 9), "percakapan": range(1, 9), "pendamping": range(1, 3)}
    found = {}
    for kind, numbers in kinds.items():
        for number in numbers:
            for reason in (REASON, EVIL[:200]):
                answer = await site.post("/petugas/buka", jenis=kind, id=str(number), alasan=reason)
                assert answer.status_code < 500
                found[f"/buka {kind} {number} {reason[:3]}"] = answer.text
    listing = (await site.get("/petugas/kiriman")).text
    for ticket in set(re.findall(r"/petugas/kiriman/([A-Z0-9-]+)", listing)):
        answer = await site.post("/petugas/buka", jenis="kiriman", id=ticket, alasan=REASON)
        found[f"/buka {ticket}"] = answer.text
    return found


async def test_no_word_from_outside_becomes_code(tmp_path: Path) -> None:
    """On each page, download and stream of console and public page, opened with a reason or not,
    each mark is text; no cell is a formula; each line of the log is one object without a mark."""
    async with flooded(tmp_path) as site:
        pages = {**await walked(site), **await opened(site)}
        lines = site.logged()

    seen = html.unescape(" ".join(pages.values()))
    assert NAME in seen
    assert len(set(re.findall(r"zq(\d{3})q", seen))) > 40
    for path, page in pages.items():
        (neutral if path.endswith(".csv") else unharmed)(path, page)
    for line in lines:
        assert "zq" not in line
        assert line.startswith("listening on") or isinstance(json.loads(line), dict)


@pytest.mark.browser
async def test_a_browser_runs_nothing_of_it(chromium: str, tmp_path: Path) -> None:
    """In Chromium each page is opened, and what is masked is opened by htmx: no foreign script
    runs, no element of a stranger's is made, nothing is fetched from elsewhere."""
    async with flooded(tmp_path) as site:
        walk = await walked(site)
        pages = [path for path, text in walk.items() if text.startswith("<!doctype html>")]
        asked: list[str] = []
        strange: list[str] = []
        async with page_at(chromium, f"{site.url}/petugas/masuk") as (page, errors):
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: strange.append(dialog.message))
            await page.context.add_init_script("window.pwned = () => { window.hit = true }")
            await page.context.add_cookies(
                [
                    {"name": cookie.name, "value": str(cookie.value), "url": site.url}
                    for cookie in site.http.cookies.jar
                ]
            )
            for path in pages:
                if path.endswith("/tidak-ada") or "/masuk" in path:
                    continue
                await page.goto(site.url + path)
                found = await page.evaluate(LOOK)
                strange += [f"{path}: {one}" for one in found]
            await page.goto(f"{site.url}/petugas/pendamping")
            await page.locator("#rahasia-pendamping-1 summary").click()
            await page.locator("#rahasia-pendamping-1 input[name=alasan]").fill(REASON)
            await page.locator("#rahasia-pendamping-1 button").click()
            await page.get_by_text(NAME).wait_for()
            strange += await page.evaluate(LOOK)

    assert len(pages) > 30
    assert strange == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.url).netloc}
    assert [one for one in errors if "404" not in one] == []


# What a stranger's words would have made of a page.
LOOK = """() => [
  ...(window.hit ? ["ran"] : []),
  ...[...document.querySelectorAll("img[src='x'], svg[onload], a[href^='javascript'], b[onload]")]
    .map((one) => one.outerHTML),
  ...[...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .filter((one) => /^on|^style$/.test(one.name)).map((one) => one.name),
  ...[...document.scripts].map((one) => one.getAttribute("src") ?? "inline")
    .filter((src) => !src.startsWith("/petugas/static/")),
]"""
