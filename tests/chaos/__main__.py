"""The long form: `python -m tests.chaos --conversations 1000 --kills 30 --database sqlite`.

Exit code 1 when anything was lost, repeated beyond what was in flight, or stuck.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.chaos.processes import world
from tests.chaos.siege import Figures, siege, table
from tests.postgres import Postgres


async def run(database: str, conversations: int, kills: int, seed: int, folder: Path) -> Figures:
    """One siege on a fresh database of the named kind."""
    if database == "sqlite":
        async with world(f"sqlite:///{folder / 'bansos.db'}", folder, strict=False) as found:
            return await siege(found, conversations, kills, seed)
    server = Postgres(folder / "postgres")
    try:
        url = server.create()
        async with world(url, folder, webs=2, workers=2, strict=False) as found:
            return await siege(found, conversations, kills, seed)
    finally:
        server.stop()


def main() -> None:
    """Run and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the logs and databases")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bansos-chaos-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        figures = asyncio.run(
            run(chosen.database, chosen.conversations, chosen.kills, chosen.seed, folder)
        )
    print(chosen.database, table(figures), sep="\n")  # noqa: T201 - a command's output
    sys.exit(0 if figures.good else 1)


if __name__ == "__main__":
    main()
