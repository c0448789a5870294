"""Sound in and out: any recording to samples, samples to Opus packets, packets to OGG files.

Rules: mono, 16-bit samples at 24 kHz inside (what a voice has, and a rate Opus takes), 16 kbit/s
outside: a minute is 120 KB, and speech stays clear. Pieces are encoded one by one and put into
one file without being encoded again: encoding is nearly all the work. The encoder is libopus in
PyAV's wheel: nothing to install beside Python. PyAV is imported here only.
"""

import io
import struct
import wave
from collections.abc import Iterable, Sequence
from fractions import Fraction

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

RATE = 24_000  # samples a second
BITRATE = 16_000  # bits a second
_BYTES = 2  # a sample
_TELEPHONE = 8_000  # samples a second
_OGG_RATE = 48_000  # the same
_PACKET = 960  # a packet is 20 ms; OGG counts Opus in 1/48000 s (RFC 7845)
# libopus' complexity, 0-10. What a citizen waits for is made with 0 (100 ms for 24 s of speech on
# this kind of machine, 220 ms with 3); what is built ahead may take its time.
_QUICK, _CAREFUL = "0", "5"


class BadRecording(ValueError):
    """A file that holds no sound we can read."""


def silence(seconds: float) -> bytes:
    """Samples of a pause."""
    return bytes(round(seconds * RATE) * _BYTES)


def samples(recording: bytes, rate: int = RATE) -> bytes:
    """The samples of a recording in any usual format. Raises BadRecording."""
    kept = bytearray()
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    try:
        for frame in _frames(recording):
            for part in resampler.resample(frame):
                kept += bytes(part.planes[0])[: part.samples * _BYTES]
    except (av.error.FFmpegError, IndexError, ValueError, struct.error) as error:
        raise BadRecording(type(error).__name__) from None
    if not kept:
        raise BadRecording("empty")
    return bytes(kept)


def _frames(recording: bytes) -> Iterable[AudioFrame | None]:
    """What a recording holds, then None for the resampler's rest."""
    plain = _plain_wave(recording)
    if plain is not None:
        yield plain
    else:
        with av.open(io.BytesIO(recording), "r") as container:
            yield from container.decode(audio=0)
    yield None


def _plain_wave(recording: bytes) -> AudioFrame | None:
    """A synthesiser's WAV (mono, 16 bit) in one frame, ten times as fast as FFmpeg reads it."""
    if recording[:4] != b"RIFF" or recording[8:16] != b"WAVEfmt ":
        return None
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", recording, 20)
    if (kind, channels, bits) != (1, 1, 16) or recording[36:40] != b"data":
        return None
    return _frame(recording[44:], rate)


def _frame(sound: bytes, rate: int) -> AudioFrame:
    frame = AudioFrame(format="s16", layout="mono", samples=len(sound) // _BYTES)
    size = frame.samples * _BYTES
    frame.planes[0].update(sound[:size].ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = 0
    return frame


def packets(sound: bytes, *, careful: bool = False) -> list[bytes]:
    """Samples as Opus packets of 20 ms. `careful` sounds a little better and takes three times as
    long."""
    if len(sound) < _BYTES:
        return []
    codec = AudioCodecContext.create("libopus", "w")
    _speech(codec)
    codec.options = {
        "application": "voip",
        "compression_level": _CAREFUL if careful else _QUICK,
        "vbr": "constrained",
    }
    return [bytes(packet) for packet in (*codec.encode(_frame(sound, RATE)), *codec.encode(None))]


def _speech(codec: AudioCodecContext) -> None:
    codec.sample_rate = RATE
    codec.time_base = Fraction(1, RATE)
    codec.layout = "mono"
    codec.format = "s16"
    codec.bit_rate = BITRATE


def packets_of(note: bytes) -> list[bytes]:
    """The packets of an OGG/Opus file of ours. Raises BadRecording."""
    try:
        with av.open(io.BytesIO(note), "r") as container:
            return [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise BadRecording(type(error).__name__) from None


def ogg(pieces: Iterable[Sequence[bytes]]) -> bytes:
    """Pieces, one after the other, as one OGG/Opus file."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE)
        _speech(stream.codec_context)
        stream.codec_context.open()
        container.start_encoding()
        for place, data in enumerate(data for piece in pieces for data in piece):
            packet = av.Packet(data)
            packet.stream = stream
            packet.time_base = Fraction(1, _OGG_RATE)
            packet.pts = packet.dts = place * _PACKET
            packet.duration = _PACKET
            container.mux_one(packet)
    return out.getvalue()


def telephone(note: bytes) -> bytes:
    """A note as a WAV file of a telephone's 8 kHz, for calls: Twilio plays no OGG. Raises
    BadRecording."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_BYTES)
        file.setframerate(_TELEPHONE)
        file.writeframes(samples(note, _TELEPHONE))
    return out.getvalue()


def encode(parts: Iterable[bytes], *, careful: bool = False) -> bytes:
    """Samples, one after the other, as an OGG/Opus file."""
    return ogg([packets(b"".join(parts), careful=careful)])


def seconds(sound: bytes) -> float:
    """How long samples last."""
    return len(sound) / _BYTES / RATE
