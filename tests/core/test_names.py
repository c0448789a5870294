"""Indonesian names: spellings of one name, other names, and what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_client.names import Lexicon, Roster, decide, mask, words

VILLAGE = [
    "SITI AMINAH",
    "MUHAMMAD YUSUF",
    "NURHAYATI",
    "ABDURRAHMAN WAHID",
    "SUSANTO",
    "SUSANTI",
    "H. DJOKO SUSILO",
    "SRI WAHYUNI, S.PD",
    "I WAYAN SUARDANA",
    "TJAHJONO",
    "SYAIFUL BAHRI",
    "RADEN AJENG KARTIKA",
    "MARULI SIMANJUNTAK",
    "KHOIRUL ANWAR",
    "NUR AZIZAH",
    "SUPARMAN",
    "MOH. FAUZI RAHMAN",
    "AHMAD BIN DAUD",
    "MARZUKI KOTO",
    "ZUBAIDAH",
    "BAKHTIAR",
    "HERMINA GULTOM",
    "SAMBUDI SETYAWAN",
]
ELSEWHERE = ["SUPARDI", "BUDI SANTOSO", "YUSRI", "SUSILAWATI", "WAHYUDI", "AMINUDDIN", "MARJUKI"]


@pytest.fixture(scope="module")
def roster() -> Roster:
    """A small village in a larger register."""
    everybody = Lexicon(word.key for name in VILLAGE + ELSEWHERE for word in words(name))
    return Roster.build(VILLAGE, everybody)


def meant(roster: Roster, typed: str) -> list[str]:
    """Who is accepted for what was typed."""
    return [match.name for match in decide(roster.rank(typed)).accepted]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("siti aminah", "SITI AMINAH"),
        ("St. Aminah", "SITI AMINAH"),
        ("Sitti Aminah", "SITI AMINAH"),
        ("aminah siti", "SITI AMINAH"),
        ("Hj. Siti Aminah, S.Ag", "SITI AMINAH"),
        ("S. Aminah", "SITI AMINAH"),
        ("Siti Amina", "SITI AMINAH"),
        ("siti amniah", "SITI AMINAH"),
        ("Moh. Jusuf", "MUHAMMAD YUSUF"),
        ("Muh Yusup", "MUHAMMAD YUSUF"),
        ("Mohd. Yoesoef", "MUHAMMAD YUSUF"),
        ("M. Yusuf", "MUHAMMAD YUSUF"),
        ("M.Yusuf", "MUHAMMAD YUSUF"),
        ("mochamad yusuf", "MUHAMMAD YUSUF"),
        ("Nur Hayati", "NURHAYATI"),
        ("noerhajati", "NURHAYATI"),
        ("Abdul Rahman Wahid", "ABDURRAHMAN WAHID"),
        ("Abd. Rohman Wahid", "ABDURRAHMAN WAHID"),
        ("Abdurahman Wachid", "ABDURRAHMAN WAHID"),
        ("Joko Soesilo", "H. DJOKO SUSILO"),
        ("Pak Haji Joko Susilo", "H. DJOKO SUSILO"),
        ("Sri Wahjuni", "SRI WAHYUNI, S.PD"),
        ("Wayan Suardana", "I WAYAN SUARDANA"),
        ("Cahyono", "TJAHJONO"),
        ("Tjahyono", "TJAHJONO"),
        ("Saiful Bachri", "SYAIFUL BAHRI"),
        ("Sjaiful Bahri", "SYAIFUL BAHRI"),
        ("R.A. Kartika", "RADEN AJENG KARTIKA"),
        ("Chairul Anwar", "KHOIRUL ANWAR"),
        ("Choirul Anwar", "KHOIRUL ANWAR"),
        ("Nurazizah", "NUR AZIZAH"),
        ("Nur Asisah", "NUR AZIZAH"),
        ("Moehammad Pauzi Rachman", "MOH. FAUZI RAHMAN"),
        ("Ahmad Daud", "AHMAD BIN DAUD"),
        ("SUPARMAN", "SUPARMAN"),
        ("suparmam", "SUPARMAN"),
        ("Maruli Simanjuntax", "MARULI SIMANJUNTAK"),
        ("Marjuki Koto", "MARZUKI KOTO"),  # z is heard as j, though both are names
        ("Jubaedah", "ZUBAIDAH"),
        ("Subaidah", "ZUBAIDAH"),
        ("Baktiar", "BAKHTIAR"),
        ("Bahtiar", "BAKHTIAR"),
        ("Hermina br Gultom", "HERMINA GULTOM"),
        ("Hermina boru Goeltom", "HERMINA GULTOM"),
        ("Sambudi Setiawan", "SAMBUDI SETYAWAN"),
        ("Sambudi Setjawan", "SAMBUDI SETYAWAN"),
    ],
)
def test_spellings_of_one_name_meet(roster: Roster, typed: str, name: str) -> None:
    """Short forms, old spelling, titles, order, merged words and slips find the bearer alone."""
    assert meant(roster, typed)[:1] == [name]
    assert len(meant(roster, typed)) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "Supardi",  # a name of its own, not a slip of Suparman
        "Susilawati",
        "Wahyudi",
        "Budi Santoso",
        "Yusri",
        "Siti",
        "Muhammad",
        "Siti Fatimah",
        "M. Yusri",
        "Siti Aminuddin",
        "Ni Wayan Suardana",  # a woman; I Wayan is a man
        "A",
        "...",
        "",
        "S.Pd",
        "12345",
        "😀",
    ],
)
def test_other_names_and_scraps_meet_nobody(roster: Roster, typed: str) -> None:
    """A name of somebody else, half a name, or none at all is answered with nobody."""
    assert meant(roster, typed) == []


def test_names_a_letter_apart_stay_apart(roster: Roster) -> None:
    """Susanto and Susanti are two people, whichever is typed."""
    assert meant(roster, "susanti") == ["SUSANTI"]
    assert meant(roster, "susanto") == ["SUSANTO"]


def test_namesakes_are_all_accepted() -> None:
    """People of the same name in other spellings are accepted together, to be told apart."""
    roster = Roster.build(["SITI AMINAH", "ST. AMINAH", "SITI AMINAH, S.PD", "SITI ROHANI"])

    assert len(meant(roster, "Siti Aminah")) == 3


def test_no_namesake_is_forgotten() -> None:
    """However many people bear a name, all of them are accepted: a fact will choose."""
    roster = Roster.build(["AMINAH"] * 40 + ["SITI AMINAH"] * 30 + ["BUDI"])

    assert len(meant(roster, "aminah")) == 40
    assert len(meant(roster, "st aminah")) == 30


def test_a_match_explains_itself(roster: Roster) -> None:
    """Each pair of words says how it came about, and what is left over is named."""
    best = roster.rank("Moh. Jusuf Wibowo")[0]

    assert [(pair.typed, pair.registered) for pair in best.pairs] == [
        ("moh", "muhammad"),
        ("jusuf", "yusuf"),
    ]
    assert {pair.how for pair in best.pairs} == {"same", "heard alike"}
    assert best.not_there == ("wibowo",)


@given(st.text(max_size=60))
def test_no_text_breaks_the_matcher(typed: str) -> None:
    """Whatever is typed is ranked without an error, and scores stay within 0 and 1."""
    ranked = Roster.build(VILLAGE).rank(typed)

    assert all(0.0 <= match.score <= 1.0 for match in ranked)


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("WAWAN LESTARI", "", "W***N L*****I"),
        ("WAWAN LESTARI", "wawan", "WAWAN L*****I"),
        ("SITI AMINAH", "st. aminah", "SITI AMINAH"),
        ("SITI AMINAH", "siti amina", "SITI AMINAH"),
        ("SITI NURHAYATI", "siti nur hayati", "SITI NURHAYATI"),
        ("NUR HAYATI", "nurhayati", "NUR HAYATI"),
        ("SU HAYATI", "suhayati", "S* HAYATI"),
        ("ABDUL RAHMAN", "abdurrahman", "ABDUL RAHMAN"),
        ("MUHAMMAD YUSUF", "m. jusuf", "M******D YUSUF"),
        ("AHMAD SALEH", "ahmad s", "AHMAD S***H"),
        ("AHMAD SALEH", "ahmad sal", "AHMAD S***H"),
        ("YATI", "ya", "Y**I"),
        ("NI MADE AYU", "made", "N* MADE A*U"),
        ("I KETUT RAI", "ketut rai", "* KETUT RAI"),
        ("A SITI", "a siti", "* SITI"),
        ("(SITI)", "", "(S**I)"),
        ("SUSANTO", "budi", "S*****O"),
    ],
)
def test_only_what_was_typed_is_readable(name: str, typed: str, shown: str) -> None:
    """Typed words stay in the register's spelling; the others keep first and last letter."""
    assert mask(name, typed) == shown


