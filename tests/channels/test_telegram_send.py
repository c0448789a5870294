"""What leaves for the Bot API, through the real library, against a fake held to its schema."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import (
    ChannelName,
    Choice,
    ChoiceStyle,
    FetchError,
    Inbound,
    InboundKind,
    MediaItem,
    MediaPart,
    SendError,
    SendErrorKind,
    TemplatePart,
    TextPart,
)
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_http import AiohttpRequest
from tests.fakes import telegram_api as api
from tests.fakes.assets import MemoryAssets
from tests.fakes.server import Failure
from tests.fakes.telegram_api import SECRET, TOKEN, FakeTelegram

YES_NO = (Choice("ya", "Ya", "1"), Choice("tidak", "Tidak", "2"))


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A Bot API that must have found nothing wrong with our calls."""
    async with FakeTelegram() as server:
        yield server
        assert server.problems == []


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    """The channel, pointed at the fake, with short time-outs."""
    assets = MemoryAssets({"pic/menu.png": b"\x89PNG menu", "a.ogg": b"OggS", "e.zip": b"PK"})
    made = TelegramChannel(
        TOKEN, SECRET, api_url=fake.url, assets=assets,
        request=AiohttpRequest(connect=2, read=2),
    )  # fmt: skip
    yield made
    await made.aclose()


