"""Each row: what is written, and how a person says it."""

from pathlib import Path

import pytest

from bot.audio.numerals import cardinal, ordinal, roman
from bot.audio.speakable import speakable
from bot.audio.speakable_en import speakable_en

ROWS = [
    # money
    ("Rp600.000", "enam ratus ribu rupiah"),
    ("Rp 1.250.000", "satu juta dua ratus lima puluh ribu rupiah"),
    ("Rp1.000", "seribu rupiah"),
    ("Rp. 50.000,-", "lima puluh ribu rupiah"),
    ("Rp2,5 juta", "dua koma lima juta rupiah"),
    ("Rp300 ribu", "tiga ratus ribu rupiah"),
    ("Rp200rb", "dua ratus ribu rupiah"),
    ("Rp11.000.000.000", "sebelas miliar rupiah"),
    ("Anda dapat Rp600.000.", "Anda dapat enam ratus ribu rupiah."),
    # dates
    ("17/08/2026", "tujuh belas Agustus dua ribu dua puluh enam"),
    ("17-8-1945", "tujuh belas Agustus seribu sembilan ratus empat puluh lima"),
    ("1.1.2000", "satu Januari dua ribu"),
    ("17 Agustus 1945", "tujuh belas Agustus seribu sembilan ratus empat puluh lima"),
    ("2026-11-21", "dua puluh satu November dua ribu dua puluh enam"),
    ("01/02/65", "satu Februari seribu sembilan ratus enam puluh lima"),
    ("Agustus 2026", "Agustus dua ribu dua puluh enam"),
    ("lahir 1965", "lahir seribu sembilan ratus enam puluh lima"),
    # times
    ("pukul 14.30", "pukul empat belas lewat tiga puluh menit"),
    ("jam 08:00", "pukul delapan"),
    ("14.30 WIB", "pukul empat belas lewat tiga puluh menit waktu Indonesia barat"),
    ("09:05", "pukul sembilan lewat lima menit"),
    ("20.00 WITA", "pukul dua puluh waktu Indonesia tengah"),
    ("07.15 WIT", "pukul tujuh lewat lima belas menit waktu Indonesia timur"),
    # NIK, KK, telephone
    (
        "3201064108650001",
        "tiga dua nol satu, nol enam empat satu, nol delapan enam lima, nol nol nol satu",
    ),
    (
        "3201 0641 0865 0001",
        "tiga dua nol satu, nol enam empat satu, nol delapan enam lima, nol nol nol satu",
    ),
    (
        "3201.0641.0865.0001",
        "tiga dua nol satu, nol enam empat satu, nol delapan enam lima, nol nol nol satu",
    ),
    ("0887-7171-171", "nol delapan delapan tujuh, tujuh satu tujuh satu, satu tujuh satu"),
    ("021-171", "nol dua satu, satu tujuh satu"),
    ("+62 812 3456", "plus enam dua, delapan satu dua, tiga empat lima enam"),
    ("telepon 171", "telepon satu tujuh satu"),
    ("Hubungi 112 sekarang", "Hubungi satu satu dua sekarang"),
    ("3 2 0 1, 0 6 4 1", "tiga dua nol satu, nol enam empat satu"),
    # tickets
    ("US-7K3M-9Q2X", "u es, tujuh ka tiga em, sembilan ki dua eks"),
    ("tiket LP-20AB", "tiket el pe, dua nol a be"),
    # abbreviations
    ("DTSEN", "de te sen"),
    ("DTKS", "de te ka es"),
    ("NIK", "nik"),
    ("KTP dan KK", "ka te pe dan ka ka"),
    ("PKH", "pe ka ha"),
    ("BPNT", "be pe en te"),
    ("BPJS", "be pe je es"),
    ("OTP", "o te pe"),
    ("PIN", "pin"),
    ("Kartu KIS", "Kartu kis"),
    ("RUTILAHU", "rutilahu"),
    # addresses
    ("RT 02 RW 03", "er te dua er we tiga"),
    ("RT 2/RW 13", "er te dua, er we tiga belas"),
    ("RT/RW 003/005", "er te tiga, er we lima"),
    ("kec. Jonggol", "kecamatan Jonggol"),
    ("Kec. Jonggol, Kab. Bogor", "kecamatan Jonggol, kabupaten Bogor"),
    ("kel. Cibinong", "kelurahan Cibinong"),
    ("Jl. Merdeka No. 5", "jalan Merdeka nomor lima"),
    ("Gg. Mawar", "gang Mawar"),
    ("Tj. Priok", "tanjung Priok"),
    ("no", "no"),
    # numbers
    ("25%", "dua puluh lima persen"),
    ("2,5 %", "dua koma lima persen"),
    ("0", "nol"),
    ("11 orang", "sebelas orang"),
    ("1.000.000 keluarga", "satu juta keluarga"),
    ("83.762 desa", "delapan puluh tiga ribu tujuh ratus enam puluh dua desa"),
    ("2-3 hari", "dua sampai tiga hari"),
    ("5–7 menit", "lima sampai tujuh menit"),
    ("3/7", "tiga per tujuh"),
    ("12,75", "dua belas koma tujuh lima"),
    ("16 angka", "enam belas angka"),
    ("nomor 100", "nomor satu nol nol"),
    ("00123", "nol nol satu dua tiga"),
    # ordinals
    ("anak ke-3", "anak ketiga"),
    ("ke-1", "pertama"),
    ("ke-21", "kedua puluh satu"),
    ("tahap II", "tahap dua"),
    ("kelas IV", "kelas empat"),
    # the rest
    ("Cek bansos 🔍", "Cek bansos"),
    ("cekbansos.kemensos.go.id", "cekbansos titik kemensos titik go titik id"),
    ("ya/tidak", "ya atau tidak"),
    ("RT & RW", "er te dan er we"),
    ("suami/istri, dll.", "suami atau istri, dan lain-lain"),
    ("a.n. Siti", "atas nama Siti"),
    ("Halo.\n\nApa kabar?", "Halo.\nApa kabar?"),
    ("1. Cek bansos", "satu. Cek bansos"),
    ("Langkah 3 dari 7", "Langkah tiga dari tujuh"),
    # as messages, letters and citizens write them
    ("Rp1.250.000,50", "satu juta dua ratus lima puluh ribu rupiah lima puluh sen"),
    ("08.30 WIB", "pukul delapan lewat tiga puluh menit waktu Indonesia barat"),
    ("RT 003/RW 012", "er te tiga, er we dua belas"),
    ("RT 003 / RW 012", "er te tiga, er we dua belas"),
    ("RT.003/RW.012", "er te tiga, er we dua belas"),
    ("21/11/2026", "dua puluh satu November dua ribu dua puluh enam"),
    ("Rp 600rb", "enam ratus ribu rupiah"),
    ("1/2", "satu per dua"),
    ("U-7K3M-2Q", "u, tujuh ka tiga em, dua ki"),
    ("U-2222-22", "u, dua dua dua dua, dua dua"),
    ("tiket L-FN7M-D6", "tiket el, ef en tujuh em, de enam"),
    ("KIS", "kis"),
    (
        "+62 812-3456-7890",
        "plus enam dua, delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol",
    ),
    ("081234567890", "nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol"),
    ("Rp225.000/bulan", "dua ratus dua puluh lima ribu rupiah per bulan"),
    ("3x setahun", "tiga kali setahun"),
    ("pukul 07.00-20.00 WIB", "pukul tujuh sampai pukul dua puluh waktu Indonesia barat"),
    (
        "Hubungi 171 atau 119 ext 8",
        "Hubungi satu tujuh satu atau satu satu sembilan ekstensi delapan",
    ),
    (
        "WhatsApp 0887-7171-171",
        "WhatsApp nol delapan delapan tujuh, tujuh satu tujuh satu, satu tujuh satu",
    ),
    ("450 VA", "empat ratus lima puluh volt ampere"),
    ("Rp0", "nol rupiah"),
    ("Rp1,5jt", "satu koma lima juta rupiah"),
    ("Rp 2 juta/tahun", "dua juta rupiah per tahun"),
    ("Agustus–Oktober 2026", "Agustus sampai Oktober dua ribu dua puluh enam"),
    ("tgl 1 s/d 5", "tanggal satu sampai dengan lima"),
    ("a/n Siti", "atas nama Siti"),
    ("Jl. Mawar No. 5 RT 2/RW 3", "jalan Mawar nomor lima er te dua, er we tiga"),
    ("info@kemensos.go.id", "info et kemensos titik go titik id"),
    (
        "Kepmensos 262/HUK/2022",
        (
            "Kepmensos dua ratus enam puluh dua garis miring ha u ka garis miring"
            " dua ribu dua puluh dua"
        ),
    ),
    ("PBI-JK", "pe be i je ka"),
    ("Siti (42 th)", "Siti, empat puluh dua tahun"),
    ("1 Jan 2026", "satu Januari dua ribu dua puluh enam"),
    ("Jum'at, 21 Nov 2026", "Jum'at, dua puluh satu November dua ribu dua puluh enam"),
    ("Rp600.000,00", "enam ratus ribu rupiah"),
    ("± 3 menit", "kurang lebih tiga menit"),
    ('"Ya"', "Ya"),
    ("07.15", "pukul tujuh lewat lima belas menit"),
    ("Rp100.000-Rp200.000", "seratus ribu rupiah sampai dua ratus ribu rupiah"),
    ("Rp 100 - 200 ribu", "seratus sampai dua ratus ribu rupiah"),
    ("KTP-el", "ka te pe elektronik"),
    ("IDR 600.000", "enam ratus ribu rupiah"),
    ("2 x Rp300.000", "dua kali tiga ratus ribu rupiah"),
    ("kode 004512", "kode nol nol empat lima, satu dua"),
    ("Nomor tiket: D Q G 4, 7 K X.", "Nomor tiket: de ki ge empat, tujuh ka eks."),
    ("Rp900.000/3 bulan", "sembilan ratus ribu rupiah per tiga bulan"),
    ("TNI/Polri", "te en i atau Polri"),
    ("NIK/KK", "nik atau ka ka"),
    ("Rp600.000/KK", "enam ratus ribu rupiah per ka ka"),
    ("dan/atau", "dan atau"),
    ("07.00–20.00", "pukul tujuh sampai pukul dua puluh"),
    ("5T", "lima te"),
    ("Jl. Mawar 12A", "jalan Mawar dua belas a"),
    ("e-KTP", "e ka te pe"),
    ("Ny. Siti", "nyonya Siti"),
    ("36 m2", "tiga puluh enam meter persegi"),
    ("08/2026", "Agustus dua ribu dua puluh enam"),
]