@given(st.text(max_size=30), st.text(max_size=30))
def test_masking_keeps_the_shape(name: str, typed: str) -> None:
    """Any name can be masked; it keeps its number of words and their lengths."""
    shown = mask(name, typed)

    assert [len(word) for word in shown.split()] == [len(word) for word in name.split()]


def test_a_slip_in_the_first_letter_is_a_slip_all_the_same() -> None:
    """'Nurhayati' typed as 'Murhayati' is found, although nothing known begins like it nearer."""
    lexicon = Lexicon(("nurhayati", "murni", "mulyati", "suharto"))
    roster = Roster.build(["NURHAYATI", "MURNI", "MULYATI"], lexicon)

    decision = decide(roster.rank("Murhayati"))

    assert [match.name for match in decision.accepted] == ["NURHAYATI"]


def test_an_initial_chooses_among_the_bearers_of_a_common_name() -> None:
    """'Muhammad S.' among hundreds of Muhammads names those whose other word begins with S."""
    names = [f"MUHAMMAD {one}" for one in ("RIDWAN", "SALEH", "TAUFIK")]
    roster = Roster.build(names + [f"MUHAMMAD ARIFIN {'I' * n}" for n in range(1, 200)])

    best = roster.rank("Muhammad S.")[0]

    assert best.name == "MUHAMMAD SALEH"


