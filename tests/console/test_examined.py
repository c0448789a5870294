"""The console as somebody sees it who wishes it ill: odd verbs, origins, numbers, names."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind
from bot.storage.tables import case as submission
from bot.storage.tables import contact, media, outbox, pendamping, staff_role
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.table import TABLE
from tests.console.test_broadcasts import FORM
from tests.console.world import BOGOR, applicant, case, citizen, wrote

ORIGINS = (
    "http://[::1",  # no address at all
    "http://petugas.test.evil.example",
    "http://petugas.test@evil.example",
    "https://evil.example",
    "null",
    "file://",
)


async def test_no_form_is_taken_from_elsewhere(staff: Staff) -> None:
    """Each POST without its token, with another session's, or from another origin is a 403,
    whatever the origin looks like."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))
    budi = await staff("budi", **dict.fromkeys(ALL, ""))

    for method, path in TABLE:
        if method != "POST":
            continue
        url = "/petugas" + re.sub(r"\{[^}]*\}", "1", path)
        answers = [
            await sari.http.post(url),
            await sari.http.post(url, data={"csrf": budi.csrf}),
            await sari.http.post(url, headers={"x-csrf-token": budi.csrf}),
            await sari.http.post(f"{url}?csrf={sari.csrf}"),
            *[
                await sari.http.post(url, data={"csrf": sari.csrf}, headers={"origin": origin})
                for origin in ORIGINS
            ],
            *[
                await sari.http.post(
                    url, data={"csrf": sari.csrf}, headers={"sec-fetch-site": site}
                )
                for site in ("cross-site", "same-site")
            ],
        ]

        assert {answer.status_code for answer in answers} == {403}, path
    assert (await sari.get("")).status_code == 200


