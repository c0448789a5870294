"""The core is pure: what no import contract can see."""

import ast
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "handlers"
# Each of these waits for something, or opens it, without an import that gives it away.
WAITING = (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)
OPENING = {"open", "input", "print", "exec", "eval", "__import__"}


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda p: p.stem)
def test_nothing_waits_or_opens(path: Path) -> None:
    """No module of the core awaits, opens a file, or talks to a console."""
    found = [
        f"line {node.lineno}: {ast.unparse(node)[:60]}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, WAITING)
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") in OPENING)
    ]

    assert found == []
