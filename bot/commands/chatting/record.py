"""A conversation as a transcript of tests/transcripts (its format: tests/core/harness).

Rules: everything the core is given is written down, so that the file plays again as it stands: `@`
lines say channel, language, mode, page, person, clock; `> ` is what the citizen did; `! backend`
what a flow asked of DTKS or of the bot's storage, and the answer; `< ` what the bot said, further
lines indented. What the shell said of itself ('one moment', news that came meanwhile) is no part of
it and stands as a comment. Media that the bot sent are kept beside the file, in a folder of its
name with `.media` behind it. A transcript of a real person's conversation holds what that person
wrote: record synthetic people only.
"""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import msgspec

from bot.channels.base import Assets, ChannelName, ChoiceStyle, MediaPart, Part, TextPart
from bot.channels.capabilities import CAPABILITIES
from bot.channels.terminal import Sent
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.events import (
    Answered,
    Continued,
    Event,
    Heard,
    HeardKind,
    Nudged,
    Recalled,
)
from handlers.dialogue.session import Session, encode
from handlers.dialogue.turn import CallOut, Env, Turn
from i18n.catalog import Catalog

_KINDS = {
    HeardKind.PHOTO: "foto",
    HeardKind.VOICE_NOTE: "suara",
    HeardKind.DOCUMENT: "dokumen",
    HeardKind.VIDEO: "video",
    HeardKind.STICKER: "stiker",
    HeardKind.OTHER: "lain",
}
_CLOCK = dt.timedelta(minutes=1)  # what the words of a turn may tell apart


