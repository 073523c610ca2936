"""The table of the SLA clock, as pure functions: what each event does to a ticket's promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from board import facts
from board.facts import Event
from board.values import CommentId, Delivery, Goals, Hold, Metric, Place, State, Timer, TimerState, timer_key

Timers: TypeAlias = tuple[Timer, ...]


def apply(timers: Timers, event: Event) -> Timers:  # noqa: C901  # a table
    """The promises after the event. Those that fell due before it are marked missed first.

    An event that does not concern the clock returns the same tuple.
    """
    standing, at = advance(timers, event.at), event.at
    if isinstance(event.fact, facts.Marking):
        return timers
    match event.fact:
        case facts.TicketOpened() as opened:
            started = _started(standing, event, opened.goals, Metric.FIRST_RESPONSE, Metric.RESOLUTION)
            asked = started if not opened.is_empty else _each(started, _wait_for_words, at)
            return _placed(asked, opened.to, at)
        case facts.CustomerWrote() as wrote:
            return _asked(_begun(standing, event, *Metric), event, wrote)
        case facts.AgentReplied(comment=comment, state=state):
            begun = _begun(standing, event, Metric.RESOLUTION)
            return _held(_each(begun, _pause, at) if state is State.WAITING else begun, comment, at)
        case facts.AnswerGathered() as gathered:
            return _gathered(standing, event, gathered)
        case facts.DeliveryChanged() as changed:
            return _delivered(standing, changed, at)
        case facts.TicketUnreachable():
            return _each(standing, _lose, at)
        case facts.TicketReachable() as reachable:
            return _returned(standing, event, reachable.goals)
        case facts.TicketMoved() as moved:
            return _moved(standing, event, moved)
        case facts.TicketResolved():
            return _each(standing, _close, at)
        case facts.TicketReopened() as reopened:
            started = _started(standing, event, reopened.goals, Metric.NEXT_RESPONSE, Metric.RESOLUTION)
            return _placed(started, reopened.to, at)
        case (
            facts.TicketUndone()
            | facts.TicketSeen()
            | facts.TicketRated()
            | facts.DeadlineNear()
            | facts.DeadlineMissed()
            | facts.AgentNoted()
            | facts.NoticeGiven()
            | facts.AnsweredAtDoor()
            | facts.CommentEdited()
            | facts.CommentMovedAway()
            | facts.CommentReadAtLast()
            | facts.AlbumGrew()
            | facts.FoundNoThanks()
            | facts.FileStored()
            | facts.FileTooBig()
            | facts.FileFailed()
            | facts.FilesWantedAgain()
            | facts.ListeningBegan()
            | facts.ListeningWaits()
            | facts.ListeningEnded()
            | facts.ListeningGivenUp()
            | facts.WordsWantedAgain()
            | facts.WordsCorrected()
            | facts.CameToDoor()
            | facts.GotTicket()
            | facts.LeftDoorWithAccount()
            | facts.DismissedAtDoor()
            | facts.CustomerBlockedBot()
            | facts.CustomerReturned()
            | facts.AccountAdded()
            | facts.AccountSwitched()
            | facts.AccountRemoved()
            | facts.SignedOut()
            | facts.NumbersGuessed()
            | facts.PersonClaimed()
            | facts.ClaimApproved()
            | facts.ClaimRefused()
            | facts.PersonConfirmed()
            | facts.PersonUnconfirmed()
            | facts.LanguageChosen()
            | facts.ConsentGiven()
            | facts.ConsentWithdrawn()
            | facts.ArchiveAsked()
            | facts.ArchiveMade()
            | facts.CustomerErased()
            | facts.DeskChanged()
            | facts.AccessChanged()
        ):
            return timers
        case _:
            assert_never(event.fact)


def advance(timers: Timers, now: datetime) -> Timers:
    """Mark as missed what fell due before `now`; what is done exactly at the due time is in time."""
    return _each(timers, _expire, now)


def _each(timers: Timers, change: Callable[[Timer, datetime], Timer], at: datetime) -> Timers:
    return tuple(change(timer, at) for timer in timers)


def _expire(timer: Timer, now: datetime) -> Timer:
    if timer.state is not TimerState.RUNNING or _due(timer) >= now:
        return timer
    if timer.unasked:
        return replace(timer, state=TimerState.CANCELLED, ended_at=timer.due_at)
    return replace(timer, state=TimerState.MISSED)


def _started(timers: Timers, event: Event, goals: Goals, *metrics: Metric, unasked: bool = False) -> Timers:
    """Add new promises, with the full goal, for those of the metrics that the lane promises."""
    return timers + tuple(
        Timer(
            key=timer_key(event.key, metric),
            metric=metric,
            state=TimerState.RUNNING,
            goal=goals[metric],
            started_at=event.at,
            due_at=event.at + goals[metric].duration,
            unasked=unasked,
        )
        for metric in metrics
        if metric in goals
    )


def _wait_for_words(timer: Timer, _at: datetime) -> Timer:
    return replace(timer, unasked=True)


def _begun(timers: Timers, event: Event, *metrics: Metric) -> Timers:
    """The ticket's first words: from now on its promises count. What has lapsed meanwhile is promised anew."""
    if not _wait(timers):
        return timers
    running = {timer.metric for timer in timers if timer.ended_at is None}
    wanted = set(metrics) - running
    lapsed = {t.metric: t.goal for t in timers if t.metric in wanted and _has_lapsed(t)}
    return _started(tuple(replace(t, unasked=False) for t in timers), event, lapsed, *lapsed)


