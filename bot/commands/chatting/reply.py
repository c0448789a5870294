"""What the bot answered, for people and for programs."""

from typing import Any

from bot.channels.base import ChannelName, Choice, MediaPart, TextPart
from bot.channels.terminal import Sent, as_data, show


def options_of(sent: list[Sent]) -> tuple[Choice, ...]:
    """The options that can be chosen now: those of the last part that has any."""
    for each in reversed(sent):
        if isinstance(each.part, TextPart) and each.part.choices:
            return each.part.choices
    return ()


def as_text(sent: list[Sent], channel: ChannelName) -> str:
    """The parts as the channel shows them, an empty line between two."""
    return "\n\n".join(show(each.part, channel) for each in sent)


def as_object(sent: list[Sent], channel: ChannelName) -> dict[str, Any]:
    """The whole reply as plain data."""
    parts = [as_data(each.part, channel) for each in sent]
    media = [
        {
            "kind": each.part.kind,
            "asset": each.part.asset,
            "content_type": each.part.content_type,
            "alt": each.part.alt,
        }
        for each in sent
        if isinstance(each.part, MediaPart)
    ]
    options = [
        {
            "number": choice.number,
            "label": choice.label,
            "value": choice.value,
            "description": choice.description,
        }
        for choice in options_of(sent)
    ]
    return {
        "text": "\n\n".join(part["text"] for part in parts if part["text"]),
        "parts": parts,
        "options": options,
        "media": media,
    }
