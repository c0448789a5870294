"""Names shown in part: what the citizen typed stays, the rest is starred.

Rules: a word of the registered name is readable only if the citizen typed it (in any spelling);
of any other the first and the last letter stay (`W****N L***I`). First letters earn nothing: who
types 'M. Aminah' or 'Muh. Amin Su' is not told what M or Su stands for.
"""

from itertools import pairwise

from backend_client.names.fold import Word, words
from backend_client.names.similar import similarity

# Below this a typed word was another word, not a spelling of this one.
_TYPED = 0.86


def mask_word(word: str) -> str:
    """First letter, stars, last letter; short words keep the first letter or nothing."""
    letters = [place for place, char in enumerate(word) if char.isalnum()]
    if len(letters) <= 1:
        return "*" * len(word)
    keep = {letters[0], letters[-1]} if len(letters) > 2 else {letters[0]}
    return "".join(
        char if place in keep or not char.isalnum() else "*" for place, char in enumerate(word)
    )


def _is(typed: Word, part: Word) -> bool:
    """True if the word was typed, in any spelling; its first letters alone ('Su') are not it."""
    score, how = similarity(typed, part)
    return score >= _TYPED and (how != "abbreviation" or len(typed.surface) >= len(part.surface))


def mask(full_name: str, typed: str = "") -> str:
    """`full_name` with every word starred that `typed` does not hold.

    Nothing typed (a look-up by NIK) stars every word.
    """
    query = [word for word in words(typed) if not word.initial and word.surface != "m"]
    joined = {left.key + right.key for left, right in pairwise(query)}
    typed_surfaces = {part.strip(".,").lower() for part in typed.split()}
    shown = []
    for raw in full_name.split():
        if raw.strip(".,").lower() in typed_surfaces and len(raw.strip(".,")) > 1:
            shown.append(raw)
            continue
        parts = [word for word in words(raw) if not word.initial]
        readable = bool(parts) and all(
            part.key in joined
            or any(_is(word, part) for word in query)
            or any(part.key in word.key and len(part.key) > 2 for word in query)
            for part in parts
        )
        shown.append(raw if readable else mask_word(raw))
    return " ".join(shown)
