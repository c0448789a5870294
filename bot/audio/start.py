"""Audio as this machine has it: espeak-ng, recordings, both or none."""

import functools
import hashlib
import importlib
from pathlib import Path

from bot.audio.notes import Codec, VoiceNotes
from bot.audio.recordings import Recordings
from bot.audio.synth import Espeak

ASSETS = Path(__file__).parent.parent / "assets"
INSTALL = "install espeak-ng (Debian, Ubuntu: apt-get install espeak-ng), then start again"


def open_notes(data: Path, secret: bytes) -> VoiceNotes | None:
    """The voice notes of this machine; None when there is neither a voice nor a recording.

    `data` holds what is built (`audio/`) and this installation's recordings (`recordings/`);
    `secret` is what the key for sealed names is derived from: the same on every machine.
    """
    synthesiser = Espeak.find()
    recordings = Recordings([ASSETS / "recordings", data / "recordings"])
    if synthesiser is None and not len(recordings):
        return None
    return VoiceNotes(
        codec=load_codec,
        synthesiser=synthesiser,
        recordings=recordings,
        key=hashlib.sha512(b"voice notes\x00" + secret).digest(),
        kept=data / "audio",
    )


@functools.cache
def load_codec() -> Codec:
    """PyAV: 22 MB and 70 ms that are paid when the first note is made, and never without one."""
    codec: Codec = importlib.import_module("bot.audio.opus")
    return codec


def missing() -> str | None:
    """What to do to have audio; None when there is a voice (for `bansos doctor`)."""
    found = Espeak.find()
    if found is None:
        return INSTALL
    return None if "id" in found.voices() else "espeak-ng has no Indonesian voice: install its data"
