"""Settings are checked at the start, documented, and keep their secrets to themselves."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Settings

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
