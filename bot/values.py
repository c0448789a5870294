"""How the value of a setting is written: addresses, senders, keys of webhooks.

Rules: pure; what is wrong is a ValueError that says what to write, and quotes nothing of the value:
it may be a secret that stands in the wrong place.
"""

import re
from urllib.parse import urlsplit

_EXAMPLE = "for example https://bansos.example.go.id"
# E.164: a plus, a country code that does not begin with 0, at most 15 digits in all.
_NUMBER = re.compile(r"^\+[1-9]\d{4,14}$")
# Twilio: short codes have 3 to 6 digits (Indonesia's 4 or 5); an alphanumeric sender has up to 11
# letters, digits and spaces, a letter among them.
_SHORT_CODE = re.compile(r"^\d{3,6}$")
_ALPHANUMERIC = re.compile(r"^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$")
_CONTENT = re.compile(r"^HX[0-9A-Za-z]{1,64}$")


def address(text: str) -> str:
    """Scheme, host and perhaps a path, without a slash at the end; '' for ''."""
    text = text.rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:  # a port that is no number or too large, half a bracket
        raise ValueError(f"no address; write scheme and host, {_EXAMPLE}") from None
    if wrong or any(sign.isspace() for sign in text):
        raise ValueError(f"write scheme and host, {_EXAMPLE}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"write it without user and password, {_EXAMPLE}")
    if "?" in text or "#" in text:
        raise ValueError(f"write it without '?' and '#', {_EXAMPLE}")
    return text


def number(text: str) -> str:
    """A sender's number as E.164; '' for ''."""
    text = re.sub(r"[\s().-]", "", text.removeprefix("whatsapp:"))
    if text and not _NUMBER.match(text):
        raise ValueError("write the number with plus and country code, as +6281100001111")
    return text


def text_sender(text: str) -> str:
    """Who an SMS is from: a number, a short code or a name of letters; '' for ''."""
    if _SHORT_CODE.match(text) or _ALPHANUMERIC.match(text):
        return text
    return number(text)


def webhook_keys(text: str) -> dict[str, str]:
    """Shared keys by their ids, from 'id:secret,id:secret'; {} for ''."""
    keys: dict[str, str] = {}
    for place, part in enumerate(filter(None, map(str.strip, text.split(","))), 1):
        name, colon, secret = (word.strip() for word in part.partition(":"))
        if not (name and colon and secret):
            raise ValueError(f"key {place} is not written as id:secret")
        keys[name] = secret
    return keys


def template(text: str) -> str:
    """The sid of a content template; '' for ''."""
    if text and not _CONTENT.match(text):
        raise ValueError("write the template's Content SID, which begins with HX")
    return text
