"""From a question to what is on the screen."""

import pytest

from handlers.dialogue.fields import Choice, PersonName
from handlers.dialogue.prompt import Option, Tone
from handlers.dialogue.screen import draw, options_of, page_of, pages
from handlers.dialogue.session import Answer, Frame
from handlers.dialogue.steps import Ask, Citizen, Flow, Review, Row, Talk
from handlers.fields_region import PlaceWords
from i18n.message import say

ASKED = say("cek.nama")
EASIER = say("cek.nama_contoh")
NAME = Ask("nama", PersonName(), ASKED, easier=EASIER)


def _nothing(citizen: Citizen) -> Talk:
    yield NAME


FLOW = Flow("f", say("menu.cek"), _nothing, steps=("wilayah", "nama"))


def _options(count: int) -> list[Option]:
    return [Option(f"v{n}", f"Pilihan {n}") for n in range(count)]


@pytest.mark.parametrize("count", range(1, 40))
@pytest.mark.parametrize("size", [3, 4, 5, 10])
def test_pages_show_every_option_once(count: int, size: int) -> None:
    """Leafing through all pages shows each option exactly once, never more than fit."""
    options = _options(count)

    shown = [page_of(options, page, size) for page in range(pages(count, size))]

    assert [o for page in shown for o in page if o.value != "lainnya"] == options
    assert all(len(page) <= size for page in shown)


def test_what_fits_has_no_more() -> None:
    """'More' is offered only where there is more."""
    assert "lainnya" not in [o.value for o in page_of(_options(5), 0, 5)]
    assert [o.value for o in page_of(_options(6), 0, 5)][-1] == "lainnya"


def test_the_last_page_leads_to_the_first() -> None:
    """'More' stands on the last page too, and leads back to the first."""
    assert [o.value for o in page_of(_options(6), 1, 5)] == ["v4", "v5", "lainnya"]


def test_how_far() -> None:
    """A question that counts says which of how many it is; its sub-questions count with it."""
    inside = Ask("wilayah.1.benar", PersonName(), ASKED)

    assert draw(NAME, Frame("f"), FLOW, 5).step == (2, 2)
    assert draw(inside, Frame("f"), FLOW, 5).step == (1, 2)
    assert draw(Ask("lain", PersonName(), ASKED), Frame("f"), FLOW, 5).step is None


def test_reprompts_taper() -> None:
    """After one failed try only what is wrong is said; after two an example; after three a person
    is offered."""
    wrong = say("umum.nama_salah")

    one = draw(NAME, Frame("f", tries=1), FLOW, 5, wrong)
    two = draw(NAME, Frame("f", tries=2), FLOW, 5, wrong)
    three = draw(NAME, Frame("f", tries=3), FLOW, 5, wrong)

    assert one.body == (wrong,)
    assert one.tone is Tone.ERROR
    assert two.body == (wrong, EASIER)
    assert [o.value for o in three.options] == ["petugas"]


def test_an_earlier_answer_is_offered() -> None:
    """After a step back the earlier answer can be kept with one tap."""
    frame = Frame("f", shelf={"nama": Answer("Siti")})

    option = options_of(NAME, frame)[0]

    assert (option.value, option.label) == ("tetap", say("umum.tetap", jawaban="Siti"))


def test_an_earlier_answer_that_is_an_option_is_offered_once() -> None:
    """Whoever went down the list and comes back finds 'from the list', not 'keep: from the list'
    beside it."""
    key = "desa.cara"
    ask = Ask(key, PlaceWords(), ASKED)
    plain = options_of(ask, Frame("f"))
    frame = Frame("f", shelf={key: Answer(plain[0].value)})

    assert options_of(ask, frame) == plain


def test_a_choice_offers_nothing_twice() -> None:
    """A choice shows its options, not an earlier answer beside them."""
    ask = Ask("pilih", Choice(*_options(2)), ASKED)
    frame = Frame("f", shelf={"pilih": Answer("v1")})

    assert [o.value for o in options_of(ask, frame)] == ["v0", "v1"]


def test_skipping_is_offered_where_it_is_allowed() -> None:
    """A question that may be skipped has 'lewati'."""
    ask = Ask("nama", PersonName(), ASKED, skippable=True)

    assert [o.value for o in options_of(ask, Frame("f"))] == ["lewati"]


def test_a_review_reads_everything_back() -> None:
    """A summary has a line for each row, and send, change, cancel."""
    review = Review("periksa", (Row("nama", say("menu.cek"), "Siti"),), ASKED, say("umum.ya"))

    prompt = draw(review, Frame("f"), FLOW, 5)

    assert [o.value for o in prompt.options] == ["kirim", "ubah", "batal"]
    assert len(prompt.body) == 2


@pytest.mark.parametrize("size", [3, 4, 5])
def test_a_pinned_option_is_on_the_first_page_however_short_it_is(size: int) -> None:
    """It takes the last place before 'more'; every other option still comes once, in order."""
    options = [*_options(8)]
    options.insert(3, Option("pin", "Bahasa Indonesia", pinned=True))

    shown = [page_of(options, page, size) for page in range(pages(len(options), size))]
    first = [o.value for o in shown[0]]
    others = [o.value for page in shown for o in page if o.value not in ("lainnya", "pin")]

    assert first.index("pin") == min(3, size - 2)
    assert first[-1] == "lainnya"
    assert [o.value for page in shown for o in page].count("pin") == 1
    assert others == [o.value for o in _options(8)]
