"""Indonesian names, folded: different spellings of one name come out the same.

Rules: a name becomes words; titles and forms of address go; each word gets three keys, from
strict to loose. `key` settles old spelling (oe, dj, tj, sj, nj) and the short forms of Muhammad,
Siti, Abdul; `loose` settles what is heard alike (kh/h/ch, f/p/v, z/s, y/i/j, doubled letters, a
silent h, a hardened end). What stays different in `loose` is a typo or another name.
Pure; words repeat a lot, so the work on one word is remembered.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MUHAMMAD = "muhamad"
SITI = "siti"
ABDUL = "abdul"


def _list(text: str) -> list[str]:
    return text.split()


# In front of a name. Single letters count as titles only there, and only if a name remains.
_LEADING = frozenset(
    _list(
        """h hj haji hajah hajjah hadji kh kiai kyai nyai drs dra ir dr drg drh prof tgk
        teungku tengku tn tuan ny nyonya nn nona bpk bapak pak ibu bu sdr sdri saudara saudari
        alm almh almarhum almarhumah raden rd rr rngt rm rh ust ustad ustadz ustaz ustadzah
        usth gus buya datuk dt pdt pendeta pst rp ulama syekh mas mbak mba kang teh teteh bang
        abang kak kakak om tante mbah nenek kakek opa oma ketua letkol kol mayor kapt lettu
        serka sertu koptu praka aiptu bripka brigadir ipda iptu akp kombes"""
    )
)
_SARJANA_TEKNIK = "sarjanateknik"
# Never a name, wherever it stands: somebody may put the title first, or the address last.
_ANYWHERE = frozenset(
    (
        "bpk",
        "bapak",
        "ibu",
        "pak",
        "hj",
        "drs",
        "dra",
        "ust",
        "spd",
        "spdi",
        "ssos",
        "skom",
        "sag",
        "amd",
        "mpd",
        _SARJANA_TEKNIK,
    )
)
_AFTER_RADEN = frozenset(("ajeng", "ayu", "mas", "roro", "rara"))
_LEADING_PAIRS = frozenset(("ra", "rm", "rr", "kh", "hj"))
# Behind a name: degrees, written with or without dots and spaces.
_TRAILING = frozenset(
    _list(
        """spd spdi spdsd spdaud sag sh se sei sesy st skom ssos ssosi sip sikom shi skep
        skepners ners ns skm sked sgz sfarm apt spsi ssi sptn sp spt shut sst sstp str strkeb
        strkep sthi ssy spi sab sak sakun sap sas sstat spt amd amdkeb amdkep amdkom amdpd amk
        amkeb ama amapd mpd mpdi mag mh mm msi mkes mkom msc ma mba mt mp mhum mikom mei mak
        map mkn msos phd bsc ba lc llm cpd dipl sthm spog span sppd msn ssn mth sth"""
    )
)
_PATRONYMIC = frozenset(_list("bin binti bt bte binte ibn ibnu"))
_OF_A_CLAN = frozenset(("br", "boru"))  # 'Hermina br Gultom': a daughter of the Gultom

_WHOLE = {
    **dict.fromkeys(
        _list(
            """m mo moh mohd mohamad mohamed mohammad mohammed mohamat mochamad mochammad mochamat
        moch mokhamad mokhammad mokh muh muhd muhammad muhamad muhammed muhamed muhamat
        muhammat mhmd mhd mohmd muhmd muchamad muchammad much mukhamad mukhammad mukh muhmad
        muhmmad mohmad muhammd muhamd muhd"""
        ),
        MUHAMMAD,
    ),
    **dict.fromkeys(_list("st sti siti sitti sity sitty sitie sytti syti setti"), SITI),
    **dict.fromkeys(
        _list("abd abdl abdul abdoel abdoul abdur abdus abdun abdut abdu abdool"), ABDUL
    ),
    **dict.fromkeys(
        _list("ach achmad akhmad ahmad achmat ahmat akhmat ahmed ahmd akmad amad"), "ahmad"
    ),
    **dict.fromkeys(_list("nur noer nor noor nuur nr"), "nur"),
    "chandra": "candra",
    "chahya": "cahya",
    "chahyo": "cahyo",
    "chatur": "catur",
    "chipto": "cipto",
}
# Abbreviations that need their dot, or stand alone, to be taken for one.
_ABBREVIATED = {"a": "", "md": "made", "wyn": "wayan", "wy": "wayan", "nym": "nyoman"}
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ij", "i"))
_DIGIT_FOR_LETTER = str.maketrans("013457", "oieast")
_JOINERS = re.compile(r"[\u2019\u2018\u02bc\u02bb`'´\u200b-\u200d\ufeff]")
_SPLIT = re.compile(r"[\s,/()\[\]\-\u2010-\u2015_;:|\"&+*]+")
_DOUBLED = re.compile(r"(.)\1+")
_ABDUL_MERGED = re.compile(
    r"abd[uo](?:l|r(?=r)|s(?=s)|n(?=n)|t(?=t)|z(?=z)|r(?=o|a)|h(?=h))(?=.{4})"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name. `dotted`: written with a dot, so perhaps an abbreviation."""

    surface: str
    key: str
    loose: str
    dotted: bool = False
    patronymic: bool = False  # comes after bin / binti

    @property
    def initial(self) -> bool:
        """A single letter, 'S.', that stands for a name."""
        return len(self.surface) == 1


