"""The table of the SLA clock, as pure functions: what each event does to a ticket's promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias, TypeVar, assert_never
from uuid import UUID

from board import facts
from board.business_time import Calendar
from board.facts import Event
from board.values import (
    CommentId,
    Delivery,
    Goal,
    Goals,
    Hold,
    Metric,
    Place,
    State,
    Timer,
    TimerState,
    timer_key,
)

Timers: TypeAlias = tuple[Timer, ...]
Calendars: TypeAlias = Mapping[UUID, Calendar]
"""What the goals name of whatever is folded."""
_NONE: Calendars = MappingProxyType({})
_A_DAY = timedelta(hours=24)
_T = TypeVar("_T")


@dataclass(frozen=True)
class _Now:
    """When the event was, what keys of new promises are made of, and the calendars they count in."""

    at: datetime
    key: UUID
    calendars: Calendars

    def hours(self, goal: Goal) -> Calendar | None:
        return None if goal.hours is None else self.calendars[goal.hours]


def hours_of(event: Event) -> Iterable[UUID | None]:
    """The working times that the event's goals and promises name."""
    goals: Goals = getattr(event.fact, "goals", None) or {}
    brought = event.fact.promises if isinstance(event.fact, facts.TicketMerged) else ()
    return (goal.hours for goal in (*goals.values(), *(timer.goal for timer in brought)))


def apply(timers: Timers, event: Event, calendars: Calendars = _NONE) -> Timers:  # noqa: C901  # a table
    """The promises after the event. Those that fell due before it are marked missed first.

    An event that does not concern the clock returns the same tuple. `calendars` has what the goals of both name.
    """
    standing, now = advance(timers, event.at), _Now(event.at, event.key, calendars)
    if isinstance(event.fact, facts.Marking | facts.OfCustomer):
        return timers
    match event.fact:
        case facts.TicketOpened() as opened:
            started = _started(standing, now, opened.goals, Metric.FIRST_RESPONSE, Metric.RESOLUTION)
            asked = started if not opened.is_empty else _each(started, _wait_for_words, now)
            return _placed(asked, opened.to, now)
        case facts.CustomerWrote() as wrote:
            return _asked(_begun(standing, now, *Metric), now, wrote)
        case facts.AgentReplied(comment=comment, state=state):
            begun = _begun(standing, now, Metric.RESOLUTION)
            return _held(_each(begun, _pause, now) if state is State.WAITING else begun, comment, now.at)
        case facts.AnswerGathered() as gathered:
            return _gathered(standing, now, gathered)
        case facts.DeliveryChanged() as changed:
            return _delivered(standing, changed, now)
        case facts.TicketUnreachable():
            return _each(standing, _lose, now)
        case facts.TicketReachable() as reachable:
            return _returned(standing, now, reachable.goals)
        case facts.TicketMoved() as moved:
            return _moved(standing, now, moved)
        case facts.TicketResolved():
            return _each(standing, _close, now)
        case facts.TicketReopened() as reopened:
            started = _started(standing, now, reopened.goals, Metric.NEXT_RESPONSE, Metric.RESOLUTION)
            return _placed(started, reopened.to, now)
        case facts.TicketMergedAway():
            return tuple(_close(timer, now) for timer in standing if not timer.goes_along)
        case facts.TicketMerged() as merged:
            return _merged(standing, now, merged)
        case facts.PromisesRenewed() as renewed:
            return _renewed(standing, now, renewed)
        case (
            facts.TicketUndone()
            | facts.TicketSeen()
            | facts.TicketRated()
            | facts.DeadlineNear()
            | facts.DeadlineClose()
            | facts.DeadlineMissed()
            | facts.DelayTold()
            | facts.AgentNoted()
            | facts.NoticeGiven()
            | facts.AnsweredAtDoor()
            | facts.CommentEdited()
            | facts.CommentDeleted()
            | facts.CommentRedacted()
            | facts.EditDeliveryChanged()
            | facts.CommentMovedAway()
            | facts.ReplyTakenBack()
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
            | facts.DeskClosed()
            | facts.DeskOpened()
            | facts.AccessChanged()
            | facts.IncidentOpened()
            | facts.IncidentEdited()
            | facts.IncidentResolved()
            | facts.IncidentReopened()
            | facts.LoopClosed()
            | facts.IncidentFollowed()
        ):
            return timers
        case _:
            assert_never(event.fact)


