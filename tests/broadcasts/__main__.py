"""The long form: `python -m tests.broadcasts --people 20000 --kills 10 --database postgresql`.

Both readings of a crash, 'leave' and 'again'. Exit code 1 when anybody was lost or repeated beyond
what was in flight.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.privacy.crypto import FieldCipher
from bot.storage import schema
from tests.broadcasts.siege import Siege, besiege
from tests.postgres import Postgres


def main() -> None:
    """Run and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.broadcasts")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--rate", type=int, default=500, help="messages a second")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    cipher = FieldCipher([bytes(range(32))])
    good = True
    with tempfile.TemporaryDirectory(prefix="bansos-siege-") as scratch:
        server = None if chosen.database == "sqlite" else Postgres(Path(scratch) / "postgres")
        try:
            for again in (False, True):
                folder = Path(scratch) / str(again)
                folder.mkdir()
                url = f"sqlite:///{folder / 'bansos.db'}" if server is None else server.create()
                schema.upgrade_now(url)
                span = chosen.people / chosen.rate / (chosen.kills + 1)
                siege = Siege(
                    people=chosen.people,
                    kills=chosen.kills,
                    rate=chosen.rate,
                    again=again,
                    least=0.5 * span,
                    most=span,
                )
                outcome = asyncio.run(besiege(url, cipher, folder, siege))
                good = good and outcome.holds(siege)
                sys.stdout.write(f"{chosen.database}, in doubt again={again}: {outcome}\n")
        finally:
            if server is not None:
                server.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
