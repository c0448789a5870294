"""What words mean, in every language of the bot at once.

Rules: the words are catalogue entries `words.<concept>`, alternatives parted by '|'. Lists count
from the first: `words.angka` from nol, `words.bulan` from Januari ('angka.3', 'bulan.8'). A word
that means two things in two languages means the one of the language listed first. Folding (lower
case, no accents) is handed in, so that what is typed and what is listed fold alike.
"""

from collections.abc import Callable, Mapping, Sequence

from i18n.catalog import Catalog
from i18n.locales import LOCALES

PREFIX = "words."
_LISTS = {"angka": 0, "bulan": 1}


class Lexicon:
    """Concepts by word, and the ways an option's label may be written."""

    def __init__(self, catalog: Catalog, fold: Callable[[str], str]) -> None:
        self._catalog = catalog
        self._fold = fold
        self._concepts: dict[str, str] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        for locale in LOCALES:
            for msgid, forms in catalog.own(locale.tag).items():
                if msgid.startswith(PREFIX):
                    self._learn(msgid[len(PREFIX) :], forms[0].split("|"))

    def _learn(self, concept: str, words: Sequence[str]) -> None:
        first = _LISTS.get(concept)
        for place, written in enumerate(words):
            name = concept if first is None else f"{concept}.{place + first}"
            for word in written.split("/"):
                folded = self._fold(word)
                if folded:
                    self._concepts.setdefault(folded, name)

    def lookup(self, folded: str) -> str | None:
        """The concept of a whole folded text."""
        return self._concepts.get(folded)

    def labels(self, msgid: str) -> Sequence[str]:
        """How an entry reads in each language, folded."""
        known = self._labels.get(msgid)
        if known is None:
            written = (self._catalog.own(locale.tag).get(msgid, ("",))[0] for locale in LOCALES)
            known = tuple(dict.fromkeys(f for f in map(self._fold, written) if f))
            self._labels[msgid] = known
        return known

    def concepts(self) -> Mapping[str, str]:
        """Every known word and what it means."""
        return self._concepts
