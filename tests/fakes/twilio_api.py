"""Twilio on loopback: Messages, Content and media, with the limits of the real ones.

Rules: a request the real API would refuse is refused with its error code and listed in `problems`
when it is our own mistake (wrong encoding, a limit, a broken content). Free text to a WhatsApp
recipient who has not written for 24 hours fails with 63016, in the delivery report, as with
Twilio. `python -m tests.fakes.twilio_api --port 8082` runs it as a process of its own.
"""

import argparse
import asyncio
import base64
import itertools
import json
import re
import secrets
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.server import Call, Failure, FakeServer
from tests.fakes.twilio_limits import wrong_content

SID = "AC" + "0f" * 16
TOKEN = "12345678901234567890123456789012"
WINDOW_SECONDS = 24 * 3600
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_MESSAGE_FIELDS = frozenset({
    "To", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid", "ContentVariables",
    "StatusCallback",
})  # fmt: skip


def error(status: int, code: int, message: str) -> dict[str, Any]:
    """The body of a Twilio error."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": message, "more_info": more, "status": status}


def refusal(status: int, code: int, **headers: str) -> Failure:
    """A scripted refusal with one of Twilio's error codes."""
    return Failure(status, error(status, code, f"Error {code}"), headers)


INTERNAL = Failure(500, error(500, 20500, "Internal Server Error"))
BAD_GATEWAY = Failure(502, "<html>Bad Gateway</html>")
UNAVAILABLE = Failure(503, error(503, 20503, "Service Unavailable"))
GARBAGE = Failure(201, "<html>")
DROPPED = Failure(drop=True, after_work=True)


