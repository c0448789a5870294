"""A long summary: short where length costs, whole on request, never lost."""

import datetime as dt

import pytest

from bot.channels.base import Capabilities, TextPart
from bot.channels.capabilities import SMS, TELEGRAM, VOICE, WHATSAPP
from bot.channels.gsm7 import count
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.prompt import Option, Prompt
from i18n.locales import offered
from i18n.message import Date, Digits, Joined, Message, Value, say
from i18n.modes import Mode
from i18n.plain import words
from tests.core.parts import catalog
from tests.core.talk import Talk
from tests.core.test_usul import answers, to_review

PLACE = "Sukamaju, Jonggol, Kabupaten Bogor, Jawa Barat"
ROWS: tuple[tuple[Message, Value], ...] = (
    (say("isian.nik"), Digits("3201064108650001")),
    (say("isian.nama"), "Siti Aminah"),
    (say("isian.tanggal_lahir"), Date(dt.date(1965, 8, 1))),
    (say("isian.desa"), PLACE),
    (say("survei.hunger_label"), say("umum.ya")),
    (say("survei.floor_label"), say("umum.tidak")),
    (say("bukti.label"), say("bukti.nol")),
)


def summary(rows: tuple[tuple[Message, Value], ...], *, brief: bool) -> Prompt:
    """The prompt of a summary."""
    lines = tuple(say("umum.baris", nama=label, isi=value) for label, value in rows)
    last = Option("lihat", say("umum.lihat_semua")) if brief else Option("batal", say("umum.batal"))
    return Prompt(
        (say("usul.periksa"), say("umum.daftar", isi=Joined(lines, lines=True))),
        (Option("kirim", say("usul.kirim")), Option("ubah", say("umum.ubah")), last),
        footer=True,
        brief=brief,
    )


def texts(prompt: Prompt, voice: Voice) -> list[str]:
    """The texts of a prompt."""
    return [p.text for p in Renderer(catalog())([prompt], voice) if isinstance(p, TextPart)]


def by(capabilities: Capabilities, mode: Mode = Mode.STANDAR, locale: str = "id") -> Voice:
    """A citizen in Jakarta."""
    return Voice(locale, mode, "Asia/Jakarta", capabilities)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("locale", [locale.tag for locale in offered()])
def test_by_sms_a_summary_is_one_message_of_two_segments(locale: str, mode: Mode) -> None:
    """However many rows there are, one message of at most two segments asks whether to send."""
    said = texts(summary(ROWS * 4, brief=True), by(SMS, mode, locale))

    assert len(said) == 1
    assert count(said[0]).segments <= 2
    assert "3201 0641 0865 0001" in said[0] or "3 2 0 1" in said[0]


def test_by_sms_a_value_that_speaks_for_itself_has_no_label() -> None:
    """Names, dates and places stand alone; numbers and yes or no keep their label."""
    said = texts(summary(ROWS, brief=True), by(SMS))[0]

    assert "\nSiti Aminah\n1 Agustus 1965\n" in said
    assert "NIK: 3201 0641 0865 0001" in said
    assert "Pernah kekurangan makan: Ya" in said


def test_by_sms_what_was_left_empty_is_not_read_back() -> None:
    """'Bukti: Tidak ada' costs money and tells nothing."""
    said = texts(summary(ROWS, brief=True), by(SMS))[0]

    assert "Tidak ada" not in said
    assert "jawaban lain" not in said


def test_what_does_not_fit_is_counted() -> None:
    """The citizen hears that there is more, and how much."""
    said = texts(summary(ROWS * 4, brief=True), by(SMS))[0]
    shown = said.count("3201 0641") + said.count("Siti") + said.count("1 Agustus")
    shown += said.count("Sukamaju") + said.count("kekurangan") + said.count("Lantai")

    assert f"Dan {4 * 6 - shown} jawaban lain." in said


def test_on_a_call_a_summary_is_kept_in_mind() -> None:
    """At most sixty words, with the labels: nobody sees what a value belongs to."""
    said = " ".join(texts(summary(ROWS * 4, brief=True), by(VOICE)))

    assert words(said.partition("Data benar")[0]) <= 62
    assert "Nama: Siti Aminah" in said


@pytest.mark.parametrize("capabilities", [SMS, TELEGRAM, WHATSAPP], ids=lambda c: c.channel.value)
@pytest.mark.parametrize("mode", list(Mode))
def test_whole_it_is_parted_between_rows(capabilities: Capabilities, mode: Mode) -> None:
    """Every row is said once, in messages that each keep to the limits."""
    numbered = tuple((say("isian.nama"), f"Nama ke-{n}") for n in range(30))

    said = texts(summary(numbered, brief=False), by(capabilities, mode))

    lines = [line for text in said for line in text.splitlines()]
    assert [line for line in lines if "Nama ke-" in line] == [
        f"Nama: Nama ke-{n}" for n in range(30)
    ]
    most = 30 if mode == Mode.MUDAH else 60
    assert all(words(text.partition("\n1. ")[0].partition("\nKetik")[0]) <= most for text in said)
    assert capabilities is not SMS or all(count(text).segments <= 2 for text in said)


def test_a_long_note_is_parted_between_words() -> None:
    """A citizen's own 500 letters come whole, in messages of two segments."""
    note = " ".join(f"kata{n}" for n in range(80))

    said = texts(summary(((say("sanggah.baris_catatan"), note),), brief=False), by(SMS))

    assert note in " ".join(" ".join(said).split())
    assert all(count(text).segments <= 2 for text in said)


def test_the_citizen_reads_every_row_before_sending() -> None:
    """'Lihat semua' shows the whole list with its labels; then it can be sent as before."""
    talk = Talk(answers(), channel="sms", brief=True)
    to_review(talk)

    short = talk.options
    talk.say("3")
    whole = talk.options
    said = talk.say("1")

    assert short == ["kirim", "ubah", "lihat"]
    assert whole == ["kirim", "ubah", "batal"]
    assert "U-2222-22" in said


def test_back_from_the_whole_list_is_the_short_one() -> None:
    """'kembali' after 'lihat semua' loses nothing."""
    talk = Talk(answers(), channel="sms", brief=True)
    to_review(talk)

    talk.say("lihat semua", "9")

    assert talk.options == ["kirim", "ubah", "lihat"]
