"""What people have spoken: `<folder>/<language>/<msgid>.<ogg|opus|wav|mp3|m4a|flac>`.

Rules: a recording always wins over the synthetic voice, and is the only voice of a language
without one. Read from the disk at the start; of two folders the later wins. A file that cannot be
a recording, or says it is longer than a minute, is refused with its reason and never stands in the
voice's way. Whether a file's sound is whole is only known by decoding it: `unfit` does so, for
`bansos audio`, not at each start.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.audio.length import seconds
from i18n.catalog import Catalog
from i18n.locales import BY_TAG

_KINDS = frozenset({".ogg", ".opus", ".wav", ".mp3", ".m4a", ".flac"})
# 60 s of WAV (48 kHz, 16 bit, stereo) are 11.5 MB. A message of 60 words lasts half a minute.
_MOST_BYTES = 12 * 1024 * 1024
LONGEST = 60.0  # seconds
# A minute of the thinnest speech (4 kbit/s): what is smaller need not be asked for its length.
_SURELY_SHORT = 30 * 1024
_HEAD = 12
_PRESS = "tekan."  # 'press 1': for options, no message's name


class Recordings:
    """Recordings by language and msgid."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._files: dict[str, Path] = {}
        self.refused: list[tuple[Path, str]] = []  # what lies there and is not played, and why
        for folder in folders:
            for path in sorted(folder.glob("*/*")):
                if path.name.startswith("."):
                    continue
                why = _refusal(path)
                if why is None:
                    self._files[f"{path.parent.name}/{path.stem}"] = path
                else:
                    self.refused.append((path, why))

    def __contains__(self, key: str) -> bool:
        return key in self._files

    def __len__(self) -> int:
        return len(self._files)

    def read(self, key: str) -> bytes:
        """A recording's bytes. Raises LookupError."""
        try:
            return self._files[key].read_bytes()
        except OSError:
            raise LookupError("recording gone") from None

    def version(self, key: str) -> str:
        """Changes when the file does."""
        try:
            info = self._files[key].stat()
        except OSError:
            return "gone"
        return f"{info.st_size}.{info.st_mtime_ns}"

    def unfit(
        self, catalog: Catalog, length: Callable[[bytes], float]
    ) -> Iterator[tuple[Path, str]]:
        """What is refused, and what is taken but will not do, with the reason; `length` gives a
        recording's seconds, or raises ValueError."""
        yield from self.refused
        for key, path in self._files.items():
            tag, _, name = key.partition("/")
            text = catalog.merged(tag).get(name)
            if text is None and not (name.startswith(_PRESS) and name[len(_PRESS) :].isdigit()):
                yield path, "no message has this name"
            elif text is not None and any("{" in form for form in text):
                yield path, "this message has placeholders: only a synthetic voice can say it"
            else:
                try:
                    lasts = length(self.read(key))
                except (ValueError, LookupError):
                    yield path, "no sound that can be read"
                else:
                    if lasts > LONGEST:
                        yield path, too_long(lasts)


def _refusal(path: Path) -> str | None:
    """Why a file cannot be a recording; None if it can."""
    if path.parent.name not in BY_TAG:
        return f"no language is called {path.parent.name}"
    if path.suffix.lower() not in _KINDS:
        return f"not one of {', '.join(sorted(_KINDS))}"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
        length = seconds(path) if size > _SURELY_SHORT else None
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if size == 0:
        return "empty"
    if size > _MOST_BYTES:
        return f"larger than {_MOST_BYTES // 1024 // 1024} MB"
    if not _sounds(head):
        return "not a sound file, whatever its name says"
    return None if length is None or length <= LONGEST else too_long(length)


def too_long(length: float) -> str:
    """Why a recording of so many seconds will not do."""
    return f"{length:.0f} s long; at most {LONGEST:.0f} s"


def _sounds(head: bytes) -> bool:
    """Does a file begin like OGG, FLAC, MP3, WAV or M4A?"""
    if head[:4] in (b"OggS", b"fLaC") or head[:3] == b"ID3":
        return True
    if head[:4] == b"RIFF":
        return head[8:12] == b"WAVE"
    return head[4:8] == b"ftyp" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
