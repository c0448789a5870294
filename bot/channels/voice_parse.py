"""A call's webhook -> `Inbound`. Each request of a call is one turn of the conversation.

Rules: pure, never raises. Twilio gives a call one id but its requests none, so the turn's number
travels in our own action address (`?turn=3`): a request that Twilio repeats has the same number
and is recognised. Whoever hides their number is nobody we know: their address is the call's own.
"""

from urllib.parse import parse_qs

import msgspec

from bot.channels import clean
from bot.channels.base import ChannelName, Inbound, InboundKind, MediaItem, RawRequest
from bot.channels.twilio_webhook import Form

# https://www.twilio.com/docs/voice/api/call-resource#call-status-values: the call is over.
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
# What Twilio shows for ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE, by keypad letters.
# https://help.twilio.com/articles/223179988
_HIDDEN = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
_TURNS_MAX = 10_000


class Place(msgspec.Struct, frozen=True):
    """Where a call is: its id, the turn's number from 0, silent turns in a row."""

    call: str
    turn: int
    silent: int = 0

    def key(self) -> str:
        """Unique per turn: the external id."""
        return f"{self.call}:{self.turn}" + (f":{self.silent}" if self.silent else "")

    def query(self) -> str:
        """As it travels in the action address."""
        return f"turn={self.turn}" + (f"&silent={self.silent}" if self.silent else "")


def place_of(external_id: str) -> Place:
    """The place that an external id names; turn 0 where it names none."""
    call, *numbers = external_id.split(":")
    turn, silent, *_ = [*(clean.whole(number) or 0 for number in numbers), 0, 0]
    return Place(call, turn, silent)


def parse_call(request: RawRequest, form: Form) -> Inbound | None:
    """What the caller did; None for what is no turn (a ringing report, say)."""
    call = form.first("CallSid")
    address = _address(call, form)
    if not call or len(call) > 64 or not address:
        return None
    status = form.first("CallStatus").lower()
    if status in _OVER:
        return _inbound(f"{call}:{status}", address, InboundKind.HANGUP)
    place = Place(call, *_numbers(request.query))
    key = place.key()
    keys = form.first("Digits")
    recording = form.first("RecordingUrl")
    # A key that ends a recording is the answer; '#' and Twilio's 'hangup' only end it.
    if recording and not keys.isdecimal():
        item = MediaItem(ref=recording, content_type="audio/x-wav")
        return _inbound(key, address, InboundKind.VOICE_NOTE, media=(item,))
    if keys:
        # '*' parts numbers, as in 2*3 for RT 2, RW 3.
        text = keys.strip("#").replace("*", " ").strip()
        return _inbound(key, address, InboundKind.TEXT, text=text)
    if words := form.first("SpeechResult"):
        sure = clean.fraction(form.first("Confidence"))
        return _inbound(key, address, InboundKind.TEXT, text=words, confidence=sure)
    if place.turn == 0:
        ours = form.first("Direction").lower().startswith("outbound")
        return msgspec.structs.replace(_inbound(key, address, InboundKind.CALL), ours=ours)
    return _inbound(key, address, InboundKind.TEXT)  # silence


def _inbound(
    key: str,
    address: str,
    kind: InboundKind,
    *,
    text: str = "",
    media: tuple[MediaItem, ...] = (),
    confidence: float | None = None,
) -> Inbound:
    return Inbound(
        channel=ChannelName.VOICE,
        external_id=key,
        address=address,
        kind=kind,
        text=text,
        media=media,
        confidence=confidence,
    )


def _address(call: str, form: Form) -> str:
    ours_to_them = form.first("Direction").lower().startswith("outbound")
    given = form.first("To") if ours_to_them else form.first("From")
    given = given.strip()[:200]
    number = given.removeprefix("+")
    if given in _HIDDEN or not (number.isascii() and number.isdigit()):
        # A SIP or client address is somebody's own; a hidden one is anybody's.
        return given if given.startswith(("sip:", "client:")) else f"anonymous:{call}"
    return given


def _numbers(query: str) -> tuple[int, int]:
    try:
        fields = parse_qs(query, max_num_fields=20)
    except ValueError:
        return 0, 0
    turn, silent = (clean.whole(fields.get(name, ["0"])[0]) or 0 for name in ("turn", "silent"))
    return min(turn, _TURNS_MAX), min(silent, _TURNS_MAX)
