"""`bansos chat` with a pipe: a conversation from the first word to the answer."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.conftest import Bansos, command
from tests.core.harness import check
from tests.core.parts import catalog, engine


def replies(bansos: Bansos, lines: list[str], *options: str) -> list[dict[str, Any]]:
    """Talk; one reply for each line."""
    done = bansos("chat", "--json", *options, stdin="".join(f"{line}\n" for line in lines))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def sentence(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sentence about one of the synthetic people."""
    done = subprocess.run(
        command(["sandbox", "people", "--json", "--limit", "60"]),
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path_factory.mktemp("people"),
    )
    people = [json.loads(line) for line in done.stdout.splitlines()]
    person = next(p for p in people if len(p["name"].split()) > 2 and p["in_dtks"])
    desa, kecamatan = person["path"][:2]
    return f"cek bansos {person['name'].lower()} desa {desa} kec {kecamatan}"


def test_plain(bansos: Bansos) -> None:
    """Each line gets its reply as plain text, the options numbered, and nothing else."""
    done = bansos("chat", "--channel", "sms", stdin="halo\n")

    assert done.returncode == 0
    assert done.stderr == ""
    assert "Tanya Bansos" in done.stdout
    assert "1. " in done.stdout


def test_json_has_options(bansos: Bansos) -> None:
    """A reply for programs has its parts, and options with number, label and value."""
    [reply] = replies(bansos, ["halo"])

    assert reply["parts"][0]["kind"] == "text"
    assert reply["options"][0]["number"] == "1"
    assert {"number", "label", "value"} <= set(reply["options"][0])


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "sms"])
def test_sentence_then_confirmation_then_answer(
    bansos: Bansos, sentence: str, channel: str
) -> None:
    """A full sentence has its answer after two messages, or after one fact to tell people apart."""
    found = replies(bansos, [sentence, "1"], "--channel", channel)

    assert len(found) == 2
    assert found[0]["options"]
    assert found[1]["text"]


def test_taps(bansos: Bansos, sentence: str) -> None:
    """'#' taps an option by its number, as a button would."""
    typed = replies(bansos, [sentence, "1"])
    tapped = replies(bansos, [sentence, "#1"])

    assert tapped[1]["text"] == typed[1]["text"]


def test_language_and_mode(bansos: Bansos) -> None:
    """Language and mode hold from the first message."""
    [indonesian] = replies(bansos, ["menu"])
    [english] = replies(bansos, ["menu"], "--locale", "en")
    [easy] = replies(bansos, ["menu"], "--mode", "mudah")

    assert english["text"] != indonesian["text"]
    assert len(easy["options"]) < len(indonesian["options"])


def test_files_and_places(bansos: Bansos, tmp_path: Path) -> None:
    """A photo, a place and a sticker get an answer; a missing file is told and skipped."""
    (tmp_path / "rumah.jpg").write_bytes(b"\xff\xd8\xff\xe0jpeg")
    lines = ["@photo rumah.jpg", "@loc -6.46,107.06", "@sticker", "@photo nowhere.jpg", "menu"]
    done = bansos("chat", "--json", stdin="".join(f"{line}\n" for line in lines))
    found = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0
    assert "nowhere.jpg" in done.stderr
    assert len(found) == 4
    assert all(reply["parts"] for reply in found)


@pytest.mark.parametrize("locale", ["id", "en"])
def test_recorded_conversation_is_a_test(
    bansos: Bansos, sentence: str, tmp_path: Path, locale: str
) -> None:
    """A recorded conversation is a transcript that plays again, word for word."""
    talk = f"halo\n{sentence}\n1\n#cek_bansos\n@sticker\nmenu\n"
    done = bansos("chat", "--record", "t.txt", "--locale", locale, stdin=talk)

    expected, played = check(tmp_path / "t.txt", engine(), catalog(), rewrite=False)

    assert done.returncode == 0
    assert "! backend SearchRecipients" in expected
    assert played == expected


