"""Whoever adds a programme or a channel is told by name what it still lacks (docs/adding.md)."""

import pytest

from backend_client.model import Programme
from bot.channels.base import ChannelName
from bot.channels.capabilities import CAPABILITIES
from handlers.understanding.vocabulary import PROGRAMMES
from i18n.catalog import Catalog
from i18n.locales import offered
from i18n.message import say

# What stands where a message has no words (i18n.catalog).
_MISSING = "…"


@pytest.mark.parametrize("programme", Programme)
def test_a_programme_has_a_name_in_every_language(programme: Programme) -> None:
    """Each programme is `program.<code>` in core.po: every language says it, or Indonesian does."""
    catalog = Catalog.load()
    name = say(f"program.{programme.value.lower()}")

    nameless = [
        locale.tag
        for locale in offered()
        if catalog.text(name, locale.tag).strip() in ("", _MISSING)
    ]

    assert nameless == []


@pytest.mark.parametrize("programme", Programme)
def test_a_programme_is_understood(programme: Programme) -> None:
    """Each programme has the words that citizens call it by."""
    assert PROGRAMMES.get(programme.value)


@pytest.mark.parametrize("channel", ChannelName)
def test_a_channel_says_what_it_can_show(channel: ChannelName) -> None:
    """Each channel has its row of capabilities."""
    assert CAPABILITIES[channel].channel is channel
