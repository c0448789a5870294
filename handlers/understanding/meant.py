"""Whose name stands in an objection: the recipient's, or one's own.

Rules: only two words or more that stand right behind a word that says who it is; anything else is
left out, and the name is asked.
"""

from collections.abc import Sequence

from handlers.understanding.goals import CLASSES
from handlers.understanding.tokens import Token

_RICH = frozenset(CLASSES["rich"].split("|"))
_ONESELF = frozenset(("saya", "aku", "my"))
_NEIGHBOURS = frozenset(("tetangga", "warga", "orang", "neighbour", "neighbor"))
_TITLES = frozenset(("pak", "bapak", "bu", "ibu", "haji", "hajah", "saudara", "saudari", "mas"))
_BEFORE = _NEIGHBOURS | _TITLES | frozenset(("mbak", "sanggah", "menyanggah", "object"))


def is_meant(tokens: Sequence[Token], name: Sequence[int], kind: str | None) -> bool:
    """Two words or more: the recipient behind 'sanggah', 'pak' or 'tetangga', or oneself behind
    'saya'."""
    if len(name) < 2 or name[-1] - name[0] >= len(name) or name[0] == 0:
        return False
    if any(tokens[at].folded in _RICH for at in name):
        return False  # 'kaya raya'
    before = [token.word for token in tokens[: name[0]]]
    if before[-1] in _ONESELF and before[-2:-1] != [] and before[-2] in _NEIGHBOURS:
        before.pop()
    if before[-1] in _ONESELF:
        return kind == "sanggah_diri"
    return kind != "sanggah_diri" and before[-1] in _BEFORE
