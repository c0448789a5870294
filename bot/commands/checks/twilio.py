"""Twilio: the account, its token, and whether the senders are its own and send to us.

Rules: what a list of the account does not tell (a short code, a sandbox, an API we may not read)
is no finding. The token is in no address and in no line.
"""

import re
from typing import Any

from bot.channels.twilio_http import Hosts
from bot.commands.checks.finding import Finding
from bot.commands.checks.network import document, get
from bot.config import Settings

_SID = re.compile(r"^AC[0-9a-fA-F]{32}$")
_NUMBER = re.compile(r"^\+\d{8,15}$")
_WHATSAPP_SANDBOX = "+14155238886"  # everybody's; in nobody's list
_ACCOUNTS = "https://api.twilio.com/2010-04-01/Accounts"
_SENDERS = "https://messaging.twilio.com/v2/Channels/Senders"
_OPEN = "ONLINE"


async def twilio(settings: Settings) -> Finding:
    """The account first, then each sender."""
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    if not sid:
        return Finding.note("twilio", "off; set BANSOS_TWILIO_ACCOUNT_SID to use it")
    if not token:
        return Finding.fail("twilio", "set BANSOS_TWILIO_AUTH_TOKEN too; Twilio's console has it")
    if wrong := await _account(settings):
        return Finding.fail("twilio", wrong)
    senders = {
        "WhatsApp": settings.whatsapp_from,
        "SMS": settings.sms_from,
        "calls": settings.voice_from,
    }
    used = ", ".join(name for name, number in senders.items() if number)
    if not used:
        return Finding.note("twilio", "set a sender, as BANSOS_WHATSAPP_FROM")
    wrongs = [
        *await _whatsapp(settings, settings.whatsapp_from),
        *await _number(settings, "SMS", settings.sms_from),
        *await _number(settings, "VOICE", settings.voice_from),
    ]
    if wrongs:
        return Finding.fail("twilio", "; ".join(wrongs))
    return Finding.ok("twilio", f"{used}; webhooks under {settings.public_url}/hooks/")


async def _ask(settings: Settings, url: str, **parameters: str) -> Any:
    login = (settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())
    place = Hosts(settings.twilio_api_url).api(url)
    return await get(place, auth=login, params=parameters or None)


async def _account(settings: Settings) -> str | None:
    """What is wrong with account and token."""
    answer = await _ask(settings, f"{_ACCOUNTS}/{settings.twilio_account_sid}.json")
    if isinstance(answer, str):
        todo = "; check BANSOS_TWILIO_API_URL" if settings.twilio_api_url else ""
        return f"Twilio is not reached: {answer}{todo}"
    status, found = answer.status_code, document(answer)
    if status in (401, 403, 404):
        if not _SID.match(settings.twilio_account_sid):
            return "BANSOS_TWILIO_ACCOUNT_SID is no account's: it has AC and 32 hexadecimal digits"
        if status == 404:
            return "Twilio does not know BANSOS_TWILIO_ACCOUNT_SID (404)"
        return (
            f"Twilio refuses the account ({status}): BANSOS_TWILIO_ACCOUNT_SID and"
            " BANSOS_TWILIO_AUTH_TOKEN do not belong together; copy both from its console"
        )
    if status == 429 or status >= 500:
        return f"Twilio has trouble (HTTP {status}); try again later"
    if status != 200 or "sid" not in found:
        return f"no Twilio there (HTTP {status}); check BANSOS_TWILIO_API_URL"
    if (state := str(found.get("status", "active"))) != "active":
        return f"the Twilio account is {state}; see its console"
    return None


async def _number(settings: Settings, what: str, number: str) -> list[str]:
    """What is wrong with a telephone number of the account."""
    if not _NUMBER.match(number):
        return []
    place = f"{_ACCOUNTS}/{settings.twilio_account_sid}/IncomingPhoneNumbers.json"
    answer = await _ask(settings, place, PhoneNumber=number)
    listed = None if isinstance(answer, str) else document(answer).get("incoming_phone_numbers")
    if not isinstance(listed, list):
        return []
    if not listed:
        return [f"BANSOS_{what}_FROM {number} is no number of this account; buy or correct it"]
    kind = what.lower()
    if listed[0].get("capabilities", {}).get(kind) is False:
        return [f"{number} cannot do {kind}; another number of the account may"]
    return _elsewhere(number, str(listed[0].get(f"{kind}_url") or ""), settings, kind)


async def _whatsapp(settings: Settings, number: str) -> list[str]:
    """What is wrong with the WhatsApp sender."""
    if not _NUMBER.match(number) or number == _WHATSAPP_SANDBOX:
        return []
    answer = await _ask(settings, _SENDERS, Channel="whatsapp", PageSize="1000")
    listed = None if isinstance(answer, str) else document(answer).get("senders")
    if not isinstance(listed, list):
        return []
    ours = next((one for one in listed if one.get("sender_id") == f"whatsapp:{number}"), None)
    if ours is None:
        text = f"BANSOS_WHATSAPP_FROM {number} is no WhatsApp sender of this account; register it"
        return [f"{text} in Twilio's console"]
    state = str(ours.get("status", _OPEN))
    if not state.startswith(_OPEN):
        return [f"the WhatsApp sender {number} is {state}; see Twilio's console"]
    hook = ours.get("webhook") or {}
    return _elsewhere(number, str(hook.get("callback_url") or ""), settings, "whatsapp")


def _elsewhere(number: str, url: str, settings: Settings, kind: str) -> list[str]:
    """A sender whose messages go to somebody else. One that tells nothing may be in a service."""
    wanted = f"{settings.public_url}/hooks/{kind}"
    if not url or url.partition("#")[0].partition("?")[0].rstrip("/") == wanted:
        return []
    return [f"what comes to {number} goes elsewhere; set {wanted} in Twilio's console"]