ALL = ("operator", "verifier", "broadcaster", "approver", "auditor", "administrator")
KEY = "be47" + "0" * 28  # a medium
LONG = "9" * 5000  # more digits than Python reads
ODD = (
    LONG,
    "9" * 19,
    "9" * 30,
    "0",
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "{{7*7}}",
    "%0d%0a",
)


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
async def test_no_name_in_a_path_breaks_a_page(staff: Staff, name: str) -> None:
    """Whatever stands where an id or a ticket should: no page fails, none gives a file away, and
    every answer has the strict headers."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))

    for method, path in TABLE:
        if "{" not in path:
            continue
        url = "/petugas" + re.sub(r"\{[^}]*\}", name, path)
        answer = await sari.http.request(method, url, data={"csrf": sari.csrf})

        assert answer.status_code < 500, path
        assert "root:" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "'unsafe" not in answer.headers["content-security-policy"]


async def test_each_answer_has_the_headers(staff: Staff) -> None:
    """Pages, files, redirects, refusals and errors alike; what is personal is kept by no cache."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))
    nobody = await staff("nobody", enter=False, operator="")
    asked = [
        await sari.get("/kotak"),
        await sari.get("/tidak-ada"),
        await sari.get("/kotak/999"),
        await sari.get("/static/console.css"),
        await sari.get("/static/..%2fbuild.py"),
        await sari.get("/"),
        await sari.http.put("/petugas/kotak"),
        await sari.http.post("/petugas/keluar"),
        await sari.http.post("/petugas/masuk", data={"nama": "x"}),
        await nobody.get("/kotak"),
        await nobody.get("/masuk?ke=//evil.example"),
    ]

    for answer in asked:
        assert answer.status_code < 500
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    for method, path in TABLE:
        if method == "GET" and not path.endswith("/peristiwa"):
            answer = await sari.get(re.sub(r"\{[^}]*\}", "1", path))
            assert answer.status_code == 404 or answer.headers["cache-control"] == "no-store", path


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
async def test_no_other_verb_opens_anything(staff: Staff, verb: str) -> None:
    """A page takes its own verb only, with a session or without."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))

    for _, path in TABLE:
        url = "/petugas" + re.sub(r"\{[^}]*\}", "1", path)
        answer = await sari.http.request(verb, url, headers={"x-csrf-token": sari.csrf})

        assert answer.status_code in (404, 405), path


async def test_no_id_of_another_region_opens_anything(staff: Staff, service: Service) -> None:
    """Somebody with every role in Garut asks for each object of Bogor, in path, query and body:
    none is shown, counted or changed, and it looks like an object that does not exist."""
    who = await citizen(service)
    await service.turns.receive([wrote("rahasia warga bogor")])
    await service.turns.drain()
    numbers = {"usul": "U-AAAA", "sanggah": "S-BBBB", "mati": "U-DDDD"}
    await case(service, who, ticket=numbers["usul"], name="Rahasia Bogor")
    objected = await case(service, who, ticket=numbers["sanggah"], kind=Kind.SANGGAH)
    await case(service, who, ticket=numbers["mati"], state="dead")
    await applicant(service, who, BOGOR)
    await service.shelf.keep(KEY, b"x")
    about = {"size": 1, "sha256": "0" * 64, "stored_at": 1, "content_type": "image/jpeg"}
    await service.db.run(
        lambda conn: conn.execute(
            sa.insert(media).values(
                key=KEY, contact_id=who, case_id=objected, role="rekaman", **about
            )
        )
    )
    bogor = await staff("bogor", **dict.fromkeys(ALL, "32.01"))
    await bogor.post("/siaran/baru", **{**FORM, "judul": "Rahasia siaran"})
    garut = await staff("garut", **dict.fromkeys(ALL, "32.05"))
    before = await service.db.read(_everything)

    opened = {}
    for method, path in TABLE:
        if "{" not in path or path.endswith("/gambar/{name}.svg"):
            continue
        for ticket in numbers.values():
            url = path.replace("{id:id}", "1").replace("{tiket}", ticket)
            url = url.replace("{kunci}", KEY)
            extra = {"peran": "operator", "wilayah": "32.05", "kepada": "2", "balasan": "x"}
            answer = await (garut.get(url) if method == "GET" else garut.post(url, **extra))
            opened[method, url] = answer.status_code
    for kind, identities in (
        ("alamat", ["1"]),
        ("percakapan", ["1"]),
        ("kiriman", list(numbers.values())),
        ("pendamping", ["1"]),
    ):
        for identity in identities:
            answer = await garut.post("/buka", jenis=kind, id=identity, alasan="ingin tahu saja")
            opened["POST", f"/buka {kind} {identity}"] = answer.status_code
    pages = [await garut.get(path) for method, path in TABLE if method == "GET" and "{" not in path]
    pages.append(await garut.get("/kiriman?tiket=U-AAAA"))
    pages.append(await garut.get("/kiriman?wilayah=32.01"))
    wide = [
        await garut.post("/siaran/baru", **{**FORM, "wilayah": code})
        for code in ("", "32", "32.01")
    ]
    made = await garut.http.post(
        "/petugas/siaran/baru",
        data={"csrf": garut.csrf, **FORM, "wilayah": "32.05"},
        files={"csv": ("tiket.csv", b"tiket\nU-AAAA\nU-DDDD\n", "text/csv")},
    )
    number = made.headers["location"].split("/")[-1].partition("?")[0]
    audience = (await garut.get(f"/siaran/{number}")).text

    assert set(opened.values()) == {404}, {k: v for k, v in opened.items() if v != 404}
    assert not [p.url for p in pages if "Rahasia" in p.text or "U-AAAA<" in p.text]
    assert all("di luar wilayah Anda" in answer.text for answer in wide)
    assert "Tidak ada penerima" in audience
    assert "tiket tidak dikenal, di luar wilayah, atau tanpa warga: 2" in audience
    assert await service.db.read(_everything) == before


def _everything(conn: Connection) -> list[object]:
    """What nobody of another region may change."""
    tables = (contact, submission, pendamping, staff_role, outbox)
    return [[tuple(row) for row in conn.execute(sa.select(table))] for table in tables]
