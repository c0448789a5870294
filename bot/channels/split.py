"""Long text in pieces that each fit a platform, cut where a reader would pause.

Rules: pure. Cut at a paragraph's end, else a line's, else a sentence's, else between words; a
word (and with it a number, a link or an emoji) is cut only when it alone is longer than the
limit, and then between grapheme clusters. Only white space at a cut is dropped: nothing else is
lost, nothing is repeated, no piece is empty.
"""

from collections.abc import Callable, Iterator

import regex

Measure = Callable[[str], int]

# Full stops that end no sentence: a letter, an abbreviation, the number of a list's line.
_NO_END = (
    r"(?<!\b(?:\p{L}|kec|kab|kel|ds|dsn|jl|jln|no|moh|muh|ny|tn|bpk|dr|drs|hj|tel|telp|rp|dll|dsb"
    r"|dst|a\.n|u\.p|tgl|hlm|prov)\.)(?<!^[ \t]*\d{1,3}\.)"
)
# A cut so early that it would leave most of a piece unused is worse than the next kind of cut.
_WORTH = 0.4
# Best first: the white space at a place to cut, and how much of a piece it must fill.
_CUTS = (
    (regex.compile(r"\s*\n\s*\n\s*"), _WORTH),
    (regex.compile(r"\s*\n\s*"), _WORTH),
    (
        regex.compile(
            rf"(?<=[.!?…]['\"”’)\]]{{0,2}}){_NO_END}\s+", regex.IGNORECASE | regex.MULTILINE
        ),
        _WORTH,
    ),
    # Between words, but not inside a number that is written in groups (a NIK, a phone number)
    # nor between 'Rp' and its amount.
    (
        regex.compile(r"(?<![\d\s])(?<!\bRp\.?)\s+|(?<!\s)\s+(?![\d\s])", regex.IGNORECASE),
        0.0,
    ),
    (regex.compile(r"\s+"), 0.0),
)
_CLUSTER = regex.compile(r"\X")


def pieces(text: str, limit: int, measure: Measure = len) -> list[str]:
    """`text` in pieces of at most `limit`, counted by `measure` (default: code points).

    [] for text that is only white space. Raises ValueError if `limit` is below 1.
    """
    if limit < 1:
        raise ValueError("a piece holds at least one character")
    return list(_pieces(text.strip(), limit, measure))


def _pieces(rest: str, limit: int, measure: Measure) -> Iterator[str]:
    while rest:
        if measure(rest) <= limit:
            yield rest
            return
        fits = _fitting(rest, limit, measure)
        stop, resume = _cut(rest, fits)
        # str knows more white space than a pattern's \s: the separators U+001C to U+001F.
        if piece := rest[:stop].rstrip():
            yield piece
        rest = rest[resume:].lstrip()


def _fitting(text: str, limit: int, measure: Measure) -> int:
    """How many code points from the start fit, by bisection (`measure` never shrinks)."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(text: str, fits: int) -> tuple[int, int]:
    """(end of this piece, start of the next) with the end at most `fits`."""
    # A cut's white space may lie beyond what fits: look a little further than the limit.
    reach = text[: fits + 64]
    for cut, worth in _CUTS:
        best: tuple[int, int] | None = None
        for found in cut.finditer(reach):
            if 0 < found.start() <= fits:
                best = found.span()
        if best is not None and best[0] >= fits * worth:
            return best
    return _hard(text, fits)


def _hard(text: str, fits: int) -> tuple[int, int]:
    """Inside a word longer than a piece: at the last cluster's end that fits.

    A single cluster longer than a piece (a hundred combining marks) is cut as it comes."""
    end = 0
    for cluster in _CLUSTER.finditer(text, 0, fits + 64):
        if cluster.end() > fits:
            break
        end = cluster.end()
    end = end or max(fits, 1)
    return end, end
