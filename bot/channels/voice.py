"""Phone calls: the webhook's answer is the turn itself, as TwiML.

Rules (LANGUAGE.md, Calls): an option is said, then a pause, then its digit; a slow speaker is
waited for; silence repeats the question, and no error hangs up. Words are heard by speech
recognition or, where that is off, recorded; a key is a key in both. Only when nobody has said or
pressed anything for `_SILENT_TURNS` turns is the line given back, and that is said; the answers
stay, and calling again resumes. Our recordings win over the synthetic voice. All words are handed
in.
"""

import asyncio
import re
import uuid
from collections.abc import Iterator, Sequence

import msgspec
from twilio.twiml.voice_response import Gather, VoiceResponse

from bot.channels import clean
from bot.channels.base import (
    Capabilities,
    ChannelName,
    Choice,
    Inbound,
    InboundKind,
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
from bot.channels.capabilities import VOICE
from bot.channels.medialinks import PLAYED, MediaLinks
from bot.channels.split import pieces
from bot.channels.twilio import TwilioAccount
from bot.channels.twilio_webhook import read_form
from bot.channels.voice_parse import Place, parse_call, place_of

HOOK_PATH = "/hooks/voice"
# Twilio's speech languages and voices. Languages without either are spoken by the Indonesian one.
_VOICES = {
    "id": ("id-ID", "Google.id-ID-Standard-A"),
    "en": ("en-US", "Google.en-US-Standard-C"),
}
# <Gather>: how often a question is put before the turn counts as silent, and how long (s) each
# time; 8 s leaves time to find the digit. Speech ends after 3 s of silence: slow speakers pause.
_REPEATS, _WAIT, _SPEECH_PAUSE = 3, 8, "3"
_SILENT_TURNS = 4
# <Say> takes 4096 characters; <Record> for a spoken name needs a few seconds only.
_SAY_MAX, _RECORD_MAX = 4096, 20
_HINTS_MAX = 20  # labels that speech recognition is told to expect
# Any key ends a recording and counts as that key: who has no words for it has options.
_KEYS = "1234567890*#"
_RECORDING = re.compile(r"\bRE[0-9a-f]{32}\b")
# 'For help, press 0. To go back, press 9.': the option, a pause, then the digit (LANGUAGE.md).
_KEYED = re.compile(r"([^,.]+)(, )([^\d,.]+ \d)(\.\s*|$)")
# Seconds between two parts of one turn; the sender hands them over without a pause.
_TOGETHER = 0.1


class Utterance(msgspec.Struct, frozen=True):
    """One thing to be heard: words, or a recording's address; then `pause` seconds."""

    words: str = ""
    play: str = ""
    pause: int = 0


class VoiceChannel:
    """The number `number` (E.164) of a Twilio account. `speech` lets callers speak too."""

    name = ChannelName.VOICE
    capabilities: Capabilities = VOICE

    def __init__(
        self,
        account: TwilioAccount,
        number: str,
        *,
        links: MediaLinks | None = None,
        speech: bool = True,
    ) -> None:
        self._account = account
        self._from = number
        self._links = links
        self._speech = speech
        self.capabilities = msgspec.structs.replace(VOICE, records=not speech)
        self._lines: dict[str, asyncio.Queue[Part]] = {}

    def verify(self, request: RawRequest) -> bool:
        """Is the request signed by Twilio for our public address?"""
        return self._account.genuine(request)

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        """The caller's turn; [] for what is none."""
        found = parse_call(request, read_form(request))
        return [] if found is None else [found]

    def document(
        self,
        inbound: Inbound,
        parts: Sequence[Part],
        *,
        locale: str = "id",
        record: bool = False,
        hang_up: bool = False,
        goodbye: str = "",
    ) -> bytes:
        """The TwiML that answers `inbound` with `parts`. `record` asks for a recording (a name,
        say) instead of keys; `hang_up` says the parts and ends the call; `goodbye` is said to
        who has been silent for too long."""
        if inbound.kind is InboundKind.HANGUP:
            return str(VoiceResponse()).encode()
        here = place_of(inbound.external_id)
        spoke = inbound.kind is not InboundKind.TEXT or bool(inbound.text)
        following = Place(here.call, here.turn + 1, 0 if spoke else here.silent + 1)
        said = utterances(parts, self._links)
        asks = next((p.asks for p in reversed(parts) if isinstance(p, TextPart)), "")
        gone = following.silent >= _SILENT_TURNS
        if hang_up or gone:
            return _farewell([*_lines(goodbye, ())] if gone else said, locale)
        if not said:
            return _hold(following)
        if record or (asks == "words" and not self._speech):
            return _recording(said, following, locale)
        return _questions(
            said,
            _choices(parts),
            following,
            locale,
            speech=self._speech,
            number=asks == "digits",
        )

    async def ring(self, address: str) -> str:
        """Call a number back; the call's sid. The conversation begins when it is answered.
        Raises SendError."""
        if not address.startswith("+"):
            raise SendError(SendErrorKind.STOP, "bad_address")
        hook = self._account.public_url + HOOK_PATH
        call = await self._account.call(
            self._account.client.calls.create_async(
                to=address,
                from_=self._from,
                url=hook,
                status_callback=hook,
                status_callback_event=["completed"],
            )
        )
        return str(call.sid)

    async def send(self, address: str, part: Part) -> str:
        """Have a part said at the caller's next turn, which `collect`s it."""
        self._lines.setdefault(address, asyncio.Queue()).put_nowait(part)
        return f"said-{uuid.uuid4().hex}"

    async def collect(self, address: str, patience: float) -> list[Part]:
        """What is to be said to a caller now; waits up to `patience` seconds for the first of
        it. [] when nothing came: the caller holds the line."""
        line = self._lines.setdefault(address, asyncio.Queue())
        parts: list[Part] = []
        wait = patience
        try:
            while True:
                parts.append(await asyncio.wait_for(line.get(), wait))
                wait = _TOGETHER
        except TimeoutError:
            pass
        if line.empty():
            self._lines.pop(address, None)
        return parts

    def forget(self, address: str) -> None:
        """The caller hung up: what was to be said in this call is stale."""
        self._lines.pop(address, None)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing: the answer itself is heard at once."""

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Download a recording of at most `limit` bytes. Raises FetchError."""
        return await self._account.fetch(item, limit=limit)

    async def wipe(self, item: MediaItem) -> None:
        """Delete a recording at Twilio's. Raises SendError."""
        sid = _RECORDING.search(item.ref)
        if sid is not None:
            await self._account.call(self._account.client.recordings(sid[0]).delete_async())

    async def aclose(self) -> None:
        """Release connections."""
        await self._account.aclose()


def reject() -> bytes:
    """TwiML for the missed-call service: the caller hears 'busy' and pays nothing."""
    response = VoiceResponse()
    response.reject(reason="busy")
    return str(response).encode()


def utterances(parts: Sequence[Part], links: MediaLinks | None) -> list[Utterance]:
    """What a caller hears, in order. A recording replaces the words that it speaks."""
    recorded = {
        _folded(part.alt)
        for part in parts
        if links and isinstance(part, MediaPart) and part.kind == "voice" and part.alt
    }
    heard: list[Utterance] = []
    for part in parts:
        if isinstance(part, MediaPart):
            if part.kind == "voice" and links is not None:
                heard.append(Utterance(play=links.url(part.asset, PLAYED), pause=1))
            else:
                heard += _lines(part.alt, ())
        elif isinstance(part, TemplatePart):
            heard += _lines(part.text, ())
        elif _folded(part.text) not in recorded:
            heard += _lines(part.text, part.choices)
    return heard


def _lines(text: str, choices: Sequence[Choice]) -> Iterator[Utterance]:
    untold = {choice.number: choice for choice in choices}
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        choice = next((c for c in untold.values() if c.label in line and c.number in line), None)
        if (
            choice is None
            and (keys := _KEYED.findall(line))
            and "".join(map("".join, keys)) == line
        ):
            for option, _, key, _ in keys:
                yield Utterance(words=option, pause=1)
                yield Utterance(words=key, pause=1)
            continue
        if choice is None:
            for piece in pieces(line, _SAY_MAX):
                yield Utterance(words=piece, pause=1)
            continue
        del untold[choice.number]
        yield from _option(line, choice)
    for choice in untold.values():
        yield Utterance(words=choice.label, pause=1)
        yield Utterance(words=choice.number, pause=1)


def _option(line: str, choice: Choice) -> Iterator[Utterance]:
    """The option first, a pause, then its digit, whichever way round the line has them."""
    before, label, after = line.partition(choice.label)
    digit = after if choice.number in after else before
    option = (before if digit is after else "") + label + ("" if digit is after else after)
    yield Utterance(words=option.strip(" ,;:."), pause=1)
    yield Utterance(words=digit.strip(" ,;:.)"), pause=1)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _choices(parts: Sequence[Part]) -> list[Choice]:
    return [c for part in parts if isinstance(part, TextPart) for c in part.choices]


def _voice(locale: str) -> tuple[str, str]:
    return _VOICES.get(locale.partition("-")[0].partition("_")[0], _VOICES["id"])


def _speak(verb: VoiceResponse | Gather, said: Sequence[Utterance], locale: str) -> None:
    language, voice = _voice(locale)
    for one in said:
        if one.play:
            verb.play(one.play)
        else:
            verb.say(clean.xml(one.words), language=language, voice=voice)
        if one.pause:
            verb.pause(length=one.pause)


def _action(place: Place) -> str:
    return f"{HOOK_PATH}?{place.query()}"


def _questions(
    said: Sequence[Utterance],
    choices: Sequence[Choice],
    following: Place,
    locale: str,
    *,
    speech: bool,
    number: bool = False,
) -> bytes:
    """The question, up to three times while nobody answers, then on to a silent turn."""
    heard = Place(following.call, following.turn)
    options = {
        "input": "dtmf speech" if speech else "dtmf",
        "language": _voice(locale)[0],
        "action": _action(heard),
        "method": "POST",
        "timeout": _WAIT,
        "finish_on_key": "#",
    }
    if speech:
        options["speech_timeout"] = _SPEECH_PAUSE
        if hints := [clean.xml(c.label).replace(",", " ") for c in choices[:_HINTS_MAX]]:
            options["hints"] = ", ".join(hints)
    if choices and not number and all(len(choice.number) == 1 for choice in choices):
        options["num_digits"] = 1  # so that nobody has to know about '#'
    response = VoiceResponse()
    for _ in range(_REPEATS):
        gather = Gather(**options)
        _speak(gather, said, locale)
        response.append(gather)
    silent = Place(following.call, following.turn, max(following.silent, 1))
    response.redirect(_action(silent), method="POST")
    return str(response).encode()


def _recording(said: Sequence[Utterance], following: Place, locale: str) -> bytes:
    response = VoiceResponse()
    _speak(response, said, locale)
    response.record(
        action=_action(Place(following.call, following.turn)),
        method="POST",
        max_length=_RECORD_MAX,
        timeout=4,
        finish_on_key=_KEYS,
        play_beep=True,
        trim="trim-silence",
    )
    silent = Place(following.call, following.turn, max(following.silent, 1))
    response.redirect(_action(silent), method="POST")
    return str(response).encode()


def _hold(following: Place) -> bytes:
    """Nothing to say yet (the register is being asked): wait, and come back."""
    response = VoiceResponse()
    response.pause(length=2)
    response.redirect(_action(following), method="POST")
    return str(response).encode()


def _farewell(said: Sequence[Utterance], locale: str) -> bytes:
    response = VoiceResponse()
    _speak(response, said, locale)
    response.hangup()
    return str(response).encode()