@pytest.mark.parametrize(("written", "spoken"), ROWS)
def test_it_is_said_as_a_person_would(written: str, spoken: str) -> None:
    """Numbers, dates, money, digits and abbreviations are said in words."""
    assert speakable(written) == spoken


# More of what staff, letters and citizens write: a row is 'written<TAB>spoken'.
MORE = [
    tuple(row.split("\t"))
    for row in Path(__file__).with_name("spoken.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("written", "spoken"), MORE)
def test_it_is_said_however_it_was_written(written: str, spoken: str) -> None:
    """Short forms, units, titles, ranges, masked names and words in capitals are said as meant."""
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (10, "sepuluh"), (11, "sebelas"), (19, "sembilan belas"), (20, "dua puluh"),
        (100, "seratus"), (101, "seratus satu"), (1_000, "seribu"), (1_001, "seribu satu"),
        (2_000, "dua ribu"), (100_000, "seratus ribu"), (1_000_000, "satu juta"),
        (1_100_000, "satu juta seratus ribu"), (-5, "minus lima"),
    ],
)  # fmt: skip
def test_numbers_have_their_irregular_forms(number: int, words: str) -> None:
    """Sepuluh, sebelas, seratus and seribu are one word; 'satu juta' is two."""
    assert cardinal(number) == words


