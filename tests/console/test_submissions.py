"""Submissions, evidence, dead letters, pendamping and settings."""

import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind
from bot.channels.base import ChannelName, TextPart
from bot.storage import audit
from bot.storage.pendamping_desk import MOST, PendampingDesk
from bot.storage.tables import media, pendamping
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import Clock, Recorder
from tests.console.world import BOGOR, GARUT, NIK, applicant, case, citizen

Doors = dict[ChannelName, Recorder]
NEAR = "32.01.01.1001"  # another kecamatan of the same kabupaten
LETTER = "1e77e4" + "0" * 26


async def test_submissions_are_found_by_what_they_are(staff: Staff, service: Service) -> None:
    """Ticket, kind and state narrow the list; other regions are not in it."""
    who = await citizen(service)
    await case(service, who, ticket="U-AAAA", state="dead")
    await case(service, who, ticket="L-BBBB", kind=Kind.LAPOR)
    await case(service, who, ticket="U-CCCC", village=GARUT)
    sari = await staff("sari", operator="32.01")

    whole = (await sari.get("/kiriman")).text
    by_ticket = (await sari.get("/kiriman?tiket=u-a")).text
    by_state = (await sari.get("/kiriman?keadaan=dead")).text
    by_kind = (await sari.get("/kiriman?jenis=lapor")).text
    odd = await sari.get("/kiriman?tiket=%25&sebelum=999999999999999999999&jenis=%27")

    found = [
        [t for t in ("U-AAAA", "L-BBBB", "U-CCCC") if t in page]
        for page in (whole, by_ticket, by_state, by_kind)
    ]
    assert found == [["U-AAAA", "L-BBBB"], ["U-AAAA"], ["U-AAAA"], ["L-BBBB"]]
    assert odd.status_code == 200
    assert (await sari.get("/kiriman/U-CCCC")).status_code == 404
    assert "Siti" not in whole


async def test_submissions_are_found_by_place_and_day(
    staff: Staff, service: Service, clock: Clock
) -> None:
    """A region's code with all below it, and days of Jakarta's zone, both ends included; what is
    no day narrows nothing, and no code leads out of one's own region."""
    who = await citizen(service)
    night = clock.at.replace(hour=17, minute=0)  # midnight in Jakarta: the 22nd begins
    await case(service, who, ticket="U-AAAA", at=night - dt.timedelta(minutes=1))
    await case(service, who, ticket="U-BBBB", at=night)
    await case(service, who, ticket="U-CCCC", at=night, village=NEAR)
    await case(service, who, ticket="U-DDDD", at=night, village=GARUT)
    sari = await staff("sari", operator="32.01")
    asked = {
        "wilayah=32.01.06": "AAAA BBBB",
        f"wilayah={NEAR}": "CCCC",
        "wilayah=32.0": "",
        "wilayah=32.05": "",
        "wilayah=%25": "",
        "dari=2026-11-22": "BBBB CCCC",
        "sampai=2026-11-21": "AAAA",
        "dari=2026-11-21&sampai=2026-11-22": "AAAA BBBB CCCC",
        "dari=besok&sampai=0001-01-01": "AAAA BBBB CCCC",
        "dari=9999-12-31": "AAAA BBBB CCCC",
    }

    for query, tickets in asked.items():
        page = (await sari.get(f"/kiriman?{query}")).text
        found = sorted(re.findall(r">U-(\w{4})</a>", page))

        assert " ".join(found) == tickets, query


async def test_a_dead_letter_is_sent_again(staff: Staff, service: Service) -> None:
    """A retry puts it back into the queue, once, and is in the audit log."""
    who = await citizen(service)
    case_id = await case(service, who, ticket="U-AAAA", state="dead")
    sari = await staff("sari", operator="32.01")

    done = await sari.post("/kiriman/U-AAAA/ulang")
    again = await sari.post("/kiriman/U-AAAA/ulang")

    assert done.headers["location"].endswith("dicoba")
    assert again.headers["location"].endswith("ditolak")
    found = await service.db.run(lambda conn: service.cases.by_id(conn, case_id))
    assert found is not None
    assert found.state == "queued"


async def test_an_objection_is_for_the_verifier(staff: Staff, service: Service) -> None:
    """An operator sees that it exists and not what it says; a verifier opens it with a reason."""
    who = await citizen(service)
    await case(service, who, ticket="S-AAAA", kind=Kind.SANGGAH)
    await case(service, who, ticket="T-BBBB", kind=Kind.TANGGAPAN, refers_to="S-AAAA")
    sari = await staff("sari", operator="32.01")
    vera = await staff("vera", verifier="32.01")

    page = (await sari.get("/kiriman/S-AAAA")).text
    refused = await sari.post("/buka", jenis="kiriman", id="S-AAAA", alasan="ingin tahu saja")
    side = (await vera.get("/kiriman/S-AAAA")).text
    opened = await vera.post("/buka", jenis="kiriman", id="S-AAAA", alasan="memeriksa sanggah")

    assert "hanya untuk verifikator" in page
    assert refused.status_code == 404
    assert "T-BBBB" in side
    assert NIK not in side
    assert NIK in opened.text


