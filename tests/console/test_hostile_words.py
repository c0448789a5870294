"""What a citizen wrote is shown as text: in no page of the console does it become markup."""

import re
from html.parser import HTMLParser

from bot.storage.pendamping import APPLIED, PendampingAccounts
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.table import TABLE
from tests.console.test_broadcasts import FORM
from tests.console.world import BOGOR, case, citizen, wrote

EVIL = """"'><script>evil()</script><img src=x onerror=evil()><a href="javascript:evil()">{{7*7}}"""
ROLES = ("operator", "verifier", "broadcaster", "approver", "auditor", "administrator")
REASON = "Warga menelepon dan meminta dibacakan"


class Markup(HTMLParser):
    """Keeps what a browser would take for a foreign script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag with its attributes."""
        named = dict(attrs)
        own = str(named.get("src", "")).startswith("/petugas/static/")
        if (tag == "script" and not own) or any(name.startswith("on") for name in named):
            self.found.append(tag)
        if str(named.get("href", "")).lower().startswith("javascript:"):
            self.found.append(tag)
        if "style" in named or tag == "style":
            self.found.append(f"{tag} style")


async def test_no_word_of_a_citizen_becomes_markup(staff: Staff, service: Service) -> None:
    """Name, message, organisation, ticket in the address, title: on every page, also once
    opened with a reason, it stays text, and no page has an inline script or style."""
    who = await citizen(service)
    await service.turns.receive([wrote(EVIL)])
    await service.turns.drain()
    await case(service, who, ticket="U-AAAA-BBBB", name=EVIL, vulnerable=("disability",))
    await case(service, who, ticket="U-CCCC-DDDD", name=EVIL, state="dead")
    helper = await service.db.run(
        lambda conn: PendampingAccounts(service.cipher).add(
            conn,
            who,
            name=EVIL,
            organisation=EVIL,
            villages=(BOGOR,),
            letter_key=None,
            status=APPLIED,
            now=service.now(),
        )
    )
    sari = await staff("sari", **dict.fromkeys(ROLES, ""))
    await sari.post("/siaran/baru", **{**FORM, "judul": EVIL, "teks-jv": EVIL.partition("{")[0]})
    await sari.post("/kotak/1/ambil")
    evil = {"jenis": "alamat", "id": "1", "alasan": EVIL}
    pages = [await sari.post("/buka", **evil)]
    for kind, identity in (
        ("kiriman", "U-AAAA-BBBB"),
        ("percakapan", "1"),
        ("alamat", "1"),
        ("pendamping", helper),
    ):
        pages.append(await sari.post("/buka", jenis=kind, id=str(identity), alasan=REASON))
    for method, path in TABLE:
        if method == "GET" and not path.endswith(("/peristiwa", ".svg")):
            url = re.sub(r"\{tiket\}", "U-AAAA-BBBB", path)
            url = re.sub(r"\{[^}]*\}", "1", url)
            params = {"cari": EVIL, "q": EVIL, "pesan": EVIL, "tiket": EVIL, "keadaan": EVIL}
            pages += [await sari.get(url), await sari.http.get(f"/petugas{url}", params=params)]

    assert any("evil()" in page.text for page in pages)
    for page in pages:
        looked = Markup()
        looked.feed(page.text)

        assert page.status_code < 500, page.url
        assert looked.found == [], page.url
        assert "script-src 'self'" in page.headers["content-security-policy"] or (
            "default-src 'none'" in page.headers["content-security-policy"]
        )
