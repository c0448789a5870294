"""The words around place names: level words, short forms, and words that say nothing of a place.

Rules: plain lower-case words only, as fold.plain leaves them. A word listed here may still be part
of a name ('Kampung Baru', 'Rumah Tiga'): the list says what it means when it is not.
"""

import re
from collections.abc import Container

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend_client.regions import fold
from backend_client.regions.model import Level


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Level words. 'kota' and 'kabupaten' are one level, told apart in KOTA and KABUPATEN.
_LEVEL_WORDS = {
    Level.PROVINSI: "provinsi propinsi prov prop prv profinsi province",
    Level.KABUPATEN: """kabupaten kab kbp kabupatén kabp kota kotamadya kodya kotamadia kotip
        pemkab pemkot regency city""",
    Level.KECAMATAN: """kecamatan kec kc kcmt kcmtn kecmtn kecam kcm kemantren kapanewon
        kacamatan kacamadan kapenewon distrik district subdistrict onderdistrik""",
    Level.DESA: """desa ds dsa des disa kelurahan kel klrhn kelur kelurahaan kalurahan nagari nagri
        gampong gampoeng gp gmpng kampung kampong kampoeng kp kpg kmp kmpg kpng pekon pkn lembang
        negeri tiyuh kampuang ohoi village""",
}
LEVEL_OF = {word: level for level, text in _LEVEL_WORDS.items() for word in text.split()}
KOTA = _set("kota kotamadya kodya kotamadia kotip pemkot city")
KABUPATEN = _set("kabupaten kab kbp kabp pemkab regency")
KELURAHAN = _set("kelurahan kel klrhn kelur kelurahaan")
DESA = _set("desa ds dsa des disa village")
# Level words that are in no name but a handful: a name ends before them.
BOUNDARY = frozenset(
    word
    for word, level in LEVEL_OF.items()
    if (level is not Level.DESA or word in KELURAHAN or word == "ds") and word not in KOTA
)
# Level words long enough to be recognised when misspelt.
_LONG_LEVEL_WORDS = ("kecamatan", "kabupaten", "kelurahan", "provinsi", "propinsi", "kotamadya")
# Level words that may stick to the name: 'kecjonggol', 'kotabogor'.
STUCK = (
    "kabupaten",
    "kecamatan",
    "kelurahan",
    "provinsi",
    "propinsi",
    "desa",
    "kota",
    "prov",
    "kab",
    "kec",
    "kel",
    "ds",
)

