"""DTKS: is it there, does it take the token, and how fast does it answer?"""

import time

from backend_client.http import DtksHttp
from backend_client.port import BackendError, BackendErrorCode
from bot.commands.checks.finding import Finding
from bot.commands.checks.network import trouble
from bot.config import Settings

_PATIENCE = 5.0  # seconds
_SLOW = 2.0  # seconds; a citizen is told to wait a moment after 4
_TODO = {
    BackendErrorCode.UNAUTHORISED: "refuses BANSOS_DTKS_TOKEN; ask the ministry for a valid one",
    BackendErrorCode.NOT_FOUND: "has no API there; check the path in BANSOS_DTKS_URL",
    BackendErrorCode.MALFORMED: "does not answer like DTKS; check BANSOS_DTKS_URL",
    BackendErrorCode.TIMEOUT: f"does not answer within {_PATIENCE:.0f} s; messages are kept",
    BackendErrorCode.RATE_LIMITED: "has too many requests from us; messages are kept meanwhile",
    BackendErrorCode.UNAVAILABLE: "says it is down; messages are kept meanwhile",
}


async def backend(settings: Settings) -> Finding:
    """One question to DTKS."""
    if not settings.dtks_url:
        return Finding.note("backend", "the embedded sandbox; set BANSOS_DTKS_URL for DTKS")
    if words := await trouble(settings.dtks_url):
        text = f"DTKS is not reached: {words}; check BANSOS_DTKS_URL. Messages are kept meanwhile"
        return Finding.fail("backend", text)
    token = settings.dtks_token.get_secret_value()
    client = DtksHttp(settings.dtks_url, token, read_timeout=_PATIENCE)
    begun = time.perf_counter()
    try:
        await client.ping()
    except BackendError as error:
        todo = _TODO.get(error.code, f"answers '{error.code.value}'; check BANSOS_DTKS_URL")
        if error.code is BackendErrorCode.UNAUTHORISED and not token:
            todo = "wants a token; set BANSOS_DTKS_TOKEN"
        return Finding.fail("backend", f"DTKS {todo}")
    finally:
        await client.aclose()
    took = time.perf_counter() - begun
    if took > _SLOW:
        text = f"DTKS answers, but took {took:.1f} s; citizens wait that long for every look-up"
        return Finding.note("backend", text)
    return Finding.ok("backend", "DTKS answers")
