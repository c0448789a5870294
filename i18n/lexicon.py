"""What words mean, in every language of the bot at once.

Rules: the words are catalogue entries `words.<concept>`, alternatives parted by '|'. Lists count
from the first: `words.angka` from nol, `words.bulan` from Januari ('angka.3', 'bulan.8'). A word
that means two things in two languages means the one of the language listed first; for a citizen
of the other language (`of`) it means theirs, unless it is an Indonesian word. Folding (lower case,
no accents) is handed in, so that what is typed and what is listed fold alike.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from i18n.catalog import Catalog
from i18n.locales import LOCALES, SOURCE

PREFIX = "words."
_LISTS = {"angka": 0, "bulan": 1}
# Words that tell a language, and mean nothing by themselves.
_MARKS = "penanda"
_EVERYBODYS = (SOURCE, "en")  # many a word of the others is somebody's name: 'budi', 'arta'
_SMALL = re.compile(r"(?<![\w{])[^\W\d_A-Z]{4,}(?![\w}])")  # no parameter
_GREAT = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")  # in mid-sentence: a name
_ENOUGH = 2  # of them in one message


class Lexicon:
    """Concepts by word, and the ways an option's label may be written."""

    def __init__(self, catalog: Catalog, fold: Callable[[str], str]) -> None:
        self._catalog = catalog
        self._fold = fold
        self._concepts: dict[str, str] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        self._theirs: dict[str, dict[str, str]] = {}
        indonesian: frozenset[str] = frozenset()
        self._marks = {
            locale.tag: frozenset(map(fold, forms[0].split("|")))
            for locale in LOCALES
            if (forms := catalog.own(locale.tag).get(PREFIX + _MARKS)) is not None
        }
        for locale in LOCALES:
            theirs = self._listed(locale.tag)
            for word, concept in theirs.items():
                if self._concepts.setdefault(word, concept) != concept and word not in indonesian:
                    self._theirs.setdefault(locale.tag, {})[word] = concept
            if locale.tag == SOURCE:
                indonesian = frozenset(theirs)

        texts = [
            form
            for tag in _EVERYBODYS
            for msgid, forms in catalog.own(tag).items()
            if not msgid.startswith(PREFIX)
            for form in forms
        ]
        names = {fold(word) for text in texts for word in _GREAT.findall(text)}
        self._everyday = frozenset(
            fold(word) for text in texts for word in _SMALL.findall(text)
        ).difference(names)

    def _listed(self, tag: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for msgid, forms in self._catalog.own(tag).items():
            concept = msgid.removeprefix(PREFIX)
            if concept in (msgid, _MARKS):
                continue
            first = _LISTS.get(concept)
            for place, written in enumerate(forms[0].split("|")):
                name = concept if first is None else f"{concept}.{place + first}"
                for word in map(self._fold, written.split("/")):
                    if word:
                        found.setdefault(word, name)
        return found

    def of(self, tag: str) -> "Lexicon | Theirs":
        """The same words as a citizen of one language means them ('salapan' is nine in Sundanese,
        eight in Minangkabau)."""
        theirs = self._theirs.get(tag)
        return self if theirs is None else Theirs(self, theirs)

    def lookup(self, folded: str) -> str | None:
        """The concept of a whole folded text."""
        return self._concepts.get(folded)

    def language(self, folded: str) -> str | None:
        """The language a text is written in, if its words tell it clearly from the others."""
        words = frozenset(folded.split())
        scores = sorted((len(words & marks), tag) for tag, marks in self._marks.items())
        most, tag = scores[-1] if scores else (0, SOURCE)
        second = scores[-2][0] if len(scores) > 1 else 0
        return tag if most >= _ENOUGH and most > second else None

    def labels(self, msgid: str) -> Sequence[str]:
        """How an entry reads in each language, folded."""
        known = self._labels.get(msgid)
        if known is None:
            written = (self._catalog.own(locale.tag).get(msgid, ("",))[0] for locale in LOCALES)
            known = tuple(dict.fromkeys(f for f in map(self._fold, written) if f))
            self._labels[msgid] = known
        return known

    def everyday(self, folded: str) -> bool:
        """Is it a word of a language's own, and no name? Words of the catalogues that are always
        written small in mid-sentence."""
        return folded in self._everyday


class Theirs:
    """A lexicon as a citizen of one language means it: `theirs` before what the others mean."""

    def __init__(self, everybody: Lexicon, theirs: Mapping[str, str]) -> None:
        self._everybody = everybody
        self._theirs = theirs

    def of(self, tag: str) -> "Lexicon | Theirs":
        """For a citizen of another language."""
        return self._everybody.of(tag)

    def lookup(self, folded: str) -> str | None:
        """The concept of a whole folded text."""
        return self._theirs.get(folded) or self._everybody.lookup(folded)

    def language(self, folded: str) -> str | None:
        """The language a text is written in."""
        return self._everybody.language(folded)

    def everyday(self, folded: str) -> bool:
        """Is it a word of a language's own, that no name is?"""
        return self._everybody.everyday(folded)

    def labels(self, msgid: str) -> Sequence[str]:
        """How an entry reads in each language, folded."""
        return self._everybody.labels(msgid)
