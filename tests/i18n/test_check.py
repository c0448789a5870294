"""The shipped catalogues against LANGUAGE.md and the code; the checks see what is wrong."""

from pathlib import Path

import pytest

from bot.commands.i18n import segments
from i18n import check, lint, plain, pseudo
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


def test_a_file_that_is_no_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    """An editor that saves as Latin-1 is told so, rather than met with a crash."""
    path = tmp_path / "su" / "LC_MESSAGES" / "core.po"
    path.parent.mkdir(parents=True)
    path.write_bytes('msgid ""\nmsgstr "pencét"\n'.encode("latin-1"))

    [found] = check.unreadable([path])

    assert (found.tag, found.where) == ("su", "core.po")
    assert "line 2 is not UTF-8" in found.what
