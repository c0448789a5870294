"""NIK and KK numbers: what is read, what is refused, what is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_client.nik import (
    Nik,
    NikError,
    NikMismatch,
    NikWarning,
    NumberProblem,
    Sex,
    digits_of,
    grouped,
    mask,
    mismatches,
    parse_kk,
    parse_nik,
)

TODAY = date(2026, 11, 21)
PLAIN = "3201065708900001"  # born 17 August 1990, a woman


def read(text: str, today: date = TODAY) -> Nik:
    """The NIK in `text`, which must be a good one."""
    found = parse_nik(text, today=today)
    assert isinstance(found, Nik)
    return found


def problem(text: str, today: date = TODAY) -> NikError:
    """Why `text` is refused."""
    found = parse_nik(text, today=today)
    assert isinstance(found, NumberProblem)
    return found.code


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "3201 0657 0890 0001",
        "3201.0657.0890.0001",
        "3201-0657-0890-0001",
        "320106 570890 0001",
        "32.01.06.570890.0001",
        " 3201065708900001 \n",
        "３２０１０６５７０８９００００１",
        "NIK: 3201065708900001",
        "nik 3201 0657 0890 0001",
        "No. KTP: 3201065708900001",
        "3201\u00a00657\u20110890\u200b0001",
        "٣٢٠١٠٦٥٧٠٨٩٠٠٠٠١",
        "3 2 0 1 0 6 5 7 0 8 9 0 0 0 0 1",
        "32O1O657O89OOOO1",  # letters for digits, as photos are read
        "320l06570890000I",
        "*3201065708900001*",
        "(3201065708900001)",
        '"3201065708900001"',
    ],
)
def test_any_grouping_is_read(text: str) -> None:
    """Spaces, dots, dashes, a label and other scripts' digits all give the same NIK."""
    assert read(text).value == PLAIN


def test_what_a_nik_tells() -> None:
    """Region, birth date, sex and serial come out of the digits."""
    nik = read(PLAIN)

    told = (nik.region, nik.birth_date, nik.sex, nik.serial)
    assert told == ("32.01.06", date(1990, 8, 17), Sex.FEMALE, "0001")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", NikError.EMPTY),
        ("   ", NikError.EMPTY),
        ("123", NikError.LENGTH),
        (PLAIN[:-1], NikError.LENGTH),
        (PLAIN + "1", NikError.LENGTH),
        ("tidak tahu", NikError.NOT_DIGITS),
        ("32010657x8900001", NikError.NOT_DIGITS),
        ("3201063202900001", NikError.BIRTH_DATE),
        ("3201060013900001", NikError.BIRTH_DATE),
        ("3201064008900001", NikError.BIRTH_DATE),  # 40 + 0
        ("3201067208900001", NikError.BIRTH_DATE),  # 40 + 32
        ("3201063104900001", NikError.BIRTH_DATE),  # 31 April
        ("3201060000000001", NikError.BIRTH_DATE),
        ("3201065708900000", NikError.SERIAL),
    ],
)
def test_impossible_niks_are_refused_with_their_reason(text: str, code: NikError) -> None:
    """The first thing wrong is named."""
    assert problem(text) is code


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("3201062902000001", date(2000, 2, 29)),
        ("3201066902040001", date(2004, 2, 29)),
        ("3201062902960001", date(1996, 2, 29)),
    ],
)
def test_the_29th_of_february_in_leap_years(text: str, born: date) -> None:
    """29 February is real in leap years, for men and women."""
    assert read(text).birth_date == born


@pytest.mark.parametrize("year", ["01", "90", "99", "23"])
def test_no_29th_of_february_in_other_years(year: str) -> None:
    """29 February of a common year is no date."""
    assert problem(f"3201062902{year}0001") is NikError.BIRTH_DATE


