"""One word or one code, alone at the menu; and what is none of the bot's matters."""

import pytest

from handlers.dialogue.session import Frame, Session
from handlers.requests.pendamping import PendampingView, Standing, UseInvitation, WhoAmI
from tests.core.parts import understanding
from tests.core.talk import Talk

_ACTIVE = PendampingView(standing=Standing.ACTIVE, name="Rina")


@pytest.mark.parametrize("text", ["perbaiki", "tarik", "mau urungkan dong", "koreksi", "withdraw"])
def test_a_word_about_what_was_sent_leads_to_its_status(text: str) -> None:
    """Who wants to correct or withdraw something sees what was sent."""
    intent = understanding()(text)

    assert intent is not None
    assert (intent.flow, intent.maybe) == ("status", True)


@pytest.mark.parametrize(
    "text", ["KMPQR-234", "kmpqr234", "kode saya KMPQR 234", "ini kodenya: kmpqr-234"]
)
def test_a_code_alone_is_asked_what_it_is_for(text: str) -> None:
    """A code alone may hand over a case or invite a pendamping; it is kept as it is."""
    intent = understanding()(text)

    assert intent is not None
    assert (intent.flow, intent.maybe) == ("menu", True)
    assert intent.slots == {"antara": "alih pendamping", "kode": "KMPQR234"}


@pytest.mark.parametrize("text", ["rumahku", "12345678", "pkh", "U-7K3M-2Q", "siti 234"])
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    """A word, a number or a ticket is no code."""
    intent = understanding()(text)

    assert intent is None or "kode" not in intent.slots


def test_a_code_that_was_told_at_the_menu_is_not_asked_again() -> None:
    """An invitation's code waits until the name was told, and is used."""
    talk = Talk({WhoAmI: PendampingView(standing=Standing.NONE), UseInvitation: _ACTIVE})
    told = {"antara": "alih pendamping", "kode": "KMPQR234"}
    talk.session = Session(frames=[Frame("menu", slots=told)], greeted=True)

    talk.say("2", "Rina Wati")

    assert talk.last(UseInvitation).code == "KMPQR234"


@pytest.mark.parametrize(
    "text", ["thr kapan cair", "cara bayar pajak motor", "pinjol saya nunggak"]
)
def test_what_is_another_offices_matter_begins_nothing(text: str) -> None:
    """Another office's matter, with no aid in the sentence, is not understood."""
    assert understanding()(text) is None


def test_what_may_be_either_of_two_wishes_is_asked() -> None:
    """Somewhat alike to two wishes and to none enough: the menu asks which of the two."""
    intent = understanding()("bikin ktp hilang gimana")

    assert intent is not None
    assert (intent.flow, intent.maybe) == ("menu", True)
    assert len(intent.slots["antara"].split()) == 2


def test_which_of_two_wishes_is_asked_with_the_menu_behind_it() -> None:
    """Both are offered, and the menu; the one that is picked begins."""
    talk = Talk()
    talk.session = Session(frames=[Frame("menu", slots={"antara": "lapor status"})], greeted=True)
    talk.say("?")

    assert talk.options == ["lapor", "status", "menu"]
    assert "tiket" in talk.say("2")
