"""What a citizen does with a phone, as the webhook call that the real provider would make of it.

Rules: only HTTP to the bot's own address, signed with the provider's secret; the webhook's status
is handed back, so that a page can say when the bot did not take a message. Twilio's signature
comes from Twilio's own validator, over the public address.
"""

import itertools
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from twilio.request_validator import RequestValidator

from bot.channels.base import ChannelName
from bot.web.simulator.phones import Bubble, File, Phone

_ids = itertools.count(int(time.time() * 1000))


class Network:
    """The way from the phones to the bot. `public_url` is signed over; `base` is called."""

    def __init__(
        self,
        *,
        base: str,
        public_url: str,
        telegram_secret: str,
        account_sid: str,
        auth_token: str,
        senders: dict[ChannelName, str],
        client: httpx.AsyncClient | None = None,
    ) -> None:
        self._client = client or httpx.AsyncClient(base_url=base, timeout=20.0)
        self._base = base
        self._public_url = public_url.rstrip("/")
        self._telegram_secret = telegram_secret
        self.account_sid = account_sid
        self._validator = RequestValidator(auth_token)
        self._senders = senders

    async def aclose(self) -> None:
        """Release connections."""
        await self._client.aclose()

    async def text(self, phone: Phone, text: str) -> int:
        """The citizen writes."""
        if phone.channel is ChannelName.TELEGRAM:
            return await self._update(phone, text=text)
        return await self._form(phone, Body=text, MessageType="text")

    async def tap(self, phone: Phone, bubble: Bubble, key: dict[str, Any]) -> int:
        """The citizen taps a button or a list item of a bubble."""
        if phone.channel is ChannelName.TELEGRAM:
            return await self._callback(phone, bubble, str(key["value"]))
        fields = {"OriginalRepliedMessageSid": bubble["id"], "Body": str(key["label"])}
        if bubble["keyboard"]["style"] == "list":
            fields |= {"ListId": str(key["value"]), "ListTitle": str(key["label"])}
            return await self._form(phone, MessageType="interactive", **fields)
        fields |= {"ButtonPayload": str(key["value"]), "ButtonText": str(key["label"])}
        return await self._form(phone, MessageType="button", **fields)

    async def location(self, phone: Phone, latitude: float, longitude: float) -> int:
        """The citizen shares a place."""
        if phone.channel is ChannelName.TELEGRAM:
            return await self._update(
                phone, location={"latitude": latitude, "longitude": longitude}
            )
        where = {"Latitude": str(latitude), "Longitude": str(longitude)}
        return await self._form(phone, Body="", MessageType="location", **where)

    async def contact(self, phone: Phone) -> int:
        """The citizen shares their own number (Telegram's button)."""
        number = f"+6289990{int(phone.address) % 10**6:06d}"
        card = {"phone_number": number, "first_name": phone.name, "user_id": int(phone.address)}
        return await self._update(phone, contact=card)

    async def medium(self, phone: Phone, kind: str, file_id: str, file: File) -> int:
        """The citizen sends a photo ('image'), a voice note ('voice') or another file."""
        if phone.channel is ChannelName.TELEGRAM:
            told: dict[str, Any] = {"file_id": file_id, "file_unique_id": file_id}
            told["file_size"] = len(file.content)
            if kind == "image":
                return await self._update(phone, photo=[{**told, "width": 1280, "height": 960}])
            told["mime_type"] = file.content_type
            if kind == "voice":
                return await self._update(phone, voice={**told, "duration": 3})
            return await self._update(phone, document={**told, "file_name": file.name})
        message = "MM" + secrets.token_hex(16)
        url = (
            f"https://api.twilio.com/2010-04-01/Accounts/{self.account_sid}"
            f"/Messages/{message}/Media/{file_id}"
        )
        types = {"image": "image", "voice": "audio"}
        return await self._form(
            phone,
            MessageSid=message,
            Body="",
            NumMedia="1",
            MediaUrl0=url,
            MediaContentType0=file.content_type,
            MessageType=types.get(kind, "document"),
        )

    async def block(self, phone: Phone) -> int:
        """The citizen blocks the bot, or lets it back in (Telegram; Twilio tells by errors)."""
        if phone.channel is not ChannelName.TELEGRAM:
            return 200
        bot = {"id": 1, "is_bot": True, "first_name": "Tanya Bansos"}
        out = {"user": bot, "status": "kicked", "until_date": 0}
        member = {"user": bot, "status": "member"}
        change = {
            **self._head(phone),
            "old_chat_member": member if phone.blocked else out,
            "new_chat_member": out if phone.blocked else member,
        }
        return await self._telegram({"my_chat_member": change})

    async def ask(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        """A signed webhook whose answer matters: status and document of a call's turn. `path`
        may be a whole address under the public one."""
        path = path.removeprefix(self._public_url)
        signature = self._validator.compute_signature(self._public_url + path, form)
        try:
            answer = await self._client.post(
                self._base + path, headers={"X-Twilio-Signature": signature}, data=form
            )
        except httpx.HTTPError:
            return 502, b""
        return answer.status_code, answer.content

    async def report(self, url: str, form: dict[str, str]) -> None:
        """Tell the bot what became of a message."""
        await self._signed(url, form)

    async def fetch(self, url: str) -> File | None:
        """A medium that the bot serves for Twilio."""
        if not url.startswith(f"{self._public_url}/"):
            return None
        try:
            answer = await self._client.get(self._base + url.removeprefix(self._public_url))
        except httpx.HTTPError:
            return None
        if answer.status_code != 200:
            return None
        kind = answer.headers.get("content-type", "").partition(";")[0]
        return File(answer.content, kind)

    def _head(self, phone: Phone) -> dict[str, Any]:
        chat = int(phone.address)
        person = {"id": chat, "is_bot": False, "first_name": phone.name}
        return {
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": phone.name},
            "from": {**person, "language_code": phone.locale.partition("@")[0]},
        }

    async def _update(self, phone: Phone, **content: Any) -> int:
        message = {"message_id": next(_ids) % 2**31, **self._head(phone), **content}
        return await self._telegram({"message": message})

    async def _callback(self, phone: Phone, bubble: Bubble, data: str) -> int:
        head = self._head(phone)
        shown = {"message_id": int(bubble["id"]), "date": head["date"], "chat": head["chat"]}
        query = {
            "id": str(next(_ids)),
            "from": head["from"],
            "chat_instance": "-1",
            "message": {**shown, "text": bubble.get("text", "")},
            "data": data,
        }
        return await self._telegram({"callback_query": query})

    async def _telegram(self, update: dict[str, Any]) -> int:
        return await self._post(
            "/hooks/telegram",
            headers={"X-Telegram-Bot-Api-Secret-Token": self._telegram_secret},
            json={"update_id": next(_ids), **update},
        )

    async def _form(self, phone: Phone, **fields: str) -> int:
        sid = "SM" + secrets.token_hex(16)
        sender = self._senders[phone.channel]
        whatsapp = phone.channel is ChannelName.WHATSAPP
        form = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": phone.address,
            "To": f"whatsapp:{sender}" if whatsapp else sender,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "MessageSid": sid,
            "SmsMessageSid": sid,
            **({"ProfileName": phone.name, "WaId": phone.address[10:]} if whatsapp else {}),
            **fields,
        }
        form["SmsSid"] = form["SmsMessageSid"] = form["MessageSid"]
        if not whatsapp:
            form.pop("MessageType", None)
        return await self._signed(f"{self._public_url}/hooks/{phone.channel.value}", form)

    async def _signed(self, url: str, form: dict[str, str]) -> int:
        signature = self._validator.compute_signature(url, form)
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return await self._post(target, headers={"X-Twilio-Signature": signature}, data=form)

    async def _post(self, target: str, **request: Any) -> int:
        try:
            answer = await self._client.post(self._base + target, **request)
        except httpx.HTTPError:
            return 502
        return answer.status_code
