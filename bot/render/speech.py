"""What a prompt sounds like, as data: clips in order, to be made into one voice note later.

Rules: pure. Per message: a person's recording in the citizen's language, else the synthetic
voice of that language, else Indonesian (recording, then voice): the same fallback as for text.
A recording stands for a message without parameters, and for 'press N' (`tekan.N`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from i18n.catalog import Catalog
from i18n.locales import BY_TAG, SOURCE
from i18n.message import Message

SHORT, LONG = 0.25, 0.6  # seconds of silence after a part of a sentence, after a sentence
_LONG = 60  # characters; a longer text is made in shares of whole sentences
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


class Clip(msgspec.Struct, frozen=True, array_like=True):
    """One stretch of speech: a recording ('jv/cek.nama'), or text for the voice of `tag`.

    `fixed`: the text is the catalogue's own, without a parameter.
    """

    text: str = ""
    tag: str = ""
    recording: str = ""
    pause: float = LONG
    fixed: bool = False

    def shares(self) -> "Iterator[Clip]":
        """A long text sentence by sentence: what is said to everybody is then found again, and
        the rest is made side by side."""
        first = _sentences(self.text) if len(self.text) > _LONG else [self.text]
        last = first.pop()
        for text in first:
            yield Clip(text, self.tag, "", SHORT, self.fixed)
        yield Clip(last, self.tag, self.recording, self.pause, self.fixed)


class Notes(Protocol):
    """Makes voice notes, from clips; names them before they are made."""

    def recorded(self, tag: str, name: str) -> bool:
        """Is there a recording for this msgid in this language?"""
        ...

    def speaks(self, tag: str) -> bool:
        """Is there a synthetic voice for this language?"""
        ...

    def name(self, clips: Sequence[Clip], *, private: bool) -> str:
        """The asset that will be these clips. `private`: they say something of a citizen."""
        ...


class Speaker:
    """Clips for messages in one language and mode."""

    def __init__(self, notes: Notes, catalog: Catalog, tag: str, mode: str, tz: str) -> None:
        self._notes = notes
        self._catalog = catalog
        self._tag = tag
        self._mode = mode
        self._tz = tz
        self._known: dict[tuple[str, int], list[Clip]] = {}

    def say(self, message: Message | str, pause: float = LONG) -> Clip | None:
        """One message; None if there is neither a recording nor a voice for it."""
        if isinstance(message, str):
            voice = self._voice(self._tag)
            return None if voice is None else Clip(message, _bare(voice), "", pause)
        for tag in self._chain():
            if not message.params and self._notes.recorded(tag, message.msgid):
                return Clip("", "", f"{tag}/{message.msgid}", pause)
        voice = self._voice(self._tag)
        if voice is None:
            return None
        text = self._catalog.text(message, voice, mode=self._mode, tz=self._tz, variants=("suara",))
        return Clip(text, _bare(voice), "", pause, not message.params)

    def option(self, number: int, label: Message | str, line: Message) -> list[Clip]:
        """'Cek bansos, press 1': two recordings where both exist, else one sentence. What the
        catalogue alone says is looked up once."""
        if not isinstance(label, Message) or not by_heart(label):
            return self._option(number, label, line)
        named = (label.msgid, number)
        if named not in self._known:
            self._known[named] = self._option(number, label, line)
        return self._known[named]

    def _option(self, number: int, label: Message | str, line: Message) -> list[Clip]:
        key = f"tekan.{number}"
        for tag in self._chain():
            if (
                isinstance(label, Message)
                and not label.params
                and self._notes.recorded(tag, label.msgid)
                and self._notes.recorded(tag, key)
            ):
                return [
                    Clip("", "", f"{tag}/{label.msgid}", SHORT),
                    Clip("", "", f"{tag}/{key}", LONG),
                ]
        said = self.say(line)
        return [] if said is None else [said]

    def _chain(self) -> tuple[str, ...]:
        """The citizen's language, then what it falls back to."""
        tags = [self._tag]
        while (locale := BY_TAG.get(tags[-1])) is not None and locale.fallback is not None:
            tags.append(locale.fallback)
        return tuple(tags)

    def _voice(self, tag: str) -> str | None:
        """The language whose voice speaks: this one, or Indonesian."""
        for candidate in (tag, SOURCE):
            if self._notes.speaks(candidate):
                return candidate
        return None


def by_heart(label: Message | str) -> bool:
    """Does the catalogue alone say it, the same to everybody?"""
    return isinstance(label, Message) and not label.params and label.count is None


def _bare(tag: str) -> str:
    """'id' for 'id@mudah': one voice speaks both, and the same words are one voice note."""
    return tag.partition("@")[0]


def _sentences(text: str) -> list[str]:
    """Sentences, short ones with the next: 'a.n. Siti' is no sentence's end."""
    gathered = [""]
    for sentence in _SENTENCE.split(text):
        if len(gathered[-1]) >= _LONG // 2:
            gathered.append(sentence)
        else:
            gathered[-1] = f"{gathered[-1]}\n{sentence}".strip()
    return gathered
