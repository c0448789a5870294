"""Tickets from a file that somebody exported from a spreadsheet.

Rules: the column that is headed 'tiket' or 'ticket', wherever it stands; without such a heading the
first. Whatever the export did is taken: a byte order mark, UTF-16, semicolons, tabs, quotes, 'sep='
lines, CRLF, blank lines, lower case, the same ticket twice. A row that holds no ticket stops the
whole list, with its number: better nobody than somebody else.
"""

import csv
import io
import re

from bot.broadcasts.refusals import Bad

MOST_BYTES = 20 * 1024 * 1024  # of a file: a million rows of a ticket and a word each
MOST_TICKETS = 50_000  # different ones
TICKET = re.compile(r"[A-Z0-9-]{4,30}")
_HEADING = re.compile(r"[A-Z_. ]*TI(K|CK)ET[A-Z_. ]*")
_LONGEST_CELL = 2_000  # characters
_SEPARATOR = re.compile(r"sep=([^\s\"])\s*", re.IGNORECASE)  # Excel's own first line
# How files begin that only look like text by their name: ZIP (.xlsx, .ods) and OLE (.xls).
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def tickets_of(raw: bytes) -> tuple[str, ...]:
    """Each once, in the file's order. Raises Bad."""
    if len(raw) > MOST_BYTES:
        raise Bad("tickets_large")
    if raw.startswith(_BOOKS):
        raise Bad("tickets_book")
    text = io.StringIO(_text(raw), newline="")
    found: dict[str, None] = {}
    column = -1
    separator, begun = _separator(text)
    rows = csv.reader(text, delimiter=separator)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error:
            raise Bad("tickets_row", row=begun + rows.line_num) from None
        number = begun + rows.line_num
        if max(map(len, row), default=0) > _LONGEST_CELL:
            raise Bad("tickets_row", row=number)  # a quote that nobody closed hides what follows
        cells = [cell.strip(" \t\r\n\"'").upper() for cell in row]
        if not any(cells):
            continue
        if column < 0:
            named = [place for place, cell in enumerate(cells) if _HEADING.fullmatch(cell)]
            column = named[0] if named else 0
            if named:
                continue
        cell = cells[column] if column < len(cells) else ""
        if not cell and column:
            continue  # a row about somebody who sent nothing
        if not TICKET.fullmatch(cell):
            raise Bad("tickets_row", row=number)
        found[cell] = None
        if len(found) > MOST_TICKETS:
            raise Bad("tickets_many", most=MOST_TICKETS)
    if not found:
        raise Bad("tickets_none")  # else it would go to everybody
    return tuple(found)


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-8-sig", "replace")


def _separator(text: io.StringIO) -> tuple[str, int]:
    """What stands between cells, and how many lines come before the first row of them; `text` is
    left there."""
    lines = 0
    while True:
        place = text.tell()
        line = text.readline()
        told = _SEPARATOR.fullmatch(line)
        if told:
            return told[1], lines + 1
        if line.strip() or not line:
            text.seek(place)
            return max(";,\t|", key=line.count), lines
        lines += 1
