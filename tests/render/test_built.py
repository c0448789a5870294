"""A second build of the voice notes finds out quickly that there is nothing to do."""

from pathlib import Path

import pytest

from bot.audio import built
from bot.audio.notes import VoiceNotes
from bot.render.speech import Clip
from tests.render.test_audio import notes


def test_what_was_built_is_known_under_what_it_follows_from(tmp_path: Path) -> None:
    """The notes of the last build are found again, other languages' beside them."""
    built.keep(tmp_path, "indonesian", ["a", "b"])
    built.keep(tmp_path, "english", ["c"])

    assert built.read(tmp_path) == {"indonesian": ["a", "b"], "english": ["c"]}


def test_only_the_last_builds_are_remembered(tmp_path: Path) -> None:
    """The file does not grow with every release; what was built again counts as new."""
    for number in range(30):
        built.keep(tmp_path, "all", ["x"])
        built.keep(tmp_path, f"release {number}", [])

    known = built.read(tmp_path)

    assert len(known) == 24
    assert {"all", "release 29"} <= set(known)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff"])
def test_a_file_that_cannot_be_read_is_no_file(tmp_path: Path, content: bytes) -> None:
    """Whatever stands there, the conversations are then walked through again."""
    (tmp_path / built.FILE).write_bytes(content)

    assert built.read(tmp_path) == {}


def test_a_new_recording_a_voice_or_a_language_asks_for_a_new_look(tmp_path: Path) -> None:
    """What the notes follow from has a mark of its own each time, and the same otherwise."""
    before = built.mark(["id"], ["id"], tmp_path)
    voiceless = built.mark(["id"], [], tmp_path)
    both = built.mark(["id", "en"], ["id"], tmp_path)
    (tmp_path / "jv").mkdir()
    (tmp_path / "jv" / "cek.nama.ogg").write_bytes(b"OggS")
    recorded = built.mark(["id"], ["id"], tmp_path)

    assert len({before, voiceless, both, recorded}) == 4
    assert recorded == built.mark(["id"], ["id"], tmp_path)


def test_a_note_that_was_deleted_is_missed(tmp_path: Path) -> None:
    """Only what lies in the folder counts as there."""
    ours: VoiceNotes = notes(tmp_path)
    clip = [Clip("Halo", "id")]
    ours.build(clip)

    assert ours.holds([ours.digest(clip)])
    assert not ours.holds([ours.digest(clip), ours.digest([Clip("Lain", "id")])])
