"""A voice note where the bot needs words: a person listens to it, and the citizen is told so."""

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.session import Session
from tests.core.harness import START, env_at
from tests.core.parts import engine


def test_a_voice_note_in_place_of_a_name_goes_to_a_person() -> None:
    """Who cannot write says the answer: it is passed on, and the question stands."""
    session = Session(greeted=True, mode="suara")
    turn = engine().advance(session, Heard(text="cek bansos"), env_at(START))

    turn = engine().advance(turn.session, Heard(HeardKind.VOICE_NOTE), env_at(START))

    said = [message.msgid for prompt in turn.prompts for message in prompt.body]
    assert said[0] == "petugas.rekaman"
    assert said[-1] == "cek.wilayah"
    assert turn.wants_human == "recording"
