"""Draws the names of one synthetic family: given names, family names, titles, spellings.

Rules: everything comes from the generator handed in, so a seed gives the same people anywhere.
Names are in capitals, as cards have them.
"""

from random import Random

from backend_client.sandbox import names_data as stock
from backend_client.sandbox.names_data import Culture

# Shares, set by eye from village voter lists: how often a Muslim man's card starts with a form
# of Muhammad or Abdul, a woman's with Siti; how often the elderly keep old spelling or a title.
_MUHAMMAD = 0.13
_ABDUL = 0.05
_SITI = 0.13
_NUR = 0.03
_OLD_SPELLING = 0.10
_TITLE = 0.035
_DEGREE = 0.015
_RELIGIOUS = 0.30


class NameMaker:
    """Names by culture; one maker a population."""

    def __init__(self, rng: Random) -> None:
        self._random = rng.random
        self._rng = rng

    def _pick(self, pool: tuple[str, ...]) -> str:
        return pool[int(self._random() * len(pool))]

    def culture(self, province: str) -> Culture:
        """The culture of one household, by the shares of its province."""
        shares = stock.CULTURES.get(province, ((stock.JAVA, 1.0),))
        point = self._random()
        for culture, share in shares:
            point -= share
            if point < 0:
                return culture
        return shares[0][0]

    def family(self, culture: Culture) -> str:
        """The family name a household hands down, or nothing."""
        return self._pick(culture.family) if culture.family else ""

    def person(self, culture: Culture, *, male: bool, born: int, family: str, nth: int) -> str:
        """A full name. `born` is the year, `nth` the place among brothers and sisters."""
        if culture.order:
            name = self._balinese(culture, male, nth)
        elif male:
            name = self._man(culture)
        else:
            name = self._woman(culture)
        if family:
            name = f"{name} {family}"
        if born < 1955 and self._random() < _OLD_SPELLING:
            name = self._old(name)
        if born < 1985:
            name = self._titled(name, culture, male)
        return name.upper()

    def _man(self, culture: Culture) -> str:
        religious = culture.muslim and self._random() < _RELIGIOUS
        point = self._random() if culture.muslim else 1.0
        if point < _MUHAMMAD:
            form = self._rng.choices(stock.MUHAMMAD_FORMS, stock.MUHAMMAD_WEIGHTS)[0]
            name = f"{form} {self._pick(stock.MUSLIM_MEN)}"
            return f"{name} {self._pick(culture.men_second)}" if self._random() < 0.2 else name
        if point < _MUHAMMAD + _ABDUL:
            second = self._pick(stock.ABDUL_SECOND)
            if self._random() < 0.25:
                return "Abdu" + (second[0].lower() if second[0] in "RS" else "l") + second.lower()
            return f"{self._pick(stock.ABDUL_FORMS)} {second}"
        first = self._pick(stock.MUSLIM_MEN if religious else culture.men)
        if self._random() < culture.one_word or (culture.family and self._random() < 0.7):
            return first
        return f"{first} {self._other(culture.men_second, first)}"

    def _woman(self, culture: Culture) -> str:
        religious = culture.muslim and self._random() < _RELIGIOUS
        point = self._random() if culture.muslim else 1.0
        if point < _SITI:
            name = f"{self._pick(stock.SITI_FORMS)} {self._pick(stock.MUSLIM_WOMEN)}"
            return f"{name} {self._pick(culture.women_second)}" if self._random() < 0.1 else name
        if point < _SITI + _NUR:
            return f"Nur {self._pick(culture.women_second)}"
        first = self._pick(stock.MUSLIM_WOMEN if religious else culture.women)
        if self._random() < culture.one_word or (culture.family and self._random() < 0.7):
            return first
        return f"{first} {self._other(culture.women_second, first)}"

    def _balinese(self, culture: Culture, male: bool, nth: int) -> str:
        order = culture.order[nth % len(culture.order)].split("|")
        given = self._pick(culture.men if male else culture.women)
        name = f"{'I' if male else 'Ni'} {order[int(self._random() * len(order))]} {given}"
        if self._random() < 0.25:
            second = culture.men_second if male else culture.women_second
            name = f"{name} {self._other(second, given)}"
        return name

    def _other(self, pool: tuple[str, ...], first: str) -> str:
        second = self._pick(pool)
        return second if second != first else self._pick(pool)

    def _old(self, name: str) -> str:
        word, _, rest = name.partition(" ")
        new, old = stock.OLD_SPELLING[int(self._random() * 3)]
        lowered = word.lower()
        if old not in lowered and not (new == "u" and lowered.endswith("u")):
            word = lowered.replace(new, old, 1)
        return f"{word} {rest}" if rest else word

    def _titled(self, name: str, culture: Culture, male: bool) -> str:
        point = self._random()
        if culture.muslim and point < _TITLE:
            titles = stock.TITLES_FRONT_MEN if male else stock.TITLES_FRONT_WOMEN
            return f"{self._pick(titles)} {name}"
        if point > 1 - _DEGREE:
            return f"{name}, {self._pick(stock.TITLES_BEHIND)}"
        return name
