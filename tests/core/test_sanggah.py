"""Sanggah: a recipient who is not eligible, and a citizen who was left out."""

from collections.abc import Callable

import pytest

from backend_client.model import (
    CheckNik,
    Kind,
    LookupOutcome,
    LookupResult,
    MediaRef,
    NikStanding,
    Person,
    Programme,
    ProgrammeRecord,
    ProgrammeState,
    SearchRecipients,
)
from handlers.dialogue.events import HeardKind
from handlers.dialogue.steps import Failed
from handlers.ground_codes import GROUNDS
from handlers.requests.cases import Done, FetchMedia, Kept, MaySend, SubmitCase
from handlers.requests.cases import Ticket as Stored
from tests.core.talk import Reply, Talk

PLACE = "desa Sukamaju kecamatan Jonggol"
NIK = "3201064108650001"
TICKET = "S-2222-24"


def recipient(state: ProgrammeState = ProgrammeState.ACTIVE) -> Person:
    """A person with one programme."""
    record = ProgrammeRecord(programme=Programme.PKH, state=state)
    return Person(ref="ref-7", name="BUDI SANTOSO", village="32.01.06.2001", programmes=(record,))


def shell(person: Person | None = None, **others: Reply) -> dict[type, Reply]:
    """A shell where the look-up finds this person."""
    found = LookupResult(outcome=LookupOutcome.FOUND, person=person or recipient())
    table: dict[type, Reply] = {
        SearchRecipients: found,
        CheckNik: NikStanding(person=person),
        SubmitCase: Stored(ticket=TICKET),
        FetchMedia: Kept(
            media=MediaRef(key="k", role="bukti", content_type="audio/ogg", size=1, sha256="0" * 64)
        ),
    }
    return {kind: others.get(kind.__name__, reply) for kind, reply in table.items()}


def to_ground(talk: Talk) -> str:
    """Everything before the ground."""
    return talk.say("sanggah", "penerima tidak layak", PLACE, "ya", "Budi Santoso", "ya")


def stands(code: str, reason: str | None, at: str) -> Callable[[MaySend], Done | Failed]:
    """What `MaySend` finds once `at` (village, subject) is known."""
    return lambda request: Failed(code, reason=reason) if getattr(request, at) else Done()


@pytest.mark.parametrize(
    ("typed", "situation"),
    [
        ("dihapus", "removed"),
        ("nama saya hilang", "removed"),
        ("tidak pernah terdaftar", "never_listed"),
        ("bantuan saya berhenti", "stopped"),
        ("tidak cair lagi", "stopped"),
    ],
)
def test_what_happened_is_understood_in_plain_words(typed: str, situation: str) -> None:
    """No number is needed to say how one was left out."""
    talk = Talk(shell(recipient()))
    talk.say("sanggah", "2", NIK, typed, PLACE, "ya", "Budi Santoso", "lewati", "lewati", "1", "1")

    assert talk.last(SubmitCase).data["situation"] == situation


def test_another_name_may_be_written_at_once() -> None:
    """After nobody was found the right name is looked up, without asking for it again."""
    nobody = LookupResult(outcome=LookupOutcome.NOT_FOUND)
    talk = Talk(shell(SearchRecipients=nobody))
    talk.say("sanggah", "penerima tidak layak", PLACE, "ya", "Budi")

    thanked = talk.say("terima kasih banyak")
    asked_before = talk.last(SearchRecipients).name
    talk.say("Budi Santoso")

    assert "Coba nama lain" in thanked
    assert asked_before == "Budi"
    assert talk.last(SearchRecipients).name == "Budi Santoso"
    assert talk.last(SearchRecipients).village == "32.01.06.2001"


def test_who_has_no_objection_left_today_is_told_at_once() -> None:
    """Before the village is asked, and who to turn to."""
    talk = Talk({**shell(), MaySend: Failed("limit")})

    said = talk.say("sanggah", "penerima tidak layak")

    assert "sudah habis. Coba lagi besok." in said
    assert "171" in said
    assert talk.finished[-1] == "sanggah"


def test_another_village_than_ones_own_is_told_before_the_name() -> None:
    """With the village that the citizen's own submissions named."""
    talk = Talk({**shell(), MaySend: stands("other_village", "32.01.06.2002", "village")})

    said = talk.say("sanggah", "penerima tidak layak", PLACE, "ya")

    assert "Sanggah hanya untuk desa tempat tinggal Anda." in said
    assert "Jonggol" in said
    assert talk.finished[-1] == "sanggah"


def test_who_objected_to_this_person_before_sees_the_ticket_before_the_ground() -> None:
    """One's own open objection is shown as soon as the person is known."""
    talk = Talk({**shell(), MaySend: stands("duplicate", TICKET, "subject")})

    said = to_ground(talk)

    assert TICKET in said
    assert talk.finished[-1] == "sanggah"


