"""The command line from outside: what it prints, where, and how it ends."""

import errno
import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from bot.cli import COMMANDS, _of_the_disk, build
from tests.cli.conftest import Bansos, command


def test_help_names_every_command(bansos: Bansos) -> None:
    """The help shows each command with its line."""
    done = bansos("--help")

    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


def test_help_imports_no_command(bansos: Bansos) -> None:
    """Showing the help costs nothing: no command, no database, no channel is imported."""
    app = build("")

    assert len(app.registered_commands) == len(COMMANDS)
    assert app.registered_groups == []


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["chat", "--channel", "pigeon"],
        ["chat", "--mode", "nonsense"],
        ["chat", "--locale", "xx"],
        ["sandbox", "advance", "X", "nonsense"],
        ["sandbox", "people", "--programme", "XYZ"],
        ["sandbox", "serve", "--port", "70000"],
        ["serve", "--port", "70000"],
        ["demo", "--port", "-1"],
        ["regions", "resolve", "--level", "street", "x"],
    ],
)
def test_wrong_usage(bansos: Bansos, words: list[str]) -> None:
    """Wrong usage is exit code 2, told on standard error without a traceback."""
    done = bansos(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (["serve"], {"BANSOS_PORT": "nonsense"}, "BANSOS_PORT"),
        (["serve"], {"BANSOS_SECRET_KEYS": "short"}, "BANSOS_SECRET_KEYS"),
        (["serve"], {"BANSOS_DATABASE_URL": "mysql://root:pw9@h/x"}, "BANSOS_DATABASE_URL"),
        (
            ["serve", "--port", "0"],
            {"BANSOS_DATABASE_URL": "postgresql://u:pw9@127.0.0.1:9/x"},
            "BANSOS_SECRET_KEYS",
        ),
        (["db", "upgrade"], {"BANSOS_DATABASE_URL": "postgresql://u:pw9@127.0.0.1:9/x"}, "doctor"),
        (["work"], {}, "PostgreSQL"),
        (["serve", "--port", "0"], {"BANSOS_DATA_DIR": "/proc/nowhere"}, "BANSOS_DATA_DIR"),
        (["serve", "--port", "0"], {"BANSOS_DATA_DIR": "/dev/null/x"}, "BANSOS_DATA_DIR"),
        (["staff", "list"], {"BANSOS_DATA_DIR": "/proc/nowhere"}, "BANSOS_DATA_DIR"),
        (["serve"], {"BANSOS_SIMULATOR": "perhaps"}, "write true or false"),
        (["serve"], {"BANSOS_HOST": "256.1.1.1"}, "BANSOS_HOST"),
        (["telegram", "info"], {}, "BANSOS_TELEGRAM_TOKEN"),
        (["sandbox", "people", "--village", "99.99"], {}, "no village 99.99"),
        (["sandbox", "people", "--village", "31.71.01.1001"], {}, "nobody lives"),
        (["sandbox", "search", "--village", "99.99.99.9999", "Siti"], {}, "no village"),
        (["sandbox", "advance", "X", "approved"], {}, "no case X"),
        (["regions", "resolve", "--within", "99", "x"], {}, "no region 99"),
    ],
)
def test_failure_is_one_clear_line(
    bansos: Bansos, words: list[str], settings: dict[str, str], told: str
) -> None:
    """What cannot be done is exit code 1 and says why, without a traceback or a secret."""
    done = bansos(*words, **settings)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "pw9" not in done.stderr


def test_people(bansos: Bansos) -> None:
    """People come with name, birth year, NIK, village and programmes."""
    done = bansos("sandbox", "people", "--json", "--limit", "5")
    people = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(people) == 5
    assert all(len(person["nik"]) == 16 and person["birth_year"] > 1900 for person in people)
    assert all(len(person["path"]) == 4 for person in people)


def test_people_of_a_village(bansos: Bansos) -> None:
    """A village's people live there."""
    first = json.loads(bansos("sandbox", "people", "--json", "--limit", "1").stdout)

    done = bansos("sandbox", "people", "--json", "--village", first["village"])
    people = [json.loads(line) for line in done.stdout.splitlines()]

    assert {person["village"] for person in people} == {first["village"]}


def test_search_explains(bansos: Bansos) -> None:
    """The matcher's decision comes with candidates, scores and the reason."""
    person = json.loads(bansos("sandbox", "people", "--json", "--limit", "1").stdout)

    undotted = person["village"].replace(".", "")
    done = bansos("sandbox", "search", "--json", "--village", undotted, person["name"])
    told = json.loads(done.stdout)

    assert told["outcome"] in ("found", "ambiguous", "need_fact", "need")
    assert told["why"]
    assert told["candidates"][0]["name"] == person["name"]


def test_search_explains_word_by_word(bansos: Bansos) -> None:
    """In plain text each candidate comes with what its words were taken for."""
    person = json.loads(bansos("sandbox", "people", "--json", "--limit", "1").stdout)
    first = person["name"].split()[0].lower()

    done = bansos("sandbox", "search", "--village", person["village"], person["name"], "Qxv")

    assert f"{first} for {first}: same 1.00" in done.stdout
    assert "not in the register: qxv" in done.stdout


