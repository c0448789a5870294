"""Catalogues: fallback, variants, parameters, and the files they come from."""

import datetime as dt
import time
from pathlib import Path

import msgspec
import pytest

from i18n import fragments
from i18n.catalog import Catalog
from i18n.locales import LOCALES, Locale, negotiate, offered
from i18n.message import Date, Digits, Joined, Message, Money, Month, Spelled, Value, When, say
from i18n.modes import Mode

NOON_UTC = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)


def made(**texts: dict[str, str | tuple[str, ...]]) -> Catalog:
    """A catalogue of given texts, by language ('mudah' stands for 'id@mudah')."""
    return Catalog(
        {
            ("id@mudah" if tag == "mudah" else tag): {
                msgid: (text,) if isinstance(text, str) else text for msgid, text in own.items()
            }
            for tag, own in texts.items()
        }
    )


def test_a_missing_message_is_taken_from_indonesian() -> None:
    """A language that lacks a message gives the Indonesian one, never the msgid."""
    catalog = made(id={"a.b": "Halo"}, jv={})

    assert catalog.text(say("a.b"), "jv") == "Halo"


def test_easy_read_takes_what_it_lacks_from_indonesian() -> None:
    """id@mudah holds only what differs."""
    catalog = made(id={"a": "Panjang", "b": "Sama"}, mudah={"a": "Pendek"})

    assert [catalog.text(say(m), "id@mudah") for m in ("a", "b")] == ["Pendek", "Sama"]


def test_a_message_nobody_has_is_no_msgid() -> None:
    """Even a defect shows no msgid to a citizen."""
    assert "tidak.ada" not in made(id={}).text(say("tidak.ada"), "id")


def test_an_unknown_language_speaks_indonesian() -> None:
    """A language of another release does not break the reply."""
    assert made(id={"a": "Halo"}).text(say("a"), "xx") == "Halo"


def test_a_broken_translation_falls_back() -> None:
    """A placeholder that nobody fills gives the Indonesian sentence."""
    catalog = made(id={"a": "Halo {nama}"}, en={"a": "Hello {name}"})

    assert catalog.text(say("a", nama="Siti"), "en") == "Halo Siti"


def test_a_variant_is_preferred_where_it_is_asked_for() -> None:
    """The shorter SMS wording is used for SMS only."""
    catalog = made(id={"a": "Panjang sekali", "a.sms": "Pendek"})

    assert catalog.text(say("a"), "id", variants=("sms",)) == "Pendek"
    assert catalog.text(say("a"), "id") == "Panjang sekali"


def test_another_languages_variant_is_never_preferred() -> None:
    """A translated message hides the Indonesian SMS wording of it."""
    catalog = made(id={"a": "Halo", "a.sms": "Hai"}, jv={"a": "Sugeng rawuh"})

    assert catalog.text(say("a"), "jv", variants=("sms",)) == "Sugeng rawuh"


