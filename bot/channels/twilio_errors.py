"""Twilio's error codes -> what to do next, as one table.

Codes come two ways: at once from the API, or later in a delivery report; both ask here. Source:
https://www.twilio.com/docs/api/errors; what to do: PLATFORMS.md.
"""

from bot.channels.base import SendError, SendErrorKind

_STOP, _RETRY = SendErrorKind.STOP, SendErrorKind.RETRY
_TEMPLATE, _REFUSED = SendErrorKind.TEMPLATE, SendErrorKind.REFUSED

CODES: dict[int, SendErrorKind] = {
    # opted out or blocked
    21610: _STOP,  # recipient replied STOP
    63014: _STOP,  # blocked by the user
    63032: _STOP,  # the user has opted out of marketing
    # no such recipient
    21211: _STOP,  # invalid 'To'
    21214: _STOP,  # 'To' cannot be reached
    21217: _STOP,  # phone number does not appear to be valid
    21614: _STOP,  # 'To' is not a mobile number
    63003: _STOP,  # channel could not find the recipient
    63024: _STOP,  # invalid message recipient
    # outside the 24-hour window
    63016: _TEMPLATE,
    # too fast, or a queue is full
    20429: _RETRY,  # too many requests
    14107: _RETRY,  # message rate limit
    21611: _RETRY,  # this sender's queue is full
    63018: _RETRY,  # rate limit of the channel
    63038: _RETRY,  # the account's daily limit
    # the way there failed; bounded retry
    20500: _RETRY,  # internal error before the message was taken
    20503: _RETRY,  # service unavailable
    30001: _RETRY,  # queue overflow
    30003: _RETRY,  # unreachable handset
    30004: _RETRY,  # message blocked by the carrier
    30005: _RETRY,  # unknown handset
    30006: _RETRY,  # landline or unreachable carrier
    30007: _RETRY,  # filtered
    30008: _RETRY,  # unknown error
    63007: _REFUSED,  # no such sender on this account
    63015: _REFUSED,  # sandbox not joined
    20003: _REFUSED,  # wrong credentials
    21606: _REFUSED,  # 'From' is not ours
    21617: _REFUSED,  # body too long
}
# Seconds to wait when Twilio says 'too fast' but not how long: one message to one person per 6 s
# on WhatsApp is the tightest of its limits.
UNTOLD_PAUSE = 6.0
# A handset that was off or out of reach may be back by then (30003).
UNDELIVERED_PAUSE = 60.0
# Told to stop by the citizen, at the operator's or in WhatsApp: no notices until they come back.
OPTED_OUT = frozenset({"21610", "63032"})
# About the template itself, whoever the recipient is: its id or its values are not valid, it is not
# there in this language, it has other placeholders, or Meta rejected, paused or disabled it.
TEMPLATE_FAULTS = frozenset({"21655", "21656", "63027", "63028", "63040", "63041", "63042"})
_PAUSED = frozenset({20429, 14107, 21611, 63018, 63038})


def kind_of(code: int | str | None, status: int = 400) -> SendErrorKind:
    """What a code means, else what its HTTP status means."""
    try:
        known = CODES.get(int(code or 0))
    except ValueError:
        known = None
    if known is not None:
        return known
    if status in {429, 503}:
        return SendErrorKind.RETRY
    # 500, 502, 504: Twilio may have taken the message before it failed.
    return SendErrorKind.UNKNOWN if status >= 500 else SendErrorKind.REFUSED


def pause_after(code: str | None) -> float:
    """Seconds before a message that failed on its way is sent once more."""
    known = int(code) if code is not None and code.isdigit() else 0
    return UNTOLD_PAUSE if known in _PAUSED else UNDELIVERED_PAUSE


def send_error(code: int | None, status: int, retry_after: float | None = None) -> SendError:
    """The error for an API answer with this code and HTTP status."""
    kind = kind_of(code, status)
    if retry_after is None and (status == 429 or code in _PAUSED):
        retry_after = UNTOLD_PAUSE
    return SendError(kind, str(code or status), retry_after=retry_after)