def advance(timers: Timers, now: datetime) -> Timers:
    """Mark as missed what fell due before `now`; what is done exactly at the due time is in time."""
    return _each(timers, _expire, now)


def _each(timers: Timers, change: Callable[[Timer, _T], Timer], now: _T) -> Timers:
    return tuple(change(timer, now) for timer in timers)


def _expire(timer: Timer, now: datetime) -> Timer:
    if timer.state is not TimerState.RUNNING or _due(timer) >= now:
        return timer
    if timer.unasked:
        return replace(timer, state=TimerState.CANCELLED, ended_at=timer.due_at)
    return replace(timer, state=TimerState.MISSED)


def _started(timers: Timers, now: _Now, goals: Goals, *metrics: Metric, unasked: bool = False) -> Timers:
    """Add new promises, with the full goal, for those of the metrics that the lane promises."""
    return timers + tuple(
        _promised(now, metric, goals[metric], unasked) for metric in metrics if metric in goals
    )


def _promised(now: _Now, metric: Metric, policy: Goal, unasked: bool) -> Timer:
    goal = _measured(now, policy)
    timer = Timer(
        key=timer_key(now.key, metric),
        metric=metric,
        state=TimerState.RUNNING,
        goal=goal,
        started_at=now.at,
        due_at=None,
        warn_at=None,
        unasked=unasked,
    )
    return _running(timer, now, goal.duration)


def _measured(now: _Now, policy: Goal) -> Goal:
    """How long it is until the end of the day, for a goal that is one; a day where the calendar opens no more."""
    calendar = now.hours(policy)
    if policy.cut_off is None or calendar is None:
        return policy
    begins = _begins(policy, now.at)
    ends = calendar.day_end(begins, policy.cut_off)
    return replace(policy, duration=calendar.measure(begins, ends) if ends else _A_DAY)


def _running(timer: Timer, now: _Now, length: timedelta) -> Timer:
    """It counts from now for so much of its time. Where a calendar opens no more, every hour counts."""
    begins, calendar = _begins(timer.goal, now.at), now.hours(timer.goal)
    due_at = calendar.add(begins, length) if calendar else None
    if due_at is None:
        due_at, calendar = begins + length, None
    is_solution = timer.metric is Metric.RESOLUTION
    return replace(
        timer,
        due_at=due_at,
        warn_at=_before(due_at, timer.goal, timer.goal.warn_percent, calendar),
        close_at=_before(due_at, timer.goal, timer.goal.close_percent, calendar) if is_solution else None,
    )


def _before(due_at: datetime, goal: Goal, percent: float, calendar: Calendar | None) -> datetime:
    """When that much of the goal has passed, if it is over at `due_at`."""
    rest = goal.duration * (100 - percent) / 100
    at = calendar.subtract(due_at, rest) if calendar else None
    return due_at - rest if at is None else at


def _begins(goal: Goal, at: datetime) -> datetime:
    return at if goal.counts_from is None else max(at, goal.counts_from)


def _left(timer: Timer, now: _Now) -> timedelta:
    """What of its time is left, as `_running` counts it."""
    begins, due_at = _begins(timer.goal, now.at), _due(timer)
    calendar = now.hours(timer.goal)
    left = calendar.measure(begins, due_at) if calendar else timedelta()
    return left if calendar and calendar.add(begins, left) == due_at else due_at - begins


def _wait_for_words(timer: Timer, _now: _Now) -> Timer:
    return replace(timer, unasked=True)


def _begun(timers: Timers, now: _Now, *metrics: Metric) -> Timers:
    """The ticket's first words: from now on its promises count. What has lapsed meanwhile is promised anew."""
    if not _wait(timers):
        return timers
    running = {timer.metric for timer in timers if timer.ended_at is None}
    wanted = set(metrics) - running
    lapsed = {t.metric: t.goal for t in timers if t.metric in wanted and _has_lapsed(t)}
    return _started(tuple(replace(t, unasked=False) for t in timers), now, lapsed, *lapsed)


