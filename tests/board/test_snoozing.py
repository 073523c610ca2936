"""Snooze: until when it lasts, what ends it, and that the clock knows nothing of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from board.errors import Conflict, Invalid
from board.facts import Cause, TicketSnoozed, TicketWoken
from board.store.db import Transaction
from board.talk import regrouping
from board.tickets import moving, snoozing, undoing
from board.tickets.snoozing import Until
from board.values import DESK, TicketNumber
from tests.world import World

HOUR = timedelta(hours=1)


async def test_a_snooze_lasts_until_its_time(world: World) -> None:
    number = await _ticket(world)
    await _snooze(world, number, HOUR)
    await world.pass_time(HOUR - timedelta(minutes=1))
    assert await _is_snoozed(world, number)
    await world.pass_time(timedelta(minutes=1))
    assert not await _is_snoozed(world, number)


async def test_words_end_a_snooze_and_a_bare_thanks_keeps_it(world: World) -> None:
    number = await _ticket(world)
    await _snooze(world, number, Until.CUSTOMER)

    await world.write("спасибо", is_bare_thanks=True)
    assert await _is_snoozed(world, number)
    await world.write("Now it smokes.")

    assert not await _is_snoozed(world, number)
    assert [(woken.why, woken.ticket) for woken in await _woken(world, number)] == [
        (Cause.CUSTOMER_WROTE, number)
    ]


async def test_words_end_a_snooze_until_a_time_too(world: World) -> None:
    number = await _ticket(world)
    await _snooze(world, number, HOUR)
    await world.write("Now it smokes.")
    assert not await _is_snoozed(world, number)


async def test_a_thanks_that_is_changed_into_a_question_ends_a_snooze(world: World) -> None:
    number = await _ticket(world)
    await _snooze(world, number, Until.CUSTOMER)
    await world.write("спасибо", message_id=900, is_bare_thanks=True)

    await world.edit(900, "спасибо!", is_bare_thanks=True)
    assert await _is_snoozed(world, number)
    await world.edit(900, "спасибо, но опять не работает")

    assert not await _is_snoozed(world, number)


async def test_words_meant_for_another_ticket_let_it_sleep_on(world: World) -> None:
    number = await _ticket(world)
    until = await _snooze(world, number, HOUR)
    other = await world.open()
    await world.choose(number)
    wrote = await world.write("Now it smokes.")
    assert not await _is_snoozed(world, number)

    async with world.database.transaction(DESK) as tx:
        await regrouping.move_comments(tx, wrote.comment.id, other)

    assert await _is_snoozed(world, number)
    assert (await world.ticket(number)).snoozed_until == until


async def test_a_resolution_ends_a_snooze_and_taking_it_back_brings_it_back(world: World) -> None:
    number = await _ticket(world)
    await _snooze(world, number, HOUR)

    await world.resolve(number)
    assert not await _is_snoozed(world, number)
    async with world.database.transaction(world.agent) as tx:
        await undoing.undo(tx, number)

    assert await _is_snoozed(world, number)


async def test_a_reopened_ticket_is_awake(world: World) -> None:
    number = await _ticket(world)
    await _snooze(world, number, HOUR)
    await world.resolve(number)

    async with world.database.transaction(world.agent) as tx:
        await moving.reopen(tx, number)

    assert not await _is_snoozed(world, number)


async def test_whoever_snoozes_again_decides_and_a_repeat_changes_nothing(world: World) -> None:
    number = await _ticket(world)
    until = await _snooze(world, number, HOUR)
    async with world.database.transaction(world.agent) as tx:
        await snoozing.snooze(tx, number, until)
        await snoozing.snooze(tx, number, Until.CUSTOMER)
        await snoozing.wake(tx, number)
        await snoozing.wake(tx, number)

    facts = [event.fact for event in await world.events(number)]
    assert [fact.until for fact in facts if isinstance(fact, TicketSnoozed)] == [until, None]
    assert len(await _woken(world, number)) == 1


async def test_what_cannot_be_snoozed_is_refused(world: World) -> None:
    number = await _ticket(world)
    for until in (timedelta(), -HOUR, timedelta(days=400)):
        with pytest.raises(Invalid, match="within a year"):
            await _snooze(world, number, until)
    with pytest.raises(Invalid, match="around the clock"):
        await _snooze(world, number, Until.OPENING)
    await world.resolve(number)
    with pytest.raises(Conflict, match="nothing to snooze"):
        await _snooze(world, number, HOUR)


async def _ticket(world: World) -> TicketNumber:
    await world.customer()
    number = await world.open()
    await world.write()
    return number


async def _snooze(world: World, number: int, until: timedelta | Until) -> datetime | Until:
    async def verb(tx: Transaction) -> datetime | Until:
        end = until if isinstance(until, Until) else tx.now + until
        await snoozing.snooze(tx, number, end)
        return end

    return await world.database.run(world.agent, verb)


async def _is_snoozed(world: World, number: int) -> bool:
    async with world.database.transaction(world.agent) as tx:
        ticket = await world.ticket(number)
        return snoozing.is_snoozed(ticket, tx.now)


async def _woken(world: World, number: int) -> list[TicketWoken]:
    return [event.fact for event in await world.events(number) if isinstance(event.fact, TicketWoken)]
