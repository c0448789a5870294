"""Whatever a prompt holds, what leaves is within the platform's limits and no choice is lost."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Choice, ChoiceStyle, SendError, TextPart
from bot.channels.choices import numbered
from bot.channels.telegram import layout
from bot.channels.whatsapp_content import LIST_PICKER, QUICK_REPLY, shape, usable
from tests.fakes import botapi_schema as schema
from tests.fakes.twilio_limits import wrong_content

WORDS = st.text(max_size=90) | st.sampled_from(
    ["Ya", "Tidak", " ", "", "{{1}}", "👨‍👩‍👧" * 9, "Desa Sukamaju"]
)
CHOICES = st.lists(
    st.builds(Choice, WORDS, WORDS, st.sampled_from("123456789"), WORDS), max_size=14
)
TEXTS = st.builds(
    TextPart,
    st.text(min_size=1, max_size=1200),
    CHOICES.map(tuple),
    st.sampled_from(ChoiceStyle),
    WORDS,
    st.sampled_from(["", "Kirim lokasi"]),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_telegram_takes_every_layout(part: TextPart) -> None:
    """Any choices give a keyboard within the Bot API's limits, with all of them."""
    try:
        text, markup = layout(part, private=True)
    except SendError:
        assert any(not choice.value and not choice.number for choice in part.choices)
        return

    params = {"chat_id": 1, "text": "x"}
    if markup is not None:
        params["reply_markup"] = json.loads(markup.to_json())
        shown = [key for row in next(iter(params["reply_markup"].values())) for key in row]
        assert len(shown) >= (0 if part.style is ChoiceStyle.TEXT else len(part.choices))
    assert schema.problems("sendMessage", params, set()) == []
    assert part.text in text


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_whatsapp_takes_every_content(part: TextPart) -> None:
    """Any choices give a content within WhatsApp's limits with all of them, or none at all."""
    content = shape(part, part.text) if usable(part.choices) else None

    if content is not None:
        assert wrong_content({"language": "id", "types": content}) == ""
        ((kind, made),) = content.items()
        shown = {QUICK_REPLY: "actions", LIST_PICKER: "items"}[kind]
        assert len(made[shown]) == len(part.choices)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_numbers_never_lose_a_choice(part: TextPart) -> None:
    """The text with numbers holds every label."""
    text = numbered(part.text, part.choices)

    assert all(choice.label.removesuffix("…") in text for choice in part.choices)
