"""Signing in with the ministry's account: against a provider that signs, and against bad ones."""

import datetime as dt
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr

from bot.config import Settings
from bot.console.build import console_routes
from bot.storage import audit
from bot.storage.staff import Grant, StaffAccounts
from bot.web.app import create_app
from bot.wiring import Service, build
from tests.console.conftest import KEY
from tests.console.idp import CLIENT, SECRET, FakeProvider

BASE = "http://127.0.0.1:1"


class Now:
    """The real time (tokens have real times), moved by a test."""

    def __init__(self) -> None:
        self.later = dt.timedelta()

    def __call__(self) -> dt.datetime:
        """Now."""
        return dt.datetime.now(dt.UTC) + self.later


@pytest.fixture
def now() -> Now:
    """The clock."""
    return Now()


@pytest.fixture
async def idp() -> AsyncIterator[FakeProvider]:
    """The provider."""
    async with FakeProvider() as made:
        yield made


@pytest.fixture
def claim() -> str:
    """What says who somebody is."""
    return "sub"


@pytest.fixture
async def service(
    migrated_file: Path, tmp_path: Path, idp: FakeProvider, now: Now, claim: str
) -> AsyncIterator[Service]:
    """The bot with that provider."""
    shutil.copy(migrated_file, tmp_path / "bansos.db")
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        secret_keys=SecretStr(KEY),
        sandbox_people=0,
        public_url=BASE,
        oidc_issuer=idp.url,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_claim=claim,
    )
    async with build(settings, now=now) as made:
        yield made


