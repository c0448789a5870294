"""Signing in: two factors, lock-out, sessions on the server, CSRF."""

import asyncio
import datetime as dt
import re

import httpx
import pyotp
import pytest

from bot.console.signin import MOST_FAILURES
from bot.storage import audit
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import PASSWORD, Clock


async def actions(service: Service) -> list[str]:
    """What the audit log says, newest first."""
    entries = await service.db.read(lambda conn: audit.latest(conn, 50))
    return [entry.action for entry in entries]


async def test_password_and_code_open_a_session(staff: Staff) -> None:
    """Who has the password and the code gets in, and the cookie is out of reach of scripts."""
    sari = await staff("sari", enter=False, operator="")

    answer = await sari.sign_in()

    assert answer.status_code == 303
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("petugas="))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert (await sari.get("")).status_code == 200


async def test_neither_factor_is_enough_alone(staff: Staff) -> None:
    """A wrong password with the right code, and the other way round, look the same."""
    sari = await staff("sari", enter=False, operator="")

    one = await sari.sign_in(password="wrong password x")
    other = await sari.sign_in(code="000000")

    assert [one.status_code, other.status_code] == [401, 401]
    assert (await sari.get("")).status_code == 303


async def test_a_code_is_good_once(staff: Staff, clock: Clock) -> None:
    """A code that somebody looked over a shoulder opens nothing a second time."""
    sari = await staff("sari", operator="")
    code = pyotp.TOTP(sari._secret).at(clock.at)

    answer = await sari.http.get("/petugas/masuk")
    sari.csrf = answer.text.split('name="csrf" value="')[1].split('"')[0]
    again = await sari.post("/masuk", nama="sari", sandi=PASSWORD, kode=code)

    assert again.status_code == 401


async def test_five_failures_lock_the_account(staff: Staff, service: Service, clock: Clock) -> None:
    """After five failures even the right answers are refused for a quarter of an hour; then there
    are five again."""
    sari = await staff("sari", enter=False, operator="")
    for _ in range(MOST_FAILURES):
        await sari.sign_in(password="wrong password x")

    locked = await sari.sign_in()
    clock.forward(minutes=15)
    await sari.sign_in(password="wrong password x")
    later = await sari.sign_in()

    assert (locked.status_code, later.status_code) == (401, 303)
    told = await actions(service)
    assert told[:4] == ["signin", "signin.failed", "signin.refused", "signin.locked"]
    assert told[4:] == ["signin.failed"] * 4


async def test_a_stolen_session_guesses_five_passwords(staff: Staff, clock: Clock) -> None:
    """The page for a new password counts wrong old ones too, and once the account is locked it
    refuses the right one."""
    sari = await staff("sari", operator="")
    new = {"baru": "another good sentence"}
    for _ in range(MOST_FAILURES):
        await sari.post("/sandi", lama="wrong password x", **new)

    locked = await sari.post("/sandi", lama=PASSWORD, **new)
    clock.forward(minutes=16)
    later = await sari.post("/sandi", lama=PASSWORD, **new)

    assert (locked.status_code, later.status_code) == (200, 303)
    assert "tidak cocok" in locked.text


async def test_an_unknown_name_looks_like_a_wrong_password(staff: Staff) -> None:
    """The form tells nobody which accounts there are."""
    sari = await staff("sari", enter=False, operator="")
    wrong = await sari.sign_in(password="wrong password x")
    sari.name = "nobody"

    unknown = await sari.sign_in()

    assert unknown.status_code == wrong.status_code
    token = re.compile(r"[A-Za-z0-9_-]{32}")  # a fresh one in each form
    assert token.sub("", unknown.text) == token.sub("", wrong.text)


