"""The dashboard, the report and the public page."""

import datetime as dt

import httpx
import pytest
import sqlalchemy as sa

from backend_client.model import Kind
from bot.figures.public import PublicReport
from bot.figures.report import Report
from bot.storage import figures, tables
from bot.storage.figures import Passed
from bot.web.app import create_app
from bot.wiring import Service
from i18n.formats import zone
from tests.console.conftest import Staff
from tests.console.fakes import BASE, Clock
from tests.console.world import GARUT, case, citizen, wrote

LAST_MONTH = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)


async def fill(service: Service, count: int, *, at: dt.datetime = LAST_MONTH) -> None:
    """Usul of people with a disability in Bogor, and of two people in Garut."""
    who = await citizen(service, asks=False)
    for number in range(count):
        ticket = f"U-{at.month}-{number}"
        await case(
            service, who, ticket=ticket, vulnerable=("disability",), at=at, subject=f"{ticket}-NIK"
        )
    for number in range(2):
        await case(
            service,
            who,
            ticket=f"G-{at.month}-{number}",
            village=GARUT,
            vulnerable=("indigenous",),
            at=at,
            subject=f"G-{number}-NIK",
            name="Ucok Rahasia",
        )


@pytest.fixture
def public(service: Service) -> httpx.AsyncClient:
    """A visitor."""
    report = Report(service.cipher, service.regions, service.catalog)
    routes = PublicReport(service.db, report, service.now).routes()
    app = create_app(service, routes=routes)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)


async def test_the_public_page_counts_many_and_hides_few(
    public: httpx.AsyncClient, service: Service
) -> None:
    """Twenty-three people with a disability show as 20; two of an indigenous group do not."""
    await fill(service, 23)

    page = await public.get("/terbuka")
    csv = (await public.get("/terbuka/usul-kelompok.csv")).text
    svg = await public.get("/terbuka/usul-kelompok.svg")
    none = await public.get("/terbuka/..%2f..%2fetc.csv")

    assert page.status_code == 200
    assert '"Penyandang disabilitas",20' in csv
    assert '"Masyarakat adat",*' in csv
    assert "Ucok" not in page.text
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "<script" not in svg.text
    assert 'role="img"' in svg.text
    assert none.status_code == 404


async def test_the_report_does_not_move_within_a_month(
    public: httpx.AsyncClient, service: Service, clock: Clock
) -> None:
    """A submission of this month, and a change of stage today, show nothing until next month."""
    await fill(service, 23)
    before = (await public.get("/terbuka/usul-kelompok.csv")).text

    await fill(service, 30, at=service.now())
    clock.forward(hours=2)
    after = (await public.get("/terbuka/usul-kelompok.csv")).text
    clock.forward(days=12)
    later = (await public.get("/terbuka/usul-kelompok.csv")).text

    assert before == after
    assert '"Penyandang disabilitas",50' in later


async def test_one_person_who_sends_much_is_one(
    public: httpx.AsyncClient, service: Service
) -> None:
    """Twelve usul about one person, and twelve reports from one chat, are a cell of one."""
    who = await citizen(service, asks=False)
    for number in range(12):
        ticket = f"U-{number}"
        await case(service, who, ticket=ticket, at=LAST_MONTH, subject="3201010101010001")
        await case(service, who, ticket=f"L-{number}", kind=Kind.LAPOR, at=LAST_MONTH)
    await fill(service, 23)

    usul = (await public.get("/terbuka/usul-wilayah.csv")).text
    lapor = (await public.get("/terbuka/lapor-5t.csv")).text

    assert '"JAWA BARAT",25,' in usul.upper()  # 23, two, and the one
    assert '"Jumlah",25,' in usul
    assert ",10" not in lapor


