"""WhatsApp's templates: copied from Twilio, seen, chosen, checked before anything is kept."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from pydantic import SecretStr

from bot.broadcasts.content_api import NoAccount, fetch
from bot.channels.base import ChannelName, SendError, TemplatePart
from bot.console.build import LIMITS, console_routes
from bot.jobs.templates import Copying
from bot.storage import audience, broadcasts, keys, templates
from bot.web.api_route import PREFIX, api_route
from bot.web.app import create_app
from bot.wiring import Service
from tests.broadcasts.templates import TEMPLATE
from tests.cli.conftest import Bansos, bansos, data_dir, environment
from tests.console.conftest import Staff
from tests.console.fakes import BASE, Clock, Recorder
from tests.console.test_broadcasts import FORM
from tests.console.twilio import TemplatesTwilio, content
from tests.console.world import citizen
from tests.fakes.twilio_api import SID, TOKEN

__all__ = ["bansos", "data_dir", "environment"]
TWO = msgspec.structs.replace(
    TEMPLATE, sid="HX" + "b" * 32, name="dua", body="{{1}}: {{2}}", placeholders=("1", "2")
)


@pytest.fixture
async def twilio() -> AsyncIterator[TemplatesTwilio]:
    """Twilio with three pages of templates, one of them the bot's own list of buttons."""
    async with TemplatesTwilio() as made:
        made.rows = [
            content(1, name="kabar", body="Kabar dari Dinas Sosial: {{1}} Terima kasih."),
            content(2, status="rejected", reason="Salah kategori", body="<b>Promo</b> {{2}} {{1}}"),
            content(3, name="bansos_" + "0" * 32, status="unsubmitted"),
            content(4, status="pending", language="jv"),
            content(5, body="Tanpa isian."),
        ]
        yield made


@pytest.fixture
async def app(service: Service, twilio: TemplatesTwilio) -> httpx.ASGITransport:
    """The console of a service that knows this Twilio."""
    settings = service.settings.model_copy(
        update={
            "twilio_account_sid": SID,
            "twilio_auth_token": SecretStr(TOKEN),
            "twilio_api_url": twilio.url,
        }
    )
    service.settings = settings
    made = create_app(service, routes=console_routes(service, https=False), limits=LIMITS)
    return httpx.ASGITransport(app=made)


async def known(service: Service, *rows: object) -> None:
    """These templates are in storage."""
    await service.db.run(lambda conn: templates.replace(conn, rows, service.now()))  # type: ignore[arg-type]  # Templates


async def test_the_list_is_copied_page_by_page(
    staff: Staff, twilio: TemplatesTwilio, app: httpx.ASGITransport
) -> None:
    """Through the SDK, all pages, with status and reason; the bot's own contents are left out;
    what a stranger wrote is harmless on the page."""
    sari = await staff("sari", broadcaster="32.01")

    before = await sari.get("/templat")
    done = await sari.post("/templat/selaraskan")
    page = (await sari.get("/templat")).text

    assert "Belum ada templat" in before.text
    assert done.headers["location"].endswith("selaras")
    assert twilio.pages == [0, 1, 2]
    assert page.count("<td>") == 4 * 6
    assert "ditolak: Salah kategori" in page
    assert "sedang diperiksa Meta" in page
    assert "&lt;b&gt;Promo&lt;/b&gt;" in page
    assert "bansos_" not in page


async def test_a_copy_that_breaks_off_changes_nothing(
    staff: Staff, twilio: TemplatesTwilio, app: httpx.ASGITransport, service: Service
) -> None:
    """A page that fails leaves what was; so does a service without an account."""
    sari = await staff("sari", broadcaster="32.01")
    await sari.post("/templat/selaraskan")
    twilio.rows, twilio.breaks_at = [content(9), content(10), content(11)], 1

    failed = await sari.post("/templat/selaraskan")

    assert failed.headers["location"].endswith("twilio-diam")
    names = [one.name for one in await service.db.read(templates.listed)]
    assert names == ["kabar", "kabar_2", "kabar_4", "kabar_5"]


