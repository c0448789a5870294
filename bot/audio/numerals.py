"""Numbers as an Indonesian says them.

Rules: pure. Whole numbers to 999 trillion; anything longer is read digit by digit.
"""

DIGITS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
)  # fmt: skip
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))
_LARGEST = 10**15 - 1


def cardinal(number: int) -> str:
    """600000 -> 'enam ratus ribu'; 1000 -> 'seribu'; -3 -> 'minus tiga'."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number > _LARGEST:
        return digits(str(number))
    return _spoken(number) or DIGITS[0]


def _spoken(number: int) -> str:
    for scale, name in _SCALES:
        if number >= scale:
            count, rest = divmod(number, scale)
            head = "seribu" if scale == 1000 and count == 1 else f"{_spoken(count)} {name}"
            return f"{head} {_spoken(rest)}".strip()
    if number >= 100:
        count, rest = divmod(number, 100)
        head = "seratus" if count == 1 else f"{DIGITS[count]} ratus"
        return f"{head} {_spoken(rest)}".strip()
    if number >= 20:
        count, rest = divmod(number, 10)
        return f"{DIGITS[count]} puluh {_spoken(rest)}".strip()
    if number >= 12:
        return f"{DIGITS[number - 10]} belas"
    if number >= 10:
        return "sepuluh" if number == 10 else "sebelas"
    return DIGITS[number] if number else ""


def digits(text: str, group: int = 0) -> str:
    """'0641' -> 'nol enam empat satu'; with a pause (comma) after each `group`."""
    names = [DIGITS[int(c)] for c in text if c.isdigit()]
    if not group:
        return " ".join(names)
    return ", ".join(" ".join(names[i : i + group]) for i in range(0, len(names), group))


def ordinal(number: int) -> str:
    """1 -> 'pertama', 2 -> 'kedua'."""
    return "pertama" if number == 1 else f"ke{cardinal(number)}"


def roman(text: str) -> int | None:
    """'IV' -> 4; None for what is no Roman number up to 39."""
    values = {"I": 1, "V": 5, "X": 10}
    if not text or any(c not in values for c in text):
        return None
    total = 0
    for place, letter in enumerate(text):
        value = values[letter]
        following = values[text[place + 1]] if place + 1 < len(text) else 0
        total += -value if value < following else value
    return total if 0 < total < 40 else None
