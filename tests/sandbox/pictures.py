"""Small real files for the tests."""

import struct
import zlib


def png(width: int = 40, height: int = 30) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\x00" + bytes([200]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def jpeg(width: int = 40, height: int = 30) -> bytes:
    """The frame of a picture, without its lines."""
    tables = b"\xff\xe0\x00\x10JFIF\x00" + bytes(9) + b"\xff\xdb\x00\x43" + bytes(65)
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + tables + frame + bytes(20) + b"\xff\xd9"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def opus(seconds: int = 3) -> bytes:
    """Two pages of an Ogg stream that calls itself Opus and ends after so many seconds."""
    head = b"OggS\x00\x02" + bytes(8) + bytes(13) + b"OpusHead\x01\x01" + bytes(9)
    return head + b"OggS\x00\x04" + struct.pack("<q", seconds * 48_000) + bytes(13)