async def test_a_vulnerable_group_is_never_shown(staff: Staff, service: Service) -> None:
    """Opening a submission does not open what group somebody named."""
    who = await citizen(service)
    await case(service, who, ticket="U-AAAA", vulnerable=("disabilitas",))
    vera = await staff("vera", verifier="")

    opened = await vera.post("/buka", jenis="kiriman", id="U-AAAA", alasan="memeriksa usul")

    assert NIK in opened.text
    assert "disabilitas" not in opened.text


async def test_a_pendamping_is_verified_and_told(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """Verified in the region, restricted to its villages; another region's is out of reach."""
    who = await citizen(service)
    other = await citizen(service, address="2", village=GARUT)
    await applicant(service, who, BOGOR)
    await applicant(service, other, GARUT)
    vera = await staff("vera", verifier="32.01")

    listed = (await vera.get("/pendamping")).text
    done = await vera.post("/pendamping/1/verifikasi")
    outside = await vera.post("/pendamping/2/verifikasi")
    twice = await vera.post("/pendamping/1/verifikasi")
    escape = await vera.post("/pendamping/1/wilayah", desa=f"{BOGOR}, {GARUT}")
    await service.turns.drain()

    assert "Dewi" not in listed
    assert "Pendamping nomor 2" not in listed
    assert done.headers["location"].endswith("tersimpan")
    assert outside.status_code == 404
    assert twice.headers["location"].endswith("ditolak")
    assert escape.headers["location"].endswith("ditolak")
    told = [part.text for _, part in doors[ChannelName.TELEGRAM].sent if isinstance(part, TextPart)]
    assert any("disetujui" in text for text in told)
    helper = await service.db.run(lambda conn: PendampingDesk(service.cipher).one(conn, 1))
    assert helper is not None
    assert (helper.status, helper.villages) == ("verified", (BOGOR,))


async def test_a_letter_of_duty_is_for_the_verifier_of_the_region(
    staff: Staff, service: Service
) -> None:
    """Who decides about a pendamping sees the letter, as a file that runs nothing; the verifier of
    another region, and an operator, do not."""
    who = await citizen(service)
    helper = await applicant(service, who, BOGOR)
    await service.shelf.keep(LETTER, b"<script>pwned()</script>")

    def lettered(conn: Connection) -> None:
        stored = {"size": 3, "sha256": "0" * 64, "stored_at": 1, "content_type": "text/html"}
        conn.execute(sa.insert(media).values(key=LETTER, contact_id=who, role="surat", **stored))
        conn.execute(
            sa.update(pendamping).where(pendamping.c.id == helper).values(letter_key=LETTER)
        )

    await service.db.run(lettered)
    vera = await staff("vera", verifier="32.01")
    lina = await staff("lina", verifier="32.05", operator="32.01")

    seen = await vera.get(f"/berkas/{LETTER}")
    unseen = await lina.get(f"/berkas/{LETTER}")
    entry = (await service.db.read(lambda conn: audit.latest(conn, 1)))[0]

    assert f"/petugas/berkas/{LETTER}" in (await vera.get("/pendamping")).text
    assert (seen.status_code, unseen.status_code) == (200, 404)
    assert seen.headers["content-type"] == "application/octet-stream"
    assert seen.headers["content-disposition"] == "attachment"
    assert seen.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert seen.headers["cache-control"] == "no-store"
    assert (entry.actor, entry.action, entry.subject) == ("vera", "media.view", LETTER)


async def test_a_regions_pendamping_are_found_among_very_many(
    staff: Staff, service: Service
) -> None:
    """However many applied elsewhere before, a verifier sees those of the region, page by page."""
    who = await citizen(service)
    for _ in range(230):
        await applicant(service, who, GARUT)
    for _ in range(MOST + 5):
        await applicant(service, who, GARUT, BOGOR)
    vera = await staff("vera", verifier="32.01")

    first = (await vera.get("/pendamping")).text
    more = re.search(r"/petugas(/pendamping\?keadaan=applied&amp;sesudah=\d+)", first)
    assert more is not None
    second = (await vera.get(more[1].replace("&amp;", "&"))).text

    numbers = [re.findall(r"Pendamping nomor (\d+)", page) for page in (first, second)]
    assert [len(found) for found in numbers] == [MOST, 5]
    assert numbers[0][0] == "231"


async def test_settings_hold_at_once_and_keep_their_history(staff: Staff, service: Service) -> None:
    """A new cut-off day and phone number reach the rules of the day; nonsense does not."""
    boss = await staff("budi", administrator="")

    good = await boss.post("/pengaturan", nama="cutoff_day", nilai="20")
    await boss.post("/pengaturan", nama="contact.telepon", nilai="021-171")
    bad = [
        await boss.post("/pengaturan", nama=name, nilai=value)
        for name, value in (
            ("cutoff_day", "99"),
            ("lookups_per_day", "many"),
            ("programmes", "PKH, FREE_MONEY"),
            ("no_such", "1"),
        )
    ]
    later = await boss.post("/pengaturan", nama="usul_per_day", nilai="9", mulai="2027-01-01T00:00")

    policy = service.conversation.policy(service.now())
    assert good.headers["location"].endswith("tersimpan")
    assert later.headers["location"].endswith("tersimpan")
    assert [a.status_code for a in bad] == [200, 200, 200, 404]
    assert all("tidak disimpan" in a.text for a in bad[:3])
    assert (policy.cutoff_day, policy.contacts["telepon"], policy.usul_per_day) == (
        20,
        "021-171",
        5,
    )
    page = (await boss.get("/pengaturan")).text
    assert page.count("budi") >= 3
    actions = [e.action for e in await service.db.read(lambda conn: audit.latest(conn, 3))]
    assert actions == ["setting"] * 3


async def test_the_cutoff_day_is_told_to_who_works_on_submissions(staff: Staff) -> None:
    """The first page of a verifier tells the day as it is set, an auditor's and an unknown day
    tell nothing."""
    boss, vera = await staff("budi", administrator=""), await staff("vera", verifier="32.01")
    dian = await staff("dian", auditor="")
    usual, others = (await vera.get("")).text, (await dian.get("")).text
    await boss.post("/pengaturan", nama="cutoff_day", nilai="20")
    changed = (await vera.get("")).text
    await boss.post("/pengaturan", nama="cutoff_day", nilai="")
    unknown = (await vera.get("")).text

    assert ["tanggal 17." in usual, "tanggal 20." in changed] == [True, True]
    assert ["Batas usul" in page for page in (others, unknown)] == [False, False]


async def test_rules_are_the_countrys(staff: Staff) -> None:
    """An administrator of one region does not change them."""
    boss = await staff("budi", administrator="32.01")

    answer = await boss.post("/pengaturan", nama="cutoff_day", nilai="20")

    assert answer.status_code == 404


async def test_a_submission_is_found_by_the_persons_nik(staff: Staff, service: Service) -> None:
    """However the number is written, inside one's regions, with a reason; the number itself is in
    no page and no row of the log, which has the reason and the tickets found."""
    who = await citizen(service)
    await case(service, who, ticket="U-AAAA", subject=NIK)
    await case(service, who, ticket="U-BBBB", subject=NIK, village=GARUT)
    await case(service, who, ticket="U-CCCC", subject="3201064101900002")
    await case(service, who, ticket="S-DDDD", subject=NIK, kind=Kind.SANGGAH)
    sari = await staff("sari", operator="32.01")
    vina = await staff("vina", verifier="32.01")
    arabic = "".join(chr(0x660 + int(digit)) for digit in NIK)

    pages = [
        (await who.post("/kiriman", nik=nik, alasan="warga menelepon")).text
        for who, nik in ((sari, NIK), (sari, "3201.0641-0190 0001"), (sari, arabic), (vina, NIK))
    ]
    missed = [
        (await sari.post("/kiriman", nik=nik, alasan=why)).text
        for nik, why in ((NIK, ""), ("320106410190000", "warga menelepon"), ("x" + NIK, "lain"))
    ]
    log = await service.db.read(lambda conn: audit.latest(conn, 10))

    found = [re.findall(r">([US]-\w{4})</a>", page) for page in pages]
    assert found == [["U-AAAA"], ["U-AAAA"], ["U-AAAA"], ["S-DDDD", "U-AAAA"]]
    assert all('role="alert"' in page and "</a></td>" not in page for page in missed)
    assert not any(NIK in page for page in (*pages, *missed))
    sought = [one for one in log if one.action == "search.nik"]
    assert {one.detail for one in sought} == {
        "warga menelepon [U-AAAA]",
        "warga menelepon [S-DDDD U-AAAA]",
    }
    assert [NIK in f"{one.subject}{one.detail}" for one in log] == [False] * len(log)
