"""The matrix: every flow x channel x offered locale x access mode, from the same scripts.

The scripts are the transcripts: every conversation that is specified there is played again on
each channel with each page size its modes have, and each turn is rendered in every combination.
Rules: where a conversation goes must not depend on the language, so only rendering multiplies;
a script whose typed numbers mean something else on smaller pages is left where it parts.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.channels.base import Capabilities, ChannelName, Part, TextPart
from bot.channels.capabilities import CAPABILITIES
from bot.conversation import page_size
from bot.render.lint import defects
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.turn import Turn
from handlers.registry import FLOWS
from i18n.locales import offered
from i18n.modes import Mode
from i18n.pseudo import pseudo_catalog, strangers
from tests.core.harness import Mismatch, Play
from tests.core.parts import catalog, engine

SCRIPTS = sorted((Path(__file__).parent.parent / "transcripts").rglob("*.txt"))
CHANNELS = (ChannelName.TELEGRAM, ChannelName.WHATSAPP, ChannelName.SMS, ChannelName.VOICE)
MODES = list(Mode)
PAIRS = list(product(CHANNELS, MODES))
PER_PAIR = [f"{channel.value}-{mode.value}" for channel, mode in PAIRS]


class Recorded(Play):
    """A transcript's conversation as prompts, with where it stood after each turn."""

    def __init__(self, locale: str, channel: ChannelName, page: int) -> None:
        super().__init__(engine(), catalog())
        self.session.locale = locale
        self._channel, self._page = channel, page
        self.turns: list[tuple[Prompt, ...]] = []
        self.places: list[tuple[tuple[str, tuple[str, ...]], ...]] = []
        self.finished: set[str] = set()

    def _set(self, name: str, value: str) -> None:
        """The matrix sets language, mode, channel and page itself."""

    def _said(self, turn: Turn) -> None:
        self.turns.append(tuple(turn.prompts))
        self.places.append(tuple((f.flow, tuple(f.answers)) for f in turn.session.frames))
        self.finished.update(name.partition(":")[0] for name in turn.finished)


@cache
def played(path: Path, locale: str, channel: ChannelName, page: int) -> Recorded:
    """A script in one language on one channel, as far as its lines fit."""
    lines = path.read_text(encoding="utf-8").splitlines()
    recorded = Recorded(locale, channel, page)
    try:
        recorded.run([line for line in lines if not line.startswith(("<", "  ", "# wants"))])
    except Mismatch as error:
        if "a flow broke" in str(error) or "changed by being stored" in str(error):
            raise
    return recorded


@cache
def everything(channel: ChannelName, page: int) -> tuple[tuple[str, tuple[Prompt, ...]], ...]:
    """Each different turn of all scripts, with the script that first says it."""
    found: dict[bytes, tuple[str, tuple[Prompt, ...]]] = {}
    for path in SCRIPTS:
        for prompts in played(path, "id", channel, page).turns:
            if prompts:
                key = repr(prompts).encode()
                found.setdefault(key, (f"{path.parent.name}/{path.stem}", prompts))
    return tuple(found.values())


def capabilities_of(channel: ChannelName, mode: Mode) -> tuple[Capabilities, int]:
    """What the channel can do, and how many options a screen of it shows in this mode."""
    capabilities = CAPABILITIES[channel]
    return capabilities, page_size(mode, capabilities)


@pytest.mark.parametrize(("channel", "mode"), PAIRS, ids=PER_PAIR)
def test_every_flow_comes_to_its_end(channel: ChannelName, mode: Mode) -> None:
    """Each flow of the registry is finished by at least one script on this channel and mode."""
    _, page = capabilities_of(channel, mode)

    finished = {flow for path in SCRIPTS for flow in played(path, "id", channel, page).finished}

    assert set(FLOWS) - finished == set()


@pytest.mark.parametrize(("channel", "mode"), PAIRS, ids=PER_PAIR)
def test_nothing_said_in_any_language_has_a_defect(channel: ChannelName, mode: Mode) -> None:
    """Every turn in every offered language keeps to LANGUAGE.md and to the platform's limits."""
    capabilities, page = capabilities_of(channel, mode)
    renderer = Renderer(catalog())
    turns = everything(channel, page)

    found = [
        f"{voice.locale} {where}: {defect} {[m.msgid for p in prompts for m in p.body]}"
        for locale in offered()
        for voice in [Voice(locale.tag, mode, "Asia/Jakarta", capabilities)]
        for where, prompts in turns
        for defect in defects(renderer(prompts, voice), voice)
    ]

    assert found == []


@pytest.mark.parametrize("locale", [locale.tag for locale in offered()])
def test_where_a_conversation_goes_does_not_depend_on_the_language(locale: str) -> None:
    """The same lines lead through the same questions in every language."""
    parted = [
        f"{path.parent.name}/{path.stem}"
        for path in SCRIPTS
        if played(path, locale, ChannelName.TELEGRAM, 5).places
        != played(path, "id", ChannelName.TELEGRAM, 5).places
    ]

    assert parted == []


# GSM-7 takes the pseudo-locale's brackets and accents away.
@pytest.mark.parametrize(
    ("channel", "mode"), [pair for pair in PAIRS if not CAPABILITIES[pair[0]].gsm7]
)
def test_no_word_comes_from_the_code(channel: ChannelName, mode: Mode) -> None:
    """In a language that nobody speaks, whatever is not data comes out bent."""
    capabilities, page = capabilities_of(channel, mode)
    renderer = Renderer(pseudo_catalog(catalog()))
    voice = Voice("id", mode, "Asia/Jakarta", capabilities)

    found = {
        (where, word)
        for where, prompts in everything(channel, page)
        # A long message is parted inside its brackets: they count over the whole turn.
        for said in [" ".join(_texts(renderer(prompts, voice)))]
        for word in strangers(said, set(_data(msgspec.to_builtins(prompts, str_keys=True))))
    }

    assert sorted(found) == []


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    return (part.text for part in parts if isinstance(part, TextPart))


def _data(value: Any) -> Iterator[str]:
    """Every text in a turn that is no message: names, places, what was typed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _data(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _data(inner)
