"""`bansos sandbox ...`: the embedded DTKS, seen and steered from outside.

Rules: works on the files of a sandbox (`--data`), so a running demo or server on the same folder
notices at its next request. Everybody in it is invented; nothing here reads a real register.
"""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from backend_client import sandbox_server
from backend_client.model import Programme, Stage
from backend_client.port import BackendError
from backend_client.regions import Regions
from backend_client.sandbox import MAGIC, MAGIC_NAMES, Faults, Sandbox, SyntheticPerson
from bot.commands.console import Failure, err, out, print_json, print_lines
from bot.config import Settings

app = typer.Typer(no_args_is_help=True, help="The embedded DTKS with synthetic people.")

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the sandbox; by default the demo's.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
# Villages that `people` shows when none is named: spread over the provinces of the population.
_SOME = 8
_CODE_DIGITS = 10


def open_sandbox(data: Path | None, regions: Regions | None = None) -> Sandbox:
    """The sandbox in this folder, its people made first if they are not there."""
    settings = Settings()
    folder = data or settings.data_dir / "sandbox"
    try:
        return Sandbox.open(
            regions or Regions.load(),
            folder,
            seed=settings.sandbox_seed,
            people=settings.sandbox_people,
        )
    except OSError as error:
        raise Failure(f"cannot use the folder {folder}: {error.strerror}") from None


def village_code(text: str, regions: Regions) -> str:
    """A village's code as it is kept, from 32.01.06.2001 or 3201062001. Failure if unknown."""
    digits = "".join(character for character in text if character.isdecimal())
    code = ".".join((digits[:2], digits[2:4], digits[4:6], digits[6:]))
    if len(digits) != _CODE_DIGITS or regions.get(code) is None:
        raise Failure(f"there is no village {text}; codes look like 32.01.06.2001")
    return code


