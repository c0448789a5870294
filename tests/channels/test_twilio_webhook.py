"""Twilio's webhooks as they come: who is believed, and what the fields say."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.channels.base import Channel, Inbound, InboundKind, RawRequest
from bot.channels.sms import SmsChannel
from bot.channels.twilio import TwilioAccount
from bot.channels.twilio_webhook import is_status, read_form
from bot.channels.vcard import read_contact
from bot.channels.whatsapp import WhatsAppChannel
from tests.channels.rows import inbound, receipt, rows
from tests.fakes import twilio_hooks as hooks
from tests.fakes.twilio_api import SID, TOKEN

PUBLIC = "https://bansos.example.go.id"
PATH = "/hooks/whatsapp"
KEYS = {"webhooks_sharedkey_1": "kunci-satu", "webhooks_sharedkey_2": "kunci-dua"}
WHO = "whatsapp:+6281200000001"


def account(
    token: str = TOKEN, public_url: str = PUBLIC, keys: dict[str, str] | None = None
) -> TwilioAccount:
    """An account that makes no calls."""
    return TwilioAccount(SID, token, public_url=public_url, shared_keys=keys)


def channel_of(name: str, **how: Any) -> Channel:
    """WhatsApp or SMS."""
    if name == "sms":
        return SmsChannel(account(**how), "+6281100001111")
    return WhatsAppChannel(account(**how), "+6281100001111")


def request(
    fields: dict[str, str], headers: dict[str, str] | None = None, *, query: str = ""
) -> RawRequest:
    """A form post; header names in lower case, as the web side hands them over."""
    lower = {k.lower(): v for k, v in (headers or {}).items()}
    return RawRequest(PATH, query, lower, urlencode(fields).encode())


@pytest.mark.parametrize("row", rows("twilio"), ids=lambda row: row["name"])
def test_form_becomes_fields(row: dict[str, Any]) -> None:
    """A form gives exactly the fields of its row, or nothing."""
    found = channel_of(row["channel"]).parse(request(row["form"]))

    if row.get("receipt"):
        assert found == [receipt(row["receipt"])]
    else:
        assert found == ([inbound(row["expect"])] if row.get("expect") else [])


def test_json_fields_are_read_too() -> None:
    """A webhook configured for JSON says the same."""
    body = b'{"MessageSid":"SM1","From":"whatsapp:+62812","Body":"halo","NumMedia":0}'
    raw = RawRequest(PATH, "", {"content-type": "application/json"}, body)

    (found,) = channel_of("whatsapp").parse(raw)

    assert isinstance(found, Inbound)
    assert (found.kind, found.text) == (InboundKind.TEXT, "halo")


def test_of_several_media_what_can_be_evidence_comes_first() -> None:
    """An MMS that begins with its layout is a message with photos, in their order."""
    kinds = ("application/smil", "image/jpeg", "text/plain", "image/png")
    numbered = list(enumerate(kinds))
    form = hooks.message("+6281200000001", "dua foto", NumMedia="4")
    form |= {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n, _ in numbered}
    form |= {f"MediaContentType{n}": kind for n, kind in numbered}

    (found,) = channel_of("sms").parse(request(form))

    assert isinstance(found, Inbound)
    assert found.kind is InboundKind.PHOTO
    assert [item.ref[-1] for item in found.media] == ["1", "3", "0", "2"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"&&&===", b"a=1&" * 5000, b"%zz=%f"])
@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data"])
def test_what_is_no_form_gives_nothing(body: bytes, content_type: str) -> None:
    """A body that is no webhook is ignored without an error."""
    raw = RawRequest(PATH, "", {"content-type": content_type}, body)

    assert channel_of("whatsapp").parse(raw) == []
    assert not channel_of("whatsapp").verify(raw)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(hooks.media(WHO, "u", "image/png"))), st.text()))
def test_hostile_values_never_raise(values: dict[str, str]) -> None:
    """Whatever a field holds, parsing gives one message or nothing."""
    fields = {**hooks.media(WHO, "https://x/y", "image/png"), **values}
    body = urlencode(fields, errors="surrogatepass").encode()

    found = channel_of("whatsapp").parse(RawRequest(PATH, "", {}, body))

    assert len(found) <= 1


def test_our_signer_agrees_with_the_sdk() -> None:
    """The independent signer and the SDK's validator compute the same signature."""
    fields = hooks.message(WHO, "", MediaUrl0="https://x?a=1&b=2")
    url = f"{PUBLIC}{PATH}?b=2&a=1"

    for algorithm in ("HMAC_SHA1", "HMAC_SHA256"):
        expected = RequestValidator(TOKEN).compute_signature(url, fields, algorithm)
        assert hooks.sign(url, fields, TOKEN, algorithm) == expected


