"""Every message that leaves, held to LANGUAGE.md and to its channel: for transcripts and tests.

Rules: pure. What a citizen typed (names, notes) is not held to the rules of words; lengths,
numbers and choices are. Options, step and footer do not count as words of a message.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from bot.channels.base import ChoiceStyle, MediaPart, Part, TextPart
from bot.channels.gsm7 import count
from bot.render.fitting import MOST_SEGMENTS, most_words
from bot.render.wording import Voice
from i18n.modes import Mode
from i18n.plain import Rule, judge_emoji, words

MOST_CHOICES, MOST_CHOICES_EASY, MOST_CHOICES_SPOKEN = 5, 3, 4  # LANGUAGE.md
_LIST_BUTTON = 20  # characters on the button that opens a WhatsApp list (PLATFORMS.md)
_OPTION = re.compile(r"^\s*(?:\d{1,2}[.)]\s|.*\b\d{1,2}\s*[.,]?\s*$)")
_LEFT_OVER = re.compile(r"\{\w*\}|^[a-z_]+(?:\.[a-z_0-9]+)+$", re.MULTILINE)


class Defect(msgspec.Struct, frozen=True):
    """What is wrong with a part, and the most that is allowed."""

    rule: str
    found: str
    allowed: str = ""


def defects(parts: Sequence[Part], voice: Voice) -> list[Defect]:
    """Everything that is wrong with a turn's parts on this channel and in this mode."""
    return [defect for part in parts for defect in _part(part, voice)]


def _part(part: Part, voice: Voice) -> Iterator[Defect]:
    if isinstance(part, MediaPart):
        if part.kind == "image" and not part.alt:
            yield Defect("alt", part.asset)
        if part.kind == "voice" and voice.mode == Mode.TULI:
            yield Defect("channel", "sound for somebody who is deaf")
        if not voice.capabilities.spoken and len(part.alt) > voice.capabilities.caption_limit:
            yield Defect(
                "limit", f"caption of {len(part.alt)}", str(voice.capabilities.caption_limit)
            )
        if voice.capabilities.gsm7:
            yield Defect("channel", f"{part.kind} by SMS")
        return
    if not isinstance(part, TextPart):
        return
    yield from _text(part, voice)
    yield from _choices(part, voice)


def _text(part: TextPart, voice: Voice) -> Iterator[Defect]:
    capabilities = voice.capabilities
    text = part.text
    if not text.strip():
        yield Defect("empty", "")
    limit = capabilities.text_limit
    if part.style is not ChoiceStyle.TEXT:
        limit = min(limit, capabilities.choice_body_limit or limit)
    if len(text) > limit:
        yield Defect("limit", f"{len(text)} characters", str(limit))
    # A title that was cut has its whole label in the description.
    labels = [label for choice in part.choices for label in (choice.label, choice.description)]
    prose = "\n".join(
        line
        for line in text.splitlines()
        if not any(label and label in line for label in labels) and not _OPTION.match(line)
    )
    most = most_words(voice)
    if not capabilities.spoken and (total := words(prose)) > most:
        yield Defect(Rule.MESSAGE, f"{total} words", str(most))
    if text.count("?") > 2:
        yield Defect(Rule.QUESTIONS, f"{text.count('?')} questions", "1")
    if match := _LEFT_OVER.search(text):
        yield Defect("untranslated", match[0])
    for finding in judge_emoji(text):
        yield Defect(Rule.EMOJI, finding.found, finding.allowed)
    if voice.plain and judge_emoji(text, most=0):
        yield Defect(Rule.EMOJI, "some", "none")
    if capabilities.gsm7:
        cost = count(text)
        if not cost.gsm7:
            yield Defect("gsm7", "a character that doubles the price")
        if cost.segments > MOST_SEGMENTS:
            yield Defect(Rule.SEGMENTS, f"{cost.segments}", str(MOST_SEGMENTS))


def _choices(part: TextPart, voice: Voice) -> Iterator[Defect]:
    capabilities = voice.capabilities
    most = MOST_CHOICES
    if capabilities.spoken:
        most = MOST_CHOICES_SPOKEN
    elif voice.mode == Mode.MUDAH:
        most = MOST_CHOICES_EASY
    if len(part.choices) > most:
        yield Defect("choices", str(len(part.choices)), str(most))
    for choice in part.choices:
        if len(choice.value.encode()) > capabilities.choice_value_bytes:
            yield Defect("value", choice.value[:20], str(capabilities.choice_value_bytes))
        if choice.number and choice.number not in part.text:
            yield Defect("number", f"{choice.number} is not in the text")
    if part.style is ChoiceStyle.BUTTONS:
        yield from _titles(part, capabilities.buttons_max, capabilities.button_title_max)
    elif part.style is ChoiceStyle.LIST:
        if len(part.list_button) > _LIST_BUTTON:
            yield Defect("list button", part.list_button, str(_LIST_BUTTON))
        yield from _titles(
            part,
            capabilities.list_max,
            capabilities.list_title_max,
            capabilities.list_description_max,
        )


def _titles(
    part: TextPart, most: int, longest: int, description: int | None = None
) -> Iterator[Defect]:
    if len(part.choices) > most:
        yield Defect("buttons", str(len(part.choices)), str(most))
    for choice in part.choices:
        if len(choice.label) > longest:
            yield Defect("title", choice.label, str(longest))
        if description is not None and len(choice.description) > description:
            yield Defect("description", choice.description, str(description))