@app.command()
def people(
    village: Annotated[
        str | None, typer.Option(help="Kemendagri code of a village, as 32.01.06.2001.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 20,
    programme: Annotated[
        str | None, typer.Option(help="Only who receives this programme, as PKH.")
    ] = None,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List synthetic people to try the bot with: name, birth year, NIK, programmes."""
    if programme is not None and programme.upper() not in set(Programme):
        raise typer.BadParameter(f"--programme is one of {', '.join(Programme)}")
    regions = Regions.load()
    village = village_code(village, regions) if village is not None else None
    sandbox = open_sandbox(data, regions)
    found = _people(sandbox, village, limit, programme)
    if village is not None and not found and village not in {v.code for v in sandbox.villages()}:
        codes = ", ".join(row.code for row in sandbox.villages()[:3])
        raise Failure(f"nobody lives in {village}; villages with people: {codes}, ...")
    rows = [_told(person, regions) for person in found]
    sandbox.close()
    if json:
        for row in rows:
            print_json(row)
        return
    for row in rows:
        out.print(f"[bold]{row['name']}[/]  {row['birth_year']}  NIK {row['nik']}")
        out.print(f"    {', '.join(row['path'])} ({row['village']})", style="dim")
        programmes = ", ".join(
            f"{record['programme']} {record['state']}" for record in row["programmes"]
        )
        out.print(f"    {programmes or ('in DTKS, no programme' if row['in_dtks'] else '-')}")


def _people(
    sandbox: Sandbox, village: str | None, limit: int, programme: str | None
) -> list[SyntheticPerson]:
    def fits(person: SyntheticPerson) -> bool:
        wanted = programme.upper() if programme else None
        return wanted is None or any(p.programme.upper() == wanted for p in person.programmes)

    if village is not None or programme is not None:
        within = 1_000_000 if programme else limit
        return [p for p in sandbox.people(village, within) if fits(p)][:limit]
    rows = sandbox.villages()
    spread = rows[:: max(1, len(rows) // _SOME)][:_SOME]
    each = -(-limit // max(1, len(spread)))
    return [p for row in spread for p in sandbox.people(row.code, each)][:limit]


def _told(person: SyntheticPerson, regions: Regions) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(person)
    path = [region.name for region in reversed(regions.path(person.village))]
    return {
        "name": person.name,
        "birth_year": person.birth_year,
        "nik": person.nik,
        "village": person.village,
        "path": path,
        **{key: value for key, value in row.items() if key not in ("name", "nik", "village")},
    }


@app.command()
def villages(json: JsonOption = False, data: DataOption = None) -> None:
    """List the villages that have people."""
    regions = Regions.load()
    sandbox = open_sandbox(data, regions)
    for row in sandbox.villages():
        path = ", ".join(region.name for region in reversed(regions.path(row.code)))
        if json:
            print_json({"code": row.code, "path": path, "people": row.people})
        else:
            out.print(f"{row.code}  {row.people:>6}  {path}", markup=False)
    sandbox.close()


@app.command()
def search(
    name: Annotated[list[str], typer.Argument(help="The name as a citizen would write it.")],
    village: Annotated[str, typer.Option(help="Kemendagri code of the village.")],
    birth_year: Annotated[int | None, typer.Option(help="The further fact: year of birth.")] = None,
    parent: Annotated[str | None, typer.Option(help="A parent's first name.")] = None,
    rt_rw: Annotated[str | None, typer.Option(help="RT/RW, as 003/005.")] = None,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Show what the name matcher decides, and why."""
    regions = Regions.load()
    village = village_code(village, regions)
    sandbox = open_sandbox(data, regions)
    found = sandbox.explain(
        village, " ".join(name), birth_year=birth_year, parent_name=parent, rt_rw=rt_rw
    )
    sandbox.close()
    decision = found.decision
    rows = [
        {
            "name": match.name,
            "birth_year": person.birth_year,
            "score": round(match.score, 4),
            "accepted": match in decision.accepted,
            "pairs": [msgspec.to_builtins(pair, enc_hook=str) for pair in match.pairs],
            "left_out": list(match.left_out),
            "not_there": list(match.not_there),
        }
        for match, person in zip(decision.ranked, found.people, strict=False)
    ]
    if json:
        print_json(
            {
                "outcome": found.outcome.value,
                "need": found.need.value if found.need else None,
                "threshold": decision.threshold,
                "why": decision.why,
                "candidates": rows,
            }
        )
        return
    need = f", asks {found.need.value}" if found.need else ""
    out.print(f"[bold]{found.outcome.value}[/]{need}: {decision.why}")
    for row in rows:
        mark = "*" if row["accepted"] else " "
        print_lines([f"{mark} {row['score']:.3f}  {row['name']} ({row['birth_year']})", _why(row)])


def _why(row: dict[str, Any]) -> str:
    """Word by word, what a candidate's score came from."""
    told = [
        f"{pair['typed']} for {pair['registered']}: {pair['how']} {pair['similarity']:.2f}"
        for pair in row["pairs"]
    ]
    if row["not_there"]:
        told.append(f"not in the register: {', '.join(row['not_there'])}")
    if row["left_out"]:
        told.append(f"left out: {', '.join(row['left_out'])}")
    return "         " + "; ".join(told)


@app.command()
def cases(
    limit: Annotated[int, typer.Option(min=1)] = 20,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List the latest submissions that the sandbox has, newest first."""
    sandbox = open_sandbox(data)
    for case in sandbox.cases(limit):
        row = msgspec.to_builtins(case)
        if json:
            print_json(row)
        else:
            print_lines(["  ".join(str(value) for value in row.values())])
    sandbox.close()


@app.command()
def advance(
    ticket: Annotated[str, typer.Argument(help="The citizen's ticket number.")],
    stage: Annotated[Stage, typer.Argument(help="Where the case is now.")],
    reason: Annotated[str | None, typer.Option(help="The office's words to the citizen.")] = None,
    field: Annotated[
        list[str] | None, typer.Option(help="An answer to correct; may be repeated.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Move a case through its stages."""
    sandbox = open_sandbox(data)
    try:
        event = sandbox.advance(ticket, stage, reason, tuple(field or ()))
    except BackendError:
        raise Failure(f"the sandbox has no case {ticket}; see `bansos sandbox cases`") from None
    finally:
        sandbox.close()
    print_json(msgspec.to_builtins(event))


@app.command()
def down(data: DataOption = None) -> None:
    """Take the backend down."""
    _switch(data, down=True)


@app.command()
def up(data: DataOption = None) -> None:
    """Bring the backend back, and end all other faults."""
    sandbox = open_sandbox(data)
    sandbox.set_faults(Faults())
    sandbox.close()
    err.print("the backend is up")


def _switch(data: Path | None, *, down: bool) -> None:
    sandbox = open_sandbox(data)
    sandbox.set_down(down)
    sandbox.close()
    err.print("the backend is down")


@app.command()
def faults(
    latency: Annotated[
        float | None, typer.Option(min=0, help="Seconds before each answer.")
    ] = None,
    errors: Annotated[float | None, typer.Option(min=0, max=1, help="Share that fails.")] = None,
    malformed: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share with a garbled answer.")
    ] = None,
    limited: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share refused for its rate.")
    ] = None,
    retry_after: Annotated[
        float | None, typer.Option(min=0, help="Seconds then asked for.")
    ] = None,
    auto_advance: Annotated[
        float | None, typer.Option(min=0, help="Seconds a case stays at a stage; 0 stops it.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Show what goes wrong on purpose, and set it; with the magic names and NIK endings."""
    sandbox = open_sandbox(data)
    wanted = {
        "latency": latency,
        "error_rate": errors,
        "malformed_rate": malformed,
        "rate_limited_rate": limited,
        "retry_after": retry_after,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    if changes:
        sandbox.set_faults(msgspec.structs.replace(sandbox.faults(), **changes))
    if auto_advance is not None:
        sandbox.set_auto_advance(auto_advance or None)
    told = msgspec.to_builtins(sandbox.faults())
    sandbox.close()
    magic = {
        "names": {name: kind.value for name, kind in MAGIC_NAMES.items()},
        "nik_endings": {ending: kind.value for ending, kind in MAGIC.items()},
    }
    print_json({"faults": told, "magic": magic})


@app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)
def serve(context: typer.Context) -> None:
    """Serve the sandbox over HTTP, as the ministry's API would be (`--help` lists its options)."""
    sandbox_server.main(context.args)
