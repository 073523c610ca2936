"""The table of the SLA clock: what each event does to a ticket's promises, as pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never
from uuid import uuid5

from board.events import (
    Author,
    CommentId,
    Delivery,
    Event,
    EventType,
    Hold,
    Metric,
    State,
    Timer,
    TimerState,
    goals_from_json,
)

Timers: TypeAlias = tuple[Timer, ...]


def apply(timers: Timers, event: Event) -> Timers:
    """The promises after the event; what fell due before it is marked missed first.

    An event the clock does not know of returns the very same tuple.
    """
    standing = advance(timers, event.at)
    match event.type:
        case EventType.TICKET_OPENED:
            return _placed(_started(standing, event, Metric.FIRST_RESPONSE, Metric.RESOLUTION), event)
        case EventType.COMMENT_ADDED:
            return _said(standing, event)
        case EventType.DELIVERY_CHANGED:
            return _delivered(standing, event)
        case EventType.CUSTOMER_BLOCKED:
            return _each(standing, _lose, event.at)
        case EventType.CUSTOMER_RETURNED:
            return _returned(standing, event)
        case EventType.TICKET_MOVED:
            return _moved(standing, event)
        case EventType.TICKET_RESOLVED:
            return _each(standing, _close, event.at)
        case EventType.TICKET_REOPENED:
            return _placed(_started(standing, event, Metric.NEXT_RESPONSE, Metric.RESOLUTION), event)
        case (
            EventType.TICKET_UNDONE
            | EventType.TICKET_TAKEN
            | EventType.TICKET_LABELLED
            | EventType.TICKET_SEEN
            | EventType.TICKET_RATED
            | EventType.COMMENT_CHANGED
            | EventType.DEADLINE_NEAR
            | EventType.DEADLINE_MISSED
            | EventType.PERSON_AT_DOOR
            | EventType.PERSON_LEFT_DOOR
            | EventType.CUSTOMER_CHANGED
        ):
            return timers
        case _:
            assert_never(event.type)


def advance(timers: Timers, now: datetime) -> Timers:
    """Mark what fell due before `now`; what is done at the due time itself is still in time."""
    return _each(timers, _expire, now)


def _each(timers: Timers, change: Callable[[Timer, datetime], Timer], at: datetime) -> Timers:
    return tuple(change(timer, at) for timer in timers)


def _expire(timer: Timer, now: datetime) -> Timer:
    if timer.state is TimerState.RUNNING and _due(timer) < now:
        return replace(timer, state=TimerState.MISSED)
    return timer


def _started(timers: Timers, event: Event, *metrics: Metric) -> Timers:
    """Give new promises, full goal, for those of the metrics that the lane promises."""
    goals = goals_from_json(event.data["goals"])
    return timers + tuple(
        Timer(
            key=uuid5(event.key, metric),
            metric=metric,
            state=TimerState.RUNNING,
            goal=goals[metric],
            started_at=event.at,
            due_at=event.at + goals[metric].duration,
        )
        for metric in metrics
        if metric in goals
    )


def _placed(timers: Timers, event: Event) -> Timers:
    """The resolution promise stands still while the card waits for the customer.

    A customer who writes to a waiting card moves it: their message comes with a move of its own.
    """
    return _each(timers, _pause if _place(event) is State.WAITING else _resume, event.at)


def _pause(timer: Timer, at: datetime) -> Timer:
    if timer.metric is not Metric.RESOLUTION or timer.state is not TimerState.RUNNING:
        return timer
    return replace(timer, state=TimerState.PAUSED, left=_due(timer) - at, due_at=None)


def _resume(timer: Timer, at: datetime) -> Timer:
    if timer.left is None:
        return timer
    return replace(timer, state=TimerState.RUNNING, left=None, due_at=at + timer.left)


def _said(timers: Timers, event: Event) -> Timers:
    if event.data["public"] is not True:
        return timers
    match Author(str(event.data["author"])):
        case Author.AGENT:
            return _held(timers, event)
        case Author.CUSTOMER:
            return _asked(timers, event)
        case Author.SYSTEM:
            return timers


def _asked(timers: Timers, event: Event) -> Timers:
    """On a done ticket it is the reopening that promises, and a bare thanks asks for nothing."""
    is_quiet = event.data["thanks"] is True or event.data["state"] == State.DONE
    if is_quiet or any(map(_awaits_answer, timers)):
        return timers
    return _started(timers, event, Metric.NEXT_RESPONSE)


def _awaits_answer(timer: Timer) -> bool:
    return timer.metric is not Metric.RESOLUTION and timer.ended_at is None


def _held(timers: Timers, event: Event) -> Timers:
    """A reply is on its way: no breach until Telegram's word, but a breach already there stays one."""
    hold = Hold(_comment(event), event.at)
    return tuple(_hold(timer, hold) if _awaits_answer(timer) else timer for timer in timers)


