"""A rule moves what is late: once a ticket, by its own name, and without changing any verdict."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.desk import rules, ruling
from board.desk.rules import Breach
from board.errors import DeskError
from board.facts import Cause, DeadlineMissed, DeadlineNear, Event, TicketMoved
from board.store.db import Database
from board.talk import conversation
from board.tickets import locking, moving, promises, undoing
from board.values import DESK, RULE, TIMER, Metric, State, TicketNumber, Timer, TimerState
from sla import clock, fold, worker
from tests.sla.conftest import Desk
from tests.world import told


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.database = told(desk.database, {"sla": fold.apply, "rules": ruling.listener()})
    return desk


async def _rule(desk: Desk, breach: Breach) -> None:
    async with desk.database.transaction(DESK) as tx:
        await rules.set_breach(tx, breach)


async def _moves(desk: Desk, number: TicketNumber) -> list[Event]:
    return [each for each in await desk.events(number) if _is_by_rule(each)]


def _is_by_rule(event: Event) -> bool:
    return isinstance(event.fact, TicketMoved) and event.actor == RULE


async def test_what_is_late_goes_to_the_lane_once_and_its_promise_counts_from_then(desk: Desk) -> None:
    await _rule(desk, Breach("urgent"))
    number = await desk.open()
    await desk.pass_time(timedelta(minutes=6))
    await worker.ring_due(desk.database)

    (moved,) = await _moves(desk, number)
    assert isinstance(moved.fact, TicketMoved)
    assert (moved.fact.why, moved.fact.to.lane, moved.fact.to.column) == (Cause.BREACH, "urgent", "inbox")
    first, withdrawn, resolution = await desk.timers(number)
    assert (first.state, first.ended_at, withdrawn.state) == (TimerState.MISSED, None, TimerState.CANCELLED)
    assert (resolution.started_at, resolution.goal.duration) == (moved.at, timedelta(hours=5))

    async with desk.database.transaction(desk.agent) as tx:
        await moving.move(tx, number, lane="two_days")
    await desk.pass_time(timedelta(days=3))
    await worker.ring_due(desk.database)
    assert len(await _moves(desk, number)) == 1, "an agent moved it on"
    assert (await desk.ticket(number)).lane_key == "two_days"


async def test_a_board_takes_what_is_late_in_the_state_it_is_in(desk: Desk) -> None:
    await _rule(desk, Breach(board="second_line"))
    number = await desk.open()
    async with desk.database.transaction(desk.agent) as tx:
        await moving.move(tx, number, column="waiting")
    await desk.pass_time(timedelta(minutes=6))
    await worker.ring_due(desk.database)
    (moved,) = await _moves(desk, number)
    assert isinstance(moved.fact, TicketMoved)
    assert (moved.fact.to.board, moved.fact.to.lane, moved.fact.to.state) == (
        *("second_line", "today", State.WAITING),
    )
    assert (await desk.timers(number))[1].state is TimerState.PAUSED, "the same goal: it goes on as it was"


async def test_what_is_done_answered_or_there_already_is_not_moved(desk: Desk) -> None:
    await _rule(desk, Breach("urgent"))
    there = await desk.open("cash_desk")
    answered, on_its_way, done = [await desk.open() for _ in range(3)]
    await desk.pass_time(timedelta(minutes=6))
    await desk.answer(answered)
    await _on_its_way(desk, on_its_way)
    async with desk.database.transaction(desk.agent) as tx:
        await moving.resolve(tx, done)
    await worker.ring_due(desk.database)
    for number in (there, answered, on_its_way, done):
        assert DeadlineMissed in [type(event.fact) for event in await desk.events(number)]
        assert await _moves(desk, number) == []


async def test_two_workers_move_once_and_one_that_is_killed_moves_nothing(
    desk: Desk, database_url: str
) -> None:
    await _rule(desk, Breach("urgent"))
    number = await desk.open()
    await desk.pass_time(timedelta(minutes=6))
    await _killed_while_ringing(desk.database, number)
    assert await _moves(desk, number) == []
    other = Database(database_url, desk.database.listeners)
    await asyncio.gather(worker.ring_due(desk.database), worker.ring_due(other))
    await other.close()
    assert len(await _moves(desk, number)) == 1


async def test_whatever_happens_no_verdict_changes_and_a_rule_moves_once(desk: Desk) -> None:
    """Agents, customers, moved time, a worker that is away or killed, and a rule that is changed, at random."""
    moved = 0
    for seed in range(6):
        chance = random.Random(seed)
        await _rule(desk, Breach("urgent"))
        numbers = [await desk.open(chance.choice(("product", "billing", "cash_desk"))) for _ in range(5)]
        for _ in range(60):
            with suppress(DeskError):
                await _something(desk, chance, chance.choice(numbers))
        await worker.ring_due(desk.database)
        for number in numbers:
            moved += sum(map(_is_by_rule, await _checked(desk, number)))
    assert moved >= 10


async def _something(desk: Desk, chance: random.Random, number: TicketNumber) -> None:
    lane, column = (
        chance.choice(("urgent", "today", "two_days")),
        chance.choice(("inbox", "in_work", "waiting")),
    )
    board = chance.choice(("product", "billing", "second_line"))
    match chance.choices(range(8), weights=(24, 16, 8, 12, 8, 4, 8, 6))[0]:
        case 0:
            await desk.pass_time(timedelta(minutes=chance.choice((1, 4, 70, 400, 1500))))
        case 1:
            await worker.ring_due(desk.database)
        case 2:
            await _killed_while_ringing(desk.database, number)
        case 3:
            async with desk.database.transaction(desk.agent) as tx:
                await moving.move(tx, number, board=board, lane=lane)
                await moving.move(tx, number, column=column)
        case 4:
            await (desk.answer(number) if chance.random() < 0.5 else _on_its_way(desk, number))
        case 5:
            async with desk.database.transaction(desk.agent) as tx:
                await undoing.undo(tx, number)
        case 6:
            async with desk.database.transaction(desk.agent) as tx:
                await (moving.resolve if chance.random() < 0.5 else moving.reopen)(tx, number)
        case _:
            await _rule(desk, chance.choice((Breach("urgent"), Breach(board="second_line"), Breach())))


async def _on_its_way(desk: Desk, number: TicketNumber) -> None:
    """A reply that Telegram has not taken yet."""
    async with desk.database.transaction(desk.agent) as tx:
        await conversation.reply(tx, number, "On it.")


async def _killed_while_ringing(database: Database, number: TicketNumber) -> None:
    """After all was written, before any of it was committed."""
    with suppress(asyncio.CancelledError):
        async with database.transaction(TIMER) as tx:
            await worker.ring_ticket(tx, number)
            raise asyncio.CancelledError


async def _checked(desk: Desk, number: TicketNumber) -> list[Event]:
    history = await desk.events(number)
    moves = [place for place, event in enumerate(history) if _is_by_rule(event)]
    assert len(moves) <= 1, "once a ticket"
    end = fold.fold(history)
    for place in moves:
        moved, before = history[place], clock.advance(fold.fold(history[:place]), history[place].at)
        missed = _missed_just_before(history[:place])
        assert isinstance(moved.fact, TicketMoved)
        assert moved.fact.start.state is moved.fact.to.state is not State.DONE
        assert missed & {each.key for each in before if each.state is TimerState.MISSED and not each.ended_at}
        _expect_verdicts_kept(before, end)
    await _expect_the_same_after_a_refold(desk, number)
    return history


def _missed_just_before(history: list[Event]) -> set[object]:
    rung = []
    for event in reversed(history):
        if not isinstance(event.fact, DeadlineMissed | DeadlineNear):
            break
        rung.append(event.fact)
    return {fact.timer for fact in rung if isinstance(fact, DeadlineMissed) and fact.metric in ruling.MOVING}


def _expect_verdicts_kept(before: tuple[Timer, ...], end: tuple[Timer, ...]) -> None:
    """What was met or missed stays so, and what promises an answer does not hear of the move at all."""
    later = {timer.key: timer for timer in end}
    for timer in before:
        if timer.state in (TimerState.MET, TimerState.MISSED):
            assert later[timer.key].state is timer.state
        if timer.metric is not Metric.RESOLUTION:
            assert (later[timer.key].started_at, later[timer.key].due_at) == (timer.started_at, timer.due_at)


async def _expect_the_same_after_a_refold(desk: Desk, number: TicketNumber) -> None:
    async with desk.database.transaction(DESK) as tx:
        await locking.lock(tx, number)
        stored = clock.advance(await promises.load(tx, number), tx.now)
        await fold.refold(tx, number)
        assert await promises.load(tx, number) == stored
        drawn = await tx.session.execute(
            text("SELECT due_at, next_alarm_at FROM ticket WHERE number = :number"), {"number": number}
        )
        due = promises.deadline_of(stored)
        assert drawn.one() == (due.due_at if due else None, promises.next_alarm_of(stored))