async def test_a_report_stays_as_it_was_published(
    public: httpx.AsyncClient, service: Service, staff: Staff, clock: Clock
) -> None:
    """Submissions that vanish within the month (somebody erased theirs) change neither the page
    nor the console; the next month's page shows it once ten are gone."""
    await fill(service, 40)
    before = (await public.get("/terbuka/usul-wilayah.csv")).text
    await service.db.run(
        lambda conn: conn.execute(sa.delete(tables.case).where(tables.case.c.ticket < "U-10-2"))
    )
    clock.forward(hours=2)
    pusat = await staff("pusat", auditor="")

    again = (await public.get("/terbuka/usul-wilayah.csv")).text
    page = (await pusat.get("/angka")).text
    clock.forward(days=12)
    later = (await public.get("/terbuka/usul-wilayah.csv")).text

    assert ",40," in before
    assert again == before
    assert '<td class="n">40</td>' in page
    assert later != before


async def test_a_month_begins_with_whole_days(service: Service) -> None:
    """Flows begun on the first day of a month in Jakarta, while it is still the last in UTC, are
    the next report's: else a published page would grow for seven hours."""
    for _ in range(20):
        await citizen(service, asks=False)
    first = dt.datetime(2026, 11, 30, 18, 0, tzinfo=dt.UTC)  # the 1st of December in Jakarta
    passed = Passed(figures.day_of(first), "lapor", "mulai", "telegram", "id", "standar")
    await service.db.run(lambda conn: figures.add(conn, {passed: 500}))
    report = Report(service.cipher, service.regions, service.catalog)
    found = await service.db.read(lambda conn: report.tables(conn, first))

    (modes,) = [table for table in found if table.name == "selesai-mode"]
    assert modes.rows == ("Jumlah",)


async def test_a_day_is_jakartas(service: Service, clock: Clock) -> None:
    """Counted by hand: two messages before midnight in Jakarta, three after it, all on one day of
    UTC; and the flows begun in them."""
    while service.now().astimezone(zone("Asia/Jakarta")).hour != 23:
        clock.forward(hours=1)
    yesterday = figures.day_of(service.now())
    for line in ("halo", "cek bansos"):
        await service.turns.receive([wrote(line)])
    await service.turns.drain()
    clock.forward(hours=1)
    for line in ("batal", "ya", "lapor"):
        await service.turns.receive([wrote(line)])
        await service.turns.drain()
    await service.funnel.flush()

    today = await service.db.read(lambda conn: figures.today(conn, service.now()))
    before = await service.db.read(lambda conn: figures.steps(conn, yesterday))
    after = await service.db.read(lambda conn: figures.steps(conn, figures.day_of(service.now())))

    assert [line for lines in today.messages.values() for line in lines] == [
        (yesterday, 2),
        (figures.day_of(service.now()), 3),
    ]
    assert ("cek_bansos", "mulai", 1) in before
    assert ("cek_bansos", "mulai", 1) not in after
    assert ("lapor", "mulai", 1) in after


async def test_the_dashboard_is_the_countrys(staff: Staff, service: Service) -> None:
    """A national auditor sees messages and steps; a region's auditor the own report only."""
    await service.turns.receive([wrote("cek bansos")])
    await service.turns.drain()
    await service.funnel.flush()
    await fill(service, 23)
    pusat = await staff("pusat", auditor="")
    bogor = await staff("bogor", auditor="32.01")
    garut = await staff("garut", auditor="32.05")

    whole = (await pusat.get("/angka")).text
    own = (await bogor.get("/angka")).text
    other = (await garut.get("/angka")).text
    drawn = await pusat.get("/angka/pesan.svg")
    steps = await pusat.get("/angka/gambar/alur-cek_bansos.svg")

    assert "Cek bansos: sampai di langkah mana" in whole
    assert '<th scope="row">Mulai</th>' in whole
    assert "Selesai dalam" in whole
    assert 'role="img"' in steps.text
    assert (await pusat.get("/angka/gambar/apa.svg")).status_code == 404
    assert (await bogor.get("/angka/gambar/lama.svg")).status_code == 404
    assert "Pesan masuk tiap hari" in whole
    assert "Pesan masuk tiap hari" not in own
    assert '<td class="n">20</td>' in own
    assert '<td class="n">20</td>' not in other
    assert drawn.status_code == 200
    assert (await bogor.get("/angka/pesan.svg")).status_code == 404


