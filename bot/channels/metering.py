"""What a part of a message takes of its channel's rate.

Rules: pure. A messenger counts messages, a picture or a recording as one each; carriers meter an
SMS by its segments, and so does its price.
"""

from collections.abc import Iterable

from bot.channels import gsm7
from bot.channels.base import Capabilities, Part, TextPart


def takes(part: Part, capabilities: Capabilities) -> int:
    """The slots of one part."""
    if capabilities.gsm7 and isinstance(part, TextPart):
        return gsm7.count(part.text).segments
    return 1


def taken(parts: Iterable[Part], capabilities: Capabilities) -> int:
    """The slots of all."""
    return sum(takes(part, capabilities) for part in parts)