def _wait(timers: Timers) -> bool:
    """Whether nobody has said anything yet. A promise that was withdrawn before still tells."""
    return any(timer.unasked for timer in timers)


def _has_lapsed(timer: Timer) -> bool:
    return timer.unasked and timer.ended_at is not None and timer.ended_at == timer.due_at


def _placed(timers: Timers, place: Place, at: datetime) -> Timers:
    """The resolution promise is paused while the ticket waits for the customer.

    A customer's message to a waiting ticket also moves it: that is an event of its own.
    """
    return _each(timers, _pause if place.state is State.WAITING else _resume, at)


def _pause(timer: Timer, at: datetime) -> Timer:
    if timer.metric is not Metric.RESOLUTION or timer.state is not TimerState.RUNNING:
        return timer
    return replace(timer, state=TimerState.PAUSED, left=_due(timer) - at, due_at=None)


def _resume(timer: Timer, at: datetime) -> Timer:
    if timer.left is None:
        return timer
    return replace(timer, state=TimerState.RUNNING, left=None, due_at=at + timer.left)


def _asked(timers: Timers, event: Event, wrote: facts.CustomerWrote) -> Timers:
    """On a done ticket, the reopening gives the promise; a bare thanks needs none."""
    is_quiet = wrote.thanks or wrote.state is State.DONE
    if is_quiet or any(map(_awaits_answer, timers)):
        return timers
    return _started(timers, event, wrote.goals, Metric.NEXT_RESPONSE)


def _awaits_answer(timer: Timer) -> bool:
    return timer.metric is not Metric.RESOLUTION and timer.ended_at is None


def _held(timers: Timers, comment: CommentId, at: datetime) -> Timers:
    """A reply is being sent: nothing is missed until Telegram answers; what was missed already stays missed."""
    hold = Hold(comment, at)
    return tuple(
        _hold(timer, hold) if _awaits_answer(timer) and not timer.unasked else timer for timer in timers
    )


def _gathered(timers: Timers, event: Event, gathered: facts.AnswerGathered) -> Timers:
    """An answer counts as what it was before the ticket had it: on its way, accepted, or never arrived."""
    match gathered.state:
        case Delivery.QUEUED | Delivery.SENT:
            begun = _begun(timers, event, Metric.RESOLUTION)
            held = _held(begun, gathered.comment, gathered.written_at or event.at)
            is_sent = gathered.state is Delivery.SENT
            return tuple(_accept(timer, gathered.comment) for timer in held) if is_sent else held
        case Delivery.FAILED | Delivery.BLOCKED:
            return timers


