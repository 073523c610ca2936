"""What a search found, said or noted about the customer: of each ticket the words around those asked for, marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.views.query import parse

_BEFORE = 40
_LENGTH = 160
"""Of a passage, in characters, and how many of them stand before the first word found."""
_WORD = re.compile(r"[^\W_]+(?:[-–—‑._/]+[^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

# Any of the words will do: a search wants all of them on the ticket, not in one comment. Those with most of them come
# first, then the newest. They are compared as the search's table has them.
_SAID = text("""
    WITH asked AS MATERIALIZED (
        SELECT stems(:q) AS words
    ), said AS (
        SELECT ticket_number, id, author, text FROM comment WHERE ticket_number = ANY(:numbers)
        UNION ALL
        SELECT comment.ticket_number, comment.id, comment.author, each.text
        FROM comment
        JOIN comment_part AS part ON part.comment_id = comment.id
        JOIN file ON file.part_id = part.id AND file.version_id IS NULL
        LEFT JOIN transcript ON transcript.file_id = file.id
        CROSS JOIN LATERAL (
            VALUES (transcript.text), (CASE WHEN is_given_name(file.name) THEN file.name END)
        ) AS each (text)
        WHERE comment.ticket_number = ANY(:numbers)
        UNION ALL
        SELECT ticket.number, 0, 'agent', note.text
        FROM ticket JOIN customer_note AS note ON note.customer_id = ticket.customer_id AND note.removed_at IS NULL
        WHERE ticket.number = ANY(:numbers)
    )
    SELECT DISTINCT ON (ticket_number) ticket_number, text
    FROM asked, said,
         LATERAL (
             SELECT count(DISTINCT word) AS hits FROM unnest(stems(text)) AS word WHERE word = ANY(asked.words)
             OFFSET 0 -- counted once, not for each use
         ) AS read
    WHERE text <> '' AND hits > 0
    ORDER BY ticket_number, author = 'system', hits DESC, id DESC
""")
_ASKED = text("SELECT word FROM unnest(cast(:words AS text[])) AS word WHERE stems(word) && stems(:q)")


class PassageJson(TypedDict):
    """`parts` are by turns plain and marked; the first is plain, and may be empty."""

    ticket: int
    parts: list[str]


class PassagesJson(TypedDict):
    passages: list[PassageJson]


async def passages(session: AsyncSession, numbers: Iterable[int], query: str) -> PassagesJson:
    """One for each ticket on which any of the words was said."""
    words = parse(query).words
    rows = (await session.execute(_SAID, {"q": words, "numbers": list(numbers)})).all()
    found = {row.ticket_number: list(_words_of(row.text)) for row in rows}
    written = {word.group().lower() for own in found.values() for word in own}
    asked = set(await session.scalars(_ASKED, {"q": words, "words": sorted(written)}))
    told: list[PassageJson] = []
    for row in rows:
        spans = [word.span() for word in found[row.ticket_number] if word.group().lower() in asked]
        if spans:
            told.append({"ticket": row.ticket_number, "parts": _cut(row.text, spans)})
    return {"passages": told}


def _words_of(said: str) -> Iterator[re.Match[str]]:
    """A number with dashes is one word, other words with dashes are several."""
    for written in _WORD.finditer(said):
        if any(sign.isdigit() for sign in written.group()):
            yield written
        else:
            yield from _PART.finditer(said, *written.span())


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
