"""The rules of the day: dated values with history, and what each of them does."""

import asyncio
import datetime as dt
import re
import time

import pytest
from sqlalchemy import Connection

from bot.broadcasts.pace import Guard
from bot.channels.base import ChannelName
from bot.jobs.notices import morning
from bot.jobs.upkeep import awake
from bot.storage import settings
from bot.wiring import Service
from handlers.grounds import GroundGroup
from i18n.locales import offered
from tests.console.conftest import Staff
from tests.console.fakes import Clock, Recorder
from tests.console.test_broadcasts import FORM
from tests.console.world import citizen

GOOD = {
    "contact.telepon": "1500-299",
    "cutoff_day": "",
    "programmes": "PKH, BPNT",
    "usul_per_day": "2",
    "grounds": "died, moved",
    "quiet": "21-6",
    "rate.telegram": "2.5",
}
BAD = {
    "contact.telepon": "<script>",
    "cutoff_day": "32",
    "programmes": "PKH UNKNOWN",
    "usul_per_day": "-1",
    "grounds": "looks_rich",
    "quiet": "25-7",
    "rate.telegram": "0",
    "no.such": "1",
}


async def test_each_setting_with_its_history(staff: Staff, service: Service) -> None:
    """A good value holds at once, a bad one is refused; both the value before and who changed it
    stay to be seen."""
    sari = await staff("sari", administrator="")

    good = [await sari.post("/pengaturan", nama=n, nilai=v) for n, v in GOOD.items()]
    bad = [await sari.post("/pengaturan", nama=n, nilai=v) for n, v in BAD.items()]
    page = (await sari.get("/pengaturan")).text
    policy = service.rules.at(service.now())

    assert all(answer.headers["location"].endswith("tersimpan") for answer in good)
    told = [answer.text for answer in bad if answer.status_code == 200]
    assert len(told) == len(bad) - 1
    assert bad[-1].status_code == 404
    assert all("tidak disimpan." in text and 'role="alert"' in text for text in told)
    assert "Tanggal batas usul tiap bulan" in told[1].partition('role="alert"')[2][:120]
    assert 'value="32"' in told[1]
    assert policy.contacts["telepon"] == "1500-299"
    assert policy.cutoff_day is None
    assert [code.value for code in policy.programmes] == ["PKH", "BPNT"]
    assert policy.usul_per_day == 2
    assert policy.grounds == ("died", "moved")
    assert policy.quiet == (21, 6)
    assert service.rules.rates() == {"telegram": 2.5}
    assert page.count("<td>sari</td>") == len(GOOD)


async def test_a_value_waits_for_its_day(staff: Staff, service: Service, clock: Clock) -> None:
    """Set for tomorrow it is in the history today, and holds tomorrow."""
    sari = await staff("sari", administrator="")
    await sari.post("/pengaturan", nama="quiet", nilai="22-5", mulai="2026-11-22T00:00")
    today = service.rules.at(service.now()).quiet
    clock.forward(days=1)
    await service.rules.refresh()

    assert today == (20, 7)
    assert service.rules.at(service.now()).quiet == (22, 5)


STARTS = {
    "0001-01-01T00:00": False,  # no time in Jakarta's zone
    "9999-12-31T23:59": False,
    "2020-01-01T00:00": False,  # the history would tell of a rule that did not hold
    "besok": False,
    "24:00": False,
    "2026-11-21T09:58": True,  # two minutes ago: while the form was filled in
    "2026-11-21T10:30:15": True,
    "2026-11-22T10:00+09:00": True,
}


async def test_a_value_begins_neither_in_the_past_nor_beyond_the_calendar(
    staff: Staff, service: Service, clock: Clock
) -> None:
    """Such a start is refused in words, what was typed stays; no value makes the page fail."""
    sari = await staff("sari", administrator="")
    begun = clock.at.replace(hour=3, minute=0)
    clock.at = begun

    for start, fine in STARTS.items():
        answer = await sari.post("/pengaturan", nama="quiet", nilai="21-6", mulai=start)

        assert (answer.status_code == 303) == fine, start
        assert fine or "Berlaku mulai: waktu yang akan datang" in answer.text
    page = await sari.get("/pengaturan")
    assert page.status_code == 200
    assert page.text.count("(belum berlaku)") == 2
    assert "Akan berlaku" in page.text
    changes = await service.db.read(settings.history)
    assert all(change.from_at >= begun.timestamp() * 1000 for change in changes)


async def test_every_change_can_be_read_again(staff: Staff, service: Service, clock: Clock) -> None:
    """However many follow, a page further back holds the first one still."""
    sari = await staff("sari", administrator="")

    def many(conn: Connection) -> None:
        for number in range(250):
            settings.change(conn, "usul_per_day", str(number), by="lama", from_at=clock())

    await service.db.run(many)
    page, seen = await sari.get("/pengaturan"), set[str]()
    for _ in range(5):
        seen.update(re.findall(r"<td>usul_per_day</td><td>(\d+)</td>", page.text))
        older = re.search(r"\?sebelum=\d+", page.text)
        if older is None:
            break
        page = await sari.get(f"/pengaturan{older.group()}")

    assert seen == {str(number) for number in range(250)}


