"""Sound in and out: any recording to samples, samples to OGG/Opus voice notes.

Rules: mono, 16-bit samples at 24 kHz inside (what a voice has, and a rate Opus takes), 16 kbit/s
outside: a minute is 120 KB, and speech stays clear. The encoder is libopus in PyAV's
wheel: nothing to install beside Python. PyAV is imported here only.
"""

import array
import io
from collections.abc import Iterable
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

RATE = 24_000
BITRATE = 16_000
_BYTES = 2  # a sample
# libopus' complexity, 0-10. What a citizen waits for is made with 0 (100 ms for 24 s of speech on
# this kind of machine, 220 ms with 3); what is built ahead may take its time.
_QUICK, _CAREFUL = "0", "5"


class BadRecording(ValueError):
    """A file that holds no sound we can read."""


def silence(seconds: float) -> bytes:
    """Samples of a pause."""
    return bytes(round(seconds * RATE) * _BYTES)


def samples(recording: bytes) -> bytes:
    """The samples of a recording in any usual format. Raises BadRecording."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    kept = bytearray()
    try:
        with av.open(io.BytesIO(recording), "r") as container:
            for frame in container.decode(audio=0):
                for part in resampler.resample(frame):
                    kept += bytes(part.planes[0])[: part.samples * _BYTES]
            for part in resampler.resample(None):
                kept += bytes(part.planes[0])[: part.samples * _BYTES]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise BadRecording(type(error).__name__) from None
    if not kept:
        raise BadRecording("empty")
    return bytes(kept)


def encode(parts: Iterable[bytes], *, careful: bool = False) -> bytes:
    """Samples, one after the other, as an OGG/Opus file. `careful` sounds a little better and
    takes three times as long."""
    sound = b"".join(parts)
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE)
        stream.codec_context.layout = "mono"
        stream.codec_context.format = "s16"
        stream.bit_rate = BITRATE
        stream.codec_context.options = {
            "application": "voip",
            "compression_level": _CAREFUL if careful else _QUICK,
            "vbr": "constrained",
        }
        frame = AudioFrame(format="s16", layout="mono", samples=len(sound) // _BYTES)
        frame.planes[0].update(sound.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = 0
        fifo = av.AudioFifo()
        fifo.write(frame)
        while (piece := fifo.read(RATE // 50, partial=True)) is not None:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return out.getvalue()


def seconds(sound: bytes) -> float:
    """How long samples last."""
    return len(sound) / _BYTES / RATE


def loudness(sound: bytes) -> int:
    """The highest sample: 0 for silence."""
    return max(map(abs, array.array("h", sound)), default=0)
