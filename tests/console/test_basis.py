"""A broadcast that begins with what another one says."""

import html
import re

import sqlalchemy as sa

from bot.broadcasts.model import State
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.tables import recipient
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import Browser
from tests.console.test_broadcast_media import picture
from tests.console.test_broadcasts import FORM
from tests.console.world import case, citizen

CSV = ("tiket.csv", b"Tiket\r\nU-AAAA\r\n", "text/csv")


async def found(service: Service, number: int) -> Broadcast:
    """A broadcast as it is kept."""
    one = await service.db.read(lambda conn: broadcasts.one(conn, number))
    assert one is not None
    return one


def filled(page: str) -> dict[str, str]:
    """What a browser would send of the form as it was opened: fields, ticked boxes, texts."""
    form = page[page.index('action="/petugas/siaran/baru"') :]
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = named.get("type") != "checkbox" or " checked" in tag
        if "name" in named and named.get("type") != "file" and ticked:
            fields[named["name"]] = html.unescape(named.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<', form):
        fields[name] = html.unescape(text)
    for name, inner in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form):
        for option in re.findall(r"<option([^>]*) selected>([^<]*)", inner):
            value = re.search(r'value="([^"]*)"', option[0])
            fields[name] = value[1] if value else option[1]
    return fields


async def sends(sari: Browser, fields: dict[str, str], **files: tuple[str, bytes, str]) -> str:
    """Post the form; where it leads, or the page that refuses."""
    answer = await sari.http.post(
        "/petugas/siaran/baru", data={"csrf": sari.csrf, **fields}, files=files or None
    )
    return answer.headers.get("location", answer.text)


async def test_a_draft_that_came_back_is_put_right(staff: Staff, service: Service) -> None:
    """Returned by the approver, its form holds all that was composed, tickets and picture too; once
    the better one is kept, the old one is cancelled."""
    who = await citizen(service, asks=False)
    await case(service, who, ticket="U-AAAA")
    await citizen(service, address="2", asks=False)
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    form = {
        **FORM,
        "teks-id": "Kabar {tiket}: <b>\nbaris dua.",
        "teks-jv": "Wara {tiket}.",
        "alt-id": "Peta kantor desa",
        "mulai": "2026-12-01T21:30",
        "zona": "Asia/Jayapura",
        "dari": "20",
        "sampai": "6",
        "tahap": "received",
        "ragu": "lewati",
    }
    await sends(sari, form, csv=CSV, gambar=("peta.jpg", picture(), "image/jpeg"))
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/kembalikan")

    page = (await sari.get("/siaran/1")).text
    kept = filled((await sari.get("/siaran/baru?dasar=1")).text)
    refused = await sends(sari, {**kept, "judul": ""})
    made = await sends(sari, {**kept, "judul": "Lebih baik"})
    twice = await sends(sari, {**kept, "judul": "Sekali lagi"})
    old, new = await found(service, 1), await found(service, 2)

    assert 'href="/petugas/siaran/baru?dasar=1">Ubah</a>' in page
    assert {name: kept.get(name) for name in form} == form
    assert "judul perlu" in refused
    assert filled(refused)["tiket-dasar"] == "ya"
    assert made == "/petugas/siaran/2?pesan=tersimpan"
    assert (old.state, new.state, new.title) == (State.CANCELLED, State.DRAFT, "Lebih baik")
    assert (new.content, new.audience) == (old.content, old.audience)
    assert (new.start_at, new.tz, new.window_from) == (old.start_at, old.tz, 20)
    assert new.audience.tickets == ("U-AAAA",)
    assert new.content.picture
    assert twice == "/petugas/siaran/3?pesan=tersimpan"  # from what is cancelled, another draft


async def test_what_is_unticked_or_uploaded_does_not_come_along(
    staff: Staff, service: Service
) -> None:
    """Without its box the tickets stay behind; a new file takes the place of the old tickets."""
    who = await citizen(service, asks=False)
    for ticket in ("U-AAAA", "U-BBBB"):
        await case(service, who, ticket=ticket)
    sari = await staff("sari", broadcaster="32.01")
    await sends(sari, FORM, csv=CSV)
    kept = filled((await sari.get("/siaran/baru?dasar=1")).text)

    await sends(sari, kept, csv=("x.csv", b"U-BBBB", "text/csv"))
    await sends(sari, {name: value for name, value in kept.items() if name != "tiket-dasar"})

    assert (await found(service, 2)).audience.tickets == ("U-BBBB",)
    assert (await found(service, 3)).audience.tickets == ()


async def test_only_what_one_may_see_is_a_beginning(staff: Staff, service: Service) -> None:
    """Another region's broadcast, a number that is none, and one to whom another failed to reach
    begin nothing: the form is empty, and a forged field brings no tickets along."""
    who = await citizen(service, asks=False)
    await case(service, who, ticket="U-AAAA")
    sari = await staff("sari", broadcaster="32.01")
    garut = await staff("garut", broadcaster="32.05")
    budi = await staff("budi", approver="32.01")
    await sends(sari, FORM, csv=CSV)
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.mind()
    await sari.post("/siaran/1/batal")
    none = await sari.post("/siaran/1/ulang")
    await service.db.run(lambda conn: conn.execute(sa.update(recipient).values(state="failed")))
    await sari.post("/siaran/1/ulang")

    pages = [(await garut.get("/siaran/baru?dasar=1")).text]
    pages += [(await sari.get(f"/siaran/baru?dasar={n}")).text for n in ("2", "x", "9" * 30, "-1")]
    forged = {**FORM, "wilayah": "32.05", "dasar": "1", "tiket-dasar": "ya"}
    await sends(garut, forged)

    assert none.headers["location"].endswith("/siaran/1?pesan=tiada-gagal")
    assert not any('name="dasar"' in page for page in pages)
    assert "dasar=2" not in (await sari.get("/siaran/2")).text
    assert (await found(service, 3)).audience.tickets == ()
    assert (await found(service, 1)).state is State.CANCELLED
