"""Twilio's APIs for messages and content, as far as the bot uses them, in front of the phones.

Rules: basic authentication as the real ones; 201 for what is made, `{code, message, status}` for
what is refused. Interactive content (quick replies, list pickers) is kept under its HX sid and
filled in with its variables when a message names it. Media of a message are fetched from the
address that the bot gave, as Twilio does. What became of a message is reported to its
StatusCallback, signed.
"""

import base64
import datetime as dt
import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.simulator.phones import File, Phone, Phones

# (url) -> the file there; None when it cannot be had.
Fetch = Callable[[str], Awaitable[File | None]]
# (callback url, form) -> posts a signed report.
Report = Callable[[str, dict[str, str]], Awaitable[None]]

_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_BODY_LIMIT = 1600  # Messages resource, `Body`
_KINDS = {"image": "image", "audio": "voice", "video": "video"}


class TwilioApi:
    """The account with `sid` and `token`."""

    def __init__(
        self, phones: Phones, sid: str, token: str, *, prefix: str, fetch: Fetch, report: Report
    ) -> None:
        self._phones = phones
        self._sid = sid
        self._expected = base64.b64encode(f"{sid}:{token}".encode())
        self._fetch = fetch
        self._report = report
        self._contents: dict[str, dict[str, Any]] = {}
        account = f"{prefix}/2010-04-01/Accounts/{sid}"
        self.routes = [
            Route(f"{account}.json", self._account),
            Route(f"{account}/Messages.json", self._create, methods=["POST"]),
            Route(f"{account}/Messages/{{message}}/Media/{{file}}", self._media),
            Route(f"{prefix}/v1/Content", self._content, methods=["POST"]),
            Route(f"{prefix}/v1/Content", self._list, methods=["GET"]),
            Route(f"{prefix}/v1/Content/{{content}}", self._forget, methods=["DELETE"]),
        ]

    def _known(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), self._expected)
        return scheme.lower() == "basic" and right

    async def _account(self, request: Request) -> Response:
        if not self._known(request):
            return _error(401, 20003, "Authenticate")
        return JSONResponse({"sid": self._sid, "status": "active", "friendly_name": "Simulator"})

    async def _content(self, request: Request) -> Response:
        if not self._known(request):
            return _error(401, 20003, "Authenticate")
        try:
            content = await request.json()
        except ValueError:
            content = None
        if not isinstance(content, dict) or "types" not in content:
            return _error(400, 20422, "Invalid content")
        sid = "HX" + secrets.token_hex(16)
        self._contents[sid] = content
        content["date_created"] = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return JSONResponse(self._told(sid, content), status_code=201)

    def _told(self, sid: str, content: dict[str, Any]) -> dict[str, Any]:
        keys = ("friendly_name", "language", "variables", "types", "date_created")
        told: dict[str, Any] = {key: content.get(key) for key in keys}
        return {"sid": sid, "account_sid": self._sid, **told}

    async def _list(self, request: Request) -> Response:
        """All on one page: a simulator's are few."""
        if not self._known(request):
            return _error(401, 20003, "Authenticate")
        contents = [self._told(sid, content) for sid, content in self._contents.items()]
        meta = {"page": 0, "page_size": 500, "key": "contents", "next_page_url": None}
        return JSONResponse({"contents": contents, "meta": meta})

    async def _forget(self, request: Request) -> Response:
        if not self._known(request):
            return _error(401, 20003, "Authenticate")
        self._contents.pop(request.path_params["content"], None)
        return Response(status_code=204)

    async def _create(self, request: Request) -> Response:
        if not self._known(request):
            return _error(401, 20003, "Authenticate")
        async with request.form() as given:
            form = {name: str(value) for name, value in given.items()}
        to = form.get("To", "")
        phone = self._phones.at(to)
        if phone is None:
            return _error(400, 21211, "Invalid 'To' phone number")
        if phone.blocked:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        shown: dict[str, Any] = {"text": form.get("Body", "")}
        if len(shown["text"]) > _BODY_LIMIT:
            return _error(400, 21617, "The concatenated message body exceeds 1600 characters")
        if sid := form.get("ContentSid", ""):
            content = self._contents.get(sid)
            if content is None:
                return _error(404, 20404, "Content not found")
            shown = _display(content, form.get("ContentVariables", ""))
        message = "SM" + secrets.token_hex(16)
        url = form.get("MediaUrl", "")
        callback = form.get("StatusCallback", "")

        async def after() -> None:
            await self._deliver(phone, message, url, callback, form.get("From", ""))

        told = {
            "sid": message,
            "account_sid": self._sid,
            "to": to,
            "from": form.get("From"),
            "body": shown["text"],
            "status": "queued",
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
        }
        # The display is set before the answer, so that two messages keep their order.
        phone.show(message, by="bot", status="sent", **shown)
        return JSONResponse(told, status_code=201, background=BackgroundTask(after))

    async def _deliver(
        self,
        phone: Phone,
        message: str,
        url: str,
        callback: str,
        sender: str,
    ) -> None:
        """Fetch the medium, then report how far the message came."""
        if url:
            file = await self._fetch(url)
            media: dict[str, Any] = {"kind": "document", "file": "", "name": "?", "type": ""}
            if file is not None:
                kind = _KINDS.get(file.content_type.partition("/")[0], "document")
                media = {"kind": kind, "file": phone.keep(file), "name": file.name}
                media["type"] = file.content_type
            phone.show(message, media=media)
        for status in ("sent", "delivered", *(["read"] if phone.watchers else [])):
            phone.show(message, status=status)
            if callback:
                report = {"MessageSid": message, "SmsSid": message, "MessageStatus": status}
                report |= {"SmsStatus": status, "To": phone.address, "From": sender}
                await self._report(callback, {**report, "AccountSid": self._sid})

    async def _media(self, request: Request) -> Response:
        file = self._phones.file(request.path_params["file"])
        if not self._known(request) or file is None:
            return _error(404, 20404, "Not found")
        return Response(file.content, media_type=file.content_type)


def _display(content: dict[str, Any], variables: str) -> dict[str, Any]:
    """What a content looks like on a phone, its variables filled in."""
    given = {**(content.get("variables") or {}), **(json.loads(variables) if variables else {})}

    def fill(text: object) -> str:
        return _VARIABLE.sub(lambda m: str(given.get(m.group(1), m.group(0))), str(text or ""))

    types = content["types"]
    if quick := types.get("twilio/quick-reply"):
        row = [{"label": fill(a["title"]), "value": fill(a.get("id"))} for a in quick["actions"]]
        keyboard = {"style": "buttons", "rows": [[key] for key in row]}
        return {"text": fill(quick["body"]), "keyboard": keyboard}
    if picker := types.get("twilio/list-picker"):
        items = [
            {
                "label": fill(item["item"]),
                "value": fill(item.get("id")),
                "description": fill(item.get("description")),
            }
            for item in picker["items"]
        ]
        keyboard = {"style": "list", "open": fill(picker.get("button")), "rows": [items]}
        return {"text": fill(picker["body"]), "keyboard": keyboard}
    plain: dict[str, Any] = types.get("twilio/text") or next(iter(types.values()), {})
    return {"text": fill(plain.get("body"))}


def _error(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return JSONResponse(body, status_code=status)
