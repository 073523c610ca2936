"""What can happen to a ticket: opened, moved, taken, labelled, resolved, reopened, undone.

A ticket has no status: it stands on a board, in a lane, in a column, and the column's kind is its state.
Every verb locks the ticket, checks, changes and records; repeating one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from board import promises, routing
from board.errors import Conflict, Invalid, NotFound
from board.events import (
    ActorKind,
    AgentId,
    Author,
    Event,
    EventType,
    Json,
    State,
    TicketNumber,
    goals_to_json,
)
from board.models import Agent, Column, Comment, Customer, Ticket
from board.reach import refuse_to_nobody
from board.routing import Place
from board.store import journal
from board.store.db import Transaction
from board.store.tables import JournalEvent

UNDO_WITHIN = timedelta(seconds=10)
_UNDOABLE = (
    EventType.TICKET_MOVED,
    EventType.TICKET_RESOLVED,
    EventType.TICKET_REOPENED,
)
_CHANGES = (
    *_UNDOABLE,
    EventType.TICKET_UNDONE,
    EventType.TICKET_TAKEN,
    EventType.TICKET_LABELLED,
)
_MAX_LABEL = 40


_STATE = (
    select(Column.kind)
    .where(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key)
    .scalar_subquery()
)
# Built once: building a statement costs as much as running it, and this runs for every message.
_LOCKED = (
    select(Ticket, _STATE.label("state"))
    .where(Ticket.number == bindparam("number"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


async def lock(tx: Transaction, number: int) -> Ticket:
    """Hold the ticket to the transaction's end. Time is read after the wait, never before its last event."""
    found = (await tx.session.execute(_LOCKED, {"number": number})).one_or_none()
    if found is None:
        raise NotFound(f"There is no ticket #{number}.")
    ticket: Ticket = found.Ticket
    _states(tx)[ticket.board_key, ticket.column_key] = State(found.state)
    await tx.read_clock(after_ticket=number)
    return ticket


async def open_ticket(
    tx: Transaction,
    customer: Customer,
    topic_key: str,
    *,
    account_id: int | None = None,
    follows: int | None = None,
    labels: Iterable[str] = (),
    reason: str | None = None,
) -> Ticket:
    """A new ticket at the topic's entrance, for the account given or the customer's current one."""
    topic = await routing.topic(tx.session, topic_key)
    place = await routing.entrance(tx.session, topic)
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
        source="telegram",
        opened_at=tx.now,
    )
    tx.session.add(ticket)
    await tx.session.flush()
    customer.chosen_ticket, customer.chosen_at = ticket.number, tx.now
    goals = await promises.goals_of(tx, place.board, place.lane)
    data: dict[str, Json] = {
        "to": _to_json(place),
        "goals": goals_to_json(goals),
        "topic": topic.key,
    }
    await _record(tx, ticket, EventType.TICKET_OPENED, reason, data)
    return ticket


async def move(
    tx: Transaction,
    number: int,
    *,
    board: str | None = None,
    lane: str | None = None,
    column: str | None = None,
    version: int | None = None,
    reason: str | None = None,
) -> Ticket:
    """Move to another board, lane or column. Into a done column is resolving, out of one is reopening.

    A board without a column of the present key takes the ticket in its first column of the same kind.
    """
    ticket = await lock(tx, number)
    await check_version(tx, ticket, version)
    start = await place_of(tx, ticket)
    goal = await _destination(tx, start, board, lane, column)
    await _go(tx, ticket, start, goal, reason)
    return ticket


async def resolve(
    tx: Transaction,
    number: int,
    *,
    version: int | None = None,
    reason: str | None = None,
) -> Ticket:
    """Into the board's done column, by whoever acts: agent, customer or timer."""
    return await _to_state(tx, number, State.DONE, version, reason)


async def reopen(
    tx: Transaction, number: int, *, version: int | None = None, reason: str | None = None
) -> Ticket:
    """Back into the inbox; a ticket that isn't done stays where it is."""
    return await _to_state(tx, number, State.INBOX, version, reason, only_from=State.DONE)


async def answered(tx: Transaction, ticket: Ticket, agent: AgentId) -> None:
    """A public reply by an agent takes a locked ticket out of the inbox and makes it theirs."""
    start = await place_of(tx, ticket)
    if start.state is State.INBOX:
        ticket.agent_id = agent
        await _go(tx, ticket, start, await _in_state(tx, start, State.WORKING), "answered")


async def customer_wrote(tx: Transaction, ticket: Ticket) -> None:
    """A customer's words end the waiting; the ticket is locked."""
    start = await place_of(tx, ticket)
    if start.state is State.WAITING:
        await _go(tx, ticket, start, await _in_state(tx, start, State.WORKING), "customer_wrote")