def test_ordinals_and_roman_numbers() -> None:
    """The first is 'pertama'; what is no Roman number is none."""
    assert (ordinal(1), ordinal(2), roman("XIV"), roman("ABC")) == ("pertama", "kedua", 14, None)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("You get Rp600.000.", "You get 600,000 rupiah."),
        ("Rp1.250.000,50", "1,250,000.50 rupiah"),
        ("Rp2,5 juta a year", "2.5 million rupiah a year"),
        ("Rp 600rb", "600 thousand rupiah"),
        ("Rp0", "0 rupiah"),
        ("07.30 WIB", "7:30 western Indonesian time"),
        ("at 14:30", "at 14:30"),
        ("17 August 2026", "17 August 2026"),
        ("NIK 3201 0641 0865 0001", "NIK 3 2 0 1, 0 6 4 1, 0 8 6 5, 0 0 0 1"),
        ("3201064108650001", "3 2 0 1, 0 6 4 1, 0 8 6 5, 0 0 0 1"),
        ("Call 171 or WhatsApp 0887-7171-171.", "Call 1 7 1 or WhatsApp 0 8 8 7, 7 1 7 1, 1 7 1."),
        ("081234567890", "0 8 1 2, 3 4 5 6, 7 8 9 0"),
        ("Ticket U-FN7M-D6", "Ticket U, F N 7 M, D 6"),
        ("RT 003 RW 011", "RT 3 RW 11"),
        ("S*** A****h", "S star A star h"),
        ("3-5 days", "3 to 5 days"),
        ("*Check* aid 🔍", "Check aid"),
        ("DTSEN and PKH", "D T S E N and PKH"),
    ],
)
def test_english_is_written_for_its_voice(written: str, said: str) -> None:
    """Money, telephone numbers, times and tickets, as Indonesia writes them, are read as meant."""
    assert speakable_en(written) == said


def test_any_text_can_be_said() -> None:
    """Odd text neither raises nor leaves marks that nobody says."""
    said = speakable("«Ĉu ñ?» {x} *tebal* \ue000 | # ~ 99999999999999999999 Rp")

    assert not set("*#~|{}\ue000") & set(said)
