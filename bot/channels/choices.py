"""Choices where the platform has no buttons for them, or not enough room: numbers in the text.

Rules: pure; no choice is ever dropped. Lengths are in characters as a reader counts them
(grapheme clusters), because the platforms cut what is longer without asking.
"""

from collections.abc import Iterable, Sequence

import regex

from bot.channels.base import Choice

_CLUSTER = regex.compile(r"\X")
# About what one line of buttons holds on a 5-inch phone before labels are cut.
_ROW_CHARACTERS = 32
# Bot API: at most 8 buttons a row.
_ROW_BUTTONS = 8


def clusters(text: str) -> list[str]:
    """The text's grapheme clusters, in order."""
    return [found.group() for found in _CLUSTER.finditer(text)]


def shorten(text: str, limit: int) -> str:
    """At most `limit` code points, cut between words where one is near, never inside a cluster."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    kept = ""
    for cluster in clusters(text):
        if len(kept) + len(cluster) > limit - 1:
            break
        kept += cluster
    words, _, _ = kept.rpartition(" ")
    if len(words) * 3 >= limit * 2:
        kept = words
    return kept.rstrip(" ,;:-–—(/") + "…"


def numbered(text: str, choices: Iterable[Choice]) -> str:
    """The text with a line '1. Label' for each choice that it does not list already."""
    lines = [line.strip() for line in text.splitlines()]
    missing = [
        f"{choice.number}. {choice.label}" if choice.number else choice.label
        for choice in choices
        if not any(_lists(line, choice) for line in lines)
    ]
    if not missing:
        return text
    return "\n\n".join(part for part in (text.rstrip(), "\n".join(missing)) if part)


def _lists(line: str, choice: Choice) -> bool:
    """Does a line show the choice with its number? A shortened label counts as its beginning."""
    label = choice.label.removesuffix("…").strip()
    if not label:
        return choice.number in line
    before, found, _ = line.partition(label)
    return bool(found) and (not choice.number or choice.number in before)


def rows(choices: Sequence[Choice], *, single: bool = False) -> list[list[Choice]]:
    """Buttons in rows: as many a row as the longest label leaves room for; one if `single`."""
    longest = max((len(clusters(choice.label)) for choice in choices), default=1)
    width = 1 if single else max(1, min(_ROW_BUTTONS, _ROW_CHARACTERS // max(longest, 1)))
    return [list(choices[start : start + width]) for start in range(0, len(choices), width)]
