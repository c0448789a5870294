"""On a call, and for who cannot write: what keys cannot say is left to a person."""

from handlers.dialogue.events import HeardKind
from handlers.dialogue.turn import Env
from handlers.policy import Policy
from tests.core.talk import NOW, Talk
from tests.core.test_usul import KK, NIK, answers


def on_a_call(*, no_number: bool = False) -> Talk:
    """A caller who has given NIK and KK, and is asked for a name."""
    talk = Talk(answers())
    talk.env = Env(
        now=NOW,
        channel="voice",
        page_size=4,
        policy=Policy(),
        brief=True,
        by_ear=True,
        no_number=no_number,
    )
    talk.say("usul", "1", NIK, KK)
    return talk


def test_a_keyed_number_is_read_back() -> None:
    """Nobody sees which keys they pressed."""
    talk = on_a_call()

    assert "Anda menekan: 3201 0612 0310 0004." in talk.said
    assert "Siapa nama lengkapnya" in talk.said


def test_a_name_can_be_left_to_a_person_who_calls() -> None:
    """The option's key; the answers stay as a draft, and calling again goes on there."""
    talk = on_a_call()

    left = talk.say("1")
    again = talk.say("usul", "1")

    assert "Petugas akan menelepon nomor ini" in left
    assert "Siapa nama lengkapnya" in again


def test_a_recorded_name_is_left_to_a_person_too() -> None:
    """Nobody is told that a recording cannot be read."""
    said = on_a_call().photo("rec-1", HeardKind.VOICE_NOTE)

    assert "Petugas akan menelepon nomor ini" in said


def test_a_hidden_number_is_promised_no_call() -> None:
    """There is nobody to call: the contacts are told instead."""
    said = on_a_call(no_number=True).say("1")

    assert "akan menelepon" not in said
    assert "171" in said


def test_questions_that_keys_answer_offer_no_call() -> None:
    """A NIK, a yes or no, a list: nobody has to call for those."""
    talk = on_a_call()
    talk.say("9")

    assert talk.options == ["tetap"]


def test_in_voice_mode_a_voice_note_for_a_name_is_a_wish_for_a_person() -> None:
    """Whoever cannot write is not told to write; the question stays."""
    talk = Talk(answers())
    talk.session.mode = "suara"
    talk.say("usul", "1", NIK, KK)

    said = talk.photo("note-1", HeardKind.VOICE_NOTE)

    assert "bicara dengan petugas" in said
    assert talk.question == "isian.nama_tanya"
