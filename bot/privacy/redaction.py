"""The last line of defence for logs: what looks personal or secret does not leave the process.

Rules: code logs codes, kinds and ids, never what a citizen said (that is the first line). This
filter assumes that the first line failed: in every text of every line it blanks digit runs as
long as a phone number or NIK however they are grouped, chat addresses, e-mail addresses, bearer
and Bot API tokens, Twilio ids and passwords in addresses. Values under a telling name go whole.
Numbers of our own (row ids, milliseconds, ports) are ints, not text, and stay.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "[…]"

_PATTERNS = (
    # a password in an address: scheme://user:password@host
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), HIDDEN),
    # Bot API token, also inside /bot<token>/ and /file/bot<token>/
    (re.compile(r"\b(bot)?\d{6,12}:[A-Za-z0-9_-]{30,}"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), HIDDEN),
    # Twilio: account, message, media, call and API key ids
    (re.compile(r"\b(AC|SM|MM|ME|CA|SK|IM|HX)[0-9a-fA-F]{32}\b"), HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), HIDDEN),
    (re.compile(r"\b(whatsapp|tel|sms):\+?[\w.]+"), HIDDEN),
    # base64 of 32 bytes or more: an encryption key
    (re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43,}={0,2}(?![A-Za-z0-9+/=])"), HIDDEN),
)
# 8 digits and more, with the separators people use: NIK, KK, phone, chat id. A time stamp such as
# 2026-11-21T08:00:00 is cut by its 'T' and colons, and what is spared stands below.
_DIGITS = re.compile(r"(?<![\w-])\+?\d(?:[ .\-()]{0,2}\d){7,}(?!\w)")
# A date, or a village's Kemendagri code: many people share either.
_SPARED = re.compile(r"^(\d{4}-\d{2}-\d{2}|\d{2}\.\d{2}\.\d{2}\.\d{4})$")

# Names whose values are never wanted in a log, whatever they look like.
_TELLING = frozenset(
    {
        "address", "answer", "authorization", "birth", "body", "caption", "chat_id", "content",
        "email", "kk", "label", "mother", "name_ktp", "nama", "nik", "note", "parent_name",
        "password", "payload", "person", "phone", "profile_name", "reason", "secret", "text",
        "token", "user_id", "wa_id",
    }
)  # fmt: skip


def redact_text(text: str) -> str:
    """The text without what looks personal or secret."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return _DIGITS.sub(_unless_spared, text)


def redact(value: Any) -> Any:
    """A value of a log line, at any depth."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {key: _field(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes):
        return HIDDEN
    # A repr may hold anything: only the type's name is told.
    return f"<{type(value).__name__}>"


def redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """For structlog: the whole line."""
    return {key: _field(key, value) for key, value in event.items()}


def _field(name: str, value: Any) -> Any:
    if name.lower() in _TELLING and value is not None:
        return HIDDEN
    return redact(value)


def _unless_spared(found: re.Match[str]) -> str:
    return found[0] if _SPARED.match(found[0]) else HIDDEN
