"""Whether Telegram will take a picture: judged by its bytes, as Telegram judges photos, before it counts."""

from __future__ import annotations

from pathlib import Path

from board.errors import Invalid

OURS = Path(__file__).with_name("account_number.png").read_bytes()
"""For companies that have not given their own."""

MOST_BYTES = 10 * 1000**2
_MOST_SIDES = 10_000
_MOST_RATIO = 20
"""The Bot API on sendPhoto: 10 MB, width and height together 10000, one at most 20 times the other."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_JPEG_END, _PNG_END = b"\xff\xd9", b"IEND"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""JPEG's markers of a frame, whose header holds height and width (ITU T.81, B.2.2)."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""


def type_of(data: bytes, name: str) -> str:
    """Its media type. Refuses, with a sentence, what Telegram would not show as a photo."""
    if len(data) > MOST_BYTES:
        raise Invalid("refused.picture.big", name=name, most=MOST_BYTES // 1000**2)
    found = _png(data) or _jpeg(data)
    if found is None:
        raise Invalid("refused.picture.broken", name=name)
    mime, width, height = found
    if width + height > _MOST_SIDES:
        raise Invalid("refused.picture.sides", name=name, width=width, height=height, most=_MOST_SIDES)
    if max(width, height) > _MOST_RATIO * min(width, height):
        raise Invalid("refused.picture.ratio", name=name, width=width, height=height, most=_MOST_RATIO)
    return mime


def _png(data: bytes) -> tuple[str, int, int] | None:
    if not data.startswith(_PNG) or _PNG_END not in data or data[12:16] != b"IHDR":
        return None
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return ("image/png", width, height) if width and height else None


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    if not data.startswith(_JPEG) or _JPEG_END not in data:
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 7 : at + 9])
            return ("image/jpeg", width, height) if width and height else None
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