class FakeTwilio(FakeServer):
    """The account `sid`. `open_window` says who wrote lately; `always_open` skips that rule."""

    def __init__(
        self,
        sid: str = SID,
        token: str = TOKEN,
        *,
        always_open: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self.sid = sid
        self.token = token
        self.always_open = always_open
        self.contents: dict[str, dict[str, Any]] = {}
        self.templates: set[str] = set()
        self.media: dict[str, tuple[bytes, str]] = {}
        self.redirects: dict[str, str] = {}
        self.opted_out: set[str] = set()
        # What the account's lists hold; None: an account that may not read them.
        self.numbers: list[dict[str, Any]] | None = None
        self.senders: list[dict[str, Any]] | None = None
        self.status = "active"
        self._clock = clock
        self._wrote: dict[str, float] = {}
        self._ids = itertools.count(1)

    def application(self) -> web.Application:
        """The routes of all Twilio hosts, on one."""
        app = web.Application()
        base = f"/2010-04-01/Accounts/{self.sid}"
        app.router.add_get(f"{base}.json", self._account)
        app.router.add_get(f"{base}/IncomingPhoneNumbers.json", self._numbers)
        app.router.add_get("/v2/Channels/Senders", self._senders)
        app.router.add_post(f"{base}/Messages.json", self._messages)
        app.router.add_post(f"{base}/Calls.json", self._calls_made)
        app.router.add_post("/v1/Content", self._content)
        app.router.add_get("/v1/Content", self._contents)
        app.router.add_delete("/v1/Content/{sid}", self._content_delete)
        app.router.add_get("/{path:.*Media/.*}", self._media)
        app.router.add_get("/cdn/{path:.+}", self._media)
        app.router.add_get("/_calls", self._record)
        app.router.add_post("/_fail", self._fail)
        return app

    def open_window(self, address: str) -> None:
        """The citizen has just written."""
        self._wrote[address] = self._clock()

    def put_media(self, content: bytes, content_type: str, *, name: str = "") -> str:
        """Keep a medium; the URL as Twilio would tell it in a webhook."""
        sid = name or f"ME{next(self._ids):032x}"
        path = f"/2010-04-01/Accounts/{self.sid}/Messages/MM{'0' * 32}/Media/{sid}"
        self.media[path] = (content, content_type)
        return f"https://api.twilio.com{path}"

    def shown(self, address: str) -> list[dict[str, Any]]:
        """What the citizen of this address has on their screen: body, buttons, items, media."""
        return [
            self.render(call.params) for call in self.delivered("message")
            if call.params.get("To") == address
        ]  # fmt: skip

    def render(self, params: dict[str, Any]) -> dict[str, Any]:
        """A message with its content, if any, filled in with its variables."""
        screen: dict[str, Any] = {
            "body": params.get("Body", ""),
            "media": params.get("MediaUrl", []),
        }
        if sid := params.get("ContentSid"):
            content = self.contents[sid]
            given = json.loads(params.get("ContentVariables") or "{}")
            values = {**(content.get("variables") or {}), **given}
            ((kind, shape),) = content["types"].items()
            filled = json.loads(_VARIABLE.sub(
                lambda m: json.dumps(str(values.get(m[1], m[0])))[1:-1], json.dumps(shape)
            ))  # fmt: skip
            screen |= {"kind": kind, **filled}
        return screen

    def _refuse(self, status: int, code: int, message: str, *, ours: bool) -> web.Response:
        if ours:
            self.problems.append(f"{code}: {message}")
        return web.json_response(error(status, code, message), status=status)

    def _known(self, request: web.Request) -> bool:
        expected = "Basic " + base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        return request.headers.get("Authorization") == expected

    async def _account(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        if failure := self.next_failure("account"):
            return await self.play(request, failure, dict)
        return web.json_response({"sid": self.sid, "status": self.status, "friendly_name": "Uji"})

    async def _numbers(self, request: web.Request) -> web.StreamResponse:
        if self.numbers is None or not self._known(request):
            return self._refuse(404, 20404, "not found", ours=False)
        wanted = request.query.get("PhoneNumber")
        found = [one for one in self.numbers if wanted in (None, one["phone_number"])]
        return web.json_response({"incoming_phone_numbers": found, "page": 0})

    async def _senders(self, request: web.Request) -> web.StreamResponse:
        if self.senders is None or not self._known(request):
            return self._refuse(404, 20404, "not found", ours=False)
        meta = {"page": 0, "page_size": 50, "key": "senders", "next_page_url": None}
        return web.json_response({"senders": self.senders, "meta": meta})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        params: dict[str, Any] = {}
        body = (await request.read()).decode()
        for name, value in parse_qsl(body, keep_blank_values=True):
            if name == "MediaUrl":
                params.setdefault(name, []).append(value)
            else:
                params[name] = value
        call = Call("message", params, headers=dict(request.headers))
        if not self._known(request):
            self.record(call)
            return self._refuse(401, 20003, "Authenticate", ours=False)

        def work() -> dict[str, Any]:
            call.delivered = True
            return self._message(params)

        if failure := self.next_failure("message"):
            try:
                return await self.play(request, failure, work)
            finally:
                self.record(call)
        if wrong := self._wrong_message(request, params):
            self.record(call)
            code, words, ours = wrong
            return self._refuse(400, code, words, ours=ours)
        made = work()
        self.record(call)
        return web.json_response(made, status=201)

    def _wrong_message(
        self, request: web.Request, params: dict[str, Any]
    ) -> tuple[int, str, bool] | None:
        if request.content_type != "application/x-www-form-urlencoded":
            return 20001, f"unexpected content type {request.content_type}", True
        if unknown := set(params) - _MESSAGE_FIELDS:
            return 20001, f"unknown fields {sorted(unknown)}", True
        recipient = params.get("To", "")
        if recipient in self.opted_out:
            code = 63014 if recipient.startswith("whatsapp:") else 21610
            return code, "Attempt to send to unsubscribed recipient", False
        if not recipient or recipient == "whatsapp:":
            return 21211, "Invalid 'To' Phone Number", True
        if not params.get("From") and not params.get("MessagingServiceSid"):
            return 21603, "A 'From' is required", True
        if params.get("From", "").startswith("whatsapp:") != recipient.startswith("whatsapp:"):
            return 63007, "Channels of From and To differ", True
        if not any(params.get(key) for key in ("Body", "MediaUrl", "ContentSid")):
            return 21602, "Message body is required", True
        if len(params.get("Body", "")) > 1600:
            return 21617, "The concatenated message body exceeds the 1600 character limit", True
        return self._wrong_content(params)

    def _wrong_content(self, params: dict[str, Any]) -> tuple[int, str, bool] | None:
        variables = params.get("ContentVariables")
        if variables is not None:
            if not params.get("ContentSid"):
                return 21654, "ContentSid Required", True
            try:
                given = json.loads(variables)
            except ValueError:
                return 21656, "ContentVariables is not JSON", True
            if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
                return 21656, "ContentVariables must map names to text", True
        sid = params.get("ContentSid")
        if sid and sid not in self.contents and sid not in self.templates:
            return 21655, "The ContentSid is invalid", False
        return None

    def _message(self, params: dict[str, Any]) -> dict[str, Any]:
        sid = ("MM" if params.get("MediaUrl") else "SM") + f"{next(self._ids):032x}"
        params["_sid"] = sid
        recipient = str(params.get("To", ""))
        open_for = self._clock() - self._wrote.get(recipient, float("-inf"))
        free = params.get("ContentSid") not in self.templates
        if recipient.startswith("whatsapp:") and free and not self.always_open:
            params["_fails_later"] = 63016 if open_for > WINDOW_SECONDS else None
        return {
            "sid": sid, "account_sid": self.sid, "status": "queued", "to": recipient,
            "from": params.get("From"), "body": params.get("Body", ""), "num_segments": "1",
            "num_media": str(len(params.get("MediaUrl", []))), "direction": "outbound-api",
            "error_code": None, "error_message": None, "price": None, "price_unit": "USD",
            "date_created": formatdate(self._clock()), "date_updated": formatdate(self._clock()),
            "date_sent": None, "api_version": "2010-04-01", "messaging_service_sid": None,
            "uri": f"/2010-04-01/Accounts/{self.sid}/Messages/{sid}.json",
            "subresource_uris": {},
        }  # fmt: skip

    async def _calls_made(self, request: web.Request) -> web.StreamResponse:
        params = dict(await request.post())
        call = Call("call", {k: str(v) for k, v in params.items()})
        if not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        if failure := self.next_failure("call"):
            self.record(call)
            return await self.play(request, failure, dict)
        call.delivered = True
        self.record(call)
        sid = f"CA{next(self._ids):032x}"
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    async def _content(self, request: web.Request) -> web.StreamResponse:
        call = Call("content", {}, headers=dict(request.headers))
        if not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        if failure := self.next_failure("content"):
            self.record(call)
            return await self.play(request, failure, dict)
        if request.content_type != "application/json":
            self.record(call)
            return self._refuse(400, 20422, "not JSON", ours=True)
        call.params = json.loads(await request.read())
        if wrong := wrong_content(call.params):
            self.record(call)
            return self._refuse(400, 20422, wrong, ours=True)
        call.delivered = True
        sid = "HX" + secrets.token_hex(16)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._clock()))
        made = {
            "sid": sid, "account_sid": self.sid, "date_created": stamp, "date_updated": stamp,
            "friendly_name": call.params.get("friendly_name"),
            "language": call.params["language"], "variables": call.params.get("variables") or {},
            "types": call.params["types"], "url": f"https://content.twilio.com/v1/Content/{sid}",
            "links": {},
        }  # fmt: skip
        self.contents[sid] = made
        self.record(call)
        return web.json_response(made, status=201)

    async def _contents(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        page = {"page": 0, "page_size": 500, "next_page_url": None, "key": "contents",
                "url": "", "first_page_url": "", "previous_page_url": None}  # fmt: skip
        return web.json_response({"contents": list(self.contents.values()), "meta": page})

    async def _content_delete(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        sid = request.match_info["sid"]
        self.record(Call("content-delete", {"sid": sid}, delivered=sid in self.contents))
        if self.contents.pop(sid, None) is None:
            return self._refuse(404, 20404, "not found", ours=False)
        return web.Response(status=204)

    async def _media(self, request: web.Request) -> web.StreamResponse:
        self.record(Call("media", {"path": request.path}, headers=dict(request.headers),
                         delivered=True))  # fmt: skip
        if failure := self.next_failure("media"):
            return await self.play(request, failure, dict)
        if target := self.redirects.get(request.path):
            return web.Response(status=307, headers={"Location": target})
        if "/cdn/" not in request.path and not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        found = self.media.get(request.path)
        if found is None:
            return self._refuse(404, 20404, "not found", ours=False)
        answer = web.StreamResponse(headers={"Content-Type": found[1]})
        if request.query.get("chunked"):
            answer.enable_chunked_encoding()
        else:
            answer.content_length = len(found[0])
        await answer.prepare(request)
        await answer.write(found[0])
        await answer.write_eof()
        return answer

    async def _record(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", 0))
        shown = [{"method": c.method, "params": c.params, "delivered": c.delivered}
                 for c in self.calls[since:]]  # fmt: skip
        return web.json_response({"count": len(self.calls), "problems": self.problems,
                                  "calls": shown, "contents": self.contents})  # fmt: skip

    async def _fail(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        method, times = wanted.pop("method", "*"), wanted.pop("times", 1)
        self.fail(Failure(**wanted), method=method, times=times)
        return web.json_response({"ok": True})


async def _serve(arguments: argparse.Namespace) -> None:
    fake = FakeTwilio(arguments.sid, arguments.token)
    await fake.start(arguments.port)
    print(json.dumps({"url": fake.url}), flush=True)  # noqa: T201 - the caller reads it
    await asyncio.Event().wait()


def main() -> None:
    """Run the fake as a process of its own; the first line of output is its address as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--sid", default=SID)
    parser.add_argument("--token", default=TOKEN)
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
