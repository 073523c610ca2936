"""Writes to many tickets: a transaction each, by their numbers, and what became of each.

With an Idempotency-Key every ticket keeps its own outcome under it, in the transaction that made it. So a request that
was cut off in the middle and is made again goes on where it was, and does nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.errors import Conflict, Invalid, NotFound
from board.people import kept_answers
from board.store.db import Transaction
from board.tickets import locking
from board.values import AgentId
from board.web.keys import CALLER, DATABASE, language
from board.web.writes import Key, actor_now, key_of

_T = TypeVar("_T")
_REFUSED = (Conflict, Invalid, NotFound)
"""What one ticket may be refused for; all else ends the request, which can be made again."""


class RefusedTicketJson(TypedDict):
    """`why` is a sentence for the agent."""

    number: int
    why: str


class ManyJson(TypedDict):
    """In the order given."""

    done: list[int]
    refused: list[RefusedTicketJson]


@dataclass(frozen=True)
class Many:
    """`begin` checks the whole and names the tickets, `act` does it to one, `end` comes when all were tried.

    `act` gives the ticket's customer; None if there was nothing to do, and then the ticket is not named.
    """

    begin: Callable[[Transaction], Awaitable[Sequence[int]]]
    act: Callable[[Transaction, int], Awaitable[int | None]]
    end: Callable[[Transaction], Awaitable[None]] | None = None


async def write_each(request: web.Request, many: Many) -> web.Response:
    each = _Each(request, many, key_of(request, await request.read()))
    text = await each.answer()
    return web.Response(text=text, content_type="application/json")


async def is_just_done(
    session: AsyncSession, agent: AgentId, keys: Sequence[str], number: int, within: timedelta
) -> bool:
    """Whether the ticket was written to under one of these keys, and the last of all that were so lately."""
    of = [f"{key}\n{number}" for key in keys]
    return await kept_answers.is_last_within(session, agent, of, keys, within)


@dataclass(frozen=True)
class _Outcome:
    number: int
    is_named: bool = True
    why: str | None = None
    customer: int | None = None

    def written(self) -> str:
        return json.dumps([self.is_named, self.why])


@dataclass(frozen=True)
class _Each:
    request: web.Request
    many: Many
    key: Key | None

    async def answer(self) -> str:
        before, numbers = await self._run(self._begin)
        if before:
            return before
        of: dict[int, _Outcome] = {}
        for number in sorted(set(numbers)):
            of[number] = await self._outcome(number, of)
        outcomes = [of[number] for number in dict.fromkeys(numbers)]
        return await self._run(lambda tx: self._end(tx, outcomes))

    async def _begin(self, tx: Transaction) -> tuple[str | None, Sequence[int]]:
        """An answer that is empty was begun and cut off, or is being made: it is gone on with."""
        numbers = await self.many.begin(tx)
        before = await self._claim(tx, "")
        return before, numbers

    async def _outcome(self, number: int, others: Mapping[int, _Outcome]) -> _Outcome:
        try:
            return await self._run(lambda tx: self._act(tx, number, others))
        except _REFUSED as refused:
            why = refused.say(language(self.request))
        return await self._run(lambda tx: self._keep(tx, _Outcome(number, why=why)))

    async def _act(self, tx: Transaction, number: int, others: Mapping[int, _Outcome]) -> _Outcome:
        """Nothing is done twice to a ticket that goes by several of the numbers, since they were merged."""
        if (before := await self._claim(tx, f"\n{number}")) is not None:
            return _read(number, before)
        now = await locking.now_of(tx, [number, *others])
        same = [of for other, of in others.items() if now[other] == now[number] and of.why is None]
        if same:
            return await self._keep(tx, replace(same[0], number=number), is_claimed=True)
        customer = await self.many.act(tx, number)
        outcome = _Outcome(number, is_named=customer is not None, customer=customer)
        return await self._keep(tx, outcome, is_claimed=True)

    async def _keep(self, tx: Transaction, outcome: _Outcome, *, is_claimed: bool = False) -> _Outcome:
        """Or what another request with the key was faster to keep."""
        name = f"\n{outcome.number}"
        if not is_claimed and (before := await self._claim(tx, name)) is not None:
            return _read(outcome.number, before)
        if self.key is not None:
            about = [] if outcome.customer is None else [outcome.customer]
            agent = self.request[CALLER].agent
            await kept_answers.keep(tx.session, agent, self.key.name + name, outcome.written(), about)
        return outcome

    async def _end(self, tx: Transaction, outcomes: Sequence[_Outcome]) -> str:
        if self.many.end is not None:
            await self.many.end(tx)
        named = [each for each in outcomes if each.is_named]
        told: ManyJson = {
            "done": [each.number for each in named if each.why is None],
            "refused": [{"number": each.number, "why": each.why} for each in named if each.why is not None],
        }
        text = json.dumps(told, ensure_ascii=False)
        if self.key is None:
            return text
        about = {each.customer for each in outcomes if each.customer is not None}
        return await kept_answers.finish(tx.session, self.request[CALLER].agent, self.key.name, text, about)

    async def _claim(self, tx: Transaction, name: str) -> str | None:
        """A ticket's key holds a sign that no header can, so that it is nobody's own."""
        if self.key is None:
            return None
        agent = self.request[CALLER].agent
        return await kept_answers.claim(tx.session, agent, self.key.name + name, self.key.request)

    async def _run(self, work: Callable[[Transaction], Awaitable[_T]]) -> _T:
        caller = self.request[CALLER]

        async def as_caller(tx: Transaction) -> _T:
            tx.actor = await actor_now(tx, caller)
            return await work(tx)

        return await self.request.app[DATABASE].run(caller.actor, as_caller)


def _read(number: int, kept: str) -> _Outcome:
    """One that was emptied, because its customer was erased, was done."""
    if not kept.startswith("["):
        return _Outcome(number)
    is_named, why = json.loads(kept)
    return _Outcome(number, is_named, why)