def test_plural_forms_follow_the_count() -> None:
    """English has two forms, Indonesian one; the number can stand in the text."""
    catalog = made(id={"a": "{n} hari"}, en={"a": ("{n} day", "{n} days")})

    said = [catalog.text(say("a", count=n), "en") for n in (1, 2)]

    assert said == ["1 day", "2 days"]
    assert catalog.text(say("a", count=1), "id") == "1 hari"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Date(dt.date(1945, 8, 17)), "17 Agustus 1945"),
        (Month("2026-08"), "Agustus 2026"),
        (Month("dulu"), "dulu"),
        (Money(600_000), "Rp600.000"),
        (Digits("3201064108650001"), "3201 0641 0865 0001"),
        (Spelled("US-7K3M"), "US-7K3M"),
        (Joined(("a", "b", "c")), "a, b, dan c"),
        (Joined(("a", "b"), lines=True), "a\nb"),
        (Joined(()), ""),
        (Message("dalam", {"x": Money(5)}), "dalam Rp5"),
        (3, "3"),
        ("{bukan} tempat", "{bukan} tempat"),
    ],
)
def test_parameters_are_written_as_indonesian_does(value: object, expected: str) -> None:
    """Each kind of parameter has its form; text of citizens is never read as a placeholder."""
    catalog = made(id={"a": "{v}", "dalam": "dalam {x}"})

    assert catalog.text(Message("a", {"v": value}), "id") == expected  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "21 November 2026 12.00 WIB"),
        ("Asia/Makassar", "21 November 2026 13.00 WITA"),
        ("Asia/Jayapura", "21 November 2026 14.00 WIT"),
        ("Mars/Olympus", "21 November 2026 12.00 WIB"),
    ],
)
def test_times_carry_the_zones_indonesian_name(zone: str, expected: str) -> None:
    """An instant is shown in the citizen's own zone."""
    assert made(id={"a": "{v}"}).text(say("a", v=When(NOON_UTC)), "id", tz=zone) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("id", "17 Agustus 2026; Agustus 2026; 17 Agustus 2026 15.30 WITA; Rp600.000; a, b, dan c"),
        ("jv", "17 Agustus 2026; Agustus 2026; 17 Agustus 2026 15.30 WITA; Rp600.000; a, b, lan c"),
        (
            "su",
            "17 Agustus 2026; Agustus 2026; 17 Agustus 2026 15.30 WITA; Rp600.000; a, b, sareng c",
        ),
        ("min", "17 Agustus 2026; Agustus 2026; 17 Agustus 2026 15.30 WITA; Rp600.000; a, b, jo c"),
        ("en", "17 August 2026; August 2026; 17 August 2026 15.30 WITA; Rp600.000; a, b, and c"),
    ],
)
def test_dates_and_money_in_a_language(tag: str, expected: str) -> None:
    """Months as the language writes them, Indonesia's where nothing better is known; rupiah and
    zones as all Indonesia writes them."""
    catalog = made(id={"a": "{hari}; {bulan}; {waktu}; {uang}; {daftar}"})
    message = say(
        "a",
        hari=Date(dt.date(2026, 8, 17)),
        bulan=Month("2026-08"),
        waktu=When(dt.datetime(2026, 8, 17, 7, 30, tzinfo=dt.UTC)),
        uang=Money(600_000),
        daftar=Joined(("a", "b", "c")),
    )

    assert catalog.text(message, tag, tz="Asia/Makassar") == expected


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: str(locale.tag))
def test_every_language_writes_dates_and_money(locale: Locale) -> None:
    """Also those that Babel has no data for: a day, a month, an instant, rupiah, a list of two."""
    catalog = made(id={"a": "{hari}; {bulan}; {waktu}; {uang}; {daftar}"})
    message = say(
        "a",
        hari=Date(dt.date(2026, 2, 1)),
        bulan=Month("2026-02"),
        waktu=When(NOON_UTC),
        uang=Money(1_250_000),
        daftar=Joined(("a", "b")),
    )

    day, month, instant, money, both = catalog.text(message, locale.tag).split("; ")

    assert day == f"1 {month}"
    assert month.endswith(" 2026")
    assert instant.startswith("21 Nop" if locale.tag == "su" else "21 November 2026")
    assert instant.endswith(" 2026 12.00 WIB")
    assert money == "Rp1.250.000"
    assert both.startswith("a ")
    assert both.endswith(" b")


@pytest.mark.parametrize("mode", [Mode.PEMBACA_LAYAR, Mode.SUARA])
def test_digits_stand_apart_for_ears(mode: Mode) -> None:
    """A NIK is read digit by digit by a screen reader and in voice notes."""
    catalog = made(id={"a": "{v}"})

    assert catalog.text(say("a", v=Digits("32010641")), "id", mode=mode) == "3 2 0 1, 0 6 4 1"


def test_every_message_renders_in_every_offered_language_and_mode() -> None:
    """No entry of any catalogue breaks while it is filled in."""
    catalog = Catalog.load()
    for locale in [*offered(), Locale("id@mudah", "")]:
        for msgid, forms in catalog.merged(locale.tag).items():
            params: dict[str, Value] = {name: "x" for form in forms for name in _names(form)}
            for mode in Mode:
                assert catalog.text(Message(msgid, params), locale.tag, mode=mode) != "…"