# Short forms of words in names; several where only the place can tell.
SHORT = {
    "tj": ("tanjung",),
    "tg": ("tanjung",),
    "tjg": ("tanjung",),
    "tjng": ("tanjung",),
    "tnjg": ("tanjung",),
    "tng": ("tanjung",),
    "gn": ("gunung",),
    "gng": ("gunung",),
    "gnng": ("gunung",),
    "g": ("gunung",),
    "kp": ("kampung", "kuripan"),
    "kpg": ("kampung",),
    "kmp": ("kampung",),
    "kmpg": ("kampung",),
    "kpng": ("kampung",),
    "pd": ("padang", "pondok", "pandan"),
    "pdg": ("padang",),
    "pndk": ("pondok",),
    "pdk": ("pondok",),
    "pk": ("pangkal", "pakuan"),
    "pkl": ("pangkal",),
    "pangk": ("pangkalan",),
    "pkln": ("pangkalan",),
    "ps": ("pasar", "pasir"),
    "psr": ("pasar", "pasir"),
    "pl": ("pulau",),
    "p": ("pulau",),
    "pul": ("pulau",),
    "lb": ("lubuk", "lebak", "lumban"),
    "lbk": ("lubuk", "lebak"),
    "lmb": ("lumban",),
    "tl": ("teluk", "talang"),
    "tlk": ("teluk",),
    "tlg": ("talang",),
    "bt": ("batu", "bukit", "batang"),
    "bkt": ("bukit",),
    "btg": ("batang",),
    "bdr": ("bandar",),
    "bd": ("bandar",),
    "bj": ("banjar",),
    "bjr": ("banjar",),
    "sp": ("simpang",),
    "spg": ("simpang",),
    "smp": ("simpang",),
    "sb": ("sumber",),
    "sbr": ("sumber",),
    "sumb": ("sumber",),
    "sk": ("suka",),
    "skm": ("suka",),
    "sg": ("sungai",),
    "sng": ("sungai",),
    "s": ("selatan", "sungai"),
    "u": ("utara", "ulu", "ujung"),
    "b": ("barat", "batu", "batang"),
    "t": ("timur", "tengah", "tanjung"),
    "l": ("laut", "lama"),
    "h": ("hilir", "hulu"),
    "pmt": ("pematang",),
    "pmtg": ("pematang",),
    "sei": ("sungai",),
    "ma": ("muara",),
    "mr": ("muara",),
    "mra": ("muara",),
    "mt": ("matang",),
    "kr": ("karang", "krueng"),
    "krg": ("karang",),
    "krng": ("karang",),
    "kw": ("karawang",),
    "kb": ("kebon", "kebun"),
    "kbn": ("kebon", "kebun"),
    "kt": ("kota", "koto", "kuta"),
    "rt": ("rantau",),
    "rtu": ("rantau",),
    "tb": ("tebing",),
    "tbg": ("tumbang", "tebing"),
    "uj": ("ujung",),
    "ujg": ("ujung",),
    "jt": ("jati",),
    "wn": ("wono",),
    "kep": ("kepulauan",),
    "kl": ("kali", "kuala"),
    "kla": ("kuala",),
    "rw": ("rawa",),
    "cpk": ("cempaka",),
    "sel": ("selatan",),
    "slt": ("selatan",),
    "sltn": ("selatan",),
    "ut": ("utara",),
    "utr": ("utara",),
    "brt": ("barat",),
    "bar": ("barat",),
    "tim": ("timur",),
    "tmr": ("timur",),
    "tgh": ("tengah",),
    "teng": ("tengah",),
    "tgah": ("tengah",),
    "hlr": ("hilir",),
    "hl": ("hulu",),
    "bru": ("baru",),
    "br": ("baru",),
    "lm": ("lama",),
    "lma": ("lama",),
    "bsr": ("besar",),
    "kcl": ("kecil",),
    "jkt": ("jakarta",),
    "bdg": ("bandung",),
    "perum": ("perumnas",),
}

# Words of an address below the village: what follows names a street, a hamlet or an estate.
DETAIL = _set(
    """jl jln jalan gang gg dusun dsn dukuh dk dkh lingkungan lingk lk jorong perum perumahan
    komplek kompleks kompl komp kavling kav lorong lr pedukuhan padukuhan cluster apartemen rusun
    ruko street"""
)
# Of these, what is counted: a number behind it is the whole name ('dusun 3 Tongging').
COUNTED = _set("dusun dsn dukuh dk dkh lingkungan lingk lk jorong lorong lr gang gg")
# Before one word, these say who is meant, not where: 'Ibu Sumi' lives nowhere yet.
SOMEBODY = _set(
    """ibu bu bapak pak bpk mbak mbok bang abang kak kakak mbah haji hajah ust ustad om tante
    nenek kakek pakde bude paman bibi mpok kang emak mak adik dik istri suami anak"""
)
# Of these and of the level words, those that are villages' names too.
NAMELIKE = _set("dukuh lorong jorong kampung negeri gampong lembang kemantren kota")
# ... and words that a number follows.
NUMBERED = _set("rt rw no nomor nmr blok kodepos pos kp km rtrw")

# Words that say nothing about which place is meant.
STOP = _set(
    """saya aku sy ku kami kita di tinggal alamat alamatnya alamatku rumah rumahku rumahnya dari dan
    yang yg ini itu ke pada warga asal asli orang domisili berdomisili bertempat daerah wilayah
    adalah yaitu yakni ialah bapak ibu pak bu bpk mau ingin cek bansos bantuan sosial tolong
    mohon min admin kak kakak bang mas mbak ya iya yaa dong deh sih nih kok lah ktp sesuai nama
    namanya indonesia indonesian republik ri lokasi lokasinya tempat tempatnya halo hai hallo
    assalamualaikum selamat pagi siang malam sore untuk utk dgn dengan ada dimana mana bantu
    apakah apa terdaftar pkh bpnt sekarang kode pos kodepos kdpos masuk termasuk dekat dkt deket
    sekitar sebelah belakang depan samping tepatnya persisnya kampungku desaku kalau kalo klo jadi
    tadi maksud maksudnya maksudku bukan tidak tdk gak ga nggak punya milik buat tentang info
    informasi data dtks penerima daftar lagi juga the of in is my am live at from near and address
    tinggalnya menetap alamatku alamate omah omahku kulo nang ning teh atuh nya mah abdi ti linggih
    administrasi adm administratif tahu tau belum blm sudah sdh cair lupa bingung tanya bertanya
    terima kasih makasih
    kediaman bertempattinggal hidup berada beralamat letaknya posisi posisinya rt rw"""
)


