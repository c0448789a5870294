"""Are the catalogues whole, and in step with the code? `bansos i18n check` and `make check`.

Rules: reads files, changes none. What must survive a translation: every placeholder, every
number, every link. A language that is offered has every message. A msgid in the code is in `id`;
one that no code names is dead. `msgfmt -c` and translate-toolkit's `pofilter` look too, where
they are installed: `pybabel compile` finds none of this.
"""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from babel.messages.catalog import Catalog as PoCatalog
from babel.messages.pofile import read_po, write_po

from i18n.catalog import VARIANTS, Catalog
from i18n.fragments import entries, fragments, header_of
from i18n.lint import NO_MESSAGES, bare, is_message
from i18n.locales import BY_TAG, HERE, LOCALES, SOURCE, Locale, offered
from i18n.message import CONTACTS

CODE = ("bot", "handlers")
# Of pofilter's tests those that mean an error whatever the language.
POFILTERS = ("numbers", "urls", "printf", "pythonbraceformat")
_UTF8 = "text/plain; charset=UTF-8"
_MSGID = re.compile(r"^[a-z0-9_]+(?:\.[a-z0-9_]+)+$")
# A comment, a keyword with its text in quotation marks, more of that text, or nothing.
_LINE = re.compile(
    r'\ufeff?(?:#.*|(?:msg(?:id(?:_plural)?|ctxt|str(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*")?\s*'
)
_MSGID_LINE = re.compile(r'^msgid "(.+)"\s*$')
_STEM = re.compile(r"^[a-z_]+\.")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_SIMPLE = re.compile(r"^[a-z][a-z0-9_]*$")
_NUMBER = re.compile(r"\d+(?:[.,\-]\d+)*")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:go\.id|id|com|org)\b\S*")
# Calls whose first argument is a msgid.
_SAYS = frozenset({"say", "Message", "reach", "_word"})


class Problem(msgspec.Struct, frozen=True):
    """Something to mend: in which language, where, what; and the file and line of a message."""

    tag: str
    where: str
    what: str
    place: str = ""


def check(catalog: Catalog, root: Path = HERE.parent) -> list[Problem]:
    """Everything that is wrong, in a stable order."""
    problems = [p for locale in LOCALES for p in _headers(locale)]
    problems += translation_problems(catalog)
    problems += _missing(catalog)
    problems += _only_by_telephone(catalog)
    problems += _code(catalog, root)
    problems += _msgfmt()
    problems += _pofilter(catalog)
    return located(problems)


def unreadable(paths: Iterable[Path]) -> Iterator[Problem]:
    """Files that are no UTF-8, whatever their header says, or no PO, and messages that are there
    twice: nothing more can be said of a language before that is mended."""
    seen: dict[tuple[str, str], str] = {}
    for path in paths:
        tag = path.parts[-3]
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            yield Problem(tag, path.name, f"line {line} is not UTF-8: save it as UTF-8")
            continue
        wrong = [n for n, line in enumerate(text.splitlines()) if not _LINE.fullmatch(line)]
        for number in wrong[:1]:
            shown = text.splitlines()[number].strip()[:60]
            what = f"line {number + 1} is no line of a PO file (quotation marks?): {shown}"
            yield Problem(tag, path.name, what)
        if text.startswith("\ufeff"):
            what = "begins with a byte order mark: save it as UTF-8 without one"
            yield Problem(tag, path.name, what)
        yield from _twice(tag, path.name, text)
        for entry in () if wrong else entries(path):
            there = seen.setdefault((tag, entry.msgid), f"{path.name}:{entry.line}")
            if not there.startswith(f"{path.name}:"):
                what = f"is in {there} too: keep one of the two"
                yield Problem(tag, entry.msgid, what, f"{path.name}:{entry.line}")


def _twice(tag: str, name: str, text: str) -> Iterator[Problem]:
    """Messages that stand in a file twice: Babel would take the last, silently."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if (found := _MSGID_LINE.match(line)) is None:
            continue
        first = lines.setdefault(found[1], number)
        if first != number:
            what = f"is in line {first} too: keep one of the two"
            yield Problem(tag, found[1], what, f"{name}:{number}")


def located(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with the file and line of their messages; a missing one with the file of the
    Indonesian text."""
    places: dict[str, dict[str, str]] = {}
    done = []
    for problem in problems:
        for tag in (problem.tag, SOURCE):
            if tag in BY_TAG and tag not in places:
                places[tag] = _places(BY_TAG[tag])
        own = places.get(problem.tag, {}).get(problem.where, "")
        near = places[SOURCE].get(problem.where, "").partition(":")[0]
        done.append(msgspec.structs.replace(problem, place=problem.place or own or near))
    return done


