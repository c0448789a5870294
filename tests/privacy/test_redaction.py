"""What looks personal or secret does not reach a log line, whoever wrote it."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.privacy.crypto import BadKey, parse_keys
from bot.privacy.redaction import HIDDEN, redact, redact_text

PERSONAL = [
    "3201064101800001",
    "3201 0641 0180 0001",
    "3201.0641.0180.0001",
    "3201-0641-0180-0001",
    "+6281234567890",
    "0812-3456-7890",
    "(0812) 3456 7890",
    "whatsapp:+6281234567890",
    "whatsapp:US.1234567",
    "siti@example.com",
    "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawk",
    "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawk/getMe",
    "Bearer 0123abcdef.ghijk",
    "AC0123456789abcdef0123456789abcdef",
    "postgresql://bansos:rahasia@db/bansos",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
]
HARMLESS = [
    "send_refused",
    "2026-11-21T08:00:00Z",
    "2026-11-21",
    "port 8000",
    "32.01.06.2001",
    "63016",
    "sqlite:///var/bansos.db",
    "U-7K3M-2Q",
]
SECRETS = ("0641", "3456", "US.1234567", "siti@", "AAHdq", "0123abc", "rahasia", "AAECAw")


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_is_hidden(text: str) -> None:
    """Whatever identifies a person or opens a door is blanked, in the middle of a sentence too."""
    told = redact_text(f"failed for {text}, again")

    assert HIDDEN in told
    assert not any(part in told for part in SECRETS)
    assert told.startswith("failed for ")
    assert told.endswith(", again") or "api.telegram.org" in text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_stays(text: str) -> None:
    """Codes, times, ports and village codes can be read."""
    assert redact_text(text) == text


def test_telling_names_and_depth() -> None:
    """A field called like something personal goes whole, at any depth; objects are not printed."""

    class Person:
        def __repr__(self) -> str:
            return "Siti Aminah"

    told = redact({"n": 7, "nama": "Siti", "in": [{"text": "Siti"}, Person(), b"Siti"], "ok": True})

    assert told == {
        "n": 7,
        "nama": HIDDEN,
        "in": [{"text": HIDDEN}, "<Person>", HIDDEN],
        "ok": True,
    }


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Logs set up to write here, and back again."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up(stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_an_exception_is_its_kind(lines: io.StringIO) -> None:
    """Of an exception the kind and place is told; its text, which may quote a citizen, is not."""
    log = structlog.get_logger("test")
    try:
        raise ValueError("Siti Aminah")
    except ValueError:
        log.exception("it_failed")
        logging.getLogger("some.library").exception("it failed for %s", "0812 3456 7890")

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["kind"] for line in told] == ["ValueError", "ValueError"]
    assert [line["event"] for line in told] == ["it_failed", f"it failed for {HIDDEN}"]
    assert "Siti" not in lines.getvalue()


def test_a_fault_is_told_by_its_kind_and_place() -> None:
    """The last line of our code that an exception came through, its kind and its cause's: what an
    operator needs, and nothing that was said."""
    with pytest.raises(BadKey) as caught:
        parse_keys("Siti Aminah")
    with pytest.raises(ValueError, match="Siti") as elsewhere:
        raise ValueError("Siti") from KeyError("Aminah")

    told, other = logs.fault(caught.value), logs.fault(elsewhere.value)
    assert told["kind"] == "BadKey"
    assert re.fullmatch(r"bot/privacy/crypto\.py:\d+", told["where"])
    assert other == {"kind": "ValueError(KeyError)"}


def test_libraries_speak_from_warnings_on(lines: io.StringIO) -> None:
    """A library's request log, with its addresses, is not written."""
    logging.getLogger("httpx").info("HTTP Request: POST https://dtks/people?nama=Siti")
    logging.getLogger("asyncio").warning("slow")

    assert [json.loads(line)["event"] for line in lines.getvalue().splitlines()] == ["slow"]