async def test_the_copy_is_renewed_every_hour(
    app: httpx.ASGITransport, twilio: TemplatesTwilio, service: Service, clock: Clock
) -> None:
    """By whichever process looks first; not sooner; a Twilio that is away changes nothing; without
    an account nobody asks."""
    one, other = (Copying(service.db, service.settings, clock) for _ in range(2))

    made = [await one.round(), await other.round(), await one.round()]
    twilio.rows = [content(7, name="baru")]
    clock.forward(minutes=59)
    soon = await other.round()
    clock.forward(minutes=2)
    twilio.breaks_at = 0
    broken = await one.round()
    kept = len(await service.db.read(templates.listed))
    twilio.breaks_at = -1
    renewed = await other.round()

    assert (made, soon, broken, kept, renewed) == ([True, False, False], False, False, 4, True)
    assert [row.name for row in await service.db.read(templates.listed)] == ["baru"]
    bare = service.settings.model_copy(update={"twilio_account_sid": ""})
    assert not Copying(service.db, bare, clock).wanted


async def test_without_an_account_there_is_nothing_to_copy(service: Service) -> None:
    """Told at once."""
    with pytest.raises(NoAccount):
        await fetch(service.settings)


async def test_an_api_without_the_combined_list(
    app: httpx.ASGITransport, twilio: TemplatesTwilio, service: Service
) -> None:
    """Each content is then asked for on its own."""
    twilio.combined = False
    twilio.contents = {row["sid"]: row for row in twilio.rows}

    found = await fetch(service.settings)

    assert [(one.name, one.status) for one in found] == [
        ("kabar", "approved"),
        ("kabar_2", "rejected"),
        ("kabar_4", "pending"),
        ("kabar_5", "approved"),
    ]


async def test_wrong_credentials_are_no_empty_list(
    app: httpx.ASGITransport, service: Service
) -> None:
    """An error, not 'no templates'."""
    wrong = service.settings.model_copy(update={"twilio_auth_token": SecretStr("x")})

    with pytest.raises(SendError):
        await fetch(wrong)


async def test_only_approved_ones_are_offered(staff: Staff, service: Service) -> None:
    """The form has them with the fields each needs, filled where one takes the whole text."""
    pending = msgspec.structs.replace(TEMPLATE, sid="HX" + "c" * 32, name="nanti", status="pending")
    await known(service, TEMPLATE, TWO, pending)
    sari = await staff("sari", broadcaster="32.01")

    form = (await sari.get("/siaran/baru")).text
    one = (await sari.get(f"/siaran/isian?templat={TEMPLATE.sid}")).text
    two = (await sari.get(f"/siaran/isian?templat={TWO.sid}")).text
    none = await sari.get("/siaran/isian?templat=x")

    assert "kabar_bansos (id)" in form
    assert "nanti" not in form
    assert 'name="v-1"' in one
    assert 'value="{teks}"' in one
    assert 'name="v-2"' in two
    assert "{teks}" not in two
    assert (none.status_code, none.text.strip()) == (200, "")


WRONG = (
    {"1": "a"},
    {"1": "a", "2": "b", "3": "c"},
    {"1": "a", "2": " "},
    {"1": "a", "2": "b\nc"},
    {"1": "a", "2": "x" * 1025},
    {"1": "a", "2": "{tiket}"},
)


async def test_console_and_api_check_the_same(staff: Staff, service: Service) -> None:
    """Missing, extra, empty, broken, too long, unknown: refused, and nothing is kept."""
    await known(service, TWO)
    sari = await staff("sari", broadcaster="32.01")
    made = await service.db.run(
        lambda conn: keys.make(conn, "siks", ("compose",), "32.01", by="t", now=service.now())
    )
    transport = httpx.ASGITransport(
        app=create_app(
            service, routes=[api_route(service.db, service.shelf, service.regions, service.now)]
        )
    )
    api = httpx.AsyncClient(transport=transport, base_url=BASE + PREFIX)
    body = {"title": "x", "texts": {"id": "Halo."}, "region": "32.01", "template": TWO.sid}
    for values in WRONG:
        fields = {f"v-{name}": value for name, value in values.items()}
        page = await sari.post("/siaran/baru", **FORM, templat=TWO.sid, **fields)
        headers = {"authorization": f"Bearer {made}"}
        answer = await api.post(
            "/broadcasts", json={**body, "template_values": values}, headers=headers
        )

        assert page.status_code == 200, values
        assert 'role="alert"' in page.text
        assert 'name="v-2"' in page.text
        assert answer.status_code == 422, values
    for sid in ("HX" + "d" * 32, "x"):
        answer = await api.post("/broadcasts", json={**body, "template": sid}, headers=headers)
        assert answer.status_code == 422
    assert await service.db.read(lambda conn: broadcasts.one(conn, 1)) is None