@lru_cache(maxsize=8192)
def key_of(plain: str) -> str:
    """The strict key of one lower-case word: short forms written out, old spelling renewed."""
    whole = _WHOLE.get(plain)
    if whole is not None:
        return whole
    for old, new in _OLD_SPELLING:
        plain = plain.replace(old, new)
    return _WHOLE.get(plain, plain)


# Letters the pattern cannot do without, the pattern, and what is heard.
_HEARD = tuple(
    (tuple(needs.split()), re.compile(pattern), heard)
    for needs, pattern, heard in (
        ("sy sh ts dz dl z x", r"sy|sh|ts|dz|dl|z|x(?=.)", "s"),
        ("kh ch q", r"kh|ch|q", "k"),
        ("ph f v", r"ph|[fv]", "p"),
        ("x", r"x", "ks"),
        ("th", r"th", "t"),
        ("dh", r"dh", "d"),
        ("bh", r"bh", "b"),
        ("gh", r"gh", "g"),
        ("ck", r"ck", "k"),
        ("ie", r"ie", "i"),
        # Setyawan, Setiawan; a J here was the old Y. 'ny' is a letter of its own.
        ("y j", r"(?<=[bcdfghklmpqrstvwxz])[yj](?=[aeou])", "i"),
        ("yi iy", r"(?<=[aeiou])y(?=i)|(?<=i)y(?=[aeou])", ""),
        ("i", r"(?<=[aeou])i(?=[aeou])", "y"),
        ("uw", r"(?<=u)w(?=[aeio])", ""),
        ("y", r"(?<![aeiou])y(?![aeiou])|(?<=[aeou])y$", "i"),
        ("j", r"j", "y"),
        ("oi", r"oi", "ai"),
        ("ae", r"ae", "ai"),
        ("h", r"(?<=.)h", ""),
        ("d", r"d$", "t"),
        ("b", r"b$", "p"),
        ("g", r"g$", "k"),
    )
)
_THROATY = re.compile(r"(?<=[aeiou])(?:kh|ch)")