def test_29_february_of_00_is_2000_even_where_1900_is_nearer() -> None:
    """1900 was no leap year, so before 2000 the date could not be, and since then it is 2000."""
    assert problem("3201062902000001", today=date(1999, 1, 1)) is NikError.BIRTH_DATE
    assert read("3201062902000001", today=date(2000, 3, 1)).birth_date == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("digits", "born"),
    [
        ("211126", date(2026, 11, 21)),  # born today
        ("221126", date(1926, 11, 22)),  # tomorrow: a hundred years ago
        ("010127", date(1927, 1, 1)),
        ("010100", date(2000, 1, 1)),
    ],
)
def test_the_century_is_the_latest_that_is_not_in_the_future(digits: str, born: date) -> None:
    """Two digits of a year are read by the day that is handed in."""
    assert read(f"320106{digits}0001").birth_date == born


@pytest.mark.parametrize("region", ["999999", "000000", "095003"])
def test_a_region_is_never_a_reason_to_refuse(region: str) -> None:
    """A code not in today's list is a warning; without a list there is not even that."""
    text = f"{region}1708900001"

    warned = parse_nik(text, today=TODAY, region_known=lambda _: False)

    assert isinstance(warned, Nik)
    assert warned.warnings == (NikWarning.REGION_UNKNOWN,)
    assert read(text).warnings == ()


def test_a_known_region_gives_no_warning() -> None:
    """The list is asked for the kecamatan with dots."""
    asked: list[str] = []

    def known(code: str) -> bool:
        asked.append(code)
        return True

    found = parse_nik(PLAIN, today=TODAY, region_known=known)

    assert isinstance(found, Nik)
    assert (found.warnings, asked) == ((), ["32.01.06"])


def test_contradictions_are_named() -> None:
    """Birth date and sex are compared with what was told; the century is not in a NIK."""
    nik = read(PLAIN)

    assert mismatches(nik, birth_date=date(1990, 8, 17), sex=Sex.FEMALE) == ()
    assert mismatches(nik, birth_date=date(1890, 8, 17)) == ()
    assert (mismatches(nik), mismatches(nik, sex=Sex.MALE)) == ((), (NikMismatch.SEX,))
    assert mismatches(nik, birth_date=date(1990, 8, 18), sex=Sex.MALE) == (
        NikMismatch.BIRTH_DATE,
        NikMismatch.SEX,
    )


def test_a_kk_number_is_read_like_a_nik() -> None:
    """Any grouping, 16 digits, no serial 0000; a KK says nothing of a person."""
    assert parse_kk("KK: 3201.0601-0110 0002") == "3201060101100002"
    assert parse_kk("3201060101100000") == NumberProblem(NikError.SERIAL, 16)
    assert parse_kk("320106") == NumberProblem(NikError.LENGTH, 6)


def test_numbers_are_read_back_in_fours_and_shown_in_part() -> None:
    """Groups of four to read back; four and two digits to recognise it by."""
    assert grouped(PLAIN) == "3201 0657 0890 0001"
    assert mask(PLAIN) == "3201**********01"
    assert [mask("12345678"), mask("1234567")] == ["1234**78", "*******"]
    assert PLAIN not in repr(read(PLAIN))


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is typed is read or refused."""
    assert isinstance(parse_nik(text, today=TODAY), Nik | NumberProblem)
    assert isinstance(parse_kk(text), str | NumberProblem)


@given(
    born=st.dates(min_value=date(1926, 11, 22), max_value=TODAY),
    woman=st.booleans(),
    serial=st.integers(1, 9999),
    separator=st.sampled_from(["", " ", ".", "-", " - "]),
)
def test_every_birthday_of_a_century_comes_back(
    born: date, woman: bool, serial: int, separator: str
) -> None:
    """Whoever was born in the last hundred years has a NIK that says so."""
    day = born.day + (40 if woman else 0)
    text = separator.join(["320106", f"{day:02d}{born:%m%y}", f"{serial:04d}"])

    nik = read(text)

    assert (nik.birth_date, nik.sex) == (born, Sex.FEMALE if woman else Sex.MALE)
    assert digits_of(text) == nik.value
