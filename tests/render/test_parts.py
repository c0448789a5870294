"""Rendering: what each channel and access mode gets of the same prompts."""

from collections.abc import Sequence

import pytest

from bot.channels import gsm7
from bot.channels.base import Capabilities, ChoiceStyle, MediaPart, Part, TextPart
from bot.channels.capabilities import CAPABILITIES, SMS, TELEGRAM, VOICE, WHATSAPP
from bot.render.lint import defects
from bot.render.parts import Renderer
from bot.render.speech import Clip
from bot.render.wording import Voice
from handlers.dialogue.prompt import Attachment, Option, Prompt, Tone, Want
from i18n.catalog import Catalog
from i18n.message import Digits, say
from i18n.modes import Mode
from i18n.pseudo import pseudo_catalog, strangers

CATALOG = Catalog.load()
MENU = Prompt(
    (say("salam.pembuka"),),
    (
        Option("cek_bansos", say("menu.cek"), "cek"),
        Option("usul", say("menu.usul"), "usul"),
        Option("lainnya", say("umum.lainnya"), "lainnya"),
    ),
    Tone.MENU,
    footer=True,
)
NAME = Prompt((say("cek.nama"),), tone=Tone.ASK, step=(2, 3), footer=True)


class FakeNotes:
    """Names voice notes by their words; speaks Indonesian, and has the recordings given."""

    def __init__(self, *recordings: str, voices: frozenset[str] = frozenset({"id"})) -> None:
        self._recordings = recordings
        self._voices = voices
        self.named: list[tuple[tuple[Clip, ...], bool]] = []

    def recorded(self, tag: str, name: str) -> bool:
        """Is it one of those given?"""
        return f"{tag}/{name}" in self._recordings

    def speaks(self, tag: str) -> bool:
        """Is there a voice?"""
        return tag.partition("@")[0] in self._voices

    def name(self, clips: Sequence[Clip], *, private: bool) -> str:
        """Remember and number."""
        self.named.append((tuple(clips), private))
        return f"suara/{len(self.named)}.ogg"


def render(
    *prompts: Prompt,
    capabilities: Capabilities = TELEGRAM,
    mode: Mode = Mode.STANDAR,
    locale: str = "id",
    notes: FakeNotes | None = None,
    catalog: Catalog = CATALOG,
) -> list[Part]:
    """The parts of a turn."""
    renderer = Renderer(catalog, notes)
    return renderer(prompts, Voice(locale, mode, "Asia/Jakarta", capabilities))


def texts(parts: Sequence[Part]) -> list[str]:
    """The texts among parts."""
    return [part.text for part in parts if isinstance(part, TextPart)]


def media(parts: Sequence[Part]) -> list[MediaPart]:
    """The media among parts."""
    return [part for part in parts if isinstance(part, MediaPart)]


def last(parts: Sequence[Part]) -> TextPart:
    """The part with the question."""
    part = parts[-1]
    assert isinstance(part, TextPart)
    return part


@pytest.mark.parametrize("capabilities", CAPABILITIES.values(), ids=lambda c: c.channel.value)
@pytest.mark.parametrize("mode", list(Mode))
def test_every_option_can_be_chosen_by_what_the_text_says(
    capabilities: Capabilities, mode: Mode
) -> None:
    """Without buttons the text alone has each option's number and whole label."""
    part = last(render(MENU, capabilities=capabilities, mode=mode))

    assert [choice.value for choice in part.choices] == ["cek_bansos", "usul", "lainnya"]
    for choice in part.choices:
        line = next(line for line in part.text.splitlines() if choice.label in line)
        assert choice.number in line


@pytest.mark.parametrize(
    ("count", "style"), [(3, ChoiceStyle.BUTTONS), (4, ChoiceStyle.LIST), (11, ChoiceStyle.TEXT)]
)
def test_whatsapp_gets_buttons_then_a_list_then_numbers(count: int, style: ChoiceStyle) -> None:
    """Three short choices are buttons, up to ten a list, more are numbers in the text."""
    options = tuple(Option(f"v{n}", f"Pilihan {n}") for n in range(count))

    part = last(render(Prompt((say("cek.nama"),), options), capabilities=WHATSAPP))

    assert part.style is style


def test_a_cut_title_keeps_its_whole_label_in_the_text() -> None:
    """A label too long for a button or list is shortened there and whole in the text."""
    label = "Sukamaju, Jonggol, Kabupaten Bogor, Jawa Barat"
    options = tuple(Option(f"v{n}", f"{n} {label}") for n in range(3))

    part = last(render(Prompt((say("wilayah.yang_mana"),), options), capabilities=WHATSAPP))

    assert all(len(choice.label) <= WHATSAPP.list_title_max for choice in part.choices)
    assert all(choice.description for choice in part.choices)
    assert part.text.count(label) == 3


def test_what_is_told_joins_what_is_asked() -> None:
    """A short statement and the question after it are one message."""
    parts = render(Prompt((say("cek.tidak_ketemu"),)), NAME)

    assert len(parts) == 1


