"""The console, built: the one module that knows all its pages."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.console.desk import Desk
from bot.console.door import Door
from bot.console.look import Entry, Templates
from bot.console.ministry import Ministry, provider_of
from bot.console.page import HOME
from bot.console.pages import (
    accounts,
    audit,
    broadcasts,
    companions,
    figures,
    inbox,
    reveal,
    rules,
    start,
    submissions,
)
from bot.console.roles import Role
from bot.console.signin import SignIn
from bot.storage.staff import StaffAccounts
from bot.wiring import Service

STATIC = Path(__file__).parent / "static"
PAGES = (
    *start.PAGES,
    *inbox.PAGES,
    *submissions.PAGES,
    *reveal.PAGES,
    *broadcasts.PAGES,
    *companions.PAGES,
    *rules.PAGES,
    *figures.PAGES,
    *accounts.PAGES,
    *audit.PAGES,
)
MENU = (
    Entry("/kotak", "Kotak masuk", inbox.OPERATORS),
    Entry("/kiriman", "Kiriman", submissions.READERS),
    Entry("/siaran", "Siaran", broadcasts.BOTH),
    Entry("/pendamping", "Pendamping", companions.VERIFIERS),
    Entry("/angka", "Angka", figures.READERS),
    Entry("/pengaturan", "Pengaturan", frozenset({Role.ADMINISTRATOR})),
    Entry("/akun", "Akun", frozenset({Role.ADMINISTRATOR})),
    Entry("/audit", "Audit", frozenset({Role.AUDITOR})),
)


def console_routes(service: Service, *, https: bool) -> list[BaseRoute]:
    """Every route below `HOME`."""
    accounts_ = StaffAccounts(service.cipher)
    look = Templates(service.regions, service.catalog, MENU)
    desk = Desk(
        db=service.db,
        now=service.now,
        cipher=service.cipher,
        accounts=accounts_,
        signin=SignIn(service.db, accounts_, service.now),
        look=look,
        channels=service.channels,
        contacts=service.contacts,
        mailbox=service.mailbox,
        sender=service.sender,
        turns=service.turns,
        conversation=service.conversation,
        cases=service.cases,
        delivery=service.delivery,
        jobs=service.jobs,
        notices=service.notices,
        shelf=service.shelf,
        regions=service.regions,
        catalog=service.catalog,
        rules=service.rules,
        wording=service.wording,
        template=service.settings.whatsapp_notice_template,
    )
    provider = provider_of(service.settings, service.now)
    door = Door(desk, look, https=https, oidc=provider is not None)
    routes: list[BaseRoute] = [Mount(f"{HOME}/static", StaticFiles(directory=STATIC))]
    if provider is not None:
        out = Ministry(provider, door, desk.signin, desk.cipher, desk.now, https=https)
        routes += out.routes()
    return [*routes, *door.routes(PAGES)]
