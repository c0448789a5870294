"""A citizen's own words for yes, no, back, help, menu, cancel and the numbers, at any question.

Every word of a language's `words.po` is typed, by a citizen of that language, at a yes-no question,
at a choice and at the menu; what follows must be what the Indonesian word (or the digit) does.
"""

from functools import cache

import pytest

from handlers.dialogue.events import Heard
from handlers.dialogue.session import Session, decode, encode
from handlers.dialogue.text import fold
from i18n.locales import LOCALES
from tests.core.harness import START, env_at
from tests.core.parts import catalog, engine, words

TAGS = [locale.tag for locale in LOCALES if "@" not in locale.tag]
# How a citizen gets to each question.
WAYS = {
    "yes-no": ("menu", "1", "desa sukamaju kec jonggol"),
    "choice": ("menu", "4"),
    "menu": ("menu",),
}
ANYWHERE = ("menu", "kembali", "bantuan", "ulang", "batal")
NUMBERS = range(1, 11)


def _listed(tag: str, concept: str) -> list[str]:
    own = catalog().own(tag).get(f"words.{concept}", ("",))[0]
    return [word for word in own.split("|") if word]


def _numerals(tag: str, number: int) -> list[str]:
    own = catalog().own(tag)["words.angka"][0].split("|")
    return own[number].split("/")


@cache
def _asked(tag: str, question: str) -> bytes:
    session = Session(locale=tag)
    for text in WAYS[question]:
        session, _ = _turn(session, text)
    return encode(session)


def _turn(session: Session, text: str) -> tuple[Session, tuple[str, ...]]:
    turn = engine().advance(session, Heard(text=text), env_at(START, channel="telegram"))
    assert not turn.faults
    said = [message.msgid for prompt in turn.prompts for message in prompt.body]
    return turn.session, tuple(said)


def _said(tag: str, question: str, text: str) -> tuple[str, ...]:
    return _turn(decode(_asked(tag, question)), text)[1]


@pytest.mark.parametrize("tag", TAGS)
def test_own_yes_and_no_are_answers(tag: str) -> None:
    """Each way to say yes is a yes, each way to say no is a no."""
    yes = [*_listed(tag, "ya"), catalog().own(tag)["umum.ya"][0]]
    no = [*_listed(tag, "tidak"), catalog().own(tag)["umum.tidak"][0]]

    read = {word: _said(tag, "yes-no", word)[-1] for word in [*yes, *no]}

    assert read == dict.fromkeys(yes, "cek.nama") | dict.fromkeys(no, "wilayah.ulangi")


@pytest.mark.parametrize("question", WAYS)
@pytest.mark.parametrize("tag", TAGS)
def test_own_words_that_work_everywhere(tag: str, question: str) -> None:
    """Menu, back, help, repeat and cancel do what their Indonesian word does, at any question."""
    typed = {word: concept for concept in ANYWHERE for word in _listed(tag, concept)}

    done = {word: _said(tag, question, word) for word in typed}

    assert done == {word: _said(tag, question, concept) for word, concept in typed.items()}


@pytest.mark.parametrize("question", WAYS)
@pytest.mark.parametrize("tag", TAGS)
def test_own_numbers_choose(tag: str, question: str) -> None:
    """One to five in words choose what the digits choose."""
    typed = {word: str(n) for n in range(1, 6) for word in _numerals(tag, n)}

    chosen = {word: _said(tag, question, word) for word in typed}

    assert chosen == {word: _said(tag, question, digit) for word, digit in typed.items()}


@pytest.mark.parametrize("tag", TAGS)
def test_own_numbers_mean_what_they_mean_at_home(tag: str) -> None:
    """'salapan' is eight in Minangkabau and nine in Sundanese, 'ten' an English ten."""
    own = words().of(tag)

    for number in NUMBERS:
        assert {own.lookup(fold(word)) for word in _numerals(tag, number)} == {f"angka.{number}"}


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag != "id"])
def test_no_language_takes_a_word_from_indonesian(tag: str) -> None:
    """An Indonesian word means the same to citizens of every language."""
    own = words().of(tag)
    indonesian = {
        fold(word): f"angka.{number}" for number in NUMBERS for word in _numerals("id", number)
    } | {
        fold(word): concept
        for concept in ("ya", "tidak", *ANYWHERE)
        for word in _listed("id", concept)
    }

    assert {word: own.lookup(word) for word in indonesian} == {
        word: words().lookup(word) for word in indonesian
    }


def test_a_place_on_offer_wins_over_a_word_that_works_everywhere() -> None:
    """Tulung in Klaten can be chosen by its name, though 'tulung' is Javanese for help."""
    session = Session()
    for text in ("menu", "1", "kabupaten klaten"):
        session, asked = _turn(session, text)

    session, said = _turn(session, "Tulung")

    assert asked[-1] == "wilayah.tanya_kecamatan"
    assert said[-1] == "wilayah.tanya_desa"
