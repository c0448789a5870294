"""Resident memory of one `bansos serve`, regions loaded, after real messages, against the target.

Run: `python -m bench.memory [--messages 2000] [--embedded]`. The server talks to a sandbox of DTKS
in another process (as in production), its Bot API is the fake of `bench.throughput`; with
`--embedded` the sandbox is inside it (as in a demo), which has no target. Peak and resident are the
kernel's VmHWM and VmRSS, in megabytes of a million bytes.
"""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.throughput import command, fake_api, free_port, is_up, load

TARGET = 150.0  # MB
CHATS = 32
_TOKEN = "bench"


def memory(pid: int) -> tuple[float, float]:
    """Resident and peak, in MB."""
    lines = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    resident, peak = (int(lines[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return resident, peak


@contextlib.contextmanager
def process(words: Sequence[str], env: Mapping[str, str], folder: str) -> Iterator[int]:
    """A process that ends with the block; its number."""
    started = subprocess.Popen(
        words, env=env, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield started.pid
    finally:
        started.terminate()
        started.wait()


async def measure(messages: int, *, embedded: bool) -> None:
    """Print one line at rest, and one for each quarter of the messages."""
    port, api, dtks = free_port(), free_port(), free_port()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        words, env = command("bansos", port, api, folder)
        if not embedded:
            sandbox = ["sandbox", "serve", "--port", str(dtks), "--token", _TOKEN]
            apart = {**env, "BANSOS_DATA_DIR": str(Path(folder) / "dtks")}
            stack.enter_context(process([*words[:-1], *sandbox], apart, folder))
            await is_up(dtks)
            env |= {"BANSOS_DTKS_URL": f"http://127.0.0.1:{dtks}", "BANSOS_DTKS_TOKEN": _TOKEN}
        pid = stack.enter_context(process(words, env, folder))
        async with fake_api(api) as fake:
            await is_up(port)
            await asyncio.sleep(2)
            told, last = 0, 0.0
            while True:
                last, peak = memory(pid)
                print(f"{told:7} messages: {last:6.1f} MB resident, {peak:6.1f} MB at most")
                if told >= messages:
                    break
                took = await load(fake, f"http://127.0.0.1:{port}/hooks/telegram", CHATS, 2.0)
                told += len(took)
    if not embedded:
        print(f"target: {TARGET:.0f} MB: {'met' if last <= TARGET else 'MISSED'}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--embedded", action="store_true")
    options = parser.parse_args()
    if not Path("/proc/self/status").exists():
        sys.exit("only where /proc tells")
    print(f"{os.cpu_count()} cores, {CHATS} chats at once")
    asyncio.run(measure(options.messages, embedded=options.embedded))


if __name__ == "__main__":
    main()
