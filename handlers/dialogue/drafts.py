"""What was begun and not finished: what counts as begun, and where it waits.

Rules: pure. A citizen's words are never lost for turning elsewhere; where they said nothing,
nothing is kept.
"""

import datetime as dt
from collections.abc import Mapping

from handlers.dialogue.session import FOR, SUBJECT, Frame, Session
from handlers.dialogue.steps import Flow
from handlers.dialogue.turn import millis

DRAFT_DAYS = 30  # ARCHITECTURE.md, 'Retention'


class Drafts:
    """The drafts of a session, and the frames below the one on stage."""

    def __init__(self, session: Session, flows: Mapping[str, Flow]) -> None:
        self._session = session
        self._flows = flows

    def told(self, frame: Frame) -> bool:
        """Has the citizen said something here, in answers or in the sentence that began it?

        What a Call fetched has a fingerprint, and is nobody's answer. Where nothing is kept, a
        sentence alone is no draft: a ticket mistyped and left is not asked about again. What is
        for somebody helped has that person's consent behind it.
        """
        flow = self._flows.get(frame.flow)
        said = any(answer.fingerprint is None for answer in frame.answers.values())
        kept = flow is None or flow.keeps_draft
        return said or (kept and not (SUBJECT | {FOR}).isdisjoint(frame.slots))

    def shelve(self, frame: Frame) -> None:
        """Put a flow away, at its question, where there is anything of the citizen's in it."""
        frame.aside, frame.tries, frame.page = "", 0, 0
        if self.told(frame) or frame.shelf:
            self._session.keep(frame)

    def part(self, person: str) -> bool:
        """What somebody else of this telephone left half-way waits until it is their turn. True
        when there was anything of theirs."""
        frames = self._session.frames
        others = [frame for frame in frames if not frame.of(person)]
        frames[:] = [frame for frame in frames if frame.of(person)]
        for frame in others:
            self.shelve(frame)
        return any(self.told(frame) for frame in others)

    def unfinished(self) -> tuple[str, ...]:
        """What else was begun: put away as a draft, or waiting below this flow."""
        below = [frame for frame in self._session.frames[:-1] if self.told(frame)]
        return tuple(frame.name for frame in (*self._session.drafts.values(), *below))

    def forget_old(self, now: dt.datetime) -> None:
        """Drafts are kept for 30 days."""
        oldest = millis(now) - DRAFT_DAYS * 86_400_000
        drafts = self._session.drafts
        self._session.drafts = {k: f for k, f in drafts.items() if f.touched >= oldest}
