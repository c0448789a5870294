"""Where a name ends and a place begins, when no marker says so: the regions decide.

Rules: a tail counts as a place only when it names two levels ('sukamaju jonggol'), every word of
it explained by one path; one word alone may be a surname (there is a village called Rahayu). Few
look-ups: a sentence has a handful of places to cut.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from rapidfuzz.distance import OSA

from backend_client.regions.fold import key
from handlers.dialogue.text import fold
from handlers.understanding.vocabulary import PLACE_MARKS, PLACE_NOISE

_MOST_WORDS = 10  # of a run that may hold a name and a place
_MOST_PLACE = 7  # words of a place without marks; 'ulee kareng' is one name of two
_SURE = 0.75  # score of a tail behind a comma, where the citizen parted it himself
_NO_NAME = PLACE_MARKS | PLACE_NOISE
_LEVEL_WORDS = frozenset(("kabupaten", "kota", "adm", "administrasi", "provinsi", "indonesia"))
_UPPER = 2  # of the levels from above: their names may be said in part ('jakarta', 'jogja')
_ALIKE = 0.75  # 'skmaju' for Sukamaju; a word that is alike must also begin alike
_LEAST_ALIKE = 4  # letters; shorter words are the same or they are not
_SEGMENT = 4  # words that one name may be split into
_LEAST = 0.7  # score of two levels; less is a surname that happens to be near a village
_AS_GOOD = 0.05  # scores so near that the longer run is the place
_MERGED = 12  # letters; a shorter word is no two places run together
_HALF = 4  # letters of each of the two
# What everybody calls them -> the words of the official name; of November 2026, as in the
# resolver's own list, `backend_client/data/region-aliases.toml`.
_CALLED = {
    "jogja": "yogyakarta",
    "yogya": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "diy": "yogyakarta",
    "jkt": "jakarta",
    "jaksel": "jakarta selatan",
    "jaktim": "jakarta timur",
    "jakbar": "jakarta barat",
    "jakut": "jakarta utara",
    "jakpus": "jakarta pusat",
    "jabar": "jawa barat",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "tangsel": "tangerang selatan",
    "solo": "surakarta",
    "sby": "surabaya",
    "bdg": "bandung",
    "smg": "semarang",
    "mlg": "malang",
    "bgr": "bogor",
    "bks": "bekasi",
    "tng": "tangerang",
    "plg": "palembang",
    "sumut": "sumatera utara",
    "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan",
    "babel": "bangka belitung",
    "kepri": "kepulauan riau",
    "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
    "sulsel": "sulawesi selatan",
    "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat",
    "malut": "maluku utara",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
    "lotim": "lombok timur",
    "lobar": "lombok barat",
}


# Of these, what nobody is called: behind a name it is no part of it.
_NO_SURNAME = _CALLED.keys() - {"solo", "malang", "plg"}


class Places(Protocol):
    """What this module needs of `backend_client.regions.Regions`."""

    def resolve(self, text: str) -> Any:
        """A Resolution: decision, candidates with path and score."""
        ...


def recognised(places: Places, words: str) -> bool:
    """Do the regions know this as a place, whatever the level?"""
    candidates = places.resolve(words).candidates
    return bool(candidates) and candidates[0].score >= _SURE


def accepted(places: Places, words: str) -> bool:
    """Is the whole one place, without a doubt?"""
    return str(places.resolve(words).decision) == "accepted"


def names_two_levels(places: Places, words: Sequence[str]) -> float:
    """The score of a run that names a place and the place it lies in; 0 if it does not."""
    said = [word for word in words if word not in _NO_NAME]
    if not 2 <= len(said) <= _MOST_PLACE:
        return 0.0
    candidates = places.resolve(" ".join(_official(words))).candidates
    said = [word for word in _official(said) if word not in _LEVEL_WORDS]
    return max(
        (
            each.score
            for each in candidates[:4]
            if each.score >= _LEAST and _levels(said, _names(each)) >= 2
        ),
        default=0.0,
    )


def _official(words: Sequence[str]) -> list[str]:
    return " ".join(_CALLED.get(word, word) for word in words).split()


def _names(candidate: Any) -> list[list[str]]:
    """The words of each level's name, from above, level words aside."""
    return [
        [word for word in fold(region.name).split() if word not in _LEVEL_WORDS]
        for region in candidate.path
    ]


def _levels(said: Sequence[str], names: Sequence[Sequence[str]]) -> int:
    """How many levels the words name when every one of them is explained; 0 if one is not."""
    if not said:
        return 0
    best = 0
    for length in range(1, min(_SEGMENT, len(said)) + 1):
        joined = "".join(said[:length])
        for level, name in enumerate(names):
            if name and (_alike(joined, "".join(name)) or (level < _UPPER and joined in name)):
                rest = list(names)
                rest[level] = ()
                left = said[length:]
                deeper = _levels(left, rest)
                if not left or deeper:
                    best = max(best, deeper + 1)
    return best


def _alike(word: str, name: str) -> bool:
    if word == name or key([word]) == key([name]):
        return True
    if min(len(word), len(name)) < _LEAST_ALIKE or word[0] != name[0]:
        return False
    return OSA.normalized_similarity(word, name, score_cutoff=_ALIKE) >= _ALIKE


def split_tail(places: Places, words: Sequence[str]) -> int:
    """How many words belong to the name when the rest is a place; all of them if none is."""
    count = len(words)
    if count > _MOST_WORDS:
        return count
    # Most names stop here: one look-up.
    known = count > 2 and places.resolve(" ".join(_official(words))).candidates
    for start in range(max(1, count - _MOST_PLACE), count - 1):
        if known and names_two_levels(places, words[start:]):
            return start
    alone = count > 1 and (words[-1] in _NO_SURNAME or parted(places, words[-1]))
    return count - 1 if alone else count


def take_village(places: Places, name: Sequence[str], place: str) -> int:
    """'siti aminah sukamaju' + 'kec jonggol': how many words belong to the name."""
    count = len(name)
    marked = fold(place).split()
    best, cut = 0.0, count
    for start in range(max(1, count - 3), count):
        score = names_two_levels(places, [*name[start:], *marked])
        if score > best + 0.001:
            best, cut = score, start
    return cut


def split_head(places: Places, words: Sequence[str]) -> int:
    """How many words belong to the place when a name stands behind it."""
    count = len(words)
    if count > _MOST_WORDS:
        return count
    if not places.resolve(" ".join(_official(words))).candidates:
        return count
    whole = names_two_levels(places, words)
    if whole:
        return count
    best, cut = 0.0, count
    for end in range(2, count):
        score = names_two_levels(places, words[:end])
        if score > 0 and score >= best - _AS_GOOD:
            best, cut = (
                max(score, best),
                end,
            )  # 'sukagalih jonggol bogor': the more said, the better
    return cut


def parted(places: Places, word: str) -> str | None:
    """Two places written as one word, 'sukamajujonggol', in two; None when they are not."""
    if len(word) < _MERGED or not word.isalpha():
        return None
    for first, second in _halves(word.lower()):
        found = places.resolve(f"{first} {second}").candidates
        if found:
            names = {"".join(name) for name in _names(found[0])}
            if {first, second} <= names:
                return f"{first} {second}"
    return None


def _halves(word: str) -> Iterator[tuple[str, str]]:
    return ((word[:at], word[at:]) for at in range(_HALF, len(word) - _HALF + 1))
