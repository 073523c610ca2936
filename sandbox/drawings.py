"""Pictures customers send, drawn pixel by pixel and packed as PNG: a till's screen, a receipt."""

import struct
import zlib
from collections.abc import Sequence

Colour = tuple[int, int, int]

_INK: Colour = (33, 37, 41)
_PAPER: Colour = (250, 249, 245)
_GREY: Colour = (206, 210, 216)
_SCREEN: Colour = (24, 32, 44)
_PANEL: Colour = (38, 50, 68)
_WHITE: Colour = (240, 244, 248)
_RED: Colour = (214, 69, 65)
_GREEN: Colour = (64, 160, 112)
# Five columns a letter, lowest bit on top.
_FONT_ROWS = """
A7E1111117E B7F49494936 C3E41414122 D7F4141221C E7F49494941 F7F09090901 G3E4149497A H7F0808087F I00417F4100
J2040413F01 K7F08142241 L7F40404040 M7F020C027F N7F0408107F O3E4141413E P7F09090906 Q3E4151215E R7F09192946
S4649494931 T01017F0101 U3F4040403F V1F2040201F W3F4038403F X6314081463 Y0708700807 Z6151494543 03E5149453E
100427F4000 24261514946 32141454B31 41814127F10 52745454539 63C4A494930 70171090503 83649494936 9064949291E
:0036360000 .0060600000 -0808080808 /2010080402 #147F147F14 !00005F0000 Б7F49494931 Г7F01010103 Д603E213F60
З2241494936 И7F1008047F Л403E01017F П7F0101017F У274848483F Ч070808087F Ш7F407F407F Ы7F4830007F Ь7F48484830
Я462919097F Ф0E117F110E Ц3F20203F60
"""
_FONT = {row[0]: bytes.fromhex(row[1:]) for row in _FONT_ROWS.split()}
# These letters look the same in both alphabets.
_TWINS = str.maketrans("АВЕКМНОРСТХЙЁ", "ABEKMHOPCTXИE")
_LETTER_WIDTH = 6


class _Canvas:
    """Rows of RGB bytes."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.width = width
        self._rows = [bytearray(bytes(colour) * width) for _ in range(height)]

    def box(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for row in self._rows[top : top + height]:
            row[3 * left : 3 * (left + width)] = bytes(colour) * (min(left + width, self.width) - left)

    def write(self, left: int, top: int, text: str, scale: int, colour: Colour) -> None:
        for place, letter in enumerate(text.upper().translate(_TWINS)):
            for column, bits in enumerate(_FONT.get(letter, b"")):
                for line in range(7):
                    if bits >> line & 1:
                        x = left + (place * _LETTER_WIDTH + column) * scale
                        self.box(x, top + line * scale, scale, scale, colour)

    def png(self) -> bytes:
        header = struct.pack(">IIBBBBB", self.width, len(self._rows), 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\x00" + row for row in self._rows), 9)
        chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def till_screen(title: str, trouble: Sequence[str], *, is_bad: bool = True) -> bytes:
    """A till with a message across its screen; letters of both alphabets, digits, a few marks."""
    canvas = _Canvas(640, 400, _SCREEN)
    canvas.box(0, 0, 640, 56, _PANEL)
    canvas.write(24, 18, title, 3, _WHITE)
    for place in range(3):
        canvas.box(24, 84 + place * 76, 180, 60, _PANEL)
        canvas.box(40, 104 + place * 76, 90, 8, _GREY)
        canvas.box(40, 122 + place * 76, 50, 8, _GREY)
    canvas.box(228, 84, 388, 212, _RED if is_bad else _GREEN)
    canvas.box(236, 92, 372, 196, _SCREEN)
    for place, line in enumerate(trouble):
        canvas.write(256, 120 + place * 44, line, 3, _WHITE)
    canvas.box(24, 324, 592, 52, _PANEL)
    canvas.box(40, 344, 160, 12, _GREY)
    return canvas.png()


def receipt(lines: Sequence[str], *, is_blank: bool = False) -> bytes:
    """A strip of paper from the printer, with its words or without."""
    canvas = _Canvas(360, 480, _GREY)
    canvas.box(48, 32, 264, 416, _PAPER)
    for place in range(0, 264, 12):
        canvas.box(48 + place, 442, 6, 6, _GREY)
    if not is_blank:
        for place, line in enumerate(lines):
            canvas.write(68, 60 + place * 32, line, 2, _INK)
    return canvas.png()
