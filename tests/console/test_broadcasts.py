"""Broadcasts in the browser: two people, inside their regions, watched live."""

import json
from string import Formatter

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.broadcasts.refusals import ENGLISH, Bad
from bot.channels.base import ChannelName
from bot.console.words import DRAFT_REFUSALS, refused
from bot.storage import halts
from bot.storage.tables import recipient
from bot.wiring import Service, utc_now
from tests.console.conftest import Staff
from tests.console.fakes import Recorder
from tests.console.world import GARUT, case, citizen

Doors = dict[ChannelName, Recorder]
FORM = {
    "judul": "Jadwal",
    "teks-id": "Penyaluran mulai Senin di kantor desa.",
    "wilayah": "32.01",
    "hari": "0",
    "zona": "Asia/Jakarta",
    "dari": "0",
    "sampai": "24",
}


async def test_two_people_send_a_broadcast(staff: Staff, service: Service, doors: Doors) -> None:
    """Composed by one, refused to the same person, approved by another, sent, watched."""
    for number in range(3):
        await citizen(service, address=str(number), asks=False)
    await citizen(service, address="9", village=GARUT, asks=False)
    sari = await staff("sari", broadcaster="32.01", approver="32.01")
    budi = await staff("budi", approver="32")

    made = await sari.post("/siaran/baru", **FORM)
    page = (await sari.get("/siaran/1")).text
    await sari.post("/siaran/1/ajukan")
    own = await sari.post("/siaran/1/setujui")
    approved = await budi.post("/siaran/1/setujui")
    await service.broadcasting.start()
    stream = await budi.get("/siaran/1/peristiwa")
    await service.broadcasting.stop()

    assert made.headers["location"].startswith("/petugas/siaran/1")
    assert "Pengumuman: Penyaluran mulai Senin di kantor desa." in page
    assert own.headers["location"].endswith("sendiri")
    assert approved.headers["location"].endswith("disetujui")
    events = [json.loads(line[6:]) for line in stream.text.splitlines() if line.startswith("data:")]
    assert events[-1]["ended"]
    assert events[-1]["counts"] == {"sent": 3}
    assert sorted(address for address, _ in doors[ChannelName.TELEGRAM].sent) == ["0", "1", "2"]


async def test_a_broadcast_that_waits_for_its_hours_says_so(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """Let go at ten in the morning with a window of the night: its page says what it waits for,
    and nobody has got anything."""
    await citizen(service, asks=False)
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    await sari.post("/siaran/baru", **{**FORM, "dari": "20", "sampai": "6"})
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.mind()

    page = (await sari.get("/siaran/1")).text

    assert "menunggu jam kirim, 20–6 Asia/Jakarta" in page
    assert doors[ChannelName.TELEGRAM].sent == []


async def test_a_broadcast_that_its_template_stopped_says_why(
    staff: Staff, service: Service
) -> None:
    """The page tells what Meta did, and that whoever it did not reach waits; no stop of one's own
    says so."""
    await citizen(service, asks=False)
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    await sari.post("/siaran/baru", **FORM)
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.mind()

    def refuse(conn: Connection) -> None:
        assert halts.stop(conn, 1, "63041", utc_now())
        conn.execute(sa.update(recipient).values(error_code="63041"))

    await service.db.run(refuse)
    stopped = (await sari.get("/siaran/1")).text
    await sari.post("/siaran/1/lanjut")
    running = (await sari.get("/siaran/1")).text

    assert "Dijeda dengan sendirinya: 63041: templat WhatsApp dijeda Meta." in stopped
    assert "Lanjutkan" in stopped
    assert "dengan sendirinya" not in running


async def test_an_audience_stays_in_the_composers_region(staff: Staff, service: Service) -> None:
    """Another kab/kota, or the country, cannot be chosen; another region's broadcast is unseen."""
    sari = await staff("sari", broadcaster="32.01")
    garut = await staff("garut", broadcaster="32.05", approver="32.05")

    outside = [
        await sari.post("/siaran/baru", **{**FORM, "wilayah": c}) for c in ("", "32", "32.05")
    ]
    await sari.post("/siaran/baru", **FORM)
    await sari.post("/siaran/1/ajukan")
    seen = await garut.get("/siaran/1")
    approved = await garut.post("/siaran/1/setujui")

    assert all(answer.status_code == 200 and "di luar wilayah" in answer.text for answer in outside)
    assert (seen.status_code, approved.status_code) == (404, 404)


async def test_a_wrong_draft_is_told_and_kept(staff: Staff) -> None:
    """An unknown variable, no Indonesian text, a window of no hours: told, and the form keeps
    what was typed, harmless."""
    sari = await staff("sari", broadcaster="")
    for change in (
        {"teks-id": "Halo {nama}"},
        {"teks-id": "Tiket {tiket}"},
        {"teks-id": "{0.__class__}"},
        {"teks-id": "{"},
        {"teks-id": "Tiket {tiket}", "teks-jv": "Mulai Senin.", "jenis": "usul"},
        {"dari": "8", "sampai": "8"},
        {"dari": "24", "sampai": "6"},
        {"hari": "99999"},
        {"wilayah": "99"},
        {"wilayah": "32.99"},
        {"mulai": "besok"},
        {"templat": "x"},
    ):
        answer = await sari.post("/siaran/baru", **{**FORM, "judul": "<script>x", **change})

        assert answer.status_code == 200, change
        assert 'role="alert"' in answer.text
        assert "&lt;script&gt;x" in answer.text
        assert "<script>x" not in answer.text


def test_each_refusal_is_told_in_indonesian() -> None:
    """The console has words of its own for every reason, with the same facts."""
    named = Formatter().parse
    assert DRAFT_REFUSALS.keys() == ENGLISH.keys()
    for code, english in ENGLISH.items():
        words = DRAFT_REFUSALS[code]

        assert {f for _, f, _, _ in named(words)} == {f for _, f, _, _ in named(english)}, code
        assert words != english
    told = refused(Bad("template_state", state="rejected"))
    assert told == "templat WhatsApp itu belum disetujui: ditolak"


async def test_tickets_come_from_a_file(staff: Staff, service: Service) -> None:
    """A CSV of tickets reaches those who sent them, with their ticket in the text."""
    who = await citizen(service, asks=False)
    await case(service, who, ticket="U-AAAA-BBBB")
    await case(service, await citizen(service, address="2", asks=False), ticket="U-CCCC-DDDD")
    sari = await staff("sari", broadcaster="32.01")
    form = {"csrf": sari.csrf, **FORM, "teks-id": "Kabar untuk {tiket}: {tahap}."}
    files = {"csv": ("tiket.csv", b"Tiket;Nama\r\nu-aaaa-bbbb;x\r\n", "text/csv")}

    made = await sari.http.post("/petugas/siaran/baru", data=form, files=files)
    page = (await sari.get("/siaran/1")).text

    assert made.status_code == 303, made.text
    assert '<td>telegram</td><td class="n">1</td>' in page