async def test_plain_text_arrives_as_written(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """Text goes out unchanged, markup characters too, and the message's id comes back."""
    text = "Halo *Ibu* <b>Sari</b>_\nRp600.000 & 'lain' 👍"

    sent = await channel.send("501", TextPart(text))

    (message,) = fake.messages(501)
    assert (message["text"], str(message["_message_id"])) == (text, sent)
    assert "parse_mode" not in message


async def test_buttons_share_a_row_when_short(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """Short choices stand side by side as inline buttons that send back their value."""
    await channel.send("501", TextPart("Benar?", YES_NO, ChoiceStyle.BUTTONS))

    keyboard = fake.messages(501)[0]["reply_markup"]["inline_keyboard"]
    assert keyboard == [
        [{"text": "Ya", "callback_data": "ya"}, {"text": "Tidak", "callback_data": "tidak"}]
    ]


async def test_a_list_is_one_button_a_row(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """A list shows each choice on a row of its own."""
    await channel.send("501", TextPart("Pilih.", YES_NO, ChoiceStyle.LIST))

    keyboard = fake.messages(501)[0]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in keyboard] == [1, 1]


async def test_eight_buttons_a_row_at_most(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """Many tiny choices never stand more than eight in a row."""
    many = tuple(Choice(str(n), str(n), str(n)) for n in range(20))

    await channel.send("501", TextPart("Berapa?", many, ChoiceStyle.BUTTONS))

    keyboard = fake.messages(501)[0]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in keyboard] == [8, 8, 4]


async def test_more_than_a_hundred_choices_become_numbers(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """Choices beyond what a keyboard holds are listed in the text; none is dropped."""
    many = tuple(Choice(f"v{n}", f"Desa {n}", str(n)) for n in range(1, 102))

    await channel.send("501", TextPart("Pilih.", many, ChoiceStyle.LIST))

    text = fake.messages(501)[0]["text"]
    assert "1. Desa 1\n" in text
    assert text.endswith("101. Desa 101")


async def test_an_oversized_value_goes_back_as_its_number(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """A value over 64 bytes is replaced by the number a citizen could have typed."""
    choice = Choice("é" * 33, "Panjang", "4")

    await channel.send("501", TextPart("Pilih.", (choice,), ChoiceStyle.BUTTONS))

    assert fake.messages(501)[0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "4"


async def test_place_and_contact_are_asked_by_keyboard(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """A request for a place or a contact shows the keys that share them, with the choices."""
    part = TextPart(
        "Di mana?", YES_NO, ChoiceStyle.BUTTONS, ask_location="Kirim lokasi", ask_contact="Nomor"
    )

    await channel.send("501", part)

    markup = fake.messages(501)[0]["reply_markup"]
    assert markup["keyboard"] == [
        [{"text": "Ya"}, {"text": "Tidak"}],
        [{"text": "Kirim lokasi", "request_location": True}],
        [{"text": "Nomor", "request_contact": True}],
    ]
    assert markup["one_time_keyboard"] is True


async def test_long_text_comes_in_pieces_with_the_buttons_last(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """Text over the limit is sent in pieces, in order, the keyboard under the last."""
    text = "Satu kalimat yang sedang. " * 300

    await channel.send("501", TextPart(text, YES_NO, ChoiceStyle.BUTTONS))

    shown = fake.messages(501)
    assert " ".join(m["text"] for m in shown) == text.strip()
    assert [("reply_markup" in m) for m in shown] == [False] * (len(shown) - 1) + [True]


async def test_empty_text_is_refused_without_a_call(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """A part without words is our own mistake and never reaches Telegram."""
    with pytest.raises(SendError) as caught:
        await channel.send("501", TextPart("  \n"))

    assert (caught.value.kind, fake.calls) == (SendErrorKind.REFUSED, [])


@pytest.mark.parametrize(
    ("kind", "asset", "method", "field"),
    [("image", "pic/menu.png", "sendPhoto", "photo"), ("voice", "a.ogg", "sendVoice", "voice")],
)
async def test_media_are_uploaded_once(
    fake: FakeTelegram, channel: TelegramChannel, kind: str, asset: str, method: str, field: str
) -> None:
    """A picture or voice note is uploaded the first time and sent by its file id afterwards."""
    part = MediaPart(kind, asset, "x/y", alt="Menu")

    await channel.send("501", part)
    await channel.send("502", part)

    first, second = fake.delivered(method)
    assert len(first.files) == 1
    assert second.files == {}
    assert second.params[field] in fake.files
    assert first.params["caption"] == "Menu"


async def test_documents_are_never_kept_for_others(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """A document, which may be a citizen's export, is uploaded each time under its name."""
    part = MediaPart("document", "e.zip", "application/zip", file_name="data-saya.zip")

    await channel.send("501", part)
    await channel.send("501", part)

    assert [len(call.files) for call in fake.delivered("sendDocument")] == [1, 1]


async def test_a_forgotten_file_id_is_uploaded_again(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """When Telegram no longer knows a file id the medium is uploaded afresh."""
    part = MediaPart("image", "pic/menu.png", "image/png")
    await channel.send("501", part)
    wrong = Failure(400, api.error(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    fake.fail(wrong, method="sendPhoto")

    await channel.send("501", part)

    assert [len(call.files) for call in fake.delivered("sendPhoto")] == [1, 1]


async def test_a_long_alternative_text_follows_the_picture(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """What is too long for a caption is sent as a message of its own."""
    await channel.send("501", MediaPart("image", "pic/menu.png", "image/png", alt="a " * 600))

    assert [c.method for c in fake.delivered()] == ["sendPhoto", "sendMessage"]


async def test_a_missing_asset_is_our_mistake(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """An asset that does not exist is refused without a call."""
    with pytest.raises(SendError) as caught:
        await channel.send("501", MediaPart("image", "no.png", "image/png"))

    assert (caught.value.kind, caught.value.code) == (SendErrorKind.REFUSED, "asset_missing")


async def test_a_template_reads_as_text(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """Telegram has no templates: the text it stands for is sent."""
    await channel.send("501", TemplatePart("HX1", {"1": "a"}, "Usulan Anda diterima."))

    assert fake.messages(501)[0]["text"] == "Usulan Anda diterima."


ERRORS = [
    (api.BLOCKED, "stop", None), (api.DEACTIVATED, "stop", None), (api.NOT_FOUND, "stop", None),
    (api.too_many(7), "retry", 7.0), (api.WRONG, "refused", None),
    (api.UNAUTHORIZED, "refused", None), (api.INTERNAL, "unknown", None),
    (api.BAD_GATEWAY, "unknown", None), (api.UNAVAILABLE, "retry", None),
    (api.GARBAGE, "unknown", None), (api.DROPPED, "unknown", None),
    (Failure(delay=6, after_work=True), "unknown", None),
    (Failure(429, "slow down"), "retry", 3.0), (Failure(302, "x"), "unknown", None),
]  # fmt: skip


@pytest.mark.parametrize(("failure", "kind", "pause"), ERRORS)
async def test_an_error_says_what_to_do(
    fake: FakeTelegram, channel: TelegramChannel, failure: Failure, kind: str, pause: float | None
) -> None:
    """Each way the Bot API fails maps to one next step, and no error tells the token."""
    fake.fail(failure)

    with pytest.raises(SendError) as caught:
        await channel.send("501", TextPart("halo"))

    assert (caught.value.kind.value, caught.value.retry_after) == (kind, pause)
    assert TOKEN not in f"{caught.value}{caught.value.__cause__}"


async def test_a_moved_chat_tells_its_new_address(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """A group that became a supergroup is to be written to at its new id."""
    fake.fail(api.migrated(-100999))

    with pytest.raises(SendError) as caught:
        await channel.send("-99", TextPart("halo"))

    assert (caught.value.kind, caught.value.new_address) == (SendErrorKind.RETRY, "-100999")


async def test_nobody_listening_is_surely_not_sent(fake: FakeTelegram) -> None:
    """A refused connection may be tried again without fear of a duplicate."""
    channel = TelegramChannel(TOKEN, SECRET, api_url=fake.url)
    await fake.stop()

    with pytest.raises(SendError) as caught:
        await channel.send("501", TextPart("halo"))

    await channel.aclose()
    assert caught.value.kind is SendErrorKind.RETRY


async def test_a_full_pool_is_surely_not_sent(fake: FakeTelegram) -> None:
    """Waiting too long for a free connection counts as not sent."""
    request = AiohttpRequest(connections=1, connect=0.5, read=20)
    channel = TelegramChannel(TOKEN, SECRET, api_url=fake.url, request=request)
    fake.fail(Failure(delay=3), method="sendChatAction")
    typing = Inbound(
        channel=ChannelName.TELEGRAM, external_id="1", address="501", kind=InboundKind.TEXT
    )

    async with asyncio.TaskGroup() as group:
        group.create_task(channel.acknowledge(typing))
        await fake.met("sendChatAction")  # it holds the one connection
        with pytest.raises(SendError) as caught:
            await channel.send("501", TextPart("halo"))
    await channel.aclose()

    assert caught.value.kind is SendErrorKind.RETRY


async def test_a_tap_is_acknowledged(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """The button's spinner is stopped; a failure of that is nobody's concern."""
    tap = Inbound(
        channel=ChannelName.TELEGRAM, external_id="1", address="501", kind=InboundKind.TAP,
        callback_id="777",
    )  # fmt: skip

    await channel.acknowledge(tap)
    fake.fail(api.INTERNAL)
    await channel.acknowledge(tap)

    assert fake.calls[0].params == {"callback_query_id": "777"}


async def test_a_file_is_fetched(fake: FakeTelegram, channel: TelegramChannel) -> None:
    """A citizen's file comes back byte for byte."""
    fake.put_file("F1", b"\xff\xd8 foto")

    assert await channel.fetch(MediaItem("F1"), limit=100) == b"\xff\xd8 foto"


@pytest.mark.parametrize("told", [None, 101])
async def test_a_file_over_the_limit_is_left(
    fake: FakeTelegram, channel: TelegramChannel, told: int | None
) -> None:
    """A file over the limit is not downloaded, whether or not the update told its size."""
    fake.put_file("F1", b"x" * 101)

    with pytest.raises(FetchError) as caught:
        await channel.fetch(MediaItem("F1", size=told), limit=100)

    assert (caught.value.code, caught.value.passing) == ("too_large", False)
    assert fake.delivered("file") == []


async def test_a_failed_download_may_be_tried_again(
    fake: FakeTelegram, channel: TelegramChannel
) -> None:
    """A fault on Telegram's side is passing; an unknown file is not."""
    fake.put_file("F1", b"x")
    fake.fail(api.BAD_GATEWAY, method="file")

    with pytest.raises(FetchError) as passing:
        await channel.fetch(MediaItem("F1"), limit=100)
    with pytest.raises(FetchError) as final:
        await channel.fetch(MediaItem("F2"), limit=100)

    assert (passing.value.passing, final.value.passing) == (True, False)
