"""How well one word of a name stands for another, and why.

Rules: equal keys are one name; equal loose keys are one name heard alike; an initial or an
abbreviation stands for a name without settling it; the rest is spelling, by edits and by how the
words begin.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from backend_client.names.fold import Word, loose_of

_edits, _start = OSA.distance, JaroWinkler.similarity
HEARD_ALIKE = 0.975
HEARD_OTHERWISE = 0.94
# Letters that are heard in two ways, where `loose` can follow but one: Rizki is Riski and Rijki,
# Bakhtiar is Bahtiar and Baktiar.
_OTHERWISE = (("z", "j"), ("kh", "k"), ("ch", "k"))
INITIAL = 0.60
ABBREVIATION = 0.90
_UNHEARD = 3  # letters of a name that are written and not heard: 'Mochammadd'


@lru_cache(maxsize=16_384)
def spelling(left: str, right: str, left_loose: str, right_loose: str) -> float:
    """How alike two different words are written, 0..1, after both foldings."""
    edits: float = _edits(left, right, score_cutoff=3)
    by_start = _start(left, right)
    longest = max(len(left), len(right))
    if left != left_loose or right != right_loose:
        edits = min(edits, _edits(left_loose, right_loose, score_cutoff=3) + 0.25)
        by_start = max(by_start, 0.98 * _start(left_loose, right_loose))
        # A word of one letter a hundred times over is no longer than it sounds.
        longest = min(longest, max(len(left_loose), len(right_loose)) + _UNHEARD)
    by_edits = max(0.0, 1.0 - edits / longest)
    score = 0.45 * by_edits + 0.55 * by_start
    # Typos rarely hit the first letter; other names differ there often.
    return score - 0.05 if left_loose[0] != right_loose[0] else score


def abbreviates(short: str, whole: str) -> bool:
    """'suh' or 'shrt' for 'suharto': begins alike, and its letters follow in order."""
    if len(short) < 2 or len(short) >= len(whole) - 1 or short[0] != whole[0]:
        return False
    if whole.startswith(short):
        return True
    if any(vowel in short[1:] for vowel in "aeiou"):
        return False
    rest = iter(whole)
    return all(char in rest for char in short)


def _may_be_short(word: Word) -> bool:
    return len(word.surface) == 1 or word.dotted


def _heard_otherwise(key: str, loose: str) -> bool:
    for letters, heard in _OTHERWISE:
        if letters in key and loose_of(key.replace(letters, heard)) == loose:
            return True
    return False


def similarity(typed: Word, registered: Word) -> tuple[float, str]:
    """How well one typed word stands for one registered word, 0..1, and why."""
    if typed.key == registered.key:
        return 1.0, "same"
    if typed.loose == registered.loose:
        # A little less the more letters differ, so that the closest spelling comes first.
        strict = OSA.normalized_similarity(typed.key, registered.key)
        return HEARD_ALIKE - 0.03 * (1.0 - strict), "heard alike"
    if -2 < len(typed.loose) - len(registered.loose) < 2 and (
        _heard_otherwise(typed.key, registered.loose)
        or _heard_otherwise(registered.key, typed.loose)
    ):
        return HEARD_OTHERWISE, "heard alike"
    if not (_may_be_short(typed) or len(typed.surface) <= 3 or _may_be_short(registered)):
        return spelling(typed.key, registered.key, typed.loose, registered.loose), "spelling"
    for short, whole in ((typed, registered), (registered, typed)):
        # 'M.' was read as Muhammad, yet it may stand for any name with M.
        if short.initial or short.surface == "m":
            fits = short.surface[0] in (whole.key[0], whole.surface[0])
            return (INITIAL, "initial") if fits else (0.0, "")
        # Short forms with a meaning of their own (St., Moh.) stand for nothing else.
        own = short.key == short.surface
        likely = short.dotted or (short is typed and len(short.surface) <= 3)
        if own and likely and abbreviates(short.key, whole.key):
            return ABBREVIATION, "abbreviation"
    return spelling(typed.key, registered.key, typed.loose, registered.loose), "spelling"
