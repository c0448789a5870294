"""Settings: from the environment (prefix BANSOS_) and `.env`, checked before anything starts.

Rules: frozen; an error names the setting and what to do, never a secret's value. Every setting
stands in `.env.example` (a test keeps the two in step). What staff may change while the service
runs is no setting but a policy (`handlers.policy`).
"""

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.privacy.crypto import BadKey, new_key, parse_keys
from bot.storage.retention import Periods
from bot.storage.url import BadDatabaseUrl, is_sqlite, parse
from bot.values import address, number, template, text_sender, webhook_keys

# Bot API, setWebhook: "1-256 characters. Only characters A-Z, a-z, 0-9, _ and - are allowed."
_SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$")
KEY_FILE = "secret.keys"
ENV_FILE = ".env"
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# A period in days; 0: for ever. A hundred years is longer than any law asks for.
_Days = Annotated[int, Field(ge=0, le=36_500)]
# Messages a second. Telegram's paid broadcasts reach 1000; more is a slip of the hand.
_Rate = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Everything an operator decides. Durations are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="BANSOS_", env_file=ENV_FILE, extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Path("var")
    database_url: SecretStr = SecretStr("")
    secret_keys: SecretStr = SecretStr("")

    # A bucket for photos and voice notes until DTKS has them; empty: a folder in `data_dir`.
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")

    public_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    simulator: bool = False

    telegram_token: SecretStr = SecretStr("")
    telegram_secret: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_api_url: str = ""
    # Keys for webhooks signed with SHA-256 ('id:secret', comma-separated); empty: the auth token.
    twilio_webhook_keys: SecretStr = SecretStr("")
    whatsapp_from: str = ""
    sms_from: str = ""
    voice_from: str = ""
    # Callers may speak (Twilio's speech recognition, paid by the use); off: keys and recordings.
    voice_speech: bool = True
    # A ring from a known number is refused and called back, so that it costs them nothing.
    call_back: bool = False

    # Messages a second that the provider takes from this sender, in all (docs/adr/0011).
    telegram_rate: _Rate = 30
    whatsapp_rate: _Rate = 80
    sms_rate: _Rate = 10

    dtks_url: str = ""
    dtks_token: SecretStr = SecretStr("")
    dtks_webhook_secret: SecretStr = SecretStr("")
    dtks_poll_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)] = 30.0
    # The approved WhatsApp template for news outside the 24 hours; its {{1}} is the news.
    whatsapp_notice_template: str = ""
    sandbox_people: Annotated[int, Field(ge=0, le=2_000_000)] = 200_000
    sandbox_seed: Annotated[int, Field(ge=0, lt=2**63)] = 20_261_121

    retention_drafts_days: _Days = 30
    retention_messages_days: _Days = 90
    retention_cases_days: _Days = 730
    retention_contacts_days: _Days = 730

    # The ministry's identity provider for staff (OpenID Connect); `oidc_claim` says who it is.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: str = "sub"

    lookups_per_day: Annotated[int, Field(ge=0, le=1_000_000)] = 20
    log_level: str = "INFO"
    otlp_endpoint: str = ""

    def __init__(self, **values: Any) -> None:
        """Raises ValidationError, and UnreadableSettings for a file that is no text of ours."""
        try:
            super().__init__(**values)
        except UnicodeDecodeError:
            raise UnreadableSettings(f"{ENV_FILE} is no text in UTF-8; save it as such") from None
        except OSError as error:
            raise UnreadableSettings(f"{ENV_FILE} cannot be read: {error.strerror}") from None

    @field_validator("*", mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        # A line's end that came along with a token (`echo ... | base64`) is no part of it.
        return value.strip() if isinstance(value, str) else value

    @field_validator(
        "public_url",
        "telegram_api_url",
        "twilio_api_url",
        "dtks_url",
        "s3_endpoint",
        "otlp_endpoint",
    )
    @classmethod
    def _address(cls, value: str) -> str:
        return address(value)

    @field_validator("whatsapp_from", "voice_from")
    @classmethod
    def _number(cls, value: str) -> str:
        return number(value)

    @field_validator("sms_from")
    @classmethod
    def _text_sender(cls, value: str) -> str:
        return text_sender(value)

    @field_validator("whatsapp_notice_template")
    @classmethod
    def _template(cls, value: str) -> str:
        return template(value)

    @field_validator("twilio_webhook_keys")
    @classmethod
    def _webhook_keys(cls, value: SecretStr) -> SecretStr:
        webhook_keys(value.get_secret_value())
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
        # To the letter as the provider says it: a slash at the end belongs to it.
        here = re.match(r"^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)", value)
        if value and not here and not re.match(r"^https://[^/\s]+[^?#\s]*$", value):
            raise ValueError("write the issuer as it names itself, https://...")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        level = value.upper()
        if level not in _LEVELS:
            raise ValueError(f"one of {', '.join(_LEVELS)}")
        return level

    @field_validator("telegram_token")
    @classmethod
    def _telegram_token(cls, value: SecretStr) -> SecretStr:
        if re.search(r"[\s/?#]", value.get_secret_value()):
            raise ValueError("copy it whole from @BotFather, as 123456789:AA...")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _telegram_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _SECRET.match(value.get_secret_value()):
            raise ValueError("use 1 to 256 characters of A-Z a-z 0-9 _ and -")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            try:
                parse(value.get_secret_value())
            except BadDatabaseUrl as error:
                raise ValueError(str(error)) from None
        return value

    @field_validator("secret_keys")
    @classmethod
    def _keys(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            try:
                parse_keys(value.get_secret_value())
            except BadKey as error:
                raise ValueError(f"{error}; make one with: bansos doctor --new-key") from None
        return value

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.telegram_token.get_secret_value() and not self.telegram_secret.get_secret_value():
            raise ValueError("BANSOS_TELEGRAM_SECRET: needed with BANSOS_TELEGRAM_TOKEN")
        if self.whatsapp_from or self.sms_from or self.voice_from:
            if not (self.twilio_account_sid and self.twilio_auth_token.get_secret_value()):
                raise ValueError(
                    "BANSOS_TWILIO_ACCOUNT_SID and BANSOS_TWILIO_AUTH_TOKEN: needed with a sender"
                )
            if not self.public_url:
                raise ValueError("BANSOS_PUBLIC_URL: needed with Twilio, which signs over it")
        if self.oidc_issuer:
            if not (self.oidc_client_id and self.oidc_client_secret.get_secret_value()):
                raise ValueError(
                    "BANSOS_OIDC_CLIENT_ID and BANSOS_OIDC_CLIENT_SECRET: needed with"
                    " BANSOS_OIDC_ISSUER"
                )
            if not self.public_url:
                raise ValueError("BANSOS_PUBLIC_URL: needed with BANSOS_OIDC_ISSUER")
        return self

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in the data folder when none is set."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'bansos.db'}"

    @property
    def embedded(self) -> bool:
        """Is the database the embedded one?"""
        return is_sqlite(parse(self.database))

    @property
    def rates(self) -> dict[str, float]:
        """Messages a second, by channel."""
        return {
            "telegram": self.telegram_rate,
            "whatsapp": self.whatsapp_rate,
            "sms": self.sms_rate,
        }

    @property
    def periods(self) -> Periods:
        """How long what is kept is kept."""
        return Periods(
            drafts=self.retention_drafts_days,
            messages=self.retention_messages_days,
            cases=self.retention_cases_days,
            contacts=self.retention_contacts_days,
        )

    def keys(self) -> tuple[bytes, ...]:
        """The field-encryption keys; on the embedded database made once, readable by us only.
        Raises KeyFileBroken, OSError."""
        if text := self.secret_keys.get_secret_value():
            return parse_keys(text)
        path = self.data_dir / KEY_FILE
        try:
            return parse_keys(_kept_key(path))
        except (BadKey, UnicodeDecodeError) as error:
            reason = str(error) if isinstance(error, BadKey) else "not base64"
            raise KeyFileBroken(f"{path}: {reason}; put the backup of this file back") from None


class UnreadableSettings(Exception):
    """The file of settings is there, and cannot be read."""


class KeysMissing(ValueError):
    """PostgreSQL without BANSOS_SECRET_KEYS: several machines need the same keys."""


class KeyFileBroken(KeysMissing):
    """The file of keys is there, and holds none."""


class KeysDoNotFit(KeysMissing):
    """The database was written with other keys than BANSOS_SECRET_KEYS has."""


def _kept_key(path: Path) -> str:
    """The text of the key file, made if there is none: whole or not at all, also on a full disk or
    when two processes start at once."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{KEY_FILE}.", dir=path.parent)  # 0600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(new_key() + "\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # the other one was quicker
                os.link(name, path)
        finally:
            os.unlink(name)
    return path.read_text().strip()