def test_a_message_ends_where_its_words_do() -> None:
    """Statements of more than sixty words are not one message."""
    long = Prompt((say("tanya.pkh"), say("tanya.kip"), say("tanya.syarat"), say("tanya.darurat")))

    said = texts(render(long, NAME))

    assert len(said) > 1
    assert all(len(text.split()) <= 70 for text in said)


def test_the_step_stands_before_the_question() -> None:
    """'Langkah 2 dari 3' is told, and the footer names the two keys that always work."""
    text = last(render(NAME)).text

    assert text.startswith("Langkah 2 dari 3\n")
    assert text.endswith("0 bantuan, 9 kembali")


def test_a_screen_reader_hears_what_to_type() -> None:
    """Options read 'Ketik 1 untuk ...', with no emoji anywhere."""
    text = last(render(MENU, mode=Mode.PEMBACA_LAYAR)).text

    assert "Ketik 1 untuk Cek bansos." in text
    assert text.isascii()


def test_a_screen_reader_hears_a_nik_digit_by_digit() -> None:
    """Digits stand apart in the modes for ears, by four in the others."""
    prompt = Prompt((say("umum.daftar", isi=Digits("3201064108650001")),))

    apart = texts(render(prompt, mode=Mode.PEMBACA_LAYAR))[0]
    grouped = texts(render(prompt))[0]

    assert (apart, grouped) == (
        "3 2 0 1, 0 6 4 1, 0 8 6 5, 0 0 0 1",
        "3201 0641 0865 0001",
    )


def test_easy_mode_has_its_own_words_pictures_and_emoji() -> None:
    """Easy-read wording, a picture menu with words for who cannot see it, an emoji at the end."""
    parts = render(MENU, mode=Mode.MUDAH)

    [picture] = media(parts)
    assert picture.asset == "menu/cek.usul.lainnya.png"
    assert "Cek bansos" in picture.alt
    assert "1. Cek bansos 🔍" in last(parts).text
    assert "Kami membantu soal bantuan sosial" in texts(parts)[0]


def test_no_picture_where_an_option_has_none() -> None:
    """A picture menu that shows only some of the options would mislead."""
    options = (Option("a", "Sukamaju"), Option("b", say("umum.lainnya"), "lainnya"))

    assert media(render(Prompt((say("cek.nama"),), options), mode=Mode.MUDAH)) == []


def test_easy_mode_of_another_language_keeps_that_language() -> None:
    """Only Indonesian has an easy-read catalogue; English stays English."""
    assert "Hello" in texts(render(MENU, mode=Mode.MUDAH, locale="en"))[0]


@pytest.mark.parametrize("mode", [Mode.SUARA, Mode.MUDAH])
def test_prompts_are_also_sent_as_voice_notes(mode: Mode) -> None:
    """The note comes before the text, and says every option with its key."""
    notes = FakeNotes()

    parts = render(MENU, mode=mode, notes=notes)

    said = [clip.text for clip in notes.named[0][0]]
    assert [part.kind for part in media(parts)][-1] == "voice"
    assert "Untuk Cek bansos, tekan 1." in said
    assert not notes.named[0][1]


def test_a_note_that_tells_of_a_citizen_is_private() -> None:
    """A name in the message makes its note one that is never kept."""
    notes = FakeNotes()

    render(Prompt((say("cek.ketemu", nama="S***", wilayah="X"),)), mode=Mode.SUARA, notes=notes)

    assert notes.named[0][1]


def test_a_persons_recording_wins_over_the_voice() -> None:
    """Where somebody has spoken a message, the synthesiser does not."""
    notes = FakeNotes("id/cek.nama")

    render(NAME, mode=Mode.SUARA, notes=notes)

    assert Clip("", "", "id/cek.nama") in notes.named[0][0]


def test_a_language_without_a_voice_is_spoken_in_indonesian_where_nobody_recorded_it() -> None:
    """Javanese hears its own recording, and Indonesian for the rest."""
    notes = FakeNotes("jv/cek.nama")

    render(
        Prompt((say("cek.nama"), say("cek.nama_bantuan"))),
        mode=Mode.SUARA,
        locale="jv",
        notes=notes,
    )

    first, second = notes.named[0][0]
    assert first.recording == "jv/cek.nama"
    spoken = CATALOG.text(say("cek.nama_bantuan"), "id", variants=("suara",))
    assert (second.tag, second.text) == ("id", spoken)


def test_an_option_is_two_recordings_where_both_exist() -> None:
    """A recorded label and a recorded 'press 1' make the option."""
    notes = FakeNotes("id/menu.cek", "id/tekan.1")

    render(MENU, mode=Mode.SUARA, notes=notes)

    recorded = [clip.recording for clip in notes.named[0][0] if clip.recording]
    assert recorded == ["id/menu.cek", "id/tekan.1"]


