"""Whether what was found is sure enough, or what to ask.

Rules: a place is accepted only if its line explains every word that could be a place, it stands
out from every other place, and nothing in the text is the right spelling of another name.
"""

from backend_client.regions.index import Index
from backend_client.regions.model import Decision, Level
from backend_client.regions.query import Query
from backend_client.regions.resolve import Found, Hit
from backend_client.regions.tree import Tree

LEAST = 0.34  # share of the text that must be explained to show a place at all
LEAST_ACCEPTED = 0.8
MARGIN = 1.0  # letters between the best and the next when something is misspelt
MARGIN_EXACT = 0.4


def decide(
    tree: Tree, index: Index, query: Query, ranked: list[Found], target: Level
) -> tuple[Decision, Level | None]:
    """The decision, and the level to ask for."""
    if not ranked or query.total <= 0 or share(query, ranked[0]) < LEAST:
        return Decision.NONE, None
    best = ranked[0]
    level = tree.level(best.number)
    if level is not target:
        return Decision.ASK, Level(level + 1)
    if _sure(index, query, ranked):
        return Decision.ACCEPTED, None
    return Decision.ASK, Level.KECAMATAN if target is Level.DESA else target


def share(query: Query, found: Found) -> float:
    """The share of the text's letters that a place explains, 0 to 1."""
    return max(0.0, min(1.0, found.score / query.total)) if query.total else 0.0


def _sure(index: Index, query: Query, ranked: list[Found]) -> bool:
    best = ranked[0]
    if share(query, best) < LEAST_ACCEPTED or query.spoken & ~best.mask:
        return False
    exact = all(hit.edits == 0 for _, hit in best.hits)
    if not all(hit.agrees and _trusted(index, hit, best) for _, hit in best.hits):
        return False
    if len(ranked) > 1:
        margin = best.score - ranked[1].score
        if margin < (MARGIN_EXACT if exact else MARGIN):
            return False
    return True


def _trusted(index: Index, hit: Hit, best: Found) -> bool:
    if not hit.edits:
        return True
    if any(text in index.number for text in hit.piece.texts):
        return False  # the right spelling of some other name
    letters = len(index.keys[hit.key])
    allowed = letters // 4 if len(best.hits) > 1 else letters // 8
    return hit.edits <= allowed