# Short forms stuck to the front or the end of a name: 'tjpriok', 'labuhanbatusel'.
_FRONT = {
    "tj": "tanjung",
    "tg": "tanjung",
    "gn": "gunung",
    "kp": "kampung",
    "pd": "padang",
    "bt": "batu",
    "sp": "simpang",
    "ps": "pasar",
}
_BACK = {
    "sel": "selatan",
    "utr": "utara",
    "brt": "barat",
    "tim": "timur",
    "tmr": "timur",
    "tgh": "tengah",
    "teng": "tengah",
}
# Numbers in names: the list has 'Tujuh Ulu', 'IV Koto' and 'Ampek Koto', citizens write '7 Ulu' and
# 'empat koto'. Beside the Indonesian word the Minang one, where the list has it.
_UNITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_MINANG = {4: ("ampek",), 6: ("anam",), 7: ("tujuah",), 8: ("lapan",)}
MOST_SPOKEN = 50


def _spoken(number: int) -> str:
    """A number up to 99 in words, joined: 27 is 'duapuluhtujuh'."""
    if number < 10:
        return _UNITS[number - 1]
    if number in (10, 11):
        return ("sepuluh", "sebelas")[number - 10]
    tens, ones = divmod(number, 10)
    unit = _UNITS[ones - 1] if ones else ""
    return f"{unit}belas" if tens == 1 else f"{_UNITS[tens - 1]}puluh{unit}"


def _numbers() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for number in range(1, MOST_SPOKEN + 1):
        ways = (str(number), _spoken(number), *_MINANG.get(number, ()))
        for way in ways:
            found[way] = tuple(other for other in ways if other != way)
    return found


_NUMBERS = _numbers()
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxyz")
_NUMBER_AT_END = re.compile(r"([a-z]{4,}?)(xi{0,3}|ix|viii|vii|vi|iv|iii|ii)$")


def forms(word: str) -> tuple[str, ...]:
    """The ways to write a word out, the usual one first."""
    usual = fold.same(word)
    found = [usual, *SHORT.get(word, ()), *_NUMBERS.get(usual, ())]
    if len(word) >= 6:
        for short, full in _FRONT.items():
            if word.startswith(short) and word[2] in _CONSONANTS:
                found.append(full + word[2:])
        for short, full in _BACK.items():
            if word.endswith(short):
                found.append(word.removesuffix(short) + full)
        numbered = _NUMBER_AT_END.match(word)
        if numbered:
            number = fold.same(numbered[2])
            found += [numbered[1] + way for way in (number, *_NUMBERS.get(number, ()))]
    return tuple(dict.fromkeys(found))


# Words that say nothing even right behind a level word: 'desa saya', 'kecamatan di ...'.
_LONG_ENOUGH = frozenset(word for word in LEVEL_OF if len(word) >= 4)
_PLAIN_TALK = _set("saya sy aku ku kami kita di nya itu ini yang yg dan ada apa mana adalah")


def says_nothing(word: str, *, after_level_word: bool) -> bool:
    """Whether a word tells nothing of the place; behind a level word it is rather a name."""
    return word in (_PLAIN_TALK if after_level_word else STOP)


def level_word(word: str, known: Container[str]) -> Level | None:
    """The level a word names, also when it is long and misspelt (and not a name itself)."""
    level = LEVEL_OF.get(word)
    if level is None and (own := word.removesuffix("nya")) in _LONG_ENOUGH:
        level = LEVEL_OF[own]  # 'desanya Sukamaju, kecamatannya Jonggol'
    if level is not None or len(word) < 7 or fold.fold(word) in known:
        return level
    near = process.extractOne(word, _LONG_LEVEL_WORDS, scorer=OSA.distance, score_cutoff=2)
    return LEVEL_OF[near[0]] if near else None
