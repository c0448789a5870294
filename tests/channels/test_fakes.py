"""The fakes themselves: they refuse what the real providers refuse, and run as processes."""

import json
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from tests.fakes import botapi_schema as schema
from tests.fakes import telegram_updates as updates
from tests.fakes.telegram_api import TOKEN, FakeTelegram
from tests.fakes.twilio_limits import wrong_content

GOOD: dict[str, Any] = {"chat_id": 7, "text": "halo"}


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A message with an inline keyboard."""
    return {**GOOD, "reply_markup": {"inline_keyboard": list(rows)}}


def key(data: str = "x", text: str = "X") -> dict[str, Any]:
    """A button."""
    return {"text": text, "callback_data": data}


def test_the_schema_is_the_current_one() -> None:
    """The vendored copy is of Bot API 10.3, with all its methods."""
    assert schema.VERSION == "10.3"
    assert len(schema.METHODS) == 185


@pytest.mark.parametrize(
    ("method", "params"),
    [("sendMessage", GOOD), ("sendMessage", {**GOOD, "chat_id": "@desa"}),
     ("sendMessage", keyboard([key()] * 8)), ("getMe", {})],
)  # fmt: skip
def test_a_good_call_has_no_problems(method: str, params: dict[str, Any]) -> None:
    """What the Bot API takes is taken."""
    assert schema.problems(method, params, set()) == []


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMesage", GOOD), ("sendMessage", {"text": "x"}), ("sendMessage", {**GOOD, "txt": 1}),
        ("sendMessage", {**GOOD, "text": 5}), ("sendMessage", {**GOOD, "chat_id": 1.5}),
        ("sendMessage", {**GOOD, "text": " \n"}), ("sendMessage", {**GOOD, "text": "x" * 4097}),
        ("sendMessage", {**GOOD, "disable_notification": 1}),
        ("sendMessage", keyboard([key()] * 9)), ("sendMessage", keyboard(*[[key()]] * 101)),
        ("sendMessage", keyboard([key("x" * 65)])), ("sendMessage", keyboard([key("é" * 33)])),
        ("sendMessage", keyboard([key("")])), ("sendMessage", keyboard([key(text=" ")])),
        ("sendMessage", keyboard([{"callback_data": "x"}])),
        ("sendMessage", {**GOOD, "reply_markup": {"inline_keyboard": [key()]}}),
        ("sendPhoto", {"chat_id": 7, "photo": "id", "caption": "x" * 1025}),
    ],
)  # fmt: skip
def test_a_bad_call_has_problems(method: str, params: dict[str, Any]) -> None:
    """Wrong names, types and limits are each found."""
    assert schema.problems(method, params, set())


@pytest.mark.parametrize(
    "types",
    [
        {}, {"twilio_quick_reply": {"body": "x", "actions": []}},
        {"twilio/quick-reply": {"body": "x" * 1025, "actions": [{"title": "a", "id": "a"}]}},
        {"twilio/quick-reply": {"body": "x", "actions": [{"title": "a" * 21, "id": "a"}]}},
        {"twilio/quick-reply": {"body": "x", "actions": [
            {"title": t, "id": t} for t in "abcd"]}},
        {"twilio/list-picker": {"body": "x", "button": "", "items": [{"item": "a", "id": "a"}]}},
        {"twilio/list-picker": {"body": "x", "button": "b", "items": [
            {"item": "a", "id": "a", "description": "d" * 73}]}},
    ],
)  # fmt: skip
def test_a_bad_content_is_refused(types: dict[str, Any]) -> None:
    """Content outside WhatsApp's limits is refused."""
    assert wrong_content({"language": "id", "types": types})


async def test_updates_are_such_as_telegram_sends() -> None:
    """Every update that the builder makes is one by the schema."""
    made = [
        updates.text(7, "x"), updates.tap(7, "x"), updates.photo(7, "F", caption="k"),
        updates.voice(-7, "V"), updates.location(7, 1.0, 2.0), updates.blocked(7),
        updates.message(7, edited=True, text="x"),
    ]  # fmt: skip

    for update in made:
        assert list(schema._one("Update", "Update", update, set())) == []


async def test_a_fake_runs_as_a_process() -> None:
    """The benchmark can have the provider on another core."""
    command = [sys.executable, "-m", "tests.fakes.telegram_api", "--port", "0", "--fast"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220 - short
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        async with aiohttp.ClientSession() as session:
            await session.post(f"{url}/bot{TOKEN}/sendMessage", data={"chat_id": "7", "text": "x"})
            async with session.get(f"{url}/_calls") as answer:
                seen = await answer.json()
        process.terminate()

    assert [call["params"]["text"] for call in seen["calls"]] == ["x"]


async def test_a_wrong_token_is_unauthorized() -> None:
    """Another bot's token opens nothing."""
    async with (
        FakeTelegram() as fake,
        aiohttp.ClientSession() as session,
        session.get(f"{fake.url}/bot1:x/getMe") as answer,
    ):
        assert answer.status == 401
