"""A broadcast's words for one recipient: its text in their language, mode and channel.

Rules: pure but for a memory of what was rendered before: a million recipients share a handful of
looks. A language without a text of its own gets the Indonesian one, with Indonesian around it.
"""

from collections.abc import Mapping, Sequence

import msgspec

from bot.broadcasts.model import Content
from bot.channels import gsm7
from bot.channels.base import Capabilities, Part, TemplatePart, TextPart
from bot.channels.capabilities import CAPABILITIES
from bot.conversation import Render
from bot.render.wording import Voice
from handlers.dialogue.prompt import Prompt
from i18n.message import say
from i18n.modes import Mode

_REMEMBERED = 2_000


class Look(msgspec.Struct, frozen=True):
    """How one channel, language and mode shows it; `segments` is what SMS is billed by."""

    channel: str
    locale: str
    mode: str
    texts: tuple[str, ...]
    segments: int


class Wording:
    """Puts broadcasts into words."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._known: dict[tuple[str, ...], list[Part]] = {}

    def parts(
        self,
        content: Content,
        capabilities: Capabilities,
        locale: str,
        mode: str,
        values: Mapping[str, str] | None = None,
    ) -> list[Part]:
        """What to send inside the window."""
        tag = locale if content.texts.get(locale) else "id"
        text = content.texts[tag]
        if values:
            text = text.format_map(values)
        key = (capabilities.channel.value, tag, mode, text)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            # Variables are for people: a text without them is known for everybody else.
            messages = (say("kabar.siaran", teks=text), say("kabar.siaran_henti"))
            voice = Voice(tag, mode, "Asia/Jakarta", capabilities)
            found = self._known[key] = self._render([Prompt(messages)], voice)
        return found

    @staticmethod
    def template(content: Content, parts: Sequence[Part]) -> list[Part]:
        """The same as a WhatsApp template, outside the window."""
        whole = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
        return [TemplatePart(content.template, {"1": whole}, whole)]

    def looks(self, content: Content, channels: Sequence[str]) -> list[Look]:
        """Every look, for the preview; variables stay as they are written."""
        found = []
        values = {"tiket": "U-XXXX-XXXX", "tahap": "…"}
        for capabilities in CAPABILITIES.values():
            if capabilities.channel.value not in channels:
                continue
            for locale in sorted(content.texts, key=lambda tag: (tag != "id", tag)):
                if not content.texts[locale]:
                    continue
                for mode in Mode:
                    parts = self.parts(content, capabilities, locale, mode.value, values)
                    texts = tuple(part.text for part in parts if isinstance(part, TextPart))
                    segments = sum(gsm7.count(text).segments for text in texts)
                    found.append(
                        Look(
                            capabilities.channel.value,
                            locale,
                            mode.value,
                            texts,
                            segments if capabilities.gsm7 else len(texts),
                        )
                    )
        return found
