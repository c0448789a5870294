"""What a message takes of its channel's rate."""

from bot.channels.base import MediaPart, TextPart
from bot.channels.capabilities import SMS, TELEGRAM
from bot.channels.metering import taken

PARTS = [TextPart("a" * 161), TextPart("a" * 160), MediaPart("image", "x", "image/jpeg", "")]


def test_an_sms_is_metered_by_its_segments() -> None:
    """Long texts take a slot for each segment by SMS, and one elsewhere; a picture takes one."""
    assert taken(PARTS, SMS) == 2 + 1 + 1
    assert taken(PARTS, TELEGRAM) == 3
