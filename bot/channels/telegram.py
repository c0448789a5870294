"""Telegram: webhook in, Bot API out, both through python-telegram-bot.

Rules: the shared secret is compared in constant time, and without a configured secret nothing is
believed. Plain text only (no parse mode), so nothing needs escaping. What an error means for the
outbox is decided by `telegram_errors` alone.
"""

import hmac
import logging
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, TelegramError

from bot.channels.base import (
    Assets,
    Capabilities,
    ChannelName,
    Choice,
    ChoiceStyle,
    FetchError,
    Inbound,
    MediaItem,
    MediaPart,
    Part,
    RawRequest,
    Receipt,
    SendError,
    SendErrorKind,
    TemplatePart,
    TextPart,
)
from bot.channels.capabilities import TELEGRAM
from bot.channels.choices import numbered, rows
from bot.channels.split import pieces
from bot.channels.telegram_errors import send_error
from bot.channels.telegram_http import SENT, AiohttpRequest
from bot.channels.telegram_parse import DOWNLOAD_LIMIT, parse_update

API_URL = "https://api.telegram.org"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
# Bot API: 'callback_data: 1-64 bytes'; at most 100 buttons in a keyboard.
_CALLBACK_BYTES = 64
_BUTTONS = 100
# Uploaded once, then sent by file_id; small, as pictograms and prompts are few hundred.
_FILE_IDS = 2048

# Keyboards kept as JSON; the bot's own menus are a few hundred.
_KEYBOARDS = 1024

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