async def test_a_flow_is_counted_by_its_steps(service: Service) -> None:
    """A begun flow and each answered question count once, in the citizen's language and mode."""
    await service.turns.receive([wrote("cek bansos"), wrote("siti aminah")])
    await service.turns.drain()
    await service.funnel.flush()
    await service.funnel.flush()

    counted = await service.db.read(lambda conn: figures.steps(conn, "2026-01-01"))

    assert ("cek_bansos", "mulai", 1) in counted
    assert all(count == 1 for _, _, count in counted)


async def told(service: Service, *lines: str) -> dict[tuple[str, str], int]:
    """Have a conversation; what is counted, by flow and step."""
    for line in lines:
        await service.turns.receive([wrote(line)])
        await service.turns.drain()
    await service.funnel.flush()
    counted = await service.db.read(lambda conn: figures.steps(conn, "2026-01-01"))
    return {(flow, step): count for flow, step, count in counted}


async def test_a_flow_that_ends_is_counted_with_the_time_it_took(
    service: Service, clock: Clock
) -> None:
    """Own data, left seven minutes after it was shown: an end, within ten minutes."""
    await told(service, "data saya")
    clock.forward(minutes=7)
    counted = await told(service, "selesai")

    assert counted[("data_saya", "mulai")] == 1
    assert counted[("data_saya", "usai")] == 1
    assert counted[("data_saya", "lama_2")] == 1


async def test_a_flow_given_up_is_no_end(service: Service) -> None:
    """'batal' counts as given up, not as finished."""
    counted = await told(service, "lapor", "batal", "ya")

    assert counted[("lapor", "batal")] == 1
    assert ("lapor", "usai") not in counted


async def test_a_draft_taken_up_again_counts_once(service: Service) -> None:
    """Leaving for the menu and coming back is one begin, and no answer counts twice."""
    await told(service, "lapor", "bantuan terlambat", "menu")
    counted = await told(service, "lapor", "lanjutkan")

    assert counted[("lapor", "mulai")] == 1
    assert ("lapor", "batal") not in counted
    assert max(counted.values()) == 1


async def test_a_step_counts_once_a_flow(service: Service) -> None:
    """A village asked for in several questions is one step; a step taken back and answered again
    counts once; what the last message answered counts too; what DTKS answered is no step."""
    counted = await told(
        service,
        "cek bansos",
        "desa Sukamaju kec Jonggol",
        "ya",
        "kembali",
        "ya",
        "Zulkifli Xaverius",
        "selesai",
    )

    assert {step for flow, step in counted if flow == "cek_bansos"} == {
        "mulai",
        "wilayah",
        "nama",
        "lanjutan",
        "usai",
        "lama_0",
    }
    assert max(counted.values()) == 1


async def test_who_changes_language_ends_what_they_began(service: Service) -> None:
    """Settings begun in Indonesian and left in Javanese are one flow of Indonesian: no language
    has more ends than begins."""
    await told(service, "pengaturan", "bahasa", "jawa", "lanjut")
    rows = await service.db.read(
        lambda conn: figures.by(conn, "locale", "2026-01-01", "2027-01-01")
    )

    assert rows == {"id": (1, 1)}


async def test_the_same_again_after_the_answer_is_no_giving_up(
    service: Service, clock: Clock
) -> None:
    """Who found nobody and asks for another name at once has ended the first look-up."""
    await told(service, "cek bansos", "desa Sukamaju kec Jonggol", "ya", "Zulkifli Xaverius")
    clock.forward(minutes=1)
    counted = await told(service, "cek bansos")

    assert counted[("cek_bansos", "mulai")] == 2
    assert counted[("cek_bansos", "usai")] == 1
    assert ("cek_bansos", "batal") not in counted
