"""Which voice notes to make before anybody waits for them: those of prompts that tell nothing of
a citizen, found by walking through every conversation.

Rules: the walk starts at the menu, takes every option and a few typical answers at each prompt,
and stops where it has seen the same prompts of the same flow before. DTKS is 'unavailable' on
this walk, so what follows an answer of DTKS is made when it is first said, and kept from then on.
"""

from collections import deque
from collections.abc import Iterator, Sequence

import msgspec

from bot.answers.base import Answer
from bot.conversation import answered, brief, page_size
from bot.render.parts import Renderer
from bot.render.speech import Clip, Notes
from bot.render.wording import Voice
from handlers.dialogue.engine import Engine
from handlers.dialogue.events import Event, Heard, HeardKind
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import Session, decode, encode
from handlers.dialogue.steps import Failed
from handlers.dialogue.turn import Env, Turn
from handlers.requests.cases import Done, MaySend
from i18n.catalog import Catalog
from i18n.message import Message

# One answer for each kind of question: a name, a place, a NIK, a KK, a year, a date, a number.
_TYPICAL = (
    "Siti Aminah", "desa Sukamaju kec Jonggol kab Bogor", "3201064108650001", "3201061203100004",
    "1965",
    "17 Agustus 1965", "2", "RT 2 RW 3", "Rp600.000", "Jalan Mawar 5", "ya", "lewati", "?!",
)  # fmt: skip
_SLIPS = ("Siti Aminah", "?!")
# What nothing stands in the way of, mostly: behind it lie whole flows.
_GRANTED: dict[type, Answer] = {MaySend: Done()}
_MOST = 12_000  # turns; the walk ends by itself far sooner


class Collector:
    """Stands in for the notes while rendering, and remembers what could be built ahead."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self.wanted: dict[bytes, tuple[Clip, ...]] = {}

    def recorded(self, tag: str, name: str) -> bool:
        """As the real notes say."""
        return self._notes.recorded(tag, name)

    def speaks(self, tag: str) -> bool:
        """As the real notes say."""
        return self._notes.speaks(tag)

    def name(self, clips: Sequence[Clip], *, private: bool) -> str:
        """Remember these clips; of a private note those that are the same for everybody."""
        if not private:
            self._want(clips)
        for share in (share for clip in clips if private for share in clip.shares()):
            if share.fixed:
                self._want([share])
        return "suara/x.ogg"

    def _want(self, clips: Sequence[Clip]) -> None:
        self.wanted.setdefault(msgspec.msgpack.encode(list(clips)), tuple(clips))


def wanted(
    engine: Engine,
    catalog: Catalog,
    notes: Notes,
    voices: Sequence[Voice],
    env: Env,
    most: int = _MOST,
) -> list[tuple[Clip, ...]]:
    """The clips of all notes worth building for these languages, modes and channels."""
    collector = Collector(notes)
    renderer = Renderer(catalog, collector)
    walks: dict[tuple[str, str], list[list[Prompt]]] = {}
    for voice in voices:
        # What is said depends on mode and channel (how many options a screen has), not on the
        # language it is said in.
        key = (voice.mode, voice.capabilities.channel.value)
        if key not in walks:
            walks[key] = list(walk(engine, voice, env, most))
        for prompts in walks[key]:
            renderer(prompts, voice)
    return list(collector.wanted.values())


def walk(engine: Engine, voice: Voice, env: Env, most: int = _MOST) -> Iterator[list[Prompt]]:
    """What the bot says in every conversation, turn by turn."""
    env = msgspec.structs.replace(
        env,
        page_size=page_size(voice.mode, voice.capabilities),
        brief=brief(voice.capabilities),
        by_ear=voice.capabilities.spoken,
    )
    seen: set[tuple[str, ...]] = set()
    ahead: deque[tuple[bytes, Event]] = deque()
    start = Session(locale=voice.locale, mode=voice.mode)
    ahead.append((encode(start), Heard(text="menu")))
    for _ in range(most):
        if not ahead:
            return
        state, event = ahead.popleft()
        turn = _turn(engine, state, event, env)
        # 'Is this the place?' leads elsewhere in each flow.
        flows = tuple(frame.flow for frame in turn.session.frames[-1:])
        said = [m.msgid for prompt in turn.prompts for m in prompt.body]
        offered = [
            option.label.msgid if isinstance(option.label, Message) else ""
            for prompt in turn.prompts
            for option in prompt.options
        ]
        mark = (*flows, *said, *offered)
        if not turn.prompts or mark in seen:
            continue
        seen.add(mark)
        yield turn.prompts
        state = encode(turn.session)
        options = [option.value for prompt in turn.prompts[-1:] for option in prompt.options]
        ahead += [(state, Heard(HeardKind.TAP, value)) for value in options]
        # Where two or more options are offered, one of them is the answer.
        typical = _TYPICAL if len(options) < 2 else _SLIPS
        ahead += [(state, Heard(text=text)) for text in (*typical, "0")]


def _turn(engine: Engine, state: bytes, event: Event, env: Env) -> Turn:
    turn = engine.advance(decode(state), event, env)
    prompts = list(turn.prompts)
    for _ in range(8):
        if turn.call is None:
            break
        answer = _GRANTED.get(type(turn.call.request), Failed("unavailable"))
        turn = engine.advance(turn.session, answered(turn.call, answer), env)
        prompts += turn.prompts
    turn.prompts = prompts
    return turn
