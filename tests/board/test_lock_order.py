"""Whoever locks several tickets does it in the order of their numbers, so that no two wait for each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from sqlalchemy import text

from board.people import customers
from board.store.db import Transaction
from board.talk import conversation, sending, telling_once
from board.tickets import incidents, locking, merging, undoing
from board.values import DESK, TicketNumber
from tests.racing import waits_with_none_above
from tests.world import World


async def _three(world: World) -> list[TicketNumber]:
    await world.customer()
    return [await world.open(topic=topic) for topic in ("cash_desk", "product", "billing")]


async def _run(world: World, work: Callable[[Transaction], Awaitable[object]]) -> None:
    await world.database.run(world.agent, work)


@pytest.mark.parametrize("other", [0, 1])
async def test_taking_a_merge_back(world: World, other: int) -> None:
    numbers = (await _three(world))[:2]
    stays = numbers[1 - other]
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, numbers[other], stays)
    await waits_with_none_above(
        world.database, numbers[0], numbers[1], _run(world, partial(undoing.undo, number=stays))
    )


async def test_merging_what_another_leads_to(world: World) -> None:
    first, second, third = await _three(world)
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, first, second)
    await waits_with_none_above(
        world.database, first, third, _run(world, partial(merging.merge, number=second, into=third))
    )


async def test_a_link_to_numbers_that_lead_elsewhere(world: World) -> None:
    first, second, third = await _three(world)
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, first, third)
        incident = await incidents.open_incident(tx, incidents.Content("Outage", None, {}, None), [])
    numbers = [first, second]
    await waits_with_none_above(
        world.database,
        second,
        third,
        _run(world, partial(incidents.link, incident_id=incident.id, numbers=numbers)),
    )


async def test_words_to_many_wait_for_no_earlier_ticket_once_theirs_is_held(world: World) -> None:
    first, second, _ = await _three(world)
    async with world.database.transaction(world.agent) as tx:
        await telling_once.lock(tx, second)
        await world.answer(first, "We know.")
        async with world.database.transaction(DESK) as other:
            await locking.lock_itself(other, first)
            await tx.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            said = await conversation.reply(tx, second, "We know.", is_to_many=True)
    assert said.told_with is None


async def test_somebody_returns_who_missed_words_on_a_done_ticket(world: World) -> None:
    first, second, _ = await _three(world)
    async with world.database.transaction(world.agent) as tx:
        missed = await conversation.reply(tx, first, "Try it now.")
    async with world.database.transaction(DESK) as tx:
        await customers.blocked(tx, await world.meet(tx, 42))
        await sending.blocked(tx, missed.id)
    await world.resolve(first)

    async def come_back(tx: Transaction) -> None:
        await customers.returned(tx, await world.meet(tx, 42))

    await waits_with_none_above(world.database, first, second, _run(world, come_back))