def _names(form: str) -> list[str]:
    return [part.split("}")[0] for part in form.split("{")[1:]]


@pytest.mark.parametrize(
    ("hint", "tag"),
    [
        ("id", "id"), ("in", "id"), ("in_ID", "id"), ("en-US", "en"), ("en_GB", "en"),
        ("fr", "id"), (None, "id"), ("", "id"), ("ID", "id"),
        ("jw", "jv"), ("jv-ID", "jv"), ("ms", "id"), (" su ", "su"), ("sun", "su"),
        ("zh-hans", "id"), ("jv-Latn-ID", "jv"), ("🙂", "id"), ("ace_ID", "ace"),
    ],
)  # fmt: skip
def test_a_phones_locale_chooses_an_offered_language(hint: str | None, tag: str) -> None:
    """A language that is not offered gives Indonesian; 'in' is Indonesian's older code."""
    assert negotiate(hint) == tag


def test_a_language_without_core_messages_is_not_offered() -> None:
    """Word lists alone make no language."""
    tags = {locale.tag for locale in offered()}

    assert "id@mudah" not in tags
    assert tags == {
        locale.tag
        for locale in LOCALES
        if (locale.folder / "core.po").is_file() and "@" not in locale.tag
    }


def entry(msgid: str, text: str) -> str:
    """A PO file of one entry."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return f'{header}msgid "{msgid}"\nmsgstr "{text}"\n'


class Elsewhere(Locale, frozen=True):
    """A language in a folder of the test's own."""

    root: str = ""

    @property
    def folder(self) -> Path:
        """Where the test put it."""
        return Path(self.root)


def test_one_msgid_in_two_fragments_is_an_error(tmp_path: Path) -> None:
    """Two authors who take the same name hear of it."""
    (tmp_path / "a.po").write_text(entry("x.y", "satu"))
    (tmp_path / "b.po").write_text(entry("x.y", "dua"))

    with pytest.raises(fragments.DuplicateMessage, match=r"x\.y"):
        fragments.read_fragments(Elsewhere("id", "", root=str(tmp_path)))


def test_empty_and_fuzzy_entries_count_as_missing(tmp_path: Path) -> None:
    """What a translator is unsure of is not shown."""
    fuzzy = '\n#, fuzzy\nmsgid "b"\nmsgstr "ragu"\n'
    (tmp_path / "a.po").write_text(entry("a", "") + fuzzy)

    assert fragments.read_fragments(Elsewhere("id", "", root=str(tmp_path))) == {}


def test_the_compiled_cache_is_used_while_fresh_and_never_trusted_when_not(tmp_path: Path) -> None:
    """A changed catalogue is read anew; a broken cache is no error."""
    kept = tmp_path / "cache" / "c.msgpack"
    first = fragments.load(kept=kept)
    forged = msgspec.msgpack.decode(kept.read_bytes())
    kept.write_bytes(msgspec.msgpack.encode({**forged, "texts": {"id": {"palsu": ["ya"]}}}))
    second = fragments.load(kept=kept)
    kept.write_bytes(msgspec.msgpack.encode({**forged, "stamp": [], "texts": {}}))
    third = fragments.load(kept=kept)
    kept.write_bytes(b"\xc1")
    fourth = fragments.load(kept=kept)

    assert second == {"id": {"palsu": ("ya",)}}
    assert first == third == fourth


def test_loading_all_catalogues_takes_no_time(tmp_path: Path) -> None:
    """From the cache all languages are there in a fraction of the work of reading them."""
    kept = tmp_path / "c.msgpack"

    reading = _work(kept)
    cached = min(_work(kept) for _ in range(5))

    assert cached < reading / 4


def _work(kept: Path) -> float:
    """Seconds of processor time that a load takes: the same on a busy machine."""
    started = time.process_time()
    fragments.load(kept=kept)
    return time.process_time() - started
