"""A broadcast's words for one recipient: its text in their language, mode and channel.

Rules: pure but for a memory of what was rendered before: a million recipients share a handful of
looks. A language without a text of its own gets the Indonesian one, with Indonesian around it.
"""

from collections.abc import Mapping, Sequence

import msgspec

from bot.broadcasts.model import VARIABLES, Content
from bot.broadcasts.template import TEXT, Template, filled
from bot.channels import gsm7
from bot.channels.base import Capabilities, MediaPart, Part, TemplatePart, TextPart
from bot.channels.capabilities import CAPABILITIES, WHATSAPP
from bot.channels.metering import taken
from bot.conversation import Render
from bot.media.assets import MEDIA
from bot.render.wording import Voice
from handlers.dialogue.prompt import Prompt
from i18n.message import say
from i18n.modes import Mode

_REMEMBERED = 2_000  # texts as they were rendered
# What stands for a submission in a preview.
SAMPLE = {"tiket": "U-XXXX-XXXX", "tahap": "…"}
# For a text with variables whose submission was erased meanwhile.
UNKNOWN = dict.fromkeys(VARIABLES, "–")


def language(content: Content, locale: str) -> str:
    """The language of the words that somebody of this language gets."""
    return locale if content.texts.get(locale) else "id"


class Look(msgspec.Struct, frozen=True):
    """How one channel, language and mode shows it; `segments` is what SMS is billed by, `parts`
    what the channel's rate counts."""

    channel: str
    locale: str
    mode: str
    texts: tuple[str, ...]
    segments: int
    media: tuple[tuple[str, str, str], ...] = ()  # kind, asset, what it shows
    parts: int = 1


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
        """What to send inside the window; without `values`, to somebody without a submission."""
        tag = language(content, locale)
        # Always, as {{ stands for a brace also in a text without variables.
        text = content.texts[tag].format_map(values or UNKNOWN)
        key = (capabilities.channel.value, tag, mode, text)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            # Variables are for people: a text without them is known for everybody else.
            messages = (say("kabar.siaran", teks=text), say("kabar.siaran_henti"))
            voice = Voice(tag, mode, "Asia/Jakarta", capabilities)
            found = self._known[key] = self._render([Prompt(messages)], voice)
        return _with_media(found, content, capabilities, locale, mode)

    @staticmethod
    def template(
        content: Content, parts: Sequence[Part], values: Mapping[str, str] | None = None
    ) -> list[Part]:
        """The same as a WhatsApp template, outside the window."""
        whole = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
        known = {**UNKNOWN, **(values or {}), TEXT: whole}
        patterns = content.values or {"1": f"{{{TEXT}}}"}
        filled_ = {name: pattern.format_map(known) for name, pattern in patterns.items()}
        return [TemplatePart(content.template, filled_, whole)]

    def looks(self, content: Content, channels: Sequence[str]) -> list[Look]:
        """Every look, for the preview; variables stay as they are written."""
        found = []
        for capabilities in CAPABILITIES.values():
            if capabilities.channel.value not in channels:
                continue
            for locale in sorted(content.texts, key=lambda tag: (tag != "id", tag)):
                if not content.texts[locale]:
                    continue
                for mode in Mode:
                    parts = self.parts(content, capabilities, locale, mode.value, SAMPLE)
                    found.append(_look(parts, capabilities, locale, mode.value))
        return found

    def template_look(self, content: Content, template: Template, locale: str) -> Look:
        """How WhatsApp shows the template, with the text in a language."""
        parts = self.parts(content, WHATSAPP, locale, Mode.STANDAR.value, SAMPLE)
        (part,) = self.template(content, parts, SAMPLE)
        assert isinstance(part, TemplatePart)  # noqa: S101 - made a line above
        on_one_line = {name: " ".join(value.split()) for name, value in part.variables.items()}
        text = filled(template, on_one_line)
        return Look(WHATSAPP.channel.value, locale, "templat", (text,), 1)


def _look(parts: Sequence[Part], capabilities: Capabilities, locale: str, mode: str) -> Look:
    texts = tuple(part.text for part in parts if isinstance(part, TextPart))
    segments = sum(gsm7.count(text).segments for text in texts)
    return Look(
        capabilities.channel.value,
        locale,
        mode,
        texts,
        segments if capabilities.gsm7 else len(parts),
        tuple((part.kind, part.asset, part.alt) for part in parts if isinstance(part, MediaPart)),
        taken(parts, capabilities),
    )


def _with_media(
    parts: list[Part], content: Content, capabilities: Capabilities, locale: str, mode: str
) -> list[Part]:
    """The picture goes ahead of the words with what it shows below it; a recording comes after
    them, not to the Deaf, and takes the place of the one that a machine would speak."""
    before: list[Part] = []
    after: list[Part] = []
    if content.picture and capabilities.images:
        alt = content.alts.get(locale) or content.alts.get("id", "")
        before.append(MediaPart("image", MEDIA + content.picture, "image/jpeg", alt))
    recording = content.audios.get(locale) or content.audios.get("id", "")
    if recording and capabilities.voice_notes and mode != Mode.TULI:
        after.append(MediaPart("voice", MEDIA + recording, "audio/ogg"))
        parts = [part for part in parts if not isinstance(part, MediaPart) or part.kind != "voice"]
    return [*before, *parts, *after] if before or after else parts
