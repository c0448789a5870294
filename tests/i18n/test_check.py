"""The shipped catalogues against LANGUAGE.md and the code; the checks see what is wrong."""

from pathlib import Path

import pytest

from bot.commands.i18n import segments
from i18n import check, fragments, lint, plain, pseudo
from i18n.catalog import Catalog
from i18n.fragments import Texts
from i18n.locales import BY_TAG, LOCALES, SOURCE


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The catalogues as shipped."""
    return Catalog.load()


def test_the_catalogues_are_whole(catalog: Catalog) -> None:
    """Nothing is missing, dead, lost in translation, or wrong in a header."""
    assert check.check(catalog) == []


def test_every_text_keeps_to_language_md(catalog: Catalog) -> None:
    """100 % of the entries in every language; exceptions have a reason and are needed."""
    faults = [fault for row in lint.lint(catalog, segments=segments) for fault in row.faults]

    assert faults == []
    assert all(len(excuse.reason) > 20 for excuse in lint.exceptions())


LONG = "Satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"{LONG} {LONG} lagi.", plain.Rule.SENTENCE),
        (f"{LONG}. " * 6, plain.Rule.MESSAGE),
        ("Siapa? Di mana?", plain.Rule.QUESTIONS),
        ("🔍 Cek bansos", plain.Rule.EMOJI),
        ("Cek 🔍🔍", plain.Rule.EMOJI),
        ("Data DTKS belum ada.", plain.Rule.ABBREVIATION),
        ("Bukan tidak boleh.", plain.Rule.NEGATIVE),
        ("Data diperiksa oleh desa.", plain.Rule.PASSIVE),
        ("Ā" * 150, plain.Rule.SEGMENTS),
    ],
)
def test_a_broken_rule_is_found(text: str, rule: plain.Rule) -> None:
    """Each rule of LANGUAGE.md that a text breaks has its finding."""
    found = plain.judge(text, plain.STANDARD, segments=lambda t: 3 if "Ā" in t else 1)

    assert rule in {finding.rule for finding in found}


@pytest.mark.parametrize(
    "text",
    [
        "Program Keluarga Harapan (PKH)",
        "Tulis NIK seperti di KTP.",
        "Cek bansos 🔍",
        "Siapa nama lengkapnya?",
        "1. Cek bansos\n2. Usul bantuan",
    ],
)
def test_plain_text_has_no_finding(text: str) -> None:
    """What LANGUAGE.md allows is allowed."""
    assert plain.judge(text, plain.STANDARD, segments=lambda _: 1) == []


def test_easy_read_explains_no_abbreviation() -> None:
    """In easy mode an explained abbreviation is one too many, and sentences are shorter."""
    found = plain.judge(f"Program Keluarga Harapan (PKH). {LONG} lagi sekali.", plain.EASY)

    assert {f.rule for f in found} == {plain.Rule.ABBREVIATION, plain.Rule.SENTENCE}


def both(source: str, english: str) -> Catalog:
    """Indonesian and English of one message that the code does not name."""
    texts: dict[str, Texts] = {SOURCE: {"a.b": (source,)}, "en": {"a.b": (english,)}}
    return Catalog(texts)


@pytest.mark.parametrize(
    ("source", "english", "lost"),
    [
        ("Halo {nama}", "Hello", "placeholder nama is lost"),
        ("Halo", "Hello {nama}", "placeholder nama is not in the original"),
        ("Telepon 171", "Call us", "number 171 is lost"),
        ("Buka cekbansos.kemensos.go.id", "Open our site", "is lost"),
        ("Halo {nama}", "Hello {nama", "placeholder is not a {name}"),
        ("Halo {nama}", "Hello {nama.x}", "placeholder is not a {name}"),
    ],
)
def test_what_a_translation_loses_is_found(source: str, english: str, lost: str) -> None:
    """Placeholders, numbers and links survive, or `check` says which did not."""
    problems = check.translation_problems(both(source, english))

    assert any(lost in problem.what for problem in problems)


def test_a_faithful_translation_has_no_problem() -> None:
    """Order may change, nothing else is asked."""
    catalog = both("{nama}, telepon 171.", "Call 171, {nama}.")

    assert check.translation_problems(catalog) == []


def test_pseudo_text_keeps_placeholders() -> None:
    """The pseudo-locale can be filled in like any other."""
    assert pseudo.pseudo("Halo, {nama}!").format(nama="Siti") == "⟦Háló, Siti!⟧"


def test_words_from_no_catalogue_are_found() -> None:
    """Letters outside the brackets that nobody typed are words in the code."""
    text = "⟦Háló, ⟦Çék⟧⟧ Menu Siti Aminah 1. ⟦Ýá⟧"

    assert pseudo.strangers(text, ["Siti Aminah"]) == ["Menu"]


def test_plural_rules_are_ours_not_babels() -> None:
    """Javanese, Sundanese and Indonesian have one form, whatever Babel writes."""
    assert {locale.plural for locale in LOCALES if locale.tag != "en"} == {"nplurals=1; plural=0;"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Content-Type", "text/plain; charset=ISO-8859-1", "charset=UTF-8"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;"),
        ("Language", "su", "'su'"),
        ("X-Reviewed", "", "X-Reviewed is missing"),
        ("X-How-Made", "", "X-How-Made is missing"),
    ],
)
def test_a_header_that_an_editor_changed_is_found(field: str, value: str, said: str) -> None:
    """Poedit and its kin rewrite headers: each field that matters is held."""
    locale = BY_TAG["jv"]
    header = {
        "Language": "jv",
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=1; plural=0;",
        "X-Reviewed": "no",
        "X-How-Made": "by hand",
    }

    whole = list(check.header_problems(locale, "core.po", header))
    [found] = check.header_problems(locale, "core.po", {**header, field: value})

    assert whole == []
    assert said in found.what


POEDIT = """# Siti, 2026
msgid ""
msgstr ""
"Project-Id-Version: bansos\\n"
"POT-Creation-Date: \\n"
"PO-Revision-Date: 2026-11-21 18:00+0700\\n"
"Last-Translator: Siti <siti@contoh.id>\\n"
"Language-Team: Jawa\\n"
"Language: jv\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=CHARSET\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"X-Reviewed: no\\n"
"X-How-Made: drafted by machine, not yet reviewed by "
"a \\"native\\" speaker.\\n"
"X-Generator: Poedit 3.4.2\\n"

