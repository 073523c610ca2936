"""Agents who do at once what takes many tickets apart and together, and what must be true of the desk afterwards."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
from sqlalchemy import select, text

from board.models import Comment, CommentPart, Incident, ScheduledReply, Ticket
from board.store.db import Database
from board.values import Author, Delivery, TicketNumber
from sandbox.client import Person, Phone
from sla import fold

CLOSED = "for good"
_DONE, _REFUSED = 200, (404, 409, 422)


@dataclass
class Hands:
    """Everything they ask is asked until it is answered, with one key: a desk that dies answers when it is back."""

    chance: random.Random
    database: Database
    url: str
    token: str
    people: Sequence[Person]
    said: dict[int, list[str]] = field(default_factory=dict)
    """By person: what they wrote, in order."""
    replies: dict[str, int] = field(default_factory=dict)
    """What was answered to one ticket, and is not to be lost."""
    to_many: set[str] = field(default_factory=set)
    scheduled: set[str] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def work(self, acts: int) -> None:
        async with self._session() as session:
            for _ in range(acts):
                act = self.chance.choice(self._acts())
                await act(session)

    def _acts(self) -> Sequence[Callable[[aiohttp.ClientSession], Awaitable[None]]]:
        often = (self._writes, self._reply, self._merge, self._split, self._many)
        return (
            *often,
            *often,
            *(self._undo, self._schedule, self._edit, self._incident, self._answer_all, self._resolve_all),
            *(self._close_loop, self._close_loop),
        )

    async def _writes(self, _: aiohttp.ClientSession) -> None:
        person = self.chance.choice(self.people)
        words = f"words {next(self._numbers)}"
        self.said.setdefault(person.id, []).append(words)
        await person.send(words)

    async def _reply(self, session: aiohttp.ClientSession) -> None:
        words = self._words("reply")
        if number := await self._ticket():
            status, _ = await self._ask(session, f"tickets/{number}/replies", {"text": words})
            if status == _DONE:
                self.replies[words] = number

    async def _merge(self, session: aiohttp.ClientSession) -> None:
        if number := await self._ticket():
            async with self.database.reading() as reading:
                ticket = await reading.get_one(Ticket, number)
                same = select(Ticket.number).where(
                    Ticket.customer_id == ticket.customer_id, Ticket.number != number
                )
                others = list(await reading.scalars(same))
            if others:
                await self._ask(session, f"tickets/{number}/merge", {"into": self.chance.choice(others)})

    async def _split(self, session: aiohttp.ClientSession) -> None:
        theirs = select(Comment.ticket_number, Comment.id).where(
            Comment.author == Author.CUSTOMER, Comment.ticket_number.is_not(None)
        )
        if found := await self._one_of(theirs):
            await self._ask(session, f"tickets/{found[0]}/split", {"comment": found[1]})

    async def _many(self, session: aiohttp.ClientSession) -> None:
        numbers = [number for number in [await self._ticket() for _ in range(4)] if number]
        wishes: Sequence[dict[str, object]] = (
            {"reply": (known := self._words("known"))},
            {"resolve": {"text": (mended := self._words("mended"))}},
            {"labels": ["outage"], "move": {"lane": "urgent"}},
        )
        self.to_many |= {known, mended}
        if numbers:
            await self._ask(session, "tickets/bulk", {"numbers": numbers, **self.chance.choice(wishes)})

    async def _undo(self, session: aiohttp.ClientSession) -> None:
        if number := await self._ticket():
            await self._ask(session, f"tickets/{number}/undo", {})

    async def _schedule(self, session: aiohttp.ClientSession) -> None:
        words = self._words("later")
        if number := await self._ticket():
            async with self.database.reading() as reading:
                soon = await reading.scalar(text("SELECT desk_now() + interval '2 seconds'"))
            body = {"text": words, "until": soon.isoformat() if soon else ""}
            status, _ = await self._ask(session, f"tickets/{number}/scheduled", body)
            if status == _DONE:
                self.scheduled.add(words)

    async def _edit(self, session: aiohttp.ClientSession) -> None:
        mine = select(Comment.id, Comment.text).where(
            Comment.author == Author.AGENT, Comment.text.startswith("reply")
        )
        if not (found := await self._one_of(mine)):
            return
        id, words = found
        if self.chance.random() < 0.5:
            status, _ = await self._ask(session, f"comments/{id}/delete", {})
        else:
            status, _ = await self._ask(session, f"comments/{id}/edit", {"text": f"{words} edited"})
        if status == _DONE:
            self.replies.pop(words, None)

    async def _incident(self, session: aiohttp.ClientSession) -> None:
        numbers = [number for number in [await self._ticket() for _ in range(3)] if number]
        await self._ask(session, "incidents", {"name": self._words("trouble"), "numbers": numbers})

    async def _answer_all(self, session: aiohttp.ClientSession) -> None:
        if incident := await self._one_incident(is_open=True):
            self.to_many.add(words := self._words("known"))
            await self._ask(session, f"incidents/{incident}/replies", {"text": words})

    async def _resolve_all(self, session: aiohttp.ClientSession) -> None:
        if incident := await self._one_incident(is_open=True):
            self.to_many.add(words := self._words("over"))
            await self._ask(session, f"incidents/{incident}/resolve", {"text": words})

    async def _close_loop(self, session: aiohttp.ClientSession) -> None:
        if incident := await self._one_incident(is_open=False):
            texts = {"en": f"{CLOSED} {incident}.", "ru": f"{CLOSED} {incident}."}
            await self._ask(session, f"incidents/{incident}/close-loop", {"texts": texts})

    async def _one_incident(self, *, is_open: bool) -> int | None:
        found = await self._one_of(select(Incident.id).where(Incident.is_open == is_open))
        return found[0] if found else None

    async def _ticket(self) -> int | None:
        found = await self._one_of(select(Ticket.number))
        return found[0] if found else None

    async def _one_of(self, wanted: Any) -> Any:
        async with self.database.reading() as reading:
            rows = (await reading.execute(wanted)).all()
        return self.chance.choice(rows) if rows else None

    def _words(self, kind: str) -> str:
        return f"{kind} {next(self._numbers)}."

    async def _ask(self, session: aiohttp.ClientSession, path: str, body: object) -> tuple[int, Any]:
        headers = {"Idempotency-Key": f"{path} {next(self._numbers)}"}
        async with asyncio.timeout(120):
            while True:
                try:
                    answer = await session.post(f"{self.url}/api/v1/{path}", json=body, headers=headers)
                    told = await answer.json(content_type=None)
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)  # nothing can wake us before the desk listens again
                    continue
                assert answer.status in (_DONE, *_REFUSED), (path, body, told)
                return answer.status, told

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiohttp.ClientSession]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            yield session


async def is_quiet(hands: Hands) -> bool:
    """Whether all that was written has come in, and all that was answered has gone."""
    async with hands.database.reading() as reading:
        open_jobs = await reading.scalar(
            text(
                "SELECT count(*) FROM job WHERE done_at IS NULL AND parked_at IS NULL"
                " AND queue IN ('update', 'outbox') AND run_at <= desk_now()"
            )
        )
        due = await reading.scalar(
            text(
                "SELECT count(*) FROM job WHERE queue = 'reminder' AND done_at IS NULL AND parked_at IS NULL"
                " AND run_at <= desk_now() + interval '3 seconds'"
            )
        )
    kept = sum(len(words) for words in (await _kept(hands.database)).values())
    return not open_jobs and not due and kept == sum(map(len, hands.said.values()))


async def check(hands: Hands, phone: Phone, kills: int) -> None:
    database = hands.database
    assert await _kept(database) == {person: words for person, words in hands.said.items() if words}
    async with database.reading() as reading:
        comments = (await reading.scalars(select(Comment).where(Comment.author == Author.AGENT))).all()
        waiting = set(await reading.scalars(select(ScheduledReply.text)))
        numbers = list(await reading.scalars(select(Ticket.number).order_by(Ticket.number)))
        gone = select(Comment.id).join(Ticket, Ticket.number == Comment.ticket_number)
        left_behind = list(await reading.scalars(gone.where(Ticket.merged_into.is_not(None))))
        assert await fold.differs(reading, TicketNumber(numbers[0]), TicketNumber(numbers[-1])) == []
    assert left_behind == []
    times = Counter(comment.text for comment in comments)
    assert [words for words in hands.replies if times[words] != 1] == []
    assert [words for words in hands.scheduled if times[words] + (words in waiting) != 1] == []
    assert {comment.delivery for comment in comments} <= {Delivery.SENT, Delivery.WITHDRAWN}
    on_one_ticket = Counter((comment.ticket_number, comment.text) for comment in comments if comment.text)
    merged = {each for each, n in on_one_ticket.items() if n > 1 and each[1] not in hands.to_many}
    assert merged == set()
    await _check_heard(hands, phone, comments, kills)


async def _check_heard(hands: Hands, phone: Phone, comments: Sequence[Comment], kills: int) -> None:
    """Telegram shows what the cards show, to each person once."""
    shown = {
        person.id: {message.id: message for message in await person.messages() if message.is_from_bot}
        for person in hands.people
    }
    async with hands.database.reading() as reading:
        parts = {
            part.comment_id: part
            for part in await reading.scalars(select(CommentPart).where(CommentPart.message_id.is_not(None)))
        }
    unsure = sum(comment.is_maybe_twice for comment in comments)
    for comment in comments:
        part = parts.get(comment.id)
        if comment.told_with is not None or comment.delivery != Delivery.SENT:
            assert part is None
            continue
        assert part is not None
        assert part.chat_id is not None
        assert part.message_id is not None
        message = shown[part.chat_id][part.message_id]
        assert message.is_deleted == (comment.removed_at is not None)
        assert comment.text in message.text
    heard = Counter(
        (person, line)
        for person, messages in shown.items()
        for message in messages.values()
        if not message.is_deleted
        for line in message.text.splitlines()
        if line in hands.to_many | hands.scheduled | set(hands.replies) or line.startswith(CLOSED)
    )
    assert sum(times - 1 for times in heard.values()) <= unsure + kills


async def _kept(database: Database) -> dict[int, list[str]]:
    """What each person wrote, in the order in which it was kept."""
    async with database.reading() as reading:
        rows = await reading.execute(
            select(Comment.chat_id, Comment.text)
            .where(Comment.author == Author.CUSTOMER, Comment.text.startswith("words "))
            .order_by(Comment.id)
        )
        kept: dict[int, list[str]] = {}
        for person, words in rows:
            kept.setdefault(person or 0, []).append(words)
        return kept
