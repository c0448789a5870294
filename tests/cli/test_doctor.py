"""`bansos doctor`: each thing that can be wrong has a line of its own that says what to do."""

import base64
import os
import socket
import sqlite3
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.commands.checks import dtks, outside, storage
from bot.commands.checks.finding import Finding, Level
from bot.commands.checks.names import strange_names
from bot.commands.checks.network import trouble
from bot.commands.checks.telegram import telegram
from bot.commands.checks.twilio import twilio
from bot.commands.telegram import UPDATES
from bot.config import Settings
from bot.privacy.crypto import new_key
from tests.cli.conftest import Bansos
from tests.fakes import telegram_api, twilio_api
from tests.fakes.server import Failure, FakeServer
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio
from tests.postgres import Postgres

PUBLIC = "https://bot.example.go.id"
HOOK = f"{PUBLIC}/hooks/telegram"
NUMBER = "+6281100001111"
KEY = base64.b64encode(bytes(32)).decode()


def settings_with(**changes: Any) -> Settings:
    """Settings of nobody's machine."""
    return Settings(_env_file=None, **changes)


def nobody() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- the way there --------------------------------------------------------------------------------


async def test_a_shut_door_is_told_with_its_place() -> None:
    """Where nothing listens, the line says so, and where."""
    port = nobody()

    assert await trouble(f"http://127.0.0.1:{port}/geheim") == (
        f"127.0.0.1:{port} refuses the connection; nothing listens there"
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (socket.gaierror(-2, "Name or service not known"), "'x.example' is not a known name (DNS)"),
        (TimeoutError(), "x.example:443 does not answer within"),
        (ssl.SSLError(1, "wrong version number"), "does not speak TLS"),
        (ssl.SSLCertVerificationError(1, "x"), "has a certificate that does not count"),
        (OSError(101, "Network is unreachable"), "no way from this machine to x.example:443"),
        (OSError("Multiple exceptions: [Errno 111] a, [Errno 111] b"), "refuses the connection"),
        (OSError(24, "Too many open files"), "no connection to x.example:443 (EMFILE)"),
    ],
)
async def test_each_way_not_to_get_there_has_its_words(error: Exception, told: str) -> None:
    """DNS, time-out, TLS, certificate, route: each is told as what it is."""

    async def opened(*_: Any, **__: Any) -> Any:
        raise error

    words = await trouble("https://user:pw@x.example/path", opened)

    assert words is not None
    assert told in words
    assert "pw" not in words


# --- settings -------------------------------------------------------------------------------------


def test_a_file_as_windows_writes_it_is_read(tmp_path: Path) -> None:
    """A mark at the beginning of `.env` and line ends of two signs are no trouble."""
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfBANSOS_PORT=81\r\nBANSOS_HOST=127.0.0.9\r\n")
    settings = Settings(_env_file=file)

    found = [f for f in strange_names(file) if str(file) in f.text]

    assert found == []
    assert (settings.port, settings.host) == (81, "127.0.0.9")


def test_a_mistyped_name_is_told_with_the_one_meant(bansos: Bansos, tmp_path: Path) -> None:
    """A name much like a setting's fails, in the environment or .env; its value is not shown."""
    lines = [
        "# comment",
        "BANSOS_TELEGRAM_TOKN=123:geheim",
        "TWILIO_AUTH_TOKEN=geheim",
        "BANSOS_DTKS_URL",
        "BANSOS_COMPOSE_PROJECT=x",
    ]
    (tmp_path / ".env").write_text("\n".join(lines))

    done = bansos("doctor", BANSOS_PUBLIC_ULR="http://geheim")
    told = " ".join(done.stdout.split())

    assert done.returncode == 1
    assert (
        ".env line 2: BANSOS_TELEGRAM_TOKN is no setting; is BANSOS_TELEGRAM_TOKEN meant?" in told
    )
    assert ".env line 3: TWILIO_AUTH_TOKEN has no effect; write BANSOS_TWILIO_AUTH_TOKEN" in told
    assert ".env line 4 is no setting; write BANSOS_NAME=value" in told
    assert "note settings .env line 5: BANSOS_COMPOSE_PROJECT is no setting" in told
    assert "environment: BANSOS_PUBLIC_ULR is no setting; is BANSOS_PUBLIC_URL meant?" in told
    assert "geheim" not in done.stdout + done.stderr