async def undo(tx: Transaction, number: int, *, version: int | None = None) -> Ticket:
    """Take back the latest move, resolve or reopening by an agent, while it is fresh: as if never done."""
    ticket = await lock(tx, number)
    await check_version(tx, ticket, version)
    event = await _last_change(tx, ticket)
    if event is None or event.type not in _UNDOABLE or event.actor.kind is not ActorKind.AGENT:
        raise Conflict("There is no move to take back.")
    if tx.now - event.at > UNDO_WITHIN:
        raise Conflict("It is too late to take this back; move the ticket instead.")
    if event.type is EventType.TICKET_RESOLVED:
        await refuse_to_nobody(tx, ticket.customer_id)
    await take_back(tx, ticket, event)
    return ticket


async def take_back(tx: Transaction, ticket: Ticket, event: Event) -> None:
    """Undo this very event on a locked ticket, whoever caused it."""
    before = event.data["from"]
    assert isinstance(before, dict)
    ticket.board_key, ticket.lane_key = str(before["board"]), str(before["lane"])
    ticket.column_key = str(before["column"])
    done_at = before.get("done_at")
    ticket.done_at = datetime.fromisoformat(str(done_at)) if done_at else None
    if "agent" in before:
        agent = before["agent"]
        ticket.agent_id = int(agent) if isinstance(agent, int) else None
    ticket.version += 1
    await _record(
        tx,
        ticket,
        EventType.TICKET_UNDONE,
        None,
        {"undoes": str(event.key), "type": event.type},
    )


async def take_back_for_words(tx: Transaction, ticket: Ticket, since: datetime) -> None:
    """The words that moved it then were about something else: back again, unless somebody has gone on with it."""
    event = await _last_change(tx, ticket)
    if event is not None and event.reason == "customer_wrote" and event.at >= since:
        await take_back(tx, ticket, event)


async def take(tx: Transaction, number: int, agent: AgentId | None, *, version: int | None = None) -> Ticket:
    """Put an agent on the ticket, or nobody."""
    ticket = await lock(tx, number)
    await check_version(tx, ticket, version)
    if agent is not None and await tx.session.get(Agent, agent) is None:
        raise NotFound("There is no such agent.")
    if ticket.agent_id != agent:
        previous, ticket.agent_id = ticket.agent_id, agent
        ticket.version += 1
        await _record(tx, ticket, EventType.TICKET_TAKEN, None, {"from_agent": previous, "agent": agent})
    return ticket


async def label(
    tx: Transaction,
    number: int,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    version: int | None = None,
) -> Ticket:
    """Labels keep the order in which they were added; case is kept, spaces are trimmed."""
    ticket = await lock(tx, number)
    await check_version(tx, ticket, version)
    gone = {name.strip() for name in remove}
    labels = [name for name in ticket.labels if name not in gone]
    labels += [name for name in dict.fromkeys(map(_label, add)) if name not in labels]
    if labels != ticket.labels:
        data: dict[str, Json] = {
            "added": [name for name in labels if name not in ticket.labels],
            "removed": [name for name in ticket.labels if name not in labels],
        }
        ticket.labels = labels
        ticket.version += 1
        await _record(tx, ticket, EventType.TICKET_LABELLED, None, data)
    return ticket


async def place_of(tx: Transaction, ticket: Ticket) -> Place:
    return Place(ticket.board_key, ticket.lane_key, ticket.column_key, await state_of(tx, ticket))


async def state_of(tx: Transaction, ticket: Ticket) -> State:
    known, place = _states(tx), (ticket.board_key, ticket.column_key)
    if place not in known:
        known[place] = State((await tx.session.get_one(Column, place)).kind)
    return known[place]


def _states(tx: Transaction) -> dict[tuple[str, str], State]:
    """Columns' kinds, read once a transaction: a session forgets rows that nobody holds."""
    known: dict[tuple[str, str], State] = tx.session.info.setdefault("states", {})
    return known


async def resolution_of(tx: Transaction, ticket: Ticket) -> Event | None:
    """The event that resolved the ticket, if it is done and nothing undid it."""
    event = await _last_change(tx, ticket, types=(*_UNDOABLE, EventType.TICKET_UNDONE))
    if event is not None and event.type is EventType.TICKET_UNDONE:
        event = await _resolution_before_undo(tx, ticket)
    return event if event is not None and event.type is EventType.TICKET_RESOLVED else None


async def _to_state(
    tx: Transaction,
    number: int,
    state: State,
    version: int | None,
    reason: str | None,
    only_from: State | None = None,
) -> Ticket:
    ticket = await lock(tx, number)
    await check_version(tx, ticket, version)
    start = await place_of(tx, ticket)
    if start.state is not state and only_from in (None, start.state):
        await _go(tx, ticket, start, await _in_state(tx, start, state), reason)
    return ticket


