"""What leaves for Twilio, through its SDK, against a fake with Twilio's limits."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import (
    Choice,
    ChoiceStyle,
    FetchError,
    MediaItem,
    MediaPart,
    SendError,
    SendErrorKind,
    TemplatePart,
    TextPart,
)
from bot.channels.medialinks import SignedLinks
from bot.channels.sms import SmsChannel
from bot.channels.twilio import TwilioAccount
from bot.channels.twilio_errors import CODES, kind_of
from bot.channels.twilio_http import Hosts, UnknownHost
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp_content import MemoryContents
from tests.fakes import twilio_api as api
from tests.fakes.server import Failure
from tests.fakes.twilio_api import SID, TOKEN, FakeTwilio

PUBLIC = "https://bansos.example.go.id"
WHO = "whatsapp:+6281200000001"
PHONE = "+6281200000001"
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
LINKS = SignedLinks(b"k" * 32, PUBLIC, lambda: NOW)
YES_NO = (Choice("ya", "Ya", "1"), Choice("tidak", "Tidak", "2"))
FOUR = tuple(Choice(f"v{n}", f"Pilihan {n}", str(n)) for n in range(1, 5))


@pytest.fixture
async def fake() -> AsyncIterator[FakeTwilio]:
    """A Twilio that must have found nothing wrong with our calls."""
    async with FakeTwilio() as server:
        yield server
        assert server.problems == []


@pytest.fixture
async def account(fake: FakeTwilio) -> AsyncIterator[TwilioAccount]:
    """The account, pointed at the fake, with a short time-out."""
    made = TwilioAccount(SID, TOKEN, public_url=PUBLIC, api_url=fake.url, timeout=2)
    yield made
    await made.aclose()


@pytest.fixture
def whatsapp(account: TwilioAccount) -> WhatsAppChannel:
    """A WhatsApp sender."""
    return WhatsAppChannel(account, "+6281100001111", links=LINKS)


@pytest.fixture
def sms(account: TwilioAccount) -> SmsChannel:
    """An SMS sender."""
    return SmsChannel(account, "+6281100001111", links=LINKS)


async def test_text_arrives_as_written(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """Text goes out unchanged from our sender, and its receipts are asked for."""
    text = "Halo & *Ibu* +100%\n👍 é = ok"

    sid = await whatsapp.send(WHO, TextPart(text))

    (call,) = fake.delivered("message")
    assert (call.params["Body"], call.params["_sid"]) == (text, sid)
    assert call.params["From"] == "whatsapp:+6281100001111"
    assert call.params["StatusCallback"] == f"{PUBLIC}/hooks/twilio/status"


async def test_three_short_choices_are_quick_replies(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """Up to three short choices are buttons that send back their value."""
    await whatsapp.send(WHO, TextPart("Benar?", YES_NO, ChoiceStyle.BUTTONS))

    (screen,) = fake.shown(WHO)
    assert screen["kind"] == "twilio/quick-reply"
    assert screen["body"] == "Benar?"
    assert screen["actions"] == [{"title": "Ya", "id": "ya"}, {"title": "Tidak", "id": "tidak"}]


async def test_the_same_prompt_is_created_once(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """Equal contents share one resource, also when they are sent at the same time."""
    part = TextPart("Benar?", YES_NO, ChoiceStyle.BUTTONS)

    await asyncio.gather(*(whatsapp.send(f"{WHO}{n}", part) for n in range(5)))

    assert len(fake.delivered("content")) == 1
    assert len(fake.delivered("message")) == 5


async def test_forgotten_contents_are_deleted_at_twilio(
    fake: FakeTwilio, account: TwilioAccount
) -> None:
    """A content that the store forgets does not stay at Twilio."""
    channel = WhatsAppChannel(account, "+62811", contents=MemoryContents(1))

    for body in ("Satu?", "Dua?"):
        await channel.send(WHO, TextPart(body, YES_NO, ChoiceStyle.BUTTONS))
    await fake.wait_for(1, "content-delete")

    assert [c["types"]["twilio/quick-reply"]["body"] for c in fake.contents.values()] == ["Dua?"]


async def test_old_contents_are_swept(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """Contents of an earlier process are found and deleted; the operator's own are kept."""
    await whatsapp.send(WHO, TextPart("Benar?", YES_NO, ChoiceStyle.BUTTONS))
    fake.contents["HXoperator"] = {
        **next(iter(fake.contents.values())), "sid": "HXoperator", "friendly_name": "salam",
    }  # fmt: skip

    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    swept = await whatsapp.sweep(later)

    assert (swept, list(fake.contents)) == (1, ["HXoperator"])


