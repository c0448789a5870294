"""What the bot holds of a contact: settings, seeing, taking away, erasing (UU 27/2022).

Rules: everything here is about the contact that asks, and nobody else.
"""

from backend_client.model import Frozen


class ReadSettings(Frozen, frozen=True, tag="read_settings"):
    """Answer: `Settings`."""


class Settings(Frozen, frozen=True, tag="settings"):
    """`notices`: is this contact told of status changes (and reminded of drafts)?"""

    notices: bool = True


class SetNotices(Frozen, frozen=True, tag="set_notices"):
    """Turn notices on or off. Answer: `Done`."""

    on: bool


class ReadHeld(Frozen, frozen=True, tag="read_held"):
    """What is held of this contact? Answer: `Held`."""


class Held(Frozen, frozen=True, tag="held"):
    """Counts of what is held. `media` are photos and voice notes not yet erased; `delivered` of
    the `cases` are at DTKS already and stay there, `waiting` are not yet; `since` is ISO 8601."""

    cases: int = 0
    delivered: int = 0
    waiting: int = 0
    drafts: int = 0
    media: int = 0
    consents: int = 0
    profiles: int = 0
    since: str | None = None


class ExportData(Frozen, frozen=True, tag="export_data"):
    """Make a file of everything held and send it into this chat. With `password` the file is
    encrypted with it; without, the citizen has confirmed twice. Answer: `Exported`; Failed
    'limit' (one a day), 'no_files' (this channel cannot carry one), 'unavailable'."""

    password: str | None = None


class Exported(Frozen, frozen=True, tag="exported"):
    """The file is on its way. `name` is the file's."""

    name: str


class EraseData(Frozen, frozen=True, tag="erase_data"):
    """Erase everything of this contact but what the law and DTKS need: submissions at DTKS stay
    there, with the tickets here. Answer: `Erased`."""


class Erased(Frozen, frozen=True, tag="erased"):
    """What was erased, and how many delivered submissions `kept` their ticket."""

    kept: int = 0
