"""Pendamping: applying, consent of the person helped, caseload, handing over.

Rules: the shell knows who is a verified pendamping; a flow only asks. A consent is recorded by
the shell with the time, the way and who took it, and named by its id in `SubmitCase.consent`;
the shell refuses a `SubmitCase` with a consent that is not this pendamping's own.
"""

from enum import StrEnum

from backend_client.model import Frozen, MediaRef

CONSENT = "persetujuan"  # the slot that carries a consent's id into a flow
DUTY = "desa_tugas"  # the slot with the villages a pendamping serves, comma-separated


class Standing(StrEnum):
    """What a contact is as a pendamping."""

    NONE = "none"
    WAITING = "waiting"  # applied, staff have not decided
    ACTIVE = "active"
    SUSPENDED = "suspended"  # stopped by staff for a while: neither applies nor uses a code
    REVOKED = "revoked"


class WhoAmI(Frozen, frozen=True, tag="who_am_i"):
    """Is this contact a pendamping? Answer: `PendampingView`."""


class PendampingView(Frozen, frozen=True, tag="pendamping_view"):
    """A contact as a pendamping. `ticket` is the application's while it waits; `villages` are
    dotted codes; `people` is how many it has helped."""

    standing: Standing = Standing.NONE
    name: str = ""
    organisation: str = ""
    villages: tuple[str, ...] = ()
    ticket: str = ""
    people: int = 0


class ApplyPendamping(Frozen, frozen=True, tag="apply_pendamping"):
    """Apply to be a pendamping; staff decide. `letter` is the letter of duty. Answer: `Done`
    (`note` is empty); Failed 'already' when one application waits, 'limit'."""

    name: str
    organisation: str
    villages: tuple[str, ...]
    phone: str | None = None
    letter: MediaRef | None = None


class UseInvitation(Frozen, frozen=True, tag="use_invitation"):
    """Become a pendamping, called `name`, by a code that staff gave. Who is one already is as
    before, and the code stays. Answer: `PendampingView` (ACTIVE); Failed 'not_found' (unknown,
    used, expired), 'not_active' (suspended), 'limit' (too many tries)."""

    code: str
    name: str


class LeavePendamping(Frozen, frozen=True, tag="leave_pendamping"):
    """Stop being a pendamping; running submissions stay with the persons. Answer: `Done`."""


class ConsentWay(StrEnum):
    """How the person helped agreed."""

    VOICE = "voice"  # a voice note of that person, saying so
    FORM = "form"  # a photo of the signed or thumb-printed form
    CODE = "code"  # a code sent to that person's own phone


class SendConsentCode(Frozen, frozen=True, tag="send_consent_code"):
    """Send a code by SMS or chat to the person's own phone (E.164), with who asks and why.
    Answer: `Done` with the number's last digits in `note`; Failed 'limit', 'unreachable',
    'own_number' (the pendamping's own), 'unavailable'."""

    phone: str
    label: str
    attempt: int = 1


class RecordConsent(Frozen, frozen=True, tag="record_consent"):
    """Record that a person agreed. `medium` for VOICE and FORM, `phone` and `code` for CODE.
    Answer: `Consent`; Failed 'wrong_code', 'expired', 'limit', 'not_active'."""

    way: ConsentWay
    label: str
    medium: MediaRef | None = None
    phone: str | None = None
    code: str | None = None


class Consent(Frozen, frozen=True, tag="consent"):
    """A recorded consent. `id` is opaque and goes into `SubmitCase.consent`."""

    id: str


class HandOver(Frozen, frozen=True, tag="hand_over"):
    """Give a case to the citizen's own phone (E.164): that phone gets a message with a code;
    who answers with it owns the case, and the pendamping keeps seeing it only if the citizen
    agrees. Answer: `Done` with the last digits; Failed 'not_found', 'unreachable', 'limit'."""

    ticket: str
    phone: str


class AcceptHandOver(Frozen, frozen=True, tag="accept_hand_over"):
    """Take over a case with the code that came to this phone. Answer: the case's `Ticket`;
    Failed 'wrong_code', 'expired', 'limit'."""

    code: str
    keep_pendamping: bool = True
