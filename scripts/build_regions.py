"""Make backend_client/data/regions.bin and regions.idx from the npm package idn-area-data.

    python scripts/build_regions.py [--package idn-area-data-4.0.1.tgz]

Without --package it runs `npm pack` for the pinned version, at whatever registry npm is set up
for. The same package gives the same bytes. See backend_client/data/SOURCE.md for the licence.
"""

import argparse
import csv
import hashlib
import io
import re
import subprocess
import tarfile
import tempfile
import tomllib
from array import array
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from backend_client.regions import fold
from backend_client.regions.index import BUCKETS, DATA, SHORTEST_FUZZY, deletions
from backend_client.regions.store import numbers, pack

PACKAGE = "idn-area-data@4.0.1"
TABLES = ("provinces", "regencies", "districts", "villages")
LOOSE = 93  # percent of a match's letters that an unofficial reading of a name keeps
PART = 96

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{3,})")
_TWO_CAPITALS = re.compile(r"\b([A-Z])([A-Z])(?=[a-z])")
_ADMINISTRATIVE = re.compile(r"^(Kabupaten|Kota)( Administrasi)? ")
_SHORT_NAMES = {
    "Daerah Khusus Ibukota Jakarta": "DKI Jakarta",
    "Daerah Istimewa Yogyakarta": "DI Yogyakarta",
}
# Words for 'village' that stand in front of some official names, and not in others.
_VILLAGE_WORDS = frozenset(
    ("nagari", "gampong", "pekon", "lembang", "kampung", "desa", "kelurahan", "negeri")
)
# Short forms inside official names ('Tj. Haro Sikabu-kabu Pd. Panjang').
_DOTTED = {
    "gn": "gunung",
    "kp": "kampung",
    "tj": "tanjung",
    "lb": "lubuk",
    "lbk": "lubuk",
    "pd": "padang",
    "sp": "simpang",
    "ps": "pasar",
    "tl": "teluk",
    "p": "pulau",
    "s": "sungai",
    "b": "batang",
    "btg": "batang",
    "dsn": "dusun",
    "kt": "koto",
    "kep": "kepulauan",
    "u": "ujung",
    "pb": "pulau",
}


def tidy(name: str) -> str:
    """An official name without slips of the keyboard: 'ALue', 'PulauTujuh', 'Soka"an', 'Teuw*'."""
    name = name.replace('"', "'").replace("’", "'").replace("*", "")
    name = _CAMEL.sub(" ", name)
    name = _TWO_CAPITALS.sub(lambda m: m[1] + m[2].lower(), name)
    name = re.sub(r"\s+", " ", name).strip()
    name = re.sub(r"(?<![^ ])[a-z](?=[a-z]{3,})", lambda m: m[0].upper(), name)
    if name.endswith(".") and not re.search(r"\b[A-Za-z]{1,2}\.$", name):
        name = name[:-1]
    return _SHORT_NAMES.get(name, name)


def rows(package: Path) -> list[list[tuple[str, str]]]:
    """(code, name) of each level, by code."""
    found = []
    with tarfile.open(package) as tar:
        for table in TABLES:
            member = tar.extractfile(f"package/data/{table}.csv")
            assert member is not None
            text = io.TextIOWrapper(member, encoding="utf-8", newline="")
            found.append(sorted((row["code"], tidy(row["name"])) for row in csv.DictReader(text)))
    return found


def readings(level: int, name: str) -> Iterator[tuple[str, int]]:
    """(key, percent) for each way a region's name is written."""
    kota = level == 1 and name.startswith("Kota ")
    if level == 1:
        name = _ADMINISTRATIVE.sub("", name)
    parts = fold.words(name)
    yield fold.key(parts), 100
    yield fold.fold("".join(parts)), 99
    if kota:
        yield fold.key(["kota", *parts]), 100
    dotted = [w.strip(".").lower() for w in name.split()]
    if "." in name:
        full = fold.words(re.sub(r"([A-Za-z]+)\.", r"\1. ", name))
        yield fold.key([_DOTTED.get(w, w) for w in full]), 100
    if dotted[0] == "kepulauan" and len(parts) > 1:
        yield fold.key(parts[1:]), PART
    if level == 2 and len(parts) > 1 and "kota" in (parts[0], parts[-1]):
        town = parts[1:] if parts[0] == "kota" else parts[:-1]  # Kota Waingapu, Garut Kota
        yield fold.key(town), LOOSE
    if level == 3 and len(parts) > 1 and parts[0] in _VILLAGE_WORDS:
        rest = fold.key(parts[1:])
        if len(rest) >= 5:
            yield rest, PART if parts[0] not in ("kampung", "negeri") else LOOSE
    if "/" in name or "(" in name:
        for piece in re.split(r"[/()]", name):
            words = fold.words(piece)
            if len("".join(words)) >= 4:
                yield fold.key(words), PART


