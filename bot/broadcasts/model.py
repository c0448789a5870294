"""What a broadcast is made of: its words, its audience, and the states it goes through.

Rules: pure data with its checks. The Indonesian text is needed, since every language falls back
to it. Variables ({tiket}, {tahap}) stand only where each recipient has a submission. Who composes
does not approve. `MOVES` is the whole state machine.
"""

import re
import string
from enum import StrEnum

import msgspec

from backend_client.model import Kind, Programme, Stage
from bot.broadcasts.refusals import Bad
from bot.broadcasts.tickets import MOST_TICKETS, TICKET
from bot.channels.base import ChannelName
from i18n.locales import BY_TAG

VARIABLES = frozenset({"tiket", "tahap"})
LONGEST = 1_000  # characters of a text: two WhatsApp bodies would cost twice
_REGION = re.compile(r"^$|^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$")
# A template's id at Twilio: Content API, 'SID of the content resource'.
_CONTENT_SID = re.compile(r"^$|^H[XJ][0-9a-fA-F]{32}$")
_MEDIA_KEY = re.compile(r"^[0-9a-f]{32}$")
LONGEST_ALT = 500  # characters; a caption of Telegram and WhatsApp has 1024
# Of the country, west to east (WIB, WITA, WIT): what a schedule and a send window are given in.
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
SENT_BY = (ChannelName.TELEGRAM, ChannelName.WHATSAPP, ChannelName.SMS)


class State(StrEnum):
    """Where a broadcast is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


# action -> (from, to)
MOVES: dict[str, tuple[frozenset[State], State]] = {
    "submit": (frozenset({State.DRAFT}), State.SUBMITTED),
    "return": (frozenset({State.SUBMITTED}), State.DRAFT),
    "approve": (frozenset({State.SUBMITTED}), State.APPROVED),
    "start": (frozenset({State.APPROVED}), State.RUNNING),
    "pause": (frozenset({State.RUNNING}), State.PAUSED),
    "resume": (frozenset({State.PAUSED}), State.RUNNING),
    "finish": (frozenset({State.RUNNING}), State.DONE),
    "cancel": (
        frozenset({State.DRAFT, State.SUBMITTED, State.APPROVED, State.RUNNING, State.PAUSED}),
        State.CANCELLED,
    ),
}


class Role(StrEnum):
    """What a recipient is to the service."""

    CITIZEN = "citizen"
    PENDAMPING = "pendamping"  # verified


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """The words, by language. `template` is the approved WhatsApp template for those who wrote
    more than 24 hours ago; `values` fill its placeholders (`bot.broadcasts.template`), without
    them its {{1}} becomes the text. `again`: send once more to whom a crash left in doubt (a
    repeat is harmless for this news); else they stay 'unknown'.

    `doubtful`, in a broadcast that repeats another: also to whom that one left in doubt.

    `picture` is a key of the media shelf, `alts` say by language what it shows; `audios` are keys
    by language. The text must say all by itself: SMS and templates carry nothing else."""

    texts: dict[str, str]
    template: str = ""
    values: dict[str, str] = {}
    again: bool = True
    picture: str = ""
    alts: dict[str, str] = {}
    audios: dict[str, str] = {}
    doubtful: bool = False

    def check(self, *, by_case: bool) -> None:
        """Raises Bad."""
        if not self.texts.get("id", "").strip():
            raise Bad("text_missing")
        for tag, text in self.texts.items():
            if tag not in BY_TAG:
                raise Bad("language", tag=tag[:12])
            if len(text) > LONGEST:
                raise Bad("text_long", tag=tag, most=LONGEST)
            wrong = variables(text) - (VARIABLES if by_case else frozenset())
            if wrong:
                raise Bad("text_variable", tag=tag, names=", ".join(sorted(wrong))[:60])
        wanted = variables(self.texts["id"])
        for tag, text in self.texts.items():
            # A translation that forgot the ticket tells somebody less than their neighbour.
            if text and (missing := wanted - variables(text)):
                raise Bad("text_lacks", tag=tag, names=", ".join(sorted(missing)))
        if not _CONTENT_SID.fullmatch(self.template):
            raise Bad("template_sid")
        if self.values and not self.template:
            raise Bad("template_values")
        self._check_media()

    def _check_media(self) -> None:
        for key in (self.picture, *self.audios.values()):
            if key and not _MEDIA_KEY.fullmatch(key):
                raise Bad("file")
        for tag, alt in self.alts.items():
            if tag not in BY_TAG:
                raise Bad("language", tag=tag[:12])
            if len(alt) > LONGEST_ALT:
                raise Bad("alt_long", most=LONGEST_ALT)
        if any(tag not in BY_TAG for tag in self.audios):
            raise Bad("audio_language")
        if self.picture and not self.alts.get("id", "").strip():
            raise Bad("alt_missing")
        if self.audios and not self.audios.get("id"):
            raise Bad("audio_missing")


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets it. Empty fields do not narrow. With `kinds`, `stages`, `programmes` or `tickets`
    it goes to those who sent such a submission, and the region is the submission's village."""

    region: str = ""
    channels: tuple[ChannelName, ...] = ()
    locales: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    stages: tuple[Stage, ...] = ()
    programmes: tuple[Programme, ...] = ()
    roles: tuple[Role, ...] = ()
    tickets: tuple[str, ...] = ()
    seen_within_days: int = 0

    @property
    def by_case(self) -> bool:
        """Chosen by submissions?"""
        return bool(self.kinds or self.stages or self.programmes or self.tickets)

    def check(self) -> None:
        """Raises Bad."""
        if not _REGION.fullmatch(self.region):
            raise Bad("region")
        if any(channel not in SENT_BY for channel in self.channels):
            raise Bad("channels")
        if any(tag not in BY_TAG for tag in self.locales):
            raise Bad("audience_language")
        if len(self.tickets) > MOST_TICKETS:
            raise Bad("tickets_many", most=MOST_TICKETS)
        if any(not TICKET.fullmatch(ticket) for ticket in self.tickets):
            raise Bad("tickets_shape")
        if not 0 <= self.seen_within_days <= 3650:
            raise Bad("days")


class Request(msgspec.Struct, frozen=True):
    """The name a system gave its request, by which the same again is known, and a hash of what it
    was."""

    key: str
    fingerprint: str


def variables(text: str) -> set[str]:
    """The names in braces. Raises Bad for braces that are not a name."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise Bad("brace") from None
    found = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise Bad("variable")
        found.add(name)
    return found


def within(window: tuple[int, int], hour: int) -> bool:
    """Is this hour of the day in a send window (from, to)? One that ends before it begins goes on
    past midnight: 20 to 6."""
    begins, ends = window
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends
