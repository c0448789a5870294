"""Calls: what a caller's turn means, and what they hear next."""

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from bot.channels.base import (
    Choice,
    ChoiceStyle,
    Inbound,
    MediaPart,
    Part,
    RawRequest,
    SendError,
    SendErrorKind,
    TextPart,
)
from bot.channels.medialinks import MediaLinks
from bot.channels.twilio import TwilioAccount
from bot.channels.voice import VoiceChannel, reject
from tests.fakes import twilio_hooks as hooks
from tests.fakes.twilio_api import SID, TOKEN, FakeTwilio

PUBLIC = "https://bansos.example.go.id"
CALL = "CA" + "1" * 32
WHO = "+6281200000001"
MENU = TextPart(
    "Selamat datang.\nUntuk bantuan petugas, tekan 0\nCek bansos, tekan 1\nUsul, tekan 2",
    (Choice("cek", "Cek bansos", "1"), Choice("usul", "Usul", "2")),
)


class Links(MediaLinks):
    """Media links that can be read."""

    def url(self, asset: str, content_type: str) -> str:
        """The asset under our address."""
        return f"{PUBLIC}/media/{asset}"


def voice(api_url: str = "", *, speech: bool = True) -> VoiceChannel:
    """A number that answers calls."""
    account = TwilioAccount(SID, TOKEN, public_url=PUBLIC, api_url=api_url)
    return VoiceChannel(account, "+6281100001111", links=Links(), speech=speech)


def turn(query: str = "", **fields: str) -> RawRequest:
    """A request of the call, signed."""
    form = hooks.call(CALL, WHO, **fields)
    url = f"{PUBLIC}/hooks/voice" + (f"?{query}" if query else "")
    headers = {k.lower(): v for k, v in hooks.headers(url, form).items()}
    return RawRequest("/hooks/voice", query, headers, urlencode(form).encode())


def heard(
    channel: VoiceChannel, request: RawRequest, *parts: Part, **how: Any
) -> ElementTree.Element:
    """The TwiML that answers a request."""
    (inbound,) = channel.parse(request)
    assert isinstance(inbound, Inbound)
    return ElementTree.fromstring(channel.document(inbound, parts, **how))  # noqa: S314 - our own


TURNS = [
    ("", {}, {"kind": "call", "external_id": CALL + ":0"}),
    ("turn=3", {"Digits": "1"}, {"kind": "text", "text": "1", "external_id": CALL + ":3"}),
    ("turn=3", {"Digits": "3201123456789012#"}, {"text": "3201123456789012"}),
    ("turn=3", {"Digits": "0"}, {"text": "0"}),
    ("turn=3", {"SpeechResult": "cek bansos", "Confidence": "0.87"},
     {"text": "cek bansos", "confidence": 0.87}),
    ("turn=3", {"SpeechResult": "x", "Confidence": "NaN"}, {"text": "x", "confidence": None}),
    ("turn=3&silent=2", {}, {"kind": "text", "text": "", "external_id": CALL + ":3:2"}),
    ("turn=4", {"RecordingUrl": "https://api.twilio.com/r/RE1"}, {"kind": "voice_note"}),
    ("turn=5", {"CallStatus": "completed"}, {"kind": "hangup", "external_id": CALL + ":completed"}),
    ("", {"CallStatus": "no-answer"}, {"kind": "hangup"}),
    ("", {"Direction": "outbound-api", "From": "+6281100001111", "To": WHO}, {"kind": "call"}),
    ("", {"From": "+266696687"}, {"address": f"anonymous:{CALL}"}),
    ("", {"From": "Anonymous"}, {"address": f"anonymous:{CALL}"}),
    ("", {"From": "sip:sari@example.id"}, {"address": "sip:sari@example.id"}),
    ("turn=banyak&silent=-1&turn=7", {}, {"kind": "call"}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "fields", "expected"), TURNS)
def test_a_request_is_a_turn(query: str, fields: dict[str, str], expected: dict[str, Any]) -> None:
    """Keys, speech, recordings, silence and hanging up each are what they are."""
    request = turn(query, **fields)
    channel = voice()

    (found,) = channel.parse(request)

    assert channel.verify(request)
    wanted = {"address": WHO, **expected}
    assert {key: getattr(found, key) for key in wanted} == wanted


def test_no_call_is_no_turn() -> None:
    """A request without a call's id says nothing."""
    channel = voice()

    assert channel.parse(turn(CallSid="")) == []
    assert channel.parse(RawRequest("/hooks/voice", "", {}, b"\xff")) == []


def test_an_option_is_said_before_its_digit() -> None:
    """Option, pause, digit; the human first; each line a breath of its own."""
    document = heard(voice(), turn(), MENU)

    gather = document.find("Gather")
    assert gather is not None
    assert [verb.text or verb.tag for verb in gather] == [
        "Selamat datang.", "Pause", "Untuk bantuan petugas", "Pause", "tekan 0", "Pause",
        "Cek bansos", "Pause", "tekan 1", "Pause", "Usul", "Pause", "tekan 2", "Pause",
    ]  # fmt: skip


def test_the_question_waits_repeats_and_comes_back() -> None:
    """Silence repeats the question within the turn, then asks the conversation what next."""
    document = heard(voice(), turn("turn=2", Digits="1"), MENU)

    gathers = document.findall("Gather")
    assert len(gathers) == 3
    assert gathers[0].attrib["action"] == "/hooks/voice?turn=3"
    assert int(gathers[0].attrib["timeout"]) >= 8
    assert document[-1].text == "/hooks/voice?turn=3&silent=1"
    assert document.find("Hangup") is None


