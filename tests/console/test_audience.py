"""Exactly the right people: each filter, alike from console, API and command line."""

import html
import re

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Submission
from bot.channels.base import ChannelName
from bot.storage import audience, broadcasts, keys
from bot.storage.pendamping import VERIFIED
from bot.storage.tables import case as cases
from bot.storage.tables import case_programme, contact, pendamping, recipient
from bot.web.api_route import PREFIX, api_route
from bot.web.app import create_app
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import BASE, Browser
from tests.console.test_broadcasts import FORM
from tests.console.world import BOGOR, GARUT, applicant, citizen

# name: (what the console sends, what the API takes, who gets it)
FILTERS = {
    "all": ({}, {}, "abcdefgh"),
    "province": ({"wilayah": "32"}, {"region": "32"}, "abcdefg"),
    "kabupaten": ({"wilayah": "32.01"}, {"region": "32.01"}, "abcdef"),
    "kecamatan": ({"wilayah": "32.01.06"}, {"region": "32.01.06"}, "abcdef"),
    "village": ({"wilayah": BOGOR}, {"region": BOGOR}, "abcde"),
    "channel": ({"saluran": "whatsapp"}, {"channels": ["whatsapp"]}, "b"),
    "language": ({"bahasa": "jv"}, {"locales": ["jv"]}, "c"),
    "pendamping": ({"peran": "pendamping"}, {"roles": ["pendamping"]}, "d"),
    "citizen": ({"peran": "citizen"}, {"roles": ["citizen"]}, "abcefgh"),
    "kind": ({"jenis": "usul"}, {"kinds": ["usul"]}, "ae"),
    "stage": ({"tahap": "dinsos"}, {"stages": ["dinsos"]}, "e"),
    "programme": ({"program": "PKH"}, {"programmes": ["PKH"]}, "a"),
    "report's programme": ({"program": "BPNT"}, {"programmes": ["BPNT"]}, "g"),
    "programmes": ({"program": ["PKH", "BPNT"]}, {"programmes": ["PKH", "BPNT"]}, "ag"),
    "last seen": ({"hari": "7"}, {"seen_within_days": 7}, "abcdegh"),
    "both": (
        {"jenis": "usul", "tahap": "received", "wilayah": "32"},
        {"kinds": ["usul"], "stages": ["received"], "region": "32"},
        "a",
    ),
}


async def town(service: Service) -> dict[int, str]:
    """Eight people who may be written to, and three who may not; ids to letters."""
    found = {}
    for letter in "abcdefgh":
        village = {"f": "32.01.06.2002", "g": GARUT, "h": "33.22.01.2001"}.get(letter, BOGOR)
        channel = ChannelName.WHATSAPP if letter == "b" else ChannelName.TELEGRAM
        address = "whatsapp:+62811" if letter == "b" else letter
        locale = "jv" if letter == "c" else "id"
        who = await citizen(
            service, address=address, village=village, channel=channel, locale=locale, asks=False
        )
        found[who] = letter
    ids = {letter: who for who, letter in found.items()}
    helper = await applicant(service, ids["d"], BOGOR)
    await submit(service, ids["a"], "U-AAAA", programmes=["PKH", "PBI"])
    await submit(service, ids["e"], "U-EEEE", programmes=["PBI", "no such"])
    await submit(service, ids["g"], "L-GGGG", kind=Kind.LAPOR, village=GARUT, programme="BPNT")
    gone = [await citizen(service, address=f"x{n}", asks=False) for n in range(4)]

    def work(conn: Connection) -> None:
        def of(number: int, **values: object) -> None:
            conn.execute(sa.update(contact).where(contact.c.id == number).values(**values))

        conn.execute(sa.update(pendamping).where(pendamping.c.id == helper).values(status=VERIFIED))
        conn.execute(sa.update(cases).where(cases.c.ticket == "U-EEEE").values(stage="dinsos"))
        of(ids["f"], last_inbound_at=1)
        of(gone[0], blocked_at=1)
        of(gone[1], opted_out_at=1)
        of(gone[2], opted_out_at=1)
        of(gone[3], held_by=1)

    await service.db.run(work)
    return found


async def submit(
    service: Service,
    who: int,
    ticket: str,
    *,
    kind: Kind = Kind.USUL,
    village: str = BOGOR,
    **data: str | list[str],
) -> None:
    """A submission with programmes."""
    submission = Submission(
        ticket=ticket, kind=kind, village=village, submitted_at="2026-11-21", data=dict(data)
    )
    await service.db.run(
        lambda conn: service.cases.add(
            conn,
            submission,
            contact_id=who,
            pendamping_id=None,
            label="x",
            subject=None,
            state="queued",
            now=service.now(),
        )
    )


