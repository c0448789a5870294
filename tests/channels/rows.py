"""Reads payloads/*.json: rows of a raw payload and the fields expected of it."""

import json
from pathlib import Path
from typing import Any

import msgspec

from bot.channels.base import Inbound, Receipt

_FOLDER = Path(__file__).parent / "payloads"


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file; each has a `name` that serves as the test's id."""
    loaded: list[dict[str, Any]] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return loaded


def inbound(fields: dict[str, Any]) -> Inbound:
    """An `Inbound` from a row's fields; what is not named has its default."""
    return msgspec.convert(fields, Inbound)


def receipt(fields: dict[str, Any]) -> Receipt:
    """A `Receipt` from a row's fields."""
    return msgspec.convert(fields, Receipt)
