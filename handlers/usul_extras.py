"""What may be added to an usul: vulnerable groups, photos, a phone, the place on the map.

Rules: everything here can be passed over, and one 'no' passes over all of it. Membership of a
group is asked voluntarily and travels apart from the other answers (DOMAIN.md). Each part comes
back to the same menu; each given part is a row of the summary of its own.
"""

from typing import Any

import msgspec

from backend_client.model import Location, MediaRef
from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading, Wrong
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Row, Talk
from handlers.dialogue.text import fold
from handlers.evidence import ask_photo, can_send
from handlers.fields_choice import Several
from handlers.fields_place import Pin
from handlers.identity import Phone
from i18n.message import say

GROUPS = (
    "disability",
    "elderly_alone",
    "pregnant_or_child",
    "indigenous",
    "other_vulnerable",
)
PHOTOS = ("ktp", "rumah")
MOST_ROUNDS = 12
_ENOUGH = frozenset(("kirim", "lanjut", "lewati"))  # concepts

_PARTS = {
    "rentan": Option("rentan", say("tambahan.rentan"), "rentan"),
    "foto": Option("foto", say("tambahan.foto"), "foto"),
    "telepon": Option("telepon", say("tambahan.telepon"), "telepon"),
    "lokasi": Option("lokasi", say("tambahan.lokasi"), "lokasi"),
}
_MEDIA_PARTS = ("foto", "lokasi")


class Extras(msgspec.Struct):
    """What was added. `rows` are for the summary."""

    vulnerable: tuple[str, ...] = ()
    media: tuple[MediaRef, ...] = ()
    phone: str | None = None
    location: Location | None = None
    rows: tuple[Row, ...] = ()


def ask_extras(citizen: Citizen) -> Talk:
    """The menu of extras, until 'no'; an `Extras`."""
    extras = Extras()
    left = [part for part in _PARTS if can_send(citizen) or part not in _MEDIA_PARTS]
    for turn in range(1, MOST_ROUNDS):
        key = f"tambah{turn}"
        done = Option("tidak", say("tambahan.tidak" if turn == 1 else "tambahan.cukup"), "tidak")
        pick = yield Ask(
            key,
            MoreOrNot(done, *(_PARTS[part] for part in left)),
            say("tambahan.tanya" if turn == 1 else "tambahan.tanya_lagi"),
        )
        if pick == "tidak":
            extras.rows += (Row(key, say("tambahan.baris"), say("tambahan.cukup")),)
            break
        left.remove(pick)
        yield from _PART_TALKS[pick](f"{key}.{pick}", extras)
        if not left:
            break
    return extras


class MoreOrNot(Choice):
    """The extras that are left; one that was picked stays acceptable on replay."""

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A part; 'kirim', 'selesai', 'lewati' are no more of them."""
        read = super().read(heard, reading)
        if isinstance(read, Wrong) and reading.words.lookup(fold(heard.text)) in _ENOUGH:
            return Got("tidak")
        return read

    def accepts(self, value: Any) -> bool:
        """Any part, or 'no'."""
        return value == "tidak" or value in _PARTS


def groups_field() -> Several:
    """Any of the vulnerable groups, or no answer."""
    return Several(
        Option("tidak_menjawab", say("tambahan.rentan_lewati"), "lewati"),
        *(Option(group, say(f"rentan.{group}"), group) for group in GROUPS),
        by_word=True,
    )


def _groups(key: str, extras: Extras) -> Talk:
    field = groups_field()
    picked = yield Ask(key, field, say("tambahan.rentan_tanya"), help=say("tambahan.rentan_guna"))
    extras.vulnerable = tuple(picked)
    extras.rows += (Row(key, say("tambahan.rentan_label"), field.show(picked)),)


def _photos(key: str, extras: Extras) -> Talk:
    for role in PHOTOS:
        at = f"{key}_{role}"
        media = yield from ask_photo(at, role, say(f"tambahan.foto_{role}"))
        if media is not None:
            extras.media += (media,)
        there = say("bukti.ada" if media is not None else "bukti.nol")
        extras.rows += (Row(at, say(f"tambahan.foto_{role}_label"), there),)


def _phone(key: str, extras: Extras) -> Talk:
    field = Phone()
    extras.phone = yield Ask(key, field, say("tambahan.telepon_tanya"), skippable=True)
    shown = field.show(extras.phone) if extras.phone else say("bukti.nol")
    extras.rows += (Row(key, say("tambahan.telepon_label"), shown),)


def _location(key: str, extras: Extras) -> Talk:
    pin = yield Ask(
        key,
        Pin(),
        say("tambahan.lokasi_tanya"),
        help=say("tambahan.lokasi_cara"),
        skippable=True,
    )
    if pin is not None:
        extras.location = Location(latitude=pin[0], longitude=pin[1])
    there = say("isian.lokasi_ada" if pin is not None else "bukti.nol")
    extras.rows += (Row(key, say("tambahan.lokasi_label"), there),)


_PART_TALKS = {"rentan": _groups, "foto": _photos, "telepon": _phone, "lokasi": _location}
