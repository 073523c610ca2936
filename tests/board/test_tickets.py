"""What can happen to a ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.errors import Conflict, Invalid, NotFound
from board.facts import CustomerWrote, Event, TicketResolved
from board.models import Comment, Customer
from board.store.db import Effect, Transaction
from board.talk import conversation, sending
from board.tickets import history, locking, marking, moving, undoing
from board.values import AgentId, Delivery, State
from tests.world import World


async def test_ticket_opens_in_the_inbox_of_its_topics_board_and_lane(world: World) -> None:
    await world.customer()
    ticket = await world.ticket(await world.open(topic="cash_desk"))
    assert (ticket.board_key, ticket.lane_key, ticket.column_key) == ("cash_desk", "urgent", "inbox")
    assert ticket.account_id == (await world.account("17-203")).id


async def test_first_answer_takes_the_ticket_into_work(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.answer(number)
    ticket = await world.ticket(number)
    assert (ticket.column_key, ticket.agent_id) == ("in_work", (await world.vera()).id)


async def test_stale_version_is_a_conflict_that_names_who_changed_it(world: World) -> None:
    await world.customer()
    number = await world.open()
    version = (await world.ticket(number)).version
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, number, lane="urgent", version=version)
    with pytest.raises(Conflict) as refusal:
        async with world.database.transaction(world.agent) as tx:
            await moving.move(tx, number, lane="two_days", version=version)
    assert refusal.value.details == {"stale": True, "changed_by": "Vera"}


async def test_resolving_over_an_unseen_comment_is_refused_and_names_it(world: World) -> None:
    await world.customer()
    number = await world.open()
    received = await world.write()
    with pytest.raises(Conflict) as refusal:
        async with world.database.transaction(world.agent) as tx:
            await moving.resolve(tx, number)
    assert refusal.value.details == {"unseen": [received.comment.id]}
    assert await world.state(number) is State.INBOX


async def test_move_to_another_board_keeps_the_step(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        ticket = await moving.move(tx, number, board="second_line")
    assert (ticket.board_key, ticket.lane_key, ticket.column_key) == ("second_line", "today", "inbox")


@pytest.mark.parametrize(
    ("board", "lane", "column"), [("moon", None, None), (None, "soon", None), (None, None, "limbo")]
)
async def test_unknown_place_is_named_in_the_refusal(
    world: World, board: str | None, lane: str | None, column: str | None
) -> None:
    await world.customer()
    number = await world.open()
    with pytest.raises(Invalid, match=board or lane or column):
        async with world.database.transaction(world.agent) as tx:
            await moving.move(tx, number, board=board, lane=lane, column=column)


async def test_repeating_a_verb_changes_nothing(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    version, facts = (await world.ticket(number)).version, await world.facts(number)
    await world.resolve(number)
    assert (await world.ticket(number)).version == version
    assert await world.facts(number) == facts


async def test_undo_puts_the_ticket_back_as_if_nothing_had_happened(world: World) -> None:
    await world.customer()
    number = await world.open()
    due_at = (await world.ticket(number)).due_at
    await world.resolve(number)
    async with world.database.transaction(world.agent) as tx:
        ticket = await undoing.undo(tx, number)
    assert (ticket.column_key, ticket.done_at) == ("inbox", None)
    assert (await world.ticket(number)).due_at == due_at


async def test_undoing_a_move_leaves_the_ticket_to_who_took_it_meanwhile(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, number, lane="urgent")
        await marking.take(tx, number, AgentId(world.agent.id or 0))
        ticket = await undoing.undo(tx, number)
        assert (ticket.lane_key, ticket.agent_id) == ("today", world.agent.id)


async def test_undo_is_for_ten_seconds(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    await world.pass_time(timedelta(seconds=11))
    with pytest.raises(Conflict, match="too late"):
        async with world.database.transaction(world.agent) as tx:
            await undoing.undo(tx, number)


async def test_resolution_stands_again_after_a_reopening_was_taken_back(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    resolution = (await world.events(number))[-1]
    async with world.database.transaction(world.agent) as tx:
        await moving.reopen(tx, number)
        await undoing.undo(tx, number)
        standing = await history.resolution_of(tx, await locking.lock(tx, number))
    assert isinstance(resolution.fact, TicketResolved)
    assert standing is not None
    assert standing.key == resolution.key


async def test_labels_are_trimmed_kept_in_order_and_never_doubled(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        await marking.label(tx, number, add=[" till ", "bay  3", "till"])
        ticket = await marking.label(tx, number, add=["VIP"], remove=["till"])
    assert ticket.labels == ["bay 3", "VIP"]


async def test_unknown_ticket_is_said_so(world: World) -> None:
    with pytest.raises(NotFound, match="#99"):
        async with world.database.transaction(world.agent) as tx:
            await locking.lock(tx, 99)


async def test_reply_is_sent_when_its_last_part_is(world: World) -> None:
    await world.customer()
    number = await world.open()
    comment = await world.answer(number)
    assert await _delivery(world, comment.id) == Delivery.SENT


async def test_refused_reply_can_be_sent_again_by_hand(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, number, "Hello.")
    async with world.database.transaction(world.agent) as tx:
        await sending.refused(tx, comment.id, "Bad Request: chat not found")
    assert await _delivery(world, comment.id) == Delivery.FAILED
    async with world.database.transaction(world.agent) as tx:
        await sending.retry(tx, comment.id)
    assert await _delivery(world, comment.id) == Delivery.QUEUED


async def test_reply_marks_seen_only_up_to_what_the_agent_saw(world: World) -> None:
    await world.customer()
    number = await world.open()
    first, second = await world.write(), await world.write()
    async with world.database.transaction(world.agent) as tx:
        await conversation.reply(tx, number, "One moment.", seen_up_to=first.comment.id)
    async with world.database.reading() as session:
        assert (await session.get_one(Comment, first.comment.id)).seen_at is not None
        assert (await session.get_one(Comment, second.comment.id)).seen_at is None


@pytest.mark.parametrize(
    ("text", "why"), [("", "nothing to send"), ("x" * 4097, "4096"), ("🙂" * 2049, "4098")]
)
async def test_reply_that_telegram_would_refuse_is_refused_at_once(world: World, text: str, why: str) -> None:
    await world.customer()
    number = await world.open()
    with pytest.raises(Invalid, match=why):
        async with world.database.transaction(world.agent) as tx:
            await conversation.reply(tx, number, text)


async def test_greeting_speaks_the_customers_language(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.greet(tx, number)
    assert comment.text.startswith("Здравствуйте")


async def test_time_on_a_ticket_never_runs_backwards(world: World) -> None:
    await world.customer()
    number = await world.open()
    last = (await world.events(number))[-1].at
    async with world.database.transaction(world.agent) as tx:
        await locking.lock(tx, number)
        assert tx.now >= last


async def test_listener_that_raises_costs_neither_the_fact_nor_the_message(world: World) -> None:
    await world.customer()
    number = await world.open()

    async def broken(tx: Transaction, event: Event) -> Effect:
        async def write() -> None:
            assert isinstance(event.fact, CustomerWrote)
            (await tx.session.get_one(Customer, event.fact.customer)).name = "changed by a bug"
            raise RuntimeError("a bug in a listener")

        return write

    world.database.listeners = {**world.database.listeners, "broken": broken}
    received = await world.write("Do not lose me.")
    async with world.database.reading() as session:
        comment = await session.get_one(Comment, received.comment.id)
        assert (comment.text, comment.ticket_number) == ("Do not lose me.", number)
        assert (await session.get_one(Customer, comment.customer_id)).name == "Anna"


async def _delivery(world: World, comment: int) -> str | None:
    async with world.database.reading() as session:
        return (await session.get_one(Comment, comment)).delivery


async def test_a_ticket_waits_since_it_came_to_wait(world: World) -> None:
    """Moved about it still does; a move undone leaves it as it was; their words end it."""
    await world.customer()
    number = await world.open()
    await world.write()
    await world.read(number)

    async def move(board: str | None = None, lane: str | None = None, column: str | None = None) -> None:
        async with world.database.transaction(world.agent) as tx:
            await moving.move(tx, number, board=board, lane=lane, column=column)

    await move(column="waiting")
    since = (await world.ticket(number)).waiting_since
    assert since is not None
    await world.pass_time(timedelta(days=2))
    await move(lane="urgent")
    await move(board="second_line")
    assert (await world.ticket(number)).waiting_since == since
    await move(column="in_work")
    assert (await world.ticket(number)).waiting_since is None
    async with world.database.transaction(world.agent) as tx:
        await undoing.undo(tx, number)
    assert (await world.ticket(number)).waiting_since == since
    await world.write("Here I am.")
    assert (await world.ticket(number)).waiting_since is None
