"""How Bot API calls travel: python-telegram-bot's `BaseRequest` on aiohttp.

Rules: the wire format is the same form as the library's own `HTTPXRequest`; what differs is cost
(2.4 ms of CPU a message there, 0.2 ms here: docs/adr/0003) and honesty about failures: an error
says whether the request surely did not reach Telegram (`NotSent`) or may have (`TimedOut`,
`NetworkError`). Neither URLs (they hold the token) nor answers are ever logged.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

import aiohttp
import msgspec
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# The message that a send returns, as JSON. The library would build an object of a hundred fields
# from it, at half the cost of the whole call, of which one is read: so it gets True instead (as it
# does from methods that return no message), and the caller in the same task finds it here.
SENT: ContextVar[JSONDict] = ContextVar("SENT")

# Keyboards kept as they are sent; the bot's own menus are a few hundred.
_KEYBOARDS = 1024


class NotSent(NetworkError):
    """The request never reached Telegram: no connection, no free connection, no such host."""


class ServerFault(NetworkError):
    """Telegram answered 5xx: it may or may not have done what was asked. `status` is HTTP's."""

    __slots__ = ("status",)

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Flooded(TelegramError):
    """429: too many requests. `seconds` to wait, None if Telegram did not say.

    In place of the library's `RetryAfter`, whose constructor emits a deprecation warning (22.8)."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float | None) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """A pool of `connections` kept-alive connections, opened on first use.

    Times in seconds: `connect` covers waiting for a free connection too.
    """

    def __init__(
        self,
        *,
        connections: int = 64,
        connect: float = 5.0,
        read: float = 10.0,
        write: float = 30.0,
    ) -> None:
        self._connections = connections
        self._connect = connect
        self._read = read
        self._write = write
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Default read time-out in seconds."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; no request is made."""
        self._pool()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=30, ttl_dns_cache=300
                ),
                timeout=aiohttp.ClientTimeout(
                    total=self._connect + self._read,
                    connect=self._connect,
                    sock_connect=self._connect,
                    sock_read=self._read,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                # Telegram never redirects; following one would send the token elsewhere.
                raise_for_status=False,
            )
        return self._session

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; (status, body). Raises TelegramError: NotSent, Flooded, TimedOut, ..."""
        session = self._pool()
        options: dict[str, Any] = {"allow_redirects": False}
        if request_data is not None:
            if request_data.contains_files:
                options["data"] = _multipart(request_data)
                options["timeout"] = aiohttp.ClientTimeout(
                    total=self._connect + self._read + self._write, connect=self._connect
                )
            else:
                options["data"] = _form(request_data.json_parameters)
                options["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}
        if read_timeout is not None and not isinstance(read_timeout, DefaultValue):
            options["timeout"] = aiohttp.ClientTimeout(
                total=self._connect + read_timeout, connect=self._connect, sock_read=read_timeout
            )
        try:
            async with session.request(method, url, **options) as answer:
                body = await answer.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent(type(error).__name__) from None
        except aiohttp.InvalidURL:
            raise NotSent("InvalidURL") from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            # The text of aiohttp's errors may hold the URL, and the URL holds the token.
            raise NetworkError(type(error).__name__) from None
        if answer.status == 429:
            raise Flooded(_retry_after(body))
        if answer.status >= 500:
            raise ServerFault(answer.status)
        return answer.status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """Decode an answer; a sent message goes to `SENT`. Logs nothing."""
        try:
            answer = msgspec.json.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result:
            SENT.set(result)
            answer["result"] = True
        return answer


def _form(parameters: Mapping[str, str]) -> bytes:
    """The form as `urlencode` writes it; a keyboard, most of it and mostly the same, from store."""
    keyboard = parameters.get("reply_markup")
    if keyboard is None:
        return urlencode(parameters).encode()
    others = {name: value for name, value in parameters.items() if name != "reply_markup"}
    return f"{urlencode(others)}&reply_markup={_quoted(keyboard)}".encode()


@lru_cache(maxsize=_KEYBOARDS)
def _quoted(keyboard: str) -> str:
    return quote_plus(keyboard)


def _multipart(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, content_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=content_type)
    return form


def _retry_after(body: bytes) -> float | None:
    """`parameters.retry_after` of an error's body, in seconds."""
    try:
        seconds = msgspec.json.decode(body)["parameters"]["retry_after"]
    except (msgspec.DecodeError, LookupError, TypeError):
        return None
    return float(seconds) if isinstance(seconds, int | float) and seconds >= 0 else None
