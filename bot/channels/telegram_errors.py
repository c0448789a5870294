"""What a failed Bot API call means for the outbox: one function, per PLATFORMS.md.

Rules: the code says what happened, never to whom; no token, URL or address is in an error.
`BadRequest` and `TimedOut` are `NetworkError`s for the library, so the order of the tests matters.
"""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.base import SendError, SendErrorKind
from bot.channels.telegram_http import Flooded, NotSent, ServerFault

# A 429 without `retry_after`: the per-chat limit is one message a second, so wait a little more.
_UNTOLD_PAUSE = 3.0
# 400s that mean 'this citizen is not there', not 'your request is wrong'.
_GONE_SIGNS = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "bot was kicked",
    "group chat was deactivated",
    "have no rights to send",
)


def send_error(error: TelegramError) -> SendError:
    """What to do about a failed call."""
    if isinstance(error, Forbidden):
        return SendError(SendErrorKind.STOP, "403")
    if isinstance(error, Flooded):
        pause = _UNTOLD_PAUSE if error.seconds is None else error.seconds
        return SendError(SendErrorKind.RETRY, "429", retry_after=pause)
    if isinstance(error, ChatMigrated):
        return SendError(SendErrorKind.RETRY, "migrated", new_address=str(error.new_chat_id))
    if isinstance(error, BadRequest):
        words = error.message.lower()
        if any(sign in words for sign in _GONE_SIGNS):
            return SendError(SendErrorKind.STOP, "chat_not_found")
        return SendError(SendErrorKind.REFUSED, "400")
    if isinstance(error, InvalidToken):
        return SendError(SendErrorKind.REFUSED, "401")
    if isinstance(error, TimedOut):
        return SendError(SendErrorKind.UNKNOWN, "timeout")
    if isinstance(error, NotSent):
        return SendError(SendErrorKind.RETRY, "not_sent")
    if isinstance(error, ServerFault):
        # 503 comes from the door, before the work; 500, 502, 504 may come after it.
        kind = SendErrorKind.RETRY if error.status == 503 else SendErrorKind.UNKNOWN
        return SendError(kind, str(error.status))
    if isinstance(error, Conflict):
        return SendError(SendErrorKind.RETRY, "409")
    # A connection that broke, an answer that is no JSON: the message may have gone out.
    code = "network" if isinstance(error, NetworkError) else "unreadable_answer"
    return SendError(SendErrorKind.UNKNOWN, code)
