"""Catalogue files: `<locale>/LC_MESSAGES/<topic>.po`, read once and kept compiled.

Rules: a language is the union of its fragments; the same msgid in two of them is an error. An
empty or fuzzy entry is as if it were not there. What an editor of translations (Poedit, Weblate)
puts into a header, and how it wraps lines, makes no difference. What was read is kept beside the
byte code (`__pycache__`), found again by the files' names, sizes and times: parsing PO takes 10 us
a line, reading it back takes a few milliseconds for all languages. A cache that cannot be written
or read is no error.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
from babel.messages.pofile import read_po

from i18n.locales import HERE, LOCALES, Locale

Texts = dict[str, tuple[str, ...]]
_CACHE = HERE / "__pycache__" / "catalogues.msgpack"
_FORMAT = 1  # of the cache
_PLURAL_LINE = re.compile(r'^"Plural-Forms: nplurals=\d+; *plural=.*\\n"\s*$')


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


class Entry(msgspec.Struct, frozen=True):
    """One message of a file: its forms ('' for none), whether it is marked fuzzy, and the line."""

    msgid: str
    forms: tuple[str, ...]
    fuzzy: bool
    line: int


def read(path: Path) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The translated entries of one file."""
    for entry in entries(path):
        if not entry.fuzzy and all(entry.forms):
            yield entry.msgid, entry.forms


def entries(path: Path) -> Iterator[Entry]:
    """All entries of one file. What is no PO is passed over (`bansos i18n check` names it)."""
    for entry in read_po(_lines(path)):
        if entry.id:
            msgid = entry.id if isinstance(entry.id, str) else entry.id[0]
            written = entry.string or ""
            forms = (written,) if isinstance(written, str) else tuple(written)
            yield Entry(msgid, forms, entry.fuzzy, entry.lineno or 0)


def _lines(path: Path) -> list[str]:
    """A file's lines, the header's emptied but for the plural rule: editors write dates there
    (an empty one, too) and a character set that Babel takes offence at, and none of it matters."""
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    for number in _header_lines(lines):
        if not _PLURAL_LINE.match(lines[number]):
            lines[number] = "\n"
    return lines


def _header_lines(lines: Sequence[str]) -> range:
    """Where the header's text is: the quoted lines after the first msgstr, if that is for ''."""
    for number, line in enumerate(lines):
        if line.startswith("msgid") and line.strip() != 'msgid ""':
            break
        if line.startswith("msgstr"):
            end = number + 1
            while end < len(lines) and lines[end].startswith('"'):
                end += 1
            return range(number + 1, end)
    return range(0)


@cache
def header(tag: str) -> dict[str, str]:
    """The header of a language's `core.po` (of `words.po` where there is no core yet)."""
    folder = HERE / tag / "LC_MESSAGES"
    for name in ("core.po", "words.po"):
        if (folder / name).is_file():
            return header_of(folder / name)
    return {}


def header_of(path: Path) -> dict[str, str]:
    """A file's header as it is written, however an editor has wrapped its lines (Babel's reader
    puts its own plural rule in)."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    text = "".join(lines[number].strip()[1:-1] for number in _header_lines(lines))
    parted = (field.partition(": ") for field in text.replace('\\"', '"').split("\\n"))
    return {name: value.strip() for name, colon, value in parted if colon}


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
