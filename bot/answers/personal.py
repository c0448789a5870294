"""Answers about the asker's own data: what is held, a copy of it, its erasure, notices on or off.

Rules: each is about the contact that asks. A copy goes into the same chat and nowhere else; the
file lies encrypted on the media shelf until it is swept. After an erasure the conversation can
still say so; minutes later, if the citizen is silent, the contact itself is dropped.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.answers.base import Answer, Asker, Local, Remote
from bot.channels.base import Channel, ChannelName, MediaPart, Part
from bot.jobs.engine import Arguments, JobEngine
from bot.jobs.recall import recall
from bot.jobs.send import Outgoing, Sender
from bot.media.store import MediaShelf
from bot.privacy.sealed_page import seal
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.limits import Limits
from bot.storage.mailbox import Mailbox
from bot.storage.personal import Erasure, Personal
from bot.storage.statement import Statement, named
from bot.storage.tables import media
from handlers.dialogue.steps import Failed
from handlers.dialogue.turn import millis
from handlers.requests.cases import Done
from handlers.requests.personal import (
    Erased,
    EraseData,
    ExportData,
    Exported,
    Held,
    ReadHeld,
    ReadSettings,
    SetNotices,
    Settings,
)
from i18n.catalog import Catalog
from i18n.message import say

FORGET = "forget"
FORGET_AFTER = dt.timedelta(minutes=15)  # time enough to say that it is done
COPIES_PER_DAY = 1
ROLE = "salinan"  # the media row's role of a copy; retention drops it after a day
_ADD = Statement(
    sa.insert(media).values(
        **named("key", "contact_id", "role", "content_type", "size", "sha256", "stored_at")
    )
)


class PersonalAnswers:
    """The answers, by request."""

    def __init__(
        self,
        *,
        db: Database,
        personal: Personal,
        contacts: Contacts,
        cases: Cases,
        mailbox: Mailbox,
        limits: Limits,
        shelf: MediaShelf,
        sender: Sender,
        jobs: JobEngine,
        channels: Mapping[ChannelName, Channel],
        catalog: Catalog,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._personal = personal
        self._contacts = contacts
        self._cases = cases
        self._mailbox = mailbox
        self._limits = limits
        self._shelf = shelf
        self._sender = sender
        self._jobs = jobs
        self._channels = channels
        self._catalog = catalog
        self._now = now

    def local(self) -> dict[type, Local]:
        """Requests answered within the turn."""
        return {
            ReadHeld: self._held,
            ReadSettings: self._settings,
            SetNotices: self._set_notices,
        }

    def remote(self) -> dict[type, Remote]:
        """Requests answered after the commit."""
        return {ExportData: self._export, EraseData: self._erase}

    # Within the turn

    def _held(self, conn: Connection, asker: Asker, _request: Any) -> Answer:
        found = self._personal.held(conn, asker.contact_id)
        since = None
        if found.since is not None:
            since = dt.datetime.fromtimestamp(found.since / 1000, dt.UTC).isoformat()
        counts = msgspec.structs.asdict(found)
        return Held(**{**counts, "since": since})

    def _settings(self, conn: Connection, asker: Asker, _request: Any) -> Answer:
        contact = self._contacts.by_id(conn, asker.contact_id)
        return Settings(notices=contact is not None and not contact.opted_out)

    def _set_notices(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: SetNotices = request
        if wanted.on:
            self._contacts.opt_in(conn, asker.contact_id)
        else:
            self._contacts.opt_out(conn, asker.contact_id, asker.now)
        return Done()

    # After the commit

    async def _export(self, asker: Asker, request: Any) -> Answer:
        wanted: ExportData = request
        channel = self._channels[asker.channel]
        if not channel.capabilities.documents:
            return Failed("no_files")
        copied = await self._db.run(partial(self._copy, asker=asker))
        if copied is None:
            return Failed("limit")
        content, kind, suffix = self._file(copied, asker.locale, wanted.password)
        name = f"tanya-bansos-{asker.now.date().isoformat()}.{suffix}"
        key = secrets.token_hex(16)
        await self._shelf.keep(key, content)
        part = MediaPart(kind="document", asset=f"media:{key}", content_type=kind, file_name=name)
        outgoing = await self._db.run(
            partial(self._put, asker=asker, key=key, content=content, part=part)
        )
        self._sender.send(outgoing)
        return Exported(name=name)

    async def _erase(self, asker: Asker, _request: Any) -> Answer:
        erasure = await self._db.run(partial(self._erased, asker=asker))
        for key in erasure.media:
            await self._shelf.erase(key)
        self._jobs.wake()
        return Erased(kept=erasure.kept)

    async def forget(self, arguments: Arguments) -> None:
        """The job that drops a contact after an erasure, if it has been silent since."""
        since = dt.datetime.fromtimestamp(int(arguments["at"]) / 1000, dt.UTC)
        contact_id = int(arguments["contact"])
        await self._db.run(
            lambda conn: self._personal.forget(conn, contact_id, since + FORGET_AFTER / 3)
        )

    def _erased(self, conn: Connection, *, asker: Asker) -> Erasure:
        erased = self._personal.erase(conn, asker.contact_id)
        now = self._now()
        for undelivered in erased.undelivered:
            recall(conn, self._jobs, undelivered, now)
        self._jobs.enqueue(
            conn,
            FORGET,
            {"contact": asker.contact_id, "at": millis(now)},
            key=f"contact:{asker.contact_id}",
            run_at=now + FORGET_AFTER,
        )
        return erased

    def _copy(self, conn: Connection, *, asker: Asker) -> dict[str, Any] | None:
        if not self._limits.take(
            conn, asker.contact_id, "copy", asker.now, asker.tz, COPIES_PER_DAY
        ):
            return None
        copied = self._personal.copy(conn, asker.contact_id)
        copied["submissions"] = [
            {
                "submission": msgspec.to_builtins(self._cases.body(conn, case_id)),
                "stages": msgspec.to_builtins(self._cases.history(conn, case_id)),
            }
            for case_id, _ticket in self._personal.cases(conn, asker.contact_id)
        ]
        return copied

    def _file(
        self, copied: dict[str, Any], locale: str, password: str | None
    ) -> tuple[bytes, str, str]:
        content = msgspec.json.format(msgspec.json.encode(copied), indent=2)
        if password is None:
            return content, "application/json", "json"
        words = {
            word: self._catalog.text(say(f"salinan.{word}"), locale)
            for word in ("title", "password", "open", "wrong")
        }
        return seal(content, password, lang=locale, words=words), "text/html", "html"

    def _put(
        self, conn: Connection, *, asker: Asker, key: str, content: bytes, part: MediaPart
    ) -> Outgoing:
        now = self._now()
        _ADD.run(
            conn,
            key=key,
            contact_id=asker.contact_id,
            role=ROLE,
            content_type=part.content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            stored_at=millis(now),
        )
        parts: list[Part] = [part]
        outbox_id = self._mailbox.put(conn, asker.contact_id, "reply", parts, now)
        return Outgoing(outbox_id, asker.contact_id, asker.channel, asker.address, parts)
