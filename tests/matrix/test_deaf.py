"""What a Deaf citizen is told: in writing, to be answered in writing."""

import re

import pytest

from bot.channels.base import ChannelName, MediaPart, TextPart
from bot.render.parts import Renderer
from bot.render.wording import Voice
from i18n.modes import Mode
from tests.core.parts import catalog
from tests.matrix.test_matrix import capabilities_of, everything

_BY_EAR = re.compile(
    r"\btelepon \d|\bpesan suara\b|\bdengarkan\b|\bmenelepon\b|\brekam suara\b", re.I
)


@pytest.mark.parametrize("channel", [ChannelName.TELEGRAM, ChannelName.WHATSAPP, ChannelName.SMS])
def test_nobody_deaf_is_asked_to_call_or_to_listen(channel: ChannelName) -> None:
    """In every conversation, no number to ring, no voice note to send or to hear."""
    capabilities, page = capabilities_of(channel, Mode.TULI)
    renderer = Renderer(catalog())
    voice = Voice("id", Mode.TULI, "Asia/Jakarta", capabilities)

    said = [
        (where, part)
        for where, prompts in everything(channel, page)
        for part in renderer(prompts, voice)
    ]
    wrong = [
        (where, found[0])
        for where, part in said
        # A pendamping may choose to record the consent of whom they help.
        if where != "pendamping/suara"
        and isinstance(part, TextPart)
        and (found := _BY_EAR.search(part.text))
    ]

    assert wrong == []
    assert not [
        where for where, part in said if isinstance(part, MediaPart) and part.kind == "voice"
    ]
