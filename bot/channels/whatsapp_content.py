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
_LIST_BUTTON_MAX = 20  # characters
_KEPT = 512  # contents

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
    if len(_plain(body)) > WHATSAPP.choice_body_limit:
        return None
    few = part.style is ChoiceStyle.BUTTONS and len(part.choices) <= WHATSAPP.buttons_max
    if few and (actions := _actions(part.choices)):
        return {QUICK_REPLY: {"body": _plain(body), "actions": actions}}
    items = _items(part.choices)
    # The button that opens the list needs words, and those come with the part or not at all.
    button = shorten(_plain(part.list_button), _LIST_BUTTON_MAX)
    if not button or items is None:
        return None
    return {LIST_PICKER: {"body": _plain(body), "button": button, "items": items}}


def _actions(choices: Sequence[Choice]) -> list[dict[str, str]] | None:
    """Quick replies, or None if a title would have to be cut or two are alike."""
    actions = [{"title": _line(choice.label), "id": _value(choice)} for choice in choices]
    short = all(len(action["title"]) <= WHATSAPP.button_title_max for action in actions)
    return actions if short and _distinct(actions, "title") else None


def _items(choices: Sequence[Choice]) -> list[dict[str, str]] | None:
    """A list's lines, or None if there are too many or two are alike."""
    items = [_item(choice) for choice in choices]
    return items if len(items) <= WHATSAPP.list_max and _distinct(items, "item") else None


def _distinct(entries: list[dict[str, str]], title: str) -> bool:
    """WhatsApp wants titles and ids that are not empty and all different."""
    return all(
        all(entry[key] for entry in entries) and len({e[key] for e in entries}) == len(entries)
        for key in (title, "id")
    )


def _item(choice: Choice) -> dict[str, str]:
    """A list's line; a label too long for it is told whole in the description."""
    label = _line(choice.label)
    title = shorten(label, WHATSAPP.list_title_max)
    more = _line(choice.description) if title == label else label
    item = {"item": title, "id": _value(choice)}
    if more:
        item["description"] = shorten(more, WHATSAPP.list_description_max)
    return item


def _value(choice: Choice) -> str:
    """What a tap sends back; the number where the value is too long for an id."""
    value = _plain(choice.value)
    return value if 0 < len(value.encode()) <= WHATSAPP.choice_value_bytes else choice.number


def _line(text: str) -> str:
    """One line of words."""
    return " ".join(_plain(text).split())


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
