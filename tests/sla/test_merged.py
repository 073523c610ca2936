"""What becomes of the promises of two tickets that are made one."""

from __future__ import annotations

import pytest

from board.values import State
from tests.sla.stories import (
    CANCELLED,
    FIRST,
    HELD,
    MET,
    MISSED,
    PAUSED,
    RESOLUTION,
    RUNNING,
    Story,
    goals,
    lines,
)

pytestmark = pytest.mark.fast


def test_the_earlier_due_of_each_kind_is_kept_and_the_later_cancelled() -> None:
    stay, other = Story(goals(first=30, resolution=300)), Story(goals(first=5, resolution=600))
    stay.merged(2, other)

    assert lines(stay.timers_at(3)) == [
        (FIRST, CANCELLED, 30, 2),
        (RESOLUTION, RUNNING, 300, None),
        (FIRST, RUNNING, 5, None),
        (RESOLUTION, CANCELLED, 600, 2),
    ]


def test_what_was_missed_stays_missed_and_is_the_deadline() -> None:
    stay, other = Story(goals(first=30)), Story(goals(first=5))
    stay.merged(7, other)
    stay.answered(8)

    assert lines(stay.timers)[0] == (FIRST, CANCELLED, 30, 7)
    assert lines(stay.timers)[2] == (FIRST, MISSED, 5, 8)


def test_an_answer_on_its_way_is_judged_beside_what_is_still_asked() -> None:
    stay, other = Story(goals(first=30)), Story(goals(first=5), first_comment=100)
    reply = other.agent_replies(4)
    stay.merged(6, other)
    assert [line[:2] for line in lines(stay.timers_at(7)) if line[0] is FIRST] == [
        (FIRST, RUNNING),
        (FIRST, HELD),
    ]

    stay.accepted(8, reply)
    assert lines(stay.timers)[2] == (FIRST, MET, 5, 4)
    assert lines(stay.timers_at(31))[0] == (FIRST, MISSED, 30, None)


def test_a_paused_solution_is_compared_by_when_it_would_be_due() -> None:
    stay, other = Story(goals(resolution=300)), Story(goals(resolution=100))
    stay.moved(10, State.WAITING)
    other.moved(10, State.WAITING)
    stay.merged(50, other)

    assert [line for line in lines(stay.timers) if line[0] is RESOLUTION] == [
        (RESOLUTION, CANCELLED, 340, 50),
        (RESOLUTION, PAUSED, None, None),
    ]
    stay.moved(60, State.WORKING)
    assert lines(stay.timers)[-1] == (RESOLUTION, RUNNING, 150, None)


def test_undone_nothing_of_the_other_is_left() -> None:
    stay, other = Story(goals(first=30)), Story(goals(first=5))
    before = stay.timers
    stay.merged(2, other)
    stay.undone(3)

    assert stay.timers == before