def _wait(timers: Timers) -> bool:
    """Whether nobody has said anything yet. A promise that was withdrawn before still tells."""
    return any(timer.unasked for timer in timers)


def _has_lapsed(timer: Timer) -> bool:
    return timer.unasked and timer.ended_at is not None and timer.ended_at == timer.due_at


def _placed(timers: Timers, place: Place, now: _Now) -> Timers:
    """The resolution promise is paused while the ticket waits for the customer.

    A customer's message to a waiting ticket also moves it: that is an event of its own.
    """
    return _each(timers, _pause if place.state is State.WAITING else _resume, now)


def _pause(timer: Timer, now: _Now) -> Timer:
    if timer.metric is not Metric.RESOLUTION or timer.state is not TimerState.RUNNING:
        return timer
    return replace(
        timer, state=TimerState.PAUSED, left=_left(timer, now), due_at=None, warn_at=None, close_at=None
    )


def _resume(timer: Timer, now: _Now) -> Timer:
    if timer.left is None:
        return timer
    return _running(replace(timer, state=TimerState.RUNNING, left=None), now, timer.left)


def _asked(timers: Timers, now: _Now, wrote: facts.CustomerWrote) -> Timers:
    """On a done ticket, the reopening gives the promise; a bare thanks needs none."""
    is_quiet = wrote.thanks or wrote.state is State.DONE
    if is_quiet or any(map(_awaits_answer, timers)):
        return timers
    return _started(timers, now, wrote.goals, Metric.NEXT_RESPONSE)


def _awaits_answer(timer: Timer) -> bool:
    return timer.metric is not Metric.RESOLUTION and timer.ended_at is None


def _held(timers: Timers, comment: CommentId, at: datetime) -> Timers:
    """A reply is being sent: nothing is missed until Telegram answers; what was missed already stays missed."""
    hold = Hold(comment, at)
    return tuple(
        _hold(timer, hold) if _awaits_answer(timer) and not timer.unasked else timer for timer in timers
    )


def _gathered(timers: Timers, now: _Now, gathered: facts.AnswerGathered) -> Timers:
    """An answer counts as what it was before the ticket had it: on its way, accepted, or never arrived."""
    match gathered.state:
        case Delivery.QUEUED | Delivery.SENT:
            begun = _begun(timers, now, Metric.RESOLUTION)
            held = _held(begun, gathered.comment, gathered.written_at or now.at)
            is_sent = gathered.state is Delivery.SENT
            return tuple(_accept(timer, gathered.comment) for timer in held) if is_sent else held
        case Delivery.FAILED | Delivery.BLOCKED | Delivery.WITHDRAWN:
            return timers


def _hold(timer: Timer, hold: Hold) -> Timer:
    state = TimerState.MISSED if timer.state is TimerState.MISSED else TimerState.HELD
    return replace(timer, state=state, held=(*_without(timer.held, hold.comment), hold))


def _delivered(timers: Timers, changed: facts.DeliveryChanged, now: _Now) -> Timers:
    match changed.state:
        case Delivery.QUEUED:
            return _held(timers, changed.comment, now.at)
        case Delivery.SENT:
            return tuple(_accept(timer, changed.comment) for timer in timers)
        case Delivery.FAILED | Delivery.WITHDRAWN:
            return tuple(_refuse(timer, changed.comment, now.at) for timer in timers)
        case Delivery.BLOCKED:
            return _each(timers, _lose, now)


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


def _lose(timer: Timer, now: _Now) -> Timer:
    """The customer cannot be reached: nobody has to answer until they return."""
    if _awaits_answer(timer):
        return replace(_withdraw(timer, now), unreachable=True)
    return _release(timer, now.at) if timer.state is TimerState.HELD else timer


def _returned(timers: Timers, now: _Now, goals: Goals) -> Timers:
    lost = sorted({timer.metric for timer in timers if timer.unreachable})
    found = _each(timers, _forget_lost, now)
    return _started(found, now, goals, *lost, unasked=_wait(timers))


def _forget_lost(timer: Timer, _now: _Now) -> Timer:
    return replace(timer, unreachable=False)


