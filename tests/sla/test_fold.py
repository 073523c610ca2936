"""The listener on a real database: promises stored with what caused them, and drawn anew from the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, update

from board.facts import (
    CameToDoor,
    CommentMovedAway,
    CustomerWrote,
    DeliveryChanged,
    TicketMoved,
    TicketUndone,
    TicketUnreachable,
)
from board.models import Ticket
from board.models import Timer as TimerRow
from board.talk import conversation
from board.tickets import moving, policies, promises, renewing, undoing, working_times
from board.values import DESK, CommentId, Delivery, Metric, Stage, State, TicketNumber
from sla import clock, fold
from sla.refolding import Refolded, refold_all
from tests.sla.conftest import Desk
from tests.sla.stories import CALENDARS, FIRST, HELD, MET, NEXT, RESOLUTION, Story, goals, stories


async def test_opening_stores_promises_and_the_deadline(desk: Desk) -> None:
    number = await desk.open()
    first, resolution = await desk.timers(number)
    ticket = await desk.ticket(number)
    assert (first.metric, resolution.metric) == (FIRST, RESOLUTION)
    assert resolution.due_at == ticket.opened_at + timedelta(hours=24)
    assert (ticket.due_at, ticket.due_metric) == (first.due_at, FIRST)
    assert ticket.next_alarm_at == first.warn_at


async def test_queued_reply_silences_the_alarm_and_an_accepted_one_moves_the_deadline(desk: Desk) -> None:
    number = await desk.open()
    async with desk.database.transaction(desk.agent) as tx:
        comment = await conversation.reply(tx, number, "Looking into it.")
    first, resolution = await desk.timers(number)
    assert first.state is HELD
    assert (await desk.ticket(number)).next_alarm_at == resolution.warn_at

    await desk.tell(DeliveryChanged(number, comment.id, desk.customer, Delivery.SENT))
    first, resolution = await desk.timers(number)
    assert (first.state, first.ended_at) == (MET, comment.created_at)
    assert (await desk.ticket(number)).due_at == resolution.due_at


async def test_what_was_promised_anew_in_a_lane_goes_with_the_move_there(desk: Desk) -> None:
    number = await desk.open()
    as_it_was = await desk.timers(number)
    async with desk.database.transaction(desk.agent) as tx:
        await moving.move(tx, number, lane="urgent")
    async with desk.database.transaction(DESK) as tx:
        await policies.set_policy(tx, "product", "urgent", RESOLUTION, timedelta(hours=2))
    async with desk.database.transaction(DESK) as tx:
        await renewing.renew(tx, number)
    assert {timer.goal.duration for timer in await desk.timers(number)} >= {timedelta(hours=2)}
    async with desk.database.transaction(desk.agent) as tx:
        await undoing.undo(tx, number)
    assert await desk.timers(number) == as_it_was

    async with desk.database.transaction(desk.agent) as tx:
        await moving.move(tx, number, column="in_work")
    async with desk.database.transaction(DESK) as tx:
        await policies.set_policy(tx, "product", "today", RESOLUTION, timedelta(hours=3))
    async with desk.database.transaction(DESK) as tx:
        await renewing.renew(tx, number)
    anew = await desk.timers(number)
    async with desk.database.transaction(desk.agent) as tx:
        await undoing.undo(tx, number)
    assert set(await desk.timers(number)) == set(anew), "the lane is the same"


async def test_resolved_ticket_has_no_deadline(desk: Desk) -> None:
    number = await desk.open()
    async with desk.database.transaction(desk.agent) as tx:
        await moving.resolve(tx, number)
    ticket = await desk.ticket(number)
    assert (ticket.due_at, ticket.due_metric, ticket.next_alarm_at) == (None, None, None)


async def test_move_undone_brings_back_the_same_due_times(desk: Desk) -> None:
    number = await desk.open()
    before = await desk.timers(number)
    async with desk.database.transaction(desk.agent) as tx:
        await moving.move(tx, number, lane="urgent")
    assert len(await desk.timers(number)) == 3
    async with desk.database.transaction(desk.agent) as tx:
        await undoing.undo(tx, number)
    assert await desk.timers(number) == before


async def test_resolve_undone_in_its_own_transaction_leaves_no_trace(desk: Desk) -> None:
    number = await desk.open()
    before = await desk.timers(number)
    async with desk.database.transaction(desk.agent) as tx:
        await moving.resolve(tx, number)
        await undoing.undo(tx, number)
    assert await desk.timers(number) == before


async def test_undo_keeps_what_happened_in_between(desk: Desk) -> None:
    number = await desk.open()
    async with desk.database.transaction(desk.agent) as tx:
        await moving.move(tx, number, column="waiting")
    await desk.tell(TicketUnreachable(number, desk.customer))
    move = next(event for event in await desk.events(number) if isinstance(event.fact, TicketMoved))
    await desk.tell(TicketUndone(number, desk.customer, undoes=move.key))
    first, resolution = await desk.timers(number)
    assert first.unreachable
    assert resolution.due_at == resolution.started_at + timedelta(hours=24)


async def test_comment_moved_away_takes_its_promise_along(desk: Desk) -> None:
    number = await desk.open()
    await desk.answer(number)
    before = await desk.timers(number)
    wrote = CustomerWrote(number, CommentId(77), desk.customer, False, State.WORKING, goals())
    await desk.tell(wrote)
    assert {timer.metric for timer in await desk.timers(number)} == {FIRST, RESOLUTION, NEXT}
    await desk.tell(CommentMovedAway(number, CommentId(77), desk.customer, moved_to=TicketNumber(1)))
    assert await desk.timers(number) == before


async def test_events_without_a_ticket_are_ignored(desk: Desk) -> None:
    async with desk.database.transaction(DESK) as tx:
        await tx.record(CameToDoor(desk.customer, CommentId(77)))


async def test_dropped_promises_are_drawn_anew_and_remember_their_alarms(desk: Desk) -> None:
    number = await desk.open()
    first, _ = await desk.timers(number)
    async with desk.database.transaction(DESK) as tx:
        await promises.ring(tx, number, first, Stage.NEAR)
    before = await desk.timers(number)
    async with desk.database.transaction(DESK) as tx:
        await tx.session.execute(delete(TimerRow))
        await fold.refold(tx, number)
    assert await desk.timers(number) == before
    assert (await desk.ticket(number)).next_alarm_at == first.due_at


async def test_new_policy_leaves_the_promises_already_given(desk: Desk) -> None:
    number = await desk.open()
    before = await desk.timers(number)
    async with desk.database.transaction(DESK) as tx:
        await policies.set_policy(tx, "product", "today", Metric.RESOLUTION, timedelta(hours=1), 50)
        await fold.refold(tx, number)
    later = await desk.timers(await desk.open())
    assert await desk.timers(number) == before
    assert (later[1].goal.duration, later[1].goal.warn_percent) == (timedelta(hours=1), 50)


@given(story=stories())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_refolding_any_story_gives_what_stands(desk: Desk, story: Story) -> None:
    number = await _play(desk, story)
    stands = await desk.timers(number)
    async with desk.database.transaction(DESK) as tx:
        await fold.refold(tx, number)
        refolded = await promises.load(tx, number)
        assert set(refolded) == set(clock.advance(stands, tx.now))
        assert set(refolded) == set(clock.advance(story.timers, tx.now))


async def test_a_whole_desk_is_worked_out_again_and_what_differs_is_mended(desk: Desk) -> None:
    numbers = [await desk.open() for _ in range(5)]
    await desk.answer(numbers[1])
    before = [await desk.timers(number) for number in numbers]
    assert await refold_all(desk.database) == Refolded(5, 0)
    async with desk.database.transaction(DESK) as tx:
        await tx.session.execute(delete(TimerRow).where(TimerRow.ticket_number == numbers[2]))
        later = {"due_at": TimerRow.due_at + timedelta(hours=1)}
        await tx.session.execute(update(TimerRow).where(TimerRow.ticket_number == numbers[3]).values(later))
    assert await refold_all(desk.database) == Refolded(5, 2)
    assert [await desk.timers(number) for number in numbers] == before


async def _play(desk: Desk, story: Story) -> TicketNumber:
    """A ticket that has only the story's events."""
    async with desk.database.transaction(DESK) as tx:
        model = await tx.session.get_one(Ticket, await desk.open())
        fresh = {column.name: getattr(model, column.name) for column in Ticket.__table__.columns}
        del fresh["number"]
        ticket = Ticket(**fresh)
        tx.session.add(ticket)
        await tx.session.flush()
        for calendar in CALENDARS.values():
            await working_times.keep(tx, calendar)
        for event in story.events:
            assert event.ticket is not None
            fact = replace(event.fact, ticket=TicketNumber(ticket.number))  # type: ignore[arg-type]  # each has one
            await tx.record(fact, key=event.key, at=event.at)
    return TicketNumber(ticket.number)
