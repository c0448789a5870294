"""`bansos broadcast ...`: broadcasts from the command line, with the console's own rules.

Rules: `--as NAME` says who acts; the account must have the role for the broadcast's region, and
who composed does not approve. Sending is done by the running server or worker; `watch` shows it.
"""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from backend_client.model import Kind, Programme, Stage
from bot.broadcasts import decisions, media
from bot.broadcasts.content_api import NoAccount, fetch
from bot.broadcasts.decisions import Draft
from bot.broadcasts.model import ZONES, Audience, Content, State, tickets_of
from bot.broadcasts.model import Role as Audienced
from bot.broadcasts.refusals import Bad
from bot.channels.base import ChannelName, SendError
from bot.commands.acting import allowed, run
from bot.commands.broadcast_keys import app as keys_app
from bot.commands.console import Failure, err, out, print_json
from bot.commands.staff import cipher_of, in_database
from bot.config import Settings
from bot.console.roles import Role
from bot.media.opening import open_shelf
from bot.storage import audience, audit, broadcasts, templates
from bot.storage.broadcasts import ENDED, Broadcast
from bot.storage.db import Database
from bot.storage.staff import StaffAccounts
from bot.wiring import utc_now
from i18n.formats import zone

app = typer.Typer(no_args_is_help=True, help="Broadcasts.")
template_app = typer.Typer(no_args_is_help=True, help="WhatsApp's templates.")
app.add_typer(keys_app, name="key")
app.add_typer(template_app, name="template")
_LOOK = 0.5  # seconds between two looks
Who = Annotated[str, typer.Option("--as", help="The staff account that acts.")]
Number = Annotated[int, typer.Argument(help="The broadcast's number.", min=1)]


@app.callback()
def _group() -> None:
    """Broadcasts."""


@template_app.callback()
def _templates() -> None:
    """WhatsApp's templates."""


@app.command()
def compose(
    title: Annotated[str, typer.Option(help="For staff.")],
    text: Annotated[list[str], typer.Option(help="'id=Teks ...'; may be repeated.")],
    as_: Who,
    region: Annotated[str, typer.Option(help="Region code; empty for the country.")] = "",
    channel: Annotated[list[ChannelName] | None, typer.Option(help="Only these.")] = None,
    locale: Annotated[list[str] | None, typer.Option(help="Only these languages.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Who sent such a submission.")] = None,
    stage: Annotated[list[Stage] | None, typer.Option(help="Whose submission is there.")] = None,
    programme: Annotated[
        list[Programme] | None, typer.Option(help="Whose submission names such a programme.")
    ] = None,
    role: Annotated[list[Audienced] | None, typer.Option(help="citizen or pendamping.")] = None,
    tickets: Annotated[Path | None, typer.Option(help="CSV with a ticket a line.")] = None,
    seen_within_days: Annotated[int, typer.Option(help="0: whenever.")] = 0,
    template: Annotated[str, typer.Option(help="WhatsApp content SID.")] = "",
    value: Annotated[
        list[str] | None,
        typer.Option(help="'1=...' for a placeholder of the template; may hold {teks}."),
    ] = None,
    picture: Annotated[Path | None, typer.Option(help="JPEG, PNG or WebP.")] = None,
    alt: Annotated[
        list[str] | None, typer.Option(help="'id=What the picture shows'; may be repeated.")
    ] = None,
    audio: Annotated[
        list[str] | None, typer.Option(help="'id=recording.mp3'; may be repeated.")
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again/--leave", help="Whom a crash leaves in doubt: send again, or leave."),
    ] = True,
    start: Annotated[dt.datetime | None, typer.Option(help="In --tz.")] = None,
    tz: Annotated[str, typer.Option(help="IANA time zone.")] = "Asia/Jakarta",
    window: Annotated[tuple[int, int], typer.Option(help="Hours to send in.")] = (8, 20),
    submit: Annotated[bool, typer.Option(help="Submit for approval at once.")] = True,
) -> None:
    """Compose a broadcast; prints its number."""
    texts = _pairs(text)
    if tz not in ZONES:
        raise Failure(f"a time zone is one of: {', '.join(ZONES)}")
    try:
        listed = () if tickets is None else tickets_of(tickets.read_text("utf-8-sig"))
    except (OSError, ValueError):
        raise Failure("the file with the tickets cannot be read") from None
    if tickets is not None and not listed:
        raise Failure("the file holds no tickets")  # else it would go to everybody
    draft = Draft(
        title=title,
        content=Content(
            texts=texts,
            template=template,
            values=_pairs(value),
            again=again,
            alts=_pairs(alt),
        ),
        audience=Audience(
            region=region,
            channels=tuple(channel or ()),
            locales=tuple(locale or ()),
            kinds=tuple(kind or ()),
            stages=tuple(stage or ()),
            programmes=tuple(programme or ()),
            roles=tuple(role or ()),
            tickets=listed,
            seen_within_days=seen_within_days,
        ),
        tz=tz,
        start_at=None if start is None else start.replace(tzinfo=zone(tz)),
        window=window,
    )

    def fits(conn: Connection, accounts: StaffAccounts) -> None:
        allowed(conn, accounts, as_, [Role.BROADCASTER], region)
        decisions.look(conn, draft)

    if picture is not None or audio:
        run(fits)  # whatever else is wrong is told before a file is kept
        draft = msgspec.structs.replace(draft, content=_files(draft.content, picture, audio or []))

    def work(conn: Connection, accounts: StaffAccounts) -> int:
        allowed(conn, accounts, as_, [Role.BROADCASTER], region)
        made = decisions.compose(conn, draft, by=as_, now=utc_now())
        if submit:
            decisions.decide(conn, made, "submit", by=as_, now=utc_now())
        return made

    out.print(str(run(work)))


