"""A few words alone that nothing is known of: somebody's name, perhaps, or a place.

Rules: only what could be spoken as a name; whoever reads it asks, and guesses nothing.
"""

import re
from collections.abc import Sequence

from handlers.dialogue.matching import Words
from handlers.dialogue.text import word_set
from handlers.dialogue.turn import Intent
from handlers.understanding import spans
from handlers.understanding.tokens import Token
from handlers.understanding.vocabulary import ALSO_NAMES, DEGREES

_MOST = 4  # words; names are shorter, and stories longer
_LEAST = 3  # letters
_AROUND = word_set(
    "ibu bapak pak bu mbah nenek kakek nek kek om tante paman bibi kalau ya itu namanya "
    "suami istri anak adik kakak mas mbak haji hajah hj h bin binti"
)
# Letters that stand for one sound; three consonants without them end no name.
_ONE_SOUND = re.compile(r"ng|ny|sy|kh|dh|th|sh|gh|dj|tj|bh|ch|ts")
_VOWEL = re.compile(r"[aeiou]")
_NOT_SPOKEN = re.compile(r"[^aeiouy]{4}|[^aeiouy*]{3}$|\bq[^aeiou]|(.)\1\1|(..+)\2\2")
_INITIAL = 2  # letters of 'M', 'St': they need no vowel


def alone(text: str, tokens: Sequence[Token], words: Words) -> Intent | None:
    """'komariah', 'pak jufri': an intent that must be asked about; None for anything else."""
    kept = list(range(len(tokens)))
    while kept and _around(tokens[kept[0]]):
        kept.pop(0)
        if kept and tokens[kept[0]].word == "saya":
            kept.pop(0)  # 'suami saya wahyudi'
    while kept and (_around(tokens[kept[-1]]) or tokens[kept[-1]].folded in DEGREES):
        kept.pop()
    said = [tokens[index] for index in kept]
    if not said or len(said) > _MOST or len(tokens) > _MOST + 2:
        return None
    if sum(len(token.folded) for token in said) < _LEAST:
        return None
    if any(_means_something(token) or not _spoken(token.folded) for token in said):
        return None
    if all(words.everyday(token.folded) for token in said):
        return None
    return Intent(flow="cek_bansos", slots={"kata": spans.cut(text, tokens, kept)}, maybe=True)


def _around(token: Token) -> bool:
    return token.folded in _AROUND or token.word in _AROUND


def _means_something(token: Token) -> bool:
    """A word that sentences are made of, or a number."""
    known = token.known and token.folded not in ALSO_NAMES and not _around(token)
    return token.digits or known


def _spoken(word: str) -> bool:
    """Could anybody be called so? 'asdf' and 'blablabla' are a hand on the keyboard."""
    if len(word) <= _INITIAL:
        return True
    return bool(_VOWEL.search(word)) and not _NOT_SPOKEN.search(_ONE_SOUND.sub("*", word))
