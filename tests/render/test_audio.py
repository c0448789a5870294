"""Voice notes and picture menus: made when they are read, sealed where they are private."""

import array
import shutil
import struct
import threading
import time
import wave
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.audio import opus
from bot.audio.ahead import Collector
from bot.audio.notes import Codec, VoiceNotes
from bot.audio.recordings import Recordings
from bot.audio.synth import Espeak, SynthesisFailed
from bot.render import drawing, pictures
from bot.render.assets import BotAssets
from bot.render.speech import Clip
from i18n.catalog import Catalog
from tests.fakes.assets import MemoryAssets

KEY = bytes(range(64))
needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")


def loudness(sound: bytes) -> int:
    """The highest sample: 0 for silence."""
    return max(map(abs, array.array("h", sound)), default=0)


def tone(seconds: float = 0.5, rate: int = 22_050) -> bytes:
    """A WAV file of a square wave."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        count = int(seconds * rate)
        file.writeframes(b"".join(struct.pack("<h", 9000 * (n // 50 % 2)) for n in range(count)))
    return out.getvalue()


class FakeSynthesiser:
    """Says everything as a tone, and remembers what it was to say."""

    def __init__(self, *voices: str) -> None:
        self._voices = frozenset(voices)
        self.said: list[tuple[str, str]] = []

    def voices(self) -> frozenset[str]:
        """Those given."""
        return self._voices

    def speak(self, text: str, voice: str) -> bytes:
        """Half a second of tone."""
        self.said.append((text, voice))
        return tone()


def notes(
    folder: Path | None = None,
    *recorded: Path,
    synthesiser: FakeSynthesiser | None = None,
    key: bytes = KEY,
) -> VoiceNotes:
    """Voice notes with a fake voice."""
    return VoiceNotes(
        codec=lambda: opus,
        synthesiser=synthesiser or FakeSynthesiser("id"),
        recordings=Recordings(recorded),
        key=key,
        kept=folder,
    )


def test_a_note_is_ogg_opus_of_sixteen_kilobit() -> None:
    """Platforms show only OGG/Opus as a voice note; a minute costs 120 KB at most."""
    note = opus.encode([opus.samples(tone(10))])

    assert note.startswith(b"OggS")
    assert b"OpusHead" in note[:100]
    assert len(note) * 8 / 10 < 20_000
    assert opus.seconds(opus.samples(note)) == pytest.approx(10, abs=0.1)


def test_pauses_are_as_long_as_asked() -> None:
    """Silence between two parts is heard as such."""
    sound = opus.silence(0.5)

    assert (opus.seconds(sound), loudness(sound)) == (0.5, 0)


@pytest.mark.parametrize("broken", [b"", b"RIFF", b"not a sound at all" * 100])
def test_what_is_no_recording_is_refused(broken: bytes) -> None:
    """A broken file raises our own error, whatever is in it."""
    with pytest.raises(opus.BadRecording):
        opus.samples(broken)


def test_any_process_with_the_key_makes_the_note_from_its_name() -> None:
    """A note rendered by one process is sent by another, after a restart too."""
    asset = notes().name([Clip("Halo Siti", "id")], private=True)

    assert notes().make(asset).startswith(b"OggS")


def test_the_codec_is_loaded_as_soon_as_somebody_listens() -> None:
    """Naming the first note of a process loads it in the background, before a note is made."""
    loaded = threading.Event()

    def codec() -> Codec:
        loaded.set()
        return opus

    ours = VoiceNotes(
        codec=codec, synthesiser=FakeSynthesiser("id"), recordings=Recordings([]), key=KEY
    )
    before = loaded.is_set()
    ours.name([Clip("Halo", "id")], private=False)

    assert not before
    assert loaded.wait(60)


def test_a_process_that_is_warm_has_loaded_all_it_needs() -> None:
    """Whoever listens first after a start waits for their own words only: the codec is there,
    and nothing was said for it."""
    loaded: list[str] = []
    voice = FakeSynthesiser("id")

    def codec() -> Codec:
        loaded.append("codec")
        return opus

    ours = VoiceNotes(codec=codec, synthesiser=voice, recordings=Recordings([]), key=KEY)
    ours.warm()

    assert loaded
    assert not voice.said


def test_a_machine_without_a_voice_is_warm_too() -> None:
    """Where there are recordings only, being ready to play them is no error."""
    ours = VoiceNotes(codec=lambda: opus, synthesiser=None, recordings=Recordings([]), key=KEY)

    ours.warm()

    assert ours.name([Clip("", "", "jv/cek.nama")], private=True)


def test_a_name_shows_nothing_of_what_is_said() -> None:
    """Names end up in addresses that Twilio fetches; they are sealed, and the same each time."""
    first = notes().name([Clip("Siti Aminah 3201064108650001", "id")], private=True)
    second = notes().name([Clip("Siti Aminah 3201064108650001", "id")], private=True)

    assert first == second
    assert "Siti" not in first
    assert "3201" not in first


@pytest.mark.parametrize(
    "asset", ["suara/~AAAA.ogg", "suara/~.ogg", "suara/../x.ogg", "suara/abc.ogg", "suara/~é.ogg"]
)
def test_a_name_of_nobodys_opens_nothing(asset: str) -> None:
    """Forged names, other keys' names and paths are no notes."""
    with pytest.raises(LookupError):
        notes().make(asset)