@pytest.fixture
async def browser(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser."""
    transport = httpx.ASGITransport(
        app=create_app(service, routes=console_routes(service, https=False))
    )
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


async def hire(service: Service, subject: str = "8f3a-sari", *, closed: bool = False) -> None:
    """Sari, an operator without a password."""

    def work(conn: object) -> None:
        accounts = StaffAccounts(service.cipher)
        made = accounts.add(
            conn,  # type: ignore[arg-type]  # the database hands it in
            name="sari",
            password_hash=None,
            totp=None,
            oidc_subject=subject,
            grants=[Grant("operator", "")],
            now=service.now(),
        )
        if closed:
            accounts.disable(conn, made, service.now())  # type: ignore[arg-type]

    await service.db.run(work)


async def through(browser: httpx.AsyncClient, idp: FakeProvider, to: str = "") -> httpx.Response:
    """Out to the provider and back."""
    out = await browser.get(f"/petugas/oidc?ke={to}")
    return await browser.get(idp.visit(out.headers["location"]))


async def noted(service: Service) -> list[tuple[str, str, str]]:
    """What the audit log has, newest first."""
    rows = await service.db.read(lambda conn: audit.latest(conn, 10, None))
    return [(row.actor, row.action, row.detail) for row in rows]


async def test_a_ministry_account_opens_a_session(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """Out and back with PKCE, state and nonce: a session on the server, an audit row, and a page
    of ours that leads on to where they wanted to go."""
    await hire(service)

    form = await browser.get("/petugas/masuk?ke=/petugas/kotak")
    answer = await through(browser, idp, "/petugas/kotak")
    home = await browser.get("/petugas")

    assert 'href="/petugas/oidc?ke=/petugas/kotak"' in form.text
    assert answer.status_code == 200
    assert 'content="0;url=/petugas/kotak"' in answer.text
    assert home.status_code == 200
    assert "sari" in home.text
    assert await noted(service) == [("sari", "signin", "oidc")]
    cookies = answer.headers.get_list("set-cookie")
    assert any("petugas=" in one and "SameSite=strict" in one for one in cookies)
    assert any(one.startswith('oidc=""') for one in cookies)


async def test_the_secret_may_go_in_the_body(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """A provider that takes client_secret_post only is served so."""
    await hire(service)
    idp.ways = ["client_secret_post"]

    assert (await through(browser, idp)).status_code == 200


async def test_a_key_changed_at_the_provider_is_looked_up(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """The new key is fetched when a token names it; not more than once in half a minute."""
    await hire(service)
    out = await browser.get("/petugas/oidc")
    idp.turn_keys()
    first = await browser.get(idp.visit(out.headers["location"]))

    assert first.status_code == 200
    assert idp.calls.count("keys") == 1


@pytest.mark.parametrize(
    "twist",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"]},  # without azp
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "replayed"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"iat": 4_000_000_000},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
async def test_claims_that_are_not_ours(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service, twist: dict[str, object]
) -> None:
    """Another issuer, audience, party, nonce or time: nobody enters, and it is in the log."""
    await hire(service)
    idp.twist = twist

    answer = await through(browser, idp)

    assert answer.status_code == 401
    assert "tidak sah" in answer.text
    assert (await browser.get("/petugas")).status_code == 303
    assert await noted(service) == [("oidc", "signin.refused", "token")]


async def test_signatures_that_prove_nothing(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """A stranger's key, or something public used as an HMAC secret, opens nothing."""
    await hire(service)
    idp.signs = RSAKey.generate_key(2048)
    stranger = await through(browser, idp)
    idp.signs, idp.alg = OctKey.import_key(str(idp.key.as_dict(private=False)["n"])), "HS256"
    confused = await through(browser, idp)
    idp.signs = OctKey.import_key(SECRET)
    shared = await through(browser, idp)

    assert [a.status_code for a in (stranger, confused, shared)] == [401, 401, 401]


async def test_a_return_without_its_attempt(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service, now: Now
) -> None:
    """Another browser's return, a second one, a late one, a changed state or issuer, and rubbish
    are told apart from nothing: 400, and the code is never redeemed."""
    await hire(service)
    out = await browser.get("/petugas/oidc")
    back = idp.visit(out.headers["location"])
    kept = dict(browser.cookies)

    async def returned(url: str, cookies: dict[str, str]) -> int:
        browser.cookies = httpx.Cookies(cookies)
        return (await browser.get(url)).status_code

    wrong = [
        await returned(back, {}),
        await returned(back, {"oidc": "bukan-apa-apa"}),
        await returned(back.replace("state=", "state=x"), kept),
        await returned(back.replace("iss=", "iss=x"), kept),
        await returned("/petugas/oidc/kembali", kept),
        await returned("/petugas/oidc/kembali?state=%C3%A9&code=%00", kept),
    ]
    now.later = dt.timedelta(minutes=11)
    wrong.append(await returned(back, kept))
    assert wrong == [400] * 7
    assert "token" not in idp.calls
    now.later = dt.timedelta()
    assert await returned(back, kept) == 200
    assert await returned(back, kept) == 401  # the provider knows the code no more


async def test_who_has_no_account_here(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """Unknown, closed, or turned back at the provider: told, noted, nobody named."""
    unknown = await through(browser, idp)
    await hire(service, closed=True)
    closed = await through(browser, idp)
    out = await browser.get("/petugas/oidc")
    state = idp.visit(out.headers["location"]).partition("state=")[2].partition("&")[0]
    denied = await browser.get(f"/petugas/oidc/kembali?error=access_denied&state={state}")

    assert [a.status_code for a in (unknown, closed, denied)] == [401, 401, 401]
    assert "belum terdaftar" in unknown.text
    assert "belum terdaftar" in closed.text
    assert "membatalkan" in denied.text
    assert await noted(service) == [
        ("sari", "signin.refused", ""),
        ("oidc", "signin.refused", "unknown"),
    ]


async def test_a_provider_that_is_not_there(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """Down, or describing another issuer: 502 with the way round by password."""
    idp.down = True
    down = await browser.get("/petugas/oidc")
    idp.down, idp.other_issuer = False, "https://evil.example"
    other = await browser.get("/petugas/oidc")

    assert (down.status_code, other.status_code) == (502, 502)
    assert "kata sandi" in down.text


async def test_where_to_go_stays_ours(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """An address elsewhere is not followed after signing in."""
    await hire(service)
    for to in ("https://evil.example", "//evil.example", "/petugas/oidc", "/petugas\\@evil"):
        answer = await through(browser, idp, to)

        assert 'content="0;url=/petugas"' in answer.text


@pytest.mark.parametrize("claim", ["email"])
async def test_by_verified_address(
    browser: httpx.AsyncClient, idp: FakeProvider, service: Service
) -> None:
    """With the claim 'email' an address counts only when the provider has verified it."""
    await hire(service, "sari@dinsos.example")
    idp.twist = {"email": "Sari@Dinsos.example"}
    unverified = await through(browser, idp)
    idp.twist["email_verified"] = True
    verified = await through(browser, idp)

    assert unverified.status_code == 401
    assert "belum diverifikasi" in unverified.text
    assert verified.status_code == 200
