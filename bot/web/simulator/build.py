"""Putting the simulator together, and keeping it apart from real accounts.

Rules: only a channel without real credentials is simulated, with made-up ones that live as long
as the process; a channel with real ones never meets a simulated phone. The bot itself sees only
settings: token, secret and the addresses of the two APIs on loopback.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute

from bot.channels.base import ChannelName
from bot.web.simulator.calls import Exchange
from bot.web.simulator.network import Network
from bot.web.simulator.pages import UPLOAD_LIMIT, Example, Option, Pages, Settle
from bot.web.simulator.phones import Phones
from bot.web.simulator.telegram_api import TelegramApi
from bot.web.simulator.twilio_api import TwilioApi

# Numbers of the simulated bot: one operator's range, never dialled.
WHATSAPP_FROM = "+6289900000001"
SMS_FROM = "+6289900000002"
VOICE_FROM = "+6289900000003"


@dataclass(frozen=True)
class Credentials:
    """Made-up accounts for the channels in `channels`."""

    channels: tuple[ChannelName, ...]
    telegram_token: str
    telegram_secret: str
    account_sid: str
    auth_token: str


def credentials(*, telegram: bool, twilio: bool) -> Credentials:
    """Accounts for what is to be simulated."""
    channels: list[ChannelName] = []
    if telegram:
        channels.append(ChannelName.TELEGRAM)
    if twilio:
        channels += [ChannelName.WHATSAPP, ChannelName.SMS, ChannelName.VOICE]
    return Credentials(
        channels=tuple(channels),
        telegram_token=f"{secrets.randbelow(9 * 10**8) + 10**8}:SIM{secrets.token_hex(16)}",
        telegram_secret=secrets.token_hex(16),
        account_sid="AC" + secrets.token_hex(16),
        auth_token=secrets.token_hex(16),
    )


class Simulator:
    """Phones, providers and page. `base` is where the bot listens, `public_url` what is signed."""

    def __init__(
        self,
        accounts: Credentials,
        settle: Settle,
        *,
        base: str,
        public_url: str,
        locales: Sequence[Option],
        modes: Sequence[Option],
        examples: Sequence[Example],
        path: str = "/",
    ) -> None:
        self.examples = list(examples)
        self.phones = Phones()
        self.network = Network(
            base=base,
            public_url=public_url,
            telegram_secret=accounts.telegram_secret,
            account_sid=accounts.account_sid,
            auth_token=accounts.auth_token,
            senders={ChannelName.WHATSAPP: WHATSAPP_FROM, ChannelName.SMS: SMS_FROM},
        )
        self.exchange = Exchange(self.network, VOICE_FROM)
        pages = Pages(
            self.phones,
            self.network,
            self.exchange,
            settle,
            channels=accounts.channels,
            locales=locales,
            modes=modes,
            examples=examples,
            path=path,
        )
        self.routes: list[BaseRoute] = list(pages.routes)
        self.limits = {"/sim/phones/": UPLOAD_LIMIT}
        if ChannelName.TELEGRAM in accounts.channels:
            self.routes += TelegramApi(self.phones, accounts.telegram_token).routes
            self.limits["/sim/telegram/"] = 2 * UPLOAD_LIMIT
        if ChannelName.WHATSAPP in accounts.channels:
            twilio = TwilioApi(
                self.phones,
                accounts.account_sid,
                accounts.auth_token,
                prefix="",
                fetch=self.network.fetch,
                report=self.network.report,
            )
            self.routes += twilio.routes

    def close(self) -> None:
        """Let every page's stream end, so that the server can stop."""
        self.phones.close()

    async def aclose(self) -> None:
        """Release connections."""
        self.close()
        await self.exchange.aclose()
        await self.network.aclose()
