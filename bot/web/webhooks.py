"""`POST /hooks/<channel>` and `POST /hooks/twilio/status`: where every citizen's message enters.

Rules: raw body -> `verify` (403) -> `parse` -> `Turns.receive` -> 200 only after the commit.
When nothing could be stored the answer is 503, so that the provider comes back. What is authentic
but says nothing to us is 200: asking for it again would not help. Twilio gets an empty TwiML
document, so that it sends nothing by itself. Errors and logs never hold a body or an address.
This is the hot path: plain ASGI, no framework between the socket and the turn.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.base import Channel, ChannelName, Inbound, RawRequest, Receipt
from bot.logs import fault
from bot.web.bodies import PATIENCE, BodyTooLarge, BodyTooSlow, read_body
from bot.web.cards import with_contact
from bot.web.metrics import WEBHOOK_SECONDS, WEBHOOKS

EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
_OUTCOMES = ("taken", "empty", "forged", "packed", "too_large", "too_slow", "failed")

_log = structlog.get_logger(__name__)


class Receiver(Protocol):
    """The part of `Turns` that a webhook needs."""

    async def receive(self, items: Sequence[Inbound | Receipt]) -> None:
        """Take what arrived; returns after the durable commit."""
        ...


class SpokenAnswer(Protocol):
    """Answers a call's webhook with the turn itself."""

    async def answer(self, items: Sequence[Inbound | Receipt]) -> bytes:
        """The TwiML for the call these items belong to."""
        ...


class _Hook:
    """One channel's door, with its counters bound once."""

    __slots__ = ("answer", "channel", "content_type", "outcomes", "seconds", "spoken")

    def __init__(self, label: str, channel: Channel) -> None:
        self.channel = channel
        twilio = channel.name is not ChannelName.TELEGRAM
        self.answer = EMPTY_TWIML if twilio else b""
        self.content_type = b"text/xml; charset=utf-8" if twilio else b"text/plain; charset=utf-8"
        self.spoken = channel.name is ChannelName.VOICE
        self.outcomes = {name: WEBHOOKS.labels(label, name) for name in _OUTCOMES}
        self.seconds = WEBHOOK_SECONDS.labels(label)


class Webhooks:
    """The ASGI application under `/hooks/`."""

    def __init__(
        self,
        channels: Mapping[ChannelName, Channel],
        turns: Receiver,
        others: Mapping[str, ASGIApp] | None = None,
        spoken: SpokenAnswer | None = None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        """`others` are webhooks of no channel, by path: DTKS's. `spoken` answers calls. `patience`:
        seconds for a body."""
        self._spoken = spoken
        self._patience = patience
        self._turns = turns
        self._others = dict(others or {})
        self._hooks = {
            f"/hooks/{name.value}": _Hook(name.value, channel)
            for name, channel in channels.items()
            if name is not ChannelName.TERMINAL
        }
        # One address for the delivery reports of both: they are signed by the same account.
        for name in (ChannelName.WHATSAPP, ChannelName.SMS):
            if name in channels:
                hook = _Hook("twilio_status", channels[name])
                self._hooks.setdefault("/hooks/twilio/status", hook)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        hook = self._hooks.get(scope["path"])
        other = self._others.get(scope["path"])
        if other is not None:
            await other(scope, receive, send)
        elif hook is None:
            await _answer(send, 404)
        elif scope["method"] != "POST":
            await _answer(send, 405, extra=[(b"allow", b"POST")])
        else:
            begun = time.perf_counter()
            await self._take(hook, scope, receive, send)
            hook.seconds.observe(time.perf_counter() - begun)

    async def _take(self, hook: _Hook, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(scope, receive, patience=self._patience)
        except BodyTooLarge:
            hook.outcomes["too_large"].inc()
            await _answer(send, 413, extra=[(b"connection", b"close")])
            return
        except BodyTooSlow:
            hook.outcomes["too_slow"].inc()
            await _answer(send, 408, extra=[(b"connection", b"close")])
            return
        request = RawRequest(
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers={k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]},
            body=body,
        )
        if not hook.channel.verify(request):
            hook.outcomes["forged"].inc()
            await _answer(send, 403)
            return
        if request.headers.get("content-encoding", "identity") != "identity":
            # No provider packs its webhooks; to call what cannot be read 'taken' would lose it.
            hook.outcomes["packed"].inc()
            await _answer(send, 415)
            return
        answer = hook.answer
        try:
            items = [
                await with_contact(hook.channel, item) if isinstance(item, Inbound) else item
                for item in hook.channel.parse(request)
            ]
            if items and self._spoken is not None and hook.spoken:
                answer = await self._spoken.answer(items)
            elif items:
                await self._turns.receive(items)
        except Exception as error:
            # Whatever it was, nothing is stored: the provider must keep the message. The text of
            # an error may quote what a citizen wrote, so only kind and place are told.
            hook.outcomes["failed"].inc()
            _log.error("webhook_failed", channel=hook.channel.name.value, **fault(error))
            await _answer(send, 503, extra=[(b"retry-after", b"2")])
            return
        hook.outcomes["taken" if items else "empty"].inc()
        await _answer(send, 200, answer, hook.content_type)


async def _answer(
    send: Send,
    status: int,
    body: bytes = b"",
    content_type: bytes = b"text/plain; charset=utf-8",
    extra: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    length = str(len(body)).encode()
    headers = [(b"content-type", content_type), (b"content-length", length), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
