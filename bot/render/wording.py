"""A prompt's words in one language and access mode: paragraphs, option lines, how far, footer.

Rules: pure. Options read '1. Cek bansos'; for a screen reader 'Ketik 1 untuk Cek bansos.'; on a
call the option first, then the key. A screen reader and a call get no emoji.
"""

from collections.abc import Callable

import msgspec

from bot.channels.base import Capabilities
from handlers.dialogue.prompt import Option, Prompt
from i18n.catalog import Catalog
from i18n.message import Message, say
from i18n.modes import Mode


class Voice(msgspec.Struct, frozen=True):
    """How a citizen is talked to: language, access mode, time zone, and through what."""

    locale: str
    mode: str
    tz: str
    capabilities: Capabilities

    @property
    def tag(self) -> str:
        """The catalogue: easy-read Indonesian is a catalogue of its own."""
        return "id@mudah" if self.mode == Mode.MUDAH and self.locale == "id" else self.locale

    @property
    def variants(self) -> tuple[str, ...]:
        """Shorter wordings to prefer where the catalogue has them."""
        if self.capabilities.spoken or self.mode == Mode.SUARA:
            return ("suara",)
        if self.capabilities.gsm7:
            return ("sms",)
        return ("tuli",) if self.mode == Mode.TULI else ()

    @property
    def plain(self) -> bool:
        """No emoji and no decoration."""
        return self.mode == Mode.PEMBACA_LAYAR or not self.capabilities.emoji


class Words(msgspec.Struct):
    """One prompt in words. `before` was told ahead of it; `labels` are the options', in order."""

    paragraphs: list[str]
    labels: list[str]
    lines: list[str]
    step: str = ""
    footer: str = ""
    between: str = "\n\n"
    before: list[str] = []

    def text(self, *, step: bool = True, footer: bool = True) -> str:
        """All of it, as one text."""
        first = [self.step] if step and self.step else []
        blocks = [
            *self.before,
            "\n".join([*first, *self.paragraphs[:1]]),
            *self.paragraphs[1:],
            "\n".join(self.lines),
            self.footer if footer else "",
        ]
        return self.between.join(block for block in blocks if block)

    def count(self) -> int:
        """Words of the message, options aside (LANGUAGE.md counts so)."""
        return sum(len(paragraph.split()) for paragraph in [*self.before, *self.paragraphs])


def put_in_words(prompt: Prompt, voice: Voice, catalog: Catalog) -> Words:
    """One prompt in words."""

    def text(message: Message | str) -> str:
        if isinstance(message, str):
            return message
        return catalog.text(
            message, voice.tag, mode=voice.mode, tz=voice.tz, variants=voice.variants
        )

    labels = [text(option.label) for option in prompt.options]
    return Words(
        paragraphs=[text(message) for message in prompt.body],
        labels=labels,
        lines=[_line(number, label, voice, text) for number, label in enumerate(labels, 1)],
        step=_step(prompt, text),
        footer=text(say("umum.kaki")) if prompt.footer else "",
        between="\n" if voice.capabilities.gsm7 else "\n\n",
    )


def detail(option: Option, voice: Voice, catalog: Catalog) -> str:
    """An option's second line, for channels whose lists have one."""
    if option.detail is None or isinstance(option.detail, str):
        return option.detail or ""
    return catalog.text(option.detail, voice.tag, mode=voice.mode, tz=voice.tz)


def _line(number: int, label: str, voice: Voice, text: Callable[[Message | str], str]) -> str:
    if voice.capabilities.spoken or voice.mode == Mode.SUARA:
        return text(say("umum.tekan_untuk", nomor=number, pilihan=label))
    if voice.mode == Mode.PEMBACA_LAYAR:
        return text(say("umum.ketik_untuk", nomor=number, pilihan=label))
    return f"{number}. {label}"


def _step(prompt: Prompt, text: Callable[[Message | str], str]) -> str:
    if prompt.step is None:
        return ""
    return text(say("umum.langkah", ini=prompt.step[0], semua=prompt.step[1]))