def _moved(timers: Timers, now: _Now, moved: facts.TicketMoved) -> Timers:
    """A done ticket promises nothing, wherever it is moved."""
    if moved.to.state is State.DONE:
        return timers
    return _placed(_regoaled(timers, now, moved), moved.to, now)


def _regoaled(timers: Timers, now: _Now, moved: facts.TicketMoved) -> Timers:
    """A lane with another resolution goal replaces the promise by its own."""
    if _is_same(moved.start_goals.get(Metric.RESOLUTION), moved.goals.get(Metric.RESOLUTION)):
        return timers
    kept = tuple(
        _withdraw(timer, now) if timer.metric is Metric.RESOLUTION and timer.ended_at is None else timer
        for timer in timers
    )
    return _started(kept, now, moved.goals, Metric.RESOLUTION, unasked=_wait(timers))


def _renewed(timers: Timers, now: _Now, renewed: facts.PromisesRenewed) -> Timers:
    """What is open and was promised otherwise is promised as in its goals, but for what is being answered.

    While the ticket waits for the customer it is paused, also where what was late was not.
    """
    goals = renewed.goals
    other = tuple(
        timer for timer in timers if _is_open(timer) and not _is_same(timer.goal, goals.get(timer.metric))
    )
    kept = tuple(_withdraw(timer, now) if timer in other else timer for timer in timers)
    paused = {timer.metric for timer in other if timer.state is TimerState.PAUSED}
    started = _started((), now, goals, *(timer.metric for timer in other), unasked=_wait(timers))
    waits = renewed.state is State.WAITING
    return kept + tuple(_pause(timer, now) if waits or timer.metric in paused else timer for timer in started)


def _merged(timers: Timers, now: _Now, merged: facts.TicketMerged) -> Timers:
    """The other's promises come along; of two that ask for the same the stricter one is kept.

    What an answer is on its way to is judged by what becomes of it, so that stays beside them.
    """
    begun = _begun(timers, now, *Metric) if merged.has_words else timers
    both = begun + advance(merged.promises, now.at)
    if merged.to.state is State.DONE:
        return both
    answers = [timer for timer in both if _is_open(timer) and timer.metric is not Metric.RESOLUTION]
    solutions = [timer for timer in both if _is_open(timer) and timer.metric is Metric.RESOLUTION]
    spare = {timer.key for same in (answers, solutions) for timer in _by_due(same, now)[1:]}
    kept = tuple(_withdraw(timer, now) if timer.key in spare else timer for timer in both)
    return _placed(kept, merged.to, now)


def _by_due(timers: Iterable[Timer], now: _Now) -> list[Timer]:
    """The strictest first; one that is paused by when it would be due if it went on now."""
    return sorted(timers, key=lambda timer: _due(_resume(timer, now)))


def _is_open(timer: Timer) -> bool:
    return timer.ended_at is None and not timer.held


def _withdraw(timer: Timer, now: _Now) -> Timer:
    """End it without an answer: what was missed stays missed, anything else is cancelled."""
    was_missed = timer.state is TimerState.MISSED
    return replace(
        _resume(timer, now),
        state=TimerState.MISSED if was_missed else TimerState.CANCELLED,
        ended_at=now.at,
        held=(),
    )


def _close(timer: Timer, now: _Now) -> Timer:
    """The ticket is resolved; promises held by a reply are judged when Telegram answers, without words none is."""
    if timer.ended_at is not None:
        return replace(timer, unreachable=False, unasked=False)
    if timer.unasked:
        return replace(_withdraw(timer, now), unasked=False)
    if timer.held or timer.state is TimerState.MISSED:
        return replace(timer, ended_at=now.at)
    state = TimerState.MET if timer.metric is Metric.RESOLUTION else TimerState.CANCELLED
    return replace(_resume(timer, now), state=state, ended_at=now.at)


def _without(held: tuple[Hold, ...], comment: CommentId) -> tuple[Hold, ...]:
    return tuple(hold for hold in held if hold.comment != comment)


def _due(timer: Timer) -> datetime:
    assert timer.due_at is not None, "only a paused promise has no due time"
    return timer.due_at


def _is_same(one: Goal | None, other: Goal | None) -> bool:
    return one is other is None or (one is not None and other is not None and one.promises_as(other))
