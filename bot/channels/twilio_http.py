"""How Twilio calls travel: the SDK's asynchronous client, with what its transport leaves out.

Rules: the time-out is honoured and JSON bodies are sent as JSON (9.13.0 does neither); every
Twilio host goes to the configured address if there is one, and any other host raises, so that
credentials never leave for a stranger. Nothing is logged: bodies are citizens' messages.
"""

import base64
import json
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response

_API_DOMAIN = ".twilio.com"
_CDN_DOMAIN = ".twiliocdn.com"


class UnknownHost(Exception):
    """A request was about to leave for a host that is not Twilio's."""


class NotSent(Exception):
    """The request never reached Twilio."""


class Ambiguous(Exception):
    """The request left, and no answer came: it may have been carried out."""


class RateLimited(Exception):
    """429; `seconds` from Retry-After if told. `TwilioRestException` has no headers."""

    def __init__(self, code: int | None, seconds: float | None) -> None:
        super().__init__("429")
        self.code = code
        self.seconds = seconds


class Hosts:
    """Which hosts are Twilio's, and where they are really reached."""

    def __init__(self, api_url: str = "") -> None:
        self._override = urlsplit(api_url.rstrip("/")) if api_url else None

    def api(self, url: str) -> str:
        """The address for a call with credentials. Raises UnknownHost."""
        return self._place(url, (_API_DOMAIN,))

    def media(self, url: str) -> str:
        """The address for a download; its redirects may lead to Twilio's CDN."""
        return self._place(url, (_API_DOMAIN, _CDN_DOMAIN))

    def trusted(self, url: str) -> bool:
        """May credentials go to this address, as it came out of `api` or `media`?"""
        parts = urlsplit(url)
        if self._override is not None:
            return parts.netloc == self._override.netloc
        return parts.scheme == "https" and (parts.hostname or "").endswith(_API_DOMAIN)

    def _place(self, url: str, domains: tuple[str, ...]) -> str:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            raise UnknownHost("unreadable") from None
        over = self._override
        if over is not None and parts.netloc == over.netloc:
            return url
        # Media used to be redirected to this bucket, and in places still are.
        bucket = host.endswith(".amazonaws.com") and (
            parts.path.startswith("/media.twiliocdn.com/")
            or host.startswith("media.twiliocdn.com.")
        )
        ours = host.endswith(domains) or (bucket and _CDN_DOMAIN in domains)
        if not ours or parts.scheme != "https" or parts.username is not None:
            raise UnknownHost(host)
        if over is None:
            return url
        path = over.path.rstrip("/") + parts.path
        return urlunsplit((over.scheme, over.netloc, path, parts.query, ""))


class TwilioHttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]  # an untyped SDK
    """The SDK's transport with a pool of kept-alive connections; `timeout` in seconds a call."""

    def __init__(self, hosts: Hosts, *, timeout: float = 10.0, connect: float = 5.0) -> None:
        super().__init__(pool_connections=False, timeout=timeout)
        self._hosts = hosts
        self._limits = aiohttp.ClientTimeout(total=timeout, connect=connect, sock_connect=connect)
        self._pool: aiohttp.ClientSession | None = None

    def pool(self) -> aiohttp.ClientSession:
        """The session, opened on first use (a running loop is needed for that)."""
        if self._pool is None or self._pool.closed:
            self._pool = aiohttp.ClientSession(
                timeout=self._limits,
                connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=30, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._pool

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: Any = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK's signature
        allow_redirects: bool = False,
    ) -> Response:
        """One call. Raises UnknownHost, NotSent, Ambiguous or RateLimited."""
        headers = dict(headers or {})
        if auth:
            headers["Authorization"] = basic(*auth)
        sends_json = headers.get("Content-Type", "").startswith("application/json")
        body = None if data is None else (_json(data) if sends_json else _form(data))
        limits = self._limits if timeout is None else aiohttp.ClientTimeout(total=timeout)
        try:
            async with self.pool().request(
                method.upper(),
                self._hosts.api(url),
                params=_query(params),
                data=body,
                headers=headers,
                timeout=limits,
                allow_redirects=False,
            ) as answer:
                text = await answer.text(errors="replace")
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise Ambiguous("timeout") from None
        except aiohttp.ClientError as error:
            raise Ambiguous(type(error).__name__) from None
        if answer.status == 429:
            raise RateLimited(_code(text), _seconds(answer.headers.get("Retry-After")))
        return Response(answer.status, text, dict(answer.headers))

    async def close(self) -> None:
        """Close the pool."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


def basic(user: str, password: str) -> str:
    """The Authorization header's value (aiohttp's own class for it is deprecated)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _form(data: dict[str, Any]) -> bytes:
    pairs: list[tuple[str, str]] = []
    for name, value in data.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, _word(item)) for item in values]
    return urlencode(pairs).encode()


def _word(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _query(params: dict[str, object] | None) -> dict[str, str] | None:
    return {name: _word(value) for name, value in params.items()} if params else None


def _code(text: str) -> int | None:
    try:
        code = json.loads(text)["code"]
    except (ValueError, LookupError, TypeError):
        return None
    return code if isinstance(code, int) else None


def _seconds(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < 86_400 else None