def test_keys_and_speech_are_both_heard() -> None:
    """A menu ends at one key, knows its words and speaks Indonesian."""
    gather = heard(voice(), turn(), MENU).find("Gather")

    assert gather is not None
    assert gather.attrib["input"] == "dtmf speech"
    assert gather.attrib["language"] == "id-ID"
    assert gather.attrib["numDigits"] == "1"
    assert gather.attrib["hints"] == "Cek bansos, Usul"
    assert gather.find("Say").attrib["voice"].startswith("Google.id-ID")  # type: ignore[union-attr]  # it is there


def test_speech_can_be_off() -> None:
    """A number without speech recognition takes keys only."""
    gather = heard(voice(speech=False), turn(), MENU).find("Gather")

    assert gather is not None
    assert gather.attrib["input"] == "dtmf"
    assert "hints" not in gather.attrib


def test_a_long_number_ends_with_the_hash_key() -> None:
    """A question without choices takes any number of digits."""
    gather = heard(voice(), turn(), TextPart("Ketik NIK, lalu pagar.")).find("Gather")

    assert gather is not None
    assert "numDigits" not in gather.attrib
    assert gather.attrib["finishOnKey"] == "#"


def test_choices_that_the_text_does_not_say_are_said() -> None:
    """No choice goes unheard."""
    part = TextPart("Benar?", (Choice("ya", "Ya", "1"),), ChoiceStyle.BUTTONS)

    gather = heard(voice(), turn(), part).find("Gather")

    assert gather is not None
    assert [say.text for say in gather.findall("Say")] == ["Benar?", "Ya", "1"]


def test_our_recording_replaces_the_words_it_speaks() -> None:
    """A recorded prompt is played, and its words are not said a second time."""
    part = MediaPart("voice", "id/menu.ogg", "audio/ogg", alt=MENU.text)

    gather = heard(voice(), turn(), part, MENU).find("Gather")

    assert gather is not None
    assert [verb.tag for verb in gather] == ["Play", "Pause"]
    assert gather[0].text == f"{PUBLIC}/media/id/menu.ogg"
    assert gather.attrib["numDigits"] == "1"


def test_nobody_on_the_line_ends_the_call() -> None:
    """After four silent turns the line is given back; before that it never is."""
    answers = [heard(voice(), turn(f"turn={n}&silent={n}"), MENU) for n in (1, 2, 3)]

    assert [answer.find("Hangup") is not None for answer in answers] == [False, False, True]


def test_the_end_of_a_silent_call_is_said() -> None:
    """The question is not put once more; what is said instead comes from the caller's language."""
    document = heard(
        voice(), turn("turn=3&silent=3"), MENU, goodbye="Telepon lagi kapan saja.", locale="id"
    )

    assert [one.text for one in document.iter("Say")] == ["Telepon lagi kapan saja."]
    assert document[-1].tag == "Hangup"


def test_a_key_after_silence_starts_the_count_again() -> None:
    """Whoever answers late is not hurried afterwards."""
    document = heard(voice(), turn("turn=3&silent=3", Digits="1"), MENU)

    assert document[-1].text == "/hooks/voice?turn=4&silent=1"


def test_a_name_is_recorded() -> None:
    """A question for a name can ask for a recording after the tone."""
    document = heard(voice(), turn(), TextPart("Sebutkan nama."), record=True)

    record = document.find("Record")
    assert record is not None
    assert (record.attrib["action"], record.attrib["playBeep"]) == ("/hooks/voice?turn=1", "true")


def test_nothing_to_say_yet_holds_the_line() -> None:
    """While the register is asked the caller waits, and the call comes back."""
    document = heard(voice(), turn("turn=5", Digits="1"))

    assert [verb.tag for verb in document] == ["Pause", "Redirect"]


def test_a_hang_up_is_answered_with_nothing() -> None:
    """There is nobody left to hear anything."""
    assert len(heard(voice(), turn(CallStatus="completed"), MENU)) == 0


def test_goodbye_ends_the_call() -> None:
    """A closing word is said before the call ends."""
    document = heard(voice(), turn(), TextPart("Terima kasih."), hang_up=True)

    assert [verb.tag for verb in document] == ["Say", "Pause", "Hangup"]


@pytest.mark.parametrize("text", ["<Hangup/> & \"x\" 'y'", "a\x00\x07b", "👍 é ꦲ", "]]>"])
def test_words_are_never_markup(text: str) -> None:
    """What a citizen or a register wrote cannot become a verb or break the document."""
    document = heard(voice(), turn(), TextPart(text))

    assert document.findall(".//Hangup") == []


def test_the_missed_call_service_costs_nothing() -> None:
    """A call to be called back is rejected as busy."""
    document = ElementTree.fromstring(reject())  # noqa: S314 - our own

    assert (document[0].tag, document[0].attrib) == ("Reject", {"reason": "busy"})


async def test_a_number_is_called_back() -> None:
    """A call out leads to the same conversation."""
    async with FakeTwilio() as fake:
        channel = voice(fake.url)
        sid = await channel.ring(WHO)
        await channel.aclose()

        (call,) = fake.delivered("call")
    assert sid.startswith("CA")
    assert (call.params["To"], call.params["Url"]) == (WHO, f"{PUBLIC}/hooks/voice")


async def test_a_hidden_number_cannot_be_called_back() -> None:
    """Who hid their number is not called."""
    channel = voice()

    with pytest.raises(SendError) as hidden:
        await channel.ring(f"anonymous:{CALL}")

    assert hidden.value.kind is SendErrorKind.STOP


async def test_what_is_sent_to_a_caller_is_said_at_their_next_turn() -> None:
    """A part sent during a call waits for the webhook that answers the caller, once."""
    channel = voice()

    await channel.send(WHO, MENU)

    assert await channel.collect(WHO, 0.01) == [MENU]
    assert await channel.collect(WHO, 0.01) == []
