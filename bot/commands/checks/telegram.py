"""Telegram: the token, and whether what citizens write comes to us.

Rules: the Bot API is asked plainly, for what its library makes of a failure says too little. The
token is in every address here, so no address and no error of a request is ever shown.
"""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit

from bot.commands.checks.finding import Finding
from bot.commands.checks.network import document, get
from bot.commands.telegram import UPDATES
from bot.config import Settings

# As @BotFather gives them: the bot's number, a colon, 35 characters.
_TOKEN = re.compile(r"^\d{3,20}:[A-Za-z0-9_-]{20,64}$")
_SET = "run: bansos telegram set-webhook"
_RECENT = dt.timedelta(hours=1)


async def telegram(settings: Settings) -> Finding:
    """Who the token belongs to, and where its messages go."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Finding.note("telegram", "off; set BANSOS_TELEGRAM_TOKEN to use it")
    me = await _ask(settings, token, "getMe")
    if isinstance(me, str):
        return Finding.fail("telegram", me)
    hook = await _ask(settings, token, "getWebhookInfo")
    if isinstance(hook, str):
        return Finding.fail("telegram", hook)
    return _judge(settings, f"@{me.get('username', me.get('id'))}", hook)


async def _ask(settings: Settings, token: str, method: str) -> dict[str, Any] | str:
    """The result of a method, or in words why there is none and what to do."""
    answer = await get(f"{settings.telegram_api_url}/bot{token}/{method}")
    if isinstance(answer, str):
        return f"Telegram is not reached: {answer}; check BANSOS_TELEGRAM_API_URL"
    found = document(answer)
    result = found.get("result")
    if found.get("ok") is True and isinstance(result, dict):
        return result
    status = answer.status_code
    if status in (401, 404) and "ok" in found:
        form = "" if _TOKEN.match(token) else ", which has not the form of one"
        unknown = f"Telegram does not know this BANSOS_TELEGRAM_TOKEN{form} ({status})"
        return f"{unknown}; copy it whole from @BotFather"
    if status == 429 or status >= 500:
        return f"Telegram has trouble (HTTP {status}); try again later"
    return f"no Bot API there (HTTP {status}); check BANSOS_TELEGRAM_API_URL"


def _judge(settings: Settings, name: str, hook: dict[str, Any]) -> Finding:
    wanted = f"{settings.public_url}/hooks/telegram"
    url, waiting = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    if not settings.public_url:
        text = f"{name}, but BANSOS_PUBLIC_URL is not set: Telegram cannot be told where we are"
        return Finding.fail("telegram", text)
    if not url:
        return Finding.fail("telegram", f"{name}, but no webhook is set; {_SET}")
    if url != wanted:
        other = urlsplit(url).netloc.rpartition("@")[2] or "another address"
        there = "another path" if url.startswith(f"{settings.public_url}/") else other
        text = f"{name}, but its webhook goes to {there} instead of {wanted}; {_SET}"
        return Finding.fail("telegram", text)
    allowed = hook.get("allowed_updates")
    missing = [kind for kind in UPDATES if allowed and kind not in allowed]
    if missing:
        return Finding.fail("telegram", f"{name}, but is not sent {', '.join(missing)}; {_SET}")
    return _deliveries(name, hook, waiting)


def _deliveries(name: str, hook: dict[str, Any], waiting: int) -> Finding:
    """What Telegram complained of last. It keeps that for long, so old trouble is no trouble."""
    told = str(hook.get("last_error_message") or "")
    if not told:
        return Finding.ok("telegram", f"{name}, webhook set")
    at = dt.datetime.fromtimestamp(int(hook.get("last_error_date") or 0), dt.UTC)
    text = f"'{told}' at {at:%Y-%m-%d %H:%M} UTC"
    if waiting:
        count = f"{waiting} message{'s wait' if waiting > 1 else ' waits'}"
        return Finding.fail("telegram", f"{name}, but {count} at Telegram: {text}; {_todo(told)}")
    if dt.datetime.now(dt.UTC) - at < _RECENT:
        return Finding.note("telegram", f"{name}, webhook set; nothing waits, but it had {text}")
    return Finding.ok("telegram", f"{name}, webhook set")


def _todo(told: str) -> str:
    """What to do about a complaint (Bot API, getWebhookInfo)."""
    words = told.lower()
    if "401" in words or "403" in words:
        return f"the secret is not ours: {_SET}"
    if "ssl" in words or "certificate" in words:
        return "mend the certificate of BANSOS_PUBLIC_URL"
    if "404" in words or "502" in words or "503" in words:
        return "is the proxy pointed at `serve`?"
    if "resolve" in words:
        return "the name in BANSOS_PUBLIC_URL is not known (DNS)"
    return "is `serve` running, and reachable from outside?"
