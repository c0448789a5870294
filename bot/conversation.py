"""One event of one conversation, inside the caller's transaction: advance, answer, render.

Rules: storage requests of a flow are answered here and now, on the same connection; a request
to DTKS or for a medium is handed back, to be made after the commit. Look-ups are counted before
they leave, so that one number cannot harvest a village, whatever flow asks for them.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
import structlog
from sqlalchemy import Connection

from bot.answers.base import Answer, Asker, Local
from bot.answers.profiles import TURNS, active_profile
from bot.channels.base import Capabilities, ChannelName, Part
from bot.lookups import LOOKUPS, Lookups
from bot.metrics import FAULTS
from bot.render.wording import Voice
from bot.storage.limits import Limits
from handlers.dialogue.engine import Engine
from handlers.dialogue.events import Answered, Event
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import Frame, Session, Unreadable, decode
from handlers.dialogue.steps import Failed
from handlers.dialogue.turn import CallOut, Env, Turn
from handlers.policy import Policy
from handlers.requests.dtks import LIMIT
from i18n.modes import Mode

_log = structlog.get_logger(__name__)
MOST_LOCAL = 50  # storage requests one turn may chain; a flow that makes more is broken
# Choices on one screen (LANGUAGE.md): five; three in easy mode; four on a call.
_PAGE, _PAGE_EASY, _PAGE_SPOKEN = 5, 3, 4

Render = Callable[[Sequence[Prompt], Voice], list[Part]]


class Spoken(msgspec.Struct):
    """What an event came to: the session to store, parts to send, a call to make, flows ended."""

    session: Session
    parts: list[Part]
    call: CallOut | None = None
    wants_human: str | None = None
    ended: tuple[Frame, ...] = ()


def page_size(mode: str, capabilities: Capabilities) -> int:
    """How many options one screen shows."""
    if capabilities.spoken:
        return _PAGE_SPOKEN
    return _PAGE_EASY if mode == Mode.MUDAH else _PAGE


def brief(capabilities: Capabilities) -> bool:
    """Is a long summary short at first? By SMS it is money, on a call a minute of listening."""
    return capabilities.gsm7 or capabilities.spoken


class Witness(Protocol):
    """Sees all that goes into the core and comes out of it, in order: enough to play it again."""

    def before(self, session: Session, event: Event, env: Env, tz: str) -> None:
        """The core is about to take an event. `session` is not to be kept, nor changed."""

    def after(self, turn: Turn) -> None:
        """What the core made of it."""

    def said(self, parts: Sequence[Part]) -> None:
        """What a whole turn, with the answers of storage, has to say."""


class Conversation:
    """Runs the core for every contact."""

    def __init__(
        self,
        engine: Engine,
        render: Render,
        answers: Mapping[type, Local],
        limits: Limits,
        policy: Callable[[dt.datetime], Policy],
        witness: Witness | None = None,
    ) -> None:
        self._engine = engine
        self._render = render
        self._answers = answers
        self._lookups = Lookups(limits)
        self._policy = policy
        self._witness = witness

    def take(
        self,
        conn: Connection,
        asker: Asker,
        session: Session,
        event: Event,
        capabilities: Capabilities,
    ) -> Spoken:
        """Advance by one event. `session` is used up."""
        env = Env(
            now=asker.now,
            channel=capabilities.channel.value,  # in the terminal, whose looks it has
            page_size=page_size(session.mode, capabilities),
            policy=asker.policy,
            brief=brief(capabilities),
            by_ear=capabilities.spoken,
            no_number=asker.channel is ChannelName.VOICE and not asker.address.startswith("+"),
            person=_person(asker.profile),
        )
        turn = self._advance(session, event, env, asker.tz)
        prompts, human = list(turn.prompts), turn.wants_human
        ended = list(turn.ended)
        for _ in range(MOST_LOCAL):
            call = turn.call
            answer = None if call is None else self._answer(conn, asker, call.request)
            if call is None or answer is None:
                break
            if isinstance(call.request, TURNS):
                whose = active_profile(conn, asker.contact_id)
                env = msgspec.structs.replace(env, person=_person(whose))
            turn = self._advance(turn.session, answered(call, answer), env, asker.tz)
            prompts += turn.prompts
            ended += turn.ended
            human = human or turn.wants_human
        after = turn.session
        parts = self._render(prompts, Voice(after.locale, after.mode, asker.tz, capabilities))
        if self._witness is not None:
            self._witness.said(parts)
        return Spoken(after, parts, turn.call, human, tuple(ended))

    def say(
        self, prompts: Sequence[Prompt], session: Session, capabilities: Capabilities, tz: str
    ) -> list[Part]:
        """Render something that is no turn (a notice, 'one moment')."""
        return self._render(prompts, Voice(session.locale, session.mode, tz, capabilities))

    def policy(self, now: dt.datetime) -> Policy:
        """The rules of the day."""
        return self._policy(now)

    def _advance(self, session: Session, event: Event, env: Env, tz: str) -> Turn:
        if self._witness is not None:
            self._witness.before(session, event, env, tz)
        turn = self._engine.advance(session, event, env)
        self._note_faults(turn)
        if self._witness is not None:
            self._witness.after(turn)
        return turn

    def _answer(self, conn: Connection, asker: Asker, request: msgspec.Struct) -> Answer | None:
        """The answer of storage; None when the request must leave the house."""
        if isinstance(request, LOOKUPS):
            most = asker.policy.lookups_per_day
            if not self._lookups.take(conn, asker.contact_id, request, asker.now, asker.tz, most):
                return Failed(LIMIT)
            return None
        local = self._answers.get(type(request))
        return None if local is None else local(conn, asker, request)

    @staticmethod
    def _note_faults(turn: Turn) -> None:
        for fault in turn.faults:
            FAULTS.labels(fault.flow).inc()
            _log.error("flow_fault", flow=fault.flow, step=fault.step, kind=fault.kind)


def _person(profile: int | None) -> str:
    """Whose turn it is, as the core has it."""
    return "" if profile is None else str(profile)


def answered(call: CallOut, answer: Any) -> Answered:
    """The event that brings a call's answer back."""
    if isinstance(answer, Failed):
        return Answered(
            call.key,
            call.fingerprint,
            failed=answer.code,
            retry_after=answer.retry_after,
            fields=answer.fields,
            reason=answer.reason,
        )
    return Answered(call.key, call.fingerprint, result=msgspec.to_builtins(answer))


def load(state: bytes | None, locale: str, mode: str) -> Session:
    """The stored session, or a new one; one that no release can read is started afresh."""
    if state is None:
        return Session(locale=locale, mode=mode)
    try:
        return decode(state)
    except Unreadable as error:
        _log.error("session_unreadable", kind=str(error))
        return Session(locale=locale, mode=mode)
