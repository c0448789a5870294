"""From what a channel parsed to what the core hears, and words that are the shell's business."""

from bot.channels.base import Inbound, InboundKind
from handlers.dialogue.events import Heard, HeardKind, Medium

_KINDS = {
    InboundKind.TEXT: HeardKind.TEXT,
    InboundKind.TAP: HeardKind.TAP,
    InboundKind.PHOTO: HeardKind.PHOTO,
    InboundKind.VOICE_NOTE: HeardKind.VOICE_NOTE,
    InboundKind.DOCUMENT: HeardKind.DOCUMENT,
    InboundKind.VIDEO: HeardKind.VIDEO,
    InboundKind.LOCATION: HeardKind.LOCATION,
    InboundKind.CONTACT: HeardKind.CONTACT,
    InboundKind.STICKER: HeardKind.STICKER,
    InboundKind.CALL: HeardKind.TEXT,
}
# Longer texts are cut before the core sees them: no answer is longer, and the limit bounds work.
MOST_TEXT = 4096
# Below this confidence of the speech recogniser (0-1) a name is read back before it counts.
SURE = 0.6


def heard(inbound: Inbound) -> Heard:
    """The event of one inbound message."""
    return Heard(
        kind=_KINDS.get(inbound.kind, HeardKind.OTHER),
        text=inbound.text[:MOST_TEXT],
        media=tuple(
            Medium(item.ref, item.content_type, item.size, item.file_name) for item in inbound.media
        ),
        latitude=inbound.latitude,
        longitude=inbound.longitude,
        phone=inbound.phone,
        edited=inbound.edited,
        mark=_button(inbound),
        unsure=inbound.confidence is not None and inbound.confidence < SURE,
    )


def _button(inbound: Inbound) -> str:
    """Which button on the screen was tapped; '' when it is none, or the channel does not tell."""
    if inbound.kind is not InboundKind.TAP or inbound.reply_to is None:
        return ""
    return f"{inbound.reply_to} {inbound.text}"[:200]
