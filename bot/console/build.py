"""The console, built: the one module that knows all its pages."""

from importlib import import_module
from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.console.desk import Desk
from bot.console.door import Door
from bot.console.look import Entry, Templates
from bot.console.page import HOME
from bot.console.pages import (
    accounts,
    audit,
    broadcasts,
    composing,
    figures,
    inbox,
    pendamping,
    reveal,
    rules,
    seeking,
    start,
    submissions,
    templates,
    trying,
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
    *seeking.PAGES,
    *reveal.PAGES,
    *broadcasts.PAGES,
    *composing.PAGES,
    *templates.PAGES,
    *trying.PAGES,
    *pendamping.PAGES,
    *rules.PAGES,
    *figures.PAGES,
    *accounts.PAGES,
    *audit.PAGES,
)
# Bytes of a body, where a form takes files.
LIMITS = {f"{HOME}{composing.PATH}": composing.MOST_UPLOAD}
MENU = (
    Entry("/kotak", "Kotak masuk", inbox.OPERATORS),
    Entry("/kiriman", "Kiriman", submissions.READERS),
    Entry("/siaran", "Siaran", broadcasts.BOTH),
    Entry("/templat", "Templat", templates.READERS),
    Entry("/pendamping", "Pendamping", pendamping.VERIFIERS),
    Entry("/angka", "Angka", figures.READERS),
    Entry("/pengaturan", "Pengaturan", frozenset({Role.ADMINISTRATOR}), national=True),
    Entry("/akun", "Akun", frozenset({Role.ADMINISTRATOR})),
    Entry("/audit", "Audit", frozenset({Role.AUDITOR}), national=True),
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
        settings=service.settings,
        template=service.settings.whatsapp_notice_template,
    )
    oidc = bool(service.settings.oidc_issuer)
    door = Door(desk, look, https=https, oidc=oidc)
    routes: list[BaseRoute] = [Mount(f"{HOME}/static", StaticFiles(directory=STATIC))]
    if oidc:
        # The library for it takes some megabytes, for who uses it only.
        routes += import_module("bot.console.ministry").routes_of(desk, door, https=https)
    return [*routes, *door.routes(PAGES)]
