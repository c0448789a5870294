"""The turn in the making: the session, the flow on stage, and what has been said so far.

Rules: every method leaves the session in a state that can be stored. What is told is collected
in order; the question comes last. A flow that breaks is left, with an apology, its answers kept
as a draft.
"""

from collections.abc import Mapping
from typing import Any

from handlers.dialogue import asides
from handlers.dialogue.drafts import Drafts
from handlers.dialogue.matching import Words
from handlers.dialogue.prompt import Option, Prompt
from handlers.dialogue.replay import FlowFault, Run, fingerprint
from handlers.dialogue.screen import draw, options_of
from handlers.dialogue.session import (
    FOR,
    GO_ON,
    SUBJECT,
    Answer,
    Frame,
    Session,
    Waiting,
    name_of,
)
from handlers.dialogue.steps import Ask, Call, Citizen, Flow, Review
from handlers.dialogue.turn import CallOut, Env, Fault, Intent, Parts, Turn, millis
from i18n.fragments import reviewed
from i18n.locales import SOURCE, offered
from i18n.message import Joined, Message, say

MENU = "menu"
WELCOME = "salam.pembuka"
_CALL = "voice"  # Env.channel of a call, whose greeting is short
_SOMEBODY = SUBJECT | {"kata"}  # words alone, which may be a name
MOST_FRAMES = 5  # digressions within digressions; deeper ones replace the top


