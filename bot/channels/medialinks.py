"""Addresses that Twilio fetches our media from: signed, short-lived, and saying nothing.

Rules: pure. A token is base64url(expiry, content type, asset, MAC); only who holds the key can
make one, and after `expires_at` it opens nothing. The asset's name is in the token but readable
only by decoding it; names of assets hold no personal data.
"""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import struct
from typing import Protocol

import msgspec

_MAC_BYTES = 16
_EXPIRY = struct.Struct(">I")
# Twilio fetches within seconds, and again when it retries for a while.
LIFETIME = dt.timedelta(hours=4)
# What a call plays: <Play> takes MP3, WAV, AIFF, GSM and u-law, no OGG (error 13325);
# https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types
PLAYED = "audio/wav"


class MediaLink(msgspec.Struct, frozen=True):
    """What a token opens."""

    asset: str
    content_type: str


class MediaLinks(Protocol):
    """Makes the public address of an asset; the web side serves it."""

    def url(self, asset: str, content_type: str) -> str:
        """An address that the provider can fetch for a while."""
        ...


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.new(key, b"bansos-media\0" + payload, hashlib.sha256).digest()[:_MAC_BYTES]


def seal(key: bytes, link: MediaLink, expires_at: dt.datetime) -> str:
    """The token for `link`, good until `expires_at` (aware). Raises ValueError for an empty key."""
    if not key:
        raise ValueError("a media link needs a key")
    words = f"{link.content_type}\0{link.asset}".encode()
    payload = _EXPIRY.pack(int(expires_at.timestamp())) + words
    return base64.urlsafe_b64encode(payload + _mac(key, payload)).rstrip(b"=").decode()


def open_token(key: bytes, token: str, now: dt.datetime) -> MediaLink | None:
    """What the token opens at `now`; None if it is forged, mangled or expired."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
    payload, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not key or len(payload) < _EXPIRY.size or not hmac.compare_digest(mac, _mac(key, payload)):
        return None
    if _EXPIRY.unpack(payload[: _EXPIRY.size])[0] < now.timestamp():
        return None
    content_type, _, asset = payload[_EXPIRY.size :].decode().partition("\0")
    return MediaLink(asset, content_type)


class SignedLinks:
    """Media links under `public_url`/media/; `clock` tells the time (aware)."""

    def __init__(self, key: bytes, public_url: str, clock: "Clock") -> None:
        self._key = key
        self._base = public_url.rstrip("/")
        self._clock = clock

    def url(self, asset: str, content_type: str) -> str:
        """`PUBLIC_URL/media/<token>`, good for `LIFETIME`."""
        token = seal(self._key, MediaLink(asset, content_type), self._clock() + LIFETIME)
        return f"{self._base}/media/{token}"

    def open(self, token: str) -> MediaLink | None:
        """What a requested token opens now; None means 404."""
        return open_token(self._key, token, self._clock())


class Clock(Protocol):
    """The time, as an aware datetime."""

    def __call__(self) -> dt.datetime:
        """Now."""
        ...
