"""How long a sound or a video lasts, read from its bytes: Ogg Opus, MP3, WAV, MP4."""

import struct
from collections.abc import Iterator

from sandbox.sniff import is_ogg_opus

_OPUS_RATE = 48_000
_OGG_HEADER_BYTES = 27
_MP3_RATES = (44_100, 48_000, 32_000)
_MPEG1_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2_KBITS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def seconds_of(data: bytes) -> int | None:
    """Whole seconds, at least 1; None for a format not known here."""
    if is_ogg_opus(data):
        return ogg_seconds(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        length = _wav_length(data)
    elif data[4:8] == b"ftyp":
        length = _mp4_length(data)
    else:
        length = sum(_mp3_frames(data))
    return max(1, round(length)) if length else None


def ogg_seconds(data: bytes) -> int:
    """Length of an Ogg Opus stream from the last page's granule position (RFC 7845), at least 1."""
    last = data.rfind(b"OggS")
    if last < 0 or len(data) < last + _OGG_HEADER_BYTES:
        return 1
    granule = int.from_bytes(data[last + 6 : last + 14], "little", signed=True)
    return max(1, round(granule / _OPUS_RATE))


def _wav_length(data: bytes) -> float:
    at, byte_rate = 12, 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        if kind == b"fmt " and at + 20 <= len(data):
            (byte_rate,) = struct.unpack_from("<I", data, at + 16)
        if kind == b"data" and byte_rate:
            # A stream that was not finished claims more than there is.
            return float(min(size, len(data) - at - 8) / byte_rate)
        at += 8 + size + size % 2
    return 0.0


def _mp4_length(data: bytes) -> float:
    """From the movie header box (ISO/IEC 14496-12, section 8.2.2)."""
    at = data.find(b"mvhd")
    if at < 0 or len(data) < at + 40:
        return 0.0
    is_long = data[at + 4] == 1
    scale, length = struct.unpack_from(">IQ" if is_long else ">II", data, at + (24 if is_long else 16))
    return float(length / scale) if scale else 0.0


def _mp3_frames(data: bytes) -> Iterator[float]:
    """The seconds of each frame of an MPEG layer III stream (ISO/IEC 11172-3 and 13818-3)."""
    at = _mp3_start(data)
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] & 0xE6 == 0xE2:
        version, kbits, rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
        if version == 1 or kbits in (0, 15) or rate == 3:
            return
        is_mpeg1 = version == 3
        hertz = _MP3_RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
        samples = 1152 if is_mpeg1 else 576
        bits = (_MPEG1_KBITS if is_mpeg1 else _MPEG2_KBITS)[kbits - 1] * 1000
        yield samples / hertz
        at += samples // 8 * bits // hertz + (data[at + 2] >> 1 & 1)


def _mp3_start(data: bytes) -> int:
    """Past the ID3 tag, whose size has seven bits a byte."""
    if not data.startswith(b"ID3") or len(data) < 10:
        return 0
    first, second, third, fourth = data[6:10]
    return 10 + (first << 21 | second << 14 | third << 7 | fourth)
