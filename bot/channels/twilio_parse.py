"""A Twilio messaging webhook's fields -> `Inbound`, the same for WhatsApp and SMS.

Rules: pure, never raises. Keyed on MessageSid. An address is what Twilio calls From, as it is: it
need not hold a phone number (`whatsapp:US.1234`). Media stay where they are until fetched; of
several those that can be evidence come first, whatever stands before them (an MMS its layout).
"""

from bot.channels import clean
from bot.channels.base import ChannelName, Inbound, InboundKind, MediaItem
from bot.channels.twilio_webhook import Form

# A message carries at most 10 media (Messages resource, NumMedia).
_MEDIA_MAX = 10
_ADDRESS_MAX = 200
_PREFIX = "whatsapp:"
_USEFUL = ("image/", "audio/")
_VCARD = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/vcard"})
# MessageType values that are content we can't use, as opposed to text or media.
_WORDLESS = frozenset({"", "text", "button", "interactive"})
# Twilio's own opt-out handling for SMS has already blocked or unblocked the number.
_OPT_OUT = {"STOP": InboundKind.BLOCKED, "START": InboundKind.UNBLOCKED}


def parse_message(channel: ChannelName, form: Form) -> Inbound | None:
    """The message in a form; None if it is none, or a mere reaction to one of ours."""
    sid = form.first("MessageSid", "SmsMessageSid", "SmsSid")
    address = _address(channel, form)
    kind_told = form.first("MessageType").lower()
    if not sid or len(sid) > 64 or not address or kind_told == "reaction":
        return None
    media = _media(form)
    place = clean.position(form.first("Latitude"), form.first("Longitude"))
    kind, text = _content(channel, form, kind_told, media, placed=place is not None)
    return Inbound(
        channel=channel,
        external_id=sid,
        address=address,
        kind=kind,
        text=text,
        media=() if kind is InboundKind.STICKER else media,
        latitude=place[0] if place and kind is InboundKind.LOCATION else None,
        longitude=place[1] if place and kind is InboundKind.LOCATION else None,
        reply_to=form.first("OriginalRepliedMessageSid")[:64] or None,
    )


def _address(channel: ChannelName, form: Form) -> str:
    given = form.first("From").strip()
    if channel is not ChannelName.WHATSAPP:
        return given[:_ADDRESS_MAX]
    given = given or form.first("ExternalUserId", "WaId").strip()
    if given.isdecimal():
        given = f"+{given}"  # WaId is the number that From has, without its plus
    if given and not given.startswith(_PREFIX):
        given = _PREFIX + given
    return given[:_ADDRESS_MAX] if len(given) > len(_PREFIX) else ""


def _content(
    channel: ChannelName, form: Form, told: str, media: tuple[MediaItem, ...], *, placed: bool
) -> tuple[InboundKind, str]:
    body = form.first("Body")
    if opt := _OPT_OUT.get(form.first("OptOutType").upper()):
        return opt, body
    if tapped := form.first("ListId", "ListTitle") or form.first("ButtonPayload", "ButtonText"):
        return InboundKind.TAP, tapped
    if media:
        return _media_kind(channel, told, media[0].content_type or "", body), body
    if placed:
        named = [form.first("Label"), form.first("Address")]
        return InboundKind.LOCATION, "\n".join(part for part in named if part) or body
    if body or told in _WORDLESS:
        return InboundKind.TEXT, body
    return InboundKind.OTHER, ""


def _media_kind(channel: ChannelName, told: str, content_type: str, body: str) -> InboundKind:
    family = content_type.partition("/")[0]
    if content_type in _VCARD or told == "contacts":
        return InboundKind.CONTACT
    # WhatsApp stickers are WebP and have no caption; its photos are JPEG.
    webp = channel is ChannelName.WHATSAPP and content_type == "image/webp" and not body
    if told == "sticker" or webp:
        return InboundKind.STICKER
    kinds = {
        "image": InboundKind.PHOTO,
        "audio": InboundKind.VOICE_NOTE,
        "video": InboundKind.VIDEO,
    }
    return kinds.get(family, InboundKind.DOCUMENT)


def _media(form: Form) -> tuple[MediaItem, ...]:
    count = min(clean.whole(form.first("NumMedia")) or 0, _MEDIA_MAX)
    items = []
    for index in range(count):
        if url := form.first(f"MediaUrl{index}"):
            content_type = form.first(f"MediaContentType{index}").partition(";")[0]
            items.append(MediaItem(ref=url, content_type=content_type.strip().lower() or None))
    return tuple(sorted(items, key=lambda item: not (item.content_type or "").startswith(_USEFUL)))
