"""Calls of a server, with what they need from the service; loaded only when there is a number."""

from functools import partial

from bot.channels.base import ChannelName
from bot.channels.voice import VoiceChannel
from bot.storage.limits import Limits
from bot.web.callback import CallBack
from bot.web.calls import Calls
from bot.wiring import Service
from i18n.message import say


def calls(service: Service) -> Calls | None:
    """What answers calls; None when the voice channel is another than Twilio's."""
    channel = service.channels.get(ChannelName.VOICE)
    if not isinstance(channel, VoiceChannel):
        return None

    async def locale_of(address: str) -> str:
        of = partial(service.contacts.locale, channel=ChannelName.VOICE.value, address=address)
        return await service.db.read(of)

    back = None
    if service.settings.call_back:
        back = CallBack(
            service.db,
            service.contacts,
            Limits(service.cipher),
            service.ringing,
            service.turns.now,
        )

    def goodbye(locale: str) -> str:
        return service.catalog.text(say("umum.tutup_telepon"), locale)

    return Calls(channel, service.turns, locale_of, back, goodbye)
