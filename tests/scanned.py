"""A QR picture read as a phone's camera would, by another library than drew it, and without trying light on dark."""

from __future__ import annotations

import io

import av
import zxingcpp


def scanned(png: bytes) -> str:
    """The text of the one code in it."""
    return scanned_pixels(*pixels(png))


def scanned_pixels(data: bytes, width: int) -> str:
    image = memoryview(data).cast("B", shape=[len(data) // width, width])
    (found,) = zxingcpp.read_barcodes(image, try_invert=False)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return str(found.text)


def pixels(png: bytes) -> tuple[bytes, int]:
    """One byte a pixel, and the width."""
    with av.open(io.BytesIO(png), "r") as picture:
        frame = next(picture.decode(video=0)).reformat(format="gray")
    plane = frame.planes[0]
    rows = bytes(plane)
    return b"".join(rows[y * plane.line_size :][: frame.width] for y in range(frame.height)), frame.width
