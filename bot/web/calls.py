"""`POST /hooks/voice`: a call. The webhook's answer is the turn itself, as TwiML.

Rules: the turn is committed like any other, then what it says is collected and spoken. DTKS is
waited for; a caller whose answer is not there in time is asked to hold. A repeated request gets
the same document again.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.base import Inbound, InboundKind, Receipt
from bot.channels.voice import VoiceChannel
from bot.web.callback import CallBack
from bot.web.webhooks import EMPTY_TWIML, Receiver

# Twilio gives up after 15 s (PLATFORMS.md).
PATIENCE = 10.0
_KEPT = 2_000  # documents, for a request that is repeated


class Calls:
    """Answers a call's webhooks."""

    def __init__(
        self,
        channel: VoiceChannel,
        turns: Receiver,
        locale_of: Callable[[str], Awaitable[str]],
        call_back: CallBack | None = None,
        goodbye: Callable[[str], str] = lambda _locale: "",
    ) -> None:
        """`goodbye` gives the words for who has been silent for too long, by language."""
        self._channel = channel
        self._turns = turns
        self._locale_of = locale_of
        self._call_back = call_back
        self._goodbye = goodbye
        self._answered: OrderedDict[str, bytes] = OrderedDict()

    async def answer(self, items: Sequence[Inbound | Receipt]) -> bytes:
        """The document for the call these items belong to."""
        document = EMPTY_TWIML
        for item in items:
            if isinstance(item, Inbound):
                document = self._answered.get(item.external_id) or await self._turn(item)
        return document

    async def _turn(self, inbound: Inbound) -> bytes:
        if self._call_back is not None:
            instead = await self._call_back.instead(inbound)
            if instead is not None:
                return self._kept(inbound, instead)
        await self._turns.receive([inbound])
        if inbound.kind is InboundKind.HANGUP:
            self._channel.forget(inbound.address)
            return self._kept(inbound, self._channel.document(inbound, []))
        parts = await self._channel.collect(inbound.address, PATIENCE)
        locale = await self._locale_of(inbound.address)
        goodbye = self._goodbye(locale)
        said = self._channel.document(inbound, parts, locale=locale, goodbye=goodbye)
        return self._kept(inbound, said)

    def _kept(self, inbound: Inbound, document: bytes) -> bytes:
        """The document, to be given again when Twilio asks again."""
        self._answered[inbound.external_id] = document
        while len(self._answered) > _KEPT:
            self._answered.popitem(last=False)
        return document
