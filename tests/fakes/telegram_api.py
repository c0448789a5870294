"""A Bot API on loopback that takes nothing the real one would refuse.

Rules: every call is checked against the Bot API's schema and limits (botapi_schema); a wrong one
is answered with 400 and listed in `problems`, which a test asserts to be empty. A blocked chat
answers 403. Files are kept in memory. `python -m tests.fakes.telegram_api --port 8081` runs it as
a process of its own, with `GET /_calls`, `POST /_fail`, `POST /_reset` to steer it.
"""

import argparse
import asyncio
import hmac
import itertools
import json
import time
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes import botapi_schema as schema
from tests.fakes.server import Call, Failure, FakeServer

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SECRET = "rahasia-webhook_1"
_FILE_FIELDS = {"sendPhoto": "photo", "sendVoice": "voice", "sendDocument": "document"}


def error(code: int, description: str, **parameters: Any) -> dict[str, Any]:
    """The body of a Bot API error."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return {**body, "parameters": parameters} if parameters else body


# What the real server says, for tests to script.
BLOCKED = Failure(403, error(403, "Forbidden: bot was blocked by the user"))
DEACTIVATED = Failure(403, error(403, "Forbidden: user is deactivated"))
NOT_FOUND = Failure(400, error(400, "Bad Request: chat not found"))
WRONG = Failure(400, error(400, "Bad Request: can't parse entities"))
UNAUTHORIZED = Failure(401, error(401, "Unauthorized"))
INTERNAL = Failure(500, error(500, "Internal Server Error"))
BAD_GATEWAY = Failure(502, "<html><h1>502 Bad Gateway</h1></html>")
UNAVAILABLE = Failure(503, "<html><h1>503</h1></html>")
GARBAGE = Failure(200, "<html>hello</html>")
DROPPED = Failure(drop=True, after_work=True)


def too_many(seconds: int) -> Failure:
    """A 429 that asks for a pause."""
    text = f"Too Many Requests: retry after {seconds}"
    return Failure(429, error(429, text, retry_after=seconds))


def migrated(chat: int) -> Failure:
    """The group has become a supergroup with another id."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Failure(400, error(400, text, migrate_to_chat_id=chat))


