"""Composing a broadcast in the browser.

Rules: the audience lies inside the composer's regions. Files are kept only once everything else
holds; a form that is refused keeps what was typed, never what was uploaded.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from backend_client.model import Kind, Programme, Stage
from bot.broadcasts import decisions, media
from bot.broadcasts.decisions import Draft, Refusal
from bot.broadcasts.model import SENT_BY, ZONES, Audience, Content, Role
from bot.broadcasts.refusals import Bad
from bot.broadcasts.template import given
from bot.broadcasts.tickets import MOST_BYTES, tickets_of
from bot.channels.base import ChannelName
from bot.console.page import HOME, Ask, Page
from bot.console.pages import basis
from bot.console.roles import Role as StaffRole
from bot.console.words import AUDIENCE_ROLES, refused
from bot.storage import templates
from bot.storage.broadcasts import Broadcast
from i18n.formats import zone
from i18n.locales import offered

COMPOSERS = frozenset({StaffRole.BROADCASTER})
PATH = "/siaran/baru"
MOST_UPLOAD = 60_000_000  # of the whole form: a picture and a recording in several languages
_PICKED = ("saluran", "bahasa", "peran", "jenis", "program", "tahap")


async def blank(ask: Ask) -> Response:
    """The form; with `dasar` it begins with what another broadcast says."""
    base = await _basis(ask, ask.query("dasar"))
    return await _form(ask, "", base, begun=True)


async def compose(ask: Ask) -> Response:
    """Keep a draft."""
    base = await _basis(ask, ask.field("dasar"))

    def work(conn: Connection) -> int:
        made = decisions.compose(conn, draft, by=ask.who.name, now=ask.now)
        basis.replace(ask, conn, base)
        return made

    try:
        draft = await _draft(ask, base)
        # Whatever else is wrong is told before a file is kept.
        await ask.desk.db.read(lambda conn: decisions.look(conn, draft))
        content = basis.with_files(ask, base, await _with_files(ask, draft.content))
        draft = msgspec.structs.replace(draft, content=content)
        made = await ask.desk.db.run(work)
    except Refusal:  # the draft it began with was submitted meanwhile
        return await _form(ask, "draf itu sudah diajukan atau dibatalkan", base)
    except (Bad, ValueError) as error:
        why = refused(error) if isinstance(error, Bad) else "isian tidak sah"
        return await _form(ask, why, base)
    return RedirectResponse(f"{HOME}/siaran/{made}?pesan=tersimpan", 303)


async def _basis(ask: Ask, number: str) -> Broadcast | None:
    return await ask.desk.db.read(lambda conn: basis.read(ask, conn, number))


async def _form(
    ask: Ask, failed: str, base: Broadcast | None = None, *, begun: bool = False
) -> Response:
    """`begun`: nothing was typed yet, so it holds what `base` says."""
    rows = await ask.desk.db.read(templates.listed)
    form = {name: value for name, value in ask.form.items() if isinstance(value, str)}
    picked = {name: _many(ask, name) for name in _PICKED}
    if begun and base is not None:
        form, picked = basis.fields(base)
    approved = [template for template in rows if template.approved]
    chosen = next((one for one in approved if one.sid == form.get("templat")), None)
    regions = ask.scope.regions
    return ask.show(
        "susun.html",
        failed=failed,
        form=form,
        picked=picked,
        base=base,
        default_region="" if ask.scope.everywhere else regions[0],
        locales={locale.tag: locale.own_name for locale in offered()},
        channels=[name.value for name in SENT_BY],
        roles=AUDIENCE_ROLES,
        kinds=[kind.value for kind in Kind],
        programmes=[code.value for code in Programme],
        stages=[stage.value for stage in Stage],
        templates=approved,
        chosen=chosen,
        values=_values(form) or given(chosen, {}),
    )


async def _draft(ask: Ask, base: Broadcast | None) -> Draft:
    region = ask.field("wilayah")
    if not ask.scope.has(region):
        raise Bad("outside")
    if region and ask.desk.regions.get(region) is None:
        raise Bad("region_unknown", given=region[:13])
    tz = ask.field("zona") or ZONES[0]
    if tz not in ZONES:
        raise Bad("zone")
    return Draft(
        title=ask.field("judul"),
        content=Content(
            texts=_by_language(ask, "teks"),
            template=ask.field("templat"),
            values=_values(ask.form) if ask.field("templat") else {},
            again=ask.field("ragu") != "lewati",
            alts=_by_language(ask, "alt"),
        ),
        audience=Audience(
            region=region,
            channels=tuple(ChannelName(value) for value in _many(ask, "saluran")),
            locales=tuple(_many(ask, "bahasa")),
            roles=tuple(Role(value) for value in _many(ask, "peran")),
            kinds=tuple(Kind(value) for value in _many(ask, "jenis")),
            programmes=tuple(Programme(value) for value in _many(ask, "program")),
            stages=tuple(Stage(value) for value in _many(ask, "tahap")),
            tickets=await _tickets(ask) or basis.tickets(ask, base),
            seen_within_days=_number(ask, "hari", 0),
        ),
        tz=tz,
        start_at=_start(ask.field("mulai"), tz),
        window=(_number(ask, "dari", 8), _number(ask, "sampai", 20)),
    )


def _start(text: str, tz: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Bad("start") from None
    return found if found is None or found.tzinfo else found.replace(tzinfo=zone(tz))


def _number(ask: Ask, name: str, otherwise: int) -> int:
    text = ask.field(name)
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Bad("number", field=name)
    return int(text or otherwise)


async def _tickets(ask: Ask) -> tuple[str, ...]:
    raw = await _upload(ask, "csv", MOST_BYTES, "tickets_large")
    if raw is None:
        return ()
    # A million rows take seconds, in which the bot goes on.
    return await asyncio.to_thread(tickets_of, raw)


async def _with_files(ask: Ask, content: Content) -> Content:
    desk = ask.desk
    picture = ""
    if raw := await _upload(ask, "gambar", media.MOST_PICTURE, "picture_large"):
        if not content.alts.get("id"):
            raise Bad("alt_missing")
        picture = await media.picture(desk.db, desk.shelf, raw, ask.now)
    audios = {}
    for locale in offered():
        name = f"suara-{locale.tag}"
        if raw := await _upload(ask, name, media.MOST_AUDIO, "audio_large"):
            audios[locale.tag] = await media.recording(desk.db, desk.shelf, raw, ask.now)
    return msgspec.structs.replace(content, picture=picture, audios=audios)


async def _upload(ask: Ask, name: str, most: int, too_large: str) -> bytes | None:
    upload = ask.form.get(name)
    if not isinstance(upload, UploadFile) or not upload.filename:
        return None
    raw = await upload.read(most + 1)
    if len(raw) > most:
        raise Bad(too_large)
    return raw


def _by_language(ask: Ask, name: str) -> dict[str, str]:
    texts = {locale.tag: ask.field(f"{name}-{locale.tag}") for locale in offered()}
    return {tag: text for tag, text in texts.items() if text}


def _values(form: Mapping[str, object]) -> dict[str, str]:
    """What was typed for a template's placeholders, as it was typed: the check tells of an empty
    one."""
    return {
        name.removeprefix("v-"): value
        for name, value in form.items()
        if name.startswith("v-") and isinstance(value, str)
    }


def _many(ask: Ask, name: str) -> list[str]:
    return [value for value in ask.form.getlist(name) if isinstance(value, str) and value]


PAGES = (
    Page("GET", PATH, COMPOSERS, blank),
    Page("POST", PATH, COMPOSERS, compose),
)
