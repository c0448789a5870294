"""Everything built once, in order, and closed again. The only module that knows all adapters.

Rules: whatever a test replaces is a parameter here. What this process made last is closed first.
"""

import asyncio
import contextlib
import datetime as dt
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from importlib import import_module
from pathlib import Path

from backend_client.http import DtksHttp
from backend_client.port import DtksBackend
from backend_client.regions import Regions
from backend_client.sandbox import Sandbox
from bot.answers.cases import CaseAnswers
from bot.answers.dtks import remotes
from bot.answers.litter import Litter
from bot.answers.media import fetcher
from bot.answers.pendamping import PendampingAnswers
from bot.answers.personal import PersonalAnswers
from bot.answers.profiles import ProfileAnswers
from bot.answers.recordings import Recordings
from bot.answers.replies import ReplyDesk
from bot.audio.start import open_notes
from bot.broadcasts.engine import Broadcasting
from bot.broadcasts.wording import Wording
from bot.calls import Calls
from bot.channels.assets import FolderAssets
from bot.channels.base import Channel, ChannelName
from bot.channels.doors import open_channels
from bot.channels.medialinks import SignedLinks
from bot.config import KeysDoNotFit, KeysMissing, Settings
from bot.conversation import Conversation, Witness
from bot.figures.funnel import Funnel
from bot.jobs.aftercare import Aftercare
from bot.jobs.deliver import Delivery
from bot.jobs.embedded import EmbeddedJobs
from bot.jobs.engine import JobEngine
from bot.jobs.feed import Feed
from bot.jobs.notices import Notices
from bot.jobs.objections import Objections
from bot.jobs.pace import Pace, rates
from bot.jobs.proofs import Proofs
from bot.jobs.receipts import Receipts
from bot.jobs.ringing import Ringing
from bot.jobs.rules import Rules
from bot.jobs.send import Sender
from bot.jobs.sweeping import LeavesTraces, Sweeping
from bot.jobs.templates import Copying
from bot.jobs.upkeep import Upkeep
from bot.media.assets import BothAssets
from bot.media.opening import open_shelf
from bot.privacy.crypto import FieldCipher
from bot.render.assets import BotAssets
from bot.render.parts import Renderer
from bot.render.signs import sign_videos
from bot.service import Service
from bot.storage import keyring, revision
from bot.storage.cases import Cases
from bot.storage.circuit import DatabaseCircuit
from bot.storage.contacts import Contacts
from bot.storage.db import Database, open_database
from bot.storage.limits import Limits
from bot.storage.mailbox import Mailbox
from bot.storage.pendamping import PendampingAccounts
from bot.storage.personal import Personal
from bot.storage.replies import Replies
from bot.storage.retention import Retention
from bot.tracing import told_to
from bot.turn import Turns
from handlers.dialogue.engine import Engine
from handlers.dialogue.text import fold
from handlers.dialogue.turn import Parts
from handlers.policy import Policy
from handlers.registry import FLOWS
from handlers.understanding import Understanding
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon

ASSETS = Path(__file__).parent / "assets"


def utc_now() -> dt.datetime:
    """The clock of production."""
    return dt.datetime.now(dt.UTC)


