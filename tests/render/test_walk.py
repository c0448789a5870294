"""Every conversation, as far as options and typical answers lead, on every channel and mode."""

import datetime as dt

import pytest

from bot.audio.ahead import walk
from bot.channels.base import Capabilities
from bot.channels.capabilities import CAPABILITIES, TELEGRAM
from bot.render.lint import defects
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.turn import Env
from handlers.policy import Policy
from i18n.locales import offered
from i18n.modes import Mode
from tests.core.parts import catalog, engine

NOW = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("capabilities", CAPABILITIES.values(), ids=lambda c: c.channel.value)
def test_no_message_breaks_language_md_or_a_limit(capabilities: Capabilities, mode: Mode) -> None:
    """Words, choices, emoji, segments and platform limits hold for whatever the bot says."""
    renderer = Renderer(catalog())
    env = Env(now=NOW, channel=capabilities.channel.value, page_size=5, policy=Policy())
    # What is said does not depend on the language it is said in: one walk serves them all.
    first = Voice("id", mode, "Asia/Jakarta", capabilities)
    turns = list(walk(engine(), first, env, 1000))

    found = [
        (locale.tag, defect, prompts[-1].body[-1].msgid)
        for locale in offered()
        for voice in [Voice(locale.tag, mode, "Asia/Jakarta", capabilities)]
        for prompts in turns
        for defect in defects(renderer(prompts, voice), voice)
    ]

    assert found == []


def test_the_walk_goes_through_the_whole_of_usul() -> None:
    """What lies behind a question of storage (may this be sent today?) is built ahead too."""
    first = Voice("id", Mode.SUARA, "Asia/Jakarta", TELEGRAM)
    env = Env(now=NOW, channel="telegram", page_size=5, policy=Policy())

    asked = {m.msgid for turn in walk(engine(), first, env) for prompt in turn for m in prompt.body}

    assert {"survei.floor", "usul.periksa"} <= asked
