"""Files of tickets, as spreadsheets and people make them."""

import pytest

from bot.broadcasts.refusals import Bad
from bot.broadcasts.tickets import MOST_TICKETS, tickets_of

TWO = ("U-AAAA", "U-CCCC")


@pytest.mark.parametrize(
    ("file", "tickets"),
    [
        ("\ufeffTiket;Nama\nu-aaaa;Siti\n", TWO[:1]),
        ('"Nomor tiket","x"\r\n"U-AAAA","y"\r\n\r\n', TWO[:1]),
        ("no_tiket\tx\nU-AAAA\ty\nU-AAAA\tz\n", TWO[:1]),
        ("U-AAAA\nTiket\n", ("U-AAAA", "TIKET")),
        ("No;Nama;Tiket\r\n1;Siti;U-AAAA\r\n2;Budi;u-cccc\r\n", TWO),
        ("sep=;\r\nTiket;Nama\r\nU-AAAA;x\r\nU-CCCC;y\r\n", TWO),
        ("\r\n\r\n U-AAAA \r\n'U-CCCC\r\n", TWO),
        ("Nama,Tiket\nSiti,U-AAAA\nBudi,\nAni\n,U-CCCC\n", TWO),
        ('Tiket,Alamat\nU-AAAA,"Jl. Mawar 3\nRT 1, RW 2"\nU-CCCC,x\n', TWO),
        ("U-AAAA|x\nU-CCCC|y", TWO),
        ("U-AAAA\rU-CCCC\r", TWO),
    ],
)
def test_a_file_of_tickets_is_read_however_it_was_exported(
    file: str, tickets: tuple[str, ...]
) -> None:
    """With or without a heading, in whatever column, a byte order mark, quotes, line breaks in
    other cells; each once; in UTF-8 and in UTF-16."""
    assert tickets_of(file.encode()) == tickets
    assert tickets_of(file.removeprefix("\ufeff").encode("utf-16")) == tickets


@pytest.mark.parametrize(
    ("raw", "code", "row"),
    [
        (b"", "tickets_none", None),
        (b"Tiket\n\n;;\n", "tickets_none", None),
        (b"PK\x03\x04\x14\x00", "tickets_book", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "tickets_book", None),
        (b"Tiket\nU-AAAA\n=HYPERLINK(1)\n", "tickets_row", 3),
        (b"sep=;\nNo;Kode\n1;U-AAAA\n", "tickets_row", 2),
        (b"\nTiket\nU-AAAA\n3201064101900001?\n", "tickets_row", 4),
        (b"%PDF-1.7\n%\xe2\xe3", "tickets_row", 1),
        (b'Tiket,Nama\nU-AAAA,"x\n' + b"U-CCCC,y\n" * 300, "tickets_row", 302),
    ],
)
def test_a_file_that_is_none_says_what_is_wrong(raw: bytes, code: str, row: int | None) -> None:
    """A workbook, a file of something else, a row without a ticket: refused, with the row."""
    with pytest.raises(Bad) as refused:
        tickets_of(raw)

    assert refused.value.code == code
    assert refused.value.facts.get("row") == row


def test_many_rows_and_too_many_tickets() -> None:
    """As many rows as there are, if the tickets are not more than a broadcast takes."""
    names = [f"U-{number:05}" for number in range(MOST_TICKETS)]
    rows = "\r\n".join(["Tiket;Nama", *(f"{name};x" for name in names * 4)])

    found = tickets_of(rows.encode())

    assert found == tuple(names)
    with pytest.raises(Bad, match="at most 50000 tickets"):
        tickets_of(f"{rows}\r\nU-MORE;x".encode())
