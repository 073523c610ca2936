"""The latest change of a ticket taken back, as if it had never been."""

from __future__ import annotations

from datetime import datetime, timedelta

from board.errors import Conflict
from board.events import ActorKind, Event, EventType
from board.models import Ticket
from board.store.db import Transaction
from board.tickets import history, locking
from board.tickets.reach import refuse_to_nobody

UNDO_WITHIN = timedelta(seconds=10)


async def undo(tx: Transaction, number: int, *, version: int | None = None) -> Ticket:
    """Take back the latest move, resolve or reopening by an agent, while it is fresh: as if never done."""
    ticket = await locking.lock(tx, number)
    await locking.check_version(tx, ticket, version)
    event = await history.last_change(tx, ticket)
    if event is None or event.type not in history.UNDOABLE or event.actor.kind is not ActorKind.AGENT:
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
    await history.record(
        tx,
        ticket,
        EventType.TICKET_UNDONE,
        None,
        {"undoes": str(event.key), "type": event.type},
    )


async def take_back_for_words(tx: Transaction, ticket: Ticket, since: datetime) -> None:
    """The words that moved it then were about something else: back again, unless somebody has gone on with it."""
    event = await history.last_change(tx, ticket)
    if event is not None and event.reason == "customer_wrote" and event.at >= since:
        await take_back(tx, ticket, event)
