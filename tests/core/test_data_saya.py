"""Settings: notices, own data, and several people behind one phone."""

import pytest

from handlers.dialogue.steps import Failed
from handlers.requests.cases import Done
from handlers.requests.personal import (
    Erased,
    EraseData,
    ExportData,
    Exported,
    Held,
    ReadHeld,
    ReadSettings,
    SetNotices,
    Settings,
)
from handlers.requests.profiles import (
    AddProfile,
    DropProfile,
    ListProfiles,
    Profile,
    Profiles,
    UseProfile,
)
from tests.core.talk import Reply, Talk

SITI, BUDI = Profile(id="1", label="Siti", active=True), Profile(id="2", label="Budi")


def shell(**others: Reply) -> Talk:
    """A shell that does what it is asked."""
    table: dict[type, Reply] = {
        ReadSettings: Settings(),
        SetNotices: Done(),
        ReadHeld: Held(cases=3, delivered=2, drafts=1),
        ExportData: Exported(name="data.zip"),
        EraseData: Erased(kept=2),
        ListProfiles: Profiles(profiles=(SITI, BUDI)),
        AddProfile: Profiles(profiles=(Profile(id="3", label="Wati", active=True),)),
        UseProfile: Profiles(profiles=(Profile(id="2", label="Budi", active=True),)),
        DropProfile: Profiles(),
    }
    return Talk({kind: others.get(kind.__name__, reply) for kind, reply in table.items()})


def data(talk: Talk, *texts: str) -> str:
    """Into 'data saya' and on."""
    return talk.say("bahasa dan pengaturan", "data saya", *texts)


def test_what_is_held_is_told() -> None:
    """Counts of everything."""
    talk = shell()

    said = data(talk)

    assert "3 kiriman" in said
    assert "1 draf" in said


def test_what_was_not_sent_yet_is_told_before_it_is_erased() -> None:
    """Who erases while DTKS is away knows that the submission will not be sent."""
    waiting = shell(ReadHeld=Held(cases=2, delivered=1, waiting=1))

    assert "tidak jadi dikirim" in data(waiting, "hapus data saya")
    assert "tidak jadi dikirim" not in data(shell(), "hapus data saya")


def test_a_copy_is_locked_with_a_password() -> None:
    """The citizen's own password goes to the shell."""
    talk = shell()

    said = data(talk, "minta salinan", "ya, kunci", "rahasia123")

    assert talk.last(ExportData) == ExportData(password="rahasia123")
    assert "data.zip" in said


def test_a_copy_without_a_lock_is_confirmed_twice() -> None:
    """The danger is said first."""
    talk = shell()

    asked = data(talk, "minta salinan", "tanpa kunci")
    talk.say("ya")

    assert "bisa membacanya" in asked
    assert talk.last(ExportData) == ExportData()


@pytest.mark.parametrize(
    ("code", "words"),
    [("no_files", "WhatsApp atau Telegram"), ("limit", "besok"), ("unavailable", "nanti")],
)
def test_a_copy_that_cannot_be_made_is_explained(code: str, words: str) -> None:
    """Each failure has its words."""
    talk = shell(ExportData=Failed(code))

    said = data(talk, "minta salinan", "tanpa kunci", "ya")

    assert words in said


def test_erasing_says_what_stays_and_asks_once_more() -> None:
    """What is at DTKS is named before the question."""
    talk = shell()

    asked = data(talk, "hapus data saya")
    said = talk.say("hapus semua")

    assert "2 kiriman sudah di data pusat" in asked
    assert "sudah dihapus" in said


def test_not_erasing_erases_nothing() -> None:
    """The first option is to leave all as it is."""
    talk = shell()

    data(talk, "hapus data saya", "1")

    assert not any(isinstance(request, EraseData) for request in talk.asked)


def test_notices_can_be_turned_off() -> None:
    """The present state is told, and the new one is set."""
    talk = shell()

    asked = talk.say("bahasa dan pengaturan", "kabar perubahan")
    talk.say("jangan beri kabar")

    assert "Sekarang Anda diberi kabar" in asked
    assert talk.last(SetNotices) == SetNotices(on=False)


def people(talk: Talk, *texts: str) -> str:
    """Into the people of this phone and on."""
    return talk.say("bahasa dan pengaturan", "orang di ponsel ini", *texts)


def test_a_family_picks_who_is_meant() -> None:
    """The active one is marked, another can be picked."""
    talk = shell()

    listed = people(talk)
    said = talk.say("Budi")

    assert "Siti (sekarang)" in listed
    assert talk.last(UseProfile) == UseProfile(id="2")
    assert "Sekarang untuk Budi" in said


def test_a_person_is_added() -> None:
    """A short name is enough."""
    talk = shell()

    said = people(talk, "tambah orang", "wati")

    assert talk.last(AddProfile) == AddProfile(label="Wati")
    assert "Sekarang untuk Wati" in said


def test_a_name_is_dropped_after_a_question() -> None:
    """What was sent stays."""
    talk = shell()

    said = people(talk, "hapus nama", "Budi", "ya")

    assert talk.last(DropProfile) == DropProfile(id="2")
    assert "sudah dihapus" in said
