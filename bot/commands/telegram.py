"""`bansos telegram ...`: the webhook at Telegram."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram import TelegramChannel
from bot.commands.checks.network import trouble
from bot.commands.console import Failure, out
from bot.config import Settings

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="Telegram's webhook.")

# What the bot reads (bot.channels.telegram_parse); anything else need not be sent at all.
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# Telegram opens at most so many connections at once (1-100, 40 by default).
_CONNECTIONS = 40


@app.command("set-webhook")
def set_webhook(
    drop_pending: bool = typer.Option(False, help="Throw away what waits at Telegram."),
) -> None:
    """Tell Telegram to send this bot's messages to PUBLIC_URL/hooks/telegram."""
    settings = _settings()
    url = webhook_url(settings)

    async def work(bot: Bot) -> None:
        await bot.set_webhook(
            url,
            secret_token=settings.telegram_secret.get_secret_value(),
            allowed_updates=UPDATES,
            max_connections=_CONNECTIONS,
            drop_pending_updates=drop_pending,
        )

    asyncio.run(_with_bot(settings, work))
    out.print(f"Telegram sends to {url}", markup=False)


@app.command("delete-webhook")
def delete_webhook(
    drop_pending: bool = typer.Option(False, help="Throw away what waits at Telegram."),
) -> None:
    """Tell Telegram to send nothing; messages wait there for 24 hours."""

    async def work(bot: Bot) -> None:
        await bot.delete_webhook(drop_pending_updates=drop_pending)

    asyncio.run(_with_bot(_settings(), work))
    out.print("Telegram sends nothing")


@app.command()
def info() -> None:
    """Show which bot this is, where Telegram sends to, and what it last complained of."""

    async def work(bot: Bot) -> tuple[str, WebhookInfo]:
        me = await bot.get_me()
        return me.username or str(me.id), await bot.get_webhook_info()

    name, hook = asyncio.run(_with_bot(_settings(), work))
    out.print(f"bot      @{name}", markup=False)
    out.print(f"webhook  {hook.url or 'none: bansos telegram set-webhook'}", markup=False)
    out.print(f"waiting  {hook.pending_update_count}")
    if hook.last_error_message:
        out.print(f"error    {hook.last_error_date:%Y-%m-%d %H:%M} {hook.last_error_message}")


def webhook_url(settings: Settings) -> str:
    """Where Telegram is to send. Raises Failure when there is no public address."""
    if not settings.public_url.startswith("https://"):
        raise Failure("BANSOS_PUBLIC_URL: Telegram wants an https:// address")
    return f"{settings.public_url}/hooks/telegram"


def _settings() -> Settings:
    settings = Settings()
    if not settings.telegram_token.get_secret_value():
        raise Failure("BANSOS_TELEGRAM_TOKEN is not set; @BotFather gives one")
    return settings


async def _with_bot(settings: Settings, work: Callable[[Bot], Awaitable[T]]) -> T:
    channel = TelegramChannel(
        settings.telegram_token.get_secret_value(),
        settings.telegram_secret.get_secret_value(),
        api_url=settings.telegram_api_url,
    )
    try:
        return await work(channel.bot)
    except InvalidToken:
        raise Failure("Telegram does not know this BANSOS_TELEGRAM_TOKEN") from None
    except TelegramError as error:
        if words := await trouble(settings.telegram_api_url):
            text = f"Telegram is not reached: {words}; check BANSOS_TELEGRAM_API_URL"
            raise Failure(text) from None
        raise Failure(f"Telegram: {error.message}; `bansos doctor` tells more") from None
    finally:
        await channel.aclose()