def test_an_objection_is_sent_with_its_ground_and_nothing_of_the_reporter() -> None:
    """The recipient's number, the ground and the note travel; no name of who objects."""
    talk = Talk(shell())
    to_ground(talk)
    talk.say("orang atau alamat", "sudah pindah", "Pindah ke kota tahun lalu", "tanpa bukti")

    said = talk.say("1")
    sent = talk.last(SubmitCase)

    assert TICKET in said
    assert "diputuskan petugas" in said
    assert sent.kind is Kind.SANGGAH
    assert sent.subject == "ref-7"
    assert sent.data == {
        "recipient_ref": "ref-7",
        "ground": "moved",
        "note": "Pindah ke kota tahun lalu",
    }


def test_the_recipient_is_shown_masked_as_far_as_typed() -> None:
    """A half-remembered name does not reveal the rest."""
    talk = Talk(shell())

    said = talk.say("sanggah", "1", PLACE, "ya", "Budi")

    assert "BUDI S*****O" in said


def test_there_are_fifteen_grounds_at_most_five_on_a_screen() -> None:
    """Groups and grounds fit a screen each."""
    talk = Talk(shell())
    to_ground(talk)
    screens = [len(talk.prompts[-1].options)]
    for group in range(1, 5):
        talk.say(str(group))
        screens.append(len(talk.prompts[-1].options))
        talk.say("kembali")

    assert len(GROUNDS) == 15
    assert max(screens) <= 5
    assert sum(screens[1:]) == 15


def test_a_ground_in_words_is_taken_at_once() -> None:
    """'sudah meninggal' needs no group."""
    talk = Talk(shell())
    to_ground(talk)

    talk.say("sudah meninggal")

    assert talk.question == "sanggah.catatan_tanya"


def test_photos_and_voice_notes_are_evidence() -> None:
    """Several of them, until 'cukup'."""
    talk = Talk(shell())
    to_ground(talk)
    talk.say("sudah meninggal", "lewati")
    talk.photo()
    talk.photo("voice-1", HeardKind.VOICE_NOTE)
    talk.say("cukup", "1")

    assert len(talk.last(SubmitCase).media) == 2


def test_who_gets_no_aid_cannot_be_objected_to() -> None:
    """A person whose programmes have ended is no recipient."""
    talk = Talk(shell(recipient(ProgrammeState.ENDED)))

    said = to_ground(talk)

    assert "tidak ada yang perlu disanggah" in said
    assert talk.finished[-1] == "sanggah"


def test_nobody_found_offers_another_name_in_the_same_village() -> None:
    """The village need not be given again."""
    nobody = LookupResult(outcome=LookupOutcome.NOT_FOUND)
    talk = Talk(shell(SearchRecipients=nobody))
    talk.say("sanggah", "1", PLACE, "ya", "Zul")

    talk.say("coba nama lain")

    assert talk.question == "sanggah.nama_tanya"


def test_the_daily_limit_is_told() -> None:
    """Too many objections of one contact are refused with a word and a telephone."""
    talk = Talk(shell(SubmitCase=Failed("limit")))
    to_ground(talk)
    talk.say("sudah meninggal", "lewati", "tanpa bukti")

    said = talk.say("1")

    assert "Batas sanggah" in said
    assert "171" in said


def test_a_merged_objection_is_told_as_checked_together() -> None:
    """Several reports on one person become one check."""
    talk = Talk(shell(SubmitCase=Stored(ticket=TICKET, merged=True)))
    to_ground(talk)
    talk.say("sudah meninggal", "lewati", "tanpa bukti")

    said = talk.say("1")

    assert "diperiksa bersama" in said


@pytest.mark.parametrize("known", [True, False])
def test_who_was_left_out_links_to_the_earlier_record(known: bool) -> None:
    """NIK, what happened and the earlier ticket travel; what DTKS knows is told first."""
    talk = Talk(shell(recipient(ProgrammeState.ENDED) if known else None))
    said = talk.say("sanggah", "saya terlewat", NIK)
    talk.say("dulu ada lalu dicoret", PLACE, "ya", "Siti Aminah", "u 2222 22", "lewati")
    talk.say("tanpa bukti", "1")

    sent = talk.last(SubmitCase)

    assert ("tercatat atas nama" in said) is known
    assert sent.kind is Kind.SANGGAH_DIRI
    assert sent.refers_to == "U-2222-22"
    assert sent.subject == NIK
    assert sent.data["situation"] == "removed"
    assert sent.data["name"] == "Siti Aminah"
