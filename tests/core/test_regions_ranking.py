"""The ranking of regions: what is worked out again after a second look, and what is kept."""

from random import Random

import pytest

from backend_client.regions import query
from backend_client.regions.index import DATA, Index
from backend_client.regions.model import Level
from backend_client.regions.store import Store
from backend_client.regions.tree import Tree
from backend_client.regions.weigh import Hit, Hits


@pytest.fixture(scope="module")
def tree() -> Tree:
    """The packaged tree."""
    return Tree(Store.open(DATA / "regions.bin"))


@pytest.fixture(scope="module")
def index() -> Index:
    """The packaged index."""
    return Index(Store.open(DATA / "regions.idx"))


@pytest.mark.parametrize("seed", range(12))
def test_a_second_ranking_is_the_ranking_of_all_that_is_known(
    tree: Tree, index: Index, seed: int
) -> None:
    """Readings that come after a ranking change it as if they had been there before."""
    rng = Random(seed)
    pieces = query.read("sukamaju jonggol bogor jawa barat", index).pieces
    kabupaten = [rng.choice(tree.below(31, Level.KABUPATEN)) for _ in range(6)]

    def readings(count: int) -> list[tuple[int, Hit]]:
        found = []
        for _ in range(count):
            level = rng.choice((Level.DESA, Level.DESA, Level.DESA, Level.KECAMATAN))
            number = rng.choice(tree.below(rng.choice(kabupaten), level))
            if rng.random() < 0.1:
                number = rng.choice(tree.line(number)[:2])
            piece = rng.choice(pieces)
            gain = rng.uniform(1, 12)
            found.append((number, Hit(gain, piece.mask, 0, 0, piece, agrees=True)))
        return found

    batches = [readings(300), readings(8), [], readings(40), readings(1)]
    step_by_step, at_once = Hits(tree, index), Hits(tree, index)
    for batch in batches:
        for number, hit in batch:
            step_by_step.add(number, hit)
            at_once.add(number, hit)
        ranked = step_by_step.rank()

    fresh = at_once.rank()

    assert [(f.number, f.score) for f in ranked] == [(f.number, f.score) for f in fresh]
