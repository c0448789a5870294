"""Names that look like settings and are none: a typing mistake that nothing else would notice.

Rules: the environment and `.env` are read by name only. A name much like a setting's is an error,
any other one that begins with BANSOS_ a note: a container file may have some of its own.
"""

import difflib
import os
import re
from pathlib import Path

from bot.commands.checks.finding import Finding
from bot.config import Settings

_PREFIX = "BANSOS_"
_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=")
_ALIKE = 0.75  # of 1; 'TELEGRAM_TOKN' is 0.96 like 'TELEGRAM_TOKEN', 'DOMAIN' 0.5 like 'HOST'


def strange_names(file: Path) -> list[Finding]:
    """A finding for each name that is no setting, and each line of `file` that is none at all."""
    settings = {name.upper() for name in Settings.model_fields}
    written, findings = _written(file)
    for place, name in [*written, *(("environment", name) for name in os.environ)]:
        bare = name.upper().removeprefix(_PREFIX)
        if name.upper().startswith(_PREFIX):
            if bare not in settings:
                findings.append(_unknown(place, name, bare, settings))
        elif bare in settings and "_" in bare and place != "environment":
            text = f"{place}: {name} has no effect; write {_PREFIX}{bare}"
            findings.append(Finding.fail("settings", text))
    return findings


def _written(file: Path) -> tuple[list[tuple[str, str]], list[Finding]]:
    if not file.is_file():
        return [], []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return [], [Finding.fail("settings", f"{file} cannot be read as text in UTF-8")]
    names, findings = [], []
    for number, line in enumerate(lines, 1):
        if found := _LINE.match(line):
            names.append((f"{file} line {number}", found[1]))
        elif line.strip() and not line.lstrip().startswith("#"):
            text = f"{file} line {number} is no setting; write BANSOS_NAME=value"
            findings.append(Finding.fail("settings", text))
    return names, findings


def _unknown(place: str, name: str, bare: str, settings: set[str]) -> Finding:
    near = difflib.get_close_matches(bare, sorted(settings), 1, _ALIKE)
    if near:
        text = f"{place}: {name} is no setting; is {_PREFIX}{near[0]} meant?"
        return Finding.fail("settings", text)
    text = f"{place}: {name} is no setting of this release; it has no effect"
    return Finding.note("settings", text)
