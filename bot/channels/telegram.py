"""Telegram: webhook in, Bot API out, both through python-telegram-bot.

Rules: the shared secret is compared in constant time, and without a configured secret nothing is
believed. Plain text only (no parse mode), so nothing needs escaping. What an error means for the
outbox is decided by `send_error` alone. No token, URL or address leaves this module in an error.
"""

import hmac
from collections import OrderedDict
from collections.abc import Sequence

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest

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
from bot.channels.telegram_http import AiohttpRequest, Flooded, NotSent, ServerFault
from bot.channels.telegram_parse import DOWNLOAD_LIMIT, parse_update

API_URL = "https://api.telegram.org"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
# Bot API: 'callback_data: 1-64 bytes'; at most 100 buttons in a keyboard.
_CALLBACK_BYTES = 64
_BUTTONS = 100
# Uploaded once, then sent by file_id; small, as pictograms and prompts are few hundred.
_FILE_IDS = 2048

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
        request: BaseRequest | None = None,
    ) -> None:
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
        text, markup = layout(part, private=chat > 0)
        texts = pieces(text, TELEGRAM.text_limit)
        if not texts:
            raise SendError(SendErrorKind.REFUSED, "empty")
        for piece in texts[:-1]:
            await self._bot.send_message(chat, piece)
        sent = await self._bot.send_message(chat, texts[-1], reply_markup=markup)
        return str(sent.message_id)

    async def _send_media(self, chat: int, part: MediaPart) -> str:
        fits = len(part.alt) <= TELEGRAM.caption_limit
        caption = (part.alt or None) if fits else None
        key = (part.kind, part.asset)
        if known := self._file_ids.get(key):
            try:
                sent = await self._upload(chat, part, known, caption)
            except BadRequest as error:
                if "file" not in error.message.lower():
                    raise
                del self._file_ids[key]  # Telegram has forgotten it: upload again
                sent = await self._upload_asset(chat, part, caption)
        else:
            sent = await self._upload_asset(chat, part, caption)
        if caption is None and part.alt:
            return await self._send_text(chat, TextPart(text=part.alt))
        return str(sent.message_id)

    async def _upload_asset(self, chat: int, part: MediaPart, caption: str | None) -> Message:
        if self._assets is None:
            raise SendError(SendErrorKind.REFUSED, "no_assets")
        try:
            content = await self._assets.read(part.asset)
        except LookupError:
            raise SendError(SendErrorKind.REFUSED, "asset_missing") from None
        file = InputFile(content, filename=part.file_name or part.asset.rsplit("/", 1)[-1])
        sent = await self._upload(chat, part, file, caption)
        # Documents are one citizen's export: never to be found again under a file_id.
        if part.kind != "document" and (file_id := _file_id(sent)):
            self._file_ids[part.kind, part.asset] = file_id
            if len(self._file_ids) > _FILE_IDS:
                self._file_ids.popitem(last=False)
        return sent

    async def _upload(
        self, chat: int, part: MediaPart, file: InputFile | str, caption: str | None
    ) -> Message:
        if part.kind == "image":
            return await self._bot.send_photo(chat, file, caption=caption)
        if part.kind == "voice":
            return await self._bot.send_voice(chat, file, caption=caption)
        return await self._bot.send_document(chat, file, caption=caption)

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


def layout(part: TextPart, *, private: bool) -> tuple[str, Markup]:
    """Text and keyboard for a part. A request for a place or a contact takes the reply keyboard,
    which only private chats have; its choices then are plain keys that send their label."""
    wants_keyboard = private and (part.ask_location or part.ask_contact)
    if wants_keyboard:
        keys = [[KeyboardButton(choice.label) for choice in row] for row in _rows(part)]
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


def _file_id(message: Message) -> str | None:
    if message.photo:
        return message.photo[-1].file_id
    return message.voice.file_id if message.voice else None


def send_error(error: TelegramError) -> SendError:
    """What a failed call means, per PLATFORMS.md. The code says what, never to whom.

    `BadRequest` and `TimedOut` are `NetworkError`s for the library, so the order matters."""
    if isinstance(error, Forbidden):
        return SendError(SendErrorKind.STOP, "403")
    if isinstance(error, Flooded):
        pause = _UNTOLD_PAUSE if error.seconds is None else error.seconds
        return SendError(SendErrorKind.RETRY, "429", retry_after=pause)
    if isinstance(error, ChatMigrated):
        return SendError(SendErrorKind.RETRY, "migrated", new_address=str(error.new_chat_id))
    if isinstance(error, BadRequest):
        words = error.message.lower()
        if any(sign in words for sign in _GONE_SIGNS):
            return SendError(SendErrorKind.STOP, "chat_not_found")
        return SendError(SendErrorKind.REFUSED, "400")
    if isinstance(error, InvalidToken):
        return SendError(SendErrorKind.REFUSED, "401")
    if isinstance(error, TimedOut):
        return SendError(SendErrorKind.UNKNOWN, "timeout")
    if isinstance(error, NotSent):
        return SendError(SendErrorKind.RETRY, "not_sent")
    if isinstance(error, ServerFault):
        # 503 comes from the door, before the work; 500, 502, 504 may come after it.
        kind = SendErrorKind.RETRY if error.status == 503 else SendErrorKind.UNKNOWN
        return SendError(kind, str(error.status))
    if isinstance(error, Conflict):
        return SendError(SendErrorKind.RETRY, "409")
    if isinstance(error, NetworkError):
        return SendError(SendErrorKind.UNKNOWN, "network")
    return SendError(SendErrorKind.UNKNOWN, "unreadable_answer")


# A 429 without `retry_after`: the per-chat limit is one message a second, so wait a little more.
_UNTOLD_PAUSE = 3.0
# 400s that mean 'this citizen is not there', not 'your request is wrong'.
_GONE_SIGNS = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "bot was kicked",
    "group chat was deactivated",
    "have no rights to send",
)
