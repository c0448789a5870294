"""The sandbox server as a process of its own, killed without warning."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend_client.breaker import Breaker, MemoryCircuit
from backend_client.http import DtksHttp
from backend_client.model import Kind, Submission
from backend_client.port import BackendError
from backend_client.sandbox.cases import CaseStore
from tests.contract.conftest import TOKEN

ROOT = Path(__file__).parents[2]


class Process:
    """`python -m backend_client.sandbox_server` on a fixed free port."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = data
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._child = subprocess.Popen(
            [
                sys.executable, "-m", "backend_client.sandbox_server",
                "--port", str(self.port), "--data", str(self.data), "--token", TOKEN,
                "--people", "1000",
            ],
            cwd=ROOT,
            env=os.environ,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        assert self._child is not None
        self._child.send_signal(signal.SIGKILL)
        self._child.wait()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    """A running server on a folder of its own."""
    running = Process(tmp_path)
    running.start()
    yield running
    running.kill()


async def delivered(client: DtksHttp, number: int) -> str:
    """Submit until accepted, as the bot's job does."""
    submission = Submission(
        ticket=f"U-{number}", kind=Kind.USUL, village="32.01.06.2001", submitted_at="x", data={}
    )
    for _ in range(400):
        try:
            return (await client.submit(submission, key=f"usul:U-{number}")).ref
        except BackendError:
            await asyncio.sleep(0.05)
    raise AssertionError("never accepted")


async def test_a_kill_loses_nothing_accepted(process: Process) -> None:
    """Submissions under way while the server is killed arrive exactly once in the end."""
    never_open = [Breaker(MemoryCircuit(), now=time.time, threshold=10_000) for _ in range(4)]
    clients = [DtksHttp(process.url, TOKEN, attempts=1, breaker=one) for one in never_open]
    work = [asyncio.create_task(delivered(clients[n % 4], n)) for n in range(120)]
    for _ in range(3):
        await asyncio.sleep(0.15)
        await asyncio.to_thread(process.kill)
        await asyncio.to_thread(process.start)

    refs = await asyncio.gather(*work)

    for client in clients:
        await client.aclose()
    store = CaseStore(process.data / "cases.sqlite", lambda: pytest.fail("no clock needed"))
    stored = {ref for _, ref, _ in store.submissions()}
    store.close()
    assert len(stored) == len(refs) == 120
    assert stored == set(refs)