async def test_a_canned_answer_is_changed_from_a_day_on(
    staff: Staff, service: Service, clock: Clock
) -> None:
    """In every language, dated like any value; refused without its Indonesian text, and then
    what was typed stays; the form for a change holds all its texts."""
    boss = await staff("boss", administrator="")
    texts = {f"teks-{locale.tag}": f"Salam {locale.tag}" for locale in offered()}
    refused = await boss.post("/pengaturan/jawaban", nama="salam", **{"teks-jv": "Sugeng enjing"})
    await boss.post("/pengaturan/jawaban", nama="salam", **texts)
    later = {**texts, "teks-jv": "Sugeng rawuh"}
    await boss.post("/pengaturan/jawaban", nama="salam", mulai="2026-11-22T00:00", **later)
    form = (await boss.get("/pengaturan?jawaban=salam")).text
    found = [
        await service.db.read(lambda conn, at=at: settings.canned(conn, at, "jv"))
        for at in (clock(), clock() + dt.timedelta(days=1))
    ]

    assert "Teks Indonesia wajib" in refused.text
    assert "Sugeng enjing" in refused.text
    assert all(f">Salam {locale.tag}</textarea>" in form for locale in offered())
    assert found == [{"salam": ("jv", "Salam jv")}, {"salam": ("jv", "Sugeng rawuh")}]


async def test_a_broadcast_starts_within_the_calendar(staff: Staff) -> None:
    """A start in the first or the last year is refused in words, and the list still opens."""
    sari = await staff("sari", broadcaster="")

    for start in ("0001-01-01T00:00", "9999-12-31T23:59", "2020-01-01T00:00", "besok"):
        answer = await sari.post("/siaran/baru", **{**FORM, "mulai": start})

        assert "waktu mulai berupa tanggal dan jam" in answer.text, start
    wrong = await sari.post("/siaran/baru", **{**FORM, "hari": "\u0663"})
    assert "ditulis dengan angka: hari" in wrong.text
    assert (await sari.get("/siaran")).status_code == 200


async def test_only_the_country_changes_them(staff: Staff) -> None:
    """A regional administrator sees none of it."""
    lina = await staff("lina", administrator="32.01")

    answers = [
        await lina.get("/pengaturan"),
        await lina.post("/pengaturan", nama="quiet", nilai="1-2"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [
        ((20, 7), set(range(7, 20))),
        ((0, 6), set(range(6, 24))),
        ((12, 13), set(range(24)) - {12}),
        ((5, 5), set(range(24))),
    ],
)
def test_quiet_hours(quiet: tuple[int, int], hours: set[int]) -> None:
    """In the citizen's own zone, over midnight or not; equal hours mean none; what waits goes at
    their end."""
    day = [dt.datetime(2026, 11, 21, hour, 30, tzinfo=dt.UTC) for hour in range(24)]
    tz = "Asia/Jayapura"

    found = {(at.hour + 9) % 24 for at in day if awake(at, tz, quiet)}

    assert found == hours
    for at in day:
        if not awake(at, tz, quiet):
            end = morning(at, tz, quiet)
            assert at < end <= at + dt.timedelta(days=1)
            assert awake(end, tz, quiet)


def test_grounds_that_hold_no_more_are_not_offered() -> None:
    """Neither they nor a group without any; nor are they taken."""
    field = GroundGroup(("died", "pensioner"))

    assert [option.value for option in field.options()] == ["keberadaan", "negara"]
    assert field.accepts("died")
    assert not field.accepts("moved")
    assert not field.accepts("bantuan")


async def test_broadcasts_go_as_slowly_as_staff_say(
    staff: Staff, service: Service, doors: dict[ChannelName, Recorder]
) -> None:
    """Ten a second set in the console: the estimate knows it, and no second has more."""
    for number in range(25):
        await citizen(service, address=str(number), asks=False)
    boss = await staff("boss", administrator="")
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    await boss.post("/pengaturan", nama="rate.telegram", nilai="10")
    await sari.post("/siaran/baru", **FORM)
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    begun = time.monotonic()
    await service.broadcasting.start()
    await budi.get("/siaran/1/peristiwa")
    await service.broadcasting.stop()

    assert len(doors[ChannelName.TELEGRAM].sent) == 25
    assert time.monotonic() - begun >= 2.0


async def test_another_limit_counts_what_was_sent() -> None:
    """A guard whose limit falls waits for the starts of the second that runs."""
    guard = Guard(10, time.monotonic)
    begun = time.monotonic()
    for _ in range(10):
        await guard.wait()
    guard.change(5)
    async with asyncio.timeout(60):
        await guard.wait()

    assert time.monotonic() - begun >= 1.0


def test_rates_are_no_rule_of_the_conversation() -> None:
    """They are read apart."""
    assert not set(settings.RATES) & set(settings.NAMES)
