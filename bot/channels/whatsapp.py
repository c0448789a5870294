"""WhatsApp through Twilio.

Rules: choices are quick replies or a list where they fit whole, else numbers in the text; a
content that cannot be created never costs the citizen the answer: it goes out with numbers. Media
go by a signed public address. Templates carry their variables as JSON text, since the SDK mangles
a dict.
"""

import asyncio
import datetime as dt
import json
import re
from typing import Any

from bot.channels.base import (
    Capabilities,
    ChannelName,
    MediaPart,
    Part,
    SendError,
    SendErrorKind,
    TemplatePart,
    TextPart,
)
from bot.channels.capabilities import WHATSAPP
from bot.channels.choices import numbered
from bot.channels.medialinks import MediaLinks
from bot.channels.split import pieces
from bot.channels.twilio import TwilioAccount, TwilioMessaging
from bot.channels.whatsapp_content import (
    NAME_PREFIX,
    Content,
    ContentStore,
    MemoryContents,
    digest_of,
    shape,
    usable,
)

PREFIX = "whatsapp:"
# 20404: no such resource; 21654-21656: the content of a message is missing or unusable.
_STALE = frozenset({"20404", "404", "21654", "21655", "21656", "63005", "92003"})
# What Twilio takes for a tag of a list of templates; see `sweep`.
_PAGE = 500

# Twilio refuses any other (twilio.com/docs/whatsapp/guidance-whatsapp-media-messages, "Supported
# MIME Types"); a file of another type is told by its address.
_DOCUMENTS = frozenset(("application/pdf",))


class WhatsAppChannel(TwilioMessaging):
    """The sender `number` (E.164, with or without 'whatsapp:') of a Twilio account."""

    name = ChannelName.WHATSAPP
    capabilities: Capabilities = WHATSAPP

    def __init__(
        self,
        account: TwilioAccount,
        number: str,
        *,
        links: MediaLinks | None = None,
        contents: ContentStore | None = None,
        language: str = "id",
    ) -> None:
        super().__init__(account)
        self._from = number if number.startswith(PREFIX) else PREFIX + number
        self._links = links
        self._contents = contents or MemoryContents()
        self._language = language
        self._making: dict[str, asyncio.Lock] = {}
        self._chores: set[asyncio.Task[None]] = set()

    async def send(self, address: str, part: Part) -> str:
        """Send one part; the sid of the (last) message. Raises SendError."""
        if not address.startswith(PREFIX) or len(address) == len(PREFIX):
            raise SendError(SendErrorKind.STOP, "bad_address")
        if isinstance(part, TemplatePart):
            return await self._message(
                address,
                content_sid=part.content_sid,
                content_variables=json.dumps(_on_one_line(part.variables), ensure_ascii=False),
            )
        if isinstance(part, MediaPart):
            return await self._send_media(address, part)
        return await self._send_text(address, part)

    async def _send_text(self, address: str, part: TextPart) -> str:
        if not part.choices or part.style == "text":
            return await self._send_plain(address, part.text)
        before, body = _tail(part.text)
        content = shape(part, body) if usable(part.choices) else None
        if content is None:
            return await self._send_plain(address, numbered(part.text, part.choices))
        digest = digest_of(content)
        sid = await self._content_sid(digest, content)
        if sid is None:
            return await self._send_plain(address, numbered(part.text, part.choices))
        for piece in before:
            await self._message(address, body=piece)
        try:
            return await self._message(address, content_sid=sid)
        except SendError as error:
            if error.kind is not SendErrorKind.REFUSED or error.code not in _STALE:
                raise
        await self._contents.drop(digest)
        return await self._send_plain(address, numbered(body, part.choices))

    async def _send_plain(self, address: str, text: str) -> str:
        sid = ""
        for piece in pieces(text, WHATSAPP.text_limit):
            sid = await self._message(address, body=piece)
        if not sid:
            raise SendError(SendErrorKind.REFUSED, "empty")
        return sid

    async def _send_media(self, address: str, part: MediaPart) -> str:
        if self._links is None:
            raise SendError(SendErrorKind.REFUSED, "no_media_links")
        link = self._links.url(part.asset, part.content_type)
        if part.kind == "document" and part.content_type not in _DOCUMENTS:
            return await self._send_plain(address, f"{part.alt}\n{link}".strip())
        fields: dict[str, Any] = {"media_url": [link]}
        # WhatsApp shows no caption under a voice note.
        captioned = part.kind != "voice" and 0 < len(part.alt) <= WHATSAPP.caption_limit
        if captioned:
            fields["body"] = part.alt
        sid = await self._message(address, **fields)
        return await self._send_plain(address, part.alt) if part.alt and not captioned else sid

    async def _message(self, address: str, **fields: Any) -> str:
        return await self._account.create_message(to=address, from_=self._from, **fields)

    async def _content_sid(self, digest: str, content: Content) -> str | None:
        """The sid of a content, made if need be; None if Twilio would not."""
        lock = self._making.setdefault(digest, asyncio.Lock())
        try:
            async with lock:
                if known := await self._contents.get(digest):
                    return known
                sid = await self._create_content(digest, content)
                if sid is not None:
                    for old in await self._contents.put(digest, sid):
                        self._chore(self._delete_content(old))
                return sid
        finally:
            if not lock.locked():
                self._making.pop(digest, None)

    async def _create_content(self, digest: str, content: Content) -> str | None:
        api = self._account.client.content.v1.contents
        from_twilio = type(api)
        request = from_twilio.ContentCreateRequest(
            {
                "friendly_name": NAME_PREFIX + digest,
                "language": self._language,
                "types": _Types(content),
            }
        )
        try:
            made = await self._account.call(api.create_async(request))
        except SendError:
            return None
        return str(made.sid) if made.sid else None

    async def _delete_content(self, sid: str) -> None:
        try:
            await self._account.call(self._account.client.content.v1.contents(sid).delete_async())
        except SendError:
            return  # `sweep` finds it later

    def _chore(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def sweep(self, keep_from: dt.datetime) -> int:
        """Delete our contents made before `keep_from` (aware); how many. For the upkeep job."""
        api = self._account.client.content.v1.contents
        found = await self._account.call(api.list_async(page_size=_PAGE))
        old = [
            content
            for content in found
            if re.match(NAME_PREFIX + r"[0-9a-f]{32}$", content.friendly_name or "")
            and content.date_created is not None
            and content.date_created < keep_from
        ]
        for content in old:
            await self._contents.drop(content.friendly_name.removeprefix(NAME_PREFIX))
            await self._delete_content(content.sid)
        return len(old)

    async def aclose(self) -> None:
        """Finish deletions and release connections."""
        if self._chores:
            await asyncio.wait(self._chores, timeout=2)
        await super().aclose()


def _on_one_line(variables: dict[str, str]) -> dict[str, str]:
    """WhatsApp refuses line breaks, tabs and runs of spaces in a template's variables (Meta,
    'Message templates', error 132018)."""
    return {name: " ".join(value.split()) for name, value in variables.items()}


class _Types:
    """A content's types for the SDK, whose own class turns unknown keys into null silently."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def to_dict(self) -> Content:
        """As it goes over the wire."""
        return self._content


def _tail(text: str) -> tuple[list[str], str]:
    """A text too long for buttons: what goes ahead of it, and the last piece that carries them."""
    if len(text) <= WHATSAPP.choice_body_limit:
        return [], text
    *before, last = pieces(text, WHATSAPP.choice_body_limit)
    return before, last
