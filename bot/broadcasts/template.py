"""A WhatsApp template, and whether what somebody wants to put into it fits.

Rules: pure. What Twilio or Meta would refuse recipient by recipient is refused before anything is
sent: a template that is not approved, a placeholder left out, one too many, an empty value, a
line break, too long. A value may hold {teks}, the broadcast's whole text in the recipient's
language on one line, and for broadcasts by submission {tiket} and {tahap}.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.broadcasts.model import VARIABLES, variables
from bot.broadcasts.refusals import Bad

APPROVED = "approved"
# Meta, 'Message templates': a body of 1024 characters, what fills it included.
MOST_BODY = 1024
# Meta, error 132018: no line breaks, no tabs, at most four spaces in a row.
_BROKEN = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]| {5}")
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TEXT = "teks"
# What {teks} has around the composed text ('Pengumuman: ...', how to stop): a test measures it in
# every language and mode.
FRAME = 240
_LENGTHS = {"tiket": 30, "tahap": 80}  # characters they may take


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template as Twilio told it last. `kind` is its content type, `twilio/text` say."""

    sid: str
    name: str
    language: str
    category: str
    status: str
    reason: str
    kind: str
    body: str
    placeholders: tuple[str, ...]

    @property
    def approved(self) -> bool:
        """May it be sent?"""
        return self.status == APPROVED


def placeholders(types: Any) -> tuple[str, ...]:
    """The names in double braces anywhere in a content's types, numbers in their order."""
    found: set[str] = set()

    def look(thing: Any) -> None:
        if isinstance(thing, str):
            found.update(_PLACEHOLDER.findall(thing))
        elif isinstance(thing, Mapping):
            for value in thing.values():
                look(value)
        elif isinstance(thing, list | tuple):
            for value in thing:
                look(value)

    look(types)
    return tuple(sorted(found, key=lambda name: (not name.isdigit(), name.zfill(9))))


def given(template: Template | None, values: Mapping[str, str]) -> dict[str, str]:
    """The values; without any, a template with one placeholder gets the whole text."""
    if not values and template is not None and len(template.placeholders) == 1:
        return {template.placeholders[0]: f"{{{TEXT}}}"}
    return dict(values)


def check(
    template: Template | None, values: Mapping[str, str], *, texts: Mapping[str, str], by_case: bool
) -> None:
    """Does it all fit? `texts` are the broadcast's, by language. Raises Bad."""
    if template is None:
        raise Bad("template_unknown")
    if not template.approved:
        raise Bad("template_state", state=template.status[:20])
    wanted, named = set(template.placeholders), set(values)
    if missing := wanted - named:
        raise Bad("template_missing", names=_few(missing))
    if extra := named - wanted:
        raise Bad("template_extra", names=_few(extra))
    for name, value in values.items():
        if not value.strip():
            raise Bad("template_empty", name=name[:20])
        if _BROKEN.search(value):
            raise Bad("template_broken", name=name[:20])
        if wrong := variables(value) - {TEXT} - (VARIABLES if by_case else frozenset()):
            raise Bad("template_variable", name=name[:20], names=_few(wrong))
    longest = max((len(text) for text in texts.values()), default=0) + FRAME
    lengths = {name: _length(value, longest) for name, value in values.items()}
    fixed = len(_PLACEHOLDER.sub("", template.body))
    filled = sum(lengths[name] for name in _PLACEHOLDER.findall(template.body))
    if fixed + filled > MOST_BODY or max(lengths.values(), default=0) > MOST_BODY:
        raise Bad("template_long", most=MOST_BODY)


def filled(template: Template, values: Mapping[str, str]) -> str:
    """The body with its values, as a recipient reads it."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template.body)


def _length(value: str, longest: int) -> int:
    sizes = {TEXT: longest, **_LENGTHS}
    inside = variables(value)
    bare = value.format_map(dict.fromkeys(inside, ""))
    return len(bare) + sum(sizes[name] * value.count(f"{{{name}}}") for name in inside)


def _few(names: set[str]) -> str:
    return ", ".join(sorted(names))[:60]