async def test_a_session_ends_without_use(staff: Staff, clock: Clock) -> None:
    """Half an hour without a request leads back to the form; the form returns to the page."""
    sari = await staff("sari", operator="")
    clock.forward(minutes=30)
    in_time = await sari.get("/sandi")
    clock.forward(minutes=31)

    answer = await sari.get("/sandi")

    assert in_time.status_code == 200
    assert answer.headers["location"] == "/petugas/masuk?ke=%2Fpetugas%2Fsandi"


async def test_signing_out_ends_the_session_on_the_server(staff: Staff) -> None:
    """A cookie kept from before is worth nothing after signing out."""
    sari = await staff("sari", operator="")
    kept = sari.http.cookies["petugas"]

    await sari.post("/keluar")
    sari.http.cookies.set("petugas", kept)

    assert (await sari.get("")).status_code == 303


async def test_a_form_without_its_token_is_refused(staff: Staff) -> None:
    """No token, a wrong token, or another site as the origin: 403, and nothing happens."""
    sari = await staff("sari", operator="")
    good = sari.csrf

    sari.csrf = "x" * 43
    wrong = await sari.post("/keluar")
    none = await sari.http.post("/petugas/keluar")
    foreign = await sari.http.post(
        "/petugas/keluar", data={"csrf": good}, headers={"origin": "https://evil.example"}
    )
    site = await sari.http.post(
        "/petugas/keluar", data={"csrf": good}, headers={"sec-fetch-site": "cross-site"}
    )

    null = await sari.http.post("/petugas/keluar", data={"csrf": good}, headers={"origin": "null"})

    assert {a.status_code for a in (wrong, none, foreign, site, null)} == {403}
    assert (await sari.get("")).status_code == 200


async def test_after_signing_in_one_goes_to_our_pages_only(staff: Staff) -> None:
    """The page to return to cannot lead elsewhere."""
    sari = await staff("sari", enter=False, operator="")
    for bad in ("https://evil.example", "//evil.example", "/petugas/../x\\@evil", "/petugasx"):
        await sari.get("/masuk")
        sari._clock.forward(minutes=1)
        code = pyotp.TOTP(sari._secret).at(sari._clock.at)
        answer = await sari.post("/masuk", nama="sari", sandi=PASSWORD, kode=code, ke=bad)

        assert answer.headers["location"] == "/petugas"


async def test_a_closed_account_is_out_at_once(staff: Staff, service: Service) -> None:
    """Closing an account ends its sessions, and it cannot sign in."""
    sari = await staff("sari", operator="32.01")
    boss = await staff("budi", administrator="")
    await boss.get("/akun")

    done = await boss.post("/akun/1/tutup")

    assert done.headers["location"].endswith("tersimpan")
    assert (await sari.get("")).status_code == 303
    assert (await sari.sign_in()).status_code == 401
    assert "staff.close" in await actions(service)


async def test_pages_have_strict_headers(staff: Staff) -> None:
    """A page of the console allows no inline script, no frame, and is kept by no cache."""
    sari = await staff("sari", operator="")

    answer: httpx.Response = await sari.get("")

    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


async def test_signing_out_everywhere(staff: Staff, service: Service) -> None:
    """A phone was lost: one form ends the sessions on all devices, those of nobody else."""
    sari = await staff("sari", operator="")
    lost = sari.http.cookies["petugas"]
    await sari.sign_in()
    budi = await staff("budi", operator="")

    form = (await sari.get("/sandi")).text
    answer = await sari.post("/keluar-semua")
    here = await sari.get("")
    sari.http.cookies.set("petugas", lost)
    there = await sari.get("")

    assert "/petugas/keluar-semua" in form
    assert answer.headers["location"] == "/petugas/masuk"
    assert [here.status_code, there.status_code] == [303, 303]
    assert (await budi.get("")).status_code == 200
    assert "signout.everywhere" in await actions(service)