#: handlers/menu.py:12
msgid "menu.pilih"
msgstr ""
"Badhe dipun "
"bantu punapa?"

#, fuzzy, python-brace-format
#| msgid "menu.lama"
msgid "menu.judul"
msgstr "Menu?"

#~ msgid "lama.sekali"
#~ msgstr "Kuna {x}"
"""


def saved(folder: Path, text: str, name: str = "core.po", tag: str = "jv") -> Path:
    """A catalogue file as an editor saved it."""
    path = folder / tag / "LC_MESSAGES" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_poedit_saves_is_read_as_it_is_meant(tmp_path: Path, end: str) -> None:
    """Empty dates, a wrapped header, another order, comments, what is obsolete: none of it stands
    in the way; what is fuzzy does not count."""
    path = saved(tmp_path, POEDIT.replace("\n", end))

    header = fragments.header_of(path)

    assert list(check.unreadable([path])) == []
    assert list(fragments.read(path)) == [("menu.pilih", ("Badhe dipun bantu punapa?",))]
    assert [entry.msgid for entry in fragments.entries(path) if entry.fuzzy] == ["menu.judul"]
    assert header["X-How-Made"] == 'drafted by machine, not yet reviewed by a "native" speaker.'
    assert (header["Language"], header["X-Generator"]) == ("jv", "Poedit 3.4.2")


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        ('msgstr "Menu?"', "msgstr Menu?", "core.po", "line 27 is no line"),
        ('msgstr "Menu?"', 'msgstr "Menu?', "core.po", "line 27 is no line"),
        ('"Menu?"', '"Me"nu"?"', "core.po", "line 27 is no line"),
        ("#~ msgstr", "<<<<<<< HEAD\n#~ msgstr", "core.po", "line 30 is no line"),
        ('"menu.judul"', '"menu.pilih"', "menu.pilih", "is in line 19 too"),
        ("# Siti", "\ufeff# Siti", "core.po", "byte order mark"),
    ],
)
def test_what_is_broken_in_a_file_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, where: str, what: str
) -> None:
    """A lost quotation mark, a merge left half-way, a message twice: no crash, and the place."""
    path = saved(tmp_path, POEDIT.replace(before, after, 1))

    [found] = check.unreadable([path])

    assert (found.tag, found.where) == ("jv", where)
    assert what in found.what


def test_a_message_in_two_files_is_named_with_both(tmp_path: Path) -> None:
    """A language is the union of its files: which of two texts counts would be chance."""
    first = saved(tmp_path, POEDIT)
    second = saved(tmp_path, POEDIT, "menu.po")
    other = saved(tmp_path, POEDIT, "menu.po", "su")

    found = list(check.unreadable([first, second, other]))

    assert [(one.tag, one.place) for one in found] == [("jv", "menu.po:19"), ("jv", "menu.po:26")]
    assert "is in core.po:19 too" in found[0].what


def test_a_problem_names_the_file_and_the_line_of_its_message() -> None:
    """What a translator has to mend is one click away; a missing text is named with the file of
    the Indonesian one."""
    own, lacking, header = check.located(
        [
            check.Problem("jv", "menu.judul", "placeholder {x} is lost"),
            check.Problem("jv", "menu.tanpa", "not translated"),
            check.Problem("jv", "core.po", "Language is missing"),
        ]
    )

    assert own.place.startswith("core.po:")
    assert int(own.place.partition(":")[2]) > 1
    assert (lacking.place, header.place) == ("", "")


def test_a_file_that_is_no_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    """An editor that saves as Latin-1 is told so, rather than met with a crash."""
    path = tmp_path / "su" / "LC_MESSAGES" / "core.po"
    path.parent.mkdir(parents=True)
    path.write_bytes('msgid ""\nmsgstr "pencét"\n'.encode("latin-1"))

    [found] = check.unreadable([path])

    assert (found.tag, found.where) == ("su", "core.po")
    assert "line 2 is not UTF-8" in found.what
