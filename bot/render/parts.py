"""From words to parts that a channel may send, within its limits.

Rules: the text is whole without buttons, whose titles may be cut. What is told and what is asked
share a message while it stays within LANGUAGE.md's number of words. SMS is transliterated and
loses its footer, then its step, before it costs a third segment.
"""

from collections.abc import Sequence

from bot.channels import gsm7
from bot.channels.base import Choice, ChoiceStyle, MediaPart, Part, TextPart
from bot.channels.choices import shorten
from bot.channels.split import pieces
from bot.render.wording import Voice, Words, detail, put_in_words
from handlers.dialogue.prompt import Prompt, Want
from i18n.catalog import Catalog
from i18n.message import say
from i18n.modes import Mode

MOST_WORDS = 60  # LANGUAGE.md, words in a message, options aside
MOST_WORDS_EASY = 30
MOST_SEGMENTS = 2  # LANGUAGE.md, SMS
_TYPES = {"image": "image/png", "voice": "audio/ogg", "document": "application/octet-stream"}


class Renderer:
    """Renders turns; holds the catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __call__(self, prompts: Sequence[Prompt], voice: Voice) -> list[Part]:
        """All parts of a turn, in order."""
        parts: list[Part] = []
        waiting: Words | None = None
        most = MOST_WORDS_EASY if voice.mode == Mode.MUDAH else MOST_WORDS
        for prompt in prompts:
            words = put_in_words(prompt, voice, self._catalog)
            if waiting is not None:
                if waiting.count() + words.count() <= most or voice.capabilities.spoken:
                    words.before = waiting.before + waiting.paragraphs
                else:
                    parts += self._plain(waiting, voice)
                waiting = None
            if prompt.attachments:
                parts += self._attachments(prompt, voice)
            if prompt.options or prompt.footer or prompt.wants:
                parts += self._asked(prompt, words, voice)
            else:
                waiting = words
        if waiting is not None:
            parts += self._plain(waiting, voice)
        return parts

    def _plain(self, words: Words, voice: Voice) -> list[Part]:
        text = _written(words, voice)
        return [TextPart(piece) for piece in pieces(text, voice.capabilities.text_limit)]

    def _asked(self, prompt: Prompt, words: Words, voice: Voice) -> list[Part]:
        capabilities = voice.capabilities
        text = _written(words, voice)
        choices = tuple(
            Choice(option.value, label, str(number), detail(option, voice, self._catalog))
            for number, (option, label) in enumerate(
                zip(prompt.options, words.labels, strict=True), 1
            )
        )
        style = _style(choices, voice)
        limit = capabilities.text_limit
        if style is not ChoiceStyle.TEXT:
            limit = min(limit, capabilities.choice_body_limit or limit)
        *before, last = pieces(text, limit) or [""]
        return [
            *(TextPart(piece) for piece in before),
            TextPart(
                last,
                self._titled(choices, style, voice),
                style,
                list_button=self._word("umum.pilih", voice) if style is ChoiceStyle.LIST else "",
                ask_location=(
                    self._word("umum.kirim_lokasi", voice)
                    if Want.LOCATION in prompt.wants and capabilities.location_request
                    else ""
                ),
            ),
        ]

    def _titled(
        self, choices: tuple[Choice, ...], style: ChoiceStyle, voice: Voice
    ) -> tuple[Choice, ...]:
        """Choices with titles that fit; a cut title's whole label goes where there is room."""
        capabilities = voice.capabilities
        if style is ChoiceStyle.TEXT:
            return choices
        listed = style is ChoiceStyle.LIST
        most = capabilities.list_title_max if listed else capabilities.button_title_max
        titled = []
        for choice in choices:
            title = shorten(choice.label, most)
            description = choice.description
            if title != choice.label and listed:
                description = choice.label
            room = capabilities.list_description_max
            titled.append(
                Choice(
                    choice.value,
                    title,
                    choice.number,
                    shorten(description, room) if description and room else "",
                )
            )
        return tuple(titled)

    def _attachments(self, prompt: Prompt, voice: Voice) -> list[Part]:
        capabilities = voice.capabilities
        can = {
            "image": capabilities.images,
            "voice": capabilities.voice_notes and not capabilities.spoken,
            "document": capabilities.documents,
        }
        return [
            MediaPart(
                attachment.kind,
                attachment.asset,
                _TYPES[attachment.kind],
                self._catalog.text(attachment.alt, voice.tag, mode=voice.mode, tz=voice.tz),
                attachment.file_name,
            )
            for attachment in prompt.attachments
            if can.get(attachment.kind, False)
        ]

    def _word(self, msgid: str, voice: Voice) -> str:
        return self._catalog.text(say(msgid), voice.tag)


def _style(choices: tuple[Choice, ...], voice: Voice) -> ChoiceStyle:
    capabilities = voice.capabilities
    if not choices:
        return ChoiceStyle.TEXT
    titles_fit = all(len(c.label) <= capabilities.button_title_max for c in choices)
    if len(choices) <= capabilities.buttons_max and titles_fit:
        return ChoiceStyle.BUTTONS
    if len(choices) <= capabilities.list_max:
        return ChoiceStyle.LIST
    return ChoiceStyle.TEXT


def _written(words: Words, voice: Voice) -> str:
    if not voice.capabilities.gsm7:
        return words.text()
    for step, footer in ((True, True), (True, False), (False, False)):
        text = gsm7.transliterate(words.text(step=step, footer=footer))
        if gsm7.count(text).segments <= MOST_SEGMENTS:
            return text
    return text