@lru_cache(maxsize=8192)
def loose_of(key: str) -> str:
    """The loose key: one letter for what is heard alike. Never empty."""
    plain = _DOUBLED.sub(r"\1", key)
    # 'kh' at the start is heard and typed as h, kh, ch and k: Khoirul, Choirul, Hoirul.
    if plain.startswith(("kh", "ch")):
        plain = "h" + plain[2:]
    if "kh" in plain or "ch" in plain:
        plain = _THROATY.sub("h", plain)
    for needs, pattern, heard in _HEARD:
        for letters in needs:  # most names have none of them, and a search for them is cheap
            if letters in plain:
                plain = pattern.sub(heard, plain)
                break
    return _DOUBLED.sub(r"\1", plain) or key


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _JOINERS.sub("", text))
    return "".join(char for char in decomposed.lower() if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def _chunk(chunk: str) -> tuple[tuple[str, bool], ...]:
    """One blank-separated piece as (letters, dotted) pairs: 'M.Yusuf' has two, 'S.Pd' one."""
    compact = "".join(char for char in chunk if char.isalpha())
    if "." in chunk.strip(".") and compact in _TRAILING:
        return ((compact if compact != "st" else _SARJANA_TEKNIK, True),)
    pieces = chunk.split(".")
    found = []
    for place, piece in enumerate(pieces):
        letters = piece
        if any(char.isdigit() for char in piece) and any(char.isalpha() for char in piece):
            letters = piece.translate(_DIGIT_FOR_LETTER)
        letters = "".join(char for char in letters if char.isalpha())
        if letters:
            found.append((letters, place < len(pieces) - 1))
    return tuple(found)


def words(name: str) -> tuple[Word, ...]:
    """The words of a name that count, titles dropped (unless nothing else is there)."""
    parts = [part for chunk in _SPLIT.split(_plain(name)) if chunk for part in _chunk(chunk)]
    kept = _without_titles(parts)
    found: list[Word] = []
    after_bin = False
    for place, (letters, dotted) in enumerate(kept):
        if letters in _PATRONYMIC and 0 < place < len(kept) - 1:
            after_bin = True
            continue
        if letters in _OF_A_CLAN and 0 < place < len(kept) - 1:
            continue
        found.extend(_word(letters, dotted, place, len(kept), after_bin))
    return tuple(found)


def _without_titles(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    start, end = 0, len(parts)
    while end - start > 1:
        letters, _ = parts[end - 1]
        pair = parts[end - 2][0] + letters if end - start > 2 else ""
        # 'St.' is Siti wherever it stands; 'S.T.', or 'ST' behind a whole name, a degree.
        if letters == "st" and (parts[end - 1][1] or end - start < 3):
            break
        if letters in _TRAILING or letters in _ANYWHERE:
            end -= 1
        elif len(parts[end - 2][0]) <= 2 and pair in _TRAILING:
            end -= 2
        else:
            break
    while end - start > 1 and (parts[start][0] in _LEADING or parts[start][0] in _ANYWHERE):
        noble = parts[start][0] in ("raden", "rd", "r")
        start += 1
        if noble and end - start > 1 and parts[start][0] in _AFTER_RADEN:
            start += 1
    if end - start > 2 and parts[start][0] + parts[start + 1][0] in _ANYWHERE:
        start += 2
    # 'R.A. Kartini', 'K.H. Ahmad': two initials that are one title.
    if end - start > 2 and parts[start][1] and parts[start + 1][1]:
        pair = parts[start][0] + parts[start + 1][0]
        if pair in _LEADING_PAIRS:
            start += 2
    return parts[start:end]


def words_of(letters: str) -> list[Word]:
    """Plain letters without blanks as the whole of a name: one word, or two where 'Abdul' is
    written together with the next."""
    return _word(letters, dotted=False, place=0, count=1, patronymic=False)


def _word(letters: str, dotted: bool, place: int, count: int, patronymic: bool) -> list[Word]:
    if len(letters) == 1 and not (letters == "m" and place == 0 and count > 1):
        return [Word(letters, letters, letters, True, patronymic)]
    if dotted and letters in _ABBREVIATED and _ABBREVIATED[letters]:
        letters = _ABBREVIATED[letters]
    merged = _ABDUL_MERGED.match(letters)
    if merged:
        rest = letters[merged.end() :]
        return [
            Word(letters[: merged.end()], ABDUL, ABDUL, False, patronymic),
            Word(rest, key_of(rest), loose_of(key_of(rest)), dotted, patronymic),
        ]
    key = key_of(letters)
    return [Word(letters, key, loose_of(key), dotted, patronymic)]
