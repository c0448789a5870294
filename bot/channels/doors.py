"""The channels that the settings name, built.

Rules: an SDK is loaded with its channel only: Twilio's takes 12 MB, Telegram's 6.
"""

from importlib import import_module

from bot.channels.base import Assets, Channel, ChannelName
from bot.channels.medialinks import SignedLinks
from bot.config import Settings


def open_channels(
    settings: Settings, assets: Assets, links: SignedLinks
) -> dict[ChannelName, Channel]:
    """Each by its name."""
    doors: dict[ChannelName, Channel] = {}
    if settings.telegram_token.get_secret_value():
        telegram = import_module("bot.channels.telegram")
        doors[ChannelName.TELEGRAM] = telegram.TelegramChannel(
            settings.telegram_token.get_secret_value(),
            settings.telegram_secret.get_secret_value(),
            api_url=settings.telegram_api_url,
            assets=assets,
        )
    if settings.twilio_account_sid:
        doors |= import_module("bot.channels.twilio_doors").open_twilio(settings, links)
    return doors
