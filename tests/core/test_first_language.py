"""The first message tells the language, where the phone tells nothing."""

import pytest

from handlers.dialogue.events import Heard
from handlers.dialogue.session import Session
from tests.core.harness import START, env_at
from tests.core.parts import engine

SAID = [
    ("jv", "kula badhe nyuwun pirsa, bantuan kula dereng wonten"),
    ("su", "abdi hoyong naros, kumaha bantosan teh"),
    ("min", "ambo alun dapek bantuan"),
    ("ban", "tiang durung polih bantuan"),
    ("mad", "kaula bunten bantowan, napa sobung"),
    ("ace", "lon goh na bantuan"),
    ("bug", "iyya depa lolong bantuan"),
    ("pmy", "sa pu bantuan trada"),
    ("en", "how do I check my aid"),
    ("en", "good morning"),
    ("jv", "sugeng enjang"),
    ("jv", "piye carane entuk bantuan"),
    ("su", "wilujeng enjing"),
    ("su", "kumaha carana supaya kengeng bantuan"),
    ("min", "assalamualaikum, ambo nak batanyo soal bantuan"),
    ("mad", "ngapora, kaula terro atanya'a bantowan"),
    ("mad", "kadi ponapa carana olle bantowan"),
    ("ban", "kenken carane ngidih bantuan"),
    ("ace", "peu na bantuan keu ulon"),
    ("bug", "magai caranna lolongeng bantuan"),
    ("pmy", "bagemana supaya sa dapa bantuan"),
    ("id", "selamat pagi, cek bansos pak sugeng desa carangrejo"),
    ("id", "pak wilujeng desa sukamaju"),
    ("id", "mau daftar pkh gimana caranya ya kak"),
    ("id", "saya mau tanya bantuan pkh"),
    ("id", "halo"),
    ("id", "cek bansos siti aminah desa sukamaju kec jonggol"),
    ("id", "bansos saya belum cair, bagaimana"),
    ("id", "check siti aminah"),
    ("jv", "sugeng enjing"),
    ("su", "kuring can meunang bantuan"),
    ("su", "kumaha damang"),
    ("mad", "dhe'remma carana adaftar"),
    ("bug", "taniaka lolongeng bansos"),
    ("ace", "pue na bantuan"),
    ("en", "hi there"),
    ("en", "help me please"),
    ("id", "ga tau kak, ga ada bantuan"),
    ("id", "hi kak"),
    ("id", "om mau nanya"),
]


def spoken(text: str, session: Session) -> str:
    """The conversation's language after one message."""
    heard = Heard(text=text)
    return engine().advance(session, heard, env_at(START)).session.locale


@pytest.mark.parametrize(("tag", "text"), SAID)
def test_the_first_message_tells_the_language(tag: str, text: str) -> None:
    """Two words or more of one language, and more than of any other."""
    assert spoken(text, Session()) == tag


def test_a_language_that_was_chosen_stays() -> None:
    """A phone in English, or a conversation under way, is not turned by a sentence."""
    assert spoken("saya mau tanya bantuan saya", Session(locale="en")) == "en"
    assert spoken("kula badhe nyuwun pirsa", Session(greeted=True)) == "id"
