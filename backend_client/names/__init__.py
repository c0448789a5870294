"""Indonesian names: folded, matched tolerantly, shown in part. Pure."""

from backend_client.names.align import Pairing
from backend_client.names.fold import Word, words
from backend_client.names.lexicon import Lexicon
from backend_client.names.mask import mask, mask_word
from backend_client.names.match import MARGIN, THRESHOLD, Decision, Match, Roster, decide
from backend_client.names.similar import similarity

__all__ = [
    "MARGIN",
    "THRESHOLD",
    "Decision",
    "Lexicon",
    "Match",
    "Pairing",
    "Roster",
    "Word",
    "decide",
    "mask",
    "mask_word",
    "similarity",
    "words",
]
