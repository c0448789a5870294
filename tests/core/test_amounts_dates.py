"""Amounts and dates are read as people write them."""

import datetime as dt

import pytest

from handlers.amounts import amount_among, parse_rupiah
from handlers.dates import parse_date
from handlers.periods import parse_period

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
        ("sejuta dua ratus", 1_200_000),
        ("1jt200", 1_200_000),
        ("dua juta lima ratus lima puluh", 2_550_000),
        ("3x200rb", 600_000),
        ("Rp 3 x 200.000", 600_000),
        ("200 ribu kali 3", 600_000),
        ("nem atus ewu", 600_000),
        ("limang atus ewu", 500_000),
        ("sewu", 1_000),
        ("saratuih ribu", 100_000),
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
        ("-500.000", None),
        ("600 ribuan", 600_000),
        ("600ribuan", 600_000),
        ("enamratus ribu", 600_000),
        ("limapuluhribu", 50_000),
        ("se juta", 1_000_000),
        ("6 ratus ribu", 600_000),
        ("1/2 juta", 500_000),
        ("tiga perempat juta", 750_000),
        ("seperempat juta", 250_000),
        ("dua juta setengah", 2_500_000),
        ("half a million", 500_000),
        ("limangatus ewu", 500_000),
        ("rongatus ewu", 200_000),
        ("Rp600.000 untuk 3 bulan", 600_000),
        ("200 ribu per bulan", 200_000),
        ("ribuan", None),
        ("jutaan", None),
        ("puluhan ribu", None),
        ("antara 100 dan 200 ribu", None),
        ("100-200rb", None),
        ("200rb dari 600rb", None),
        ("20kg beras", None),
        ("sejuta lima", None),
        ("3 x", None),
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


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("600rb pak", 600_000),
        ("cuma 600rb doang", 600_000),
        ("Rp 600.000 (enam ratus ribu rupiah)", 600_000),
        ("1.000.000 (1 juta)", 1_000_000),
        ("Rp 100.000 (seratus ribu rupiah)", 100_000),
        ("Rp1.000.000,- (sejuta)", 1_000_000),
        ("100.000 seratus ribu", None),
        ("50.000 (gocap)", 50_000),
        ("Rp600.000/bln", 600_000),
        ("sebesar 600rb rupiah per tahap", 600_000),
        ("hampir 1 juta", 1_000_000),
        ("harusnya enam ratus ribu, bu", 600_000),
        ("1½ jt", 1_500_000),
        ("½ juta", 500_000),
        ("2jt5", 2_500_000),
        ("200.000 x 3 bulan", 600_000),
        ("Rp 600.000 (500rb)", None),
        ("200 ribu tiap bulan dipotong 50 ribu", None),
        ("tahap 3 600rb", None),
        ("tahap 2: 600rb", None),
        ("juli 2026 600rb", None),
        ("tidak sampai 600rb", None),
        ("kira-kira -50rb", None),
        ("2 orang 600rb", None),
        ("saya tidak tahu", None),
    ],
)
def test_an_amount_among_other_words_is_read_where_it_is_the_only_number(
    text: str, rupiah: int | None
) -> None:
    """Words beside it and the same amount twice do no harm; another number, or a no, does."""
    assert amount_among(text) == rupiah


@pytest.mark.parametrize(
    ("text", "today", "period"),
    [
        ("kemarin", "2026-11-01", "2026-10"),
        ("hari ini", "2026-11-01", "2026-11"),
        ("minggu ini", "2026-11-01", "2026-11"),
        ("minggu lalu", "2026-11-08", "2026-11"),
        ("minggu lalu", "2026-11-07", "2026-10"),
        ("2 minggu lalu", "2026-11-10", "2026-10"),
        ("dua hari yang lalu", "2026-01-02", "2025-12"),
        ("3 pekan lalu", "2026-11-22", "2026-11"),
    ],
)
def test_days_and_weeks_ago_are_counted(text: str, today: str, period: str) -> None:
    """The month in which that day was, over the end of a month and of a year."""
    assert parse_period(text, today=dt.date.fromisoformat(today)) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("bulan lalu", "2026-10"),
        ("bulan delapan", "2026-08"),
        ("kemarin", "2026-11"),
        ("bulan kemarin", "2026-10"),
        ("bln ini", "2026-11"),
        ("3 bulan lalu", "2026-08"),
        ("dua bulan yang lalu", "2026-09"),
        ("12 bulan lalu", "2025-11"),
        ("minggu lalu", "2026-11"),
        ("last month", "2026-10"),
        ("januari", "2026-01"),
        ("desember", "2025-12"),
        ("Januari 2026", "2026-01"),
        ("jan 26", "2026-01"),
        ("8/2026", "2026-08"),
        ("bulan 9", "2026-09"),
        ("maret lalu", "2026-03"),
        ("maret tahun lalu", "2025-03"),
        ("triwulan 2 2026", "2026-04/2026-06"),
        ("Triwulan II tahun 2025", "2025-04/2025-06"),
        ("tri wulan pertama", "2026-01/2026-03"),
        ("TW4", "2026-10/2026-12"),
        ("tw 4 2026", "2026-10/2026-12"),
        ("Q3", "2026-07/2026-09"),
        ("2nd quarter", "2026-04/2026-06"),
        ("tahap 3", "2026-07/2026-09"),
        ("tahap ketiga 2025", "2025-07/2025-09"),
        ("semester 1", "2026-01/2026-06"),
        ("oktober-desember 2025", "2025-10/2025-12"),
        ("Januari s/d Maret 2026", "2026-01/2026-03"),
        ("mei dan juni", "2026-05/2026-06"),
        ("november sampai januari", "2025-11/2026-01"),
        ("sejak maret", "2026-03/2026-11"),
        ("2025", "2025-01/2025-12"),
        ("tahun lalu", "2025-01/2025-12"),
        ("tahun ini", "2026-01/2026-11"),
        ("triwulan 5", None),
        ("triwulan 1 2027", None),
        ("februari 2030", None),
        ("13/2026", None),
        ("lebaran", None),
        ("tidak tahu", None),
        ("", None),
        ("082026", "2026-08"),
        ("82026", "2026-08"),
        ("202608", "2026-08"),
        ("132026", None),
    ],
)
def test_a_period_is_read(text: str, period: str | None) -> None:
    """Months, quarters, stages and 'last month' give their months; the future and the rest none."""
    assert parse_period(text, today=TODAY) == period
