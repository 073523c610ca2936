"""What many people send at once, good and bad mixed at random, and what must have become of every piece of it."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from board.store import jobs
from board.store.db import Database, advance_clock
from board.values import DESK
from bot.inbound.intake import QUEUE, split, store
from tests.bot.machinery import jobs_of, message
from tests.world import BOT

_REFUSED = 13
"""Pixels: a photo so wide is read, and its handler fails, while files are refused."""
_SPOILED: tuple[dict[str, Any], ...] = (
    {"from": None},
    {"date": "never"},
    {"chat": {"id": 10**30}},
    {"entities": [{"type": "bold"}, 7]},
    {"forward_origin": {"type": "hidden_user"}},
    {"photo": [{"file_id": None, "width": 2**70}]},
    {"reply_to_message": {"message_id": "none"}},
    {"of_the_future": [{"is": 5}]},
)
"""What is put over a message: it costs none of its words."""


@asynccontextmanager
async def refusing_files(database: Database) -> AsyncIterator[None]:
    check = f"ADD CONSTRAINT refused CHECK (width IS DISTINCT FROM {_REFUSED})"
    for change in (check, "DROP CONSTRAINT refused"):
        async with database.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE file {change}"))
        if change == check:
            yield


@dataclass
class Mix:
    """Updates in the order in which they come, and what each chat's comments must be in the end."""

    chance: random.Random
    people: tuple[int, ...]
    updates: list[str] = field(default_factory=list)
    said: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """By chat and comment, which is named by its first message: its words in the end."""
    placeholders: set[tuple[int, int]] = field(default_factory=set)
    taps: int = 0
    garbage: int = 0
    _texts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _ids: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**6)))

    def add(self, count: int) -> None:
        pieces = (
            self._words,
            self._spoiled,
            self._edit,
            self._album,
            self._tap,
            self._garbage,
            self._failing,
        )
        for piece in self.chance.choices(pieces, weights=(50, 10, 12, 6, 8, 4, 4), k=count):
            piece(self.chance.choice(self.people))

    async def come_in(self, database: Database, first: int, last: int) -> None:
        """Store a part of them as `getUpdates` brings them."""
        answer = '{"ok":true,"result":[' + ",".join(self.updates[first:last]) + "]}"
        await store(database, BOT, list(split(answer.encode())))

    def _words(self, person: int) -> None:
        number = self._put(person)
        self.said[person][number] = f"words {number}"
        self._texts[person].append(number)

    def _spoiled(self, person: int) -> None:
        number = next(self._ids)
        raw = message(person, number, f"words {number}") | self.chance.choice(_SPOILED)
        self.said[person][number] = f"words {number}"
        self._update(message=raw)

    def _edit(self, person: int) -> None:
        """Of one said before, which may not have been handled yet."""
        if before := self._texts[person]:
            number = self.chance.choice(before)
            self.said[person][number] = f"words {number}, changed by {len(self.updates)}"
            words = self.said[person][number]
            self._update(edited_message=message(person, number, words, edit_date=1_700_000_009))

    def _album(self, person: int) -> None:
        photos = [self._put(person, photo=_photo(90), media_group_id="?") for _ in range(3)]
        self.said[person][photos[0]] = "\n".join(f"words {number}" for number in photos)
        for back, number in enumerate(reversed(photos), 1):
            self.updates[-back] = self.updates[-back].replace('"?"', f'"album {photos[0]}"')
            assert f'"message_id": {number}' in self.updates[-back]

    def _tap(self, person: int) -> None:
        self.taps += 1
        user = {"id": person, "is_bot": False, "first_name": "Anna"}
        tap = {"id": f"tap-{self.taps}", "from": user, "chat_instance": "1", "data": "of long ago"}
        self._update(callback_query={**tap, "message": message(person, 1, "buttons")})

    def _menu(self, person: int) -> None:
        """Buttons say nothing; what looks like one in a Telegram reply does. After *New ticket*, words wait."""
        kind = self.chance.choice(("My tickets", "Профиль", "New ticket", "a topic", "a reply"))
        if kind == "a topic":
            self._press(person, "New ticket")
            self._press(person, "Касса")
        elif kind != "a reply":
            self._press(person, kind)
        elif before := self._texts[person]:
            number = next(self._ids)
            self.said[person][number] = "Profile"
            replied = message(person, self.chance.choice(before), "words")
            self._update(message=message(person, number, "Profile", reply_to_message=replied))

    def _press(self, person: int, words: str) -> None:
        self._update(message=message(person, next(self._ids), words))

    def _garbage(self, person: int) -> None:
        self.garbage += 1
        number = len(self.updates) + 1
        chat = {"id": person, "type": "private"}
        bad: dict[str, Any] = {
            "message": self.chance.choice(["no object", {"chat": chat}, {"date": "never"}])
        }
        self.updates.append(json.dumps({"update_id": number, **bad}))

    def _failing(self, person: int) -> None:
        number = self._put(person, photo=_photo(_REFUSED))
        self.said[person][number] = f"words {number}"
        self.placeholders.add((person, number))

    def _put(self, person: int, **fields: object) -> int:
        number = next(self._ids)
        raw = message(person, number, f"words {number}", **fields)
        if "photo" in fields:
            raw["caption"] = raw.pop("text")
        self._update(message=raw)
        return number

    def _update(self, **content: object) -> None:
        self.updates.append(json.dumps({"update_id": len(self.updates) + 1, **content}))


async def check(database: Database, mix: Mix) -> None:
    """Every good piece is there exactly once and in order, every bad one is set aside and seen, nothing else lost."""
    for person in mix.people:
        found = await _comments(database, person)
        assert [(number, words) for number, words, _ in found] == list(mix.said[person].items())
        unreadable = {(person, number) for number, _, is_unreadable in found if is_unreadable}
        assert unreadable == {place for place in mix.placeholders if place[0] == person}
    updates = await jobs_of(database, QUEUE)
    assert len(updates) == len(mix.updates)
    assert len([job for job in updates if job["parked_at"]]) == mix.garbage + len(mix.placeholders)
    assert all(job["done_at"] or job["parked_at"] for job in updates)


async def is_over(database: Database) -> bool:
    """Whether nothing is left to do; what failed and waits for its next try is helped by making time pass."""
    async with database.reading() as session:
        to_next = await jobs.seconds_to_next(session, QUEUE)
    if to_next is not None and to_next > 0:
        async with database.transaction(DESK) as tx:
            await advance_clock(tx, timedelta(seconds=to_next))
    return to_next is None


async def how_many_are_done(database: Database) -> int:
    return len([job for job in await jobs_of(database, QUEUE) if job["done_at"]])


async def _comments(database: Database, person: int) -> list[tuple[int, str, bool]]:
    """The person's comments in the order in which they were kept, each by its first message."""
    async with database.reading() as session:
        rows = await session.execute(
            text(
                "SELECT min(part.message_id), comment.text, comment.detail ->> 'unreadable' IS NOT NULL"
                " FROM comment JOIN comment_part part ON part.comment_id = comment.id"
                " WHERE comment.chat_id = :person AND comment.author = 'customer'"
                " GROUP BY comment.id ORDER BY comment.id"
            ),
            {"person": person},
        )
        return [(number, words, is_unreadable) for number, words, is_unreadable in rows]


def _photo(width: int) -> list[dict[str, object]]:
    return [
        {"file_id": f"photo-{width}", "file_unique_id": "1", "width": width, "height": 90, "file_size": 9}
    ]