def _hold(timer: Timer, hold: Hold) -> Timer:
    state = TimerState.MISSED if timer.state is TimerState.MISSED else TimerState.HELD
    return replace(timer, state=state, held=(*_without(timer.held, hold.comment), hold))


def _delivered(timers: Timers, changed: facts.DeliveryChanged, at: datetime) -> Timers:
    match changed.state:
        case Delivery.QUEUED:
            return _held(timers, changed.comment, at)
        case Delivery.SENT:
            return tuple(_accept(timer, changed.comment) for timer in timers)
        case Delivery.FAILED:
            return tuple(_refuse(timer, changed.comment, at) for timer in timers)
        case Delivery.BLOCKED:
            return _each(timers, _lose, at)


def _accept(timer: Timer, comment: CommentId) -> Timer:
    """Of the accepted replies the earliest written counts, so only earlier ones stay held."""
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
    """No reply is being sent any more: judge the promise as if it had never been held.

    If it ended while held, its ticket was resolved meanwhile, and that time counts.
    """
    if timer.ended_at is None:
        return _expire(replace(timer, state=TimerState.RUNNING, held=()), at)
    was_late = _due(timer) < timer.ended_at
    return replace(timer, state=TimerState.MISSED if was_late else TimerState.CANCELLED, held=())


def _lose(timer: Timer, at: datetime) -> Timer:
    """The customer cannot be reached: nobody has to answer until they return."""
    if _awaits_answer(timer):
        return replace(_withdraw(timer, at), unreachable=True)
    return _release(timer, at) if timer.state is TimerState.HELD else timer


def _returned(timers: Timers, event: Event, goals: Goals) -> Timers:
    lost = sorted({timer.metric for timer in timers if timer.unreachable})
    found = _each(timers, _forget_lost, event.at)
    return _started(found, event, goals, *lost, unasked=_wait(timers))


def _forget_lost(timer: Timer, _at: datetime) -> Timer:
    return replace(timer, unreachable=False)


def _moved(timers: Timers, event: Event, moved: facts.TicketMoved) -> Timers:
    """A done ticket promises nothing, wherever it is moved."""
    if moved.to.state is State.DONE:
        return timers
    return _placed(_regoaled(timers, event, moved), moved.to, event.at)


def _regoaled(timers: Timers, event: Event, moved: facts.TicketMoved) -> Timers:
    """A lane with another resolution goal replaces the promise by its own."""
    if _resolution_goal(moved.start_goals) == _resolution_goal(moved.goals):
        return timers
    kept = tuple(
        _withdraw(timer, event.at) if timer.metric is Metric.RESOLUTION and timer.ended_at is None else timer
        for timer in timers
    )
    return _started(kept, event, moved.goals, Metric.RESOLUTION, unasked=_wait(timers))


def _withdraw(timer: Timer, at: datetime) -> Timer:
    """End it without an answer: what was missed stays missed, anything else is cancelled."""
    was_missed = timer.state is TimerState.MISSED
    return replace(
        _resume(timer, at),
        state=TimerState.MISSED if was_missed else TimerState.CANCELLED,
        ended_at=at,
        held=(),
    )


def _close(timer: Timer, at: datetime) -> Timer:
    """The ticket is resolved; promises held by a reply are judged when Telegram answers, without words none is."""
    if timer.ended_at is not None:
        return replace(timer, unreachable=False, unasked=False)
    if timer.unasked:
        return replace(_withdraw(timer, at), unasked=False)
    if timer.held or timer.state is TimerState.MISSED:
        return replace(timer, ended_at=at)
    state = TimerState.MET if timer.metric is Metric.RESOLUTION else TimerState.CANCELLED
    return replace(_resume(timer, at), state=state, ended_at=at)


def _without(held: tuple[Hold, ...], comment: CommentId) -> tuple[Hold, ...]:
    return tuple(hold for hold in held if hold.comment != comment)


def _due(timer: Timer) -> datetime:
    assert timer.due_at is not None, "only a paused promise has no due time"
    return timer.due_at


def _resolution_goal(goals: Goals) -> timedelta | None:
    goal = goals.get(Metric.RESOLUTION)
    return goal.duration if goal else None
