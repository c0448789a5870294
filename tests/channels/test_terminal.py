"""The terminal as any of the channels."""

from pathlib import Path

import pytest

from bot.channels.assets import FolderAssets
from bot.channels.base import (
    ChannelName,
    Choice,
    ChoiceStyle,
    FetchError,
    InboundKind,
    MediaPart,
    TextPart,
)
from bot.channels.choices import clusters, numbered, rows, shorten
from bot.channels.terminal import TerminalChannel, as_data, show

YES_NO = (Choice("ya", "Ya", "1"), Choice("tidak", "Tidak", "2"))
ASK = TextPart("Benar? 👍", YES_NO, ChoiceStyle.BUTTONS, ask_location="Kirim lokasi")


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("telegram", "Benar? 👍\n[Ya]\n[Tidak]\n[Kirim lokasi]"),
        ("whatsapp", "Benar? 👍\n[Ya]\n[Tidak]"),
        ("sms", "Benar?\n\n1. Ya\n2. Tidak"),
        ("voice", "Benar? 👍\nYa\n1\nTidak\n2"),
    ],
)
def test_a_part_is_shown_as_on_its_channel(channel: str, expected: str) -> None:
    """Each channel's own means show in the terminal."""
    assert show(ASK, ChannelName(channel)) == expected


async def test_a_label_typed_is_a_tap() -> None:
    """A line that is a button's label counts as a tap where there are buttons."""
    channel = TerminalChannel(ChannelName.TELEGRAM)
    await channel.send("terminal", ASK)

    assert (channel.tapped("ya").kind, channel.tapped("ya").text) == (InboundKind.TAP, "ya")
    assert channel.tapped("mungkin").kind is InboundKind.TEXT


async def test_sms_has_no_taps() -> None:
    """On a basic phone everything is text."""
    channel = TerminalChannel(ChannelName.SMS)
    await channel.send("terminal", ASK)

    assert channel.tapped("Ya").kind is InboundKind.TEXT


async def test_parts_are_collected_and_told() -> None:
    """Every part is kept in order and told to who listens."""
    told = []
    channel = TerminalChannel(on_sent=told.append)

    sent = await channel.send("terminal", ASK)

    assert [(one.id, one.part) for one in told] == [(sent, ASK)]
    assert channel.sent == told


async def test_files_are_fetched_within_the_limit() -> None:
    """A photo from the terminal is fetched as from any channel."""
    channel = TerminalChannel()
    photo = channel.media(InboundKind.PHOTO, b"\xff\xd8", "image/jpeg", "ktp.jpg")

    assert await channel.fetch(photo.media[0], limit=2) == b"\xff\xd8"
    with pytest.raises(FetchError):
        await channel.fetch(photo.media[0], limit=1)


def test_programs_get_options_and_media() -> None:
    """A part as data names each option's label, value and number, and each medium."""
    data = as_data(ASK, ChannelName.TELEGRAM)
    picture = as_data(MediaPart("image", "m.png", "image/png", alt="Menu"), ChannelName.SMS)

    assert data["options"][0] == {"label": "Ya", "value": "ya", "number": "1"}
    assert (picture["media"]["asset"], picture["segments"]) == ("m.png", 1)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Ya", 20, "Ya"), ("Program Keluarga Harapan", 24, "Program Keluarga Harapan"),
        ("Bantuan Pangan Non Tunai", 20, "Bantuan Pangan Non…"), ("x" * 30, 5, "xxxx…"),
        ("👨‍👩‍👧👨‍👩‍👧", 8, "👨‍👩‍👧…"), ("a  b\nc", 9, "a b c"),
    ],
)  # fmt: skip
def test_labels_are_shortened_between_words(text: str, limit: int, expected: str) -> None:
    """A label that must be cut ends at a word where one is near, never inside a cluster."""
    assert shorten(text, limit) == expected
    assert len(expected) <= limit


def test_numbers_are_added_only_where_missing() -> None:
    """A choice that has its line in the text gets no second one."""
    assert numbered("Pilih:\n1. Ya", YES_NO) == "Pilih:\n1. Ya\n\n2. Tidak"
    assert numbered("1. Bantuan Pangan Non Tunai", (Choice("b", "Bantuan Pangan…", "1"),)) == (
        "1. Bantuan Pangan Non Tunai"
    )
    assert numbered("", YES_NO) == "1. Ya\n2. Tidak"


def test_rows_leave_room_for_labels() -> None:
    """As many buttons a row as the longest label allows, eight at most."""
    assert [len(row) for row in rows(YES_NO)] == [2]
    assert [len(row) for row in rows((*YES_NO, Choice("x", "x" * 20, "3")))] == [1, 1, 1]
    assert clusters("👍🏽a") == ["👍🏽", "a"]


@pytest.mark.parametrize(
    "asset", ["../secret", "/etc/passwd", "no.png", "a\0b", "sub/../../secret"]
)
async def test_assets_stay_in_their_folder(tmp_path: Path, asset: str) -> None:
    """Nothing outside the folder of assets is ever read."""
    folder = tmp_path / "assets"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")

    with pytest.raises(LookupError):
        await FolderAssets(folder).read(asset)
