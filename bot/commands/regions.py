"""`bansos regions resolve`: what a place written by hand means."""

import sys
import time
from collections.abc import Iterator
from typing import Annotated

import typer

from backend_client.regions import Level, Regions, resolution_json
from bot.commands.console import Failure, print_json

app = typer.Typer(no_args_is_help=True, help="Villages, districts and provinces.")


@app.callback()
def _group() -> None:
    """Villages, districts and provinces."""


@app.command()
def resolve(
    query: Annotated[
        list[str] | None,
        typer.Argument(help="The place; without it, one place a line from standard input."),
    ] = None,
    within: Annotated[
        str | None, typer.Option(help="Code of a region that the place lies in, as 32.01.")
    ] = None,
    level: Annotated[
        str, typer.Option(help="Lowest level: provinsi, kabupaten, kecamatan or desa.")
    ] = "desa",
    limit: Annotated[int, typer.Option(min=1, max=50, help="Candidates to show.")] = 5,
) -> None:
    """Print what each place means as one JSON object a line.

    A line from standard input gives one line, an empty one too, so that they pair.

    `decision` is accepted, ask or none; candidates have their Kemendagri code, path and score.
    """
    try:
        lowest = Level[level.upper()]
    except KeyError:
        raise typer.BadParameter("one of provinsi, kabupaten, kecamatan, desa") from None
    regions = Regions.load()
    if within is not None and regions.get(within) is None:
        raise Failure(f"there is no region {within}; codes look like 32.01.06")
    for text in _queries(query):
        begun = time.perf_counter()
        found = regions.resolve(text, within=within, level=lowest, limit=limit)
        print_json(resolution_json(text, found, (time.perf_counter() - begun) * 1000))


def _queries(words: list[str] | None) -> Iterator[str]:
    if words:
        yield " ".join(words)
        return
    if sys.stdin.isatty():
        raise Failure('write the place: bansos regions resolve "sukamaju, jonggol"')
    for line in sys.stdin:
        yield line.strip()
