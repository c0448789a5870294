"""What `demo` and `serve` share: settings into a running web server, with or without phones."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from importlib import import_module

import sqlalchemy as sa
from pydantic import SecretStr
from starlette.routing import BaseRoute

from bot.channels.base import ChannelName
from bot.commands import memory
from bot.commands.console import Failure
from bot.commands.examples import examples
from bot.commands.looks import settle
from bot.config import KeysMissing, Settings
from bot.console.build import LIMITS, console_routes
from bot.figures.public import PublicReport
from bot.figures.report import Report
from bot.storage import apart, revision
from bot.storage.db import DatabaseInUse, open_database
from bot.web import dtks
from bot.web.api_route import API_LIMITS, api_route
from bot.web.app import create_app
from bot.web.media import media_route
from bot.web.server import PortTaken, Server, bind, make_server
from bot.web.simulator.build import (
    SMS_FROM,
    VOICE_FROM,
    WHATSAPP_FROM,
    Credentials,
    Simulator,
    credentials,
)
from bot.web.simulator.pages import Example, Option
from bot.web.simulator.phones import Phone
from bot.web.webhooks import SpokenAnswer
from bot.wiring import Service, build
from i18n.locales import offered
from i18n.message import say
from i18n.modes import Mode

# Told once the server listens: the service and what can be tried.
Ready = Callable[[Sequence[Example]], None]


def listen(host: str, port: int, *, search: bool) -> socket.socket:
    """A listening socket; with `search` on the next free port. Raises Failure."""
    try:
        return bind(host, port, search=search)
    except PortTaken:
        raise Failure(f"port {port} is taken; set BANSOS_PORT, or stop what uses it") from None
    except OSError as error:
        name = "BANSOS_PORT" if error.errno == errno.EACCES else "BANSOS_HOST"
        text = f"cannot listen on {host} port {port}: {error.strerror}; set {name}"
        raise Failure(text) from None


def base_of(sock: socket.socket) -> str:
    """Where this machine reaches the socket."""
    host, port = sock.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def simulated(settings: Settings, base: str) -> tuple[Settings, Credentials]:
    """The settings with made-up accounts for the channels that have no real ones."""
    real_telegram = bool(settings.telegram_token.get_secret_value())
    real_twilio = bool(settings.twilio_account_sid)
    accounts = credentials(telegram=not real_telegram, twilio=not real_twilio)
    changes: dict[str, object] = {}
    if not real_telegram:
        changes |= {
            "telegram_token": SecretStr(accounts.telegram_token),
            "telegram_secret": SecretStr(accounts.telegram_secret),
            "telegram_api_url": f"{base}/sim/telegram",
        }
    if not real_twilio:
        changes |= {
            "public_url": settings.public_url or base,
            "twilio_account_sid": accounts.account_sid,
            "twilio_auth_token": SecretStr(accounts.auth_token),
            "twilio_api_url": base,
            "whatsapp_from": WHATSAPP_FROM,
            "sms_from": SMS_FROM,
            "voice_from": VOICE_FROM,
        }
    return settings.model_copy(update=changes), accounts


async def serve(
    settings: Settings, sock: socket.socket, *, simulator_at: str | None, ready: Ready
) -> None:
    """Build the service on these settings and serve until told to stop.

    `simulator_at` is the simulator's path, or None for none."""
    memory.prepare()
    base = base_of(sock)
    accounts = None
    if simulator_at is not None:
        settings, accounts = simulated(settings, base)
    async with opened(settings) as service:
        simulator = None
        if accounts is not None and simulator_at is not None:
            simulator = await _simulator(service, accounts, base, simulator_at)
        try:
            server = _server(service, simulator)
            telling = asyncio.ensure_future(_tell(server, simulator, ready))
            await service.start(jobs=service.settings.embedded)
            memory.settle()
            await server.serve(sockets=[sock])
            telling.cancel()
        finally:
            if simulator is not None:
                await simulator.aclose()


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Service]:
    """The service, with what commonly stands in its way told in one line."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            await _migrate(settings)
            service = await stack.enter_async_context(build(settings))
            behind = await service.db.read(revision.behind)
        except (DatabaseInUse, KeysMissing) as error:
            raise Failure(str(error)) from None
        except sa.exc.OperationalError:
            raise Failure(
                "the database cannot be opened or upgraded; see `bansos doctor`"
            ) from None
        if behind is not None:
            raise Failure(f"the database is not this release's: {revision.todo(behind)}")
        yield service


async def _migrate(settings: Settings) -> None:
    """Bring an embedded database up to date without the memory that takes."""
    if not settings.embedded:
        return
    db = open_database(settings.database)
    try:
        have = await db.read(revision.behind)
        if have is not None and not revision.known(have):
            raise Failure(f"the database is not this release's: {revision.todo(have)}")
        if have is not None:
            await apart.upgrade(settings.database)
    finally:
        await db.aclose()


async def _tell(server: Server, simulator: Simulator | None, ready: Ready) -> None:
    await server.up.wait()
    ready(simulator.examples if simulator is not None else ())


async def _simulator(service: Service, accounts: Credentials, base: str, path: str) -> Simulator:
    async def settled(phone: Phone) -> None:
        known = partial(settle, service.db, service.contacts, phone.channel, phone.address)
        await known(phone.locale, phone.mode)

    found = await asyncio.to_thread(examples, service.sandbox, service.regions)
    catalog = service.catalog
    return Simulator(
        accounts,
        settled,
        base=base,
        public_url=service.settings.public_url or base,
        locales=[Option(locale.tag, locale.own_name) for locale in offered()],
        modes=[Option(m.value, catalog.text(say(f"mode.{m.value}"), "id")) for m in Mode],
        examples=found if accounts.channels else [],
        path=path,
    )


def _calls(service: Service) -> SpokenAnswer | None:
    if ChannelName.VOICE not in service.channels:
        return None
    # With Twilio's half of the world: 12 MB for who has no number.
    spoken: SpokenAnswer | None = import_module("bot.commands.calling").calls(service)
    return spoken


def _server(service: Service, simulator: Simulator | None) -> Server:
    https = service.settings.public_url.startswith("https://")
    routes: list[BaseRoute] = [media_route(service.links, service.assets)]
    routes += console_routes(service, https=https)
    report = Report(service.cipher, service.regions, service.catalog)
    routes += PublicReport(service.db, report, service.now).routes()
    routes.append(api_route(service.db, service.shelf, service.regions, service.now))
    limits: dict[str, int] = {**API_LIMITS, **LIMITS}
    if simulator is not None:
        routes += simulator.routes
        limits |= simulator.limits
    secret = service.settings.dtks_webhook_secret.get_secret_value()
    hooks = {dtks.PATH: dtks.DtksHook(secret, service.delivery.take)}
    app = create_app(
        service, routes=routes, limits=limits, https=https, hooks=hooks, spoken=_calls(service)
    )
    return make_server(app, on_exit=simulator.close if simulator is not None else None)
