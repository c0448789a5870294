"""Synthetic voices, behind a port.

Rules: a synthesiser turns text into WAV and says which espeak-ng voices it has; it never sees
who the text is for. Without espeak-ng there is none, and `bansos doctor` says how to install it.
"""

import functools
import shutil
import subprocess
from typing import Protocol

# Words a minute. espeak-ng's 175 is a reader in a hurry; 140 is one who explains.
_SPEED = 140
_PATIENCE = 10  # seconds for one text; it takes milliseconds
# Marks a text that begins with '-' as text.
_STDIN = "--stdin"


class SynthesisFailed(RuntimeError):
    """The synthesiser gave no sound."""


class Synthesiser(Protocol):
    """Speaks."""

    def voices(self) -> frozenset[str]:
        """The voices it has, by espeak-ng's names ('id', 'en')."""
        ...

    def speak(self, text: str, voice: str) -> bytes:
        """The text as WAV. Raises SynthesisFailed."""
        ...


class Espeak:
    """espeak-ng as a program; 30 ms for a message."""

    def __init__(self, program: str) -> None:
        self._program = program

    @classmethod
    def find(cls) -> "Espeak | None":
        """The one on this machine, if there is any."""
        program = shutil.which("espeak-ng")
        return None if program is None else cls(program)

    @functools.cached_property
    def _voices(self) -> frozenset[str]:
        listed = self._run("--voices").decode("utf-8", "replace").splitlines()[1:]
        return frozenset(columns[1] for line in listed if len(columns := line.split()) > 1)

    def voices(self) -> frozenset[str]:
        """The languages of the installed voices; 'en-gb' also counts as 'en'."""
        return self._voices | {voice.partition("-")[0] for voice in self._voices}

    def speak(self, text: str, voice: str) -> bytes:
        """The text as WAV. Raises SynthesisFailed."""
        if voice not in self.voices():  # espeak-ng itself would say it in English, or not at all
            raise SynthesisFailed("no such voice")
        sound = self._run("-v", voice, "-s", str(_SPEED), "--stdout", _STDIN, text=text)
        if len(sound) <= 44:  # a WAV header and nothing behind it
            raise SynthesisFailed("no sound")
        return sound

    def _run(self, *arguments: str, text: str = "") -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program; the text goes to its input
                [self._program, *arguments],
                input=text.encode(),
                capture_output=True,
                check=True,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise SynthesisFailed(type(error).__name__) from None
        return done.stdout
