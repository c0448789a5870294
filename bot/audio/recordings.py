"""What people have spoken: `<folder>/<language>/<msgid>.<ogg|opus|wav|mp3|m4a|flac>`.

Rules: a recording always wins over the synthetic voice, and is the only voice of a language
without one. Read from the disk at the start; of two folders the later wins.
"""

from collections.abc import Sequence
from pathlib import Path

_KINDS = frozenset({".ogg", ".opus", ".wav", ".mp3", ".m4a", ".flac"})


class Recordings:
    """Recordings by language and msgid."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._files: dict[str, Path] = {}
        for folder in folders:
            for path in sorted(folder.glob("*/*")):
                if path.suffix.lower() in _KINDS:
                    self._files[f"{path.parent.name}/{path.stem}"] = path

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
