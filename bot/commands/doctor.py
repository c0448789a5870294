"""`bansos doctor`: what is wrong, and what to do, in one line each.

Rules: looks, and changes nothing. Each check is a function that returns a `Finding`; one that
breaks is itself a finding. Nothing secret or personal is printed, and no message is sent.
"""

import asyncio
import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Awaitable, Callable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import httpx
import msgspec
import sqlalchemy as sa
import typer
from pydantic import ValidationError
from telegram.error import InvalidToken, TelegramError

from backend_client.http import DtksHttp
from backend_client.port import BackendError, BackendErrorCode
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio_http import Hosts
from bot.commands.console import Failure, out, print_json, settings_problems
from bot.config import Settings
from bot.media.opening import ExtraMissing, bare_shelf
from bot.media.store import ShelfAway
from bot.privacy.crypto import new_key
from bot.storage import revision
from bot.storage.sqlite import sqlite_engine
from bot.storage.url import is_sqlite, parse, sqlite_path

PATIENCE = 10.0  # seconds for one check
_ROOM = 1_000_000_000  # bytes free, below which a busy day's media may fill the disk


class Level(StrEnum):
    """How bad it is. Only FAIL makes the command fail."""

    OK = "ok"
    NOTE = "note"
    FAIL = "fail"


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, how it is, and what to do."""

    check: str
    level: Level
    text: str


Check = Callable[[Settings], Awaitable[Finding]]


def run(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    key: Annotated[
        bool, typer.Option("--new-key", help="Print a fresh key for BANSOS_SECRET_KEYS, and stop.")
    ] = False,
) -> None:
    """Check settings, database, backend, tokens and webhooks; say what to do."""
    if key:
        out.print(new_key())
        return
    findings = asyncio.run(examine())
    for finding in findings:
        if json:
            print_json(msgspec.to_builtins(finding))
        else:
            colour = {"ok": "green", "note": "yellow", "fail": "bold red"}[finding.level.value]
            out.print(f"[{colour}]{finding.level.value:<5}[/] {finding.check:<10} ", end="")
            out.print(finding.text, markup=False)
    failed = sum(finding.level is Level.FAIL for finding in findings)
    if failed:
        raise Failure(f"{failed} of {len(findings)} checks failed")


async def examine() -> list[Finding]:
    """All findings, in the order of `CHECKS`; wrong settings end it at once."""
    try:
        settings = Settings()
    except ValidationError as error:
        return [Finding("settings", Level.FAIL, line) for line in settings_problems(error)]
    first = Finding("settings", Level.OK, "read from the environment and .env")
    checks = (_guarded(name, check, settings) for name, check in CHECKS.items())
    return [first, *await asyncio.gather(*checks)]


async def _guarded(name: str, check: Check, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check(settings)
    except TimeoutError:
        return Finding(name, Level.FAIL, f"no answer within {PATIENCE:.0f} s")
    except Exception as error:
        return Finding(name, Level.FAIL, f"could not be checked ({type(error).__name__})")


async def _keys(settings: Settings) -> Finding:
    given = bool(settings.secret_keys.get_secret_value())
    if given:
        return Finding("keys", Level.OK, f"{len(settings.keys())} key(s); the first encrypts")
    if not settings.embedded:
        text = "BANSOS_SECRET_KEYS is needed with PostgreSQL; make one: bansos doctor --new-key"
        return Finding("keys", Level.FAIL, text)
    path = settings.data_dir / "secret.keys"
    text = f"kept in {path}: back it up, without it the data cannot be read"
    return Finding("keys", Level.NOTE, text)


async def _database(settings: Settings) -> Finding:
    return await asyncio.to_thread(_look_at_database, settings)


def _look_at_database(settings: Settings) -> Finding:
    url = parse(settings.database)
    path = sqlite_path(url) if is_sqlite(url) else None
    if path is not None and not path.exists():
        folder = next((p for p in path.absolute().parents if p.exists()), Path("/"))
        if not os.access(folder, os.W_OK):
            return Finding("database", Level.FAIL, f"{folder} is not writable")
        return Finding("database", Level.NOTE, f"{path} will be made at the first start")
    engine = sqlite_engine(url) if is_sqlite(url) else sa.create_engine(url)
    try:
        with engine.connect() as connection:
            have = revision.behind(connection)
    except sa.exc.SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        where = url.host or path or "memory"
        text = f"{where} cannot be reached ({kind}); check BANSOS_DATABASE_URL"
        return Finding("database", Level.FAIL, text)
    finally:
        engine.dispose()
    if have is not None:
        text = f"reachable, but {revision.todo(have)}"
        upgraded = settings.embedded and revision.known(have)  # by the next start itself
        level = Level.NOTE if upgraded else Level.FAIL
        return Finding("database", level, text)
    return Finding("database", Level.OK, f"{url.get_backend_name()}, up to date")


async def _backend(settings: Settings) -> Finding:
    if not settings.dtks_url:
        return Finding("backend", Level.NOTE, "the embedded sandbox; set BANSOS_DTKS_URL for DTKS")
    backend = DtksHttp(settings.dtks_url, settings.dtks_token.get_secret_value())
    try:
        await backend.ping()
    except BackendError as error:
        todo = {
            BackendErrorCode.UNAUTHORISED: "check BANSOS_DTKS_TOKEN",
            BackendErrorCode.NOT_FOUND: "check BANSOS_DTKS_URL",
        }.get(error.code, "it may be down; messages are kept meanwhile")
        return Finding("backend", Level.FAIL, f"{error.code.value}: {todo}")
    finally:
        await backend.aclose()
    return Finding("backend", Level.OK, "DTKS answers")


async def _telegram(settings: Settings) -> Finding:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Finding("telegram", Level.NOTE, "off; set BANSOS_TELEGRAM_TOKEN to use it")
    channel = TelegramChannel(
        token,
        settings.telegram_secret.get_secret_value(),
        api_url=settings.telegram_api_url,
    )
    try:
        me = await channel.bot.get_me()
        hook = await channel.bot.get_webhook_info()
    except InvalidToken:
        text = "Telegram does not know this BANSOS_TELEGRAM_TOKEN"
        return Finding("telegram", Level.FAIL, text)
    except TelegramError as error:
        return Finding("telegram", Level.FAIL, f"Telegram does not answer: {type(error).__name__}")
    finally:
        await channel.aclose()
    wanted = f"{settings.public_url}/hooks/telegram"
    if not settings.public_url or hook.url != wanted:
        text = f"@{me.username}, but its webhook is not ours; run: bansos telegram set-webhook"
        return Finding("telegram", Level.FAIL, text)
    if hook.last_error_message and hook.pending_update_count:
        text = f"{hook.pending_update_count} wait: {hook.last_error_message}"
        return Finding("telegram", Level.FAIL, text)
    return Finding("telegram", Level.OK, f"@{me.username}, webhook set")


async def _twilio(settings: Settings) -> Finding:
    sid = settings.twilio_account_sid
    if not sid:
        return Finding("twilio", Level.NOTE, "off; set BANSOS_TWILIO_ACCOUNT_SID to use it")
    url = Hosts(settings.twilio_api_url).api(
        f"https://api.twilio.com/2010-04-01/Accounts/{sid}.json"
    )
    token = settings.twilio_auth_token.get_secret_value()
    async with httpx.AsyncClient(auth=(sid, token), timeout=PATIENCE) as client:
        try:
            answer = await client.get(url)
        except httpx.HTTPError as error:
            return Finding("twilio", Level.FAIL, f"does not answer: {type(error).__name__}")
    if answer.status_code in (401, 403, 404):
        text = "refuses account and token; check BANSOS_TWILIO_ACCOUNT_SID and _AUTH_TOKEN"
        return Finding("twilio", Level.FAIL, text)
    senders = {
        "WhatsApp": settings.whatsapp_from,
        "SMS": settings.sms_from,
        "calls": settings.voice_from,
    }
    used = ", ".join(name for name, number in senders.items() if number)
    if not used:
        return Finding("twilio", Level.NOTE, "set a sender, as BANSOS_WHATSAPP_FROM")
    return Finding("twilio", Level.OK, f"{used}; webhooks under {settings.public_url}/hooks/")


async def _public_url(settings: Settings) -> Finding:
    url = settings.public_url
    if not url:
        if settings.telegram_token.get_secret_value() or settings.twilio_account_sid:
            return Finding("address", Level.FAIL, "BANSOS_PUBLIC_URL is not set")
        return Finding("address", Level.NOTE, "no BANSOS_PUBLIC_URL; needed for real channels")
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        try:
            answer = await client.get(f"{url}/healthz")
        except httpx.HTTPError as error:
            text = f"{url} is not reached from here ({type(error).__name__}); is `serve` running?"
            return Finding("address", Level.FAIL, text)
    if answer.status_code != 200 or answer.text != "ok":
        text = f"{url}/healthz answers {answer.status_code}: is the proxy pointed at `serve`?"
        return Finding("address", Level.FAIL, text)
    if not url.startswith("https://"):
        return Finding("address", Level.NOTE, f"{url} is not https: fine on this machine only")
    return Finding("address", Level.OK, url)


async def _ministry(settings: Settings) -> Finding:
    if not settings.oidc_issuer:
        text = "staff sign in by password; set BANSOS_OIDC_ISSUER for the ministry's accounts"
        return Finding("staff", Level.NOTE, text)
    ministry = import_module("bot.console.ministry")
    provider = ministry.provider_of(settings, lambda: dt.datetime.now(dt.UTC))
    try:
        keys = await provider.check()
    except ministry.Turned:
        text = f"{settings.oidc_issuer} does not describe itself; check BANSOS_OIDC_ISSUER"
        return Finding("staff", Level.FAIL, text)
    back = settings.public_url + ministry.BACK
    return Finding("staff", Level.OK, f"identity provider with {keys} key(s); it returns to {back}")


async def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        return Finding("disk", Level.FAIL, f"{existing} is not writable; set BANSOS_DATA_DIR")
    level = Level.OK if free > _ROOM else Level.FAIL
    todo = "" if free > _ROOM else "; make room or set BANSOS_DATA_DIR"
    return Finding("disk", level, f"{free / 1e9:.0f} GB free in {folder}{todo}")


async def _media(settings: Settings) -> Finding:
    if not settings.s3_bucket:
        folder = settings.data_dir / "media"
        if settings.embedded:
            return Finding("media", Level.OK, f"kept in {folder}, encrypted")
        text = f"kept in {folder}: with several machines set BANSOS_S3_BUCKET, or share the folder"
        return Finding("media", Level.NOTE, text)
    try:
        shelf = bare_shelf(settings)
    except ExtraMissing as error:
        return Finding("media", Level.FAIL, str(error))
    async with contextlib.aclosing(shelf):
        try:
            await shelf.check()
        except ShelfAway as error:
            text = f"the bucket cannot be used ({error}); check the BANSOS_S3_ settings"
            return Finding("media", Level.FAIL, text)
    return Finding("media", Level.OK, f"bucket {settings.s3_bucket}, encrypted before it leaves")


async def _voices(_: Settings) -> Finding:
    if shutil.which("espeak-ng"):
        return Finding("voice", Level.OK, "espeak-ng speaks the prompts that nobody has recorded")
    text = "no espeak-ng: only recorded prompts are heard; on Debian: apt install espeak-ng"
    return Finding("voice", Level.NOTE, text)


async def _browser(_: Settings) -> Finding:
    names = ("chromium", "chromium-browser", "google-chrome")
    if any(shutil.which(name) for name in names):
        return Finding("browser", Level.OK, "a Chromium for the browser tests")
    text = "no Chromium: the browser tests are skipped; the bot itself needs none"
    return Finding("browser", Level.NOTE, text)


CHECKS: dict[str, Check] = {
    "keys": _keys,
    "database": _database,
    "backend": _backend,
    "telegram": _telegram,
    "twilio": _twilio,
    "address": _public_url,
    "staff": _ministry,
    "disk": _disk,
    "media": _media,
    "voice": _voices,
    "browser": _browser,
}