def test_a_mistyped_name_is_told_at_the_start_too(bansos: Bansos, tmp_path: Path) -> None:
    """A server whose token stands under a wrong name says so before it goes on."""
    (tmp_path / ".env").write_text("BANSOS_TELEGRAM_TOKN=123:geheim")

    done = bansos("work")

    assert "BANSOS_TELEGRAM_TOKN is no setting; is BANSOS_TELEGRAM_TOKEN meant?" in done.stderr
    assert "geheim" not in done.stderr


@pytest.mark.parametrize("command", ["doctor", "chat", "work"])
def test_a_file_of_settings_in_another_encoding(
    bansos: Bansos, tmp_path: Path, command: str
) -> None:
    """A `.env` that is no UTF-8 is told in one line."""
    (tmp_path / ".env").write_bytes(b"# caf\xe9")

    done = bansos(command)

    assert done.returncode == 1
    assert ".env is no text in UTF-8; save it as such" in done.stdout + done.stderr


def test_every_setting_written_down_is_one() -> None:
    """`.env.example` has no name that doctor would complain of."""
    example = Path(__file__).parents[2] / ".env.example"

    assert [f for f in strange_names(example) if ".env.example" in f.text] == []


# --- keys -----------------------------------------------------------------------------------------


async def test_the_same_key_twice_is_a_mistake(tmp_path: Path) -> None:
    """Two keys that are one are told: a rotation went wrong."""
    key = new_key()

    found = await storage.keys(settings_with(secret_keys=f"{key},{key}", data_dir=tmp_path))

    assert found.level is Level.FAIL
    assert "twice" in found.text
    assert key not in found.text


@pytest.mark.parametrize(
    ("content", "mode", "level", "told"),
    [
        ("not base64!", 0o600, Level.FAIL, "key 1 is not base64; put the backup"),
        ("", 0o600, Level.FAIL, "no key given; put the backup"),
        (KEY, 0o644, Level.FAIL, "can be read by others; run: chmod 600"),
        (KEY, 0o600, Level.NOTE, "back it up"),
    ],
)
async def test_the_kept_key_is_looked_at(
    tmp_path: Path, content: str, mode: int, level: Level, told: str
) -> None:
    """The key file is read, and only its owner may; nothing of it is shown."""
    path = tmp_path / "secret.keys"
    path.write_text(content)
    path.chmod(mode)

    found = await storage.keys(settings_with(data_dir=tmp_path))

    assert found.level is level
    assert told in found.text


async def test_no_key_yet(tmp_path: Path) -> None:
    """Before the first start there is no key, and none is made by looking."""
    found = await storage.keys(settings_with(data_dir=tmp_path))

    assert found.level is Level.NOTE
    assert os.listdir(tmp_path) == []


# --- database -------------------------------------------------------------------------------------


def test_other_keys_than_the_databases_are_told(bansos: Bansos, tmp_path: Path) -> None:
    """A database begun with other keys fails before `serve` does."""
    ours = {"BANSOS_SECRET_KEYS": new_key()}
    bansos("chat", "--data", "kept", stdin="halo\n")
    kept = tmp_path / "kept"
    theirs = {"BANSOS_SECRET_KEYS": (kept / "chat.key").read_text().strip()}
    database = {"BANSOS_DATABASE_URL": f"sqlite:///{kept / 'chat.db'}"}

    right, wrong = bansos("doctor", **database, **theirs), bansos("doctor", **database, **ours)

    assert right.returncode == 0, right.stdout
    assert wrong.returncode == 1
    assert "written with other keys than BANSOS_SECRET_KEYS has" in " ".join(wrong.stdout.split())


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """Something else at the database's path is told as such."""
    (tmp_path / "bansos.db").write_text("this is a letter, and no database at all" * 50)

    found = await storage.database(settings_with(data_dir=tmp_path))

    assert found.level is Level.FAIL
    assert "is no SQLite database" in found.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_database_that_may_not_be_written(
    bansos: Bansos, tmp_path: Path
) -> None:  # pragma: no cover - the machine of the build is root's
    """A file of somebody else's is told."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    bansos("db", "upgrade", BANSOS_DATABASE_URL=url)
    (tmp_path / "x.db").chmod(0o400)

    found = await storage.database(settings_with(database_url=url, data_dir=tmp_path))

    assert "cannot be written" in found.text


async def test_a_database_that_is_busy_is_well(bansos: Bansos, tmp_path: Path) -> None:
    """A running bot holds the file: no trouble."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    bansos("db", "upgrade", BANSOS_DATABASE_URL=url)
    holder = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    found = await storage.database(settings_with(database_url=url, data_dir=tmp_path))
    holder.close()

    assert found.level is Level.OK


