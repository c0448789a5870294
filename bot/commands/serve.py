"""`bansos serve`: the web server of production. On SQLite the worker runs inside it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.commands.console import err
from bot.commands.loop import run_loop
from bot.commands.serving import base_of, listen, serve
from bot.commands.settings import read_settings
from bot.web.simulator.pages import Example


def run(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; BANSOS_PORT.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; BANSOS_HOST.")] = None,
) -> None:
    """Serve webhooks; with BANSOS_SIMULATOR=true a phone at /simulator too."""
    settings = read_settings()
    sock = listen(host or settings.host, settings.port if port is None else port, search=False)

    def ready(_: Sequence[Example]) -> None:
        err.print(f"listening on {base_of(sock)}")
        if not settings.embedded:
            err.print("with PostgreSQL news, deliveries and broadcasts are done by `bansos work`")

    async def work() -> None:
        path = "/simulator" if settings.simulator else None
        await serve(settings, sock, simulator_at=path, ready=ready)

    run_loop(work, level=settings.log_level, traces=settings.otlp_endpoint)
