"""What fills a template: checked before anything is sent."""

import msgspec
import pytest

from bot.broadcasts.model import LONGEST, Content
from bot.broadcasts.refusals import Bad
from bot.broadcasts.template import FRAME, check, given, placeholders
from bot.broadcasts.wording import Wording
from bot.channels.base import TemplatePart
from bot.channels.capabilities import WHATSAPP
from bot.render.parts import Renderer
from i18n.locales import offered
from i18n.modes import Mode
from tests.broadcasts.crowd import CATALOG
from tests.broadcasts.templates import TEMPLATE

TWO = msgspec.structs.replace(TEMPLATE, body="Tiket {{1}}: {{2}}.", placeholders=("1", "2"))
TEXTS = {"id": "Jadwal baru mulai Senin."}


def told(template: object, values: dict[str, str], *, by_case: bool = False) -> str:
    """What is wrong; '' when it fits."""
    try:
        check(template, values, texts=TEXTS, by_case=by_case)  # type: ignore[arg-type]  # or None
    except Bad as bad:
        return str(bad)
    return ""


def test_what_fits() -> None:
    """Each placeholder with a value of one line; variables of the submission where there is one."""
    assert told(TEMPLATE, {"1": "{teks}"}) == ""
    assert told(TWO, {"1": "{tiket}", "2": "{tahap}, mulai Senin"}, by_case=True) == ""
    assert told(TWO, {"1": "A", "2": "empat    spasi"}) == ""


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({}, "no value: 1, 2"),
        ({"1": "a"}, "no value: 2"),
        ({"1": "a", "2": "b", "3": "c"}, "no such placeholder: 3"),
        ({"1": "a", "2": ""}, "2 is empty"),
        ({"1": "a", "2": "   "}, "2 is empty"),
        ({"1": "a", "2": "dua\nbaris"}, "line break"),
        ({"1": "a", "2": "dua\r\nbaris"}, "line break"),
        ({"1": "a", "2": "a\tb"}, "line break"),
        ({"1": "a", "2": "a\u2028b"}, "line break"),
        ({"1": "a", "2": "lima     spasi"}, "line break"),
        ({"1": "a", "2": "{nama}"}, "unknown variable"),
        ({"1": "a", "2": "{tiket}"}, "unknown variable"),  # not by submission
        ({"1": "a", "2": "{"}, "brace"),
        ({"1": "a", "2": "{0.__class__}"}, "variable"),
        ({"1": "a", "2": "x" * 1025}, "longer than 1024"),
        ({"1": "x" * 600, "2": "y" * 600}, "longer than 1024"),
    ],
)
def test_what_does_not(values: dict[str, str], word: str) -> None:
    """Missing, extra, empty, broken over lines, unknown, too long: each is said."""
    assert word in told(TWO, values)


def test_a_template_that_may_not_be_sent() -> None:
    """Unknown, or not approved (any more)."""
    assert "no such" in told(None, {"1": "x"})
    for status in ("pending", "rejected", "paused", "disabled", "unsubmitted"):
        wrong = msgspec.structs.replace(TEMPLATE, status=status)

        assert status in told(wrong, {"1": "x"})


def test_the_whole_text_counts_with_what_stands_around_it() -> None:
    """{teks} is measured by the longest text and its frame: a text of 1000 characters is too
    long for a body of 1024."""
    texts = {"id": "x", "jv": "y" * (1024 - FRAME - len("Kabar dari Dinas Sosial:  Terima kasih."))}
    check(TEMPLATE, {"1": "{teks}"}, texts=texts, by_case=False)
    texts["jv"] += "y"
    with pytest.raises(Bad, match="longer"):
        check(TEMPLATE, {"1": "{teks}"}, texts=texts, by_case=False)


def test_the_frame_is_wide_enough() -> None:
    """In every language and mode what stands around the text fits into `FRAME`."""
    wording = Wording(Renderer(CATALOG))
    for locale in offered():
        text = "k" * LONGEST
        content = Content(texts={"id": text, locale.tag: text}, template=TEMPLATE.sid)
        for mode in Mode:
            parts = wording.parts(content, WHATSAPP, locale.tag, mode.value)
            (part,) = wording.template(content, parts)
            assert isinstance(part, TemplatePart)
            whole = " ".join(part.variables["1"].split())

            assert text in whole
            assert len(whole) - LONGEST <= FRAME, (locale.tag, mode)


def test_placeholders_are_found_wherever_they_stand() -> None:
    """In the body, a button's address, a card's title; each once, numbers in their order."""
    types = {
        "twilio/card": {
            "title": "Halo {{2}} {{ 10 }}",
            "actions": [{"type": "URL", "url": "https://a.example/{{1}}", "title": "x{{2}}"}],
        }
    }

    assert placeholders(types) == ("1", "2", "10")
    assert placeholders({"twilio/text": {"body": "{{nama}} {{1}}"}}) == ("1", "nama")
    assert placeholders(None) == ()


def test_one_placeholder_takes_the_whole_text() -> None:
    """Without values, and only then."""
    assert given(TEMPLATE, {}) == {"1": "{teks}"}
    assert given(TWO, {}) == {}
    assert given(TEMPLATE, {"1": "x"}) == {"1": "x"}


def test_values_for_one_recipient() -> None:
    """Variables are filled from the submission; of an erased one a dash is left."""
    wording = Wording(Renderer(CATALOG))
    values = {"1": "{tiket}", "2": "Kabar: {tahap}"}
    content = Content(texts={"id": "Halo."}, template=TWO.sid, values=values)
    parts = wording.parts(content, WHATSAPP, "id", "standar")

    (known,) = wording.template(content, parts, {"tiket": "U-AAAA", "tahap": "diperiksa"})
    (erased,) = wording.template(content, parts, {})

    assert isinstance(known, TemplatePart)
    assert isinstance(erased, TemplatePart)
    assert known.variables == {"1": "U-AAAA", "2": "Kabar: diperiksa"}
    assert erased.variables == {"1": "–", "2": "Kabar: –"}
