"""Transcripts: a conversation as a text file that is both its specification and its test.

Rules: the clock is frozen (one minute a message); between every two turns the session is encoded
and read back; a call must be answered by the next '!' line, and a '!' line must answer a call.
Only `MaySend` needs no line: nothing stands in the way where none says so.

    # comment
    @ locale en             settings: locale, mode, channel, page (options on a screen), tz,
                            session (JSON to go on with), clock (it then stands still),
                            person (whose turn it is behind the telephone, '-' nobody's)
    > usul                  the citizen writes            > [foto] sends: foto, suara, dokumen,
    > [tap] cek_bansos      taps a button                 lokasi -6.3 107.0, kontak, stiker, edit
    > [teks] [foto]         writes what has brackets of its own
    < Masukkan 16 angka     the bot says; further lines of a bubble are indented (no blank ones)
    ! backend SearchRecipients {...} -> not_found         an answer of `tests.core.answers`,
                            'failed CODE [REASON, or JSON]', or JSON; what was asked in braces
    ! wait 13 hours         the clock moves               ! nudge, ! continue, ! recall
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard

import msgspec

from bot.channels.base import ChannelName, ChoiceStyle, Part, TextPart
from bot.channels.capabilities import CAPABILITIES
from bot.conversation import brief
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.engine import Engine
from handlers.dialogue.events import (
    Answered,
    Continued,
    Event,
    Heard,
    HeardKind,
    Medium,
    Nudged,
    Recalled,
)
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import Session, decode, encode
from handlers.dialogue.turn import CallOut, Env, Turn
from handlers.policy import Policy
from handlers.requests.cases import MaySend
from i18n.catalog import Catalog
from tests.core.answers import ANSWERS

START = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
_SENT = re.compile(r"^\[(\w+)\]\s*(.*)$")
_CALL = re.compile(r"^backend (\w+)(?: (\{.*\}))? -> (.*)$")
_WAIT = re.compile(r"^wait (\d+) (minute|hour|day)s?$")
_KINDS = {
    "foto": HeardKind.PHOTO,
    "suara": HeardKind.VOICE_NOTE,
    "dokumen": HeardKind.DOCUMENT,
    "video": HeardKind.VIDEO,
    "stiker": HeardKind.STICKER,
    "lain": HeardKind.OTHER,
}


class Mismatch(AssertionError):
    """A transcript does not fit its own rules, or the conversation did not."""


def env_at(
    now: dt.datetime, *, channel: str = "terminal", page_size: int = 5, person: str = ""
) -> Env:
    """The moment of a turn in a test."""
    capabilities = CAPABILITIES[ChannelName(channel)]
    return Env(
        now=now,
        channel=channel,
        page_size=page_size,
        policy=Policy(),
        brief=brief(capabilities),
        by_ear=capabilities.spoken,
        person=person,
    )


def again(session: Session) -> Session:
    """The session as the next process would read it. Raises Mismatch if anything was lost."""
    data = encode(session)
    back = decode(data)
    if encode(back) != data:
        raise Mismatch("the session changed by being stored")
    return back


class Play:
    """One conversation with the engine, as a transcript tells it."""

    def __init__(self, engine: Engine, catalog: Catalog) -> None:
        self._engine = engine
        self._render = Renderer(catalog)
        self._now = START
        self._channel = ChannelName.TERMINAL
        self._page = 5
        self._person = ""
        self._tz = "Asia/Jakarta"
        self._step = dt.timedelta(minutes=1)
        self.session = Session()
        self.call: CallOut | None = None
        self.lines: list[str] = []
        self._next = ""

    def run(self, script: Sequence[str]) -> list[str]:
        """Play what a transcript's input lines say; the whole conversation as lines."""
        for place, line in enumerate(script):
            self._next = next((one for one in script[place + 1 :] if one[:1] in "!>"), "")
            mark, rest = line[:1], line[2:].strip()
            if mark == "@":
                self.lines.append(line.rstrip())
                self._set(*rest.split(" ", 1))
            elif mark == ">":
                self._citizen(rest)
            elif mark == "!":
                self._outside(rest)
            elif mark == "#" or not line.strip():
                self.lines.append(line.rstrip())
        if self.call is not None:
            raise Mismatch(f"nobody answered {type(self.call.request).__name__}")
        return self.lines

    def _set(self, name: str, value: str) -> None:
        match name:
            case "locale":
                self.session.locale = value
            case "mode":
                self.session.mode = value
            case "channel":
                self._channel = ChannelName(value)
            case "page":
                self._page = int(value)
            case "person":
                self._person = "" if value == "-" else value
            case "tz":
                self._tz = value
            case "clock":
                self._now, self._step = dt.datetime.fromisoformat(value), dt.timedelta()
            case "session":
                self.session = decode(value.encode())
            case _:
                raise Mismatch(f"no such setting: {name}")

    def _citizen(self, text: str) -> None:
        self._now += self._step
        self.lines.append(f"> {text}")
        self._advance(heard(text))

    def _outside(self, what: str) -> None:
        if waited := _WAIT.match(what):
            self._now += dt.timedelta(**{f"{waited[2]}s": int(waited[1])})
            self.lines.append(f"! {what}")
            return
        simple: dict[str, Event] = {
            "nudge": Nudged(),
            "continue": Continued(),
            "recall": Recalled(),
        }
        if what in simple:
            self.lines.append(f"! {what}")
            self._advance(simple[what])
            return
        called = _CALL.match(what)
        if called is None:
            raise Mismatch(f"not understood: ! {what}")
        if self.call is None or type(self.call.request).__name__ != called[1]:
            asked = None if self.call is None else type(self.call.request).__name__
            raise Mismatch(f"'! {what}' was never needed; the flow asked for {asked}")
        call, self.call = self.call, None
        self.lines.append(f"! backend {called[1]} {_asked(call)} -> {called[3]}")
        self._advance(_answer(call, called[3].strip()))

    def _advance(self, event: Event) -> None:
        env = env_at(
            self._now,
            channel=self._channel.value,
            page_size=self._page,
            person=self._person,
        )
        turn = self._engine.advance(again(self.session), event, env)
        while self._free(turn.call):
            after = self._engine.advance(again(turn.session), _answer(turn.call, "done"), env)
            after.prompts = [*turn.prompts, *after.prompts]
            turn = after
        if turn.faults:
            raise Mismatch(f"a flow broke: {turn.faults}")
        self.session = again(turn.session)
        self.call = turn.call or (self.call if self.session.waiting is not None else None)
        self._said(turn)

    def _free(self, call: CallOut | None) -> TypeGuard[CallOut]:
        """Is this a `MaySend` that no line answers?"""
        asks = call is not None and isinstance(call.request, MaySend)
        return asks and not self._next.startswith("! backend MaySend")

    def _said(self, turn: Turn) -> None:
        parts = self._parts(turn.prompts)
        for part in parts:
            first, *rest = [line for line in part.splitlines() if line.strip()] or [""]
            self.lines.append(f"< {first}")
            self.lines.extend(f"  {line}" for line in rest)
        if turn.wants_human is not None:
            self.lines.append(f"# wants a person: {turn.wants_human}")

    def _parts(self, prompts: Sequence[Prompt]) -> list[str]:
        voice = Voice(
            locale=self.session.locale,
            mode=self.session.mode,
            tz=self._tz,
            capabilities=CAPABILITIES[self._channel],
        )
        return [_shown(part) for part in self._render(prompts, voice)]


