"""What holds for the clock in every story: outages, order of looking, pauses."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.values import Metric, State, Timer, TimerState
from sla import clock, fold
from tests.sla.stories import CALENDARS, RARE, START, Story, calendar, goals, lines, minutes, stories

pytestmark = pytest.mark.fast
_NONE = timedelta()


@given(stories(), st.lists(st.floats(0, 30_000), max_size=6))
def test_looking_in_between_changes_no_verdict(story: Story, looks: list[float]) -> None:
    """A worker that rings on time and one that was away for hours leave the same promises."""
    timers: tuple[Timer, ...] = ()
    for event in fold.standing(story.events):
        for look in sorted(looks):
            if START + minutes(look) <= event.at:
                timers = clock.advance(timers, START + minutes(look))
        timers = clock.apply(timers, event, CALENDARS)
    assert timers == story.timers


@given(stories(), st.floats(0, 30_000), st.floats(0, 30_000))
def test_advancing_is_idempotent_and_goes_in_steps(story: Story, one: float, other: float) -> None:
    early, late = sorted((START + minutes(one), START + minutes(other)))
    once = clock.advance(story.timers, late)
    assert clock.advance(once, late) == once
    assert clock.advance(clock.advance(story.timers, early), late) == once


@given(stories())
def test_promises_stay_consistent(story: Story) -> None:
    timers = story.timers
    assert len({timer.key for timer in timers}) == len(timers)
    for timer in timers:
        assert (timer.due_at is None) == (timer.left is not None) == (timer.state is TimerState.PAUSED)
        assert timer.ended_at is not None or timer.state not in (TimerState.MET, TimerState.CANCELLED)
        assert timer.ended_at is None or timer.state not in (TimerState.RUNNING, TimerState.PAUSED)
        assert timer.left is None or timer.left >= timedelta()
        assert (timer.warn_at is None) == (timer.due_at is None)
        assert (timer.close_at is None) == (timer.due_at is None or timer.metric is not Metric.RESOLUTION)
        assert timer.due_at is None or timer.warn_at is None or timer.warn_at <= timer.due_at
        assert timer.close_at is None or timer.warn_at is None or timer.warn_at <= timer.close_at
        assert timer.close_at is None or timer.due_at is None or timer.close_at <= timer.due_at
    assert sum(timer.metric is Metric.RESOLUTION and timer.ended_at is None for timer in timers) <= 1


@given(
    st.sampled_from([None, *CALENDARS]),
    st.sampled_from([None, START + minutes(700)]),
    st.lists(st.tuples(st.floats(0, 10), st.floats(0, 5000)), max_size=20),
)
def test_pauses_in_any_order_keep_the_total(
    hours: UUID | None, there_from: datetime | None, shifts: list[tuple[float, float]]
) -> None:
    """However often the card waits: the goal counts only while it does not, somebody is there and it is open."""
    lane = goals(hours=hours, counts_from=there_from)
    story = Story(lane)
    minute = 0.0
    worked: list[tuple[datetime, datetime]] = []
    for work, rest in shifts:
        worked.append((story.events[-1].at, START + minutes(minute + work)))
        story.moved(minute + work, State.WAITING)
        minute += work + rest
        story.moved(minute, State.WORKING)
    due_at = next(timer.due_at for timer in story.timers if timer.metric is Metric.RESOLUTION)
    assert due_at is not None
    counted = sum(
        (_open(hours, there_from, *span) for span in [*worked, (story.events[-1].at, due_at)]), _NONE
    )
    if hours is not RARE or counted >= minutes(300):
        assert abs(counted - minutes(300)) < timedelta(milliseconds=1)


def _open(hours: UUID | None, there_from: datetime | None, since: datetime, until: datetime) -> timedelta:
    since = min(max(since, there_from or since), until)
    return CALENDARS[hours].measure(since, until) if hours else until - since


def test_a_calendar_that_never_closes_promises_as_none() -> None:
    always = UUID(int=9)
    open_always = {always: calendar("Asia/Jakarta", "mon-sun 00:00-24:00")}
    both = []
    for hours in (None, always):
        story = Story(goals(hours=hours))
        story.moved(3, State.WAITING)
        story.moved(90, State.WORKING)
        both.append(fold.fold(story.events, open_always))
    assert lines(both[0]) == lines(both[1])
    assert [timer.warn_at for timer in both[0]] == [timer.warn_at for timer in both[1]]
