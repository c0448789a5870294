"""A family behind one telephone: what one began is gone on with in their own turn only."""

from typing import Any

import msgspec

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.session import decode, encode
from handlers.requests.cases import SubmitCase
from handlers.requests.profiles import (
    AddProfile,
    DropProfile,
    ListProfiles,
    Profile,
    Profiles,
    UseProfile,
)
from tests.core.talk import Talk
from tests.core.test_usul import ADDRESS, KK, NIK, SURVEY
from tests.core.test_usul import answers as shell


class Family:
    """A telephone that remembers whose turn it is, as the bot's storage does."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        table: dict[type, Any] = {
            ListProfiles: self._people,
            AddProfile: self._add,
            UseProfile: lambda asked: self._turn(asked.id or ""),
            DropProfile: self._drop,
        }
        self.talk = Talk(shell() | table)
        self.talk.say("halo")

    def _people(self, asked: Any = None) -> Profiles:
        active = self.talk.env.person
        return Profiles(
            profiles=tuple(
                Profile(id=one, label=name, active=one == active)
                for one, name in self.names.items()
            )
        )

    def _turn(self, person: str) -> Profiles:
        self.talk.env = msgspec.structs.replace(self.talk.env, person=person)
        return self._people()

    def _add(self, asked: Any) -> Profiles:
        one = str(len(self.names) + 7)
        self.names[one] = asked.label
        return self._turn(one)

    def _drop(self, asked: Any) -> Profiles:
        del self.names[asked.id]
        return self._turn("" if self.talk.env.person == asked.id else self.talk.env.person)

    def add(self, name: str) -> str:
        """Somebody more; it is their turn now."""
        self._open("tambah")
        return self.talk.say(name)

    def turn(self, name: str) -> str:
        """It is this one's turn; 'keluarga': the whole telephone's."""
        one = next((one for one, known in self.names.items() if known == name), "semua")
        self._open(one)
        return self.talk.said

    def begin(self) -> None:
        """An usul, left at the question for the KK."""
        self.talk.say("menu", "usul", "1", NIK)
        assert self.talk.question == "isian.kk_tanya"

    def drop(self, name: str) -> str:
        """A name is dropped."""
        self._open("buang")
        self.talk.say(name)
        return self.talk.say("ya")

    def _open(self, *buttons: str) -> None:
        for button in ("profil", *buttons):
            self.talk.send(Heard(kind=HeardKind.TAP, text=button))


def test_anothers_draft_is_not_gone_on_with() -> None:
    """What Siti began is not offered to Budi, whose own usul begins at its start; in Siti's turn
    hers is offered, with her answers."""
    family = Family()
    family.add("Siti")
    family.add("Budi")
    family.turn("Siti")
    family.begin()
    family.talk.say("menu")
    family.turn("Budi")

    family.talk.say("menu", "usul")
    for_budi = family.talk.question
    family.talk.say("1", "3201061208800003", "menu")
    family.turn("Siti")
    family.talk.say("menu", "usul")
    offered = family.talk.question
    family.talk.say("lanjut")
    family.talk.say(KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY, "1", "tidak", "1")

    assert (for_budi, offered) == ("usul.setuju_tanya", "umum.belum_selesai")
    assert family.talk.last(SubmitCase).subject == NIK
    assert [draft.person for draft in family.talk.session.drafts.values()] == ["8"]


def test_a_switch_half_way_keeps_what_was_under_way_for_its_owner() -> None:
    """Whoever takes their turn in the middle of another's usul is not asked its next question;
    the other's answers wait, and it is said how to come back to them."""
    family = Family()
    family.add("Siti")
    family.add("Budi")
    family.turn("Siti")
    family.begin()

    said = family.turn("Budi")
    at_budi = family.talk.question
    family.turn("Siti")
    family.talk.say("menu", "usul", "lanjut")

    assert "kami simpan 30 hari" in said
    assert at_budi.startswith("menu.")
    assert family.talk.question == "isian.kk_tanya"


def test_ones_own_questions_go_on_after_a_look_at_who_is_active() -> None:
    """Whose turn it is stays the same: the usul goes on where it stood."""
    family = Family()
    family.add("Siti")
    family.begin()

    family.turn("Siti")

    assert family.talk.question == "isian.kk_tanya"


def test_no_draft_is_lost_with_a_name() -> None:
    """A dropped person's draft and the telephone's own of the same kind are both there still, for
    the telephone as a whole, and for nobody else in the family."""
    family = Family()
    family.begin()
    family.add("Siti")
    family.talk.say("usul", "1", "3201061208800003", "menu")
    family.add("Budi")
    family.drop("Siti")

    family.talk.say("menu", "usul")
    for_budi = family.talk.question
    family.turn("keluarga")
    family.talk.say("menu", "usul")
    offered = family.talk.question

    assert (for_budi, offered) == ("usul.setuju_tanya", "umum.belum_selesai")
    kept = [*family.talk.session.drafts.values(), *family.talk.session.frames]
    assert {one.answers["nik"].value for one in kept if "nik" in one.answers} == {
        NIK,
        "3201061208800003",
    }


def test_dropping_oneself_half_way_goes_on_with_the_question() -> None:
    """What was under way is the telephone's, whose turn it is then: nothing is thrown away."""
    family = Family()
    family.add("Siti")
    family.begin()

    family.drop("Siti")

    assert family.talk.question == "isian.kk_tanya"


def test_a_draft_of_an_earlier_release_is_for_whoever_takes_it_up() -> None:
    """Stored without its owner, it is still read, and still offered."""
    family = Family()
    family.add("Siti")
    family.begin()
    family.talk.say("menu")
    stored = encode(family.talk.session).replace(b',"person":"7"', b"")
    family.talk.session = decode(stored)

    family.talk.say("usul")

    assert b"person" not in stored
    assert family.talk.question == "umum.belum_selesai"