class TelegramChannel:
    """A bot. `api_url` is scheme and host; `secret` is what setWebhook was given."""

    name = ChannelName.TELEGRAM
    capabilities: Capabilities = TELEGRAM

    def __init__(
        self,
        token: str,
        secret: str,
        *,
        api_url: str = API_URL,
        assets: Assets | None = None,
        request: AiohttpRequest | None = None,
    ) -> None:
        # At DEBUG the library logs the token and what is said to citizens.
        logging.getLogger("telegram").setLevel(logging.INFO)
        self._secret = secret.encode()
        self._assets = assets
        self._request = request or AiohttpRequest()
        base = (api_url or API_URL).rstrip("/")
        # One transport for both of the library's: this bot never polls.
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._file_ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    @property
    def bot(self) -> Bot:
        """The library's client, for `doctor` (get_me, webhook information)."""
        return self._bot

    def verify(self, request: RawRequest) -> bool:
        """Does the request carry our secret? Always False when none is configured."""
        given = request.headers.get(SECRET_HEADER, "")
        same = hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)
        return same and bool(self._secret)

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        """What the update says; [] for what is none of our business."""
        return list(parse_update(request.body))

    async def send(self, address: str, part: Part) -> str:
        """Send one part; the id of the (last) message. Raises SendError."""
        try:
            chat = int(address)
        except ValueError:
            raise SendError(SendErrorKind.STOP, "bad_address") from None
        try:
            if isinstance(part, MediaPart):
                return await self._send_media(chat, part)
            if isinstance(part, TemplatePart):
                part = TextPart(text=part.text)
            return await self._send_text(chat, part)
        except TelegramError as error:
            raise send_error(error) from None

    async def _send_text(self, chat: int, part: TextPart) -> str:
        text, markup = _laid_out(part, private=chat > 0)
        texts = pieces(text, TELEGRAM.text_limit)
        if not texts:
            raise SendError(SendErrorKind.REFUSED, "empty")
        for piece in texts[:-1]:
            await self._bot.send_message(chat, piece)
        # The library sends text as it is; its own objects cost 30 us a button, each time anew.
        await self._bot.send_message(
            chat, texts[-1], reply_markup=cast("InlineKeyboardMarkup | None", markup)
        )
        return _message_id()

    async def _send_media(self, chat: int, part: MediaPart) -> str:
        fits = len(part.alt) <= TELEGRAM.caption_limit
        caption = (part.alt or None) if fits else None
        key = (part.kind, part.asset)
        if known := self._file_ids.get(key):
            try:
                await self._upload(chat, part, known, caption)
            except BadRequest as error:
                if "file" not in error.message.lower():
                    raise
                del self._file_ids[key]  # Telegram has forgotten it: upload again
                await self._upload_asset(chat, part, caption)
        else:
            await self._upload_asset(chat, part, caption)
        if caption is None and part.alt:
            return await self._send_text(chat, TextPart(text=part.alt))
        return _message_id()

    async def _upload_asset(self, chat: int, part: MediaPart, caption: str | None) -> None:
        if self._assets is None:
            raise SendError(SendErrorKind.REFUSED, "no_assets")
        try:
            content = await self._assets.read(part.asset)
        except LookupError:
            raise SendError(SendErrorKind.REFUSED, "asset_missing") from None
        file = InputFile(content, filename=part.file_name or part.asset.rsplit("/", 1)[-1])
        await self._upload(chat, part, file, caption)
        # Documents are one citizen's export: never to be found again under a file_id.
        if part.kind != "document" and (file_id := _file_id(part.kind)):
            self._file_ids[part.kind, part.asset] = file_id
            if len(self._file_ids) > _FILE_IDS:
                self._file_ids.popitem(last=False)

    async def _upload(
        self, chat: int, part: MediaPart, file: InputFile | str, caption: str | None
    ) -> None:
        if part.kind == "image":
            await self._bot.send_photo(chat, file, caption=caption)
        elif part.kind == "voice":
            await self._bot.send_voice(chat, file, caption=caption)
        else:
            await self._bot.send_document(chat, file, caption=caption)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Stop the button's spinner, or show 'typing'; best effort."""
        try:
            if inbound.callback_id:
                await self._bot.answer_callback_query(inbound.callback_id)
            else:
                await self._bot.send_chat_action(int(inbound.address), "typing")
        except (TelegramError, ValueError):
            return

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Download a file of at most `limit` bytes. Raises FetchError."""
        limit = min(limit, DOWNLOAD_LIMIT)
        if (item.size or 0) > limit:
            raise FetchError("too_large", passing=False)
        try:
            file = await self._bot.get_file(item.ref)
            if (file.file_size or 0) > limit:
                raise FetchError("too_large", passing=False)
            if not file.file_path:
                raise FetchError("no_path", passing=True)
            content = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            found = send_error(error)
            passing = found.kind in (SendErrorKind.RETRY, SendErrorKind.UNKNOWN)
            raise FetchError(found.code, passing=passing) from None
        if len(content) > limit:
            raise FetchError("too_large", passing=False)
        return content

    async def aclose(self) -> None:
        """Release connections."""
        await self._request.shutdown()


def _laid_out(part: TextPart, *, private: bool) -> tuple[str, str | None]:
    """`layout`, its keyboard as the JSON that is sent; kept, as most prompts come again."""
    if not part.choices and not part.ask_location and not part.ask_contact:
        return part.text, None
    keys = TextPart("", part.choices, part.style, "", part.ask_location, part.ask_contact)
    appended, markup = _keyboard_json(keys, private)
    if not appended:
        return part.text, markup
    return numbered(part.text, part.choices), markup


@lru_cache(maxsize=_KEYBOARDS)
def _keyboard_json(keys: TextPart, private: bool) -> tuple[bool, str | None]:
    """(must the text list the choices?, the keyboard)."""
    text, markup = layout(keys, private=private)
    return bool(text), None if markup is None else markup.to_json()


def layout(part: TextPart, *, private: bool) -> tuple[str, Markup]:
    """Text and keyboard for a part. A request for a place or a contact takes the reply keyboard,
    which only private chats have; its choices then are plain keys that send their label."""
    wants_keyboard = private and (part.ask_location or part.ask_contact)
    if wants_keyboard:
        keys = [[KeyboardButton(_title(choice)) for choice in row] for row in _rows(part)]
        if part.ask_location:
            keys.append([KeyboardButton(part.ask_location, request_location=True)])
        if part.ask_contact:
            keys.append([KeyboardButton(part.ask_contact, request_contact=True)])
        return part.text, ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)
    if part.style is ChoiceStyle.TEXT or not part.choices:
        return part.text, None
    if len(part.choices) > _BUTTONS:
        return numbered(part.text, part.choices), None
    buttons = [
        [InlineKeyboardButton(_title(choice), callback_data=_value(choice)) for choice in row]
        for row in _rows(part)
    ]
    return part.text, InlineKeyboardMarkup(buttons)


def _rows(part: TextPart) -> list[list[Choice]]:
    choices: Sequence[Choice] = () if part.style is ChoiceStyle.TEXT else part.choices
    return rows(choices, single=part.style is ChoiceStyle.LIST)


def _title(choice: Choice) -> str:
    return choice.label.strip() or choice.number or choice.value


def _value(choice: Choice) -> str:
    """What a tap sends back: the value, or the typed number when the value has no room."""
    for candidate in (choice.value, choice.number):
        if 0 < len(candidate.encode()) <= _CALLBACK_BYTES:
            return candidate
    raise SendError(SendErrorKind.REFUSED, "callback_data_too_long")


def _message_id() -> str:
    """The id of the message just sent in this task."""
    return str(SENT.get()["message_id"])


def _file_id(kind: str) -> str | None:
    """The file id of the picture or voice note just sent in this task."""
    found = SENT.get().get("photo" if kind == "image" else kind)
    largest = found[-1] if isinstance(found, list) and found else found
    file_id = largest.get("file_id") if isinstance(largest, dict) else None
    return file_id if isinstance(file_id, str) else None
