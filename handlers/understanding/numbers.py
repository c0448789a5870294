"""Numbers in a sentence: a NIK in any grouping, a ticket.

Rules: found by shape alone; whether they are valid is for the flow that takes them.
"""

import re

from handlers.tickets import read

_SIXTEEN = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,2}\d){15}(?![ .\-/]?\d)")
_LONG = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,2}\d){11,19}(?!\d)")
_NAMED = re.compile(
    r"\bnik(?:nya)?\b[^\d\n]{0,16}?(\d(?:[ .\-/]{0,2}\d){1,19})(?!\d)", re.IGNORECASE
)
_ALMOST = re.compile(r"\d(?:[ .\-/]{0,2}\d)+")
_FAMILY_CARD = re.compile(
    r"(?:\bkk\b|kartu\s+keluarga)\W*(?:nya|saya|nomor|no)?\W*$", re.IGNORECASE
)
# 'U-7K3M-2Q': a letter for the kind, four, and two of which the last is the check character.
_TICKET = re.compile(r"\b([A-Z])[- ]?([0-9A-Z]{4})[- ]([0-9A-Z]{2})\b", re.IGNORECASE)
# Its own spelling, of any length: may be letters only, which the check character tells from words.
_WRITTEN = re.compile(r"\b[A-Z]-[0-9A-Z]{4}(?:-[0-9A-Z]{1,4}){1,2}\b", re.IGNORECASE)
# After these a ticket may come in any spelling: 'status u xn3p7w dong', 'tiket u - x n 3 p - 7 w'.
_TOLD = re.compile(r"\b(?:status|tiket|tiketnya|ticket|jawab)\b[\s:=]*", re.IGNORECASE)
_BORN = re.compile(
    r"\b(?:lahir(?:nya|an)?|kelahiran|born|ttl)\b[^\d\n]{0,24}"
    r"(?:\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[a-z]{3,9})\s*[-/. ]\s*)?((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_TICKET_ALONE = re.compile(r"^\W*([A-Z])[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{2})\W*$", re.IGNORECASE)
_SPOKEN_LETTER = 2  # characters of 'u', 'te'
_SHORT = 60  # characters of a ticket alone, as it is dictated


def find_birth_year(text: str) -> str | None:
    """'lahir 1965', 'kelahiran tahun 1965', 'lahir 17-8-1945': four digits behind a word of
    birth; other years may be of the aid."""
    found = _BORN.search(text)
    return None if found is None else found[1]


def find_nik(text: str) -> tuple[str, int, int] | None:
    """(16 digits, start, end) of the first NIK; a KK number, named so, is none."""
    for found in _SIXTEEN.finditer(text):
        if not _FAMILY_CARD.search(text[: found.start()]):
            return re.sub(r"\D", "", found[0]), found.start(), found.end()
    return None


def find_named_number(text: str) -> tuple[str, int, int] | None:
    """The number behind the word NIK, of any length: what is wrong with it is told."""
    found = _NAMED.search(text)
    return None if found is None else (re.sub(r"\D", "", found[1]), found.start(1), found.end(1))


def find_number_alone(text: str) -> tuple[str, int, int] | None:
    """A whole text that is a NIK with a digit or two too many or too few; a phone is none."""
    found = _ALMOST.fullmatch(text.strip())
    digits = "" if found is None else re.sub(r"\D", "", found[0])
    if not 14 <= len(digits) <= 18 or digits.startswith(("0", "62")):
        return None
    return digits, 0, len(text)


def find_long_number(text: str) -> tuple[str, int, int] | None:
    """A number of 12 to 20 digits: somebody's NIK with a digit too many or too few."""
    for found in _LONG.finditer(text):
        if not _FAMILY_CARD.search(text[: found.start()]):
            return re.sub(r"\D", "", found[0]), found.start(), found.end()
    return None


def find_ticket(text: str) -> str | None:
    """A ticket in its written form, 'U-7K3M-2Q', however it was typed."""
    for written in _WRITTEN.finditer(text):
        if (ticket := read(written[0])) is not None:
            return ticket
    for told in _TOLD.finditer(text):
        behind = text[told.end() :].split()
        for end in range(len(behind), 0, -1):
            said = " ".join(behind[:end])
            if _may_be_one(said) and (ticket := read(said)) is not None:
                return ticket
    found = _TICKET_ALONE.match(text) or next(
        (t for t in _TICKET.finditer(text) if _like_ticket(t)), None
    )
    if found is None:
        return read(text) if len(text) <= _SHORT and _may_be_one(text) else None
    kind, body, check = (part.upper() for part in found.groups())
    ticket = f"{kind}-{body}-{check}"
    if any(c.isdigit() for c in body + check):
        return ticket
    alone = found.re is _TICKET_ALONE and not found[0].strip()[1].isalnum()
    return ticket if alone and read(ticket) == ticket else None


def _may_be_one(said: str) -> bool:
    """One ticket in six is of letters only: then its kind stands alone ('u ngnn kp', 'te strip a
    ...'), where words would not."""
    first = said.strip().partition(" ")[0].strip("-")
    return any(map(str.isdigit, said)) or len(first) <= _SPOKEN_LETTER


def _like_ticket(found: re.Match[str]) -> bool:
    """Inside a sentence a ticket that is not quite right has a letter on its own and a digit
    ('u 7k3m 2q'); 'cair2 ya' has neither dash nor letter."""
    if read(found[0]) is not None or "-" in found[0]:
        return True
    return not found[0][1].isalnum() and re.search(r"\d", found[0]) is not None
