"""`bansos i18n` and `bansos audio` as a translator and an operator use them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands import audio, i18n
from bot.render.preview import preview
from bot.render.signs import sign_videos
from i18n.catalog import Catalog
from i18n.locales import LOCALES


def test_lint_prints_a_table_of_every_language_and_passes() -> None:
    """One row a language that has messages; no faults, so it ends well."""
    done = CliRunner().invoke(i18n.app, ["lint", "--json"])

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert {"id", "id@mudah", "en"} <= {row["tag"] for row in rows}
    assert all(row["mean"] <= 12 and row["faults"] == [] for row in rows)


def test_lint_of_one_language_names_what_is_the_same_as_indonesian() -> None:
    """For a translator to look at: it is no fault."""
    done = CliRunner().invoke(i18n.app, ["lint", "jv"])

    assert done.exit_code == 0
    assert "same as Indonesian, perhaps rightly: program.pkh" in done.stdout


def test_locales_lists_every_language_with_its_state() -> None:
    """Own name, offered or not, missing messages, reviewed or not."""
    done = CliRunner().invoke(i18n.app, ["locales", "--json"])

    rows = {row["tag"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert list(rows) == [locale.tag for locale in LOCALES]
    assert rows["id"]["offered"]
    assert rows["id"]["missing"] == 0


def test_preview_shows_a_message_as_each_channel_and_mode_would() -> None:
    """Looks that are the same stand together; those that differ, apart."""
    [found] = preview(Catalog.load(), "id", "petugas.kontak")

    by_place = {place: look.text for look in found.looks for place in look.where}
    assert found.translated
    assert "WhatsApp 0887-7171-171" in by_place["telegram/tuli"]
    assert "elepon" not in by_place["telegram/tuli"]
    assert len(by_place["sms/standar"]) < len(by_place["telegram/standar"])


@pytest.mark.parametrize("tag", [locale.tag for locale in LOCALES])
def test_preview_of_every_language_shows_every_message(tag: str) -> None:
    """No channel and no access mode has a message that cannot be filled in."""
    lost = [
        (found.msgid, look.where)
        for found in preview(Catalog.load(), tag)
        for look in found.looks
        if "\N{HORIZONTAL ELLIPSIS}" in look.text or not look.text.strip()
    ]

    assert lost == []


def test_preview_says_what_is_not_translated() -> None:
    """A language that takes a message from Indonesian is seen to do so."""
    [found] = preview(Catalog.load(), "id@mudah", "cek.rt_rw_contoh")

    assert not found.translated


def test_preview_of_an_unknown_language_is_wrong_usage() -> None:
    """The languages there are stand in the message."""
    done = CliRunner().invoke(i18n.app, ["preview", "xx"])

    assert done.exit_code == 2
    assert "id@mudah" in done.output


def test_audio_status_names_the_voices() -> None:
    """One line a language, for programs too."""
    done = CliRunner().invoke(audio.app, ["status", "--json"])

    assert done.exit_code == 0
    assert {"id", "en"} <= {json.loads(line)["locale"] for line in done.stdout.splitlines()}


@pytest.mark.parametrize(
    ("content", "videos"),
    [
        ('"cek.nama" = "https://isyarat.example/1"', {"cek.nama": "https://isyarat.example/1"}),
        ('"cek.nama" = "http://isyarat.example/1"', {}),
        ('"cek.nama" = 3', {}),
        ("not toml", {}),
        (None, {}),
    ],
)
def test_sign_videos_are_addresses_of_https(
    tmp_path: Path, content: str | None, videos: dict[str, str]
) -> None:
    """Anything else is left out; a missing or broken file means no videos, and no failure."""
    if content is not None:
        (tmp_path / "isyarat.toml").write_text(content)

    assert sign_videos(tmp_path) == videos
