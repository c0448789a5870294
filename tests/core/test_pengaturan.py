"""The warning of a language that nobody has read yet."""

import pytest

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.steps import Ask, Become
from handlers.pengaturan import may_be_wrong
from handlers.requests.cases import CaseCards, ListCases
from i18n.fragments import reviewed
from tests.core.talk import Talk


def test_an_unread_language_offers_indonesian_in_one_tap() -> None:
    """The warning is a question with two answers, one of them Indonesian."""
    talk = may_be_wrong()
    question = next(talk)
    assert isinstance(question, Ask)
    assert [option.value for option in question.field.options()] == ["lanjut", "id"]

    step = talk.send("id")

    assert isinstance(step, Become)
    assert step.locale == "id"


def test_who_goes_on_keeps_the_language() -> None:
    """'Go on' changes nothing."""
    talk = may_be_wrong()
    next(talk)

    with pytest.raises(StopIteration):
        talk.send("lanjut")


def test_what_the_project_writes_itself_needs_no_warning() -> None:
    """Indonesian and English are written here; a language without a header is unread."""
    assert [reviewed(tag) for tag in ("id", "en", "xx")] == [True, True, False]


def test_who_goes_on_to_something_else_is_warned_once_only() -> None:
    """The warning's question is not come back to when the next wish is done."""
    talk = Talk({ListCases: CaseCards(())})
    talk.say("halo")
    talk.send(Heard(HeardKind.TAP, "pengaturan"))
    chosen = talk.say("bahasa", "Basa Jawa")
    talk.send(Heard(HeardKind.TAP, "status"))
    after = talk.say("batal")

    assert "masih ada salahnya" in chosen
    assert "masih ada salahnya" not in after
    assert [frame.flow for frame in talk.session.frames] == ["menu"]