@pytest.mark.parametrize("public_url", [PUBLIC, PUBLIC + "/", PUBLIC + ":443", "http://[::1]:80"])
def test_signed_form_is_believed(public_url: str) -> None:
    """A form signed over the configured public address is believed, blank fields included."""
    fields = hooks.message(WHO, "")
    url = public_url.rstrip("/") + PATH + "?x=1%202"

    signed = request(fields, hooks.headers(url, fields), query="x=1%202")

    assert channel_of("whatsapp", public_url=public_url).verify(signed)


def test_repeated_fields_are_signed_once_each() -> None:
    """A field that occurs twice is signed with each of its values, sorted."""
    body = b"MediaUrl=b&MediaUrl=a&Body="
    signature = base64.b64encode(
        hmac.new(
            TOKEN.encode(), f"{PUBLIC}{PATH}BodyMediaUrlaMediaUrlb".encode(), hashlib.sha1
        ).digest()
    ).decode()

    raw = RawRequest(PATH, "", {"x-twilio-signature": signature}, body)

    assert channel_of("whatsapp").verify(raw)


def test_host_and_scheme_of_the_request_do_not_count() -> None:
    """A signature over the address that the request claims, not the configured one, is refused."""
    fields = hooks.message(WHO, "halo")
    headers = hooks.headers("http://evil.example/hooks/whatsapp", fields)
    headers |= {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}

    assert not channel_of("whatsapp").verify(request(fields, headers))


@pytest.mark.parametrize("key_id", sorted(KEYS))
def test_shared_key_mode_is_believed(key_id: str) -> None:
    """A SHA-256 signature is checked with the shared key that its settings header names."""
    fields = hooks.message(WHO, "halo")
    headers = hooks.headers(PUBLIC + PATH, fields, KEYS[key_id], key_id=key_id)

    assert channel_of("whatsapp", keys=KEYS).verify(request(fields, headers))


def test_sha256_with_the_account_token_is_believed() -> None:
    """Without configured shared keys the SHA-256 mode is checked with the account's token."""
    fields = hooks.message(WHO, "halo")
    headers = hooks.headers(PUBLIC + PATH, fields, TOKEN, key_id="webhooks_sharedkey_x")

    assert channel_of("whatsapp").verify(request(fields, headers))


FIELDS = hooks.message(WHO, "halo")
GOOD = hooks.headers(PUBLIC + PATH, FIELDS)
SHARED = hooks.headers(PUBLIC + PATH, FIELDS, "kunci-satu", key_id="webhooks_sharedkey_1")
_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"


@pytest.mark.parametrize(
    "headers",
    [
        {}, {**GOOD, "X-Twilio-Signature": ""}, {**GOOD, "X-Twilio-Signature": "é" * 28},
        {**GOOD, "X-Twilio-Signature": GOOD["X-Twilio-Signature"][:-2] + "A="},
        hooks.headers(PUBLIC + PATH, FIELDS, "x" * 32),
        hooks.headers(PUBLIC + "/hooks/sms", FIELDS),
        hooks.headers(PUBLIC + PATH, {**FIELDS, "Body": "usul"}),
        {**GOOD, _SETTINGS: "key=k,algorithm=HMAC_MD5"}, {**GOOD, _SETTINGS: "algorithm=none"},
        {**SHARED, _SETTINGS: "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256"},
        {**SHARED, _SETTINGS: "key=webhooks_sharedkey_1"}, {**SHARED, _SETTINGS: ",,=,"},
    ],
)  # fmt: skip
def test_forged_form_is_refused(headers: dict[str, str]) -> None:
    """A missing, wrong or misdirected signature is refused in either mode."""
    assert not channel_of("whatsapp", keys=KEYS).verify(request(FIELDS, headers))