def test_another_key_opens_nothing() -> None:
    """Who lacks the key cannot make a note from its name."""
    asset = notes().name([Clip("Halo", "id")], private=True)

    with pytest.raises(LookupError):
        notes(key=bytes(64)).make(asset)


def test_a_private_note_is_never_written_to_the_disk(tmp_path: Path) -> None:
    """What is said to one citizen stays in memory; what is said to all is kept."""
    ours = notes(tmp_path)
    ours.make(ours.name([Clip("Halo Siti", "id")], private=True))
    private = list(tmp_path.iterdir())
    ours.make(ours.name([Clip("Halo", "id")], private=False))

    assert private == []
    assert len(list(tmp_path.iterdir())) == 1


def test_a_built_note_is_found_and_not_made_again(tmp_path: Path) -> None:
    """What was built ahead is read from the disk by every process."""
    clips = [Clip("Halo", "id")]
    built = notes(tmp_path).build(clips)
    silent = FakeSynthesiser("id")
    later = notes(tmp_path, synthesiser=silent)

    again = later.build(clips)
    note = later.make(later.name(clips, private=False))

    assert (built, again, silent.said) == (True, False, [])
    assert note.startswith(b"OggS")


def test_each_voice_gets_the_text_as_its_language_says_it() -> None:
    """Indonesian in words; English with numbers as an English voice reads them."""
    voice = FakeSynthesiser("id", "en")
    ours = notes(synthesiser=voice)

    ours.make(ours.name([Clip("Rp600.000", "id"), Clip("Rp600.000", "en")], private=True))

    assert set(voice.said) == {("enam ratus ribu rupiah", "id"), ("600,000 rupiah", "en")}


def test_a_recording_is_played_and_a_new_one_replaces_it(tmp_path: Path) -> None:
    """A recording's content is part of the note's identity."""
    folder = tmp_path / "recordings"
    (folder / "jv").mkdir(parents=True)
    (folder / "jv" / "cek.nama.wav").write_bytes(tone(1))
    clips = [Clip("", "", "jv/cek.nama", 0)]
    voice = FakeSynthesiser("id")
    first = notes(tmp_path / "audio", folder, synthesiser=voice)
    first.build(clips)
    (folder / "jv" / "cek.nama.wav").write_bytes(tone(2))
    second = notes(tmp_path / "audio", folder, synthesiser=voice)

    assert first.recorded("jv", "cek.nama")
    assert second.build(clips)
    assert voice.said == []