def test_a_call_plays_recordings_only_if_they_say_everything() -> None:
    """On a call the network's voice is better than ours; people's are better than both."""
    question = Prompt((say("cek.nama"),))

    with_voice = media(render(question, capabilities=VOICE, notes=FakeNotes()))
    recorded = media(render(question, capabilities=VOICE, notes=FakeNotes("id/cek.nama")))

    assert with_voice == []
    assert [part.alt for part in recorded] == texts(render(question, capabilities=VOICE))


def test_a_call_says_the_option_before_its_key() -> None:
    """'Untuk Cek bansos, tekan 1.'"""
    text = last(render(MENU, capabilities=VOICE)).text

    assert text.index("Cek bansos") < text.index("tekan 1")


@pytest.mark.parametrize("mode", [Mode.STANDAR, Mode.TULI, Mode.PEMBACA_LAYAR])
def test_other_modes_get_no_voice_note(mode: Mode) -> None:
    """A Deaf citizen and a screen reader's user get text."""
    assert media(render(MENU, mode=mode, notes=FakeNotes())) == []


def test_deaf_mode_links_sign_language_where_configured() -> None:
    """The address of the video stands under its message, in this mode only."""
    renderer = Renderer(CATALOG, signs={"cek.nama": "https://isyarat.example/nama"})

    deaf = renderer([NAME], Voice("id", Mode.TULI, "Asia/Jakarta", TELEGRAM))
    standard = renderer([NAME], Voice("id", Mode.STANDAR, "Asia/Jakarta", TELEGRAM))

    assert "https://isyarat.example/nama" in texts(deaf)[0]
    assert "https://isyarat.example/nama" not in texts(standard)[0]


def test_sms_costs_two_segments_at_most_and_loses_no_option() -> None:
    """Footer, step and long words go before an option does; what is still too long is two SMS."""
    options = tuple(
        Option(f"{n}", f"Mawar {n}, Banjarmasin Tengah, Kabupaten Banjar, Kalimantan Selatan")
        for n in range(4)
    )
    prompt = Prompt((say("bantuan.kata"), say("wilayah.yang_mana")), options, step=(1, 3))

    said = texts(render(prompt, capabilities=SMS))

    assert all(gsm7.count(text).segments <= 2 and gsm7.count(text).gsm7 for text in said)
    assert all(f"Mawar {n}" in said[-1] for n in range(4))


def test_sms_is_plain() -> None:
    """One emoji or curly quote would double the price."""
    prompt = Prompt((say("umum.daftar", isi="“Siti” – é 🔍"),))

    [text] = texts(render(prompt, capabilities=SMS))

    assert gsm7.count(text).gsm7


def test_a_picture_is_words_where_there_are_no_pictures() -> None:
    """An attachment that the channel cannot carry is not sent."""
    shown = Attachment("image", "pictograms/cek.png", say("pict.cek"))
    prompt = Prompt((say("cek.nama"),), attachments=(shown,))

    assert len(media(render(prompt))) == 1
    assert media(render(prompt, capabilities=SMS)) == []


def test_a_place_can_be_shared_where_the_channel_can() -> None:
    """Telegram shows a key for it; the others read a place as text."""
    prompt = Prompt((say("cek.wilayah"),), wants=(Want.LOCATION,), footer=True)

    assert last(render(prompt)).ask_location
    assert not last(render(prompt, capabilities=WHATSAPP)).ask_location


@pytest.mark.parametrize("capabilities", CAPABILITIES.values(), ids=lambda c: c.channel.value)
@pytest.mark.parametrize("mode", list(Mode))
def test_no_word_comes_from_the_code(capabilities: Capabilities, mode: Mode) -> None:
    """In the pseudo-locale nothing but numbers stands outside its brackets."""
    catalog = pseudo_catalog(CATALOG)
    prompt = Prompt(
        (say("cek.ketemu", nama="Siti", wilayah="Bogor"),), MENU.options, step=(1, 2), footer=True
    )

    parts = render(prompt, capabilities=capabilities, mode=mode, catalog=catalog)

    if capabilities.gsm7:
        return  # the brackets do not survive transliteration
    for part in parts:
        words = part.text if isinstance(part, TextPart) else part.alt  # type: ignore[union-attr]
        assert strangers(words, ["Siti", "Bogor"]) == []


def test_what_breaks_a_limit_is_found() -> None:
    """The lint of leaving messages sees length, words, choices, emoji and msgids."""
    voice = Voice("id", Mode.PEMBACA_LAYAR, "Asia/Jakarta", SMS)
    part = TextPart("umum.daftar\n" + "kata " * 80 + "🔍")

    rules = {defect.rule for defect in defects([part], voice)}

    assert {"message", "emoji", "gsm7", "segments", "untranslated"} <= rules


def test_an_sms_is_short_for_who_chose_voice_too() -> None:
    """Nobody hears an SMS: where no wording for ears is, the short one goes out."""
    by_sms = Voice("id", Mode.SUARA, "Asia/Jakarta", SMS)
    by_chat = Voice("id", Mode.SUARA, "Asia/Jakarta", TELEGRAM)

    assert by_sms.variants == ("suara", "sms")
    assert by_chat.variants == ("suara",)
