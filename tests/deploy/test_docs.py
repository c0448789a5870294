"""The pages under `docs/`: found from the site's menu, and true of the program."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli import COMMANDS, build
from bot.config import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"]


def menu(entries: list[Any]) -> list[str]:
    """The pages a list of menu entries leads to."""
    pages: list[str] = []
    for entry in entries:
        for place in entry.values() if isinstance(entry, dict) else [entry]:
            pages += menu(place) if isinstance(place, list) else [place]
    return pages


def test_every_page_is_in_the_menu() -> None:
    """A page, a decision among them, is found from the site's menu, once."""
    listed = menu(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"])

    assert sorted(listed) == sorted(
        page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_pages_are_commands(page: Path) -> None:
    """Each `bansos ...` that a page tells to run is a command of the program, with its options."""
    program: Any = get_command(build(None))
    wrong = []
    for line in re.findall(r"\bbansos ((?:[a-z0-9-]+ ?)+(?:[^`\n|]*))", page.read_text()):
        words = line.split()
        if words[0] not in COMMANDS:
            continue  # prose that ends in the program's name
        command, path = program, []
        while words and words[0] in getattr(command, "commands", {}):
            path.append(words.pop(0))
            command = command.commands[path[-1]]
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        wrong += [
            f"{' '.join(path)} {word}"
            for word in re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(words).split("#")[0])
            if word not in known
        ]
        if words and hasattr(command, "commands") and re.fullmatch(r"[a-z][a-z-]+", words[0]):
            wrong.append(f"{' '.join(path)} has no {words[0]}")

    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_in_the_pages_are_settings(page: Path) -> None:
    """Each BANSOS_ name in a page is a setting of the program."""
    known = {f"BANSOS_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"\bBANSOS_[A-Z0-9_]*[A-Z0-9]\b(?!_)", page.read_text()))
    elsewhere = {"BANSOS_DOMAIN", "BANSOS_WEB_HOST", "BANSOS_WEB_PORT"}

    assert named - known - elsewhere == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_in_the_pages_are_there(page: Path) -> None:
    """Each path of this repository that a page names exists; `bot/x.Y` is Y of the module."""
    paths = re.findall(
        r"`((?:bot|handlers|i18n|backend_client|tests|bench|deploy|docs|scripts)/[\w./-]+)`",
        page.read_text(),
    )
    gone = [
        path
        for path in paths
        if not (ROOT / path).exists() and not (ROOT / f"{path.rpartition('.')[0]}.py").exists()
    ]

    assert gone == []
