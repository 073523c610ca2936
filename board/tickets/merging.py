"""Two tickets of one customer become one: all goes to the one that stays, and the other's number leads there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Update, and_, select, text, update

from board.errors import Conflict, Invalid
from board.facts import (
    AgentNoted,
    CommentEdited,
    DeadlineClose,
    DeadlineMissed,
    DeadlineNear,
    Event,
    Fact,
    OfFile,
    TicketMerged,
    TicketMergedAway,
    TicketSeen,
    TicketUndone,
    TicketWoken,
)
from board.models import Alarm, Comment, Draft, Rating, ScheduledReply, Ticket
from board.store import journal
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.tickets import history, incidents, locking, places, promises, snoozing
from board.values import AgentId, CommentId, Place, Role, State, TicketNumber, Timer, Writing

APART_WITHIN = timedelta(seconds=10)
_CHANGES_NOTHING = (
    *(AgentNoted, CommentEdited, TicketSeen, TicketWoken),
    *(DeadlineNear, DeadlineClose, DeadlineMissed),
    *OfFile.__args__,
)
"""What may have happened since: taking two apart again is right all the same."""


# Half-written words go along as well; where the same agent has begun some on both, they stand one under the other.
_JOIN_DRAFTS = text("""
    WITH gone AS (DELETE FROM draft WHERE ticket_number = :other RETURNING *)
    INSERT INTO draft (ticket_number, agent_id, mode, text, entities, files, reply_to, quick, version, changed_at)
    SELECT :stay, agent_id, mode, text, entities, files, reply_to, quick, version, changed_at FROM gone
    ON CONFLICT (ticket_number, agent_id, mode) DO UPDATE
    SET text = concat_ws(E'\n\n', nullif(draft.text, ''), nullif(excluded.text, '')),
        files = draft.files || excluded.files,
        version = greatest(draft.version, excluded.version) + 1,
        changed_at = greatest(draft.changed_at, excluded.changed_at)
    RETURNING agent_id, mode, xmax = 0 AS is_alone -- a row that was there is locked by its update