def _pairs(words: list[str] | None) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in words or [])


def _files(content: Content, picture: Path | None, audio: list[str]) -> Content:
    """The content with its files kept. Raises Failure."""
    settings = Settings()
    found: list[Content] = []
    try:
        seen = None if picture is None else picture.read_bytes()
        spoken = {tag: Path(path).read_bytes() for tag, path in _pairs(audio).items()}
    except OSError:
        raise Failure("the picture or recording cannot be read") from None

    async def keep(db: Database) -> None:
        shelf = open_shelf(settings, cipher_of(settings))
        try:
            shown = ""
            if seen is not None:
                shown = await media.picture(db, shelf, seen, utc_now())
            heard = {
                tag: await media.recording(db, shelf, raw, utc_now()) for tag, raw in spoken.items()
            }
        except Bad as bad:
            raise Failure(str(bad)) from None
        finally:
            await shelf.aclose()
        found.append(msgspec.structs.replace(content, picture=shown, audios=heard))

    in_database(settings, keep)
    return found[0]


@template_app.command("sync")
def template_sync() -> None:
    """Copy the account's WhatsApp templates, and what Meta decided about each, from Twilio."""
    settings = Settings()
    try:
        found = asyncio.run(fetch(settings))
    except NoAccount as error:
        raise Failure(str(error)) from None
    except SendError as error:
        raise Failure(f"Twilio did not tell its templates ({error.code})") from None

    def work(conn: Connection, _: StaffAccounts) -> None:
        templates.replace(conn, found, utc_now())
        count = str(len(found))
        audit.note(conn, utc_now(), actor="command line", action="templates.sync", detail=count)

    run(work)
    approved = sum(template.approved for template in found)
    out.print(f"{len(found)} templates, {approved} approved")


@template_app.command("list")
def template_list() -> None:
    """The templates as copied last, one JSON a line."""

    def work(conn: Connection, _: StaffAccounts) -> list[dict[str, Any]]:
        return [msgspec.to_builtins(template) for template in templates.listed(conn)]

    for row in run(work):
        print_json(row)


@app.command("list")
def list_() -> None:
    """The newest broadcasts, one JSON a line."""

    def work(conn: Connection, _: StaffAccounts) -> list[dict[str, Any]]:
        return [_told(conn, b) for b in broadcasts.listed(conn, sa.true(), 50)]

    for row in run(work):
        print_json(row)


@app.command()
def show(number: Number) -> None:
    """One broadcast with its counts, as JSON."""

    def work(conn: Connection, _: StaffAccounts) -> dict[str, Any]:
        return _told(conn, _found(conn, number))

    print_json(run(work))


def _decision(name: str, roles: list[Role], text: str) -> None:
    def command(number: Number, as_: Who) -> None:
        def work(conn: Connection, accounts: StaffAccounts) -> None:
            found = _found(conn, number)
            allowed(conn, accounts, as_, roles, found.region)
            decisions.decide(conn, number, name, by=as_, now=utc_now())

        run(work)
        out.print("done")

    command.__doc__ = text
    app.command(name)(command)


_BOTH = [Role.BROADCASTER, Role.APPROVER]
_decision("submit", [Role.BROADCASTER], "Submit a draft for approval.")
_decision("approve", [Role.APPROVER], "Let it go; never by who composed it.")
_decision("pause", _BOTH, "Stop for now.")
_decision("resume", _BOTH, "Go on.")
_decision("cancel", _BOTH, "Stop for good.")


@app.command()
def resend(
    number: Number,
    as_: Who,
    unknown: Annotated[bool, typer.Option(help="Also to those in doubt.")] = False,
) -> None:
    """A new draft for those who were not reached; prints its number."""

    def work(conn: Connection, accounts: StaffAccounts) -> int:
        found = _found(conn, number)
        allowed(conn, accounts, as_, [Role.BROADCASTER], found.region)
        return decisions.resend(conn, number, by=as_, now=utc_now(), unknown=unknown)

    out.print(str(run(work)))


@app.command()
def watch(number: Number) -> None:
    """A progress bar until it ends."""

    async def looking(db: Database) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=err) as bar:
            task = bar.add_task("waiting", total=None)
            while True:
                told = await db.read(lambda conn: _told(conn, _found(conn, number)))
                counts = told["recipients"]
                done = sum(counts.get(state, 0) for state in ENDED)
                total = sum(counts.values()) or None
                bar.update(task, description=told["state"], completed=done, total=total)
                if told["state"] in (State.DONE.value, State.CANCELLED.value):
                    break
                await asyncio.sleep(_LOOK)
        print_json(told)

    in_database(Settings(), looking)


def _found(conn: Connection, number: int) -> Broadcast:
    found = broadcasts.one(conn, number)
    if found is None:
        raise Failure("there is no such broadcast")
    return found


def _told(conn: Connection, b: Broadcast) -> dict[str, Any]:
    people, excluded = audience.of(conn, b, utc_now())
    return {
        "id": b.id,
        "title": b.title,
        "state": b.state.value,
        "region": b.region,
        "composed_by": b.composed_by,
        "approved_by": b.approved_by,
        "planned": b.planned,
        "audience": people,
        "excluded": excluded,
        "recipients": broadcasts.progress(conn, b.id),
    }
