"""A small sandbox over invented villages, and the same behind a real HTTP server."""

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from backend_client.http import DtksHttp
from backend_client.port import DtksBackend
from backend_client.sandbox import Faults, Sandbox
from backend_client.sandbox_app import create_app

TOKEN = "token-of-the-tests"
PEOPLE = 1500


@dataclass(frozen=True)
class Place:
    """A region of the fake tree."""

    code: str
    name: str


@dataclass
class FakeRegions:
    """Two provinces with a kecamatan each: the part of `Regions` the sandbox reads."""

    below: dict[str | None, list[Place]] = field(
        default_factory=lambda: {
            None: [Place("32", "Jawa Barat"), Place("35", "Jawa Timur")],
            "32": [Place("32.01", "Bogor")],
            "32.01": [Place("32.01.06", "Jonggol")],
            "32.01.06": [Place("32.01.06.2001", "Sukamaju"), Place("32.01.06.2002", "Sirnagalih")],
            "35": [Place("35.07", "Malang")],
            "35.07": [Place("35.07.01", "Donomulyo")],
            "35.07.01": [Place("35.07.01.2001", "Mentaraman")],
        }
    )

    def children(self, code: str | None) -> list[Place]:
        return self.below.get(code, [])


@dataclass
class Server:
    """A uvicorn server in a thread, on a free port of the loopback."""

    app: FastAPI
    url: str = ""
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _socket: socket.socket | None = None

    def start(self) -> "Server":
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(self.app, log_level="error", access_log=False, ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + 60
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        assert self._socket is not None
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()


@pytest.fixture(scope="session")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 1,500 people, made once for all tests."""
    folder = tmp_path_factory.mktemp("population")
    Sandbox.open(FakeRegions(), folder, people=PEOPLE).close()
    return folder


def link_population(population: Path, folder: Path) -> None:
    """Let a sandbox in `folder` use that population, with case files of its own."""
    for file in population.glob("population-*.sqlite"):
        (folder / file.name).symlink_to(file)


@pytest.fixture
def sandbox(population: Path, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox with that population and case files of its own."""
    link_population(population, tmp_path)
    opened = Sandbox.open(FakeRegions(), tmp_path, people=PEOPLE, faults=Faults())
    yield opened
    opened.close()


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[Server]:
    """The sandbox over HTTP."""
    running = Server(create_app(sandbox, TOKEN)).start()
    yield running
    running.stop()


@pytest.fixture(params=["in process", "over HTTP"])
async def backend(request: pytest.FixtureRequest, sandbox: Sandbox) -> AsyncIterator[DtksBackend]:
    """The same contract twice: the sandbox itself, and the client that asks its server."""
    if request.param == "in process":
        yield sandbox
        return
    running = Server(create_app(sandbox, TOKEN)).start()
    client = DtksHttp(running.url, TOKEN)
    yield client
    await client.aclose()
    running.stop()