def aliases() -> Iterator[tuple[str, str, int]]:
    """(code, key, percent) of the names in use beside the official ones."""
    tables = tomllib.loads((DATA / "region-aliases.toml").read_text())
    for table, percent in (("names", 100), ("loose", LOOSE)):
        for code, names in tables[table].items():
            for name in names:
                yield code, fold.key(fold.words(name)), percent


def build(package: Path, out: Path) -> None:
    """Write both files."""
    levels = rows(package)
    flat = [(level, code, name) for level, table in enumerate(levels) for code, name in table]
    number = {code: i for i, (_, code, _) in enumerate(flat)}
    villages_at = sum(len(table) for table in levels[:3])
    parent = [number[code.rpartition(".")[0]] if level else 0 for level, code, _ in flat]
    first = [0] * (villages_at + 1)
    for i in range(len(flat) - 1, len(levels[0]) - 1, -1):
        first[parent[i]] = i
    first[villages_at] = len(flat)
    for i in range(villages_at - 1, -1, -1):
        first[i] = first[i] or first[i + 1]
    starts, at = [], 0
    for table in levels:
        starts.append(at)
        at += len(table)

    note = {
        "source": f"npm {PACKAGE}",
        "sha256": hashlib.sha256(package.read_bytes()).hexdigest(),
        "licence": "ODbL 1.0, see SOURCE.md",
    }
    tree = {
        "names": "\n".join(name for _, _, name in flat).encode(),
        "part": numbers("H", [int(code.rpartition(".")[2]) for _, code, _ in flat]),
        "parent": numbers("H", parent),
        "first": numbers("I", first),
        "levels": numbers("I", starts),
    }
    (out / "regions.bin").write_bytes(pack(tree, note))
    index = keys(flat, number)
    (out / "regions.idx").write_bytes(pack(index, note))


def keys(flat: list[tuple[int, str, str]], number: dict[str, int]) -> dict[str, bytes]:
    """The index: distinct keys, where each leads, and which keys a misspelling may mean."""
    leads: dict[str, dict[int, int]] = defaultdict(dict)
    main = []
    for i, (level, _, name) in enumerate(flat):
        found = list(readings(level, name))
        main.append(found[0][0])
        for key, percent in found:
            leads[key][i] = max(percent, leads[key].get(i, 0))
    for code, key, percent in aliases():
        leads[key][number[code]] = max(percent, leads[key].get(number[code], 0))
    leads.pop("", None)
    ordered = sorted(leads)
    key_number = {key: i for i, key in enumerate(ordered)}

    offsets, regions, percents = [0], array("I"), bytearray()
    for key in ordered:
        for i, percent in sorted(leads[key].items()):
            regions.append(i)
            percents.append(percent)
        offsets.append(len(regions))

    buckets: dict[int, list[int]] = defaultdict(list)
    for i, key in enumerate(ordered):
        if len(key) >= SHORTEST_FUZZY:
            for bucket in sorted(deletions(key)):
                buckets[bucket].append(i)
    misspelt, sizes = array("I"), bytearray()
    for bucket in range(BUCKETS):
        found_keys = buckets.get(bucket, [])[:255]
        sizes.append(len(found_keys))
        misspelt.extend(found_keys)
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    backwards = sorted(range(len(ordered)), key=lambda i: ordered[i][::-1])
    print(len(ordered), "keys,", len(regions), "leads,", len(misspelt), "deletions", max(sizes))
    return {
        "keys": "\n".join(ordered).encode(),
        "key_of": numbers("I", [key_number[key] for key in main]),
        "offsets": numbers("I", offsets),
        "regions": numbers("I", regions),
        "percents": bytes(percents),
        "buckets": numbers("I", starts),
        "misspelt": numbers("I", misspelt),
        "backwards": numbers("I", backwards),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    if options.package:
        build(options.package, options.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True)
        build(next(Path(folder).glob("*.tgz")), options.out)


if __name__ == "__main__":
    main()
