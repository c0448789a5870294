"""An earlier broadcast as the beginning of a new one: a draft that came back from the approver is
put right, what was sent last month is sent with new words.

Rules: only one that the composer may see. Its tickets, picture and recordings come along while
their boxes stay ticked and nothing new is uploaded. A draft is replaced: once the new one is kept,
the old one is cancelled. One that goes to whom another failed to reach is none: its audience is no
filter that a form could show.
"""

import datetime as dt
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection

from bot.broadcasts import decisions
from bot.broadcasts.model import Content, State
from bot.console.page import Ask
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.tables import broadcast
from i18n.formats import zone

TICKETS, PICTURE, AUDIOS = "tiket-dasar", "gambar-dasar", "suara-dasar"  # the boxes


def read(ask: Ask, conn: Connection, text: str) -> Broadcast | None:
    """The broadcast of this number, if it can be a beginning for whoever asks."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    found = broadcasts.one(conn, int(text), ask.scope.where(broadcast.c.region))
    return None if found is None or found.resends is not None else found


def fields(b: Broadcast) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What the form holds then: its fields, and what is picked of its lists."""
    texts = {f"teks-{tag}": text for tag, text in b.content.texts.items()}
    alts = {f"alt-{tag}": text for tag, text in b.content.alts.items()}
    values = {f"v-{name}": value for name, value in b.content.values.items()}
    form = {
        **texts,
        **alts,
        **values,
        "dasar": str(b.id),
        "judul": b.title,
        "templat": b.content.template,
        "ragu": "" if b.content.again else "lewati",
        "wilayah": b.region,
        "hari": str(b.audience.seen_within_days),
        "mulai": _local(b),
        "zona": b.tz,
        "dari": str(b.window_from),
        "sampai": str(b.window_to),
        TICKETS: "ya",
        PICTURE: "ya",
        AUDIOS: "ya",
    }
    picked = {
        "saluran": [channel.value for channel in b.audience.channels],
        "bahasa": list(b.audience.locales),
        "peran": [role.value for role in b.audience.roles],
        "jenis": [kind.value for kind in b.audience.kinds],
        "program": [code.value for code in b.audience.programmes],
        "tahap": [stage.value for stage in b.audience.stages],
    }
    return form, picked


def _local(b: Broadcast) -> str:
    """The start as the form writes it; '' for at once."""
    if b.start_at is None:
        return ""
    at = dt.datetime.fromtimestamp(b.start_at / 1000, zone(b.tz))
    return at.strftime("%Y-%m-%dT%H:%M")


def tickets(ask: Ask, b: Broadcast | None) -> tuple[str, ...]:
    """Those that come along."""
    return b.audience.tickets if b is not None and ask.field(TICKETS) else ()


def with_files(ask: Ask, b: Broadcast | None, content: Content) -> Content:
    """The content with the files that come along, where nothing new was uploaded."""
    if b is None:
        return content
    audios: Mapping[str, str] = b.content.audios if ask.field(AUDIOS) else {}
    return msgspec.structs.replace(
        content,
        picture=content.picture or (b.content.picture if ask.field(PICTURE) else ""),
        audios={**audios, **content.audios},
    )


def replace(ask: Ask, conn: Connection, b: Broadcast | None) -> None:
    """The new one is kept: a draft it began with is no more."""
    if b is not None and b.state is State.DRAFT:
        decisions.decide(conn, b.id, "cancel", by=ask.who.name, now=ask.now)