def _shown(part: Part) -> str:
    if not isinstance(part, TextPart):
        return f"[{type(part).__name__}]"
    lines = [part.text]
    if part.style is not ChoiceStyle.TEXT and part.choices:
        lines += [f"[{choice.label}]" for choice in part.choices]
    return "\n".join(lines)


def heard(text: str) -> Heard:
    """A transcript's '>' line as an event."""
    sent = _SENT.match(text)
    if sent is None:
        return Heard(text=text)
    kind, rest = sent[1], sent[2]
    if kind == "teks":
        return Heard(text=rest)
    if kind == "tap":
        return Heard(HeardKind.TAP, rest)
    if kind == "edit":
        return Heard(text=rest, edited=True)
    if kind == "lokasi":
        latitude, longitude = (float(number) for number in rest.split())
        return Heard(HeardKind.LOCATION, latitude=latitude, longitude=longitude)
    if kind == "kontak":
        return Heard(HeardKind.CONTACT, phone=rest)
    if kind not in _KINDS:
        raise Mismatch(f"nobody can send [{kind}]")
    return Heard(_KINDS[kind], rest, (Medium(ref=f"{kind}-1"),))


def _asked(call: CallOut) -> str:
    asked = msgspec.to_builtins(call.request)
    asked.pop("type", None)
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def _answer(call: CallOut, named: str) -> Answered:
    if named.startswith("failed "):
        code, _, reason = named[7:].partition(" ")
        more = json.loads(reason) if reason.startswith("{") else {"reason": reason or None}
        told = {"key": call.key, "fingerprint": call.fingerprint, "failed": code, **more}
        return msgspec.convert({"type": "answered", **told}, Answered)
    result: Any
    if named.startswith(("{", "[")):
        result = json.loads(named)
    elif named in ANSWERS:
        result = msgspec.to_builtins(ANSWERS[named])
    else:
        raise Mismatch(f"no answer is called {named}")
    return Answered(call.key, call.fingerprint, result=result)


def check(path: Path, engine: Engine, catalog: Catalog, *, rewrite: bool) -> tuple[str, str]:
    """(expected, played) of a transcript; with `rewrite` the file is written anew."""
    expected = path.read_text(encoding="utf-8").rstrip() + "\n"
    script = [line for line in expected.splitlines() if not line.startswith(("<", "  ", "# wants"))]
    played = "\n".join(Play(engine, catalog).run(script)).rstrip() + "\n"
    if rewrite and played != expected:
        path.write_text(played, encoding="utf-8")
        return played, played
    return expected, played
