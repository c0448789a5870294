"""Buttons and lists on WhatsApp: Twilio's Content API, where each shape is a resource of its own.

Rules: equal content is created once and sent by its sid afterwards. Contents hold the words of a
prompt, which may be about a person, so they live a day at most unless they are used: `ContentStore`
forgets the least used, and what is forgotten is deleted at Twilio too. Shaping is pure: it answers
None where buttons can't show the choices whole, and the caller then writes numbers.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from bot.channels.base import Choice, ChoiceStyle, TextPart
from bot.channels.capabilities import WHATSAPP
from bot.channels.choices import shorten

QUICK_REPLY = "twilio/quick-reply"
LIST_PICKER = "twilio/list-picker"
# Our contents are told from the operator's templates by this beginning of their name.
NAME_PREFIX = "bansos_"
_LIST_BUTTON_MAX = 20
_KEPT = 512

Content = dict[str, Any]


class ContentStore(Protocol):
    """Remembers which content has which sid."""

    async def get(self, digest: str) -> str | None:
        """The sid of a content, or None."""
        ...

    async def put(self, digest: str, sid: str) -> list[str]:
        """Remember a sid; returns those forgotten for it, to be deleted at Twilio."""
        ...

    async def drop(self, digest: str) -> None:
        """Forget one, as Twilio does not know it any more."""
        ...


class MemoryContents:
    """The default store: the most recently used, in this process."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._sids: OrderedDict[str, str] = OrderedDict()

    async def get(self, digest: str) -> str | None:
        """The sid of a content, or None; asking keeps it."""
        if digest in self._sids:
            self._sids.move_to_end(digest)
        return self._sids.get(digest)

    async def put(self, digest: str, sid: str) -> list[str]:
        """Remember a sid; returns those forgotten for it."""
        self._sids[digest] = sid
        forgotten = []
        while len(self._sids) > self._size:
            forgotten.append(self._sids.popitem(last=False)[1])
        return forgotten

    async def drop(self, digest: str) -> None:
        """Forget one."""
        self._sids.pop(digest, None)


def shape(part: TextPart, body: str) -> Content | None:
    """The content for `part` with `body` as its text, or None where numbers serve better."""
    if part.style is ChoiceStyle.TEXT or not part.choices or not body.strip():
        return None
    if len(body) > WHATSAPP.choice_body_limit:
        return None
    choices = part.choices
    titles = [choice.label for choice in choices]
    distinct = len(set(titles)) == len(titles)
    short = max(map(len, titles)) <= WHATSAPP.button_title_max
    few = part.style is ChoiceStyle.BUTTONS and len(choices) <= WHATSAPP.buttons_max
    if few and distinct and short:
        actions = [{"title": _plain(c.label), "id": _value(c)} for c in choices]
        return {QUICK_REPLY: {"body": _plain(body), "actions": actions}}
    return _list(part, body)


def _list(part: TextPart, body: str) -> Content | None:
    items = [_item(choice) for choice in part.choices]
    distinct = len({item["item"] for item in items}) == len(items)
    # The button that opens the list needs words, and those come with the part or not at all.
    if not part.list_button or len(items) > WHATSAPP.list_max or not distinct:
        return None
    button = shorten(_plain(part.list_button), _LIST_BUTTON_MAX)
    return {LIST_PICKER: {"body": _plain(body), "button": button, "items": items}}


def _item(choice: Choice) -> dict[str, str]:
    """A list's line; a label too long for it is told whole in the description."""
    title = shorten(_plain(choice.label), WHATSAPP.list_title_max)
    more = choice.description if title == choice.label else choice.label
    item = {"item": title, "id": _value(choice)}
    if more:
        item["description"] = shorten(_plain(more), WHATSAPP.list_description_max)
    return item


def _value(choice: Choice) -> str:
    """What a tap sends back; the number where the value is too long for an id."""
    fits = 0 < len(choice.value.encode()) <= WHATSAPP.choice_value_bytes
    return _plain(choice.value) if fits else choice.number


def _plain(text: str) -> str:
    """Words that Twilio takes as they are: '{{' would begin one of its variables."""
    return text.replace("{{", "{ {")


def digest_of(content: Content) -> str:
    """The same for equal contents, whatever the order of their keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(canonical).hexdigest()[:32]


def usable(choices: Sequence[Choice]) -> bool:
    """Do all choices have something to send back when tapped?"""
    return all(_value(choice) for choice in choices)