async def test_postgresql_down() -> None:
    """A PostgreSQL that is not there is told with host and port, never with the password."""
    port = nobody()
    url = f"postgresql://u:pw9@127.0.0.1:{port}/x"

    found = await storage.database(settings_with(database_url=url, secret_keys=new_key()))

    assert found.level is Level.FAIL
    assert f"127.0.0.1:{port} refuses the connection" in found.text
    assert "is PostgreSQL running" in found.text
    assert "pw9" not in found.text


async def test_postgresql_without_the_database(postgres: Postgres) -> None:
    """A server without this database is told as such; one without tables is to be upgraded."""
    missing = postgres.url("no_such_database")
    empty = postgres.url("postgres")

    found = [
        await storage.database(settings_with(database_url=url, secret_keys=new_key()))
        for url in (missing, empty)
    ]

    assert "has no such database; make it with createdb" in found[0].text
    assert "run: bansos db upgrade" in found[1].text
    assert {one.level for one in found} == {Level.FAIL}


# --- Telegram -------------------------------------------------------------------------------------


@pytest.fixture
async def bot_api() -> AsyncIterator[FakeTelegram]:
    """A Bot API whose webhook is ours."""
    async with FakeTelegram() as fake:
        fake.webhook |= {"url": HOOK, "allowed_updates": list(UPDATES)}
        yield fake


async def look(fake: FakeTelegram, **changes: Any) -> Finding:
    """The finding for this bot at the fake."""
    given = {
        "telegram_token": telegram_api.TOKEN,
        "telegram_secret": "x",
        "telegram_api_url": fake.url,
        "public_url": PUBLIC,
    }
    return await telegram(settings_with(**given | changes))


async def test_telegram_is_well(bot_api: FakeTelegram) -> None:
    """A token that is known and a webhook that is ours."""
    assert (await look(bot_api)).level is Level.OK
    assert bot_api.problems == []


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (telegram_api.UNAUTHORIZED, "does not know this BANSOS_TELEGRAM_TOKEN (401)"),
        (
            Failure(404, telegram_api.error(404, "Not Found")),
            "does not know this BANSOS_TELEGRAM_TOKEN (404); copy it whole from",
        ),
        (Failure(404, "<html>nginx</html>"), "no Bot API there (HTTP 404)"),
        (telegram_api.GARBAGE, "no Bot API there (HTTP 200); check BANSOS_TELEGRAM_API_URL"),
        (telegram_api.BAD_GATEWAY, "Telegram has trouble (HTTP 502)"),
        (telegram_api.too_many(3), "Telegram has trouble (HTTP 429)"),
        (telegram_api.DROPPED, "takes the connection, but speaks no HTTP"),
    ],
)
async def test_what_telegram_says_of_the_token(
    bot_api: FakeTelegram, failure: Failure, told: str
) -> None:
    """Each answer has its line, and the token is in none."""
    bot_api.fail(failure)

    found = await look(bot_api)

    assert found.level is Level.FAIL
    assert told in found.text
    assert telegram_api.TOKEN not in found.text


async def test_a_token_cut_short_is_seen(bot_api: FakeTelegram) -> None:
    """What has not the form of a token is said to have not."""
    bot_api.fail(Failure(404, telegram_api.error(404, "Not Found")))

    assert "not the form" in (await look(bot_api, telegram_token="110201543")).text


def test_setting_the_webhook_tells_what_stands_in_the_way(bansos: Bansos) -> None:
    """`telegram set-webhook` names the place that nothing answers at, and no token."""
    given = {
        "BANSOS_TELEGRAM_TOKEN": telegram_api.TOKEN,
        "BANSOS_TELEGRAM_SECRET": "x",
        "BANSOS_TELEGRAM_API_URL": f"http://127.0.0.1:{nobody()}",
        "BANSOS_PUBLIC_URL": PUBLIC,
    }

    done = bansos("telegram", "set-webhook", **given)

    assert done.returncode == 1
    assert "Telegram is not reached: 127.0.0.1:" in done.stderr
    assert telegram_api.TOKEN not in done.stdout + done.stderr


