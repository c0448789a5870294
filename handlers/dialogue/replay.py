"""Running a flow from its start over the answers it already has.

Rules: a Say counts only after the last answer that was stored before this turn. A Call's stored
result counts only while its request is the same. A stored answer that no longer fits its
question is dropped, and the question put again. An offer stands for an answer until 'ubah' asks
for it; it is never stored. A flow that never asks is stopped.
"""

import hashlib
from typing import Any

import msgspec

from handlers.dialogue.session import Answer, Frame, Session
from handlers.dialogue.steps import (
    Ask,
    Become,
    Call,
    Citizen,
    Failed,
    Flow,
    Goto,
    Review,
    Say,
    Step,
)

MOST_STEPS = 2_000  # a flow asks some dozens of questions; more than this is a loop of its own


class FlowFault(Exception):
    """A flow broke its rules; `step` says where (keys are not personal)."""

    def __init__(self, flow: str, step: str, kind: str) -> None:
        super().__init__(f"{flow}/{step}: {kind}")
        self.flow = flow
        self.step = step
        self.kind = kind


def fingerprint(request: msgspec.Struct) -> str:
    """16 hex digits that change when the request does."""
    raw = msgspec.json.encode([type(request).__name__, request])
    return hashlib.blake2b(raw, digest_size=8).hexdigest()


class Run:
    """One run of a flow: after `start`, `question` is what it waits for, or None at its end."""

    def __init__(self, flow: Flow, frame: Frame, session: Session, citizen: Citizen) -> None:
        self._flow = flow
        self._frame = frame
        self._session = session
        self._talk = flow.run(citizen)
        self._steps = 0
        self.question: Ask | Review | Call | None = None
        self.goto: Goto | None = None
        self.says: list[Say] = []
        self.path: list[str] = []
        self.asked: list[str] = []

    def start(self) -> None:
        """Replay up to the first key without an answer."""
        self._go(self._next(None), stored=True)

    def answer(self, value: Any) -> None:
        """Store the answer to `question` and go on to the next."""
        question = self.question
        if question is None or isinstance(question, Call):
            raise FlowFault(self._flow.id, "?", "answer without a question")
        self._frame.answers[question.key] = Answer(value)
        step = question.key.partition(".")[0]
        if step not in self._frame.reached:
            self._frame.reached.append(step)
        self._feed(question.key, asked=True)
        self._go(self._next(value), stored=False)

    def settle(self, answer: Answer) -> None:
        """Store the result of the Call that `question` is and go on."""
        question = self.question
        if not isinstance(question, Call):
            raise FlowFault(self._flow.id, "?", "result without a call")
        try:
            result = _result(question, answer)
        except msgspec.ValidationError:
            result = Failed("malformed")
            answer = Answer(msgspec.to_builtins(result), answer.fingerprint)
        self._frame.answers[question.key] = answer
        self._feed(question.key, asked=False)
        self._go(self._next(result), stored=False)

    def _go(self, step: Step | None, *, stored: bool) -> None:
        """Go on from `step`; `stored` is True while replaying what earlier turns answered."""
        self.question = None
        while step is not None:
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise FlowFault(self._flow.id, self.path[-1] if self.path else "?", "never asks")
            if isinstance(step, Say):
                self.says.append(step)
                step = self._next(None)
            elif isinstance(step, Goto):
                self.goto = step
                return
            elif isinstance(step, Become):
                if step.key not in self._frame.answers:
                    self._become(step)
                elif stored:
                    self.says.clear()
                self._feed(step.key, asked=False)
                step = self._next(None)
            else:
                value, known = self._known(step)
                if not known:
                    self.question = step
                    return
                if stored and step.key in self._frame.answers:
                    self.says.clear()
                asked = step.key in self._frame.answers and not isinstance(step, Call)
                self._feed(step.key, asked=asked)
                step = self._next(value)

    def _known(self, step: Ask | Review | Call) -> tuple[Any, bool]:
        answer = self._frame.answers.get(step.key)
        if answer is None:
            return self._offered(step)
        if isinstance(step, Call):
            if answer.fingerprint == fingerprint(step.request):
                try:
                    return _result(step, answer), True
                except msgspec.ValidationError:
                    pass
        elif isinstance(step, Review):
            if answer.value is True:
                return True, True
        elif (answer.value is None and step.skippable) or (
            answer.value is not None and step.field.accepts(answer.value)
        ):
            return answer.value, True
        del self._frame.answers[step.key]
        return self._offered(step)

    def _offered(self, step: Ask | Review | Call) -> tuple[Any, bool]:
        if not isinstance(step, Ask) or step.offer is None or self._frame.editing == step.key:
            return None, False
        return step.offer, step.field.accepts(step.offer)

    def _become(self, step: Become) -> None:
        if step.locale is not None:
            self._session.locale = step.locale
        if step.mode is not None:
            self._session.mode = step.mode
        if step.dropped is not None:
            self._session.let_go(step.dropped)
        self._frame.answers[step.key] = Answer(True)

    def _feed(self, key: str, *, asked: bool) -> None:
        if key in self.path:
            raise FlowFault(self._flow.id, key, "key used twice")
        self.path.append(key)
        if asked:
            self.asked.append(key)

    def _next(self, value: Any) -> Step | None:
        try:
            return self._talk.send(value)
        except StopIteration:
            return None
        except FlowFault:
            raise
        except Exception as error:
            where = self.path[-1] if self.path else "start"
            raise FlowFault(self._flow.id, where, type(error).__name__) from error


def _result(call: Call, answer: Answer) -> Any:
    if isinstance(answer.value, dict) and answer.value.get("type") == "failed":
        return msgspec.convert(answer.value, Failed)
    return msgspec.convert(answer.value, call.answer)