def test_a_language_has_a_voice_only_if_it_is_installed() -> None:
    """Javanese has none in espeak-ng that can be understood."""
    ours = notes()

    assert [ours.speaks(tag) for tag in ("id", "id@mudah", "jv", "en", "xx")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@needs_voice
def test_espeak_speaks_indonesian() -> None:
    """The installed voice gives sound, also for text that looks like an option of a program."""
    voice = Espeak.find()
    assert voice is not None

    sound = opus.samples(voice.speak("--help halo apa kabar", "id"))

    assert "id" in voice.voices()
    assert opus.seconds(sound) > 1
    assert loudness(sound) > 1000


@needs_voice
def test_an_unknown_voice_is_an_error_of_ours() -> None:
    """A language without a voice raises, and names nothing that was to be said."""
    voice = Espeak.find()
    assert voice is not None

    with pytest.raises(SynthesisFailed, match=r"^no such voice$"):
        voice.speak("rahasia", "no-such-voice")


LONG_TEXT = (
    "Siti Aminah terdaftar di data bantuan sosial. Tempatnya Sukamaju, Jonggol, Bogor.\n"
    "Jatah bantuan terbatas. Terdaftar belum tentu menerima."
)


def test_what_is_said_to_everybody_is_made_once() -> None:
    """Of two citizens' answers only what differs is spoken again."""
    voice = FakeSynthesiser("id")
    ours = notes(synthesiser=voice)
    gratis = Clip("Layanan ini gratis.", "id", fixed=True)
    first = ours.make(ours.name([Clip("Halo Siti", "id"), gratis], private=True))
    before = len(voice.said)
    second = ours.make(ours.name([Clip("Halo Budi", "id"), gratis], private=True))

    assert before == 2
    assert [text for text, _ in voice.said[2:]] == ["Halo Budi"]
    assert opus.samples(first)
    assert opus.seconds(opus.samples(second)) == pytest.approx(2 * 0.5 + 2 * 0.6, abs=0.1)


def test_a_long_text_is_made_in_sentences() -> None:
    """Shares of whole sentences, in order, with nothing lost and the pause at the end."""
    shares = list(Clip(LONG_TEXT, "id", pause=1.5).shares())

    assert len(shares) > 1
    assert " ".join(" ".join(s.text for s in shares).split()) == " ".join(LONG_TEXT.split())
    assert [s.pause for s in shares][-1] == 1.5
    assert list(Clip("Halo.", "id").shares()) == [Clip("Halo.", "id")]


def test_what_a_private_note_says_to_everybody_is_built_ahead(tmp_path: Path) -> None:
    """The fixed parts of an answer are on the disk before anybody asks; a name never is."""
    collector = Collector(notes())
    fixed = Clip("Layanan ini gratis.", "id", fixed=True)
    collector.name([Clip("Siti Aminah", "id"), fixed], private=True)
    builder = notes(tmp_path)
    for clips in collector.wanted.values():
        builder.build(clips)
    voice = FakeSynthesiser("id")
    later = notes(tmp_path, synthesiser=voice)
    later.make(later.name([Clip("Budi", "id"), fixed], private=True))

    assert list(collector.wanted.values()) == [(fixed,)]
    assert [text for text, _ in voice.said] == ["Budi"]


@needs_voice
def test_what_is_made_on_demand_is_there_at_once() -> None:
    """The dynamic part of an answer takes less than 150 ms (the best of five)."""
    ours = VoiceNotes(
        codec=lambda: opus, synthesiser=Espeak.find(), recordings=Recordings(), key=KEY
    )
    took = []
    for name in ("Siti Aminah", "Budi", "Asep", "Made", "Upik"):
        asset = ours.name([Clip(f"{name} terdaftar di Desa Sukamaju.", "id")], private=True)
        started = time.perf_counter()
        ours.make(asset)
        took.append(time.perf_counter() - started)

    assert min(took) < 0.150


def test_a_picture_menu_is_a_small_picture_of_its_options() -> None:
    """Any process draws it from its name; five tiles stay far below every platform's limit."""
    content = drawing.compose("menu/cek.usul.sanggah.lapor.lainnya.png")

    with Image.open(BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.size[0] > picture.size[1] > 500
    assert len(content) < 60_000


@pytest.mark.parametrize("asset", ["menu/x.png", "menu/../secret.png", "menu/.png", "menu/cek"])
def test_only_our_pictograms_are_drawn(asset: str) -> None:
    """A name that is none of ours opens no file."""
    if asset == "menu/cek":
        assert drawing.compose(asset)
        return
    with pytest.raises(LookupError):
        drawing.compose(asset)


def test_every_pictogram_has_its_drawing_and_its_words() -> None:
    """SVG, PNG and an alternative text in every language that has any."""
    catalog = Catalog.load()
    drawn = {path.stem for path in pictures.PICTOGRAMS.glob("*.svg")}

    assert drawn == pictures.known()
    for name in drawn:
        assert catalog.has(f"pict.{name}", "id")
        assert "<title>" in (pictures.PICTOGRAMS / f"{name}.svg").read_text(encoding="utf-8")


async def test_assets_come_from_where_their_name_says() -> None:
    """Pictures, notes and files are read through one door; without notes there are none."""
    ours = notes()
    files = MemoryAssets({"pictograms/cek.png": b"png"})
    asset = ours.name([Clip("Halo", "id")], private=True)

    assert (await BotAssets(files, ours).read(asset)).startswith(b"OggS")
    assert (await BotAssets(files).read("menu/ya.tidak.png")).startswith(b"\x89PNG")
    assert await BotAssets(files).read("pictograms/cek.png") == b"png"
    with pytest.raises(LookupError):
        await BotAssets(files).read(asset)


def test_what_cannot_be_a_recording_is_refused_and_does_not_silence_the_voice(
    tmp_path: Path,
) -> None:
    """A wrong type, an empty file, a PDF called .ogg, an unknown language: each with its reason,
    and the synthetic voice speaks instead."""
    for name, content in (
        ("id/cek.nama.txt", b"Siti"),
        ("id/menu.cek.ogg", b"%PDF-1.7 not a sound"),
        ("id/menu.usul.ogg", b""),
        ("xx/menu.cek.wav", tone()),
        ("jv/menu.cek.wav", tone()),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    recordings = Recordings([tmp_path])

    assert {path.name: why for path, why in recordings.refused} == {
        "cek.nama.txt": "not one of .flac, .m4a, .mp3, .ogg, .opus, .wav",
        "menu.cek.ogg": "not a sound file, whatever its name says",
        "menu.usul.ogg": "empty",
        "menu.cek.wav": "no language is called xx",
    }
    assert "id/menu.cek" not in recordings
    assert "jv/menu.cek" in recordings


def test_recordings_that_will_not_do_are_named_with_the_reason(tmp_path: Path) -> None:
    """Too long, broken inside, of no message, or of one with placeholders."""
    folder = tmp_path / "su"
    folder.mkdir()
    (folder / "menu.cek.wav").write_bytes(tone(61, rate=8_000))
    (folder / "menu.usul.ogg").write_bytes(b"OggS" + bytes(60))
    (folder / "menu.tidakada.wav").write_bytes(tone())
    (folder / "umum.langkah.wav").write_bytes(tone())
    (folder / "tekan.1.wav").write_bytes(tone())
    recordings = Recordings([tmp_path])

    unfit = recordings.unfit(Catalog.load(), lambda sound: opus.seconds(opus.samples(sound)))

    assert {path.stem: why for path, why in unfit} == {
        "menu.cek": "61 s long; at most 60 s",
        "menu.usul": "no sound that can be read",
        "menu.tidakada": "no message has this name",
        "umum.langkah": "this message has placeholders: only a synthetic voice can say it",
    }


def test_a_call_gets_a_note_as_a_wave_of_a_telephones_rate() -> None:
    """Twilio's <Play> takes no OGG."""
    note = opus.encode([opus.samples(tone(1.0))])

    with wave.open(BytesIO(opus.telephone(note))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8_000)
        assert file.getnframes() == pytest.approx(8_000, rel=0.05)
