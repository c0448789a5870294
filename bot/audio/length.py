"""How long a sound file lasts, by what its container says: nothing is decoded.

Rules: pure but for reading the file's first and last 64 KB. None where the container does not
say; a file that lies is found out when it is decoded (`bansos audio status`). Layouts: OGG RFC
3533, Opus in it RFC 7845, FLAC RFC 9639, WAV as Microsoft and IBM wrote it down in 1991, M4A
ISO/IEC 14496-12, MP3 ISO/IEC 11172-3 with the frame counts that LAME and others put first.
"""

import struct
from pathlib import Path

_BLOCK = 64 * 1024
_OPUS_RATE = 48_000
# MPEG 1 and MPEG 2, layer III: kbit/s by index; Hz by index, for MPEG 1 (half and a quarter of
# it for MPEG 2 and 2.5).
_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_HERTZ = (44_100, 48_000, 32_000)


def seconds(path: Path) -> float | None:
    """The length a file says it has. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_BLOCK)
        file.seek(max(0, size - _BLOCK))
        tail = file.read(_BLOCK)
    try:
        if head[:4] == b"OggS":
            return _ogg(head, tail)
        if head[:4] == b"fLaC":
            return _flac(head)
        if head[:4] == b"RIFF":
            return _wave(head, size)
        if head[4:8] == b"ftyp":
            return _mp4(head + tail)
        return _mp3(head, size)
    except (struct.error, ZeroDivisionError, IndexError):
        return None


def _ogg(head: bytes, tail: bytes) -> float | None:
    last = tail.rfind(b"OggS")
    if last < 0:
        return None
    (granule,) = struct.unpack_from("<q", tail, last + 6)
    if (at := head.find(b"OpusHead")) >= 0:
        (skipped,) = struct.unpack_from("<H", head, at + 10)
        return float(max(0, granule - skipped) / _OPUS_RATE)
    if (at := head.find(b"\x01vorbis")) >= 0:
        (rate,) = struct.unpack_from("<I", head, at + 12)
        return float(granule / rate)
    return None


def _flac(head: bytes) -> float | None:
    (packed,) = struct.unpack_from(">Q", head, 18)  # rate 20 bit, channels 3, depth 5, samples 36
    rate, samples = packed >> 44, packed & (1 << 36) - 1
    return samples / rate if samples else None


def _wave(head: bytes, size: int) -> float | None:
    at, rate = 12, 0
    while at + 8 <= len(head):
        name, length = struct.unpack_from("<4sI", head, at)
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", head, at + 16)
        if name == b"data":
            return float(min(length, size - at - 8) / rate)
        at += 8 + length + length % 2
    return None


def _mp4(found: bytes) -> float | None:
    at = found.find(b"mvhd")
    if at < 0:
        return None
    if found[at + 4]:  # version 1: 64 bits
        scale, length = struct.unpack_from(">IQ", found, at + 24)
    else:
        scale, length = struct.unpack_from(">II", found, at + 16)
    return float(length / scale)


def _mp3(head: bytes, size: int) -> float | None:
    at = 0
    if head[:3] == b"ID3":  # its size in four times seven bits
        at = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    if head[at] != 0xFF or head[at + 1] & 0xE6 != 0xE2:  # layer III
        return None
    version = head[at + 1] >> 3 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    rate = _HERTZ[head[at + 2] >> 2 & 3] // {3: 1, 2: 2, 0: 4}.get(version, 0)
    samples = 1152 if version == 3 else 576
    for word in (b"Xing", b"Info"):
        if (told := head.find(word, at, at + 64)) >= 0 and head[told + 7] & 1:
            (frames,) = struct.unpack_from(">I", head, told + 8)
            return float(frames * samples / rate)
    kbits = _KBITS[version != 3][head[at + 2] >> 4]
    return (size - at) * 8 / (kbits * 1000)