class Recorder:
    """Writes a transcript as it happens: a `bot.conversation.Witness`."""

    def __init__(self, path: Path, channel: ChannelName) -> None:
        self._path = path
        self._channel = channel
        self._render = Renderer(Catalog.load())
        self._begun = False
        self._page = 0
        self._person = ""
        self._tz = ""
        self._clock: dt.datetime | None = None
        self._call: CallOut | None = None
        self._refs: dict[str, str] = {}
        self._typed: str | None = None  # what the core has not been shown yet
        self._due: list[Part] = []  # what was said and is not sent yet
        self._media = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("w", encoding="utf-8")
        self._line(f"@ channel {channel.value}")

    # What the core is given and gives

    def before(self, session: Session, event: Event, env: Env, tz: str) -> None:
        """Write the moment, where it is another, and the event."""
        self._moment(session, env, tz)
        match event:
            case Heard():
                self._typed = None
                for medium in event.media:
                    self._refs[medium.ref] = f"{_KINDS.get(event.kind, 'lain')}-1"
                self._line(f"> {_did(event)}".rstrip())
            case Answered():
                self._answered(session, event)
            case Nudged():
                self._line("! nudge")
            case Continued():
                self._line("! continue")
            case Recalled():
                self._line("! recall")

    def after(self, turn: Turn) -> None:
        """Write what it led to, as the player of transcripts renders it."""
        self._call = turn.call or (self._call if turn.session.waiting is not None else None)
        session, capabilities = turn.session, CAPABILITIES[self._channel]
        voice = Voice(session.locale, session.mode, self._tz, capabilities)
        for part in self._render(turn.prompts, voice):
            first, *rest = [line for line in _shown(part).splitlines() if line.strip()] or [""]
            self._line(f"< {first}".rstrip())
            for line in rest:
                self._line(f"  {line}")
        if turn.wants_human is not None:
            self._line(f"# wants a person: {turn.wants_human}")

    def said(self, parts: Sequence[Part]) -> None:
        """What will be sent for it: no news when it comes."""
        self._due += parts

    def _moment(self, session: Session, env: Env, tz: str) -> None:
        if not self._begun:
            self._begun = True
            self._line(f"@ locale {session.locale}")
            self._line(f"@ mode {session.mode}")
            if session.seen or session.frames or session.drafts:  # kept, and goes on
                self._line(f"@ session {encode(session).decode()}")
        if env.page_size != self._page:
            self._page = env.page_size
            self._line(f"@ page {env.page_size}")
        if env.person != self._person:
            self._person = env.person
            self._line(f"@ person {env.person or '-'}")
        if tz != self._tz:
            self._tz = tz
            self._line(f"@ tz {tz}")
        if self._clock is None or env.now - self._clock >= _CLOCK:
            self._clock = env.now
            self._line(f"@ clock {env.now.isoformat()}")

    def _answered(self, session: Session, event: Answered) -> None:
        call, waiting = self._call, session.waiting
        asked = None if waiting is None else (waiting.key, waiting.fingerprint)
        if call is None or (event.key, event.fingerprint) != asked:
            self._line("# an answer came that nobody waits for any more")
            return
        told = msgspec.to_builtins(call.request)
        told.pop("type", None)
        if told.get("ref") in self._refs:  # a file that the player has only the name of
            told.pop("content_type", None)
            told.pop("size", None)
        given = self._named(json.dumps(told, ensure_ascii=False, sort_keys=True))
        name = type(call.request).__name__
        self._line(f"! backend {name} {given} -> {self._named(_outcome(event))}")

    def _named(self, text: str) -> str:
        """The text with files called what the player of transcripts calls them."""
        for ref, name in self._refs.items():
            text = text.replace(json.dumps(ref), json.dumps(name))
        return text

    # What came and went

    def typed(self, line: str) -> None:
        """What the citizen did; a word that is the shell's own business stays a comment."""
        self._typed = line

    def sent(self, part: Part) -> None:
        """A part that the citizen now sees."""
        if part in self._due:
            self._due.remove(part)
            return
        if self._typed is not None:
            self._line(f"# > {self._typed}")
            self._typed = None
        for line in _shown(part).splitlines():
            self._line(f"# < {line}".rstrip())

    async def keep(self, sent: list[Sent], assets: Assets) -> None:
        """Keep the media among what was sent."""
        for each in sent:
            if not isinstance(each.part, MediaPart):
                continue
            try:
                content = await assets.read(each.part.asset)
            except LookupError:
                continue
            self._media += 1
            folder = self._path.with_name(self._path.name + ".media")
            folder.mkdir(exist_ok=True)
            # A voice note's asset is its sealed content: longer than a file's name may be.
            name = each.part.file_name or each.part.asset.rsplit("/", 1)[-1]
            (folder / f"{self._media:02d}-{name}").write_bytes(content)

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _line(self, text: str) -> None:
        self._file.write(text + "\n")
        self._file.flush()


def _did(heard: Heard) -> str:
    match heard.kind:
        case HeardKind.TEXT:
            return f"[teks] {heard.text}" if heard.text.startswith("[") else heard.text
        case HeardKind.TAP:
            return f"[tap] {heard.text}"
        case HeardKind.LOCATION:
            return f"[lokasi] {heard.latitude} {heard.longitude}"
        case HeardKind.CONTACT:
            return f"[kontak] {heard.phone or ''}"
        case kind:
            return f"[{_KINDS.get(kind, 'lain')}] {heard.text}"


def _outcome(event: Answered) -> str:
    if event.failed is None:
        return json.dumps(event.result, ensure_ascii=False)
    more: dict[str, Any] = {
        "retry_after": event.retry_after,
        "fields": list(event.fields),
        "reason": event.reason,
    }
    told = {name: value for name, value in more.items() if value}
    return f"failed {event.failed} {json.dumps(told, ensure_ascii=False) if told else ''}".rstrip()


def _shown(part: Part) -> str:
    if not isinstance(part, TextPart):
        return f"[{type(part).__name__}]"
    labels = part.choices if part.style is not ChoiceStyle.TEXT else ()
    return "\n".join([part.text, *(f"[{choice.label}]" for choice in labels)])
