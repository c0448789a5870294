"""Every route has a role, and every role gets exactly its routes."""

import re

import pytest
import sqlalchemy as sa
from starlette.routing import Mount, Route

from bot.console.build import PAGES, console_routes
from bot.console.page import HOME
from bot.console.roles import Role, Scope, scope
from bot.storage.staff import Grant
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.table import PUBLIC, TABLE


def test_the_table_names_each_page_once() -> None:
    """The table of who may open what, written by hand, agrees with the pages."""
    pages = {(page.method, page.path): page.roles for page in PAGES}

    assert len(pages) == len(PAGES)
    assert pages == {key: frozenset(map(Role, roles.split())) for key, roles in TABLE.items()}


async def test_every_route_has_a_role(service: Service) -> None:
    """Below the console's path there is nothing but pages with roles, the sign-in and files."""
    routes = console_routes(service, https=False)

    paths = set()
    for route in routes:
        if isinstance(route, Mount):
            assert route.path == f"{HOME}/static"
            continue
        assert isinstance(route, Route)
        method = next(iter((route.methods or set()) - {"HEAD"}))
        paths.add((method, route.path.removeprefix(HOME)))
    assert paths == set(TABLE) | PUBLIC


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_gets_exactly_its_routes(staff: Staff, role: Role) -> None:
    """With one role each page of the table opens or is refused, as the table says; never a 500."""
    sari = await staff("sari", **{role.value: ""})

    for (method, path), roles in TABLE.items():
        if path.startswith("/keluar"):
            continue
        url = re.sub(r"\{[^}]*\}", "1", path)
        if url.endswith("/peristiwa"):
            continue  # a stream; refused like the others, by the same door
        token = sari.csrf
        answer = await (sari.get(url) if method == "GET" else sari.post(url))
        sari.csrf = token

        assert answer.status_code < 500, url
        assert (answer.status_code == 403) == (role.value not in roles.split()), url


async def test_without_a_session_every_route_leads_to_the_form(staff: Staff) -> None:
    """Nothing opens for a stranger."""
    nobody = await staff("nobody", enter=False, operator="")

    for method, path in TABLE:
        url = re.sub(r"\{[^}]*\}", "1", path)
        answer = await (nobody.get(url) if method == "GET" else nobody.post(url))

        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{HOME}/masuk")


def test_a_scope_holds_its_regions_only() -> None:
    """A region is a whole code and everything below it; '32.01' is not part of '32.010'."""
    seen = Scope(("32.01", "33"))

    assert [
        seen.has(c) for c in ("32.01", "32.01.06.2001", "33.22", "32.0", "32.010", "", None)
    ] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("regions", [("32.01", "33"), ("",), ("32", ""), ()])
def test_a_scope_is_the_same_in_the_database(regions: tuple[str, ...]) -> None:
    """What a page may show and what its query finds are one and the same."""
    seen = Scope(regions)
    codes = ("32.01", "32.01.06.2001", "33.22", "32", "32.0", "32.010", "32.011.01", "3", "")
    with sa.create_engine("sqlite://").connect() as conn:
        found = [conn.scalar(sa.select(seen.where(sa.literal(code)))) for code in codes]

    assert [bool(one) for one in found] == [seen.has(code) for code in codes]


def test_a_page_shows_the_regions_of_its_own_roles() -> None:
    """Another role's region does not widen what a page shows."""
    grants = [Grant("operator", "32.01"), Grant("verifier", "")]

    assert scope(grants, [Role.OPERATOR]).regions == ("32.01",)


async def test_nobody_raises_their_own_roles(staff: Staff, service: Service) -> None:
    """An administrator changes neither the own account nor anything outside the own region."""
    boss = await staff("budi", administrator="32.01")
    await staff("sari", enter=False, operator="32.02")
    await staff("tono", enter=False, operator="32.01")

    own = await boss.post("/akun/1/beri", peran="operator", wilayah="32.01")
    outside = await boss.post("/akun/2/beri", peran="operator", wilayah="32.01")
    country = await boss.post("/akun/3/beri", peran="administrator", wilayah="")
    fine = await boss.post("/akun/3/beri", peran="verifier", wilayah="32.01.06")

    assert [a.status_code for a in (own, outside, country, fine)] == [404, 404, 404, 303]
    assert "sari" not in (await boss.get("/akun")).text


async def test_what_only_the_country_opens_is_not_in_a_regions_menu(staff: Staff) -> None:
    """Neither audit log nor settings are offered to who would get a 404 there."""
    lina = await staff("lina", administrator="32.01", auditor="32.01")
    pusat = await staff("pusat", administrator="", auditor="")

    paths = ("/petugas/audit", "/petugas/pengaturan")
    regional, national = (await lina.get("")).text, (await pusat.get("")).text

    assert not any(f'href="{path}"' in regional for path in paths)
    assert all(f'href="{path}"' in national for path in paths)
    assert (await lina.get("/audit")).status_code == 404
