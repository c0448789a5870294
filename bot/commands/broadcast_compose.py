"""`bansos broadcast compose`: a draft from the command line, submitted at once unless told not to.

Rules: files are kept only once everything else holds; what cannot be is refused with its reason.
"""

import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import Connection

from backend_client.model import Kind, Programme, Stage
from backend_client.regions import Regions
from bot.broadcasts import decisions, media
from bot.broadcasts.decisions import Draft
from bot.broadcasts.model import ZONES, Audience, Content
from bot.broadcasts.model import Role as Audienced
from bot.broadcasts.refusals import Bad
from bot.broadcasts.tickets import tickets_of
from bot.channels.base import ChannelName
from bot.commands.acting import Who, allowed, run
from bot.commands.console import Failure, out
from bot.commands.staff import cipher_of, in_database
from bot.config import Settings
from bot.console.roles import Role
from bot.media.opening import open_shelf
from bot.storage.db import Database
from bot.storage.staff import StaffAccounts
from bot.wiring import utc_now
from i18n.formats import zone


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
    window: Annotated[
        tuple[int, int], typer.Option(help="Hours to send in; 20 6 goes on past midnight.")
    ] = (8, 20),
    submit: Annotated[bool, typer.Option(help="Submit for approval at once.")] = True,
) -> None:
    """Compose a broadcast; prints its number."""
    texts = _pairs(text)
    if tz not in ZONES:
        raise Failure(f"a time zone is one of: {', '.join(ZONES)}")
    listed = () if tickets is None else _tickets(tickets)
    if region and Regions.load().get(region) is None:
        raise Failure(f"no region has the code {region}; see `bansos regions resolve NAME`")
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


def _tickets(path: Path) -> tuple[str, ...]:
    try:
        return tickets_of(path.read_bytes())
    except OSError:
        raise Failure("the file with the tickets cannot be read") from None
    except Bad as bad:
        raise Failure(str(bad)) from None


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
