"""Entry point of the sandbox as a server of its own: `python -m backend_client.sandbox_server`.

Rules: everything is an option; nothing is read from the environment. A SIGKILL loses nothing that
was accepted (see `sandbox.cases`).
"""

import argparse
import sys
from pathlib import Path

import uvicorn

from backend_client.regions import Regions
from backend_client.sandbox import DEFAULT_PEOPLE, DEFAULT_SEED, Sandbox
from backend_client.sandbox.webhook import WebhookSender
from backend_client.sandbox_api import document
from backend_client.sandbox_app import create_app


def _port(text: str) -> int:
    """A port of an option. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def main(arguments: list[str] | None = None) -> None:
    """Serve the sandbox, or print the contract with `--openapi`."""
    parser = argparse.ArgumentParser(prog="python -m backend_client.sandbox_server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8090)
    parser.add_argument("--data", type=Path, default=Path("var/sandbox"))
    parser.add_argument("--token", default="sandbox")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--people", type=int, default=DEFAULT_PEOPLE)
    parser.add_argument("--auto-advance", type=float, help="seconds between stages")
    parser.add_argument("--webhook-url", help="where status changes are posted")
    parser.add_argument("--webhook-secret", default="")
    parser.add_argument("--openapi", action="store_true", help="print the contract and stop")
    chosen = parser.parse_args(arguments)
    if chosen.openapi:
        sys.stdout.write(document())
        return
    if chosen.webhook_url and not chosen.webhook_secret:
        parser.error("--webhook-url wants a --webhook-secret")
    sandbox = Sandbox.open(
        Regions.load(), chosen.data, seed=chosen.seed, people=chosen.people,
        auto_advance=chosen.auto_advance,
    )  # fmt: skip
    webhook = None
    if chosen.webhook_url:
        webhook = WebhookSender(sandbox.store, chosen.webhook_url, chosen.webhook_secret)
    app = create_app(sandbox, chosen.token, webhook=webhook)
    uvicorn.run(app, host=chosen.host, port=chosen.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
