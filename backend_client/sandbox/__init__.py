"""An embedded DTKS with synthetic people: `Sandbox.open(regions, folder)`."""

from backend_client.sandbox.cases import CaseStore
from backend_client.sandbox.core import DEFAULT_PEOPLE, DEFAULT_SEED, Sandbox
from backend_client.sandbox.database import Control
from backend_client.sandbox.faults import MAGIC, MAGIC_NAMES, Faults, Magic
from backend_client.sandbox.register import SyntheticPerson, VillageRow
from backend_client.sandbox.search import Explanation

__all__ = [
    "DEFAULT_PEOPLE",
    "DEFAULT_SEED",
    "MAGIC",
    "MAGIC_NAMES",
    "CaseStore",
    "Control",
    "Explanation",
    "Faults",
    "Magic",
    "Sandbox",
    "SyntheticPerson",
    "VillageRow",
]