def _hold(timer: Timer, hold: Hold) -> Timer:
    state = TimerState.MISSED if timer.state is TimerState.MISSED else TimerState.HELD
    return replace(timer, state=state, held=(*_without(timer.held, hold.comment), hold))


def _delivered(timers: Timers, event: Event) -> Timers:
    match Delivery(str(event.data["state"])):
        case Delivery.QUEUED:
            return _held(timers, event)
        case Delivery.SENT:
            return tuple(_accept(timer, _comment(event)) for timer in timers)
        case Delivery.FAILED:
            return tuple(_refuse(timer, _comment(event), event.at) for timer in timers)
        case Delivery.BLOCKED:
            return _each(timers, _lose, event.at)


def _accept(timer: Timer, comment: CommentId) -> Timer:
    """The earliest written of the accepted replies decides, so only earlier ones stay held."""
    for hold in timer.held:
        if hold.comment == comment:
            in_time = hold.written_at <= _due(timer)
            earlier = tuple(other for other in timer.held if other.written_at < hold.written_at)
            state = TimerState.MET if in_time else TimerState.MISSED
            return replace(timer, state=state, ended_at=hold.written_at, held=earlier)
    return timer


def _refuse(timer: Timer, comment: CommentId, at: datetime) -> Timer:
    remaining = replace(timer, held=_without(timer.held, comment))
    if timer.state is not TimerState.HELD or remaining.held:
        return remaining
    return _release(remaining, at)


def _release(timer: Timer, at: datetime) -> Timer:
    """Nothing is on its way any more: judge what was held as if it had never been.

    One that ended while held belongs to a ticket resolved meanwhile, and is judged by that moment.
    """
    if timer.ended_at is None:
        return _expire(replace(timer, state=TimerState.RUNNING, held=()), at)
    was_late = _due(timer) < timer.ended_at
    return replace(timer, state=TimerState.MISSED if was_late else TimerState.CANCELLED, held=())


def _lose(timer: Timer, at: datetime) -> Timer:
    """The customer cannot be reached: no response is owed until they return."""
    if _awaits_answer(timer):
        return replace(_withdraw(timer, at), unreachable=True)
    return _release(timer, at) if timer.state is TimerState.HELD else timer


def _returned(timers: Timers, event: Event) -> Timers:
    lost = sorted({timer.metric for timer in timers if timer.unreachable})
    return _started(_each(timers, _forget_lost, event.at), event, *lost)


def _forget_lost(timer: Timer, _at: datetime) -> Timer:
    return replace(timer, unreachable=False)


def _moved(timers: Timers, event: Event) -> Timers:
    """A done ticket owes nothing, wherever it is put."""
    if _place(event) is State.DONE:
        return timers
    return _placed(_regoaled(timers, event), event)


def _regoaled(timers: Timers, event: Event) -> Timers:
    """A lane with another resolution goal withdraws the promise and gives its own."""
    if _resolution_goal(event, "from_goals") == _resolution_goal(event, "goals"):
        return timers
    kept = tuple(
        _withdraw(timer, event.at) if timer.metric is Metric.RESOLUTION and timer.ended_at is None else timer
        for timer in timers
    )
    return _started(kept, event, Metric.RESOLUTION)


def _withdraw(timer: Timer, at: datetime) -> Timer:
    """End it without an answer: a recorded breach stands, anything else costs nothing."""
    was_missed = timer.state is TimerState.MISSED
    return replace(
        _resume(timer, at),
        state=TimerState.MISSED if was_missed else TimerState.CANCELLED,
        ended_at=at,
        held=(),
    )


def _close(timer: Timer, at: datetime) -> Timer:
    """The ticket is resolved; replies still on their way bring their verdict later."""
    if timer.ended_at is not None:
        return replace(timer, unreachable=False)
    if timer.held or timer.state is TimerState.MISSED:
        return replace(timer, ended_at=at)
    state = TimerState.MET if timer.metric is Metric.RESOLUTION else TimerState.CANCELLED
    return replace(_resume(timer, at), state=state, ended_at=at)


def _without(held: tuple[Hold, ...], comment: CommentId) -> tuple[Hold, ...]:
    return tuple(hold for hold in held if hold.comment != comment)


def _due(timer: Timer) -> datetime:
    assert timer.due_at is not None, "only a paused promise has no due time"
    return timer.due_at


def _comment(event: Event) -> CommentId:
    assert event.comment is not None, f"{event.type} names its comment"
    return event.comment


def _place(event: Event) -> State:
    place = event.data["to"]
    assert isinstance(place, dict)
    return State(str(place["state"]))


def _resolution_goal(event: Event, goals: str) -> timedelta | None:
    goal = goals_from_json(event.data[goals]).get(Metric.RESOLUTION)
    return goal.duration if goal else None
