"""A person's copy written to disk: as a page to read and as JSON for programs, a few comments at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TextIO

from board.store.db import Database
from board.upkeep.archive import contents
from board.upkeep.archive.contents import AT_A_TIME, Outline, Row
from board.upkeep.archive.packing import Missing, Packed
from board.upkeep.archive.reading import Page
from board.values import CommentId, Json

PAGE, DATA = "index.html", "data.json"


async def write(database: Database, outline: Outline, packed: Packed, folder: Path) -> list[Path]:
    """Both documents, in the folder; nothing is written inside a transaction."""
    page, data = folder / PAGE, folder / DATA
    with page.open("w", encoding="utf-8") as html, data.open("w", encoding="utf-8") as written:
        await _Writer(database, outline, packed, html, written).all()
    return [page, data]


class _Writer:
    def __init__(
        self, database: Database, outline: Outline, packed: Packed, page: TextIO, data: TextIO
    ) -> None:
        self._database = database
        self._outline = outline
        self._packed = packed
        self._shown = Page(outline, packed)
        self._page = page
        self._data = data

    async def all(self) -> None:
        await self._put(self._shown.begin(), f'{_begun(self._head())}, "tickets": [')
        for place, ticket in enumerate(self._outline.tickets):
            comma = ",\n" if place else "\n"
            await self._put(self._shown.ticket(ticket), f'{comma}{_begun(ticket)}, "comments": [')
            number = ticket["number"]
            assert isinstance(number, int)
            await self._comments(self._outline.said.get(number, ()))
            await self._put(self._shown.end_of_ticket(), "]}")
        await self._put("", '], "at_door": [')
        if self._outline.at_door:
            await self._put(self._shown.door(), "")
            await self._comments(self._outline.at_door)
            await self._put(self._shown.end_of_ticket(), "")
        await self._put(self._shown.end(), "]}\n")

    def _head(self) -> Row:
        outline = self._outline
        lists: Row = {name: list(rows) for name, rows in outline.lists.items()}
        return {
            "made_at": outline.at.isoformat(),
            "language": outline.wanted.language,
            "notes": outline.notes,
            "has_notes": outline.wanted.has_notes,
            "person": outline.person,
            **lists,
            "files": [_file(id, where) for id, where in self._packed.places.items()],
        }

    async def _comments(self, ids: Sequence[CommentId]) -> None:
        is_first = True
        async for said in self._pages(ids):
            text = ",\n".join(map(_dumped, said))
            comma = "" if is_first or not said else ","
            await self._put(self._shown.comments(said), f"{comma}\n{text}")
            is_first = is_first and not said

    async def _pages(self, ids: Sequence[CommentId]) -> AsyncIterator[list[Row]]:
        for start in range(0, len(ids), AT_A_TIME):
            async with self._database.reading() as session:
                said = await contents.page(session, self._outline, ids[start : start + AT_A_TIME])
            yield said

    async def _put(self, page: str, data: str) -> None:
        await asyncio.to_thread(self._page.write, page)
        await asyncio.to_thread(self._data.write, data)


def _file(id: int, where: str | Missing) -> Json:
    return {"id": id, "path": None, "why": where} if isinstance(where, Missing) else {"id": id, "path": where}


def _begun(fields: Row) -> str:
    """An object that goes on."""
    return _dumped(fields).removesuffix("}")


def _dumped(value: Row) -> str:
    return json.dumps(value, ensure_ascii=False)