@pytest.mark.parametrize(
    ("channel", "mode"),
    [("telegram", "standar"), ("whatsapp", "suara"), ("sms", "mudah"), ("voice", "tuli")],
)
def test_recording_has_what_the_bots_own_storage_answered(
    bansos: Bansos, tmp_path: Path, channel: str, mode: str
) -> None:
    """What the bot's storage answers (profiles, own data, files) is recorded, and plays again."""
    Image.effect_noise((640, 480), 60).convert("RGB").save(tmp_path / "ktp.jpg")
    talk = [
        *("pengaturan", "orang di ponsel ini", "tambah orang", "Wati", "menu"),
        *("data saya", "menu", "lapor", "uang dipotong", "@photo ktp.jpg", "@loc -6.5,107.0"),
        *("[foto] dalam kurung", "lewati", "menu", "status", "batal"),
    ]
    look = ("--channel", channel, "--mode", mode)
    done = bansos("chat", "--record", "t.txt", *look, stdin="\n".join(talk))

    expected, played = check(tmp_path / "t.txt", engine(), catalog(), rewrite=False)

    assert done.returncode == 0, done.stderr
    assert '! backend ListProfiles {} -> {"type": "profiles"}' in expected
    assert '! backend AddProfile {"label": "Wati"} -> {' in expected
    assert "! backend ReadHeld" in expected
    assert played == expected


def test_recording_of_a_kept_conversation_begins_where_it_stood(
    bansos: Bansos, sentence: str, tmp_path: Path
) -> None:
    """A conversation that goes on in another process is recorded with what was kept of it."""
    bansos("chat", "--data", "kept", stdin=f"{sentence}\n")
    bansos("chat", "--data", "kept", "--record", "t.txt", stdin="1\n")

    expected, played = check(tmp_path / "t.txt", engine(), catalog(), rewrite=False)

    assert "@ session {" in expected
    assert "! backend SearchRecipients" in expected
    assert played == expected


def test_recording_tells_apart_what_the_core_never_heard(bansos: Bansos, tmp_path: Path) -> None:
    """A word for the shell alone (STOP) and its answer are comments: the rest plays again."""
    bansos("chat", "--record", "t.txt", stdin="halo\nberhenti\nmenu\n")

    expected, played = check(tmp_path / "t.txt", engine(), catalog(), rewrite=False)

    assert "\n# > berhenti\n# < " in expected
    assert played == expected


def test_a_recording_that_cannot_be_written(bansos: Bansos, tmp_path: Path) -> None:
    """A file that cannot be written is told before anything is said."""
    (tmp_path / "folder").mkdir()

    done = bansos("chat", "--record", "folder", stdin="halo\n")

    assert done.returncode == 1
    assert done.stderr == "bansos: cannot write folder: Is a directory\n"


def test_kept_conversation_goes_on(bansos: Bansos, sentence: str) -> None:
    """With --data a conversation goes on where it stopped, in another process."""
    first = replies(bansos, [sentence], "--data", "kept")
    second = replies(bansos, ["1"], "--data", "kept")
    whole = replies(bansos, [sentence, "1"])

    assert [first[0]["text"], second[0]["text"]] == [reply["text"] for reply in whole]


def test_line_by_line(environment: dict[str, str], tmp_path: Path) -> None:
    """A program may write a line, read the reply, and only then write the next."""
    with subprocess.Popen(
        command(["chat", "--json"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for line in ("halo", "menu"):
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        code = process.wait(20)

    assert all(answer["parts"] for answer in answers)
    assert code == 0


def test_closed_pipe(environment: dict[str, str], tmp_path: Path) -> None:
    """A reader that goes away early makes no noise."""
    with subprocess.Popen(
        command(["chat"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        _, complaint = process.communicate("halo\nmenu\n" * 20, timeout=30)

    assert "Traceback" not in complaint
    assert "Exception" not in complaint


def test_a_call_in_the_terminal_is_a_call(bansos: Bansos) -> None:
    """The terminal has the looks of the channel it stands in for: keys, read-back, no photos."""
    done = bansos("chat", "--channel", "voice", stdin="1\n1\n3201064108650001\n")

    assert "Cari dengan NIK" in done.stdout
    assert "Setelah selesai, tekan tombol pagar." in done.stdout
    assert "Anda menekan: 3 2 0 1, 0 6 4 1, 0 8 6 5, 0 0 0 1." in done.stdout
