"""Catalogue files: `<locale>/LC_MESSAGES/<topic>.po`, read once and kept compiled.

Rules: a language is the union of its fragments; the same msgid in two of them is an error. An
empty or fuzzy entry is as if it were not there. What was read is kept beside the byte code
(`__pycache__`), found again by the files' names, sizes and times: parsing PO takes 10 us a line,
reading it back takes a few milliseconds for all languages. A cache that cannot be written or
read is no error.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec
from babel.messages.pofile import read_po

from i18n.locales import HERE, LOCALES, Locale

Texts = dict[str, tuple[str, ...]]
_CACHE = HERE / "__pycache__" / "catalogues.msgpack"
_FORMAT = 1  # of the cache
_HEADER_LINE = re.compile(r'^"([A-Za-z-]+): (.*?)\\n"$')


class DuplicateMessage(ValueError):
    """Two fragments of one catalogue hold the same msgid."""


class _Compiled(msgspec.Struct):
    format: int
    stamp: list[tuple[str, int, int]]
    texts: dict[str, Texts]


def fragments(locale: Locale) -> list[Path]:
    """A language's files, in the order of their names."""
    return sorted(locale.folder.glob("*.po"))


def read_fragments(locale: Locale) -> Texts:
    """A language's own texts, by msgid; plural forms in order. Raises DuplicateMessage."""
    texts: Texts = {}
    for path in fragments(locale):
        for msgid, forms in read(path):
            if msgid in texts:
                raise DuplicateMessage(f"{msgid} again in {locale.tag}/{path.name}")
            texts[msgid] = forms
    return texts


def read(path: Path) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The translated entries of one file."""
    with path.open("rb") as file:
        for entry in read_po(file):
            if not entry.id or entry.fuzzy:
                continue
            msgid = entry.id if isinstance(entry.id, str) else entry.id[0]
            written = entry.string or ""
            forms = (written,) if isinstance(written, str) else tuple(written)
            if all(forms):
                yield msgid, forms


@cache
def header(tag: str) -> dict[str, str]:
    """The header of a language's `core.po` (of `words.po` where there is no core yet)."""
    folder = HERE / tag / "LC_MESSAGES"
    for name in ("core.po", "words.po"):
        if (folder / name).is_file():
            return header_of(folder / name)
    return {}


def header_of(path: Path) -> dict[str, str]:
    """A file's header as it is written (Babel's reader puts its own plural rule in)."""
    fields: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if fields and not line.startswith('"'):
            break
        if found := _HEADER_LINE.match(line):
            fields[found[1]] = found[2]
    return fields


def reviewed(tag: str) -> bool:
    """Need citizens no warning of mistakes? 'X-Reviewed: yes' when a native speaker has read the
    catalogue; 'original' for the two the project writes itself rather than translates."""
    return header(tag).get("X-Reviewed", "no").lower().startswith(("yes", "original"))


def load(locales: Sequence[Locale] = LOCALES, kept: Path | None = _CACHE) -> dict[str, Texts]:
    """All languages' own texts, from the cache `kept` while it is fresh."""
    stamp = [
        (str(path.relative_to(HERE)), info.st_size, info.st_mtime_ns)
        for locale in locales
        for path in fragments(locale)
        for info in [path.stat()]
    ]
    if kept is not None and (found := _cached(kept, stamp)) is not None:
        return found
    texts = {locale.tag: read_fragments(locale) for locale in locales}
    if kept is not None:
        _keep(kept, _Compiled(_FORMAT, stamp, texts))
    return texts


def _cached(path: Path, stamp: list[tuple[str, int, int]]) -> dict[str, Texts] | None:
    try:
        found = msgspec.msgpack.decode(path.read_bytes(), type=_Compiled)
    except (OSError, msgspec.DecodeError):
        return None
    return found.texts if found.format == _FORMAT and found.stamp == stamp else None


def _keep(path: Path, compiled: _Compiled) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.msgpack.encode(compiled))
        Path(name).replace(path)  # whole or not at all, also with two processes at once
