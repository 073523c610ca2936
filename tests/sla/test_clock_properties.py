"""What holds for the clock in every story: outages, order of looking, pauses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.values import Metric, State, Timer, TimerState
from sla import clock, fold
from tests.sla.stories import START, Story, minutes, stories

pytestmark = pytest.mark.fast


@given(stories(), st.lists(st.floats(0, 30_000), max_size=6))
def test_looking_in_between_changes_no_verdict(story: Story, looks: list[float]) -> None:
    """A worker that rings on time and one that was away for hours leave the same promises."""
    timers: tuple[Timer, ...] = ()
    for event in fold.standing(story.events):
        for look in sorted(looks):
            if START + minutes(look) <= event.at:
                timers = clock.advance(timers, START + minutes(look))
        timers = clock.apply(timers, event)
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
    assert sum(timer.metric is Metric.RESOLUTION and timer.ended_at is None for timer in timers) <= 1


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 5000)), max_size=20))
def test_pauses_in_any_order_keep_the_total(shifts: list[tuple[float, float]]) -> None:
    """However often the card waits, the goal counts only the time it does not wait."""
    story = Story()
    minute = waited = 0.0
    for worked, rested in shifts:
        minute += worked
        story.moved(minute, State.WAITING)
        minute, waited = minute + rested, waited + rested
        story.moved(minute, State.WORKING)
    due_at = story.timers[1].due_at
    assert due_at is not None
    assert abs(due_at - START - minutes(300 + waited)) < timedelta(milliseconds=1)
