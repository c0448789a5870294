"""`bansos doctor`: what is wrong, and what to do, in one line each.

Rules: looks, and changes nothing. Each check (`bot.commands.checks`) is a function that returns a
`Finding`; one that breaks is itself a finding. Nothing secret or personal is printed, and no
message is sent.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from pydantic import ValidationError

from bot.commands.checks import dtks, outside, storage
from bot.commands.checks.finding import Check, Finding, Level
from bot.commands.checks.names import strange_names
from bot.commands.checks.telegram import telegram
from bot.commands.checks.twilio import twilio
from bot.commands.console import Failure, out, print_json, settings_problems
from bot.config import ENV_FILE, Settings, UnreadableSettings
from bot.privacy.crypto import new_key

PATIENCE = 15.0  # seconds for one check: a connection and two answers, each with its own limit

CHECKS: dict[str, Check] = {
    "keys": storage.keys,
    "database": storage.database,
    "backend": dtks.backend,
    "telegram": telegram,
    "twilio": twilio,
    "listen": outside.listening,
    "address": outside.public_url,
    "staff": outside.ministry,
    "disk": storage.disk,
    "media": storage.media,
    "voice": outside.voices,
    "browser": outside.browser,
}


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
    strange = strange_names(Path(ENV_FILE))
    try:
        settings = Settings()
    except UnreadableSettings as error:
        return [Finding.fail("settings", str(error))]
    except ValidationError as error:
        wrong = [Finding.fail("settings", line) for line in settings_problems(error)]
        return [*wrong, *strange]
    first = strange or [Finding.ok("settings", "read from the environment and .env")]
    checks = (_guarded(name, check, settings) for name, check in CHECKS.items())
    return [*first, *await asyncio.gather(*checks)]


async def _guarded(name: str, check: Check, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check(settings)
    except TimeoutError:
        return Finding.fail(name, f"no answer within {PATIENCE:.0f} s; try again")
    except Exception as error:
        return Finding.fail(name, f"could not be checked ({type(error).__name__})")