def test_faults_are_kept(bansos: Bansos) -> None:
    """What is set to go wrong is seen by the next command, and ends with 'up'."""
    bansos("sandbox", "faults", "--latency", "0.5")
    bansos("sandbox", "down")
    wrong = json.loads(bansos("sandbox", "faults").stdout)["faults"]
    bansos("sandbox", "up")
    right = json.loads(bansos("sandbox", "faults").stdout)["faults"]

    assert (wrong["latency"], wrong["down"]) == (0.5, True)
    assert (right["latency"], right["down"]) == (0.0, False)


def test_regions_from_standard_input(bansos: Bansos) -> None:
    """One place a line gives one JSON object a line; an empty line too, so that they pair."""
    done = bansos("regions", "resolve", stdin="desa sukamaju kec jonggol\n\nxqzw\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert [answer["decision"] for answer in answers] == ["accepted", "none", "none"]
    assert answers[0]["candidates"][0]["code"] == "32.01.06.2001"
    assert answers[0]["milliseconds"] < 1000


def test_doctor_on_a_fresh_machine(bansos: Bansos) -> None:
    """With nothing set nothing is wrong, and each line says how things are."""
    done = bansos("doctor", "--json")
    found = {line["check"]: line["level"] for line in map(json.loads, done.stdout.splitlines())}

    assert done.returncode == 0
    assert found["settings"] == "ok"
    assert "fail" not in found.values()
    assert "listen" in found


def test_doctor_finds_what_is_wrong(bansos: Bansos) -> None:
    """Unreachable services and missing settings are named, and the exit code is 1."""
    done = bansos(
        "doctor",
        "--json",
        BANSOS_TELEGRAM_TOKEN="1:x",
        BANSOS_TELEGRAM_SECRET="y",
        BANSOS_TELEGRAM_API_URL="http://127.0.0.1:9",
        BANSOS_DATABASE_URL="postgresql://u:pw9@127.0.0.1:9/x",
        BANSOS_DTKS_URL="http://127.0.0.1:9",
        BANSOS_TWILIO_ACCOUNT_SID="AC1",
        BANSOS_TWILIO_API_URL="http://127.0.0.1:9",
    )
    found = {line["check"]: line["level"] for line in map(json.loads, done.stdout.splitlines())}

    assert done.returncode == 1
    failing = {"keys", "database", "backend", "telegram", "twilio", "address"}
    assert {name for name, level in found.items() if level == "fail"} == failing
    assert "pw9" not in done.stdout + done.stderr


def test_a_database_of_a_newer_release_is_told(bansos: Bansos, tmp_path: Path) -> None:
    """Doctor and `serve` say whose schema it is, and that the newer release must be started."""
    settings = {"BANSOS_DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}"}
    bansos("db", "upgrade", **settings)
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    found = bansos("doctor", **settings)
    served = bansos("serve", "--port", "0", **settings)

    assert (found.returncode, served.returncode) == (1, 1)
    assert "'9999', of a newer release" in " ".join(found.stdout.split())
    assert "'9999', of a newer release" in " ".join(served.stderr.split())


def test_upgrade(bansos: Bansos, tmp_path: Path) -> None:
    """`db upgrade` makes the database, and again does nothing; then doctor is content."""
    settings = {"BANSOS_DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}"}

    codes = [bansos("db", "upgrade", **settings).returncode for _ in range(2)]
    lines = bansos("doctor", "--json", **settings).stdout.splitlines()

    assert codes == [0, 0]
    assert {"ok"} == {f["level"] for f in map(json.loads, lines) if f["check"] == "database"}


@pytest.mark.parametrize("words", [["--help"], ["sandbox", "people"], ["doctor"]])
def test_a_reader_that_went_away_is_no_failure(
    environment: dict[str, str], tmp_path: Path, words: list[str]
) -> None:
    """Who reads only the beginning (`| head -1`) gets it, and nothing is complained of."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            command(words),
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            env=environment,
            cwd=tmp_path,
        )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", [["chat", "--json"], ["regions", "resolve"]])
@pytest.mark.parametrize("language", ["C.UTF-8", "POSIX"])
def test_bytes_that_are_no_text_are_read_as_such(
    environment: dict[str, str], tmp_path: Path, words: list[str], language: str
) -> None:
    """A line that is no UTF-8 has its answer like any other, whatever the locale."""
    done = subprocess.run(
        command(words),
        input=b"menu \xff caf\xe9\nmenu\n",
        capture_output=True,
        timeout=60,
        env={**environment, "LC_ALL": language},
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 2


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (FileNotFoundError(errno.ENOENT, "No such file", "/x/var"), "/x/var: No such file"),
        (sqlite3.OperationalError("database or disk is full"), "database or disk is full"),
        (sqlite3.OperationalError("no such column: siti"), None),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), None),
    ],
)
def test_what_the_disk_refuses_is_told_in_its_words(error: Exception, told: str | None) -> None:
    """A full or read-only disk is told as such; nothing else of an unforeseen error's text is."""
    assert _of_the_disk(error) == told
