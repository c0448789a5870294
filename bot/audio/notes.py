"""Voice notes: named when a message is rendered, made when it is sent.

Rules: a note that says nothing of a citizen is kept on the disk under the hash of its content,
and found there by every process. One that does is never written anywhere: its name *is* its
content, sealed (AES-SIV, so that the same note has the same name), and any process with the key
can make it, after a restart too. No name and no log line shows what is said.
"""

import asyncio
import base64
import binascii
import contextlib
import hashlib
import os
import tempfile
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.audio.recordings import Recordings
from bot.audio.speakable import speakable
from bot.audio.speakable_en import speakable_en
from bot.audio.synth import Synthesiser, SynthesisFailed
from bot.render.speech import SHORT, Clip
from i18n.locales import BY_TAG, SOURCE

FOLDER = "suara/"
_SUFFIX = ".ogg"
_SEALED = "~"
_FORMAT = "6"  # raise it when the same clips come to sound different
# How a text is written for the voice of a language; other languages have no voice of their own.
_SAID: dict[str, Callable[[str], str]] = {SOURCE: speakable, "en": speakable_en}
_IN_MEMORY = 256  # notes, about 30 KB each
_PIECES = 1024  # pieces of notes, about 8 KB each: what is said to everybody stays
# Names are short texts: a window of 1 KB packs them as well as 32 KB do, and is ready 15 x sooner.
_WINDOW, _LITTLE_MEMORY = 10, 1
_HANDS = 2  # pieces made at the same time; a synthesiser and an encoder are a core each


class Codec(Protocol):
    """Sound in and out (bot.audio.opus)."""

    def samples(self, recording: bytes) -> bytes:
        """Samples of a recording."""
        ...

    def silence(self, seconds: float) -> bytes:
        """Samples of a pause."""
        ...

    def telephone(self, note: bytes) -> bytes:
        """A note as a WAV file for a call."""
        ...

    def seconds(self, sound: bytes) -> float:
        """How long samples last."""
        ...

    def packets(self, sound: bytes, *, careful: bool = False) -> list[bytes]:
        """Samples as Opus packets."""
        ...

    def packets_of(self, note: bytes) -> list[bytes]:
        """The packets of a note."""
        ...

    def ogg(self, pieces: Sequence[Sequence[bytes]]) -> bytes:
        """Pieces as one OGG/Opus file."""
        ...


class _Content(msgspec.Struct, frozen=True, array_like=True):
    clips: tuple[Clip, ...]
    private: bool