def test_an_account_without_a_token_believes_nobody() -> None:
    """Without a configured token even a signature made with an empty key is refused."""
    headers = hooks.headers(PUBLIC + PATH, FIELDS, "")

    assert not channel_of("whatsapp", token="").verify(request(FIELDS, headers))


@pytest.mark.parametrize("token", [TOKEN, ""])
def test_a_shared_key_without_a_secret_believes_nobody(token: str) -> None:
    """A key that is named and left empty opens nothing to who signs with nothing."""
    headers = hooks.headers(PUBLIC + PATH, FIELDS, "", key_id="webhooks_sharedkey_1")
    channel = channel_of("whatsapp", token=token, keys={"webhooks_sharedkey_1": ""})

    assert not channel.verify(request(FIELDS, headers))


def test_the_key_is_found_wherever_it_stands_in_the_settings() -> None:
    """The settings header may name the algorithm first."""
    settled = {**SHARED, _SETTINGS: "algorithm=HMAC_SHA256, key = webhooks_sharedkey_1"}

    assert channel_of("whatsapp", keys=KEYS).verify(request(FIELDS, settled))


def test_a_form_of_more_than_four_hundred_fields_is_none() -> None:
    """Twilio sends about thirty; what could be a flood is not read."""
    forms = [read_form(request({f"f{n}": "1" for n in range(count)})) for count in (400, 401)]

    assert [len(form) for form in forms] == [400, 0]


@pytest.mark.parametrize(
    ("status", "report"),
    [("delivered", True), ("SENT", True), ("received", False), ("Receiving", False), ("", False)],
)
def test_a_message_that_was_received_is_no_report(status: str, report: bool) -> None:
    """Twilio names a status in what a citizen writes too: 'received'."""
    assert is_status(read_form(request({"MessageStatus": status, "Body": "halo"}))) is report


def test_json_body_is_believed_by_its_hash() -> None:
    """A JSON webhook is signed by the body's hash in the URL."""
    url, body, signature = hooks.json_request(PUBLIC + PATH, {"MessageSid": "SM1"})
    query = url.partition("?")[2]
    headers = {"content-type": "application/json", "x-twilio-signature": signature}
    channel = channel_of("whatsapp")

    assert channel.verify(RawRequest(PATH, query, headers, body))
    assert not channel.verify(RawRequest(PATH, query, headers, body + b" "))
    assert not channel.verify(RawRequest(PATH, query, headers, b"\xff"))


def test_json_body_without_its_hash_is_refused() -> None:
    """A JSON body that the signature does not cover is refused, without the SDK's TypeError."""
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-twilio-signature": hooks.sign(PUBLIC + PATH, {}),
    }

    assert not channel_of("whatsapp").verify(RawRequest(PATH, "", headers, b'{"Body":"x"}'))


_CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Budi Santoso\r\n"
    b"TEL;type=CELL;waid=62812:+62 812-3456-7890\r\nEND:VCARD"
)
_URI_CARD = b"BEGIN:VCARD\nitem1.TEL;VALUE=uri:tel:+6281234567890\nEND:VCARD"


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (_CARD, ("Budi Santoso", "+6281234567890")),
        (_URI_CARD, (None, "+6281234567890")),
        (b"BEGIN:VCARD\nFN:Nama yang\n  panjang\nEND:VCARD\nFN:Lain", ("Nama yang panjang", None)),
        (b"\xff\xfe", (None, None)),
        (b"", (None, None)),
    ],
)
def test_contact_card_gives_name_and_phone(
    card: bytes, expected: tuple[str | None, str | None]
) -> None:
    """A vCard of any dialect gives the first contact's name and phone number."""
    assert read_contact(card) == expected
