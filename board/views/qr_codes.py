"""A link as a QR picture (ISO/IEC 18004): dark on white with a quiet zone, whatever the page around it looks like."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno

_QUIET = 4
"""Modules of white around it, as the standard wants."""
_PIXELS = 10
"""Of a module, in PNG."""


@dataclass(frozen=True)
class Outline:
    """To be drawn by a page: `path` fills the dark modules of a square of `size` units, quiet zone included."""

    size: int
    path: str


def svg(link: str) -> bytes:
    return _saved(link, "svg", scale=1)


def png(link: str) -> bytes:
    return _saved(link, "png", scale=_PIXELS)


def outline(link: str) -> Outline:
    matrix = _code(link).matrix
    runs = [run for y, row in enumerate(matrix) for run in _runs(row, y)]
    return Outline(len(matrix) + 2 * _QUIET, "".join(runs))


def _runs(row: bytearray, y: int) -> list[str]:
    """Neighbouring dark modules of a row are one rectangle: beside each other they would show seams."""
    found, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            found.append(f"M{x + _QUIET} {y + _QUIET}h{end - x}v1h-{end - x}z")
        x = max(end, x + 1)
    return found


def _saved(link: str, kind: str, scale: int) -> bytes:
    out = io.BytesIO()
    _code(link).save(out, kind=kind, scale=scale, border=_QUIET, dark="#000", light="#fff")
    return out.getvalue()


def _code(link: str) -> segno.QRCode:
    """Level M, or better where it costs no size: a label may get dirty."""
    return segno.make(link, error="m", micro=False)
