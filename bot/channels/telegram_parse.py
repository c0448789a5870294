"""A Telegram update's JSON -> `Inbound`s, through python-telegram-bot's own types.

Rules: pure, never raises. Before the library sees an update it is cut down to the fields read
here: new fields of a newer Bot API, and broken or missing ones that we don't need, cannot break a
message. What the library still cannot read is content that the bot can't use: OTHER.
Kinds that are none of a conversation's business (reactions, channel posts, service messages,
other bots) give nothing; content that the bot can't use is OTHER, so that it can say so kindly.
"""

import json
import re
from typing import Any

import msgspec
from telegram import Message, Update, User

from bot.channels import clean
from bot.channels.base import ChannelName, Inbound, InboundKind, MediaItem

# getFile serves at most 20 MB (Bot API, "getFile").
DOWNLOAD_LIMIT = 20 * 1024 * 1024

_CONTENT = (
    "text", "caption", "photo", "voice", "audio", "document", "video", "video_note", "animation",
    "location", "venue", "contact", "sticker",
)  # fmt: skip
_OTHER_CONTENT = frozenset(_CONTENT) - {"text"}
# What the library insists on and nobody here needs: a message without it is as good.
_MESSAGE: dict[str, Any] = {"message_id": 0, "date": 0}
_PERSON: dict[str, Any] = {"is_bot": False, "first_name": ""}
_FILE: dict[str, Any] = {
    "file_unique_id": "", "width": 0, "height": 0, "length": 0, "duration": 0, "type": "regular",
    "is_animated": False, "is_video": False,
}  # fmt: skip
_UNNEEDED: dict[str, dict[str, Any]] = {
    **dict.fromkeys(_CONTENT, _FILE),
    "contact": {"first_name": "", "phone_number": ""},
    "venue": {"title": "", "address": ""},
    "location": {},
}
# Messages that the platform writes itself (Bot API 10.3, `Message`): no citizen said anything.
_SERVICE = frozenset({
    "new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed",
    "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created",
    "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
    "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "successful_payment",
    "refunded_payment", "users_shared", "chat_shared", "gift", "unique_gift", "gift_upgrade_sent",
    "connected_website", "write_access_allowed", "passport_data", "proximity_alert_triggered",
    "boost_added", "chat_background_set", "checklist_tasks_done", "checklist_tasks_added",
    "direct_message_price_changed", "forum_topic_created", "forum_topic_edited",
    "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
    "general_forum_topic_unhidden", "giveaway_created", "giveaway", "giveaway_winners",
    "giveaway_completed", "managed_bot_created", "paid_message_price_changed",
    "poll_option_added", "poll_option_deleted", "suggested_post_approved",
    "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
    "suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
    "video_chat_participants_invited", "web_app_data",
})  # fmt: skip
_GROUPS = frozenset({"group", "supergroup"})
_GONE = frozenset({"kicked", "left"})
# A command as clients send it: up to 32 letters, digits and underscores, and the bot's name.
_COMMAND = re.compile(r"^(/\w{1,32})(?:@\w{1,64})?(?=\s|$)", re.ASCII)


def parse_update(body: bytes) -> list[Inbound]:
    """What an update says: at most one `Inbound`; [] for what is none of our business."""
    raw = _read(body)
    if not isinstance(raw, dict):
        return []
    update_id = clean.whole(raw.get("update_id"))
    if update_id is None:
        return []
    try:
        found = _parse(update_id, raw)
    # The library trusts Telegram and raises whatever comes; an update can be forged or new.
    except Exception:
        return []
    return [] if found is None else [found]


