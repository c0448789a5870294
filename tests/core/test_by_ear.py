"""On a call, and for who cannot write: what keys cannot say is left to a person."""

from handlers.dialogue.events import Heard, HeardKind
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

    assert "kami teruskan ke petugas" in said
    assert talk.question == "isian.nama_tanya"


def test_a_name_that_may_be_misheard_is_read_back_first() -> None:
    """Kept by its key it counts; the flow goes on to the next question."""
    talk = on_a_call()

    back = talk.send(Heard(text="Siti Aminah", unsure=True))
    on = talk.say("1")

    assert "Kami dengar: Siti Aminah." in back
    assert "Tetap: Siti Aminah" in back
    assert "Siapa nama lengkapnya" not in on
    assert "Kami dengar" not in on


def test_a_misheard_name_is_said_again() -> None:
    """What is heard well the second time counts; 'ya' keeps what was read back."""
    talk, other = on_a_call(), on_a_call()
    talk.send(Heard(text="Sisi Amanah", unsure=True))
    other.send(Heard(text="Siti Aminah", unsure=True))

    again = talk.say("Siti Aminah")
    yes = other.say("ya")

    assert "Kami dengar" not in again
    assert again == yes


def test_a_key_is_never_misheard() -> None:
    """Only what nothing but words can answer is read back so."""
    talk = on_a_call()

    said = talk.send(Heard(text="1"))

    assert "Kami dengar" not in said


def test_ringing_again_is_nobodys_mistake() -> None:
    """However often the caller was silent, a new ring puts the question, without an apology."""
    talk = on_a_call()

    rung = [talk.send(Heard(text="")) for _ in range(5)]

    assert all("Siapa nama lengkapnya" in said for said in rung)
    assert not any("belum paham" in said for said in rung)


def test_ringing_again_at_the_menu_puts_the_menu() -> None:
    """After a call-back was promised the next call begins with the menu."""
    talk = on_a_call()
    talk.say("1")

    rung = talk.send(Heard(text=""))

    assert rung.startswith("Ada lagi yang bisa dibantu?")