async def test_telegram_out_of_reach() -> None:
    """Nothing at the Bot API's address: the place and the setting are named."""
    fake = FakeTelegram()
    fake.url = f"http://127.0.0.1:{nobody()}"

    found = await look(fake)

    assert "Telegram is not reached: 127.0.0.1:" in found.text
    assert "refuses the connection" in found.text
    assert "BANSOS_TELEGRAM_API_URL" in found.text


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ({"url": ""}, "no webhook is set; run: bansos telegram set-webhook"),
        ({"url": "https://u:pw@old.example/t0ken"}, "goes to old.example instead of"),
        ({"url": f"{PUBLIC}/hook"}, "goes to another path instead of"),
        ({"allowed_updates": ["message"]}, "is not sent edited_message, callback_query"),
        (
            {
                "last_error_message": "Wrong response from the webhook: 403 Forbidden",
                "pending_update_count": 3,
            },
            "3 messages wait at Telegram: 'Wrong response from the webhook: 403 Forbidden'",
        ),
        (
            {"last_error_message": "SSL error {...}", "pending_update_count": 1},
            "mend the certificate",
        ),
        (
            {"last_error_message": "Connection refused", "pending_update_count": 1},
            "is `serve` running",
        ),
    ],
)
async def test_a_webhook_that_does_not_work(
    bot_api: FakeTelegram, hook: dict[str, Any], told: str
) -> None:
    """Not set, elsewhere, half, or failing: each with what to do."""
    bot_api.webhook |= {"last_error_date": int(time.time()), **hook}

    found = await look(bot_api)

    assert found.level is Level.FAIL
    assert told in found.text
    assert "t0ken" not in found.text


async def test_trouble_that_is_over_is_no_failure(bot_api: FakeTelegram) -> None:
    """Telegram remembers its last complaint; with nothing waiting it is at most a note."""
    bot_api.webhook |= {"last_error_message": "Connection refused"}
    bot_api.webhook["last_error_date"] = int(time.time())
    lately = await look(bot_api)
    bot_api.webhook["last_error_date"] = 1_700_000_000
    long_ago = await look(bot_api)

    assert (lately.level, long_ago.level) == (Level.NOTE, Level.OK)


# --- Twilio ---------------------------------------------------------------------------------------


@pytest.fixture
async def account() -> AsyncIterator[FakeTwilio]:
    """An account with one number, which is its WhatsApp sender too."""
    async with FakeTwilio() as fake:
        fake.numbers = [
            {
                "phone_number": NUMBER,
                "capabilities": {"sms": True, "voice": True},
                "sms_url": f"{PUBLIC}/hooks/sms#rc=3&rp=all",
                "voice_url": "",
            }
        ]
        fake.senders = [
            {
                "sender_id": f"whatsapp:{NUMBER}",
                "status": "ONLINE",
                "webhook": {"callback_url": f"{PUBLIC}/hooks/whatsapp"},
            }
        ]
        yield fake


async def ask(fake: FakeTwilio, **changes: Any) -> Finding:
    """The finding for this account at the fake."""
    given = {
        "twilio_account_sid": twilio_api.SID,
        "twilio_auth_token": twilio_api.TOKEN,
        "twilio_api_url": fake.url,
        "public_url": PUBLIC,
        "whatsapp_from": NUMBER,
        "sms_from": NUMBER,
        "voice_from": NUMBER,
    }
    return await twilio(settings_with(**given | changes))


