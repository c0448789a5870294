"""What sentences are made of, and what places are called."""

from collections import Counter
from collections.abc import Iterator

from backend_client.regions import Level, Regions
from handlers.dialogue.text import fold
from tests.core.parts import regions, understanding

_OFTEN = 4  # villages


def _names(places: Regions, code: str | None) -> Iterator[str]:
    for place in places.children(code):
        yield place.name
        if place.level < Level.DESA:
            yield from _names(places, place.code)


def test_no_word_of_places_is_taken_for_a_slip_of_the_finger() -> None:
    """A word in the names of several places is that word, however near it is to a word of wishes:
    'simpang' is not 'simpan', and Keramat is nobody's 'kerabat'. Those found go into
    `vocabulary.KNOWN_PLACES`."""
    counted = Counter(word for name in _names(regions(), None) for word in fold(name).split())
    speller = understanding()._speller

    taken = {
        word: speller.spell(word)[0]
        for word, times in counted.items()
        if times >= _OFTEN and speller.spell(word)[2]
    }

    assert taken == {}
