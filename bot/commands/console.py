"""What all commands share: where words for an operator go, and how a command gives up.

Rules: results go to standard output, everything else to standard error; a failure is one clear
line that says what to do. Plain when the output is no terminal.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


# What pydantic says of a value that cannot be read, in an operator's words.
_WORDS = {
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "int_parsing_size": "that number is too large",
    "float_parsing": "write a number, as 30 or 0.5",
    "finite_number": "write a number, as 30 or 0.5",
}


class Failure(Exception):
    """A command cannot go on; the text is the one line an operator reads."""


def print_json(value: Any) -> None:
    """One JSON value on one line, at once (programs read line by line)."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Plain lines, at once."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def settings_problems(error: Any) -> list[str]:
    """One line for each wrong setting of a pydantic ValidationError; never the value."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = "BANSOS_" + "_".join(str(part) for part in problem["loc"]).upper()
        told = str(problem["msg"]).removeprefix("Value error, ")
        reason = _WORDS.get(problem["type"], told.replace("Input should be", "it must be"))
        lines.append(f"{name}: {reason}" if problem["loc"] else reason)
    return lines