def _read(body: bytes) -> object:
    """The JSON in a body; None when it is none. Half an emoji ('\\ud83d' alone), which strict
    readers refuse, is dropped later by `clean`."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _parse(update_id: int, raw: dict[str, Any]) -> Inbound | None:
    for key, edited in (("message", False), ("edited_message", True)):
        if isinstance(message := raw.get(key), dict):
            return _message(update_id, message, edited=edited)
    if isinstance(query := raw.get("callback_query"), dict):
        return _tap(update_id, query)
    if isinstance(member := raw.get("my_chat_member"), dict):
        return _membership(update_id, member)
    return None


def _message(update_id: int, raw: dict[str, Any], *, edited: bool) -> Inbound | None:
    if not _SERVICE.isdisjoint(raw):
        return None
    if (text := _only_text(raw)) is not None:
        return _inbound_text(update_id, raw, text, edited=edited)
    chat, sender = raw["chat"], _sender(raw)
    if chat.get("type") == "channel" or (sender is not None and sender.is_bot):
        return None
    if edited and raw.get("location") is not None:
        return None  # a live location moves every few seconds; the first one counted
    try:
        message = _built(update_id, raw)
        fields = _content(message)
    except Exception:  # whatever a library raises over content that is not as its documents say
        fields = {"kind": InboundKind.OTHER, "text": clean.text(raw.get("caption"))}
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=str(update_id),
        address=_address(chat["id"]),
        locale_hint=_language(sender),
        edited=edited,
        group=chat.get("type") in _GROUPS,
        sent_at=clean.moment(raw.get("edit_date") if edited else raw.get("date")),
        **fields,
    )


def _built(update_id: int, raw: dict[str, Any]) -> Message:
    """The library's message, of the fields that are read here. Raises whatever it raises."""
    content = {key: _whole(key, raw[key]) for key in _CONTENT if raw.get(key) is not None}
    chat = {"id": raw["chat"]["id"], "type": raw["chat"].get("type", "private")}
    message = Update.de_json(
        {"update_id": update_id, "message": {**_MESSAGE, **content, "chat": chat}}, None
    ).message
    if message is None:
        raise ValueError("an update without a message")
    return message


def _whole(key: str, content: Any) -> Any:
    """Content with what the library insists on put where it is missing."""
    if isinstance(content, list):
        return [_whole(key, one) for one in content]
    if not isinstance(content, dict):
        return content
    return {**_UNNEEDED[key], **content}


def _sender(raw: dict[str, Any]) -> User | None:
    """Who sent it; None where that is not told (an anonymous administrator, a channel)."""
    person = raw.get("from")
    return User.de_json({**_PERSON, **person}, None) if isinstance(person, dict) else None


def _only_text(raw: dict[str, Any]) -> str | None:
    """The text of a message that is nothing else: nearly every message there is."""
    text = raw.get("text")
    return text if isinstance(text, str) and not _OTHER_CONTENT.intersection(raw) else None


def _inbound_text(
    update_id: int, raw: dict[str, Any], text: str, *, edited: bool
) -> Inbound | None:
    """The short way for text: only the sender is built, not the library's whole `Message` with
    its hundred fields (11 us instead of 85)."""
    chat, sender = raw["chat"], _sender(raw)
    if chat.get("type") == "channel" or (sender is not None and sender.is_bot):
        return None
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=str(update_id),
        address=_address(chat["id"]),
        kind=InboundKind.TEXT,
        text=_written(text),
        locale_hint=_language(sender),
        edited=edited,
        group=chat.get("type") in _GROUPS,
        sent_at=clean.moment(raw.get("edit_date") if edited else raw.get("date")),
    )


def _written(text: str) -> str:
    """The citizen's words. Of a command ('/menu@thisbot') the bot's name is left out, and of
    '/start' what a link (t.me/bot?start=...) put behind it: nobody wrote that."""
    said = clean.text(text)
    command = _COMMAND.match(said)
    if command is None:
        return said
    return command[1] if command[1].lower() == "/start" else command[1] + said[command.end() :]


