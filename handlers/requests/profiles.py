"""Several people behind one telephone: a family's profiles.

Rules: a profile is a short name and nothing else until its person sends something. The active
profile is the shell's to remember: `SubmitCase` and `ListCases` are of the active one; with none
active, of the contact as a whole.
"""

from backend_client.model import Frozen


class ListProfiles(Frozen, frozen=True, tag="list_profiles"):
    """Answer: `Profiles`."""


class Profile(Frozen, frozen=True):
    """One person. `id` is opaque."""

    id: str
    label: str
    active: bool = False


class Profiles(Frozen, frozen=True, tag="profiles"):
    """The people of this telephone, in the order they were added."""

    profiles: tuple[Profile, ...] = ()


class AddProfile(Frozen, frozen=True, tag="add_profile"):
    """Add a person and make that one active. Answer: `Profiles`; Failed 'limit' (10),
    'duplicate' (the label is there)."""

    label: str


class UseProfile(Frozen, frozen=True, tag="use_profile"):
    """Make a person active; None: the telephone as a whole. Answer: `Profiles`; Failed
    'not_found'."""

    id: str | None = None


class DropProfile(Frozen, frozen=True, tag="drop_profile"):
    """Forget a person; their submissions stay, under the telephone as a whole. Answer:
    `Profiles`; Failed 'not_found'."""

    id: str