def counts(page: str) -> tuple[dict[str, int], dict[str, int]]:
    """What the page says: recipients by channel, and those left out by reason."""
    body = page.partition("<h2>Penerima</h2>")[2]
    people = re.findall(r'<tr><td>(\w+)</td><td class="n">(\d+)</td>', body)
    excluded = re.findall(r"<li>([^<:]+): (\d+)</li>", body.partition("Tidak dikirimi")[2])
    return (
        {name: int(number) for name, number in people},
        {html.unescape(name): int(number) for name, number in excluded},
    )


@pytest.fixture
async def api(service: Service) -> httpx.AsyncClient:
    """The API with a key for the country."""
    made = await service.db.run(
        lambda conn: keys.make(conn, "siks", ("compose", "read"), "", by="t", now=service.now())
    )
    app = create_app(
        service, routes=[api_route(service.db, service.shelf, service.regions, service.now)]
    )
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url=BASE + PREFIX,
        headers={"authorization": f"Bearer {made}"},
    )


async def planned(service: Service, number: int, people: dict[int, str]) -> str:
    """Who is in the ledger of a broadcast, as letters."""

    def work(conn: Connection) -> str:
        found = broadcasts.one(conn, number)
        assert found is not None
        audience.plan(conn, found, service.now())
        rows = conn.execute(
            sa.select(recipient.c.contact_id).where(recipient.c.broadcast_id == number)
        ).scalars()
        return "".join(sorted(people[row] for row in rows))

    return await service.db.run(work)


async def test_each_filter_alike_everywhere(
    staff: Staff, service: Service, api: httpx.AsyncClient
) -> None:
    """Console and API choose the same people and count the same; the plan has exactly them."""
    people = await town(service)
    sari: Browser = await staff("sari", broadcaster="")
    number = 0
    for name, (fields, body, wanted) in FILTERS.items():
        form = {"csrf": sari.csrf, **FORM, "wilayah": "", **fields}
        made = await sari.http.post("/petugas/siaran/baru", data=form)
        number += 1
        assert made.status_code == 303, name
        here, out = counts((await sari.get(f"/siaran/{number}")).text)
        answer = await api.post("/broadcasts", json={"title": "x", "texts": {"id": "x"}, **body})
        number += 1
        told = answer.json()

        assert answer.status_code == 201, (name, told)
        assert sum(here.values()) == len(wanted), name
        assert told["audience"] == here, name
        assert sorted(told["excluded"].values()) == sorted(out.values()), name
        assert await planned(service, number, people) == wanted, name


async def test_each_reason_is_counted(
    staff: Staff, service: Service, api: httpx.AsyncClient
) -> None:
    """Blocked, opted out, held, long silent, outside the window, unknown tickets: by reason."""
    await town(service)
    await service.db.run(
        lambda conn: conn.execute(
            sa.update(contact)
            .where(contact.c.channel == "whatsapp")
            .values(last_inbound_at=contact.c.last_inbound_at - 2 * 86_400_000)
        )
    )
    body = {"title": "x", "texts": {"id": "x"}, "seen_within_days": 7}
    everybody = (await api.post("/broadcasts", json=body)).json()
    tickets = {**body, "tickets": ["U-AAAA", "U-ZZZZ", "L-GGGG", "U-YYYY"], "region": "32.01"}
    listed = (await api.post("/broadcasts", json=tickets)).json()
    sari = await staff("sari", broadcaster="")
    _, out = counts((await sari.get("/siaran/1")).text)

    assert everybody["excluded"] == {
        "blocked": 1,
        "opted_out": 2,
        "held": 1,
        "quiet": 1,
        "window": 1,
    }
    assert out == {
        "memblokir bot": 1,
        "berhenti langganan": 2,
        "sedang dibantu petugas": 1,
        "lama tidak menulis": 1,
        "lewat 24 jam di WhatsApp, tanpa templat yang disetujui": 1,
    }
    assert listed["audience"] == {"telegram": 1}
    assert listed["excluded"] == {"unknown_ticket": 3}


async def test_amending_a_submission_changes_its_programmes(service: Service) -> None:
    """What a submission is about now counts, not what it was about."""
    who = await citizen(service, asks=False)
    await submit(service, who, "U-AAAA", programmes=["PKH"])
    other = Submission(
        ticket="U-AAAA",
        kind=Kind.USUL,
        village=BOGOR,
        submitted_at="2026-11-21",
        data={"programmes": ["BPNT"]},
    )
    await service.db.run(lambda conn: service.cases.amend(conn, 1, other))

    rows = await service.db.read(
        lambda conn: conn.execute(sa.select(case_programme.c.programme)).scalars().all()
    )
    assert list(rows) == ["BPNT"]