async def test_twilio_is_well(account: FakeTwilio) -> None:
    """An account and senders of its own that send to us; also where its lists are not readable."""
    listed = await ask(account)
    account.numbers = account.senders = None
    unlisted = await ask(account)

    assert (listed.level, unlisted.level) == (Level.OK, Level.OK), (listed, unlisted)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"twilio_auth_token": "0" * 32}, "do not belong together; copy both"),
        ({"twilio_account_sid": "AC" + "a" * 32}, "does not know BANSOS_TWILIO_ACCOUNT_SID (404)"),
        ({"twilio_account_sid": "SK123"}, "it has AC and 32 hexadecimal digits"),
        ({"sms_from": "+6281100002222"}, "BANSOS_SMS_FROM +6281100002222 is no number of this"),
        ({"voice_from": "+6281100002222"}, "BANSOS_VOICE_FROM +6281100002222 is no number"),
        ({"whatsapp_from": "+6281100002222"}, "is no WhatsApp sender of this account"),
        ({"public_url": "https://other.example"}, f"what comes to {NUMBER} goes elsewhere"),
    ],
)
async def test_what_is_wrong_at_twilio(
    account: FakeTwilio, changes: dict[str, Any], told: str
) -> None:
    """Token, account, and each sender: what is wrong, without the token."""
    found = await ask(account, **changes)

    assert found.level is Level.FAIL
    assert told in found.text
    assert twilio_api.TOKEN not in found.text


async def test_an_account_that_is_closed(account: FakeTwilio) -> None:
    """A suspended account says so."""
    account.status = "suspended"

    assert (await ask(account)).text == "the Twilio account is suspended; see its console"


async def test_twilio_out_of_reach_or_in_trouble(account: FakeTwilio) -> None:
    """No connection, and a provider's own fault, are told apart."""
    account.fail(twilio_api.UNAVAILABLE, method="account")
    down = await ask(account)
    shut = await ask(account, twilio_api_url=f"http://127.0.0.1:{nobody()}")

    assert "Twilio has trouble (HTTP 503)" in down.text
    assert "Twilio is not reached: 127.0.0.1:" in shut.text
    assert "BANSOS_TWILIO_API_URL" in shut.text


# --- DTKS and the address -------------------------------------------------------------------------


class Answering(FakeServer):
    """A server with one answer for everything."""

    def __init__(self, status: int, body: str = "") -> None:
        super().__init__()
        self._failure = Failure(status, body)

    def application(self) -> web.Application:
        """Every path."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._any)
        return app

    async def _any(self, request: web.Request) -> web.StreamResponse:
        return await self.play(request, self._failure, dict)


@pytest.mark.parametrize(
    ("status", "token", "told"),
    [
        (401, "t", "refuses BANSOS_DTKS_TOKEN"),
        (401, "", "wants a token; set BANSOS_DTKS_TOKEN"),
        (503, "t", "says it is down"),
        (404, "t", "check BANSOS_DTKS_URL"),
        (429, "t", "too many requests"),
    ],
)
async def test_what_dtks_says(status: int, token: str, told: str) -> None:
    """A refused token, a DTKS that is down, and something that is no DTKS are told apart."""
    async with Answering(status) as server:
        found = await dtks.backend(settings_with(dtks_url=server.url, dtks_token=token))

    assert found.level is Level.FAIL
    assert told in found.text


async def test_dtks_out_of_reach() -> None:
    """An address at which nothing listens is named."""
    url = f"http://127.0.0.1:{nobody()}"

    found = await dtks.backend(settings_with(dtks_url=url, dtks_token="t"))

    assert "DTKS is not reached: 127.0.0.1:" in found.text
    assert "BANSOS_DTKS_URL" in found.text


async def test_the_address_must_be_https_for_the_real_world() -> None:
    """With Telegram itself an http:// address fails; beside a fake of this machine it may be."""
    given = {"public_url": "http://bot.example.go.id", "telegram_token": "1:x"}
    real = await outside.public_url(settings_with(telegram_secret="x", **given))
    async with Answering(200, "ok") as server:
        local = await outside.public_url(settings_with(public_url=server.url))

    assert real.level is Level.FAIL
    assert "is not https" in real.text
    assert local.level is Level.NOTE


async def test_where_it_listens() -> None:
    """A port that is taken is a note (`serve` may have it), an address of nobody's is wrong."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        beside = await outside.listening(settings_with(port=port))
    free = await outside.listening(settings_with(port=port))
    wrong = await outside.listening(settings_with(host="256.1.1.1"))

    assert (beside.level, free.level, wrong.level) == (Level.NOTE, Level.OK, Level.FAIL)
    assert "BANSOS_HOST" in wrong.text


async def test_an_address_that_leads_elsewhere() -> None:
    """A proxy that answers for somebody else is told."""
    async with Answering(200, "welcome") as server:
        found = await outside.public_url(settings_with(public_url=server.url))

    assert found.level is Level.FAIL
    assert "is the proxy pointed at `serve`" in found.text