async def _go(tx: Transaction, ticket: Ticket, start: Place, goal: Place, reason: str | None) -> None:
    if start == goal:
        return
    if tx.actor.kind is ActorKind.AGENT and goal.state in (State.WAITING, State.DONE):
        await refuse_over_unseen(tx, ticket)
    if start.state is State.DONE and goal.state is not State.DONE:
        await refuse_to_nobody(tx, ticket.customer_id)
    data = await _move_data(tx, ticket, start, goal)
    ticket.board_key, ticket.lane_key, ticket.column_key = (
        goal.board,
        goal.lane,
        goal.column,
    )
    ticket.done_at = (ticket.done_at or tx.now) if goal.state is State.DONE else None
    ticket.version += 1
    await _record(tx, ticket, _move_type(start, goal), reason, data)


def _move_type(start: Place, goal: Place) -> EventType:
    if goal.state is State.DONE and start.state is not State.DONE:
        return EventType.TICKET_RESOLVED
    if start.state is State.DONE and goal.state is not State.DONE:
        return EventType.TICKET_REOPENED
    return EventType.TICKET_MOVED


async def _move_data(tx: Transaction, ticket: Ticket, start: Place, goal: Place) -> dict[str, Json]:
    before = _to_json(start)
    before["agent"] = ticket.agent_id
    before["done_at"] = ticket.done_at.isoformat() if ticket.done_at else None
    return {
        "from": before,
        "to": _to_json(goal),
        "from_goals": goals_to_json(await promises.goals_of(tx, start.board, start.lane)),
        "goals": goals_to_json(await promises.goals_of(tx, goal.board, goal.lane)),
        "by": tx.actor.kind,
    }


async def _destination(
    tx: Transaction,
    start: Place,
    board: str | None,
    lane: str | None,
    column: str | None,
) -> Place:
    board, lane = board or start.board, lane or start.lane
    if column is None and board != start.board:
        column = (await routing.first_column(tx.session, board, start.state)).key
    return await routing.place(tx.session, board, lane, column or start.column)


async def _in_state(tx: Transaction, start: Place, state: State) -> Place:
    column = await routing.first_column(tx.session, start.board, state)
    return Place(start.board, start.lane, column.key, state)


async def check_version(tx: Transaction, ticket: Ticket, version: int | None) -> None:
    """Raises ``Conflict`` when the caller saw an older version than what stands; None saw nothing."""
    if version is None or version == ticket.version:
        return
    event = await _last_change(tx, ticket, types=_CHANGES)
    agent = None
    if event is not None and event.actor.kind is ActorKind.AGENT:
        agent = await tx.session.get(Agent, event.actor.id)
    raise Conflict(
        f"#{ticket.number} was changed in the meantime.",
        {"stale": True, "changed_by": agent.name if agent else None},
    )


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
        raise Conflict(
            "The customer has written something nobody has seen yet. Read it first.",
            {"unseen": unseen},
        )


async def _last_change(
    tx: Transaction,
    ticket: Ticket,
    types: Iterable[EventType] = (*_UNDOABLE, EventType.TICKET_UNDONE),
) -> Event | None:
    wanted = set(types)
    own = [event for event in tx.events if event.ticket == ticket.number and event.type in wanted]
    if own:
        return own[-1]
    key = await tx.session.scalar(
        select(JournalEvent.key)
        .where(JournalEvent.ticket == ticket.number, JournalEvent.type.in_(wanted))
        .order_by(JournalEvent.id.desc())
        .limit(1)
    )
    return await journal.by_key(tx.session, key) if key else None


async def _resolution_before_undo(tx: Transaction, ticket: Ticket) -> Event | None:
    """After a reopening was taken back, the resolution before it stands again."""
    history = await journal.of_ticket(tx.session, TicketNumber(ticket.number))
    history += [event for event in tx.events if event.ticket == ticket.number]
    undone = {event.data["undoes"] for event in history if event.type is EventType.TICKET_UNDONE}
    standing = [event for event in history if event.type in _UNDOABLE and str(event.key) not in undone]
    return standing[-1] if standing else None


async def _record(
    tx: Transaction,
    ticket: Ticket,
    type: EventType,
    reason: str | None,
    data: dict[str, Json],
) -> Event:
    return await tx.record(
        type,
        ticket=ticket.number,
        customer=ticket.customer_id,
        reason=reason,
        data=data,
    )


def _to_json(place: Place) -> dict[str, Json]:
    return {
        "board": place.board,
        "lane": place.lane,
        "column": place.column,
        "state": place.state,
    }


def _label(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _MAX_LABEL:
        raise Invalid(f"A label has between 1 and {_MAX_LABEL} characters.")
    return name
