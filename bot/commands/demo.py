"""`bansos demo`: everything in one process, on this machine alone, from nothing.

Rules: no account, no network, no service; data in the data folder (BANSOS_DATA_DIR, var). With
real accounts in `.env` those channels are real, and only the others are simulated.
"""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.commands.console import err, out
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
    """The bot, synthetic people and a phone in the browser, on this machine alone."""
    settings = read_settings()
    wanted = settings.port if port is None else port
    sock = listen(host or settings.host, wanted, search=True)
    found = sock.getsockname()[1]
    base = base_of(sock)

    def ready(examples: Sequence[Example]) -> None:
        if wanted and found != wanted:
            err.print(f"Port {wanted} is taken; using {found}.")
        out.print(f"\n  [bold]Tanya Bansos[/] is running:  [bold link={base}/]{base}/[/]\n")
        if examples:
            many = "Three things to try" if len(examples) == 3 else "To try"
            out.print(f"  {many}, on the phone there:")
        else:
            out.print("  Every channel is an account of your own: write to the bot there.")
        for number, example in enumerate(examples, 1):
            out.print(f"    {number}. {example.words}   [dim]({example.title.lower()})[/]")
        people = "" if settings.dtks_url else "All people are invented. "
        out.print(f"\n  {people}Ctrl-C ends it.\n", style="dim")

    async def work() -> None:
        await serve(settings, sock, simulator_at="/", ready=ready)

    run_loop(work)
    err.print("Stopped.")