async def test_more_choices_are_a_list(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """Four to ten choices are a list that opens by its own button."""
    part = TextPart("Pilih.", FOUR, ChoiceStyle.LIST, list_button="Lihat pilihan")

    await whatsapp.send(WHO, part)

    (screen,) = fake.shown(WHO)
    assert (screen["kind"], screen["button"]) == ("twilio/list-picker", "Lihat pilihan")
    assert screen["items"][0] == {"item": "Pilihan 1", "id": "v1"}


async def test_a_long_label_is_whole_in_the_description(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """A label over 24 characters is shortened as a title and told whole below it."""
    label = "Bantuan Pangan Non Tunai (sembako)"
    part = TextPart("Pilih.", (Choice("bpnt", label, "1"),), ChoiceStyle.BUTTONS, "Lihat")

    await whatsapp.send(WHO, part)

    (item,) = fake.shown(WHO)[0]["items"]
    assert item == {"item": "Bantuan Pangan Non…", "id": "bpnt", "description": label}


@pytest.mark.parametrize(
    "part",
    [
        TextPart("Pilih.", FOUR, ChoiceStyle.BUTTONS),  # no words for the list's button
        TextPart("Pilih.", tuple(Choice(f"v{n}", f"Desa {n}", str(n)) for n in range(1, 12)),
                 ChoiceStyle.LIST, "Lihat"),
        TextPart("Pilih.", (Choice("a", "Sama", "1"), Choice("b", "Sama", "2")),
                 ChoiceStyle.BUTTONS, "Lihat"),
        TextPart("Pilih.", YES_NO, ChoiceStyle.TEXT),
    ],
)  # fmt: skip
async def test_what_buttons_cannot_show_is_numbered(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, part: TextPart
) -> None:
    """Choices that fit neither buttons nor a list are numbers in the text; none is lost."""
    await whatsapp.send(WHO, part)

    (screen,) = fake.shown(WHO)
    expected = [] if part.style == "text" else [f"{c.number}. {c.label}" for c in part.choices]
    assert screen["body"].splitlines()[2:] == expected
    assert fake.delivered("content") == []


async def test_numbers_that_stand_in_the_text_are_not_repeated(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """The fallback adds only the choices that the text does not list already."""
    text = "Pilih.\n\n1. Pilihan 1\n2. Pilihan 2\n3. Pilihan 3\n4. Pilihan 4"

    await whatsapp.send(WHO, TextPart(text, FOUR, ChoiceStyle.BUTTONS))

    assert fake.shown(WHO)[0]["body"] == text


async def test_long_text_leaves_the_buttons_under_its_end(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """Text over the body limit of buttons goes ahead; the last piece carries them."""
    text = "Satu kalimat yang sedang panjangnya. " * 60

    await whatsapp.send(WHO, TextPart(text, YES_NO, ChoiceStyle.BUTTONS))

    screens = fake.shown(WHO)
    assert " ".join(screen["body"] for screen in screens) == text.strip()
    assert ["actions" in screen for screen in screens] == [False, False, True]


async def test_braces_are_no_variables(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """A citizen's '{{1}}' in a prompt is never taken for one of Twilio's variables."""
    await whatsapp.send(WHO, TextPart("Nama: {{1}}?", YES_NO, ChoiceStyle.BUTTONS))

    assert fake.shown(WHO)[0]["body"] == "Nama: { {1}}?"


@pytest.mark.parametrize("failure", [api.INTERNAL, api.refusal(403, 20403), Failure(delay=6)])
async def test_without_contents_the_answer_still_comes(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, failure: Failure
) -> None:
    """When a content cannot be created the prompt goes out with numbers."""
    fake.fail(failure, method="content")

    await whatsapp.send(WHO, TextPart("Benar?", YES_NO, ChoiceStyle.BUTTONS))

    assert fake.shown(WHO)[0]["body"] == "Benar?\n\n1. Ya\n2. Tidak"


async def test_a_content_lost_at_twilio_is_replaced_by_numbers(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """A sid that Twilio no longer knows is forgotten, and the prompt goes out all the same."""
    part = TextPart("Benar?", YES_NO, ChoiceStyle.BUTTONS)
    await whatsapp.send(WHO, part)
    fake.contents.clear()

    await whatsapp.send(WHO + "2", part)
    await whatsapp.send(WHO + "3", part)

    assert fake.shown(WHO + "2")[0]["body"] == "Benar?\n\n1. Ya\n2. Tidak"
    assert "actions" in fake.shown(WHO + "3")[0]


async def test_a_template_carries_json_variables(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """A template's variables travel as JSON text."""
    fake.templates.add("HXt")

    await whatsapp.send(WHO, TemplatePart("HXt", {"1": "U-7K3M-2Q", "2": "é"}, "Usulan ..."))

    params = fake.delivered("message")[0].params
    assert json.loads(params["ContentVariables"]) == {"1": "U-7K3M-2Q", "2": "é"}
    assert "Body" not in params


async def test_pictures_go_by_a_signed_address(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """A picture is a public address of ours that opens exactly that asset, with its caption."""
    await whatsapp.send(WHO, MediaPart("image", "pic/menu.png", "image/png", alt="Menu"))

    params = fake.delivered("message")[0].params
    address = params["MediaUrl"][0]
    link = LINKS.open(address.removeprefix(f"{PUBLIC}/media/"))
    assert (params["Body"], link and link.asset) == ("Menu", "pic/menu.png")


async def test_a_file_that_whatsapp_does_not_carry_goes_by_its_address(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """Twilio takes PDF and refuses pages and JSON: these are told as a link."""
    await whatsapp.send(WHO, MediaPart("document", "k.html", "text/html", alt="Salinan"))
    await whatsapp.send(WHO, MediaPart("document", "k.pdf", "application/pdf", alt="Salinan"))

    page, paper = (call.params for call in fake.delivered("message"))

    assert "MediaUrl" not in page
    assert page["Body"].startswith("Salinan\nhttps://")
    assert len(paper["MediaUrl"]) == 1


async def test_words_of_a_voice_note_follow_it(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """WhatsApp shows no caption under a voice note, so its words are a message of their own."""
    await whatsapp.send(WHO, MediaPart("voice", "a.ogg", "audio/ogg", alt="Selamat datang."))

    assert [call.params.get("Body") for call in fake.delivered()] == [None, "Selamat datang."]


@pytest.mark.parametrize("address", ["", "+62812", "whatsapp:", "501"])
async def test_an_address_of_another_channel_is_no_recipient(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, address: str
) -> None:
    """What is no WhatsApp address is never called for."""
    with pytest.raises(SendError) as caught:
        await whatsapp.send(address, TextPart("halo"))

    assert (caught.value.kind, fake.calls) == (SendErrorKind.STOP, [])


async def test_sms_is_plain_and_cheap(fake: FakeTwilio, sms: SmsChannel) -> None:
    """An SMS is transliterated and lists its choices by number."""
    await sms.send(PHONE, TextPart("“Halo” – siapa? 👋", YES_NO, ChoiceStyle.BUTTONS))

    params = fake.delivered("message")[0].params
    assert params["Body"] == '"Halo" - siapa?\n\n1. Ya\n2. Tidak'
    assert params["From"] == "+6281100001111"


async def test_sms_tells_a_picture_in_words_and_a_file_by_address(
    fake: FakeTwilio, sms: SmsChannel
) -> None:
    """Without MMS a picture is its alternative text, and a file an address to open."""
    await sms.send(PHONE, MediaPart("image", "m.png", "image/png", alt="Menu: 1 cek, 2 usul"))
    await sms.send(PHONE, MediaPart("document", "e.zip", "application/zip", alt="Data Anda:"))

    bodies = [call.params["Body"] for call in fake.delivered("message")]
    assert bodies[0] == "Menu: 1 cek, 2 usul"
    assert bodies[1].startswith(f"Data Anda:\n{PUBLIC}/media/")


async def test_a_messaging_service_chooses_its_sender(
    fake: FakeTwilio, account: TwilioAccount
) -> None:
    """A sender that is a messaging service is named as such."""
    await SmsChannel(account, "MG" + "0" * 32).send(PHONE, TextPart("halo"))

    assert fake.delivered("message")[0].params["MessagingServiceSid"] == "MG" + "0" * 32


ERRORS = [
    (api.refusal(400, 21610), "stop", None), (api.refusal(400, 63014), "stop", None),
    (api.refusal(400, 63003), "stop", None), (api.refusal(400, 63024), "stop", None),
    (api.refusal(400, 21211), "stop", None), (api.refusal(400, 21614), "stop", None),
    (api.refusal(400, 63016), "template", None), (api.refusal(400, 30008), "retry", None),
    (api.refusal(400, 21611), "retry", 6.0), (api.refusal(400, 63018), "retry", 6.0),
    (api.refusal(429, 20429), "retry", 6.0),
    (Failure(429, api.error(429, 20429, "x"), {"Retry-After": "11"}), "retry", 11.0),
    (Failure(429, "<html>", {"Retry-After": "soon"}), "retry", 6.0),
    (api.refusal(401, 20003), "refused", None), (api.refusal(400, 21617), "refused", None),
    (api.refusal(400, 99999), "refused", None), (api.INTERNAL, "retry", None),
    (Failure(500, "oops"), "unknown", None), (api.BAD_GATEWAY, "unknown", None),
    (api.UNAVAILABLE, "retry", None), (api.GARBAGE, "unknown", None),
    (Failure(201, {}), "unknown", None), (api.DROPPED, "unknown", None),
    (Failure(delay=6, after_work=True), "unknown", None),
]  # fmt: skip


@pytest.mark.parametrize(("failure", "kind", "pause"), ERRORS)
async def test_an_error_says_what_to_do(
    fake: FakeTwilio, sms: SmsChannel, failure: Failure, kind: str, pause: float | None
) -> None:
    """Each way Twilio fails maps to one next step, and no error tells whom it was for."""
    fake.fail(failure)

    with pytest.raises(SendError) as caught:
        await sms.send(PHONE, TextPart("halo"))

    assert (caught.value.kind.value, caught.value.retry_after) == (kind, pause)
    assert PHONE not in f"{caught.value}{caught.value.__cause__}"


async def test_nobody_listening_is_surely_not_sent(fake: FakeTwilio, sms: SmsChannel) -> None:
    """A refused connection may be tried again without fear of a duplicate."""
    await fake.stop()

    with pytest.raises(SendError) as caught:
        await sms.send(PHONE, TextPart("halo"))

    assert caught.value.kind is SendErrorKind.RETRY


async def test_the_time_out_is_honoured(fake: FakeTwilio, sms: SmsChannel) -> None:
    """A silent Twilio is given up after the configured time."""
    fake.fail(Failure(delay=60))
    begun = asyncio.get_running_loop().time()

    with pytest.raises(SendError):
        await sms.send(PHONE, TextPart("halo"))

    assert asyncio.get_running_loop().time() - begun < 30


@pytest.mark.parametrize("code", sorted(CODES))
def test_codes_of_receipts_mean_the_same(code: int) -> None:
    """A code from a delivery report, which is text, is looked up in the same table."""
    assert kind_of(str(code)) is CODES[code]


@pytest.mark.parametrize("code", [None, "", "abc"])
def test_an_unreadable_code_is_our_mistake(code: str | None) -> None:
    """Without a known code an operator must look."""
    assert kind_of(code) is SendErrorKind.REFUSED


async def test_media_are_fetched_with_credentials_through_redirects(
    fake: FakeTwilio, whatsapp: WhatsAppChannel
) -> None:
    """A medium comes back byte for byte; its CDN never sees the credentials."""
    url = fake.put_media(b"", "image/jpeg")
    path = url.removeprefix("https://api.twilio.com")
    fake.redirects[path] = "https://media.twiliocdn.com/cdn/x.jpg"
    fake.media["/cdn/x.jpg"] = (b"\xff\xd8 foto", "image/jpeg")

    assert await whatsapp.fetch(MediaItem(url), limit=100) == b"\xff\xd8 foto"


@pytest.mark.parametrize("more", ["", "?chunked=1"])
async def test_a_medium_over_the_limit_is_left(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, more: str
) -> None:
    """The limit holds whether or not the length is told beforehand."""
    url = fake.put_media(b"x" * 300_000, "image/jpeg") + more

    with pytest.raises(FetchError) as caught:
        await whatsapp.fetch(MediaItem(url), limit=100_000)

    assert (caught.value.code, caught.value.passing) == ("too_large", False)


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest", "https://evil.example/x", "https://twilio.com.evil.example/",
     "https://user@api.twilio.com/x", "ftp://api.twilio.com/x", "https://[oops/", "file:///etc/passwd",
     "https://evil.amazonaws.com/other-bucket/x"],
)  # fmt: skip
async def test_a_redirect_to_a_stranger_is_not_followed(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, target: str
) -> None:
    """Neither a medium's address nor its redirects may lead outside Twilio's hosts."""
    url = fake.put_media(b"x", "image/jpeg")
    fake.redirects[url.removeprefix("https://api.twilio.com")] = target

    with pytest.raises(FetchError) as redirected:
        await whatsapp.fetch(MediaItem(url), limit=100)
    with pytest.raises(FetchError) as direct:
        await whatsapp.fetch(MediaItem(target), limit=100)

    assert (redirected.value.passing, direct.value.passing) == (False, False)
    assert len(fake.delivered("media")) == 1


async def test_redirects_end(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """A medium that redirects to itself is given up."""
    url = fake.put_media(b"x", "image/jpeg")
    fake.redirects[url.removeprefix("https://api.twilio.com")] = url

    with pytest.raises(FetchError) as caught:
        await whatsapp.fetch(MediaItem(url), limit=100)

    assert caught.value.code == "too_many_redirects"


@pytest.mark.parametrize(
    ("failure", "passing"),
    [(Failure(404, "x"), False), (Failure(503, "x"), True), (Failure(429, "x"), True)],
)
async def test_a_failed_download_says_whether_to_try_again(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, failure: Failure, passing: bool
) -> None:
    """A fault is passing, a missing medium is not."""
    url = fake.put_media(b"x", "image/jpeg")
    fake.fail(failure, method="media")

    with pytest.raises(FetchError) as caught:
        await whatsapp.fetch(MediaItem(url), limit=100)

    assert caught.value.passing is passing


def test_every_twilio_host_moves_and_no_other() -> None:
    """The configured address replaces Twilio's hosts, and any other host raises."""
    hosts = Hosts("http://127.0.0.1:9000")

    assert hosts.api("https://api.twilio.com/a?b=1") == "http://127.0.0.1:9000/a?b=1"
    assert hosts.api("https://content.twilio.com/v1") == "http://127.0.0.1:9000/v1"
    with pytest.raises(UnknownHost):
        hosts.api("https://media.twiliocdn.com/x")
    with pytest.raises(UnknownHost):
        hosts.api("http://127.0.0.1:9001/")


def test_real_hosts_stay_where_they_are() -> None:
    """Without a configured address calls go to Twilio, and only there."""
    hosts = Hosts()

    assert hosts.api("https://api.twilio.com/a") == "https://api.twilio.com/a"
    assert hosts.trusted("https://api.twilio.com/a")
    assert not hosts.trusted("https://media.twiliocdn.com/a")
    with pytest.raises(UnknownHost):
        hosts.api("http://api.twilio.com/a")
