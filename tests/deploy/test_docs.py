"""What the pages name is there: files, objects, settings, commands, make's targets."""

import re
import shlex
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import build
from bot.config import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP = ("backend_client", "bench", "bot", "deploy", "docs", "handlers", "i18n", "scripts", "tests")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
# Between backticks, over the end of a line too; and the lines of an indented or fenced block.
_INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_BLOCK = re.compile(r"^(?: {4,}|\$ )(\S.*)$", re.MULTILINE)


def inline(page: Path) -> list[str]:
    """What a page has between backticks."""
    prose = re.sub(r"^ *```.*?^ *```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [" ".join(found.split()) for found in _INLINE.findall(prose)]


def commands(page: Path) -> list[list[str]]:
    """The words behind each `bansos` of a page, up to a pipe or a comment."""
    lines = re.findall(r"^((?:\.venv/bin/)?bansos .*)$", "\n".join(inline(page)), re.MULTILINE)
    for line in _BLOCK.findall(page.read_text()):
        if found := re.match(r"(?:.*\| *)?(?:\$ *)?((?:\.venv/bin/)?bansos .*)$", line):
            lines.append(found.group(1))
    return [_words(line) for line in lines]


def _words(line: str) -> list[str]:
    line = re.sub(r" \| .*|  #.*", "", line)
    bare = re.sub(r"[\[\]…]|\.\.\.", " ", line)
    return shlex.split(bare)[1:]


@cache
def root() -> Any:
    """The whole command line."""
    return typer.main.get_command(build(None))


def strange(words: list[str]) -> str | None:
    """The first word that the command line does not know; None when it knows all."""
    command = root()
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        if words[0] not in command.commands:
            return words[0]
        command, words = command.commands[words[0]], words[1:]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    return next((w for w in words if w.startswith("--") and w.split("=")[0] not in known), None)


@each_page
def test_every_file_named_is_there(page: Path) -> None:
    """A path between backticks that begins with a folder of the tree leads to something."""
    named = [
        word.rstrip("/") for word in inline(page) if re.match(rf"({'|'.join(TOP)})/\S+$", word)
    ]
    missing = [
        name
        for name in named
        if not list(ROOT.glob(re.sub(r"<\w+>", "*", name))) and not object_is_there(name)
    ]

    assert missing == []


def object_is_there(name: str) -> bool:
    """Is `bot/channels/base.Channel`, or `backend_client/model.Programme`, an object?"""
    module, _, thing = name.replace("/", ".").rpartition(".")
    return (ROOT / f"{module.replace('.', '/')}.py").is_file() and hasattr(
        import_module(module), thing
    )


@each_page
def test_every_object_named_is_there(page: Path) -> None:
    """A dotted name between backticks that begins with a package of ours leads to something."""
    named = [
        word
        for word in inline(page)
        if re.fullmatch(r"(bot|handlers|i18n|backend_client)(\.\w+)+", word)
    ]
    missing = []
    for name in named:
        path = ROOT / name.replace(".", "/")
        if not (path.is_dir() or path.with_suffix(".py").is_file() or object_is_there(name)):
            missing.append(name)

    assert missing == []


@each_page
def test_every_command_named_is_one(page: Path) -> None:
    """Each `bansos` command of a page exists, and has the options that the page gives it."""
    unknown = [(" ".join(words), strange(words)) for words in commands(page) if strange(words)]

    assert unknown == []


@each_page
def test_every_setting_named_is_one(page: Path) -> None:
    """Each BANSOS_ name of a page is a setting, or the beginning of several."""
    known = {f"BANSOS_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"\bBANSOS_\w+", page.read_text()))

    assert {
        n for n in named if not any(k == n or k.startswith(f"{n.rstrip('_')}_") for k in known)
    } == set()


@each_page
def test_every_target_and_module_run_is_there(page: Path) -> None:
    """Each `make` target is in the Makefile, each `python -m` of ours can be run."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    made = set(re.findall(r"(?:`|^ {4}|^\$ )make (\w+)", text, re.MULTILINE))
    run = set(re.findall(rf"python3? -m ((?:{'|'.join(TOP)})\.[\w.]+)", text))
    missing = [
        m
        for m in run
        if not (ROOT / f"{m.replace('.', '/')}.py").is_file()
        and not (ROOT / m.replace(".", "/") / "__main__.py").is_file()
    ]

    assert (made - targets, missing) == (set(), [])