@contextlib.asynccontextmanager
async def build(
    settings: Settings,
    *,
    channels: Mapping[ChannelName, Channel] | None = None,
    backend: DtksBackend | None = None,
    now: Callable[[], dt.datetime] = utc_now,
    migrate: bool = True,
    witness: Witness | None = None,
) -> AsyncIterator[Service]:
    """Build the bot. `channels` adds to, or replaces, those the settings name. `migrate` brings
    an embedded database up to date; PostgreSQL is left to `bansos db upgrade`. `witness` sees
    what every conversation's core is given and gives."""
    async with contextlib.AsyncExitStack() as stack:
        cipher = FieldCipher(_keys(settings))
        db = open_database(settings.database)
        stack.push_async_callback(db.aclose)
        if migrate and settings.embedded and await db.read(revision.behind) is not None:
            await import_module("bot.storage.schema").upgrade(settings.database)
        await _check_keys(db, cipher)

        catalog = Catalog.load()
        lexicon = Lexicon(catalog, fold)
        regions = Regions.load()
        sandbox = None
        if backend is None and not settings.dtks_url:
            sandbox = backend = await open_sandbox(settings, regions, now)
        elif backend is None:
            backend = DtksHttp(
                settings.dtks_url,
                settings.dtks_token.get_secret_value(),
                circuit=DatabaseCircuit(db, "dtks"),
                on_request=told_to if settings.otlp_endpoint else None,
                now=lambda: now().timestamp(),
            )
        stack.push_async_callback(backend.aclose)

        notes = open_notes(settings.data_dir, audio_key(settings))
        shelf = open_shelf(settings, cipher)
        stack.push_async_callback(shelf.aclose)
        assets = BothAssets(BotAssets(FolderAssets(ASSETS), notes), shelf)
        links = SignedLinks(_link_key(cipher), settings.public_url, now)
        doors = {**open_channels(settings, assets, links), **(channels or {})}
        for door in doors.values():
            stack.push_async_callback(door.aclose)

        owner = secrets.token_hex(8)
        contacts, mailbox = Contacts(cipher, owner), Mailbox(cipher, owner)
        limits = Limits(cipher)
        aftercare = Aftercare(contacts, mailbox, settings.whatsapp_notice_template)
        receipts = Receipts(db, aftercare, now)
        pace = Pace(db, rates(settings.rates))
        sender = Sender(db, doors, mailbox, contacts, aftercare, pace, now)
        engine = Engine(
            Parts(
                flows=FLOWS,
                words=lexicon,
                regions=regions,
                understand=Understanding(lexicon, regions),
            )
        )
        cases = Cases(cipher)
        jobs: JobEngine = EmbeddedJobs(db, now) if settings.embedded else _shared_jobs(settings)
        pendamping = PendampingAccounts(cipher)
        replies = Replies(cipher)
        desk = ReplyDesk(replies, cases)
        locals_ = CaseAnswers(cases, contacts, limits, jobs, regions, pendamping, desk).table()
        rules = Rules(db, Policy(lookups_per_day=settings.lookups_per_day), now)
        renderer = Renderer(catalog, notes, sign_videos(settings.data_dir))
        wording = Wording(renderer)
        broadcasting = Broadcasting(
            db, doors, contacts, cases, wording, catalog, now, settings.rates, rules.rates
        )
        conversation = Conversation(engine, renderer, locals_, limits, rules.at, witness)
        personal = Personal(cipher, contacts)
        own = PersonalAnswers(
            db=db,
            personal=personal,
            contacts=contacts,
            cases=cases,
            mailbox=mailbox,
            limits=limits,
            shelf=shelf,
            sender=sender,
            jobs=jobs,
            channels=doors,
            catalog=catalog,
            now=now,
        )
        locals_.update(own.local())
        answers = {**remotes(backend), **fetcher(doors, shelf, db, now), **own.remote()}
        notices = Notices(
            contacts, mailbox, sender, conversation, doors, settings.whatsapp_notice_template, now
        )
        locals_.update(ProfileAnswers(cipher).table())
        locals_.update(
            PendampingAnswers(pendamping, cases, contacts, limits, notices, doors).table()
        )
        delivery = Delivery(db, backend, cases, notices, shelf, jobs, now)
        proofs = Proofs(db, backend, cases, replies, now)
        objections = Objections(db, cases, contacts, replies, notices, rules.at, now)
        feed = Feed(db, backend, delivery, settings.dtks_poll_seconds, now)
        funnel = Funnel(db)
        recordings = Recordings(doors, shelf, db, mailbox, jobs, now)
        turns = Turns(
            db=db,
            conversation=conversation,
            contacts=contacts,
            mailbox=mailbox,
            limits=limits,
            sender=sender,
            receipts=receipts,
            channels=doors,
            calls=Calls(answers),
            recordings=recordings,
            litter=Litter(shelf),
            lexicon=lexicon,
            jobs=jobs,
            funnel=funnel,
            now=now,
        )
        upkeep = Upkeep(db, contacts, mailbox, sender, receipts, turns, rules.at, now)
        traces = [door for door in doors.values() if isinstance(door, LeavesTraces)]
        sweeping = Sweeping(db, Retention(personal, settings.periods), shelf, traces, now)
        service = Service(
            settings=settings,
            jobs=jobs,
            delivery=delivery,
            objections=objections,
            proofs=proofs,
            recordings=recordings,
            ringing=Ringing(doors, db, contacts, jobs, now),
            feed=feed,
            sweeping=sweeping,
            copying=Copying(db, settings, now),
            personal=own,
            cases=cases,
            shelf=shelf,
            notices=notices,
            conversation=conversation,
            rules=rules,
            wording=wording,
            broadcasting=broadcasting,
            funnel=funnel,
            now=now,
            db=db,
            turns=turns,
            channels=doors,
            backend=backend,
            sandbox=sandbox,
            regions=regions,
            catalog=catalog,
            lexicon=lexicon,
            sender=sender,
            pace=pace,
            upkeep=upkeep,
            contacts=contacts,
            mailbox=mailbox,
            cipher=cipher,
            links=links,
            assets=assets,
            notes=notes,
        )
        yield service
        await service.stop()
        await turns.end()


async def open_sandbox(
    settings: Settings, regions: Regions, now: Callable[[], dt.datetime] = utc_now
) -> Sandbox:
    """The embedded DTKS in the data folder, its people made first if need be."""
    return await asyncio.to_thread(
        Sandbox.open,
        regions,
        settings.data_dir / "sandbox",
        seed=settings.sandbox_seed,
        people=settings.sandbox_people,
        clock=now,
    )


async def _check_keys(db: Database, cipher: FieldCipher) -> None:
    """Raises KeysDoNotFit. A database that is not up to date is told of elsewhere."""
    if await db.read(revision.behind) is not None:
        return
    if not await db.run(lambda conn: keyring.fits(conn, cipher)):
        raise KeysDoNotFit(
            "BANSOS_SECRET_KEYS does not belong to this database: its last key must stay the"
            " last (docs/storage.md, 'Keys'); without the setting, the file is var/secret.keys"
        )


def _keys(settings: Settings) -> tuple[bytes, ...]:
    if not settings.embedded and not settings.secret_keys.get_secret_value():
        raise KeysMissing("BANSOS_SECRET_KEYS: needed with PostgreSQL, the same on every machine")
    return settings.keys()


def _shared_jobs(settings: Settings) -> JobEngine:
    """Procrastinate, loaded with PostgreSQL only: a server on SQLite is 12 MB smaller."""
    engine: JobEngine = import_module("bot.jobs.shared").SharedJobs(settings.database)
    return engine


def _link_key(cipher: FieldCipher) -> bytes:
    return hashlib.sha256(b"media links\x00" + cipher.lookup_hash("", "media links")).digest()


def audio_key(settings: Settings) -> bytes:
    """What names of voice notes are sealed with: the same on every machine with these keys."""
    cipher = FieldCipher(_keys(settings))
    return hashlib.sha256(b"voice notes\x00" + cipher.lookup_hash("", "voice notes")).digest()


__all__ = ["ASSETS", "Service", "audio_key", "build", "open_sandbox", "utc_now"]
