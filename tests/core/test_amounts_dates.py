"""Amounts and dates are read as people write them."""

import datetime as dt

import pytest

from handlers.amounts import parse_rupiah
from handlers.dates import parse_date

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("600rb", 600_000),
        ("600 rb", 600_000),
        ("600 ribu", 600_000),
        ("600k", 600_000),
        ("600.000", 600_000),
        ("600,000", 600_000),
        ("600000", 600_000),
        ("600 000", 600_000),
        ("Rp600.000,-", 600_000),
        ("Rp. 600.000,00", 600_000),
        ("rp 600.000 rupiah", 600_000),
        ("Rp 1,2 juta", 1_200_000),
        ("1.2jt", 1_200_000),
        ("1,25 juta", 1_250_000),
        ("1.200.000", 1_200_000),
        ("1 juta 200 ribu", 1_200_000),
        ("1jt200rb", 1_200_000),
        ("enam ratus ribu", 600_000),
        ("enam ratus ribu rupiah", 600_000),
        ("seratus lima puluh ribu", 150_000),
        ("dua belas ribu lima ratus", 12_500),
        ("sebelas ribu", 11_000),
        ("sejuta", 1_000_000),
        ("sejuta dua ratus ribu", 1_200_000),
        ("setengah juta", 500_000),
        ("satu setengah juta", 1_500_000),
        ("seribu", 1_000),
        ("dua juta tiga ratus lima puluh ribu", 2_350_000),
        ("cuma 200 ribu saja", 200_000),
        ("six hundred thousand", 600_000),
        ("twenty five thousand", 25_000),
        ("goceng", 5_000),
        ("600", 600),
        ("0", 0),
        ("nol", 0),
        ("nem atus ewu", None),
        ("tidak tahu", None),
        ("", None),
        ("5 ribu 2 juta", None),
        ("99999999999999999", None),
    ],
)
def test_an_amount_is_read(text: str, rupiah: int | None) -> None:
    """Each way of writing an amount gives its rupiah, and what is none gives none."""
    assert parse_rupiah(text) == rupiah


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("17-8-1945", dt.date(1945, 8, 17)),
        ("17/08/1945", dt.date(1945, 8, 17)),
        ("17.08.45", dt.date(1945, 8, 17)),
        ("17 Agustus 1945", dt.date(1945, 8, 17)),
        ("17 agust 45", dt.date(1945, 8, 17)),
        ("tanggal 17 bulan Agustus tahun 1945", dt.date(1945, 8, 17)),
        ("17 bulan 8 tahun 1945", dt.date(1945, 8, 17)),
        ("170845", dt.date(1945, 8, 17)),
        ("17081945", dt.date(1945, 8, 17)),
        ("1945-08-17", dt.date(1945, 8, 17)),
        ("August 17, 1945", dt.date(1945, 8, 17)),
        ("17agustus1945", dt.date(1945, 8, 17)),
        ("1 nopember 1990", dt.date(1990, 11, 1)),
        ("Bogor, 3 Pebruari 1970", dt.date(1970, 2, 3)),
        ("29-2-2000", dt.date(2000, 2, 29)),
        ("1-1-05", dt.date(2005, 1, 1)),
        ("29-2-1999", None),
        ("31-4-1990", None),
        ("1-1-2030", None),
        ("17-8", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_a_date_is_read(text: str, date: dt.date | None) -> None:
    """Each way of writing a date gives it, and what is none gives none."""
    assert parse_date(text, today=TODAY) == date


def test_months_of_other_languages_are_asked_of_the_caller() -> None:
    """The name of a month in a language that the catalogue knows is taken."""
    names = {"wulu": 8}

    assert parse_date("17 wulu 1945", today=TODAY, month_of=names.get) == dt.date(1945, 8, 17)


def test_digits_of_other_languages_are_asked_of_the_caller() -> None:
    """Javanese 'nem' is six."""
    assert parse_rupiah("nem ratus ewu", {"nem": 6}.get) == 600_000
