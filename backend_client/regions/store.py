"""The file format of the region data: named sections, each packed, behind one line of JSON.

Rules: integers are little-endian; a section is read only when asked for. Pure bytes in and out,
but for `Store.open`, which reads a file once.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path

MAGIC = b"bansos-regions 1\n"


class BadStore(ValueError):
    """The file is not one of ours, or from another version of the format."""


def pack(sections: Mapping[str, bytes], note: Mapping[str, str]) -> bytes:
    """One file of sections; `note` says where they came from."""
    packed = {name: zlib.compress(data, 9) for name, data in sections.items()}
    head = {"note": dict(note), "sections": [[name, len(data)] for name, data in packed.items()]}
    line = json.dumps(head, sort_keys=True).encode() + b"\n"
    return MAGIC + line + b"".join(packed.values())


def numbers(kind: str, values: array[int] | list[int]) -> bytes:
    """Numbers as little-endian bytes."""
    made = array(kind, values)
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


class Store:
    """An opened file of sections."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(MAGIC):
            raise BadStore("not a file of regions, or of another version: build_regions makes it")
        end = content.index(b"\n", len(MAGIC))
        head = json.loads(content[len(MAGIC) : end])
        self.note: dict[str, str] = head["note"]
        self._sections: dict[str, memoryview] = {}
        view = memoryview(content)
        at = end + 1
        for name, length in head["sections"]:
            self._sections[name] = view[at : at + length]
            at += length

    @classmethod
    def open(cls, path: Path) -> Store:
        """Read a file."""
        return cls(path.read_bytes())

    def text(self, name: str) -> list[str]:
        """A section of lines."""
        return zlib.decompress(self._sections[name]).decode().split("\n")

    def numbers(self, name: str, kind: str) -> array[int]:
        """A section of numbers."""
        made = array(kind)
        made.frombytes(zlib.decompress(self._sections[name]))
        if sys.byteorder == "big":
            made.byteswap()
        return made