class FakeTelegram(FakeServer):
    """The Bot API for one token. `strict=False` skips the schema, for benchmarks."""

    def __init__(self, token: str = TOKEN, *, secret: str = SECRET, strict: bool = True) -> None:
        super().__init__()
        self.token = token
        self.secret = secret
        self.strict = strict
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.webhook: dict[str, Any] = {"url": "", "has_custom_certificate": False}
        self._ids = itertools.count(1000)

    def application(self) -> web.Application:
        """Bot API, file download and the handles for another process."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.router.add_get("/_calls", self._calls)
        app.router.add_post("/_fail", self._fail)
        app.router.add_post("/_reset", self._reset)
        return app

    def messages(self, chat: int) -> list[dict[str, Any]]:
        """What the citizen of this chat has on their screen, oldest first."""
        return [c.params for c in self.delivered() if c.params.get("chat_id") == chat
                and c.method.startswith("send") and c.method != "sendChatAction"]  # fmt: skip

    def put_file(self, file_id: str, content: bytes) -> None:
        """Keep a file for getFile."""
        self.files[file_id] = content

    async def deliver(
        self, session: aiohttp.ClientSession, webhook: str, update: dict[str, Any]
    ) -> int:
        """Post an update to the bot's webhook as Telegram does; the HTTP status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        async with session.post(webhook, json=update, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params, files = await self._read(request, method)
        call = Call(method, params, files)
        if not hmac.compare_digest(request.match_info["token"].encode(), self.token.encode()):
            self.record(call)
            return web.json_response(error(401, "Unauthorized"), status=401)
        if failure := self.next_failure(method):

            def work() -> dict[str, Any]:
                call.delivered = True
                return {"ok": True, "result": self._result(call)}

            try:
                return await self.play(request, failure, work)
            finally:
                self.record(call)
        if self.strict and (wrong := schema.problems(method, params, set(files))):
            self.problems += wrong
            self.record(call)
            return web.json_response(error(400, wrong[0]), status=400)
        if params.get("chat_id") in self.blocked:
            self.record(call)
            return web.json_response(BLOCKED.body, status=403)
        call.delivered = True
        result = self._result(call)
        self.record(call)
        return web.json_response({"ok": True, "result": result})

    async def _read(
        self, request: web.Request, method: str
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        if request.content_type == "application/json":
            return await request.json(), {}
        form: dict[str, str] = dict(request.query)
        files: dict[str, bytes] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                form[name] = str(value)
        return schema.decode(method, form), files

    def _result(self, call: Call) -> Any:
        me = {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Tanya Bansos"}
        match call.method:
            case "getMe":
                return {**me, "username": "tanya_bansos_bot"}
            case "getWebhookInfo":
                return {"pending_update_count": 0, **self.webhook}
            case "setWebhook":
                self.webhook["url"] = call.params.get("url", "")
                return True
            case "getFile":
                file_id = call.params["file_id"]
                size = len(self.files.get(file_id, b""))
                return {"file_id": file_id, "file_unique_id": file_id, "file_size": size,
                        "file_path": f"files/{file_id}"}  # fmt: skip
            case method if method.startswith("send") and method != "sendChatAction":
                return self._message(call, me)
            case _:
                return True

    def _message(self, call: Call, me: dict[str, Any]) -> dict[str, Any]:
        chat = call.params["chat_id"]
        message: dict[str, Any] = {
            "message_id": next(self._ids),
            "date": int(time.time()),
            "from": me,
            "chat": {"id": chat, "type": "private" if int(chat) > 0 else "group"},
        }
        for key in ("text", "caption"):
            if key in call.params:
                message[key] = call.params[key]
        if kind := _FILE_FIELDS.get(call.method):
            file = self._stored(call, kind)
            sizes = {"width": 90, "height": 90}
            message[kind] = [{**file, **sizes}] if kind == "photo" else {**file, "duration": 1}
            if kind == "document":
                message[kind].pop("duration")
        call.params["_message_id"] = message["message_id"]
        return message

    def _stored(self, call: Call, kind: str) -> dict[str, Any]:
        uploaded = next(iter(call.files.values()), None)
        file_id = f"file{next(self._ids)}" if uploaded is not None else str(call.params[kind])
        if uploaded is not None:
            self.files[file_id] = uploaded
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(uploaded or b"")}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.record(Call("file", dict(request.match_info), delivered=True))
        if failure := self.next_failure("file"):
            return await self.play(request, failure, dict)
        content = self.files.get(request.match_info["path"].removeprefix("files/"))
        if request.match_info["token"] != self.token or content is None:
            return web.json_response(error(404, "Not Found"), status=404)
        return web.Response(body=content)

    async def _calls(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", 0))
        shown = [{"method": c.method, "params": c.params, "delivered": c.delivered}
                 for c in self.calls[since:]]  # fmt: skip
        return web.json_response({"count": len(self.calls), "problems": self.problems,
                                  "calls": shown})  # fmt: skip

    async def _fail(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        method, times = wanted.pop("method", "*"), wanted.pop("times", 1)
        self.fail(Failure(**wanted), method=method, times=times)
        return web.json_response({"ok": True})

    async def _reset(self, _: web.Request) -> web.Response:
        self.reset()
        return web.json_response({"ok": True})


async def _serve(arguments: argparse.Namespace) -> None:
    fake = FakeTelegram(arguments.token, secret=arguments.secret, strict=not arguments.fast)
    await fake.start(arguments.port)
    print(json.dumps({"url": fake.url}), flush=True)  # noqa: T201 - the caller reads it
    await asyncio.Event().wait()


def main() -> None:
    """Run the fake as a process of its own; the first line of output is its address as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--secret", default=SECRET)
    parser.add_argument("--fast", action="store_true", help="skip the schema check")
    arguments = parser.parse_args()
    try:
        import uvloop

        uvloop.run(_serve(arguments))
    except ImportError:
        asyncio.run(_serve(arguments))


if __name__ == "__main__":
    main()