def _places(locale: Locale) -> dict[str, str]:
    return {
        entry.msgid: f"{path.name}:{entry.line}"
        for path in fragments(locale)
        for entry in entries(path)
    }


def _headers(locale: Locale) -> Iterator[Problem]:
    for path in fragments(locale):
        yield from header_problems(locale, path.name, header_of(path))


def header_problems(locale: Locale, name: str, header: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong in the header of the file `name`."""
    if header.get("Language", "").replace("-", "_") != locale.tag:
        what = f"Language is {header.get('Language')!r}; write '{locale.tag}'"
        yield Problem(locale.tag, name, what)
    if header.get("Content-Type", "").lower() != _UTF8.lower():
        yield Problem(locale.tag, name, f"Content-Type must be {_UTF8!r}")
    if _rule(header.get("Plural-Forms", "")) != _rule(locale.plural):
        yield Problem(locale.tag, name, f"Plural-Forms must be {locale.plural!r}")
    if name != "core.po" or locale.tag == SOURCE:
        return
    for field in ("X-Reviewed", "X-How-Made"):
        if not header.get(field):
            yield Problem(locale.tag, name, f"{field} is missing in the header")


def _rule(plural: str) -> str:
    """A plural rule however it is spaced, with or without its last semicolon."""
    return "".join(plural.split()).rstrip(";")


def translation_problems(catalog: Catalog) -> list[Problem]:
    """What translations lose or add, and placeholders that cannot be filled in."""
    return list(_translations(catalog))


def _translations(catalog: Catalog) -> Iterator[Problem]:
    source = catalog.own(SOURCE)
    for msgid, forms in source.items():
        if is_message(msgid):
            yield from _placeholders(SOURCE, msgid, forms)
    for locale in LOCALES:
        if locale.tag == SOURCE:
            continue
        for msgid, forms in catalog.own(locale.tag).items():
            if msgid.startswith(NO_MESSAGES):
                continue
            original = source.get(msgid) or source.get(bare(msgid))
            if original is None:
                yield Problem(locale.tag, msgid, f"{SOURCE} has no such message")
                continue
            yield from _placeholders(locale.tag, msgid, forms)
            yield from _survives(locale.tag, msgid, original[0], forms)


def _placeholders(tag: str, msgid: str, forms: Iterable[str]) -> Iterator[Problem]:
    for form in forms:
        if form.count("{") != form.count("}") or not all(
            _SIMPLE.match(name) for name in _PLACEHOLDER.findall(form)
        ):
            yield Problem(tag, msgid, f"placeholder is not a {{name}}: {form[:60]!r}")


def _survives(tag: str, msgid: str, original: str, forms: Sequence[str]) -> Iterator[Problem]:
    # Easy-read and short wordings may leave something out; nothing may come from nowhere.
    shortened = tag.partition("@")[0] == SOURCE or msgid.rpartition(".")[2] in VARIANTS
    for form in forms:
        for kind, pattern in (("placeholder", _PLACEHOLDER), ("link", _LINK), ("number", _NUMBER)):
            before, after = set(pattern.findall(original)), set(pattern.findall(form))
            if not shortened:
                for token in sorted(before - after):
                    yield Problem(tag, msgid, f"{kind} {token} is lost")
            if kind != "number":  # a language may write a number where Indonesian has a word
                for token in sorted(after - before - (CONTACTS if before & CONTACTS else set())):
                    yield Problem(tag, msgid, f"{kind} {token} is not in the original")


def _missing(catalog: Catalog) -> Iterator[Problem]:
    needed = [m for m in catalog.own(SOURCE) if is_message(m) and bare(m) == m]
    for locale in offered():
        own = catalog.own(locale.tag)
        lacking = [msgid for msgid in needed if msgid not in own]
        fuzzy = _fuzzy(locale) if lacking else set()
        for msgid in lacking:
            what = "marked fuzzy, so not used: read it, then take the mark away"
            yield Problem(locale.tag, msgid, what if msgid in fuzzy else "not translated")


def _fuzzy(locale: Locale) -> set[str]:
    return {entry.msgid for path in fragments(locale) for entry in entries(path) if entry.fuzzy}


def _only_by_telephone(catalog: Catalog) -> Iterator[Problem]:
    """LANGUAGE.md: Deaf citizens are never sent to the telephone."""
    for locale in offered():
        own = catalog.own(locale.tag)
        for msgid, forms in own.items():
            calls = any("{telepon}" in form for form in forms)
            if calls and bare(msgid) == msgid and f"{msgid}.tuli" not in own:
                yield Problem(locale.tag, f"{msgid}.tuli", "a way without telephone is missing")
            if calls and msgid.endswith(".tuli"):
                yield Problem(locale.tag, msgid, "names a telephone")


def _code(catalog: Catalog, root: Path) -> Iterator[Problem]:
    source = catalog.own(SOURCE)
    said, named, prefixes = msgids_in_code(root)
    for msgid, place in sorted(said.items()):
        if msgid not in source:
            yield Problem(SOURCE, place, f"{msgid} is in no catalogue")
    for msgid in source:
        if not is_message(msgid) or bare(msgid) != msgid or msgid in said or msgid in named:
            continue
        if not any(msgid.startswith(prefix) for prefix in prefixes):
            yield Problem(SOURCE, msgid, "no code names it")


def msgids_in_code(root: Path) -> tuple[dict[str, str], set[str], set[str]]:
    """Msgids that the code says, by place; strings that look like one; and the beginnings of
    those put together at run time (`say(f"program.{code}")`)."""
    said: dict[str, str] = {}
    named: set[str] = set()
    prefixes: set[str] = set()
    for package in CODE:
        for path in sorted((root / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    if _MSGID.match(node.value):
                        named.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    first = node.values[0] if node.values else None
                    if (
                        isinstance(first, ast.Constant)
                        and isinstance(first.value, str)
                        and _STEM.match(first.value)
                    ):
                        prefixes.add(first.value)
                elif isinstance(node, ast.Call) and node.args:
                    first_argument = node.args[0]
                    if (
                        _called(node) in _SAYS
                        and isinstance(first_argument, ast.Constant)
                        and isinstance(first_argument.value, str)
                        and _MSGID.match(first_argument.value)
                    ):
                        place = f"{path.relative_to(root)}:{node.lineno}"
                        said.setdefault(first_argument.value, place)
    return said, named, prefixes


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _msgfmt() -> Iterator[Problem]:
    tool = shutil.which("msgfmt")
    if tool is None:
        return
    for locale in LOCALES:
        for path in fragments(locale):
            done = subprocess.run(  # noqa: S603 - our own files
                [tool, "--check-format", "--check-header", "-o", "-", str(path)],
                capture_output=True,
                check=False,
            )
            if done.returncode:
                first = done.stderr.decode(errors="replace").splitlines()[:1]
                yield Problem(locale.tag, path.name, f"msgfmt: {' '.join(first)[-120:]}")


def _pofilter(catalog: Catalog) -> Iterator[Problem]:
    """What pofilter finds. It compares a text with its source, so it gets files with the
    Indonesian text in place of the symbolic msgid, which becomes the context."""
    tool = shutil.which("pofilter", path=str(Path(sys.executable).parent)) or shutil.which(
        "pofilter"
    )
    if tool is None:
        return
    source = catalog.own(SOURCE)
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder, "in"), Path(folder, "out")
        given.mkdir()
        for locale in offered():
            if locale.tag == SOURCE:
                continue
            po = PoCatalog(charset="utf-8")
            for msgid, forms in catalog.own(locale.tag).items():
                if is_message(msgid) and msgid in source:
                    po.add(source[msgid][0], forms[-1], context=msgid)
            with (given / f"{locale.tag}.po").open("wb") as file:
                write_po(file, po, omit_header=False)
        command = [tool, "--progress=none", *(f"--test={t}" for t in POFILTERS)]
        subprocess.run(  # noqa: S603 - our own files
            [*command, str(given), str(found)], capture_output=True, check=False
        )
        for path in sorted(found.glob("*.po")) if found.is_dir() else ():
            with path.open("rb") as file:
                for entry in read_po(file, ignore_obsolete=True):
                    if entry.id:
                        why = " ".join(entry.user_comments)[:120]
                        yield Problem(path.stem, entry.context or "", f"pofilter: {why}")


def untranslated(catalog: Catalog) -> dict[str, int]:
    """How many messages each language lacks."""
    source = [m for m in catalog.own(SOURCE) if is_message(m) and bare(m) == m]
    return {tag: sum(m not in catalog.own(tag) for m in source) for tag in BY_TAG}
