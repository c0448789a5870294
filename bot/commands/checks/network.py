"""Why a service is not reached, in words: its name, its door, its certificate, or its silence.

Rules: a plain connection is made and closed; nothing is said on it. Like the bot's own clients it
goes straight there, by no proxy of the environment.
"""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx

CONNECT = 4.0  # seconds until a door counts as shut
ANSWER = 5.0  # seconds until one that is open counts as dumb
_PORTS = {"http": 80, "https": 443}
_Open = Callable[..., Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
_NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH)


def place(url: str) -> str:
    """The address without what may be secret: 'host:port'."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"


async def trouble(url: str, opened: _Open = asyncio.open_connection) -> str | None:
    """What stands between this machine and the address; None when a connection can be made."""
    parts = urlsplit(url)
    host, where = parts.hostname or "", place(url)
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or _PORTS.get(parts.scheme, 0)
    try:
        async with asyncio.timeout(CONNECT):
            _, writer = await opened(host, port, ssl=secure)
    except TimeoutError:
        return f"{where} does not answer within {CONNECT:.0f} s; a firewall may be in between"
    except socket.gaierror:
        return f"'{host}' is not a known name (DNS), or this machine is not online"
    except ssl.SSLCertVerificationError as error:
        reason = getattr(error, "verify_message", None) or "not valid"
        return f"{where} has a certificate that does not count ({reason})"
    except ssl.SSLError:
        return f"{where} does not speak TLS; it may be an http:// address"
    except (OSError, UnicodeError) as error:
        return _refused(where, error)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return None


def _refused(where: str, error: Exception) -> str:
    # Several addresses of one name, each refused in its own words, come as one text.
    code, told = getattr(error, "errno", None), str(error)
    if code == errno.ECONNREFUSED or f"Errno {errno.ECONNREFUSED}" in told:
        return f"{where} refuses the connection; nothing listens there"
    if code in _NO_ROUTE or any(f"Errno {one}" in told for one in _NO_ROUTE):
        return f"no way from this machine to {where}; check its network"
    return f"no connection to {where} ({errno.errorcode.get(code or 0, type(error).__name__)})"


async def get(url: str, **more: Any) -> httpx.Response | str:
    """The answer to a GET, or in words why there is none."""
    if words := await trouble(url):
        return words
    try:
        async with httpx.AsyncClient(timeout=ANSWER, trust_env=False) as client:
            return await client.get(url, **more)
    except httpx.TimeoutException:
        return f"{place(url)} takes the connection, and says nothing within {ANSWER:.0f} s"
    except (httpx.HTTPError, httpx.InvalidURL):
        return f"{place(url)} takes the connection, but speaks no HTTP"


def document(answer: httpx.Response) -> dict[str, Any]:
    """The answer's JSON object; empty when it is none."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
