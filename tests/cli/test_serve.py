"""`bansos serve` and `bansos work` as processes, on both databases."""

import re
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from bot.privacy.crypto import new_key
from tests.cli.conftest import Bansos, start
from tests.fakes import telegram_updates as updates


def until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """Read the output until a line matches; what matched."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if found := re.search(pattern, line):
            return found.group()
    raise AssertionError("".join(seen))


def end(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Ask for the end as a supervisor does; exit code and what was still said."""
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def test_serve(
    database_url: str, bansos: Bansos, environment: dict[str, str], tmp_path: Path
) -> None:
    """The server takes signed messages, refuses forged ones, shows no simulator, ends on TERM."""
    settings = {
        **environment,
        "BANSOS_DATABASE_URL": database_url,
        "BANSOS_SECRET_KEYS": new_key(),
        "BANSOS_TELEGRAM_TOKEN": "1:x",
        "BANSOS_TELEGRAM_SECRET": "rahasia",
        "BANSOS_TELEGRAM_API_URL": "http://127.0.0.1:9",
    }
    assert bansos("db", "upgrade", **settings).returncode == 0
    server = start(["serve", "--port", "0"], settings, tmp_path)
    url = until(server, r"http://\S+")
    header = "X-Telegram-Bot-Api-Secret-Token"
    with httpx.Client(base_url=url) as http:
        ready = http.get("/readyz")
        statuses = [
            http.post("/hooks/telegram", json=updates.text(7, "halo"), headers={header: secret})
            for secret in ("rahasia", "salah")
        ]
        pages = [http.get(path).status_code for path in ("/", "/simulator", "/sim/phones/x")]
    code, _ = end(server)

    assert ready.json()["checks"] == {"database": "ok", "backend": "ok"}
    assert [answer.status_code for answer in statuses] == [200, 403]
    assert pages == [404, 404, 404]
    assert code == 0


def test_postgres_wants_its_schema(postgres_url: str, bansos: Bansos) -> None:
    """On PostgreSQL nothing is migrated behind the operator's back: the server says what to run."""
    done = bansos(
        "serve",
        "--port",
        "0",
        BANSOS_DATABASE_URL=postgres_url,
        BANSOS_SECRET_KEYS=new_key(),
    )

    assert done.returncode == 1
    assert "bansos db upgrade" in done.stderr


def test_work(
    postgres_url: str, bansos: Bansos, environment: dict[str, str], tmp_path: Path
) -> None:
    """A worker starts on PostgreSQL and ends in order on TERM."""
    settings = {
        **environment,
        "BANSOS_DATABASE_URL": postgres_url,
        "BANSOS_SECRET_KEYS": new_key(),
    }
    assert bansos("db", "upgrade", **settings).returncode == 0
    worker = start(["work"], settings, tmp_path)
    until(worker, "working")
    code, said = end(worker)

    assert code == 0
    assert "Traceback" not in said


def test_simulator_by_setting(environment: dict[str, str], tmp_path: Path) -> None:
    """With BANSOS_SIMULATOR the server has a phone at /simulator, and still none at /."""
    data = {"BANSOS_DATA_DIR": str(tmp_path / "var")}
    server = start(
        ["serve", "--port", "0"], {**environment, **data, "BANSOS_SIMULATOR": "true"}, tmp_path
    )
    url = until(server, r"http://\S+")
    with httpx.Client(base_url=url) as http:
        statuses = [http.get(path).status_code for path in ("/simulator", "/")]
    code, _ = end(server)

    assert statuses == [200, 404]
    assert code == 0


def test_taken_port(
    free_port: int, bansos: Bansos, environment: dict[str, str], tmp_path: Path
) -> None:
    """A server does not wander to another port: it says that its own is taken."""
    data = {"BANSOS_DATA_DIR": str(tmp_path / "var")}
    first = start(["serve", "--port", str(free_port)], {**environment, **data}, tmp_path)
    until(first, r"http://\S+")

    second = bansos("serve", "--port", str(free_port), BANSOS_DATA_DIR=str(tmp_path / "other"))
    end(first)

    assert second.returncode == 1
    assert f"port {free_port} is taken" in second.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_bad_host(command: str, bansos: Bansos) -> None:
    """An address that is not this machine's is told in one line."""
    done = bansos(command, "--host", "203.0.113.1", "--port", "0")

    assert done.returncode == 1
    assert "BANSOS_HOST" in done.stderr
