"""The bot as a process with a telephone number, and people of the sandbox to call about."""

import contextlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.privacy.crypto import new_key
from tests.calls.phone import Account, Phone

ROOT = Path(__file__).parents[2]
TOKEN = "12345678901234567890123456789012"
# Made up: Twilio signs over it, whatever the server listens on.
PUBLIC = "https://bansos.example.go.id"
_NUMBERS = itertools.count(8_120_000_001)

Rings = Callable[[], Phone]


def _environment(folder: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANSOS_")}
    return {
        **clean,
        "BANSOS_DATA_DIR": str(folder / "var"),
        "BANSOS_DATABASE_URL": f"sqlite:///{folder / 'bansos.db'}",
        "BANSOS_SANDBOX_PEOPLE": "3000",
        "BANSOS_SECRET_KEYS": new_key(),
        "BANSOS_TWILIO_ACCOUNT_SID": "AC" + "0f" * 16,
        "BANSOS_TWILIO_AUTH_TOKEN": TOKEN,
        "BANSOS_TWILIO_API_URL": "http://127.0.0.1:9",
        "BANSOS_VOICE_FROM": "+622150000171",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def _bansos(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", *words]


@contextlib.contextmanager
def served(folder: Path, **settings: str) -> Iterator[Account]:
    """A served bot."""
    environment = _environment(folder, BANSOS_PUBLIC_URL=PUBLIC, **settings)
    subprocess.run(_bansos("db", "upgrade"), env=environment, check=True, capture_output=True)
    process = subprocess.Popen(
        _bansos("serve", "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        cwd=folder,
    )
    try:
        assert process.stdout is not None
        seen: list[str] = []
        for line in process.stdout:
            seen.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            raise AssertionError("".join(seen))
        yield Account(found.group(), TOKEN, PUBLIC)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's bots keep their data."""
    return tmp_path_factory.mktemp("calls")


@pytest.fixture(scope="session")
def listening(folder: Path) -> Iterator[Account]:
    """A bot whose callers may speak."""
    with served(folder) as account:
        yield account


@pytest.fixture(scope="session")
def deaf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """A bot without speech recognition: keys and recordings only."""
    with served(tmp_path_factory.mktemp("keys"), BANSOS_VOICE_SPEECH="false") as account:
        yield account


@pytest.fixture
def phone(listening: Account) -> Phone:
    """Somebody's telephone, who may speak."""
    return Phone(listening, f"+62{next(_NUMBERS)}")


@pytest.fixture
def keys_only(deaf: Account) -> Phone:
    """Somebody's telephone, who has keys only."""
    return Phone(deaf, f"+62{next(_NUMBERS)}")


@pytest.fixture(scope="session")
def person(folder: Path, listening: Account) -> dict[str, Any]:
    """Somebody in the sandbox's register who receives PKH."""
    listed = subprocess.run(
        _bansos("sandbox", "people", "--json", "--programme", "PKH", "--village", "32.01.06.2001"),
        env=_environment(folder, BANSOS_PUBLIC_URL=PUBLIC),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(listed.stdout.splitlines()[0])
    return found
