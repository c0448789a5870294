"""Ways to make the sandbox fail: switches, rates, and magic NIKs and names.

Rules: what fails here fails the same in process and over HTTP. Switches and rates are settings
(`Faults`), kept in the sandbox's case file so that a command in another process can flip them.
A magic NIK is any well-formed NIK whose last four digits are in `MAGIC`; a magic name is looked up
in any village. Both travel the real path. docs/sandbox.md lists them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from random import Random

import msgspec

from backend_client.port import BackendError, BackendErrorCode

# Longer than a person waits without a word, shorter than the client's time-out (10 s).
SLOW_SECONDS = 6.0
MAGIC_RETRY_AFTER = 5.0


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """What goes wrong on purpose. Rates are shares of requests (0..1), `latency` in seconds."""

    down: bool = False
    latency: float = 0.0
    error_rate: float = 0.0
    malformed_rate: float = 0.0
    rate_limited_rate: float = 0.0
    retry_after: float = 2.0


class Magic(StrEnum):
    """What a magic NIK or name does."""

    SLOW = "slow"
    DOWN = "down"
    MALFORMED = "malformed"
    REJECTED = "rejected"
    NEEDS_CORRECTION = "needs_correction"
    APPROVED = "approved"
    REGISTERED = "registered"
    OPEN_CASE = "open_case"
    RATE_LIMITED = "rate_limited"
    REFUSED_FIELDS = "refused_fields"
    REJECTED_LATER = "rejected_later"
    WAITING = "waiting"
    FLAPPING = "flapping"
    NAMESAKES = "namesakes"
    ENDED = "ended"


# The last four digits of a NIK. The population's serials stay far below.
MAGIC = {
    "9001": Magic.SLOW,
    "9002": Magic.DOWN,
    "9003": Magic.MALFORMED,
    "9004": Magic.REJECTED,
    "9005": Magic.NEEDS_CORRECTION,
    "9006": Magic.APPROVED,
    "9007": Magic.REGISTERED,
    "9008": Magic.OPEN_CASE,
    "9009": Magic.RATE_LIMITED,
    "9010": Magic.REFUSED_FIELDS,
    "9011": Magic.REJECTED_LATER,
    "9012": Magic.WAITING,
    "9013": Magic.FLAPPING,
}

# Names, in any village, in any capitals.
MAGIC_NAMES = {
    "uji lambat": Magic.SLOW,
    "uji putus": Magic.DOWN,
    "uji rusak": Magic.MALFORMED,
    "uji penuh": Magic.RATE_LIMITED,
    "uji penerima": Magic.REGISTERED,
    "uji antre": Magic.WAITING,
    "uji berakhir": Magic.ENDED,
    "uji kembar": Magic.NAMESAKES,
}


def magic_of_nik(nik: object) -> Magic | None:
    """What this NIK does; None for an ordinary one."""
    if not (isinstance(nik, str) and len(nik) == 16 and nik.isascii() and nik.isdigit()):
        return None
    return MAGIC.get(nik[12:])


def magic_of_name(name: str) -> Magic | None:
    """What this name does; None for an ordinary one."""
    return MAGIC_NAMES.get(" ".join(name.lower().split()))


class FaultGate:
    """Every request passes here first."""

    def __init__(
        self,
        settings: Callable[[], Faults],
        *,
        rng: Random | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._rng = rng or Random()
        self._sleep = sleep
        self._flaps: dict[str, int] = {}

    async def general(self) -> None:
        """The switches and rates. Raises BackendError as a real outage would."""
        faults = self._settings()
        if faults.latency > 0:
            await self._sleep(faults.latency)
        if faults.down:
            raise BackendError(BackendErrorCode.UNAVAILABLE)
        if faults.error_rate and self._rng.random() < faults.error_rate:
            raise BackendError(BackendErrorCode.UNAVAILABLE)
        if faults.rate_limited_rate and self._rng.random() < faults.rate_limited_rate:
            raise BackendError(BackendErrorCode.RATE_LIMITED, retry_after=faults.retry_after)
        if faults.malformed_rate and self._rng.random() < faults.malformed_rate:
            raise BackendError(BackendErrorCode.MALFORMED)

    async def magic(self, kind: Magic | None, key: str = "") -> None:
        """The part of a magic NIK or name that is a failure; `key` counts flapping tries."""
        match kind:
            case Magic.SLOW:
                await self._sleep(SLOW_SECONDS)
            case Magic.DOWN:
                raise BackendError(BackendErrorCode.UNAVAILABLE)
            case Magic.MALFORMED:
                raise BackendError(BackendErrorCode.MALFORMED)
            case Magic.RATE_LIMITED:
                raise BackendError(BackendErrorCode.RATE_LIMITED, retry_after=MAGIC_RETRY_AFTER)
            case Magic.FLAPPING:
                tries = self._flaps[key] = self._flaps.get(key, 0) + 1
                if tries % 3:
                    raise BackendError(BackendErrorCode.UNAVAILABLE)
            case _:
                return