class VoiceNotes:
    """Makes and keeps voice notes. `codec` gives the codec when one is first needed; `key` (64
    bytes) seals names; `kept` is the folder of notes that are everybody's, None to keep none."""

    def __init__(
        self,
        *,
        codec: Callable[[], Codec],
        synthesiser: Synthesiser | None,
        recordings: Recordings,
        key: bytes,
        kept: Path | None = None,
    ) -> None:
        self._codec = codec
        self._synthesiser = synthesiser
        self._voices = frozenset() if synthesiser is None else synthesiser.voices()
        self._recordings = recordings
        self._siv = AESSIV(key)
        self._kept = kept
        self._built: set[str] = set()
        if kept is not None and kept.is_dir():
            self._built = {path.stem for path in kept.glob(f"*{_SUFFIX}")}
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._pieces: OrderedDict[str, Sequence[bytes]] = OrderedDict()
        self._lock = threading.Lock()
        self._hands = ThreadPoolExecutor(_HANDS, "voice-notes")
        self._warm = False

    def recorded(self, tag: str, name: str) -> bool:
        """Is there a recording for this msgid in this language?"""
        return f"{tag}/{name}" in self._recordings

    def speaks(self, tag: str) -> bool:
        """Is there a synthetic voice for this language?"""
        locale = BY_TAG.get(tag)
        return locale is not None and locale.voice in self._voices

    def name(self, clips: Sequence[Clip], *, private: bool) -> str:
        """The asset that will be these clips."""
        if not self._warm:
            # Somebody listens: all is made ready while they hear what was built ahead.
            self._warm = True
            self._hands.submit(self.warm)
        if not private and (digest := self._digest(clips)) in self._built:
            return f"{FOLDER}{digest}{_SUFFIX}"
        content = msgspec.msgpack.encode(_Content(tuple(clips), private))
        sealed = self._siv.encrypt(_packed(content), None)
        text = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        return f"{FOLDER}{_SEALED}{text}{_SUFFIX}"

    def warm(self) -> None:
        """Load the codec and make a short silence with it, so that the first to listen waits no
        longer than the next. 22 MB: for processes that somebody listens to."""
        self._warm = True
        codec = self._codec()
        codec.ogg([codec.packets(codec.silence(SHORT))])

    async def read(self, asset: str) -> bytes:
        """The note's bytes. Raises LookupError for a name that is none of ours."""
        known = self._memory.get(asset)
        if known is None:
            known = await asyncio.to_thread(self.make, asset)
            self._memory[asset] = known
            if len(self._memory) > _IN_MEMORY:
                self._memory.popitem(last=False)
        return known

    def make(self, asset: str) -> bytes:
        """The note's bytes, made now if need be. Raises LookupError."""
        stem = asset.removeprefix(FOLDER).removesuffix(_SUFFIX)
        if not stem.startswith(_SEALED):
            return self._read(stem)
        content = self._open(stem[len(_SEALED) :])
        digest = self._digest(content.clips)
        if not content.private and digest in self._built:
            return self._read(digest)
        try:
            note = self._sound(content.clips, careful=False)
        except (SynthesisFailed, ValueError) as error:
            raise LookupError(f"no sound: {type(error).__name__}") from None
        if not content.private:
            self._keep(digest, note)
        return note

    def build(self, clips: Sequence[Clip]) -> bool:
        """Make a note ahead; False if it was there. Raises SynthesisFailed, LookupError."""
        digest = self._digest(clips)
        if digest in self._built:
            return False
        self._keep(digest, self._sound(clips, careful=True))
        return True

    def digest(self, clips: Sequence[Clip]) -> str:
        """What a note of everybody's is called in the folder."""
        return self._digest(clips)

    def holds(self, digests: Sequence[str]) -> bool:
        """Are all of these notes in the folder?"""
        return self._built.issuperset(digests)

    def _sound(self, clips: Sequence[Clip], *, careful: bool) -> bytes:
        codec = self._codec()
        whole = [part for clip in clips for part in clip.shares()]
        return codec.ogg(list(self._hands.map(partial(self._piece, careful=careful), whole)))

    def _piece(self, clip: Clip, *, careful: bool) -> Sequence[bytes]:
        """A clip and its pause as packets: remembered, built ahead, or made now."""
        digest = self._digest([clip])
        if (known := self._pieces.get(digest)) is not None:
            return known
        codec = self._codec()
        if digest in self._built and not careful:
            piece = codec.packets_of(self._read(digest))
        else:
            sound = b""
            if clip.recording:
                sound = codec.samples(self._recordings.read(clip.recording))
            elif clip.text:
                sound = self._spoken(clip, codec)
            piece = codec.packets(sound + codec.silence(clip.pause), careful=careful)
        with self._lock:
            self._pieces[digest] = piece
            if len(self._pieces) > _PIECES:
                self._pieces.popitem(last=False)
        return piece

    def _spoken(self, clip: Clip, codec: Codec) -> bytes:
        locale = BY_TAG.get(clip.tag)
        if self._synthesiser is None or locale is None or locale.voice is None:
            raise SynthesisFailed("no voice")
        text = spoken(clip.text, locale.tag)
        if not any(c.isalnum() for c in text):
            return b""
        return codec.samples(self._synthesiser.speak(text, locale.voice))

    def _digest(self, clips: Sequence[Clip]) -> str:
        versions = [self._recordings.version(c.recording) for c in clips if c.recording]
        content = msgspec.msgpack.encode([_FORMAT, list(clips), versions])
        return hashlib.sha256(content).hexdigest()[:32]

    def _open(self, text: str) -> _Content:
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            content = zlib.decompress(self._siv.decrypt(sealed, None))
            return msgspec.msgpack.decode(content, type=_Content)
        except (ValueError, binascii.Error, InvalidTag, zlib.error, msgspec.DecodeError):
            raise LookupError("no such note") from None

    def _read(self, digest: str) -> bytes:
        if self._kept is None or not (digest.isalnum() and digest.isascii()):
            raise LookupError("no such note")
        try:
            return (self._kept / f"{digest}{_SUFFIX}").read_bytes()
        except OSError:
            raise LookupError("no such note") from None

    def _keep(self, digest: str, note: bytes) -> None:
        if self._kept is None:
            return
        with contextlib.suppress(OSError):  # a full disk costs time, not the note
            self._kept.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._kept)
            with os.fdopen(descriptor, "wb") as file:
                file.write(note)
            Path(name).replace(self._kept / f"{digest}{_SUFFIX}")
            self._built.add(digest)


def spoken(text: str, tag: str) -> str:
    """A text as the voice of this language gets it."""
    said = _SAID.get(tag.partition("@")[0])
    return text if said is None else said(text)


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, _WINDOW, _LITTLE_MEMORY)
    return packer.compress(content) + packer.flush()
