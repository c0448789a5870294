"""A village by the keys of a telephone: first letters, codes, and the list for who cannot spell."""

import pytest

from handlers.dialogue.fields import Choice
from handlers.dialogue.turn import Env
from handlers.fields_region import VillageIn
from handlers.place_keys import KEYS, LISTED, ByKeys
from handlers.policy import Policy
from tests.core.talk import NOW, Talk, regions


def field(parent: str) -> ByKeys:
    """The places right below `parent`."""
    listed: Choice = VillageIn(regions(), parent)
    return ByKeys(regions(), listed, lambda: regions().children(parent), parent)


def caller() -> Talk:
    """Somebody on a call, at the question of which kabupaten."""
    talk = Talk()
    talk.env = Env(now=NOW, channel="voice", page_size=4, policy=Policy(), brief=True, by_ear=True)
    talk.say("halo", "1", "2", "1")
    return talk


def names(keys: str, parent: str) -> list[str]:
    """The names that keys lead to."""
    return [region.name for region in field(parent).found(keys)]


@pytest.mark.parametrize(
    ("keys", "parent", "found"),
    [
        ("566", "32.01", ["Jonggol"]),
        ("5664465", "32.01", ["Jonggol"]),
        ("265", "32.01", ["Bojonggede"]),
        ("22225260623264", "32.01", ["Babakan Madang"]),
        ("62326", "32.01", ["Babakan Madang"]),
        ("320106", "32", ["Jonggol"]),
        ("3201062001", "32", ["Sukamaju"]),
        ("3201", "32", ["Kabupaten Bogor"]),
        ("264", "32", ["Kabupaten Bogor", "Kota Bogor"]),
        ("9999", "32.01", []),
        ("0", "32.01", []),
        ("5171", "32", []),
    ],
)
def test_keys_lead_to_names_that_begin_so(keys: str, parent: str, found: list[str]) -> None:
    """Letters begin a name or a word in it, 0 is the space; a code names a place below."""
    found_names = names(keys, parent)

    assert found_names == found


def test_a_village_is_reached_in_a_handful_of_presses() -> None:
    """Kabupaten, kecamatan and desa by three letters each, each read back, and then the place."""
    talk = caller()
    asked = talk.said
    which = talk.say("264")
    kecamatan = talk.say("1")
    desa = talk.say("566")
    place = talk.say("785", "1") if "beberapa" in talk.say("785") else talk.said

    assert "Tekan huruf awal namanya" in asked
    assert "Dengar daftarnya" in asked
    assert ("Kabupaten Bogor" in which, "Kota Bogor" in which) == (True, True)
    assert "Di kecamatan mana, di Kabupaten Bogor?" in kecamatan
    assert "Anda menekan: Jonggol." in desa
    assert "Jonggol, Kabupaten Bogor, Jawa Barat. Benar tempat ini?" in place


def test_the_first_six_digits_of_a_nik_skip_two_questions() -> None:
    """They are a kecamatan's code; what they mean is read back."""
    talk = caller()
    said = talk.say("320106")

    assert "Anda menekan: Jonggol." in said
    assert "Di desa atau kelurahan mana, di Jonggol?" in said


def test_too_few_letters_ask_for_more_and_wrong_ones_say_so() -> None:
    """Neither hangs up, and both say what to do."""
    talk = caller()
    many = talk.say("2")
    none = talk.say("9994")

    assert "nama dengan huruf awal itu. Tekan lebih banyak huruf." in many
    assert "Tidak ada nama dengan huruf awal itu. Contoh: untuk Bogor, tekan 2 6 4." in none


def test_who_cannot_spell_hears_the_list_and_nine_goes_back() -> None:
    """Key 1 reads out the provinces; 9 is one step back, to the letters."""
    talk = caller()
    heard = talk.say("1")
    back = talk.say("9")
    again = talk.say("264", "9")

    assert "Aceh" in heard
    assert "Lainnya" in heard
    assert "Tekan huruf awal namanya" in back
    assert "Tekan huruf awal namanya" in again


def test_a_spoken_name_is_understood_too() -> None:
    """Where speech is on, who says the name instead of spelling it is understood."""
    named = caller().say("kabupaten bogor")
    province = caller().say("jawa barat")
    whole = caller().say("desa sukamaju kecamatan jonggol")

    assert "di Kabupaten Bogor?" in named
    assert "di Jawa Barat?" in province
    assert "Sukamaju, Jonggol, Kabupaten Bogor, Jawa Barat. Benar tempat ini?" in whole


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("jawa brat", "di Jawa Barat?"),
        ("ntt", "di Nusa Tenggara Timur?"),
        ("kota bogor", "di Kota Bogor?"),
        ("sukamaju", "Tempat itu belum kami kenal."),
    ],
)
def test_the_list_of_provinces_takes_a_kabupaten_but_no_village_by_name_alone(
    words: str, asked: str
) -> None:
    """Who names a kabupaten instead is a step further; a name of many villages is no place."""
    talk = Talk()
    talk.say("halo", "1", "daftar")

    assert asked in talk.say(words)


def test_a_short_list_is_read_out_and_a_screen_never_asks_for_keys() -> None:
    """A few villages need no spelling; who sees the list types a name or a number."""
    talk = Talk()
    talk.say("cek", "1", "daftar")
    screen = talk.said

    assert "Aceh" in screen
    assert "Tekan huruf" not in screen


def test_answers_by_keys_survive_on_a_screen() -> None:
    """What was answered by keys and does not fit the list of a screen is asked again."""
    on_call, on_screen = field("32.01"), VillageIn(regions(), "32.01")

    assert on_call.accepts("32.01.06")
    assert on_call.accepts(LISTED)
    assert on_call.accepts(f"{KEYS}785")
    assert not on_call.accepts("32")
    assert not on_call.accepts("32.02.01")
    assert not on_screen.accepts("264")
