"""A broadcast with picture and recordings, and trying it out on oneself."""

import io
import wave
from collections.abc import Mapping
from itertools import pairwise

import httpx
import pytest
import sqlalchemy as sa
from PIL import Image

from bot.broadcasts.wording import Look
from bot.channels.base import ChannelName, MediaPart, Part, TextPart
from bot.console.pages.broadcasts import estimated, stepped
from bot.storage import audit, broadcasts
from bot.storage.retention import Periods, Retention
from bot.storage.tables import contact, media
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import Browser, Clock, Recorder
from tests.console.test_broadcasts import FORM
from tests.console.world import citizen

Doors = dict[ChannelName, Recorder]
ALT = "Kantor desa dengan antrean di pintu depan"


def picture(**more: object) -> bytes:
    """A JPEG with a place in it, as a camera writes one."""
    image, out = Image.new("RGB", (640, 480), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera Sari"
    image.save(out, "JPEG", exif=exif, **more)
    return out.getvalue()


def recording(seconds: float = 1.0) -> bytes:
    """A WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x10\x00\xf0" * round(seconds * 4000))
    return out.getvalue()


async def compose(
    sari: Browser, files: Mapping[str, tuple[str, bytes, str]], **fields: str
) -> httpx.Response:
    """The form with files."""
    data = {"csrf": sari.csrf, **FORM, **fields}
    return await sari.http.post("/petugas/siaran/baru", data=data, files=files)


def kinds(parts: list[Part]) -> list[str]:
    """What goes out, in order."""
    return [part.kind if isinstance(part, MediaPart) else "text" for part in parts]


FILES = {
    "gambar": ("a.jpg", picture(), "image/jpeg"),
    "suara-id": ("a.wav", recording(), "audio/wav"),
}


async def test_picture_and_recording_arrive(staff: Staff, service: Service, doors: Doors) -> None:
    """The picture with what it shows, the words, the recording; none of it by SMS; no recording
    for the Deaf; the camera's notes are gone."""
    await citizen(service, asks=False)
    deaf = await citizen(service, address="1002", asks=False)
    await citizen(service, address="+62811", channel=ChannelName.SMS, asks=False)
    await service.db.run(
        lambda conn: conn.execute(
            sa.update(contact).where(contact.c.id == deaf).values(mode="tuli")
        )
    )
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")

    made = await compose(sari, FILES, **{"alt-id": ALT})
    page = (await sari.get("/siaran/1")).text
    found = await service.db.read(lambda conn: broadcasts.one(conn, 1))
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.start()
    await budi.get("/siaran/1/peristiwa")
    await service.broadcasting.stop()

    assert made.status_code == 303, made.text
    assert page.count(f'alt="{ALT}"') == 10  # two channels, five modes
    assert "<audio controls" in page
    assert found is not None
    shown = await sari.get(f"/siaran/1/berkas/{found.content.picture}")
    heard = await sari.get(f"/siaran/1/berkas/{found.content.audios['id']}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Kamera Sari" not in shown.content
    assert heard.content.startswith(b"OggS")
    telegram = doors[ChannelName.TELEGRAM].sent
    assert kinds([part for address, part in telegram if address == "1001"]) == [
        "image",
        "text",
        "voice",
    ]
    assert "voice" not in kinds([part for address, part in telegram if address == "1002"])
    first = next(part for address, part in telegram if address == "1001")
    assert isinstance(first, MediaPart)
    assert first.alt == ALT
    assert kinds([part for _, part in doors[ChannelName.SMS].sent]) == ["text"]


@pytest.mark.parametrize(
    ("files", "fields", "word"),
    [
        ({"gambar": FILES["gambar"]}, {}, "tulis apa yang terlihat"),
        ({"gambar": ("a.jpg", b"%PDF-1.4 x", "image/jpeg")}, {"alt-id": ALT}, "JPEG, PNG"),
        ({"gambar": ("a.jpg", b"", "image/jpeg")}, {"alt-id": ALT, "judul": " "}, "judul perlu"),
        ({"gambar": ("a.jpg", b"\xff\xd8\xff" * 2_000_000, "image/jpeg")}, {"alt-id": ALT}, "5 MB"),
        ({"suara-id": ("a.mp3", b"bukan suara", "audio/mpeg")}, {}, "tidak bisa dibaca"),
        ({"suara-jv": FILES["suara-id"]}, {}, "rekaman bahasa Indonesia belum ada"),
        ({"csv": ("t.csv", b"Tiket\n", "text/csv")}, {}, "tidak berisi tiket"),
        ({}, {"alt-id": "x" * 501}, "500"),
    ],
)
async def test_files_that_are_refused(
    staff: Staff,
    service: Service,
    files: dict[str, tuple[str, bytes, str]],
    fields: dict[str, str],
    word: str,
) -> None:
    """Without its words, too large, not what it says it is: told, and no broadcast is kept."""
    sari = await staff("sari", broadcaster="32.01")

    answer = await compose(sari, files or {"csv": ("", b"", "")}, **fields)

    assert answer.status_code == 200
    assert word in answer.text
    assert await service.db.read(lambda conn: broadcasts.one(conn, 1)) is None


async def test_files_are_seen_by_who_may_see_the_broadcast(staff: Staff, service: Service) -> None:
    """Another region, another broadcast's key and an invented one: 404; retention leaves a
    broadcast's own files alone."""
    sari = await staff("sari", broadcaster="32.01")
    garut = await staff("garut", broadcaster="32.05")
    await compose(sari, FILES, **{"alt-id": ALT})
    await sari.post("/siaran/baru", **FORM)
    found = await service.db.read(lambda conn: broadcasts.one(conn, 1))
    assert found is not None
    key = found.content.picture

    answers = [
        await garut.get(f"/siaran/1/berkas/{key}"),
        await sari.get(f"/siaran/2/berkas/{key}"),
        await sari.get(f"/siaran/1/berkas/{'0' * 32}"),
        await sari.get("/siaran/1/berkas/..%2f..%2fsecret.keys"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    retention = Retention(service.personal._personal, Periods())
    later = service.now().replace(year=2036)
    swept = await service.db.run(lambda conn: retention.sweep(conn, now=later))
    assert key not in swept.media
    rows = await service.db.read(lambda conn: conn.execute(sa.select(media.c.role)).scalars().all())
    assert set(rows) == {"siaran"}


async def test_trying_it_out_on_oneself(
    staff: Staff, service: Service, doors: Doors, clock: Clock
) -> None:
    """Only to chats that a national administrator connected; in the language and mode asked for;
    counted, noted, and nothing for whoever has none."""
    await citizen(service, address="777", asks=False)
    boss = await staff("budi", administrator="")
    local = await staff("lina", administrator="32.01")
    sari = await staff("sari", broadcaster="32.01")
    await sari.post("/siaran/baru", **FORM, **{"teks-jv": "Mulai dina Senen."})

    none = await sari.post("/siaran/1/coba")
    unknown = await boss.post("/akun/3/percakapan", saluran="telegram", alamat="778")
    known = await boss.post("/akun/3/percakapan", saluran="telegram", alamat="777")
    own = await boss.post("/akun/1/percakapan", saluran="telegram", alamat="777")
    outside = await local.post("/akun/3/percakapan", saluran="telegram", alamat="777")
    page = (await sari.get("/siaran/1")).text
    tried = await sari.post("/siaran/1/coba", bahasa="jv", moda="standar")
    await service.sender.drain()

    assert none.headers["location"].endswith("tanpa-percakapan")
    assert unknown.headers["location"] == known.headers["location"]
    assert (own.status_code, outside.status_code) == (404, 404)
    assert "Kirim uji ke telegram" in page
    assert tried.headers["location"].endswith("dicobakan")
    ((address, part),) = doors[ChannelName.TELEGRAM].sent
    assert address == "777"
    assert isinstance(part, TextPart)
    assert "Mulai dina Senen." in part.text
    rows = await service.db.read(lambda conn: audit.latest(conn, 3, None))
    assert (rows[0].action, rows[0].detail) == ("broadcast.try", "1 chats")

    for _ in range(25):
        await sari.post("/siaran/1/coba")
    await service.sender.drain()
    assert len(doors[ChannelName.TELEGRAM].sent) == 20


async def test_a_chart_with_its_table(staff: Staff, service: Service, clock: Clock) -> None:
    """The page has the chart, said in words, and every number of it in a table."""
    for number in range(3):
        await citizen(service, address=str(number), asks=False)
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    await sari.post("/siaran/baru", **FORM)
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.start()
    await budi.get("/siaran/1/peristiwa")
    await service.broadcasting.stop()

    page = (await sari.get("/siaran/1")).text
    drawn = await sari.get("/siaran/1/grafik.svg")

    assert 'src="/petugas/siaran/1/grafik.svg"' in page
    assert '<td>21-11-2026 10.02 WIB</td><td class="n">3</td>' in page
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert 'role="img"' in drawn.text
    assert "<script" not in drawn.text


def test_a_long_broadcast_is_gathered() -> None:
    """At most 48 points, of equal length, none lost, gaps as zero."""
    minutes = [(60_000 * minute, 2) for minute in range(0, 2000, 10)]

    steps = stepped(minutes)

    assert len(steps) <= 48
    assert sum(number for _, number in steps) == 400
    assert {b[0] - a[0] for a, b in pairwise(steps)} == {3_600_000}
    assert stepped([]) == []
    assert stepped([(0, 1), (180_000, 1)]) == [(0, 1), (60_000, 0), (120_000, 0), (180_000, 1)]


def test_the_estimate_counts_each_part() -> None:
    """Picture, words and recording to 5,400 people at 30 a second are nine minutes, not three; an
    SMS of two segments is one message of the rate."""
    looks = [
        Look("telegram", "id", "standar", ("a",), 3, parts=3),
        Look("telegram", "id", "tuli", ("a",), 2, parts=2),
        Look("sms", "id", "standar", ("a",), 2, parts=1),
    ]

    found = estimated({"telegram": 5_400, "sms": 600}, looks, {"telegram": 30.0, "sms": 10.0})

    assert found == [
        {"channel": "sms", "people": 600, "segments": 1_200, "minutes": 1},
        {"channel": "telegram", "people": 5_400, "segments": 16_200, "minutes": 9},
    ]
