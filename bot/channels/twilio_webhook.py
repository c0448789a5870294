"""Twilio's webhooks: is it Twilio, and what do the fields say.

Rules: the signed URL is made of the configured public address, never of the request, because TLS
proxies change scheme and host. Both signature modes: the account's auth token (SHA-1) and shared
keys (SHA-256, named by X-Twilio-Webhooks-Signature-Settings). Blank fields count: they are signed
too. Fields we don't know are ignored. Nothing here raises on hostile input.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from bot.channels import clean
from bot.channels.base import ChannelName, DeliveryStatus, RawRequest, Receipt

# Twilio sends about 30 fields; a form with more than this is not Twilio's.
_FIELDS_MAX = 400
_SIGNATURE = SIGNATURE_HEADER.lower()
_SETTINGS = SIGNATURE_SETTINGS_HEADER.lower()

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
STATUSES: dict[str, DeliveryStatus] = {
    "accepted": DeliveryStatus.QUEUED,
    "scheduled": DeliveryStatus.QUEUED,
    "queued": DeliveryStatus.QUEUED,
    "sending": DeliveryStatus.SENDING,
    "sent": DeliveryStatus.SENT,
    "partially_delivered": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
    "undelivered": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}


class Form(dict[str, list[str]]):
    """A form's fields, each with its values in order; `getlist` is what the SDK asks for."""

    def getlist(self, name: str) -> list[str]:
        """All values of a field."""
        return self.get(name, [])

    def first(self, *names: str) -> str:
        """The first value that is not blank of the first field that has one; else ''."""
        for name in names:
            for value in self.get(name, ()):
                if value.strip():
                    return clean.text(value)
        return ""


def _is_json(request: RawRequest) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in {
        "application/json",
        "text/json",
    }


def read_form(request: RawRequest) -> Form:
    """The request's fields, from a form or a flat JSON object; empty for anything else."""
    form = Form()
    try:
        if _is_json(request):
            loaded = msgspec.json.decode(request.body)
            pairs = list(loaded.items()) if isinstance(loaded, dict) else []
        else:
            pairs = parse_qsl(
                request.body.decode("utf-8", "replace"),
                keep_blank_values=True,
                max_num_fields=_FIELDS_MAX,
            )
    except (ValueError, RecursionError):
        return Form()
    for name, value in pairs:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            form.setdefault(name, []).append(str(value))
    return form


class Signatures:
    """Checks requests against the account's token and the shared keys (id -> secret)."""

    def __init__(
        self, auth_token: str, public_url: str, shared_keys: Mapping[str, str] | None = None
    ) -> None:
        self._public_url = public_url.rstrip("/")
        self._account = RequestValidator(auth_token) if auth_token else None
        self._shared = {
            key: RequestValidator(secret) for key, secret in (shared_keys or {}).items() if secret
        }

    def genuine(self, request: RawRequest) -> bool:
        """Is the request signed by Twilio for our address? Constant time for a given length."""
        signature = request.headers.get(_SIGNATURE, "")
        settings = request.headers.get(_SETTINGS, "")
        validator = self._shared.get(_key_id(settings), self._account)
        if validator is None or not signature:
            return False
        url = self._public_url + request.path + (f"?{request.query}" if request.query else "")
        algorithm = get_signature_algorithm(settings)
        try:
            if _is_json(request):
                # Without the body's hash in the URL the body is unsigned (and the SDK raises).
                if "bodySHA256=" not in request.query:
                    return False
                return bool(
                    validator.validate(url, request.body.decode("utf-8"), signature, algorithm)
                )
            return bool(validator.validate(url, read_form(request), signature, algorithm))
        # Nothing that a stranger sends may surface as an error: what can't be read isn't signed.
        except Exception:
            return False


def _key_id(settings: str) -> str:
    for part in settings.split(","):
        name, separator, value = part.partition("=")
        if separator and name.strip() == "key":
            return value.strip()
    return ""


def parse_status(form: Form) -> Receipt | None:
    """The delivery report in a form, or None if it holds none."""
    status = STATUSES.get(form.first("MessageStatus", "SmsStatus").lower())
    sid = form.first("MessageSid", "SmsSid")
    if status is None or not sid:
        return None
    ends = form.first("From", "ChannelToAddress") + form.first("To")
    channel = ChannelName.WHATSAPP if "whatsapp:" in ends else ChannelName.SMS
    code = clean.whole(form.first("ErrorCode"))
    return Receipt(channel, sid[:64], status, str(code) if code else None)


def is_status(form: Form) -> bool:
    """Is the form a delivery report rather than a message from somebody?"""
    status = form.first("MessageStatus").lower()
    return bool(status) and status not in {"received", "receiving"}
