"""Webhooks as Twilio sends and signs them, by a signer of its own (not the SDK's).

Rules: pure but for `deliver`; synthetic numbers only. The signature is computed from Twilio's
description (webhooks-security), so that it checks the SDK's validator and not itself.
"""

import base64
import hashlib
import hmac
import itertools
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.twilio_api import SID, TOKEN

_ids = itertools.count(1)
_BOT = "+6281100001111"


def sign(
    url: str, fields: dict[str, str], secret: str = TOKEN, algorithm: str = "HMAC_SHA1"
) -> str:
    """X-Twilio-Signature for a form posted to `url`."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    function = hashlib.sha256 if algorithm == "HMAC_SHA256" else hashlib.sha1
    return base64.b64encode(hmac.new(secret.encode(), signed.encode(), function).digest()).decode()


def headers(
    url: str, fields: dict[str, str], secret: str = TOKEN, *, key_id: str = ""
) -> dict[str, str]:
    """All headers of a signed form; with a `key_id`, in the shared-key mode."""
    made = {"Content-Type": "application/x-www-form-urlencoded"}
    if key_id:
        made["X-Twilio-Webhooks-Signature-Settings"] = f"key={key_id},algorithm=HMAC_SHA256"
    algorithm = "HMAC_SHA256" if key_id else "HMAC_SHA1"
    made["X-Twilio-Signature"] = sign(url, fields, secret, algorithm)
    return made


def json_request(url: str, body: dict[str, Any], secret: str = TOKEN) -> tuple[str, bytes, str]:
    """(url with bodySHA256, body, signature) of a JSON webhook."""
    raw = json.dumps(body).encode()
    separator = "&" if "?" in url else "?"
    url = f"{url}{separator}bodySHA256={hashlib.sha256(raw).hexdigest()}"
    return url, raw, sign(url, {}, secret)


def message(sender: str, body: str = "", *, sid: str = "", **fields: str) -> dict[str, str]:
    """An incoming message; `sender` with 'whatsapp:' for WhatsApp."""
    number = next(_ids)
    sid = sid or f"SM{number:032x}"
    form = {
        "AccountSid": SID, "ApiVersion": "2010-04-01", "MessageSid": sid, "SmsMessageSid": sid,
        "SmsSid": sid, "SmsStatus": "received", "NumMedia": "0", "NumSegments": "1",
        "From": sender, "Body": body,
    }  # fmt: skip
    if sender.startswith("whatsapp:"):
        form |= {"To": f"whatsapp:{_BOT}", "ProfileName": "Sari", "MessageType": "text",
                 "WaId": sender.removeprefix("whatsapp:").removeprefix("+"),
                 "ChannelMetadata": '{"type":"whatsapp","data":{}}'}  # fmt: skip
    else:
        form |= {"To": _BOT, "FromCountry": "ID", "ToCountry": "ID"}
    return {**form, **fields}


def tap(sender: str, payload: str, text: str, **fields: str) -> dict[str, str]:
    """A tap on a quick reply."""
    told = {"MessageType": "button", "ButtonPayload": payload, "ButtonText": text}
    return message(sender, text, **told, **fields)


def pick(sender: str, value: str, title: str) -> dict[str, str]:
    """A choice from a list."""
    return message(sender, title, MessageType="interactive", ListId=value, ListTitle=title)


def media(sender: str, url: str, content_type: str, body: str = "") -> dict[str, str]:
    """A message with one medium."""
    told = {"image": "image", "audio": "audio", "video": "video"}
    kind = told.get(content_type.partition("/")[0], "document")
    return message(sender, body, NumMedia="1", MediaUrl0=url, MediaContentType0=content_type,
                   MessageType=kind)  # fmt: skip


def status(sid: str, value: str, *, to: str, code: str = "") -> dict[str, str]:
    """A delivery report."""
    sender = f"whatsapp:{_BOT}" if to.startswith("whatsapp:") else _BOT
    form = {"AccountSid": SID, "MessageSid": sid, "SmsSid": sid, "MessageStatus": value,
            "SmsStatus": value, "To": to, "From": sender, "ApiVersion": "2010-04-01"}  # fmt: skip
    return {**form, "ErrorCode": code} if code else form


def call(sid: str, sender: str, **fields: str) -> dict[str, str]:
    """A turn of a call."""
    form = {"AccountSid": SID, "CallSid": sid, "From": sender, "To": _BOT, "Caller": sender,
            "Called": _BOT, "CallStatus": "in-progress", "Direction": "inbound",
            "ApiVersion": "2010-04-01"}  # fmt: skip
    return {**form, **fields}


async def deliver(
    session: aiohttp.ClientSession,
    base: str,
    path: str,
    fields: dict[str, str],
    *,
    public_url: str = "",
    secret: str = TOKEN,
) -> tuple[int, str]:
    """Post a signed form to the bot at `base`, signed for its `public_url`; (status, answer)."""
    signed = headers((public_url or base).rstrip("/") + path, fields, secret)
    async with session.post(base + path, data=urlencode(fields), headers=signed) as answer:
        return answer.status, await answer.text()
