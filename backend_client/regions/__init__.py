"""Regions of Indonesia: 91,599 places on four levels, by code, by list, and by free text.

Rules: pure after `Regions.load`, which reads the two files in backend_client/data once; no
network, no state shared between two objects. Codes are Kemendagri's.
"""

from backend_client.regions.model import Candidate, Decision, Level, Region, Resolution
from backend_client.regions.regions import Regions, resolution_json

__all__ = [
    "Candidate",
    "Decision",
    "Level",
    "Region",
    "Regions",
    "Resolution",
    "resolution_json",
]
