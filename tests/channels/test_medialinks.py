"""Signed addresses of media."""

import datetime as dt

import pytest

from bot.channels.medialinks import LIFETIME, MediaLink, SignedLinks, open_token, seal

KEY = b"k" * 32
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
LINK = MediaLink("audio/id/menu utama é.ogg", "audio/ogg")


def test_a_token_opens_its_asset() -> None:
    """What was sealed is what comes out, until it expires."""
    token = seal(KEY, LINK, NOW)

    assert open_token(KEY, token, NOW) == LINK
    assert open_token(KEY, token, NOW + dt.timedelta(seconds=1)) is None
    assert token.replace("-", "").replace("_", "").isalnum()


def test_links_live_for_a_while() -> None:
    """An address of ours opens until its life is over."""
    at = [NOW]
    links = SignedLinks(KEY, "https://bansos.example/", lambda: at[0])

    base, _, token = links.url(LINK.asset, LINK.content_type).rpartition("/")

    assert base == "https://bansos.example/media"
    assert links.open(token) == LINK
    at[0] += LIFETIME + dt.timedelta(seconds=1)
    assert links.open(token) is None


@pytest.mark.parametrize(
    "token", ["", "x", "====", "é", "a" * 500, "%00", seal(b"other key", LINK, NOW), "Zm9v"]
)
def test_a_forged_token_opens_nothing(token: str) -> None:
    """What we did not seal opens nothing and raises nothing."""
    assert open_token(KEY, token, NOW) is None


def test_every_bit_is_signed() -> None:
    """A token changed in any character opens nothing, or the same."""
    token = seal(KEY, LINK, NOW)

    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert open_token(KEY, changed, NOW) in (None, LINK)


def test_without_a_key_nothing_is_sealed_or_opened() -> None:
    """An empty key is a mistake of configuration, not a weak signature."""
    with pytest.raises(ValueError, match="key"):
        seal(b"", LINK, NOW)
    assert open_token(b"", seal(KEY, LINK, NOW), NOW) is None
