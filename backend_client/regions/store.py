"""The file format of the region data: named sections, each packed, behind one line of JSON.

Rules: integers are little-endian; a section is read only when asked for. Pure bytes in and out,
but for `Store.open`, which reads a file once. Lines are kept as one text: 90,000 strings of their
own would take five times the memory.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterator, Mapping
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


class Lines:
    """Lines of text by number, in a fifth of a list's memory; a line is cut out when asked for."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        """The lines of a text without a line end at its end."""
        self._text = text
        starts, at = array("I", [0]), text.find("\n") + 1
        while at:
            starts.append(at)
            at = text.find("\n", at) + 1
        starts.append(len(text) + 1)
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        """A line, from 0 on; not from the end."""
        starts = self._starts
        return self._text[starts[number] : starts[number + 1] - 1]

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def run(self, low: int, high: int) -> list[str]:
        """The lines from `low` up to `high`, without it."""
        return self.text(low, high).split("\n") if low < high else []

    def text(self, low: int, high: int) -> str:
        """The same as one text, with a line end between two; at least one line."""
        return self._text[self._starts[low] : self._starts[high] - 1]


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

    def text(self, name: str) -> Lines:
        """A section of lines."""
        return Lines(zlib.decompress(self._sections[name]).decode())

    def numbers(self, name: str, kind: str) -> array[int]:
        """A section of numbers."""
        made = array(kind)
        made.frombytes(zlib.decompress(self._sections[name]))
        if sys.byteorder == "big":
            made.byteswap()
        return made
