"""Uvicorn as this project runs it: uvloop and httptools where there are any, no access log.

Rules: a connection that does not say what it wants within `HEADER_PATIENCE` is closed (uvicorn
waits for ever). Ctrl-C and SIGTERM end the server in order and are not raised again, so that
whoever started it can close the rest. The socket is bound before anything slow is built: a taken
port is known at once.
"""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.auto import AutoHTTPProtocol

# Seconds for request line and headers; a reverse proxy sends them at once.
HEADER_PATIENCE = 15.0
# Seconds an answer under way is given at the end.
GRACE = 5
# Ports tried after the wanted one.
_TRIES = 20


class PortTaken(Exception):
    """Somebody else listens on the port."""


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen at run time
    """The HTTP protocol with a limit for slow headers: of the first request of a connection, and of
    every later one from its first byte (between two, uvicorn's own time for idle ones counts)."""

    patience = HEADER_PATIENCE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._opened = self.loop.call_later(self.patience, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request's headers are there; start it with half of the next."""
        super().data_received(data)
        if not self._between:
            self._opened.cancel()
        elif self._opened.cancelled():
            self._opened = self.loop.call_later(self.patience, self._give_up)

    @property
    def _between(self) -> bool:
        """No request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _give_up(self) -> None:
        if self._between and not self.transport.is_closing():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._opened.cancel()
        super().connection_lost(exc)


class Server(uvicorn.Server):
    """A server that says when it is up (`up`), can be told what to close first (`on_exit`), and
    that signals end quietly."""

    def __init__(self, config: uvicorn.Config, on_exit: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._on_exit = on_exit
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets=sockets)
        self.up.set()

    def handle_exit(self, sig: int, frame: object) -> None:
        """Ask for the end; a second signal insists."""
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True
        if self._on_exit is not None:
            self._on_exit()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals in the event loop, and put back what was there."""
        loop = asyncio.get_running_loop()
        taken = []
        for sig in (signal.SIGINT, signal.SIGTERM):
            # Windows has none in its loop; outside the main thread nobody may take signals.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(sig, self.handle_exit, sig, None)
                taken.append(sig)
        try:
            yield
        finally:
            for sig in taken:
                loop.remove_signal_handler(sig)


def bind(host: str, port: int, *, search: bool = False) -> socket.socket:
    """A listening socket on `port`; with `search` the next free one. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + (_TRIES if search and port else 1), 65536)):
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, candidate))
            sock.listen(1024)
            sock.setblocking(False)
            return sock
        except OSError as error:
            sock.close()
            if error.errno != errno.EADDRINUSE:
                raise
    raise PortTaken(f"port {port} is taken")


def make_server(
    app: ASGIApp,
    *,
    on_exit: Callable[[], None] | None = None,
    patience: float = HEADER_PATIENCE,
) -> Server:
    """A server not yet started; `should_exit` ends it. `patience`: seconds for headers."""
    config = uvicorn.Config(
        app,
        http=type("Patient", (PatientProtocol,), {"patience": patience}),
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE,
        backlog=1024,
    )
    return Server(config, on_exit)
