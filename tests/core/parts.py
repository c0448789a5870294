"""What the tests of the core are built of: real words, real regions, the real flows."""

from functools import cache

from backend_client.regions import Regions
from handlers.dialogue.engine import Engine
from handlers.dialogue.text import fold
from handlers.dialogue.turn import Parts
from handlers.registry import FLOWS
from handlers.understanding import Understanding
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon


@cache
def catalog() -> Catalog:
    """The catalogues as shipped."""
    return Catalog.load()


@cache
def words() -> Lexicon:
    """What words mean, in every language."""
    return Lexicon(catalog(), fold)


@cache
def regions() -> Regions:
    """All 91,599 places."""
    return Regions.load()


@cache
def understanding() -> Understanding:
    """The sentence reader."""
    return Understanding(words(), regions())


@cache
def parts() -> Parts:
    """What the real engine is made of."""
    return Parts(flows=FLOWS, words=words(), regions=regions(), understand=understanding())


@cache
def engine() -> Engine:
    """The real engine."""
    return Engine(parts())