class Stage:
    """One turn's working state. `run` and `frame` are the flow being talked to."""

    run: Run
    frame: Frame

    def __init__(self, parts: Parts, session: Session, env: Env) -> None:
        self._parts = parts
        self.session = session
        self.env = env
        self.drafts = Drafts(session, parts.flows)
        self.call: CallOut | None = None
        self.fresh = not session.greeted
        self.wants_human: str | None = None
        self._prompts: list[Prompt] = []
        self._faults: list[Fault] = []
        self._ended: list[Frame] = []
        self._opened = False
        self._understood: dict[str, Intent | None] = {}

    @property
    def words(self) -> Words:
        """What words mean, in every language, the citizen's own first."""
        return self._parts.words.of(self.session.locale)

    @property
    def flows(self) -> Mapping[str, Flow]:
        """All flows, by id."""
        return self._parts.flows

    def understood(self, text: str) -> Intent | None:
        """What a sentence wants: read once a turn, however many places ask."""
        if text not in self._understood:
            self._understood[text] = self._parts.understand(text)
        return self._understood[text]

    # What is on stage

    @property
    def flow(self) -> Flow:
        """The flow of the top frame."""
        return self._parts.flows[self.frame.flow]

    @property
    def question(self) -> Ask | Review | None:
        """What the citizen is being asked: the engine's own question, or the flow's."""
        question = self.run.question
        match self.frame.aside:
            case asides.RESUME:
                return asides.resume(self.flow, self.frame.about)
            case asides.CANCEL:
                return asides.cancel(self.flow)
            case asides.CHANGE if isinstance(question, Review):
                return asides.change(question)
        return None if isinstance(question, Call) else question

    def options(self, question: Ask | Review) -> list[Option]:
        """All options of a question here and now, unpaged."""
        return options_of(question, self.frame, brief=self.env.brief, by_ear=self.env.by_ear)

    @property
    def busy(self) -> bool:
        """Is a Call out?"""
        return self.session.waiting is not None

    @property
    def closing(self) -> bool:
        """Is the matter done, and only 'what next?' asked?"""
        question = self.run.question if self._opened else None
        return isinstance(question, Ask) and question.closing

    def begun(self) -> bool:
        """Has the citizen answered anything in this flow that leaving it would lose?"""
        return self.frame.flow != MENU and bool(self.run.asked) and not self.closing

    def open(self, *, new: bool = False) -> bool:
        """Put the top frame on stage, replayed. False when its flow broke (already told).

        What a flow says before its first question is kept only when it is `new`.
        """
        frames = self.session.frames
        while frames and frames[-1].flow not in self._parts.flows:
            frames.pop()
            self.session.waiting = None  # a flow that this release no longer has
        if not frames:
            frames.append(Frame(MENU, touched=millis(self.env.now)))
        self.frame = frames[-1]
        self.frame.touched = millis(self.env.now)
        self.run = Run(self.flow, self.frame, self.session, self._citizen())
        try:
            self.run.start()
        except FlowFault as fault:
            self._broken(fault)
            return False
        if not new:
            self.run.says.clear()
        self._opened = True
        return True

    def _citizen(self) -> Citizen:
        return Citizen(
            slots=self.frame.slots,
            locale=self.session.locale,
            mode=self.session.mode,
            now=self.env.now,
            regions=self._parts.regions,
            policy=self.env.policy,
            channel=self.env.channel,
            drafts=self.drafts.unfinished(),
        )

    # Saying

    def tell(self, *messages: Message) -> None:
        """Say something now."""
        self._prompts.extend(Prompt((message,)) for message in messages)

    def greet(self, msgid: str) -> None:
        """The first greeting of all. A language guessed from the phone that no native speaker
        has read says so, and how to get Indonesian; a phone that told none is offered them all,
        each by its own name."""
        self.tell(Message(msgid))
        if not reviewed(self.session.locale):
            self.tell(say("bahasa.belum_diperiksa"))
        elif self.session.locale == SOURCE and msgid == WELCOME and self.env.channel != _CALL:
            names = tuple(locale.own_name for locale in offered() if locale.tag != SOURCE)
            self.tell(say("bahasa.lain", daftar=Joined(names)))

    def put(
        self,
        *,
        before: Message | None = None,
        error: Message | None = None,
        whole: bool = False,
    ) -> None:
        """Put the question on stage (again); fetch what it waits for if it waits."""
        if before is not None:
            self.tell(before)
        if not self._opened and not self.open():
            return
        question = self.question
        if question is not None:
            if not self.session.greeted and self.frame.flow == MENU:
                self.greet(WELCOME)
            prompt = draw(
                question,
                self.frame,
                self.flow,
                self.env.page_size,
                error,
                whole=whole,
                brief=self.env.brief,
                by_ear=self.env.by_ear,
            )
            self._prompts.append(prompt)
            self.session.greeted = True
        elif self.session.waiting is None:
            self.go_on()

    def confirm(self, question: Ask, value: Any) -> None:
        """Read back what may have been misheard: it counts once it is kept; said again, what was
        said then counts."""
        self.frame.shelf[question.key] = Answer(value)
        self.put(error=say("umum.terdengar", isi=question.field.show(value)))

    def again(self) -> None:
        """'ulang': the last things said, once more."""
        if self.session.last:
            self._prompts.extend(self.session.last)
        else:
            self.put()

    # Going on

    def answer(self, value: Any) -> None:
        """The question on stage is answered: on to the next."""
        self.frame.tries = self.frame.page = 0
        question = self.question
        if question is not None:
            self.frame.shelf.pop(question.key, None)
        self._guarded(self.run.answer, value)

    def settle(self, answer: Answer) -> None:
        """A Call came back: on to the next."""
        if not isinstance(self.run.question, Call):
            self.put()
            return
        self._guarded(self.run.settle, answer)

    def _guarded(self, move: Any, value: Any) -> None:
        try:
            move(value)
        except FlowFault as fault:
            self._broken(fault)
            return
        self.go_on()

    def go_on(self) -> None:
        """After the flow moved: say what it said, then ask, call, leave or finish."""
        self._prompts.extend(
            Prompt((said.message,), attachments=said.attachments) for said in self.run.says
        )
        self.run.says.clear()
        question = self.run.question
        if self.run.goto is not None:
            goto = self.run.goto
            self.leave(finished=True)
            self.start(goto.flow, goto.slots)
        elif isinstance(question, Call):
            mark = fingerprint(question.request)
            self.session.waiting = Waiting(question.key, mark)
            self.call = CallOut(question.key, mark, question.request)
        elif question is None:
            self.leave(finished=True)
            self.below()
        else:
            if isinstance(question, Review):
                self.frame.editing = ""
            self.put()

    def start(self, flow_id: str, slots: dict[str, str]) -> None:
        """Begin a flow; if it was begun before, ask whether to go on or start anew."""
        if flow_id not in self._parts.flows:
            flow_id, slots = MENU, {}
        frames = self.session.frames
        if frames and frames[-1].flow == MENU:
            frames.pop()
        name, person = name_of(flow_id, slots), self.env.person
        before = next((f for f in frames if f.name == name and f.of(person)), None)
        if before is not None:
            frames.remove(before)
        draft = before or self.session.draft(name, person)
        if self._parts.flows[flow_id].lookup and not _SOMEBODY.isdisjoint(slots):
            draft = None  # another person is looked up: nothing of the last one is in question
        if draft is not None and self.drafts.told(draft):
            draft.aside = "" if GO_ON in slots else asides.RESUME
            draft.new_slots, draft.person = slots, person
            frames.append(draft)
        else:
            # Taken back to its first question, a draft has no answers, but they are offered again.
            frames.append(self._frame(flow_id, slots, person))
            if draft is not None and draft.shelf:
                # Still the same one: counted as begun once, with what it reached.
                frames[-1].shelf, frames[-1].reached = draft.shelf, draft.reached
                frames[-1].begun = draft.begun
                frames[-1].locale, frames[-1].mode = draft.locale, draft.mode
        if len(frames) > MOST_FRAMES:
            self.drafts.shelve(frames.pop(0))
        if self.open(new=not frames[-1].answers):
            if self.frame.aside:
                self.put()
            else:
                self.go_on()

    def later(self, then: tuple[str, dict[str, str]] | None) -> None:
        """A second wish of the same sentence waits below, its turn still to come."""
        frames = self.session.frames
        if then is None or then[0] not in self.flows or not frames or frames[-1].flow == MENU:
            return
        if all(frame.name != name_of(*then) for frame in frames):
            waiting = self._frame(*then, self.env.person)
            waiting.begun = 0
            frames.insert(len(frames) - 1, waiting)

    def anew(self, slots: dict[str, str]) -> None:
        """The same flow from its start, with what a new sentence said."""
        if self.closing:
            self._ended.append(self.frame)
        self.session.frames[-1] = self._frame(self.frame.flow, slots, self.frame.person)
        if self.open(new=True):
            self.go_on()

    def _frame(self, flow_id: str, slots: dict[str, str], person: str | None) -> Frame:
        locale, mode = self.session.locale, self.session.mode
        begun = millis(self.env.now)
        return Frame(flow_id, slots=slots, begun=begun, person=person, locale=locale, mode=mode)

    def digress(self, flow_id: str, slots: dict[str, str]) -> None:
        """Turn to another wish; what was under way waits below and is come back to."""
        if self.closing:
            self.leave(finished=True)
        self.session.waiting = None
        self.start(flow_id, slots)

    def below(self) -> None:
        """Come back to what waits below, or to the menu."""
        if self.drafts.part(self.env.person):  # whose turn it is may just have changed
            self.tell(say("umum.disimpan_orang"))
        frames = self.session.frames
        if not frames:
            frames.append(Frame(MENU, slots={"lagi": "1"}))
            if self.open():
                self.go_on()
        elif self.open():
            # Several people may wait side by side: whose questions go on must be plain.
            person = self.frame.slots.get(FOR)
            back = say("umum.kembali_ke", urusan=self.flow.title)
            if person:
                back = say("umum.kembali_ke_orang", urusan=self.flow.title, nama=person)
            if self.frame.begun:
                self.put(before=back)
                return
            self.frame.begun = millis(self.env.now)
            self.tell(back)
            if self.open(new=True):
                self.go_on()

    def to_menu(self) -> None:
        """Everything half-done becomes a draft; the menu is shown."""
        if self.closing:
            self.leave(finished=True)
        begun = [frame for frame in self.session.frames if frame.flow != MENU]
        saved = any(self.drafts.told(frame) for frame in begun)
        for frame in begun:
            self.drafts.shelve(frame)
        self.session.frames = [Frame(MENU, slots={"lagi": "1"} if self.session.greeted else {})]
        self.session.waiting = None
        self.session.held = []
        if saved:
            self.tell(say("umum.disimpan"))
        if self.open():
            self.go_on()

    def leave(self, *, finished: bool) -> None:
        """Take the flow off the stage; `finished` when the citizen did not break it off."""
        frame = self.session.frames.pop()
        self.session.waiting = None
        if finished:
            self._ended.append(frame)

    def _broken(self, fault: FlowFault) -> None:
        self._faults.append(Fault(fault.flow, fault.step, fault.kind))
        self.session.waiting = None
        self.drafts.shelve(self.session.frames.pop())
        self.tell(say("umum.maaf_rusak"))
        self.session.frames = [Frame(MENU, slots={"lagi": "1"})]
        if fault.flow == MENU:
            self.session.frames = []
            return
        if self.open():
            self.go_on()

    def turn(self) -> Turn:
        """What the turn came to."""
        if self._prompts:
            self.session.last = self._prompts[-3:]
        return Turn(
            self.session,
            self._prompts,
            self.call,
            self.wants_human,
            self._faults,
            self._ended,
        )
