"""Signatures of DTKS's status webhook (docs/dtks-contract.md).

Rules: HMAC-SHA256 over `timestamp + '.' + body`, in hex, as `v1=<hex>` in `X-Dtks-Signature`;
`timestamp` is Unix seconds, in `X-Dtks-Timestamp`. The time is part of what is signed, so an old
message cannot be sent again later; within the tolerance the receiver drops repeats by `event_id`.
Pure: the present time is handed in. The scheme is the one Stripe and Slack use.
"""

import hashlib
import hmac

TIMESTAMP_HEADER = "X-Dtks-Timestamp"
SIGNATURE_HEADER = "X-Dtks-Signature"
# Five minutes: what Stripe and Slack allow for clocks that disagree.
TOLERANCE_SECONDS = 300
_VERSION = "v1="


def sign(secret: str, timestamp: int | str, body: bytes) -> str:
    """The signature header's value for one body."""
    message = str(timestamp).encode() + b"." + body
    return _VERSION + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def verify(secret: str, timestamp: str, body: bytes, signature: str, *, now: float) -> bool:
    """True if `signature` is of this body and `timestamp` near enough to `now` (Unix seconds).

    The header may hold several signatures, comma separated, while a secret is exchanged. An
    empty secret verifies nothing. Compared in constant time.
    """
    if not secret or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = sign(secret, timestamp, body).encode()
    given = [part.strip() for part in signature.split(",")]
    return any(hmac.compare_digest(expected, part.encode()) for part in given[:5])
