"""How long a recording lasts is read from its container, whatever made it."""

from io import BytesIO
from pathlib import Path

import av
import pytest
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from bot.audio.length import seconds
from bot.audio.recordings import Recordings


def frame(length: float, rate: int) -> AudioFrame:
    """A tone."""
    sound = (b"\x00\x20" * 25 + b"\x00\xe0" * 25) * round(length * rate / 50)
    made = AudioFrame(format="s16", layout="mono", samples=len(sound) // 2)
    made.planes[0].update(sound.ljust(made.planes[0].buffer_size, b"\0"))
    made.sample_rate = rate
    return made


def encoded(container: str, codec: str, length: float, rate: int = 48_000) -> bytes:
    """A file of a tone in a usual format."""
    out = BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        resampler = AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=rate, frame_size=1024
        )
        for part in [*resampler.resample(frame(length, rate)), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return out.getvalue()


FORMATS = [
    ("ogg", "libopus", 48_000),
    ("flac", "flac", 44_100),
    ("wav", "pcm_s16le", 22_050),
    ("ipod", "aac", 44_100),
    ("mp3", "libmp3lame", 44_100),
    ("mp3", "libmp3lame", 22_050),
]


@pytest.mark.parametrize(("container", "codec", "rate"), FORMATS)
@pytest.mark.parametrize("length", [2.0, 61.0])
def test_the_length_is_known_without_decoding(
    tmp_path: Path, container: str, codec: str, rate: int, length: float
) -> None:
    """OGG, FLAC, WAV, M4A and MP3 say how long they are."""
    path = tmp_path / "sound"
    path.write_bytes(encoded(container, codec, length, rate))

    assert seconds(path) == pytest.approx(length, abs=0.2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"OggS",
        b"OggS" + bytes(100),
        b"fLaC",
        b"fLaC" + bytes(40),
        b"RIFF" + bytes(60),
        b"RIFF....WAVEfmt \x10\0\0\0" + bytes(16) + b"data\xff\xff\xff\xff",
        b"....ftypM4A " + bytes(80),
        b"....ftypM4A mvhd" + bytes(80),
        b"ID3" + b"\xff" * 200,
        b"\xff\xfb" + b"\xff" * 200,
        b"\xff\xfb\x00\x00" + bytes(200),
    ],
)
def test_a_broken_file_says_nothing_of_its_length(tmp_path: Path, content: bytes) -> None:
    """Nothing in a file makes reading its length fail."""
    path = tmp_path / "sound"
    path.write_bytes(content)

    assert not seconds(path)


@pytest.mark.parametrize(
    ("name", "container", "codec"),
    [("a.ogg", "ogg", "libopus"), ("b.mp3", "mp3", "libmp3lame"), ("c.m4a", "ipod", "aac")],
)
def test_a_recording_longer_than_a_minute_is_not_played(
    tmp_path: Path, name: str, container: str, codec: str
) -> None:
    """It is refused with its length when the files are read, and the message is said as if nobody
    had recorded it; one of a minute is taken."""
    (tmp_path / "jv").mkdir()
    (tmp_path / "jv" / f"long{name}").write_bytes(encoded(container, codec, 75))
    (tmp_path / "jv" / f"fits{name}").write_bytes(encoded(container, codec, 59))

    recordings = Recordings([tmp_path])

    assert f"jv/fits{name[0]}" in recordings
    assert f"jv/long{name[0]}" not in recordings
    assert [why for _, why in recordings.refused] == ["75 s long; at most 60 s"]
