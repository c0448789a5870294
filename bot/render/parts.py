"""From words to parts that a channel may send, within its limits.

Rules: the text is whole without buttons, whose titles may be cut; the numbers stand in it for who
has none. A picture menu and a voice note come before the text that says the same.
"""

from collections.abc import Mapping, Sequence

from bot.channels.base import Choice, ChoiceStyle, MediaPart, Part, TextPart
from bot.channels.choices import shorten as fit_title
from bot.channels.split import pieces
from bot.render.fitting import divide, together, written
from bot.render.pictures import menu_asset, names_in
from bot.render.speech import Notes, Speaker, by_heart
from bot.render.summary import shorten
from bot.render.wording import Voice, Words, detail, put_in_words, reader
from handlers.dialogue.prompt import Prompt, Want
from i18n.catalog import Catalog
from i18n.message import Joined, say
from i18n.modes import Mode

NOTE_FILE = "suara.ogg"
_TYPES = {"image": "image/png", "voice": "audio/ogg", "document": "application/octet-stream"}


class Renderer:
    """Renders turns. `notes` makes voice notes, where there are any; `signs` are the addresses of
    sign-language videos by msgid, for Deaf citizens."""

    def __init__(
        self,
        catalog: Catalog,
        notes: Notes | None = None,
        signs: Mapping[str, str] | None = None,
    ) -> None:
        self._catalog = catalog
        self._notes = notes
        self._signs = signs or {}
        self._speakers: dict[tuple[str, str, str], Speaker] = {}
        self._pictures: dict[tuple[str, tuple[str, ...]], str] = {}

    def __call__(self, prompts: Sequence[Prompt], voice: Voice) -> list[Part]:
        """All parts of a turn, in order."""
        parts: list[Part] = []
        waiting: Words | None = None
        for prompt in prompts:
            words = put_in_words(prompt, voice, self._catalog, self._speaker(voice))
            if prompt.brief:
                shorten(prompt, words, voice, reader(voice, self._catalog), self._shorter(voice))
            if voice.mode == Mode.TULI and self._signs:
                words.paragraphs += self._videos(prompt, voice)
            if waiting is not None:
                if together(waiting, words, voice):
                    words.follow(waiting)
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

    def _speaker(self, voice: Voice) -> Speaker | None:
        """The one who speaks for this citizen, kept with what they know by heart."""
        if self._notes is None or not voice.heard:
            return None
        key = (voice.tag, voice.mode, voice.tz)
        if key not in self._speakers:
            self._speakers[key] = Speaker(self._notes, self._catalog, *key)
        return self._speakers[key]

    def _plain(self, words: Words, voice: Voice) -> list[Part]:
        heads, text = self._texts(words, voice)
        limit = voice.capabilities.text_limit
        return [*self._note(words, text, voice), *heads, *map(TextPart, pieces(text, limit))]

    def _texts(self, words: Words, voice: Voice) -> tuple[list[Part], str]:
        """Messages that go ahead because not all fits into one, and the text of the last."""
        heads: list[Part] = [TextPart(head) for head in divide(words, voice)]
        return heads, written(words, voice, self._shorter(voice))

    def _shorter(self, voice: Voice) -> dict[str, str]:
        if not voice.capabilities.gsm7:
            return {}
        pairs = (pair.partition("=") for pair in self._word("singkatan.daftar", voice).split("|"))
        return {long: short for long, _, short in pairs if long and short}

    def _asked(self, prompt: Prompt, words: Words, voice: Voice) -> list[Part]:
        capabilities = voice.capabilities
        heads, text = self._texts(words, voice)
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
            *self._picture(prompt, words, voice),
            *self._note(words, text, voice),
            *heads,
            *map(TextPart, before),
            TextPart(
                last,
                self._titled(choices, style, voice),
                style,
                list_button=self._word("umum.pilih", voice) if style is ChoiceStyle.LIST else "",
                asks=_asks(prompt, voice),
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
            title = fit_title(choice.label, most)
            description = choice.description
            if title != choice.label and listed:
                description = choice.label
            room = capabilities.list_description_max
            titled.append(
                Choice(
                    choice.value,
                    title,
                    choice.number,
                    fit_title(description, room) if description and room else "",
                )
            )
        return tuple(titled)

    def _note(self, words: Words, text: str, voice: Voice) -> list[Part]:
        """The voice note of what is written. A call has a better voice than ours for its words:
        there only people's recordings are played, and only if they say all of it."""
        if self._notes is None or not words.clips:
            return []
        spoken = voice.capabilities.spoken
        if spoken and not all(clip.recording for clip in words.clips):
            return []
        asset = self._notes.name(words.clips, private=words.private)
        return [MediaPart("voice", asset, _TYPES["voice"], text if spoken else "", NOTE_FILE)]

    def _picture(self, prompt: Prompt, words: Words, voice: Voice) -> list[Part]:
        """The picture menu, in easy mode."""
        if voice.mode != Mode.MUDAH or not voice.capabilities.images:
            return []
        asset = menu_asset(prompt.options)
        if asset is None:
            return []
        return [MediaPart("image", asset, _TYPES["image"], self._alt(prompt, asset, words, voice))]

    def _alt(self, prompt: Prompt, asset: str, words: Words, voice: Voice) -> str:
        """What a picture menu shows, in words: kept where nothing in it is a citizen's."""
        key = (voice.tag, tuple(words.labels))
        if (known := self._pictures.get(key)) is not None:
            return known
        lines = tuple(
            say("umum.gambar_baris", nomor=n, pilihan=label, gambar=say(f"pict.{name}"))
            for n, (label, name) in enumerate(zip(words.labels, names_in(asset), strict=True), 1)
        )
        message = say("umum.gambar_menu", isi=Joined(lines, lines=True))
        alt = self._catalog.text(message, voice.tag, mode=voice.mode, tz=voice.tz)
        if all(by_heart(option.label) for option in prompt.options):
            self._pictures[key] = alt
        return alt

    def _videos(self, prompt: Prompt, voice: Voice) -> list[str]:
        """Where a message of the prompt is told in sign language."""
        return [
            self._catalog.text(say("umum.video_isyarat", tautan=self._signs[m.msgid]), voice.tag)
            for m in prompt.body
            if m.msgid in self._signs
        ]

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


def _asks(prompt: Prompt, voice: Voice) -> str:
    """What a caller is to give, where it is not one of the choices alone."""
    if not voice.capabilities.spoken:
        return ""
    if Want.DIGITS in prompt.wants:
        return "digits"
    return "words" if Want.WORDS in prompt.wants else ""


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
