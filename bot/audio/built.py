"""What was built last: a second `bansos audio build` sees at once that there is nothing to do.

Rules: a mark says what the notes to build follow from: the program's files, the words, the
recordings, the voice's languages and the languages asked for. Under it lie the names of all notes
that were wanted then. While the mark is the same and the notes are there, no conversation need be
walked through again. Without the file, or with one that cannot be read, everything is looked at.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

FILE = "built.json"
_ROOT = Path(__file__).parents[2]
# What the conversations, their words and their sound come from.
_PACKAGES = ("backend_client", "bot/audio", "bot/render", "bot/channels", "handlers", "i18n")
_SINGLE = ("bot/conversation.py",)
_KINDS = frozenset({".py", ".po", ".toml"})
_KEPT = 24  # marks: each language alone, and all together, of this release and the last


def mark(tags: Sequence[str], voices: Iterable[str], recordings: Path) -> str:
    """What the notes of these languages follow from, by the files' sizes and times."""
    files = [path for package in _PACKAGES for path in (_ROOT / package).rglob("*")]
    wanted = [path for path in files if path.suffix in _KINDS]
    wanted += [_ROOT / name for name in _SINGLE]
    spoken = [path for path in recordings.glob("*/*") if path.is_file()]
    told = hashlib.sha256(repr((sorted(tags), sorted(voices))).encode())
    for path in sorted(wanted + spoken):
        info = path.stat()
        told.update(f"{path}\n{info.st_size}.{info.st_mtime_ns}\n".encode())
    return told.hexdigest()[:32]


def read(folder: Path) -> dict[str, list[str]]:
    """The notes of each mark; {} where nothing is known."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, list[str]])
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return {}


def keep(folder: Path, named: str, notes: Sequence[str]) -> None:
    """Remember that these notes are all that this mark asks for."""
    known = {key: value for key, value in read(folder).items() if key != named}
    latest = dict([*known.items(), (named, list(notes))][-_KEPT:])
    with contextlib.suppress(OSError):  # a full disk costs time, not the notes
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{FILE}.new"
        draft.write_bytes(msgspec.json.encode(latest))
        draft.replace(folder / FILE)
