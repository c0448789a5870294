"""Settings are checked at the start, documented, and keep their secrets to themselves."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import KEY_FILE, KeyFileBroken, Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_documents_every_setting() -> None:
    """`.env.example` has each setting, no other, and each with its default."""
    written = dict(re.findall(r"^BANSOS_([A-Z0-9_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    fields = {name.upper(): field for name, field in Settings.model_fields.items()}

    assert set(written) == set(fields)


def test_the_example_is_valid_and_changes_nothing(tmp_path: Path) -> None:
    """A copy of the example, nothing filled in, gives the defaults."""
    settings = Settings(_env_file=EXAMPLE)

    assert settings == Settings(_env_file=None)


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("database_url", "mysql://root:rahasia@db/x", "sqlite or postgresql"),
        ("secret_keys", "rahasia", "key 1"),
        ("telegram_secret", "rahasia rahasia", "characters"),
        ("public_url", "bansos.example", "scheme and host"),
        ("port", "99999", "65535"),
        ("log_level", "RAHASIA", "INFO"),
        ("public_url", "https://ra hasia", "scheme and host"),
        ("public_url", "https://ani:rahasia@bansos.go.id", "without user and password"),
        ("public_url", "https://bansos.go.id/?rahasia=1", "without '?'"),
        ("public_url", "https://bansos.go.id:99999", "scheme and host"),
        ("telegram_api_url", "http://[::rahasia", "scheme and host"),
        ("telegram_token", "123:rahasia 4", "@BotFather"),
        ("database_url", "postgresql://u:rahasia@h:port/d", "postgresql://user"),
        ("database_url", "sqlite:///", "needs a file"),
        ("database_url", "sqlite:///:memory:", "needs a file"),
        ("twilio_webhook_keys", "satu:rahasia,rahasia", "key 2"),
        ("twilio_webhook_keys", ":rahasia", "key 1"),
        ("whatsapp_from", "62811000rahasia", "plus and country code"),
        ("whatsapp_from", "081100001111", "plus and country code"),
        ("voice_from", "3636", "plus and country code"),
        ("sms_from", "6281100001111", "plus and country code"),
        ("whatsapp_notice_template", "rahasia", "HX"),
        ("telegram_rate", "inf", "finite"),
        ("dtks_poll_seconds", "inf", "finite"),
        ("retention_drafts_days", "999999999999", "36500"),
        ("sandbox_people", "99999999999999999999", "2000000"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(field: str, value: str, hint: str) -> None:
    """An error says which setting is wrong and what to write, and no secret."""
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None, **{field: value})

    errors = caught.value.errors(include_input=False, include_url=False, include_context=False)
    assert [error["loc"] for error in errors] == [(field,)]
    assert hint in errors[0]["msg"]
    assert "rahasia" not in str(errors)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("public_url", " https://bansos.go.id:8443/bot/ \n", "https://bansos.go.id:8443/bot"),
        ("whatsapp_from", "whatsapp:+62 811-0000-1111", "+6281100001111"),
        ("sms_from", "BANSOS", "BANSOS"),
        ("sms_from", "3636", "3636"),
        ("twilio_account_sid", "AC1\n", "AC1"),
    ],
)
def test_what_is_meant_is_taken(field: str, value: str, kept: str) -> None:
    """Blanks around a value, a slash at the end, a number as people write it cost nothing."""
    whole = {"twilio_account_sid": "AC1", "public_url": "https://x.go.id"}
    secrets = {"twilio_auth_token": "rahasia\n"}

    settings = Settings(_env_file=None, **{**whole, **secrets, field: value})

    assert getattr(settings, field) == kept
    assert settings.twilio_auth_token.get_secret_value() == "rahasia"


def test_a_broken_key_file_is_named(tmp_path: Path) -> None:
    """A key file that holds no key says which file it is, and what to do."""
    (tmp_path / KEY_FILE).write_bytes(b"\xff\xfe")

    with pytest.raises(KeyFileBroken, match=f"{KEY_FILE}: .*put the backup"):
        Settings(_env_file=None, data_dir=tmp_path).keys()


def test_the_first_key_is_one(tmp_path: Path) -> None:
    """Processes that start at once on an empty folder have one key, readable by the owner only."""
    settings = Settings(_env_file=None, data_dir=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings.keys(), range(32)))

    assert len(keys) == 1
    assert os.listdir(tmp_path) == [KEY_FILE]
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_no_half_key_is_left(tmp_path: Path) -> None:
    """Where nothing can be written (a full disk) no empty key file stays behind for the next
    start."""
    words = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "from bot.config import Settings; Settings(_env_file=None, data_dir='.').keys()"
    )
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLE.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=tmp_path, env=environment, capture_output=True
    )

    assert b"OSError" in done.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"telegram_token": "1:a"}, "BANSOS_TELEGRAM_SECRET"),
        ({"sms_from": "+62812"}, "BANSOS_TWILIO_ACCOUNT_SID"),
        (
            {"sms_from": "+62812", "twilio_account_sid": "AC", "twilio_auth_token": "t"},
            "BANSOS_PUBLIC_URL",
        ),
    ],
)
def test_what_belongs_together_is_asked_for(fields: dict[str, str], named: str) -> None:
    """A channel half set up does not start."""
    with pytest.raises(ValidationError, match=named):
        Settings(_env_file=None, **fields)


def test_secrets_are_not_shown() -> None:
    """Printing the settings shows no secret."""
    settings = Settings(
        _env_file=None,
        telegram_token="1:rahasia",
        telegram_secret="rahasia",
        database_url="postgresql://u:rahasia@h/d",
        dtks_token="rahasia",
    )

    assert "rahasia" not in repr(settings) + str(settings)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_addresses_as_people_write_them(scheme: str) -> None:
    """Both spellings of PostgreSQL, with or without a driver, are the shared database."""
    assert not Settings(_env_file=None, database_url=f"{scheme}://u:p@h/d").embedded
    assert Settings(_env_file=None, database_url="sqlite:///x.db").embedded
    assert Settings(_env_file=None).embedded
