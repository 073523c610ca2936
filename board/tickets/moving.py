"""What can happen to a ticket: opened, moved, answered, resolved, reopened.

A ticket has no status: it stands on a board, in a lane, in a column, and the column's kind is its state.
Every verb locks the ticket, checks, changes and records; repeating one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from board.errors import Conflict
from board.facts import Cause, Opening, TicketMoved, TicketOpened, TicketReopened, TicketResolved, Travel
from board.models import Comment, Customer, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import at_work, locking, places, policies, snoozing
from board.tickets.reach import refuse_to_nobody
from board.values import TELEGRAM, ActorKind, AgentId, Author, InviteId, Place, Role, State

_HELD_UP_BY_NOTHING = (Cause.PLACE_REMOVED, Cause.ERASED)
"""Not even by words that no agent has seen: nobody decides on the ticket itself."""


@allowed(Role.AGENT)
async def open_ticket(
    tx: Transaction,
    customer: Customer,
    topic_key: str,
    *,
    account_id: int | None = None,
    follows: int | None = None,
    labels: Iterable[str] = (),
    why: Opening | None = None,
    is_empty: bool = False,
    source: str = TELEGRAM,
    invite_id: InviteId | None = None,
    agent: AgentId | None = None,
    at: datetime | None = None,
) -> Ticket:
    """A new ticket where the topic's tickets begin, for the account given or the customer's current one.

    `is_empty`: no words come with it, so its promises wait for some. `agent` is on it from the first and is told
    first; if none is named and several are at work, it is given to one of them. `at`: when it was asked, if before now.
    """
    topic = await places.topic(tx.session, topic_key)
    place = await places.entrance(tx.session, topic)
    given = None
    if agent is None and (chosen := await at_work.whose(tx, customer.id)):
        agent, given = chosen
    ticket = Ticket(
        customer_id=customer.id,
        account_id=account_id or customer.account_id,
        topic_key=topic.key,
        board_key=place.board,
        lane_key=place.lane,
        column_key=place.column,
        version=1,
        labels=list(labels),
        follows=follows,
        source=source,
        invite_id=invite_id,
        agent_id=agent,
        opened_at=at or tx.now,
        chosen_at=tx.now if tx.actor.kind is ActorKind.CUSTOMER else None,
    )
    tx.session.add(ticket)
    await tx.session.flush()
    goals = await policies.goals_of(tx, place.board, place.lane)
    await tx.record(
        TicketOpened(ticket.number, customer.id, place, goals, topic.key, why, is_empty, agent, given), at=at
    )
    return ticket


@allowed(Role.AGENT)
async def move(
    tx: Transaction,
    number: int,
    *,
    board: str | None = None,
    lane: str | None = None,
    column: str | None = None,
    version: int | None = None,
    why: Cause | None = None,
) -> Ticket:
    """Move to another board, lane or column. Into a done column is resolving, out of one is reopening.

    If the new board has no column with the same key, its first column of the same kind is used.
    """
    ticket = await locking.lock(tx, number)
    await locking.check_version(tx, ticket, version)
    start = await places.place_of(tx, ticket)
    goal = await _destination(tx, start, board, lane, column)
    await _go(tx, ticket, start, goal, why)
    return ticket


@allowed(Role.AGENT)
async def to_topic(tx: Transaction, number: int, topic_key: str) -> Ticket:
    """The customer says late what it is about: it goes to that topic's board and lane, in the state it is in."""
    ticket = await locking.lock(tx, number)
    topic = await places.topic(tx.session, topic_key)
    start = await places.place_of(tx, ticket)
    goal = await _destination(tx, start, topic.board_key, topic.lane_key, None)
    ticket.topic_key = topic.key
    await _go(tx, ticket, start, goal, Cause.TOPIC_PICKED)
    return ticket


@allowed(Role.AGENT)
async def resolve(
    tx: Transaction,
    number: int,
    *,
    version: int | None = None,
    why: Cause | None = None,
) -> Ticket:
    """Move to the board's done column. Agent, customer and timer may all do this."""
    return await _to_state(tx, number, State.DONE, version, why)


@allowed(Role.AGENT)
async def reopen(
    tx: Transaction, number: int, *, version: int | None = None, why: Cause | None = None
) -> Ticket:
    """Move back to the inbox; a ticket that isn't done stays where it is."""
    return await _to_state(tx, number, State.INBOX, version, why, only_from=State.DONE)


async def is_done(tx: Transaction, number: int) -> bool:
    """The ticket is locked until the transaction ends."""
    return await places.state_of(tx, await locking.lock(tx, number)) is State.DONE


async def move_on(tx: Transaction, number: int) -> Ticket:
    """Out of a column that was removed, to where the owner said; a ticket that stands elsewhere stays there.

    Nobody judges the card by it: what the customer wrote and nobody has seen stays unseen.
    """
    ticket = await locking.lock_itself(tx, number)
    start = await places.place_of(tx, ticket)
    goal = await _after_removal(tx, start)
    await _go(tx, ticket, start, goal, Cause.PLACE_REMOVED)
    return ticket


