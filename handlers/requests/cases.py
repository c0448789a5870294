"""Submissions: sending one, listing one's own, following one, taking one back.

Rules: a submission belongs to the contact that sent it and, where there is one, to the person
it was sent for (`profile`). `SubmitCase` stores it and enqueues its delivery in the turn's own
transaction, so a ticket told is a submission kept.
"""

from enum import StrEnum

import msgspec

from backend_client.model import (
    Frozen,
    Kind,
    Location,
    MediaRef,
    Stage,
    StageChange,
)
from handlers.dialogue.events import Medium

Data = dict[str, str | int | bool | list[str] | None]


class SubmitCase(Frozen, frozen=True, tag="submit_case"):
    """Store a submission and send it. `subject` is a NIK or recipient ref: repeats and merges
    are found by it. `label` is a short name for lists ('Siti'). Answer: `Ticket`.

    Failed codes: 'limit' (too many today), 'duplicate' (reason holds the open ticket when it is
    this contact's own), 'other_village' (a sanggah outside the village this contact lives in,
    which is the reason),
    'not_active' (no pendamping any more), 'suspended', 'other_duty' (not a village of this
    pendamping).
    """

    kind: Kind
    village: str
    data: Data
    label: str
    subject: str | None = None
    own: tuple[str, ...] = ()  # numbers that the sender proved to be their own (handlers.own)
    vulnerable: tuple[str, ...] = ()
    media: tuple[MediaRef, ...] = ()
    location: Location | None = None
    refers_to: str | None = None
    consent: str | None = None  # id of a recorded consent, when a pendamping sends


class MaySend(Frozen, frozen=True, tag="may_send"):
    """Would a `SubmitCase` like this be taken, as far as is known by now? Nothing is kept, and
    nothing counted. `consented`: a pendamping sends it for somebody else.

    Answer: `Done`, or Failed with 'limit', 'other_village' or 'duplicate' as of `SubmitCase`.
    """

    kind: Kind
    village: str | None = None
    subject: str | None = None
    consented: bool = False


class Ticket(Frozen, frozen=True, tag="ticket"):
    """The ticket of a stored submission. `merged`: somebody reported the same before. `quiet`:
    this contact wants no notices, so that none of it will come by itself."""

    ticket: str
    merged: bool = False
    quiet: bool = False


class ListCases(Frozen, frozen=True, tag="list_cases"):
    """The submissions of this contact, with objections it was notified of (kind TANGGAPAN, the
    ticket of the notice); `caseload` instead those sent as a pendamping, by `search` (a part of
    the label or the ticket, '' for all).

    Answer: `CaseCards`, newest first, at most 50.
    """

    caseload: bool = False
    search: str = ""


class NoticeState(StrEnum):
    """Where the right of reply to an objection is."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"  # the office decided, or nobody objects any more


class CaseCard(Frozen, frozen=True):
    """One line of a list. `sent` is ISO 8601 with offset. `notice`: this is no submission but a
    notice that this contact may answer (then `stage` says nothing)."""

    ticket: str
    kind: Kind
    stage: Stage
    label: str
    sent: str
    notice: NoticeState | None = None


class CaseCards(Frozen, frozen=True, tag="case_cards"):
    """A list of submissions. `elsewhere`: there are none of the person whose turn it is, but of
    others behind the same telephone."""

    cards: tuple[CaseCard, ...] = ()
    elsewhere: bool = False


class ReadCase(Frozen, frozen=True, tag="read_case"):
    """One submission of this contact, by ticket. Answer: `CaseView`; Failed 'not_found' also
    for a ticket that is somebody else's."""

    ticket: str


class CaseView(Frozen, frozen=True, tag="case_view"):
    """Where a submission is. `arrived`: DTKS has it. `history` is oldest first. `fields` are the
    answers to correct, by the contract's names. `data` are the answers sent, for asking only
    those again. `notified`: this contact is the person objected to and may answer; then `data`
    and `history` are empty, so that nothing of the reporter shows; `about` are the grounds that
    are checked, `until` the day (ISO) an answer is asked for, `replies` the tickets of what was
    answered. `undoable`: a withdrawal has not left yet."""

    card: CaseCard
    arrived: bool
    history: tuple[StageChange, ...] = ()
    fields: tuple[str, ...] = ()
    data: Data = msgspec.field(default_factory=dict)
    village: str = ""
    withdrawable: bool = False
    notified: bool = False
    undoable: bool = False
    about: tuple[str, ...] = ()
    until: str | None = None
    replies: tuple[str, ...] = ()


class WithdrawCase(Frozen, frozen=True, tag="withdraw_case"):
    """Take a submission back. Sent to DTKS after a pause, so that it can be undone. Answer:
    `Done`."""

    ticket: str


class UndoWithdraw(Frozen, frozen=True, tag="undo_withdraw"):
    """Undo a withdrawal that has not left yet. Answer: `Done`; Failed 'too_late'."""

    ticket: str


class Done(Frozen, frozen=True, tag="done"):
    """It was done. `note` is a value of the act's own (a code's last digits, a count)."""

    note: str = ""


class OpenUsul(Frozen, frozen=True, tag="open_usul"):
    """Does this bot hold an open usul for a NIK, whoever sent it? Answer: `CaseCards` (the
    ticket is shown only when it is this contact's own)."""

    nik: str


class ProvePerson(Frozen, frozen=True, tag="prove_person"):
    """Keep that this contact is the person with these numbers (handlers.own), so that they can
    be told when their data is checked again. Answer: `Done`."""

    own: tuple[str, ...]
    label: str


class FetchMedia(Frozen, frozen=True, tag="fetch_media"):
    """Download, check, clean and keep a medium, and `more` of the same message. Answer: `Kept` of
    those that can be used, with the caption as it is here; of none, Failed as of the first:
    'too_big', 'wrong_type', 'unreadable', 'hostile', 'unavailable'. `over` counts media of the
    message that the question does not take."""

    ref: str
    role: str
    accepts: tuple[str, ...] = ("image",)  # of image, voice, document
    content_type: str | None = None
    size: int | None = None
    caption: str = ""
    more: tuple[Medium, ...] = ()
    over: int = 0


class Kept(Frozen, frozen=True, tag="kept"):
    """A medium in the bot's store. `advice` names what is wrong with a photo that can still be
    used: 'blurred', 'dark', 'tiny', 'upside_down'. `also` came in the same message, and so did
    `left` media that were not kept."""

    media: MediaRef
    advice: tuple[str, ...] = ()
    caption: str = ""
    also: tuple[MediaRef, ...] = ()
    left: int = 0