async def test_a_guess_at_an_unknown_name_is_in_the_audit_log(
    staff: Staff, service: Service
) -> None:
    """That somebody tried is noted, once a minute; the name is not: it may be a password."""
    sari = await staff("sari", enter=False, operator="")
    sari.name = "correct horse battery"

    for _ in range(3):
        await sari.post("/masuk", nama=sari.name, sandi=PASSWORD, kode="000000")
        await sari.get("/masuk")
    await sari.post("/masuk", nama=sari.name, sandi=PASSWORD, kode="000000")
    at_once = await service.db.read(lambda conn: audit.latest(conn, 9))
    await sari.sign_in()
    later = await service.db.read(lambda conn: audit.latest(conn, 9))

    assert [len(at_once), len(later)] == [1, 2]
    entry = later[0]
    assert (entry.actor, entry.action, entry.detail) == ("", "signin.failed", "unknown")


async def test_a_progress_bar_keeps_no_session_alive(staff: Staff, clock: Clock) -> None:
    """A stream that the browser opens again and again is no sign that somebody is there."""
    sari = await staff("sari", broadcaster="")

    for _ in range(4):
        clock.forward(minutes=10)
        last = await sari.get("/siaran/1/peristiwa")

    assert last.status_code == 303


async def test_ten_guesses_at_once_are_ten_failures(staff: Staff, service: Service) -> None:
    """Guesses side by side count one by one, and lock the account; the right answer waits too. What
    is guessed at the locked door fills no log."""
    sari = await staff("sari", enter=False, operator="")
    await sari.get("/masuk")

    answers = await asyncio.gather(
        *(sari.post("/masuk", nama="sari", sandi="wrong password x", kode="1") for _ in range(10))
    )

    assert {answer.status_code for answer in answers} == {401}
    told = await actions(service)
    assert told.count("signin.failed") == 4
    assert told.count("signin.locked") == 1
    assert told.count("signin.refused") == 1
    assert (await sari.sign_in()).status_code == 401


@pytest.mark.parametrize(
    ("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
async def test_a_phones_clock_may_be_a_step_off(
    staff: Staff, clock: Clock, seconds: int, good: bool
) -> None:
    """A code of the step before or after is taken, no older or newer one."""
    sari = await staff("sari", enter=False, operator="")
    clock.at = clock.at.replace(second=15)
    at = clock.at + dt.timedelta(minutes=1, seconds=seconds)

    answer = await sari.sign_in(code=pyotp.TOTP(sari._secret).at(at))

    assert answer.status_code == (303 if good else 401)


async def test_a_later_code_ends_the_earlier_ones(staff: Staff, clock: Clock) -> None:
    """After the code of the next step was used, the one that shows now opens nothing."""
    sari = await staff("sari", enter=False, operator="")
    totp = pyotp.TOTP(sari._secret)
    await sari.sign_in(code=totp.at(clock.at + dt.timedelta(seconds=90)))
    await sari.get("/masuk")

    again = await sari.post("/masuk", nama="sari", sandi=PASSWORD, kode=totp.at(clock.at))

    assert again.status_code == 401


async def test_a_session_that_was_planted_is_not_taken_over(staff: Staff) -> None:
    """Signing in gives a token of its own, whatever cookie the browser had; the planted one opens
    nothing before or after."""
    sari = await staff("sari", enter=False, operator="")
    sari.http.cookies.set("petugas", "planted", domain="petugas.test", path="/")

    before = await sari.get("")
    entered = await sari.sign_in()
    cookie = next(c for c in entered.headers.get_list("set-cookie") if c.startswith("petugas="))
    sari.http.cookies.clear()
    sari.http.cookies.set("petugas", "planted")

    assert before.status_code == 303
    assert "planted" not in cookie
    assert (await sari.get("")).status_code == 303


async def test_a_session_ends_after_a_working_day(staff: Staff, clock: Clock) -> None:
    """However busy somebody is, after twelve hours they sign in again."""
    sari = await staff("sari", operator="")
    for _ in range(48):
        clock.forward(minutes=15)
        busy = await sari.get("")
    clock.forward(minutes=1)

    assert busy.status_code == 200
    assert (await sari.get("")).status_code == 303