async def answered(tx: Transaction, ticket: Ticket, agent: AgentId) -> None:
    """An agent replied publicly: the ticket leaves the inbox and is theirs. The caller has locked it."""
    ticket.summary_id = None
    start = await places.place_of(tx, ticket)
    if start.state is State.INBOX:
        ticket.agent_id = agent
        await _go(tx, ticket, start, await _in_state(tx, start, State.WORKING), Cause.ANSWERED)


async def customer_wrote(tx: Transaction, ticket: Ticket) -> None:
    """The customer wrote: the ticket no longer waits for them. The caller has locked it."""
    start = await places.place_of(tx, ticket)
    if start.state is State.WAITING:
        await _go(tx, ticket, start, await _in_state(tx, start, State.WORKING), Cause.CUSTOMER_WROTE)


async def _to_state(
    tx: Transaction,
    number: int,
    state: State,
    version: int | None,
    why: Cause | None,
    only_from: State | None = None,
) -> Ticket:
    ticket = await locking.lock(tx, number)
    await locking.check_version(tx, ticket, version)
    start = await places.place_of(tx, ticket)
    if start.state is not state and only_from in (None, start.state):
        await _go(tx, ticket, start, await _in_state(tx, start, state), why)
    return ticket


async def _go(tx: Transaction, ticket: Ticket, start: Place, goal: Place, why: Cause | None) -> None:
    if start == goal:
        return
    if tx.actor.kind is ActorKind.AGENT and why not in _HELD_UP_BY_NOTHING:
        await _refuse_by_agent(tx, ticket, goal)
    if start.state is State.DONE and goal.state is not State.DONE:
        await refuse_to_nobody(tx, ticket.customer_id)
        snoozing.forget(ticket)
    travel = await _travel(tx, ticket, start, goal, why)
    ticket.board_key, ticket.lane_key, ticket.column_key = goal.board, goal.lane, goal.column
    ticket.done_at = (ticket.done_at or tx.now) if goal.state is State.DONE else None
    ticket.waiting_since = (ticket.waiting_since or tx.now) if goal.state is State.WAITING else None
    ticket.version += 1
    await tx.record(travel)


async def _refuse_by_agent(tx: Transaction, ticket: Ticket, goal: Place) -> None:
    if goal.state in (State.WAITING, State.DONE):
        await refuse_over_unseen(tx, ticket)


async def _travel(tx: Transaction, ticket: Ticket, start: Place, goal: Place, why: Cause | None) -> Travel:
    """The fact to record, made before the ticket is moved."""
    return _kind_of_travel(start, goal)(
        ticket.number,
        ticket.customer_id,
        start,
        goal,
        start_goals=await policies.goals_of(tx, start.board, start.lane),
        goals=await policies.goals_of(tx, goal.board, goal.lane),
        done_at=ticket.done_at,
        why=why,
        waiting_since=ticket.waiting_since,
    )


def _kind_of_travel(start: Place, goal: Place) -> type[Travel]:
    was_done, is_done = start.state is State.DONE, goal.state is State.DONE
    if is_done and not was_done:
        return TicketResolved
    if was_done and not is_done:
        return TicketReopened
    return TicketMoved


async def _destination(
    tx: Transaction,
    start: Place,
    board: str | None,
    lane: str | None,
    column: str | None,
) -> Place:
    board, lane = board or start.board, lane or start.lane
    if column is None and board != start.board:
        column = (await places.first_column(tx.session, board, start.state)).key
    return await places.place(tx.session, board, lane, column or start.column)


async def _in_state(tx: Transaction, start: Place, state: State) -> Place:
    column = await places.first_column(tx.session, start.board, state)
    return Place(start.board, start.lane, column.key, state)


async def _after_removal(tx: Transaction, start: Place) -> Place:
    """Where tickets of a removed column go now; if the column stands, it is where they are."""
    if await places.kind_of(tx.session, start.board, start.column) is not None:
        return start
    board, column = await places.led_on(tx.session, start.board, start.column)
    found = await places.kind_of(tx.session, board, column) if column is not None else None
    if column is not None and found is not None:
        return Place(board, start.lane, column, found)
    first = await places.first_column(tx.session, board, start.state)
    return Place(board, start.lane, first.key, start.state)


async def refuse_over_unseen(tx: Transaction, ticket: Ticket) -> None:
    """Raises ``Conflict`` naming the customer's comments that no agent has seen."""
    unseen = list(
        await tx.session.scalars(
            select(Comment.id)
            .where(Comment.ticket_number == ticket.number)
            .where(Comment.author == Author.CUSTOMER, Comment.seen_at.is_(None))
            .order_by(Comment.id)
        )
    )
    if unseen:
        raise Conflict("refused.ticket.unseen", {"unseen": unseen})
