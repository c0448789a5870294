"""A prompt's words in one language and access mode: paragraphs, option lines, how far, footer.

Rules: pure. Options read '1. Cek bansos'; for a screen reader 'Ketik 1 untuk Cek bansos.'; on a
call and in a voice note the option first, then the key. A screen reader and a call get no emoji;
easy mode gets each option's own at the end of its line.
"""

from collections.abc import Callable

import msgspec

from bot.channels.base import Capabilities
from bot.render.emoji import emoji_of, without_emoji
from bot.render.speech import Clip, Speaker
from handlers.dialogue.prompt import Option, Prompt, Want
from i18n.catalog import Catalog
from i18n.message import CONTACTS, Message, Spelled, say
from i18n.modes import LISTENING, Mode

FOOTER = say("umum.kaki")


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
        if self.capabilities.spoken:
            return ("telepon", "suara")
        if self.mode == Mode.SUARA:  # an SMS is not heard, and costs the ministry its length
            return ("suara", "sms") if self.capabilities.gsm7 else ("suara",)
        deaf = ("tuli",) if self.mode == Mode.TULI else ()
        # Nobody deaf is told to call, however short that would be.
        return (*deaf, "sms") if self.capabilities.gsm7 else deaf

    @property
    def heard(self) -> bool:
        """Is it also sent as sound: a voice note, or a recording on a call?"""
        if self.capabilities.spoken:
            return True
        return self.capabilities.voice_notes and self.mode in LISTENING

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
    clips: list[Clip] = []
    private: bool = False  # do the clips say something of a citizen?
    before: list[str] = []
    help_first: bool = False  # on a call the human comes first in each menu (LANGUAGE.md)

    def text(self, *, step: bool = True, footer: bool = True) -> str:
        """All of it, as one text."""
        first = [self.step] if step and self.step else []
        tail = ["\n".join(self.lines), self.footer if footer else ""]
        blocks = [
            *self.before,
            "\n".join([*first, *self.paragraphs[:1]]),
            *self.paragraphs[1:],
            *(reversed(tail) if self.help_first else tail),
        ]
        return self.between.join(block for block in blocks if block)

    def told(self) -> list[str]:
        """All paragraphs, what was told ahead first."""
        return [*self.before, *self.paragraphs]

    def follow(self, earlier: "Words") -> None:
        """Take what was said before into the same message."""
        self.before = earlier.told() + self.before
        self.clips = earlier.clips + self.clips
        self.private = self.private or earlier.private

    def take_first(self) -> str:
        """Take the first paragraph out."""
        return self.before.pop(0) if self.before else self.paragraphs.pop(0)

    def count(self) -> int:
        """Words of the message, options aside (LANGUAGE.md counts so)."""
        return sum(len(text.split()) for text in [self.step, *self.told(), self.footer])


def reader(voice: Voice, catalog: Catalog) -> Callable[[Message | str], str]:
    """What gives a message's text, as this citizen is talked to."""
    # A call is by ear whatever the mode: digits and tickets are said one by one.
    mode = Mode.SUARA if voice.capabilities.spoken else voice.mode

    def text(message: Message | str) -> str:
        if isinstance(message, str):
            return message
        if voice.capabilities.spoken and not CONTACTS.isdisjoint(message.params):
            message = _dialled(message)
        said = catalog.text(message, voice.tag, mode=mode, tz=voice.tz, variants=voice.variants)
        return without_emoji(said) if voice.plain else said

    return text


def _dialled(message: Message) -> Message:
    """The message with its telephone numbers digit by digit: '171' is no quantity."""
    numbers = {
        name: Spelled(value)
        for name, value in message.params.items()
        if name in CONTACTS and isinstance(value, str)
    }
    return msgspec.structs.replace(message, params={**message.params, **numbers})


def put_in_words(prompt: Prompt, voice: Voice, catalog: Catalog, speaker: Speaker | None) -> Words:
    """One prompt in words; with a `speaker` also as clips to be heard."""
    text = reader(voice, catalog)
    labels = [text(option.label) for option in prompt.options]
    lines = [
        _line(number, label, option, voice, text)
        for number, (label, option) in enumerate(zip(labels, prompt.options, strict=True), 1)
    ]
    body = [text(message) for message in prompt.body]
    if (how := _how_to_answer(prompt, voice)) is not None:
        body.append(text(how))
    words = Words(
        paragraphs=list(dict.fromkeys(body)),
        labels=labels,
        lines=lines,
        step=_step(prompt, text),
        footer=text(FOOTER) if prompt.footer else "",
        between="\n" if voice.capabilities.gsm7 else "\n\n",
        help_first=voice.capabilities.spoken,
    )
    if speaker is not None and voice.heard:
        words.clips = _clips(prompt, speaker, how)
        words.private = any(_private(message) for message in prompt.body) or any(
            not isinstance(option.label, Message) or _private(option.label)
            for option in prompt.options
        )
    return words


def _how_to_answer(prompt: Prompt, voice: Voice) -> Message | None:
    """What a caller has to know who is asked for more than one key."""
    if voice.capabilities.spoken and Want.DIGITS in prompt.wants:
        return say("umum.tekan_pagar")
    if voice.capabilities.records and Want.WORDS in prompt.wants:
        return say("umum.bicara_bip")
    return None


def _clips(prompt: Prompt, speaker: Speaker, how: Message | None) -> list[Clip]:
    found = [speaker.say(step)] if (step := step_of(prompt)) is not None else []
    found += [speaker.say(message) for message in (*prompt.body, *([how] if how else []))]
    for number, option in enumerate(prompt.options, 1):
        line = say("umum.tekan_untuk", nomor=number, pilihan=option.label)
        found += speaker.option(number, option.label, line)
    if prompt.footer:
        found.append(speaker.say(FOOTER))
    return [clip for clip in found if clip is not None]


def _private(message: Message) -> bool:
    """Does it say more than the catalogue does? Numbers of the bot's own are no secret."""
    return any(
        _private(value) if isinstance(value, Message) else not isinstance(value, int)
        for value in message.params.values()
    )


def detail(option: Option, voice: Voice, catalog: Catalog) -> str:
    """An option's second line, for channels whose lists have one."""
    if option.detail is None or isinstance(option.detail, str):
        return option.detail or ""
    return catalog.text(option.detail, voice.tag, mode=voice.mode, tz=voice.tz)


def _line(
    number: int,
    label: str,
    option: Option,
    voice: Voice,
    text: Callable[[Message | str], str],
) -> str:
    if voice.capabilities.spoken:
        return text(say("umum.tekan_untuk", nomor=number, pilihan=label))
    if voice.mode == Mode.PEMBACA_LAYAR:
        return text(say("umum.ketik_untuk", nomor=number, pilihan=label))
    if voice.mode == Mode.MUDAH and not voice.plain:
        return f"{number}. {label} {emoji_of(option)}".rstrip()
    return f"{number}. {label}"


def step_of(prompt: Prompt) -> Message | None:
    """'Step 3 of 7', where the prompt is one of several."""
    return (
        None
        if prompt.step is None
        else say("umum.langkah", ini=prompt.step[0], semua=prompt.step[1])
    )


def _step(prompt: Prompt, text: Callable[[Message | str], str]) -> str:
    step = step_of(prompt)
    return "" if step is None else text(step)