@pytest.mark.parametrize("typed", ["su", "sut", "Moh. Su", "su mo", "ya", "S.", "Sut."])
def test_first_letters_alone_name_nobody(typed: str) -> None:
    """Whoever types the beginning of a name is told of nobody, however few people it fits."""
    roster = Roster.build(["SUTANTO", "MOHAMMAD SUBHAN", "YATI", "BUDIMAN", "KARTINI"])

    assert decide(roster.rank(typed)).accepted == ()


@pytest.mark.parametrize("typed", ["a" * 50, "a" * 5000, "yyyyyyyyyyyyyy"])
def test_one_letter_held_down_is_no_name(typed: str) -> None:
    """A key held down means nobody, however long."""
    roster = Roster.build(["AAS", "YAYA", "AYI", "IYAN"])

    assert decide(roster.rank(typed)).accepted == ()


def test_first_letters_beside_a_whole_name_are_enough() -> None:
    """'Budiman Sut' is Budiman Sutanto."""
    roster = Roster.build(["BUDIMAN SUTANTO", "BUDIMAN KARTO", "YATI"])

    accepted = decide(roster.rank("Budiman Sut")).accepted

    assert [match.name for match in accepted] == ["BUDIMAN SUTANTO"]


def test_many_of_one_name_leave_room_for_another_name() -> None:
    """However many people share the best name, the names after it are weighed too."""
    crowd = ["MUHAMAD YUSUF"] * 40
    roster = Roster.build([*crowd, "MUHAMAD YUNUS"])

    ranked = roster.rank("muhamad yusuk", 42)

    assert [match.index for match in ranked] == list(range(41))
