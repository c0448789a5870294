"""The console behind the real application, on a database of each kind where it matters."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import ChannelName
from bot.config import Settings
from bot.console.build import LIMITS, console_routes
from bot.console.passwords import hash_password, new_totp
from bot.storage.staff import Grant, StaffAccounts
from bot.web.api_route import API_LIMITS, PREFIX, api_route
from bot.web.app import create_app
from bot.wiring import Service, build
from tests.console.fakes import BASE, PASSWORD, Browser, Clock, Recorder
from tests.storage.ready import migrated_file, migrated_postgres, ready_url

__all__ = ["migrated_file", "migrated_postgres", "ready_url"]

Staff = Callable[..., Awaitable[Browser]]
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@pytest.fixture
def clock() -> Clock:
    """The clock."""
    return Clock()


@pytest.fixture
def doors() -> dict[ChannelName, Recorder]:
    """Channels that keep what they send."""
    names = (ChannelName.TELEGRAM, ChannelName.WHATSAPP, ChannelName.SMS)
    return {name: Recorder(name) for name in names}


@pytest.fixture
def embedded_url(migrated_file: Path, tmp_path: Path) -> str:
    """A SQLite database with the schema."""
    path = tmp_path / "bansos.db"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def more() -> dict[str, Any]:
    """Further settings."""
    return {}


@pytest.fixture
async def service(
    embedded_url: str,
    tmp_path: Path,
    clock: Clock,
    doors: dict[ChannelName, Recorder],
    more: dict[str, Any],
) -> AsyncIterator[Service]:
    """The bot, with a DTKS of no people."""
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=SecretStr(embedded_url),
        secret_keys=SecretStr(KEY),
        sandbox_people=0,
        **more,
    )
    async with build(settings, channels=doors, now=clock) as made:
        yield made


@pytest.fixture
async def app(service: Service) -> httpx.ASGITransport:
    """The web application with the console."""
    made = create_app(service, routes=console_routes(service, https=False), limits=LIMITS)
    return httpx.ASGITransport(app=made)


@pytest.fixture(scope="session")
def hashed() -> str:
    """The password's hash, made once."""
    return hash_password(PASSWORD, "nobody")


@pytest.fixture
async def staff(
    app: httpx.ASGITransport, service: Service, clock: Clock, hashed: str
) -> AsyncIterator[Staff]:
    """Hire somebody: `await staff("sari", operator="32.01")`; signed in unless told otherwise."""
    async with AsyncExitStack() as stack:

        async def hire(name: str, *, enter: bool = True, **roles: str) -> Browser:
            secret = new_totp()
            accounts = StaffAccounts(service.cipher)
            grants = [
                Grant(role, code) for role, codes in roles.items() for code in codes.split(",")
            ]
            await service.db.run(
                lambda conn: accounts.add(
                    conn,
                    name=name,
                    password_hash=hashed,
                    totp=secret,
                    oidc_subject=None,
                    grants=grants,
                    now=clock(),
                )
            )
            client = httpx.AsyncClient(transport=app, base_url=BASE)
            http = await stack.enter_async_context(client)
            browser = Browser(http, clock, name, secret)
            if enter:
                await browser.sign_in()
            return browser

        yield hire


@pytest.fixture
def api(service: Service) -> httpx.AsyncClient:
    """A client of the API behind the real application."""
    app = create_app(
        service,
        routes=[api_route(service.db, service.shelf, service.regions, service.now)],
        limits=API_LIMITS,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE + PREFIX)
