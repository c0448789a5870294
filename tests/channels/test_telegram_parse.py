"""Telegram updates as they come, and what the conversation gets to see of them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Inbound, RawRequest
from bot.channels.telegram import TelegramChannel
from tests.channels.rows import inbound, rows
from tests.fakes import telegram_updates as updates
from tests.fakes.telegram_api import SECRET, TOKEN


def request(body: bytes, secret: str | None = SECRET) -> RawRequest:
    """A webhook request with the secret token given."""
    headers = {} if secret is None else {"x-telegram-bot-api-secret-token": secret}
    return RawRequest(path="/hooks/telegram", query="", headers=headers, body=body)


@pytest.mark.parametrize("row", rows("telegram"), ids=lambda row: row["name"])
def test_update_becomes_fields(row: dict[str, Any]) -> None:
    """An update gives exactly the fields of its row, or nothing."""
    channel = TelegramChannel(TOKEN, SECRET)

    found = channel.parse(request(json.dumps(row["update"]).encode()))

    assert found == ([] if row["expect"] is None else [inbound(row["expect"])])


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"12", b'"x"', b"{", b"\xff\xfe", b'{"update_id":NaN}',
     b"[" * 100_000, b'{"update_id":1e400}', b'{"update_id":' + b"9" * 5000 + b"}",
     b'{"update_id":1,"message":{"text":"\\ud800"}}'],
)  # fmt: skip
def test_what_is_no_update_gives_nothing(body: bytes) -> None:
    """A body that is not an update is ignored without an error."""
    channel = TelegramChannel(TOKEN, SECRET)

    assert channel.parse(request(body)) == []


def test_half_an_emoji_costs_no_message() -> None:
    """A text with half a surrogate pair, which strict JSON readers refuse, is heard without it."""
    update = json.dumps(updates.text(7, "halo")).replace("halo", "halo \\ud83d bu")

    (found,) = TelegramChannel(TOKEN, SECRET).parse(request(update.encode()))

    assert isinstance(found, Inbound)
    assert found.text == "halo  bu"


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("/start", "/start"),
        ("/start kampanye_desa", "/start"),
        ("/START@TanyaBansosBot x", "/START"),
        ("/menu@TanyaBansosBot", "/menu"),
        ("/cek@TanyaBansosBot siti aminah", "/cek siti aminah"),
        ("/cek siti @aminah", "/cek siti @aminah"),
        ("RT 2/RW 3", "RT 2/RW 3"),
        ("/", "/"),
    ],
)
def test_a_command_is_heard_without_what_the_client_puts_to_it(written: str, heard: str) -> None:
    """A command counts without the bot's name, and /start without what a link carries."""
    channel = TelegramChannel(TOKEN, SECRET)

    [found] = channel.parse(request(json.dumps(updates.text(7, written)).encode()))

    assert isinstance(found, Inbound)
    assert found.text == heard


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
UPDATES = [
    updates.text(7, "halo"), updates.tap(7, "ya"), updates.photo(7, "F"), updates.voice(7, "V"),
    updates.location(7, -6.5, 107.0), updates.blocked(7),
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_forged_update_never_raises(data: st.DataObject) -> None:
    """An update with any of its values replaced by anything is parsed without an error."""
    update = json.loads(json.dumps(data.draw(st.sampled_from(UPDATES))))
    node: Any = update
    while True:
        key = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            node[key] = data.draw(JSON)
            break
        node = inner

    found = TelegramChannel(TOKEN, SECRET).parse(request(json.dumps(update).encode()))

    assert len(found) <= 1


def test_secret_opens_the_door() -> None:
    """A request with our secret token is believed."""
    assert TelegramChannel(TOKEN, SECRET).verify(request(b"{}"))


@pytest.mark.parametrize("secret", [None, "", "x", SECRET + "x", SECRET.upper(), "é", "\udcff"])
def test_wrong_secret_is_refused(secret: str | None) -> None:
    """A missing or different secret token is refused, whatever its characters."""
    assert not TelegramChannel(TOKEN, SECRET).verify(request(b"{}", secret))


@pytest.mark.parametrize("secret", [None, "", "x"])
def test_a_bot_without_a_secret_believes_nobody(secret: str | None) -> None:
    """Without a configured secret every request is refused, also one with an empty token."""
    assert not TelegramChannel(TOKEN, "").verify(request(b"{}", secret))
