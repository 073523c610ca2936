"""Pure: what of a text repeats words that were taken out of another, and what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from board.text import utf16_length

BLANK = "[[…]]"
"""One to fill, as in quick replies: the words around it are not sent before somebody has looked at them."""

_IN_A_ROW = 5
"""So many words one after the other are a quotation."""
_FEWEST = 3
"""A whole message has so many words, or what it says is said every day."""
_SHORTEST = 6
"""Of numbers and passwords; a time, a price or a ticket's number is shorter."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d(?:[ \u00a0\u2009\u202f-]?\d)+", re.ASCII)
_PIECE = re.compile(r"[^\s,;()«»\"'<>]*[^\s,;()«»\"'<>.!?:]")
_NO_DIGIT = re.compile(r"\D")

_Span = tuple[int, int]


@dataclass(frozen=True)
class TakenOut:
    """By what it is known elsewhere: its numbers however grouped, passwords and addresses, and words in a row."""

    numbers: frozenset[str]
    pieces: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def taken_out(texts: Iterable[str], *, in_part: bool) -> TakenOut:
    """`in_part`: a few of its words in a row are its words too, and not only all of them."""
    said = list(texts)
    return TakenOut(
        frozenset(number for text in said for number, _ in _numbers(text)),
        frozenset(piece for text in said for piece, _ in _pieces(text)),
        frozenset(run for text in said for run in _runs([word for word, _ in _words(text)], in_part=in_part)),
    )


def blanked(
    text: str, entities: Sequence[dict[str, Any]], gone: TakenOut
) -> tuple[str, list[dict[str, Any]]] | None:
    """The text with a blank for each part that repeats it, and its formatting; None if none does."""
    spans = _joined(
        text, [*_repeated_numbers(text, gone), *_repeated_pieces(text, gone), *_quoted(text, gone)]
    )
    kept = [each for each in entities if not any(_repeated_pieces(each.get("url") or "", gone))]
    if not spans and len(kept) == len(entities):
        return None
    ends = [0, *(at for span in spans for at in span), len(text)]
    words = BLANK.join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
    units = [(utf16_length(text[:start]), utf16_length(text[:end])) for start, end in spans]
    return words, [moved for each in kept if (moved := _moved(each, units))["length"] > 0]


def _numbers(text: str) -> Iterator[tuple[str, _Span]]:
    found = ((_NO_DIGIT.sub("", each[0]), each.span()) for each in _NUMBER.finditer(text))
    return ((number, span) for number, span in found if len(number) >= _SHORTEST)


def _pieces(text: str) -> Iterator[tuple[str, _Span]]:
    for each in _PIECE.finditer(text):
        piece = each[0].lower()
        is_mixed = any(map(str.isdigit, piece)) and any(map(str.isalpha, piece))
        if len(piece) >= _SHORTEST and (is_mixed or "@" in piece):
            yield piece, each.span()


def _words(text: str) -> Iterator[tuple[str, _Span]]:
    return ((each[0].lower().replace("ё", "е"), each.span()) for each in _WORD.finditer(text))


def _runs(words: Sequence[str], *, in_part: bool) -> Iterator[tuple[str, ...]]:
    length = min(_IN_A_ROW, len(words)) if in_part else len(words)
    if length >= _FEWEST:
        yield from (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _repeated_numbers(text: str, gone: TakenOut) -> Iterator[_Span]:
    """One may be grouped with what stands beside it, such as the month in which a card ends."""
    for number, span in _numbers(text):
        if any(number in other or other in number for other in gone.numbers):
            yield span


def _repeated_pieces(text: str, gone: TakenOut) -> Iterator[_Span]:
    return (span for piece, span in _pieces(text) if any(other in piece for other in gone.pieces))


def _quoted(text: str, gone: TakenOut) -> Iterator[_Span]:
    words = list(_words(text))
    for length in {len(run) for run in gone.runs}:
        for at in range(len(words) - length + 1):
            if tuple(word for word, _ in words[at : at + length]) in gone.runs:
                yield words[at][1][0], words[at + length - 1][1][1]


def _joined(text: str, spans: Iterable[_Span]) -> list[_Span]:
    """In order; with no word between, two are one."""
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and not _WORD.search(text, joined[-1][1], max(start, joined[-1][1])):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _moved(entity: dict[str, Any], spans: Sequence[_Span]) -> dict[str, Any]:
    """What covered but a part of what went covers none of the blank."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    first, last = _place(start, spans, inside=len(BLANK)), _place(end, spans, inside=0)
    return {**entity, "offset": first, "length": last - first}


def _place(at: int, spans: Sequence[_Span], *, inside: int) -> int:
    shift = 0
    for start, end in spans:
        if at <= start:
            break
        if at < end:
            return start + shift + inside
        shift += len(BLANK) - (end - start)
    return at + shift
