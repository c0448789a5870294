"""The public address, the ministry's accounts, and programs of this machine."""

import datetime as dt
import errno
import shutil
from importlib import import_module

from bot.commands.checks.finding import Finding
from bot.commands.checks.network import get, trouble
from bot.config import Settings
from bot.web.server import PortTaken, bind

_TELEGRAM = "https://api.telegram.org"


async def public_url(settings: Settings) -> Finding:
    """Does the address the world knows lead to this bot?"""
    url = settings.public_url
    channels = settings.telegram_token.get_secret_value() or settings.twilio_account_sid
    if not url:
        if channels:
            text = "BANSOS_PUBLIC_URL is not set; webhooks need it, as https://bot.example.go.id"
            return Finding.fail("address", text)
        return Finding.note("address", "no BANSOS_PUBLIC_URL; needed for real channels")
    if not url.startswith("https://") and _real(settings):
        text = f"{url} is not https; Telegram and Twilio are to be given an https:// address"
        return Finding.fail("address", text)
    answer = await get(f"{url}/healthz")
    if isinstance(answer, str):
        text = f"not reached from here: {answer}; is `serve` running, the proxy pointed at it?"
        return Finding.fail("address", text)
    if answer.status_code != 200 or answer.text != "ok":
        text = f"{url}/healthz answers {answer.status_code}: is the proxy pointed at `serve`?"
        return Finding.fail("address", text)
    if not url.startswith("https://"):
        return Finding.note("address", f"{url} is not https: fine on this machine only")
    return Finding.ok("address", url)


def _real(settings: Settings) -> bool:
    """Whether a provider out in the world is to send to us."""
    telegram = settings.telegram_token.get_secret_value()
    return bool(
        (telegram and settings.telegram_api_url == _TELEGRAM)
        or (settings.twilio_account_sid and not settings.twilio_api_url)
    )


async def listening(settings: Settings) -> Finding:
    """Can `serve` listen where it is told to? What is taken may well be `serve` itself."""
    where = f"{settings.host} port {settings.port}"
    try:
        bind(settings.host, settings.port).close()
    except PortTaken:
        return Finding.note("listen", f"{where} is taken: by `serve`, or set BANSOS_PORT")
    except OSError as error:
        names = "BANSOS_PORT" if error.errno == errno.EACCES else "BANSOS_HOST"
        return Finding.fail("listen", f"cannot listen on {where}: {error.strerror}; set {names}")
    return Finding.ok("listen", f"{where} is free")


async def ministry(settings: Settings) -> Finding:
    """The identity provider of staff."""
    if not settings.oidc_issuer:
        text = "staff sign in by password; set BANSOS_OIDC_ISSUER for the ministry's accounts"
        return Finding.note("staff", text)
    if words := await trouble(settings.oidc_issuer):
        text = f"the identity provider is not reached: {words}; check BANSOS_OIDC_ISSUER"
        return Finding.fail("staff", text)
    oidc = import_module("bot.console.ministry")
    provider = oidc.provider_of(settings, lambda: dt.datetime.now(dt.UTC))
    try:
        keys = await provider.check()
    except oidc.Turned:
        text = f"{settings.oidc_issuer} does not describe itself; check BANSOS_OIDC_ISSUER"
        return Finding.fail("staff", text)
    back = settings.public_url + oidc.BACK
    return Finding.ok("staff", f"identity provider with {keys} key(s); it returns to {back}")


async def voices(_: Settings) -> Finding:
    """Is there a speech synthesiser?"""
    if shutil.which("espeak-ng"):
        return Finding.ok("voice", "espeak-ng speaks the prompts that nobody has recorded")
    text = "no espeak-ng: only recorded prompts are heard; on Debian: apt install espeak-ng"
    return Finding.note("voice", text)


async def browser(_: Settings) -> Finding:
    """Is there a browser for the tests?"""
    names = ("chromium", "chromium-browser", "google-chrome")
    if any(shutil.which(name) for name in names):
        return Finding.ok("browser", "a Chromium for the browser tests")
    text = "no Chromium: the browser tests are skipped; the bot itself needs none"
    return Finding.note("browser", text)
