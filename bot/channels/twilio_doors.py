"""The channels of one Twilio account, built; loaded only when there is one."""

from bot.channels.base import Channel, ChannelName
from bot.channels.medialinks import SignedLinks
from bot.channels.sms import SmsChannel
from bot.channels.twilio import TwilioAccount
from bot.channels.voice import VoiceChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.config import Settings
from bot.values import webhook_keys


def open_twilio(settings: Settings, links: SignedLinks) -> dict[ChannelName, Channel]:
    """Each by its name."""
    account = TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
        shared_keys=webhook_keys(settings.twilio_webhook_keys.get_secret_value()),
    )
    doors: dict[ChannelName, Channel] = {}
    if settings.whatsapp_from:
        doors[ChannelName.WHATSAPP] = WhatsAppChannel(account, settings.whatsapp_from, links=links)
    if settings.sms_from:
        doors[ChannelName.SMS] = SmsChannel(account, settings.sms_from, links=links)
    if settings.voice_from:
        doors[ChannelName.VOICE] = VoiceChannel(
            account, settings.voice_from, links=links, speech=settings.voice_speech
        )
    return doors