async def test_a_template_goes_to_who_is_outside_the_window(
    staff: Staff, service: Service, clock: Clock, doors: dict[ChannelName, Recorder]
) -> None:
    """Chosen with its values, previewed filled in, sent with exactly its placeholders."""
    await known(service, TWO)
    await citizen(service, address="whatsapp:+62811", channel=ChannelName.WHATSAPP, asks=False)
    clock.forward(days=2)
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    fields = {"v-1": "Dinas Sosial", "v-2": "{teks}"}

    await sari.post("/siaran/baru", **FORM, templat=TWO.sid, **fields)
    page = (await sari.get("/siaran/1")).text
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.start()
    await budi.get("/siaran/1/peristiwa")
    await service.broadcasting.stop()

    assert "Dinas Sosial: Pengumuman: Penyaluran mulai Senin di kantor desa. Tulis STOP" in page
    ((_, part),) = doors[ChannelName.WHATSAPP].sent
    assert isinstance(part, TemplatePart)
    assert set(part.variables) == {"1", "2"}
    assert part.variables["1"] == "Dinas Sosial"


async def test_a_template_taken_back_stops_it(staff: Staff, service: Service) -> None:
    """Refused at approval; and when Meta changes its mind later, or the template has another
    placeholder, those outside the window are left out, with the reason counted."""
    await known(service, TEMPLATE)
    await citizen(service, address="whatsapp:+62811", channel=ChannelName.WHATSAPP, asks=False)
    sari = await staff("sari", broadcaster="32.01")
    budi = await staff("budi", approver="32.01")
    for _ in range(2):
        await sari.post("/siaran/baru", **FORM, templat=TEMPLATE.sid)
    await sari.post("/siaran/1/ajukan")
    await sari.post("/siaran/2/ajukan")
    await budi.post("/siaran/2/setujui")
    found = await service.db.read(lambda conn: broadcasts.one(conn, 2))
    assert found is not None
    carried = [await service.db.read(lambda conn: audience.templated(conn, found))]
    changed = msgspec.structs.replace(TEMPLATE, body="{{1}}, {{2}}", placeholders=("1", "2"))
    await known(service, changed)
    carried.append(await service.db.read(lambda conn: audience.templated(conn, found)))
    await known(service, msgspec.structs.replace(TEMPLATE, status="paused"))

    refused = await budi.post("/siaran/1/setujui")

    assert refused.headers["location"].endswith("templat")
    carried.append(await service.db.read(lambda conn: audience.templated(conn, found)))
    assert carried == [True, False, False]


async def test_the_command_line_checks_too(bansos: Bansos, twilio: TemplatesTwilio) -> None:
    """`template sync` copies, `template list` shows, `compose` refuses what does not fit."""
    env = {
        "BANSOS_TWILIO_ACCOUNT_SID": SID,
        "BANSOS_TWILIO_AUTH_TOKEN": TOKEN,
        "BANSOS_TWILIO_API_URL": twilio.url,
    }
    words = ("broadcast", "compose", "--title", "Uji", "--text", "id=Halo.", "--as", "tini")

    def work() -> list[tuple[int, str, str]]:
        hired = bansos(
            "staff", "add", "tini", "--role", "broadcaster", "--no-password",
            "--oidc-subject", "k",
        )  # fmt: skip
        assert hired.returncode == 0, hired.stderr
        calls = [
            bansos("broadcast", "template", "sync", **env),
            bansos("broadcast", "template", "list"),
            bansos(*words, "--template", f"HX{1:032x}", "--value", "1=a\nb"),
            bansos(*words, "--template", f"HX{1:032x}", "--value", "2=a"),
            bansos(*words, "--template", f"HX{2:032x}", "--value", "1=a", "--value", "2=b"),
            bansos(*words, "--template", f"HX{1:032x}"),
        ]
        return [(one.returncode, one.stdout, one.stderr) for one in calls]

    synced, listed, broken, missing, rejected, fine = await asyncio.to_thread(work)

    assert synced[0] == 0, synced[2]
    assert "4 templates, 2 approved" in synced[1]
    assert next(json.loads(line)["name"] for line in listed[1].splitlines()) == "kabar"
    assert (broken[0], missing[0], rejected[0]) == (1, 1, 1)
    assert "line break" in broken[2]
    assert "rejected" in rejected[2]
    assert fine[0] == 0, fine[2]
