"""Fixtures of the command line's tests: `bansos` as a process, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Fewer people than the demo's, so that they are made in no time.
PEOPLE = "3000"

Bansos = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the session's commands share, so that its people are made once."""
    return tmp_path_factory.mktemp("bansos") / "var"


@pytest.fixture(scope="session")
def environment(data_dir: Path) -> dict[str, str]:
    """No setting of this machine, and the shared folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANSOS_")}
    ours = {"BANSOS_DATA_DIR": str(data_dir), "BANSOS_SANDBOX_PEOPLE": PEOPLE, "COLUMNS": "100"}
    return {**clean, **ours, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def bansos(environment: dict[str, str], tmp_path: Path) -> Bansos:
    """Run `bansos` to its end: `bansos("chat", stdin="halo\\n", BANSOS_PORT="1")`."""

    def run(*words: str, stdin: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(words),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            env={**environment, **settings},
        )

    return run


def command(words: Sequence[str]) -> list[str]:
    """The command line of a `bansos`."""
    return [sys.executable, "-m", "bot", *words]


def start(
    words: Sequence[str], environment: Mapping[str, str], folder: Path
) -> "subprocess.Popen[str]":
    """Start a `bansos` that goes on; its two outputs come as one."""
    return subprocess.Popen(
        command(words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**environment, "PYTHONUNBUFFERED": "1"},
    )