def _content(message: Message) -> dict[str, Any]:
    """Kind and what belongs to it. The order matters: an animation also has a document."""
    caption = clean.text(message.caption)
    if isinstance(message.text, str):
        return {"kind": InboundKind.TEXT, "text": _written(message.text)}
    if message.photo:
        fitting = [size for size in message.photo if (size.file_size or 0) <= DOWNLOAD_LIMIT]
        best = max(fitting or message.photo[:1], key=lambda size: size.width * size.height)
        return _media(InboundKind.PHOTO, best, caption, "image/jpeg")
    if message.voice:
        return _media(InboundKind.VOICE_NOTE, message.voice, caption, "audio/ogg")
    if message.audio:
        return _media(InboundKind.VOICE_NOTE, message.audio, caption)
    if moving := message.video or message.video_note or message.animation:
        return _media(InboundKind.VIDEO, moving, caption, "video/mp4")
    if message.document:
        return _media(InboundKind.DOCUMENT, message.document, caption)
    if message.sticker:
        fields = _media(InboundKind.STICKER, message.sticker, clean.text(message.sticker.emoji))
        return {**fields, "media": ()}  # nobody needs the picture itself
    if message.contact:
        contact = message.contact
        full = " ".join(part for part in (contact.first_name, contact.last_name) if part)
        return {
            "kind": InboundKind.CONTACT,
            "text": clean.name(full) or "",
            "phone": clean.phone(contact.phone_number),
        }
    venue = message.venue
    place = message.location or (venue.location if venue else None)
    if place is not None and (at := clean.position(place.latitude, place.longitude)):
        words = f"{clean.text(venue.title)}\n{clean.text(venue.address)}" if venue else ""
        return {
            "kind": InboundKind.LOCATION,
            "latitude": at[0],
            "longitude": at[1],
            "text": words.strip(),
        }
    return {"kind": InboundKind.OTHER, "text": caption}


def _media(
    kind: InboundKind, file: Any, caption: str, default: str | None = None
) -> dict[str, Any]:
    item = MediaItem(
        ref=clean.text(file.file_id),
        content_type=clean.text(getattr(file, "mime_type", None)).lower() or default,
        size=clean.whole(file.file_size),
        file_name=clean.name(getattr(file, "file_name", None)),
    )
    return {"kind": kind, "text": caption, "media": (item,)}


def _tap(update_id: int, raw: dict[str, Any]) -> Inbound | None:
    sender = _sender(raw)
    if sender is None or sender.is_bot or not isinstance(raw.get("data"), str):
        return None
    message = raw.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    place = chat if isinstance(chat, dict) else {"id": sender.id, "type": "private"}
    shown = message.get("message_id") if isinstance(message, dict) else None
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=str(update_id),
        address=_address(place["id"]),
        kind=InboundKind.TAP,
        text=clean.text(raw["data"]),
        locale_hint=_language(sender),
        group=place.get("type") in _GROUPS,
        callback_id=clean.text(raw.get("id")) or None,
        reply_to=None if shown is None else str(shown),
    )


def _membership(update_id: int, raw: dict[str, Any]) -> Inbound | None:
    """The citizen blocked or unblocked the bot, or a group let it in or put it out."""
    chat, status = raw["chat"], raw["new_chat_member"]["status"]
    was = raw["old_chat_member"]["status"]
    if chat.get("type") == "channel" or not isinstance(status, str) or not isinstance(was, str):
        return None
    if (status in _GONE) == (was in _GONE):
        return None  # a change of rights, not of presence
    sender = _sender(raw)
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=str(update_id),
        address=_address(chat["id"]),
        kind=InboundKind.BLOCKED if status in _GONE else InboundKind.UNBLOCKED,
        locale_hint=_language(sender),
        group=chat.get("type") in _GROUPS,
        sent_at=clean.moment(raw.get("date")),
    )


def _address(chat_id: object) -> str:
    number = chat_id if isinstance(chat_id, int) and not isinstance(chat_id, bool) else None
    if number is None:
        raise TypeError("a chat id is an integer")
    return str(number)


def _language(user: User | None) -> str | None:
    return (clean.text(user.language_code, 35).strip() or None) if user else None
