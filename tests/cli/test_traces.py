"""Traces of a running server, at a collector on loopback."""

import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.cli.conftest import start
from tests.cli.test_serve import end, until
from tests.fakes import telegram_updates as updates

SAID = "cek bansos siti aminah desa sukamaju kec jonggol"


class Collector(ThreadingHTTPServer):
    """Takes OTLP over HTTP; `bodies` is what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.bodies: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def spans(self) -> dict[str, dict[str, str]]:
        """The attributes of each name of span."""
        found: dict[str, dict[str, str]] = {}
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    for one in scope.spans:
                        told = {each.key: each.value.string_value for each in one.attributes}
                        found.setdefault(one.name, {}).update(told)
        return found


class _Taker(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Keep it."""
        assert isinstance(self.server, Collector)
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector that runs."""
    running = Collector()
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def test_spans_tell_what_was_done_and_nothing_of_whom(
    collector: Collector, environment: dict[str, str], tmp_path: Path
) -> None:
    """A message is a span with its channel; no word of it, and no address, leaves the process."""
    settings = {
        **environment,
        "BANSOS_TELEGRAM_TOKEN": "1:x",
        "BANSOS_TELEGRAM_SECRET": "rahasia",
        "BANSOS_TELEGRAM_API_URL": "http://127.0.0.1:9",
        "BANSOS_OTLP_ENDPOINT": collector.url,
    }
    server = start(["serve", "--port", "0"], settings, tmp_path)
    url = until(server, r"http://\S+")
    header = {"X-Telegram-Bot-Api-Secret-Token": "rahasia"}
    httpx.post(f"{url}/hooks/telegram", json=updates.text(71234567, SAID), headers=header)
    code, _ = end(server)
    sent = b"".join(collector.bodies).lower()

    assert code in (0, -signal.SIGTERM)
    assert collector.spans()["turn"] == {"bansos.channel": "telegram", "bansos.kind": "text"}
    assert not [word for word in (b"siti", b"sukamaju", b"71234567", b"/hooks") if word in sent]
