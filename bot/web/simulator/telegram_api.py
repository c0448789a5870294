"""Telegram's Bot API, as far as the bot uses it, in front of the phones.

Rules: takes what python-telegram-bot sends and answers as the real server does (200 with `ok`,
400, 401, 403 with a description); a method the bot never calls is 404. Under
`/sim/telegram/bot<token>/<method>` and `/sim/telegram/file/bot<token>/<file_id>`.
"""

import hmac
import itertools
import json
import time
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import ChannelName
from bot.web.simulator.phones import Bubble, File, Phone, Phones

_MEDIA = {"sendPhoto": "photo", "sendVoice": "voice", "sendDocument": "document"}
_TYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "document": "application/octet-stream"}
_LIMIT = 4096  # sendMessage, `text`
_UPLOAD = 50_000_000  # sendDocument takes 50 MB


class TelegramApi:
    """The Bot API for the one bot with `token`."""

    def __init__(self, phones: Phones, token: str) -> None:
        self._phones = phones
        self._token = token.encode()
        self._ids = itertools.count(int(time.time()) % 1_000_000 * 1000)
        self._sent: dict[str, File] = {}
        self._webhook: dict[str, Any] = {"url": "", "has_custom_certificate": False}
        self.routes = [
            Route("/sim/telegram/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/sim/telegram/file/bot{token}/{path:path}", self._file),
        ]

    async def _call(self, request: Request) -> Response:
        if not hmac.compare_digest(request.path_params["token"].encode(), self._token):
            return _error(401, "Unauthorized")
        params, files = await _read(request)
        method: str = request.path_params["method"]
        me = {"id": int(self._token.split(b":")[0]), "is_bot": True, "first_name": "Tanya Bansos"}
        match method:
            case "getMe":
                return _ok({**me, "username": "tanya_bansos_sim_bot"})
            case "setWebhook" | "deleteWebhook":
                self._webhook["url"] = params.get("url", "")
                return _ok(True)
            case "getWebhookInfo":
                return _ok({"pending_update_count": 0, **self._webhook})
            case "getFile":
                return self._get_file(str(params.get("file_id", "")))
            case "answerCallbackQuery":
                return _ok(True)
        phone = self._phones.at(str(params.get("chat_id", "")))
        if phone is None or phone.channel is not ChannelName.TELEGRAM:
            return _error(400, "Bad Request: chat not found")
        if phone.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if method == "sendChatAction":
            phone.show("typing", typing=True)
            return _ok(True)
        if method == "editMessageReplyMarkup":
            phone.show(str(params.get("message_id")), keyboard=_keyboard(params))
            return _ok(True)
        if method == "sendMessage":
            return self._message(phone, params, me)
        if method in _MEDIA:
            return self._medium(phone, _MEDIA[method], params, files, me)
        return _error(404, "Not Found: method not found")

    def _message(self, phone: Phone, params: dict[str, Any], me: dict[str, Any]) -> Response:
        text = str(params.get("text", ""))
        if not text.strip():
            return _error(400, "Bad Request: message text is empty")
        if len(text) > _LIMIT:
            return _error(400, "Bad Request: message is too long")
        shown = {"text": text, "keyboard": _keyboard(params)}
        return self._show(phone, me, shown, {"text": text})

    def _medium(
        self,
        phone: Phone,
        kind: str,
        params: dict[str, Any],
        files: dict[str, File],
        me: dict[str, Any],
    ) -> Response:
        uploaded = next(iter(files.values()), None)
        file_id = f"sim-{next(self._ids)}" if uploaded else str(params.get(kind, ""))
        file = uploaded or self._sent.get(file_id)
        if file is None:
            return _error(400, "Bad Request: wrong file identifier/HTTP URL specified")
        self._sent[file_id] = file
        phone.keep(file, file_id)
        described = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(file.content)}
        media = {
            "kind": {"photo": "image"}.get(kind, kind),
            "file": file_id,
            "name": file.name,
            "type": file.content_type,
        }
        caption = str(params.get("caption", ""))
        stored: Any = {**described, "duration": 1}
        if kind == "photo":
            stored = [{**described, "width": 90, "height": 90}]
        elif kind == "document":
            stored = described
        shown: Bubble = {"text": caption, "media": media, "keyboard": _keyboard(params)}
        return self._show(phone, me, shown, {kind: stored})

    def _show(
        self, phone: Phone, me: dict[str, Any], shown: Bubble, content: dict[str, Any]
    ) -> Response:
        number = next(self._ids)
        phone.show(str(number), by="bot", **shown)
        chat = {"id": int(phone.address), "type": "private", "first_name": phone.name}
        head = {"message_id": number, "date": int(time.time()), "from": me, "chat": chat}
        return _ok({**head, **content})

    def _get_file(self, file_id: str) -> Response:
        file = self._phones.file(file_id)
        if file is None:
            return _error(400, "Bad Request: invalid file_id")
        told = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(file.content)}
        return _ok({**told, "file_path": file_id})

    async def _file(self, request: Request) -> Response:
        file = self._phones.file(request.path_params["path"])
        right = hmac.compare_digest(request.path_params["token"].encode(), self._token)
        if not right or file is None:
            return _error(404, "Not Found")
        return Response(file.content, media_type="application/octet-stream")


def _keyboard(params: dict[str, Any]) -> dict[str, Any] | None:
    """The page's picture of a `reply_markup`."""
    markup = params.get("reply_markup")
    if not isinstance(markup, dict):
        return None
    if rows := markup.get("inline_keyboard"):
        return {
            "style": "buttons",
            "rows": [[{"label": b["text"], "value": b["callback_data"]} for b in r] for r in rows],
        }
    if rows := markup.get("keyboard"):
        return {"style": "keys", "rows": [[_key(key) for key in row] for row in rows]}
    return None


def _key(key: Any) -> dict[str, Any]:
    if isinstance(key, str):
        return {"label": key}
    asks = "location" if key.get("request_location") else None
    asks = "contact" if key.get("request_contact") else asks
    return {"label": key["text"], "asks": asks} if asks else {"label": key["text"]}


async def _read(request: Request) -> tuple[dict[str, Any], dict[str, File]]:
    """Parameters (JSON values decoded, as the real server does) and uploaded files."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return await request.json(), {}
    params: dict[str, Any] = dict(request.query_params)
    files: dict[str, File] = {}
    async with request.form(max_part_size=_UPLOAD) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                kind = value.content_type or _TYPES.get(name, "")
                files[name] = File(await value.read(), kind, value.filename or "")
            elif name == "reply_markup":
                params[name] = json.loads(value)
            else:
                params[name] = value
    return params, files


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _error(code: int, description: str) -> Response:
    body = {"ok": False, "error_code": code, "description": description}
    return JSONResponse(body, status_code=code)