""")


@allowed(Role.AGENT)
async def merge(tx: Transaction, number: int, into: int, *, version: int | None = None) -> Ticket:
    """Make the ticket one with another of its customer, which stays. Again it changes nothing.

    Both are locked. What is said, rated and promised goes along, in the order of time; the promises of the one that
    stays stand, but where the other's is stricter.
    """
    other, stay = await _both(tx, number, into)
    if other.merged_into is not None:
        if other.merged_into != stay.number:
            raise Conflict("refused.merge.already", number=number, into=other.merged_into)
        return stay
    await locking.check_version(tx, other, version)
    if other.customer_id != stay.customer_id:
        raise Invalid("refused.merge.other_person", "into")
    if stay.done_at is not None and other.done_at is None:
        raise Conflict("refused.merge.done", number=number, into=stay.number)
    await _wake(tx, other, stay)
    await _join(tx, other, stay)
    return stay


async def lock_with_led(tx: Transaction, number: int) -> Ticket:
    """The ticket that stays, and in the order of numbers all that were merged into it."""
    led = await tx.session.scalar(select(locking.stays(number)))
    await _in_order(tx, led or number)
    return await locking.lock(tx, number)


async def take_apart(tx: Transaction, stay: Ticket, event: Event) -> None:
    """Undo a merge. The caller has locked the one that stays with those it led, and seen that it is its last change.

    Raises ``Conflict`` if more has happened since than agents and files settle among themselves.
    """
    merged = event.fact
    assert isinstance(merged, TicketMerged)
    if tx.now - event.at > APART_WITHIN:
        raise Conflict("refused.merge.late")
    since = await _facts_since(tx, event)
    if not all(isinstance(fact, _CHANGES_NOTHING) for fact in since):
        raise Conflict("refused.merge.since", number=stay.number)
    other = await locking.lock_itself(tx, merged.merged)
    away = await journal.by_key(tx.session, merged.away)
    assert away is not None
    assert isinstance(away.fact, TicketMergedAway)
    _stand_again(stay, merged)
    other.merged_into = None
    _stand(other, away.fact.start)
    other.done_at, other.waiting_since = away.fact.done_at, away.fact.waiting_since
    await _give_back(tx, other, stay, merged)
    await incidents.taken_apart(tx, _number(other), _number(stay), merged.incidents, merged.own_incidents)
    await tx.record(TicketUndone(stay.number, stay.customer_id, undoes=event.key))
    await tx.record(TicketUndone(other.number, other.customer_id, undoes=away.key))


async def _both(tx: Transaction, number: int, into: int) -> tuple[Ticket, Ticket]:
    """The ticket itself and the one that the other number leads to, locked in the order of numbers."""
    led = await tx.session.scalar(select(locking.stays(into)))
    if number in (into, led):
        raise Invalid("refused.merge.itself", "into", number=number)
    locked = await _in_order(tx, number, led or into)
    stay = locked[led or into]
    if stay.merged_into is not None:  # somebody else was faster
        return await _both(tx, number, into)
    return locked[number], stay


async def _in_order(tx: Transaction, *numbers: int) -> dict[int, Ticket]:
    """These, and all that lead to them: whoever joins or parts two changes those as well."""
    led = await tx.session.scalars(select(Ticket.number).where(Ticket.merged_into.in_(numbers)))
    return {each: await locking.lock_itself(tx, each) for each in sorted({*numbers, *led})}


async def _wake(tx: Transaction, other: Ticket, stay: Ticket) -> None:
    """Quiet is only what was quiet on both."""
    if other.done_at is None and not snoozing.is_snoozed(other, tx.now):
        await snoozing.wake_for(tx, stay)


async def _join(tx: Transaction, other: Ticket, stay: Ticket) -> None:
    start, stood = await places.place_of(tx, stay), await places.place_of(tx, other)
    gone = await places.first_column(tx.session, stood.board, State.DONE)
    along = tuple(timer for timer in await promises.load(tx, _number(other)) if timer.goes_along)
    comments = await _move_comments(tx, other, stay)
    begun = await _join_drafts(tx, other, stay)
    key = uuid4()
    away = TicketMergedAway(
        other.number,
        other.customer_id,
        into=stay.number,
        start=stood,
        to=Place(stood.board, stood.lane, gone.key, State.DONE),
        done_at=other.done_at,
        waiting_since=other.waiting_since,
    )
    merged = TicketMerged(
        stay.number,
        stay.customer_id,
        merged=other.number,
        away=key,
        start=start,
        to=await _place_after(tx, start, stood),
        promises=along,
        has_words=other.last_message_at is not None,
        comments=comments,
        brought=await _bring(tx, other, stay),
        labels=tuple(label for label in other.labels if label not in stay.labels),
        agent=stay.agent_id,
        follows=stay.follows,
        chosen_at=stay.chosen_at,
        waiting_since=stay.waiting_since,
        incidents=await incidents.of(tx, _number(other)),
        own_incidents=await incidents.of(tx, _number(stay)),
        scheduled=await _move_scheduled(tx, other, stay),
        begun_replies=begun[Writing.REPLY],
        begun_notes=begun[Writing.NOTE],
    )
    await incidents.merged(tx, _number(other), _number(stay))
    await _move_rows(tx, along, other, stay)
    _take_over(tx, other, stay, merged)
    _stand(other, away.to)
    other.done_at, other.waiting_since = other.done_at or tx.now, None
    other.merged_into, other.last_message_at = _number(stay), None
    await tx.record(away, key=key)
    await tx.record(merged)


async def _place_after(tx: Transaction, start: Place, other: Place) -> Place:
    """What asks for an agent does not wait for the customer, whichever of the two it stood on."""
    if start.state is not State.WAITING or other.state not in (State.INBOX, State.WORKING):
        return start
    column = await places.first_column(tx.session, start.board, State.WORKING)
    return Place(start.board, start.lane, column.key, State.WORKING)


def _take_over(tx: Transaction, other: Ticket, stay: Ticket, merged: TicketMerged) -> None:
    """The counterpart is `_stand_again`."""
    _stand(stay, merged.to)
    stay.waiting_since = stay.waiting_since if merged.to.state is State.WAITING else None
    stay.labels = [*stay.labels, *merged.labels]
    stay.agent_id = stay.agent_id or other.agent_id
    stay.follows = _followed(other, stay)
    stay.chosen_at = max(filter(None, (stay.chosen_at, other.chosen_at)), default=None)
    stay.last_message_at = max(filter(None, (stay.last_message_at, other.last_message_at)), default=None)
    stay.words_forgotten_at = None  # what comes along may be older and still have its words


def _stand_again(stay: Ticket, merged: TicketMerged) -> None:
    _stand(stay, merged.start)
    stay.waiting_since = merged.waiting_since
    stay.labels = [label for label in stay.labels if label not in merged.labels]
    stay.agent_id, stay.follows, stay.chosen_at = merged.agent, merged.follows, merged.chosen_at


def _followed(other: Ticket, stay: Ticket) -> TicketNumber | None:
    """None follows itself."""
    both = (stay.follows, other.follows)
    return next((each for each in both if each not in (None, stay.number, other.number)), None)


def _stand(ticket: Ticket, place: Place) -> None:
    ticket.board_key, ticket.lane_key, ticket.column_key = place.board, place.lane, place.column
    ticket.version += 1


async def _move_comments(tx: Transaction, other: Ticket, stay: Ticket) -> tuple[CommentId, ...]:
    moved = await tx.session.scalars(
        _quietly(update(Comment))
        .where(Comment.ticket_number == other.number)
        .values(ticket_number=stay.number)
        .returning(Comment.id)
    )
    return tuple(sorted(moved))


async def _move_scheduled(tx: Transaction, other: Ticket, stay: Ticket) -> tuple[int, ...]:
    moved = await tx.session.scalars(
        _quietly(update(ScheduledReply))
        .where(ScheduledReply.ticket_number == other.number)
        .values(ticket_number=stay.number)
        .returning(ScheduledReply.id)
    )
    return tuple(sorted(moved))


async def _join_drafts(tx: Transaction, other: Ticket, stay: Ticket) -> dict[Writing, tuple[AgentId, ...]]:
    """Whose came along as they were, which an undo brings back; what was put under another stays there."""
    joined = (await tx.session.execute(_JOIN_DRAFTS, {"other": other.number, "stay": stay.number})).all()
    return {
        mode: tuple(sorted(AgentId(row.agent_id) for row in joined if row.is_alone and row.mode == mode))
        for mode in Writing
    }


async def _bring(tx: Transaction, other: Ticket, stay: Ticket) -> tuple[TicketNumber, ...]:
    """What led to the other leads to the one that stays."""
    led = await tx.session.scalars(
        update(Ticket)
        .where(Ticket.merged_into == other.number)
        .values(merged_into=stay.number)
        .returning(Ticket.number)
    )
    return tuple(sorted(led))


async def _move_rows(tx: Transaction, along: Iterable[Timer], other: Ticket, stay: Ticket) -> None:
    """Ratings, and the alarms of promises, which count once wherever these are."""
    keys = [timer.key for timer in along]
    await tx.session.execute(
        _quietly(update(Rating)).where(Rating.ticket_number == other.number).values(ticket_number=stay.number)
    )
    await tx.session.execute(
        _quietly(update(Alarm)).where(Alarm.timer_key.in_(keys)).values(ticket_number=stay.number)
    )


async def _give_back(tx: Transaction, other: Ticket, stay: Ticket, merged: TicketMerged) -> None:
    """All that came from the other, also what had come to it in earlier merges."""
    numbers = (merged.merged, *merged.brought)
    resolutions = select(JournalEvent.key).where(JournalEvent.ticket.in_(numbers))
    keys = [timer.key for timer in merged.promises]
    back: Sequence[tuple[Update, Any]] = (
        (update(Comment), Comment.id.in_(merged.comments)),
        (update(Rating), Rating.resolution.in_(resolutions)),
        (update(Alarm), Alarm.timer_key.in_(keys)),
        (update(ScheduledReply), ScheduledReply.id.in_(merged.scheduled)),
        (update(Draft), _begun_by(stay, Writing.REPLY, merged.begun_replies)),
        (update(Draft), _begun_by(stay, Writing.NOTE, merged.begun_notes)),
    )
    for statement, these in back:
        await tx.session.execute(_quietly(statement).where(these).values(ticket_number=other.number))
    led = update(Ticket).where(Ticket.number.in_(merged.brought)).values(merged_into=other.number)
    await tx.session.execute(led)
    for ticket in (stay, other):
        ticket.last_message_at = await history.last_words_at(tx, ticket)


def _begun_by(stay: Ticket, mode: Writing, agents: Sequence[AgentId]) -> ColumnElement[bool]:
    return and_(Draft.ticket_number == stay.number, Draft.mode == mode, Draft.agent_id.in_(agents))


async def _facts_since(tx: Transaction, event: Event) -> list[Fact]:
    assert event.ticket is not None
    history = [*await journal.of_ticket(tx.session, event.ticket)]
    keys: list[UUID] = [each.key for each in history]
    return [each.fact for each in history[keys.index(event.key) + 1 :]]


def _quietly(statement: Update) -> Update:
    """Rows that the session holds are read again where they are needed."""
    return statement.execution_options(synchronize_session="fetch")


def _number(ticket: Ticket) -> TicketNumber:
    return TicketNumber(ticket.number)
