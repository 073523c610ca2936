"""What was said that a search found: of each ticket the words around those asked for, which are marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

_START, _STOP = "\x02", "\x03"
_BEFORE = 40
_LENGTH = 160
"""Of a passage, in characters, and how many of them stand before the first word found."""

# Any of the words will do: a search wants all of them on the ticket, not in one comment. Those with most of them come
# first, then the newest. Whole texts are marked, so that a passage is cut from what was written, ё and all.
_SAID = text("""
    WITH asked AS (
        SELECT cast(replace(cast(plainto_tsquery('russian', translate(:q, 'ёЁ', 'еЕ')) AS text), '&', '|') AS tsquery)
            || cast(replace(cast(plainto_tsquery('indonesian', :q) AS text), '&', '|') AS tsquery) AS words
    ), said AS (
        SELECT ticket_number, id, author, text FROM comment WHERE ticket_number = ANY(:numbers)
        UNION ALL
        SELECT comment.ticket_number, comment.id, comment.author, transcript.text
        FROM comment
        JOIN comment_part AS part ON part.comment_id = comment.id
        JOIN file ON file.part_id = part.id AND file.version_id IS NULL
        JOIN transcript ON transcript.file_id = file.id
        WHERE comment.ticket_number = ANY(:numbers)
    ), best AS (
        SELECT DISTINCT ON (ticket_number) ticket_number, text, translate(text, 'ёЁ', 'еЕ') AS plain, words
        FROM asked, said,
             LATERAL (
                 SELECT to_tsvector('russian', translate(text, 'ёЁ', 'еЕ')) || to_tsvector('indonesian', text) AS parsed
                 OFFSET 0 -- parsed once, not for each use
             ) AS read
        WHERE text <> '' AND parsed @@ words
        ORDER BY ticket_number, author = 'system', ts_rank(parsed, words) DESC, id DESC
    )
    SELECT ticket_number, text,
           ts_headline('russian', plain, words, :options) AS russian,
           ts_headline('indonesian', plain, words, :options) AS indonesian
    FROM best
""")
_OPTIONS = f'HighlightAll=true, StartSel="{_START}", StopSel="{_STOP}"'


class PassageJson(TypedDict):
    """`parts` are by turns plain and marked; the first is plain, and may be empty."""

    ticket: int
    parts: list[str]


class PassagesJson(TypedDict):
    passages: list[PassageJson]


async def passages(session: AsyncSession, numbers: Iterable[int], query: str) -> PassagesJson:
    """One for each ticket on which any of the words was said."""
    asked = {"q": query, "numbers": list(numbers), "options": _OPTIONS}
    rows = await session.execute(_SAID, asked)
    told: list[PassageJson] = []
    for row in rows:
        spans = max(_spans(row.russian, row.text), _spans(row.indonesian, row.text), key=len)
        if spans:
            told.append({"ticket": row.ticket_number, "parts": _cut(row.text, spans)})
    return {"passages": told}


def _spans(marked: str, original: str) -> list[tuple[int, int]]:
    """Where in the original the marked words stand; nowhere, should marking have changed the text."""
    spans: list[tuple[int, int]] = []
    at = 0
    for part in re.split(f"({_START}.*?{_STOP})", marked, flags=re.DOTALL):
        length = len(part)
        if part.startswith(_START):
            length -= 2
            spans.append((at, at + length))
        at += length
    return spans if at == len(original) else []


def _cut(original: str, spans: list[tuple[int, int]]) -> list[str]:
    """The words around the first span, with all that are marked among them."""
    first = spans[0]
    start = _next_word(original, first[0] - _BEFORE)
    end = max(_last_word(original, start + _LENGTH), first[1])
    shown = [span for span in spans if span[1] <= end]
    parts = list(_parts(original, start, end, shown))
    parts[0] = ("…" if start > 0 else "") + parts[0].lstrip()
    parts[-1] = parts[-1].rstrip() + ("…" if end < len(original) else "")
    return [re.sub(r"\s+", " ", part) for part in parts]


def _parts(original: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[str]:
    for begin, stop in spans:
        yield original[start:begin]
        yield original[begin:stop]
        start = stop
    yield original[start:end]


def _next_word(original: str, at: int) -> int:
    """Where the first whole word at or after a place begins; a text without spaces is cut anywhere."""
    if at <= 0:
        return 0
    space = re.compile(r"\s").search(original, at - 1, at + _BEFORE)
    return at if space is None else space.end()


def _last_word(original: str, at: int) -> int:
    """Where the last whole word before a place ends."""
    if at >= len(original):
        return len(original)
    spaces = [space.start() for space in re.compile(r"\s").finditer(original, at - _BEFORE, at)]
    return spaces[-1] if spaces else at
