"""What an answer to a flow's request may use, and what it must be.

Rules: a local answer is a function of the turn's own connection, quick and without network; it
commits with the turn. A remote answer runs after the commit and may take long; it holds no
connection. Both give the request's answer struct, or `Failed`.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from sqlalchemy import Connection

from bot.channels.base import ChannelName
from handlers.dialogue.steps import Failed
from handlers.policy import Policy


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and when."""

    contact_id: int
    channel: ChannelName
    address: str
    locale: str
    mode: str
    tz: str
    now: dt.datetime
    policy: Policy
    profile: int | None = None  # whose turn it is behind this telephone


Answer = msgspec.Struct | Failed
Local = Callable[[Connection, Asker, Any], Answer]
Remote = Callable[[Asker, Any], Awaitable[Answer]]
