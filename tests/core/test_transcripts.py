"""Every transcript, played again."""

from pathlib import Path

import pytest

from tests.core.harness import Mismatch, Play, check
from tests.core.parts import catalog, engine

_FOLDER = Path(__file__).parent.parent / "transcripts"
_ALL = sorted(_FOLDER.rglob("*.txt"))


@pytest.mark.parametrize("path", _ALL, ids=lambda p: str(p.relative_to(_FOLDER).with_suffix("")))
def test_transcript(path: Path, request: pytest.FixtureRequest) -> None:
    """The conversation goes as its transcript says, word for word."""
    rewrite = bool(request.config.getoption("--rewrite-transcripts"))

    expected, played = check(path, engine(), catalog(), rewrite=rewrite)

    assert played == expected


def test_an_unused_answer_fails() -> None:
    """An answer that no call asked for is an error, so a transcript can't lie about calls."""
    play = Play(engine(), catalog())

    with pytest.raises(Mismatch, match="never needed"):
        play.run(["> menu", "! backend SearchRecipients -> not_found"])


def test_an_unanswered_call_fails() -> None:
    """A call that the transcript leaves open is an error."""
    play = Play(engine(), catalog())

    with pytest.raises(Mismatch, match="nobody answered"):
        play.run(["> cek nik 3201064108650001"])
