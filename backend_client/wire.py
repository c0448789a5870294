"""The wire between bot and DTKS: paths, headers, problems. Shared by client and server.

Rules: requests that name a person are POST with a body, so that no NIK or name is in a URL or an
access log. Failures are RFC 9457 problem documents with the codes of `BackendErrorCode`.
"""

import base64
import binascii
import hashlib

import msgspec

from backend_client.port import BackendError, BackendErrorCode

SEARCH = "/v1/recipients/search"
LOOKUP_NIK = "/v1/recipients/by-nik"
CHECK_NIK = "/v1/nik/check"
SUBMISSIONS = "/v1/submissions"
MEDIA = "/v1/media"
CASES = "/v1/cases/query"
CHANGES = "/v1/changes"
PING = "/v1/ping"

IDEMPOTENCY_KEY = "Idempotency-Key"
# RFC 9530: `sha-256=:<base64>:`
CONTENT_DIGEST = "Content-Digest"
PROBLEM_TYPE = "application/problem+json"
PROBLEM_URI = "urn:dtks:problem:"

STATUS = {
    BackendErrorCode.UNAVAILABLE: 503,
    BackendErrorCode.TIMEOUT: 504,
    BackendErrorCode.RATE_LIMITED: 429,
    BackendErrorCode.UNAUTHORISED: 401,
    BackendErrorCode.REJECTED: 422,
    BackendErrorCode.NOT_FOUND: 404,
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, with `code`, the refused `fields`, and the office's words in `detail`."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    fields: tuple[str, ...] = ()


class MediaReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """An upload is stored under this id."""

    id: str


def problem(error: BackendError) -> Problem:
    """The document for an error."""
    status = STATUS.get(error.code, 500)
    return Problem(
        type=PROBLEM_URI + error.code,
        title=error.code.replace("_", " "),
        status=status,
        code=error.code,
        detail=error.reason,
        fields=error.fields,
    )


def digest_header(sha256: str) -> str:
    """The Content-Digest value of a hex SHA-256."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def digest_of_header(value: str) -> str | None:
    """The hex SHA-256 in a Content-Digest value; None if there is none."""
    for part in value.split(","):
        name, _, encoded = part.strip().partition("=")
        if name.lower() == "sha-256" and len(encoded) > 2 and encoded[0] == encoded[-1] == ":":
            try:
                raw = base64.b64decode(encoded[1:-1], validate=True)
            except (binascii.Error, ValueError):
                return None
            return raw.hex() if len(raw) == hashlib.sha256().digest_size else None
    return None
