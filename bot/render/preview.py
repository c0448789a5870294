"""Every message as each channel and access mode would show it, for translators.

Rules: pure. Looks that come out the same stand together, so that what differs is seen at once.
"""

from collections.abc import Iterator

import msgspec

from bot.channels.base import Capabilities, ChannelName
from bot.channels.capabilities import CAPABILITIES
from bot.channels.terminal import show
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.prompt import Prompt
from i18n.catalog import VARIANTS, Catalog
from i18n.lint import bare, is_message
from i18n.locales import SOURCE
from i18n.modes import Mode
from i18n.samples import sample

_LOOKS = [c for c in CAPABILITIES.values() if c.channel is not ChannelName.TERMINAL]


class Look(msgspec.Struct, frozen=True):
    """One way a message comes out, and where."""

    text: str
    where: tuple[str, ...]


class Previewed(msgspec.Struct, frozen=True):
    """A message. `translated` is False when the language takes it from its fallback."""

    msgid: str
    translated: bool
    looks: tuple[Look, ...]


def preview(catalog: Catalog, tag: str, only: str = "") -> Iterator[Previewed]:
    """All messages of a language whose msgid begins with `only`, in the source's order."""
    renderer = Renderer(catalog)
    locale, _, easy = tag.partition("@")
    modes = [Mode.MUDAH] if easy else list(Mode)
    for msgid in catalog.own(SOURCE):
        if not is_message(msgid) or bare(msgid) != msgid or not msgid.startswith(only):
            continue
        yield Previewed(
            msgid,
            any(name in catalog.own(tag) for name in (msgid, *_variants(msgid))),
            tuple(_looks(renderer, catalog, msgid, locale, modes)),
        )


def _variants(msgid: str) -> Iterator[str]:
    return (f"{msgid}.{variant}" for variant in VARIANTS)


def _looks(
    renderer: Renderer, catalog: Catalog, msgid: str, locale: str, modes: list[Mode]
) -> Iterator[Look]:
    prompt = Prompt((sample(msgid, catalog),))
    shown: dict[str, list[str]] = {}
    for capabilities in _LOOKS:
        for mode in modes:
            text = _text(renderer, prompt, Voice(locale, mode, "Asia/Jakarta", capabilities))
            shown.setdefault(text, []).append(f"{capabilities.channel.value}/{mode.value}")
    for text, where in shown.items():
        yield Look(text, tuple(_folded(where, modes)))


def _text(renderer: Renderer, prompt: Prompt, voice: Voice) -> str:
    capabilities: Capabilities = voice.capabilities
    return "\n".join(show(part, capabilities.channel) for part in renderer([prompt], voice))


def _folded(where: list[str], modes: list[Mode]) -> Iterator[str]:
    """'sms' for a channel where every mode looks so; else 'sms/standar'."""
    if len(where) == len(_LOOKS) * len(modes):
        yield "everywhere"
        return
    for capabilities in _LOOKS:
        name = capabilities.channel.value
        here = [place for place in where if place.startswith(f"{name}/")]
        if len(here) == len(modes):
            yield name
        else:
            yield from here
