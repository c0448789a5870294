"""A Twilio account: what WhatsApp, SMS and calls share.

Rules: every call goes through the real SDK on our transport (twilio_http). A failure becomes one
`SendError` by the table in twilio_errors. Downloads follow redirects only to Twilio's own hosts,
show the credentials only to its API, and stop at the size limit while they stream.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from bot.channels.base import (
    ChannelName,
    FetchError,
    Inbound,
    MediaItem,
    RawRequest,
    Receipt,
    SendError,
    SendErrorKind,
)
from bot.channels.twilio_errors import send_error
from bot.channels.twilio_http import (
    Ambiguous,
    Hosts,
    NotSent,
    RateLimited,
    TwilioHttpClient,
    UnknownHost,
    basic,
)
from bot.channels.twilio_parse import parse_message
from bot.channels.twilio_webhook import Signatures, is_status, parse_status, read_form

STATUS_PATH = "/hooks/twilio/status"
_REDIRECTS = 4  # that a download follows
_CHUNK = 64 * 1024  # bytes


class TwilioMessaging:
    """What WhatsApp and SMS have in common: one webhook form, one account."""

    name: ChannelName

    def __init__(self, account: "TwilioAccount") -> None:
        self._account = account

    def verify(self, request: RawRequest) -> bool:
        """Is the request signed by Twilio for our public address?"""
        return self._account.genuine(request)

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        """A message or a delivery report; [] for anything else."""
        form = read_form(request)
        found = parse_status(form) if is_status(form) else parse_message(self.name, form)
        return [] if found is None else [found]

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Download a medium of at most `limit` bytes. Raises FetchError."""
        return await self._account.fetch(item, limit=limit)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing: Twilio has no spinner to stop, and the webhook's 200 is the receipt."""

    async def aclose(self) -> None:
        """Release connections."""
        await self._account.aclose()


class TwilioAccount:
    """The account `sid`. `api_url` (scheme and host) replaces every Twilio host; empty: the real
    ones. `shared_keys` are webhook signing keys, id -> secret. `timeout` in seconds a call."""

    def __init__(
        self,
        sid: str,
        auth_token: str,
        *,
        public_url: str,
        api_url: str = "",
        shared_keys: Mapping[str, str] | None = None,
        timeout: float = 10.0,
    ) -> None:
        self.sid = sid
        self.public_url = public_url.rstrip("/")
        self._hosts = Hosts(api_url)
        self._auth = (sid, auth_token)
        self._signatures = Signatures(auth_token, public_url, shared_keys)
        self._http = TwilioHttpClient(self._hosts, timeout=timeout)
        # `environment` keeps TWILIO_REGION and the like of the machine from moving the hosts.
        self.client = Client(sid, auth_token, http_client=self._http, environment={"": ""})

    def genuine(self, request: RawRequest) -> bool:
        """Is the request signed by Twilio?"""
        return self._signatures.genuine(request)

    async def create_message(self, **fields: Any) -> str:
        """Send a message; its sid. Raises SendError."""
        if self.public_url:
            fields.setdefault("status_callback", self.public_url + STATUS_PATH)
        message = await self.call(self.client.messages.create_async(**fields))
        if not message.sid:
            raise SendError(SendErrorKind.UNKNOWN, "unreadable_answer")
        return str(message.sid)

    async def call(self, coroutine: Any) -> Any:
        """Await an SDK call. Raises SendError for whatever goes wrong with it."""
        try:
            return await coroutine
        except RateLimited as error:
            raise send_error(error.code, 429, error.seconds) from None
        except TwilioRestException as error:
            code = error.code if error.code != error.status else None
            raise send_error(code, int(error.status)) from None
        except NotSent:
            raise SendError(SendErrorKind.RETRY, "not_sent") from None
        except Ambiguous as error:
            raise SendError(SendErrorKind.UNKNOWN, str(error)) from None
        except UnknownHost:
            raise SendError(SendErrorKind.REFUSED, "unknown_host") from None
        # An answer that is no JSON, or lacks what the SDK looks for: the work may be done.
        except (TwilioException, ValueError, LookupError, TypeError, AttributeError):
            raise SendError(SendErrorKind.UNKNOWN, "unreadable_answer") from None

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Download a medium of at most `limit` bytes. Raises FetchError."""
        if (item.size or 0) > limit:
            raise FetchError("too_large", passing=False)
        url = item.ref
        for _ in range(_REDIRECTS + 1):
            try:
                url = self._hosts.media(url)
                found = await self._download(url, limit)
            except UnknownHost:
                raise FetchError("unknown_host", passing=False) from None
            except (TimeoutError, aiohttp.ClientError) as error:
                raise FetchError(type(error).__name__, passing=True) from None
            if isinstance(found, bytes):
                return found
            try:
                url = urljoin(url, found)
            except ValueError:
                raise FetchError("unknown_host", passing=False) from None
        raise FetchError("too_many_redirects", passing=False)

    async def _download(self, url: str, limit: int) -> bytes | str:
        """The content, or where to look instead."""
        headers = {"Authorization": basic(*self._auth)} if self._hosts.trusted(url) else {}
        async with self._http.pool().get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status in {301, 302, 303, 307, 308} and "Location" in answer.headers:
                return answer.headers["Location"]
            if answer.status != 200:
                passing = answer.status == 429 or answer.status >= 500
                raise FetchError(str(answer.status), passing=passing)
            if (answer.content_length or 0) > limit:
                raise FetchError("too_large", passing=False)
            content = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                content += chunk
                if len(content) > limit:
                    raise FetchError("too_large", passing=False)
            return bytes(content)

    async def aclose(self) -> None:
        """Release connections."""
        await self._http.close()
