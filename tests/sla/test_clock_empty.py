"""The clock of a ticket without words: nothing is missed, and what lapsed is promised anew with the first words."""

from __future__ import annotations

import pytest

from board.tickets.promises import next_alarm_of
from board.values import Delivery, State
from tests.sla.stories import (
    CANCELLED,
    FIRST,
    HELD,
    MET,
    MISSED,
    NEXT,
    PAUSED,
    RESOLUTION,
    RUNNING,
    START,
    Story,
    goals,
    lines,
    minutes,
)

pytestmark = pytest.mark.fast


def test_promise_of_an_empty_ticket_lapses_at_its_due_time_and_warns_nobody() -> None:
    story = Story(is_empty=True)
    assert next_alarm_of(story.timers) == START + minutes(5)
    assert lines(story.timers_at(6)) == [(FIRST, CANCELLED, 5, 5), (RESOLUTION, RUNNING, 300, None)]
    assert lines(story.timers_at(301)) == [(FIRST, CANCELLED, 5, 5), (RESOLUTION, CANCELLED, 300, 300)]
    assert next_alarm_of(story.timers_at(301)) is None


def test_empty_ticket_that_is_closed_owes_nothing() -> None:
    story = Story(is_empty=True)
    story.resolved(2)
    assert lines(story.timers) == [(FIRST, CANCELLED, 5, 2), (RESOLUTION, CANCELLED, 300, 2)]
    story.reopened(3)
    assert lines(story.timers)[2:] == [(NEXT, RUNNING, 33, None), (RESOLUTION, RUNNING, 303, None)]


def test_first_words_in_time_leave_the_promises_as_they_were_given() -> None:
    story = Story(is_empty=True)
    story.customer_writes(3)
    assert lines(story.timers) == [(FIRST, RUNNING, 5, None), (RESOLUTION, RUNNING, 300, None)]
    assert lines(story.timers_at(6))[0] == (FIRST, MISSED, 5, None)


def test_first_words_renew_what_has_lapsed() -> None:
    story = Story(is_empty=True)
    story.customer_writes(7)
    assert lines(story.timers) == [
        (FIRST, CANCELLED, 5, 5),
        (RESOLUTION, RUNNING, 300, None),
        (FIRST, RUNNING, 12, None),
    ]
    story.customer_writes(8)
    story.answered(10)
    assert lines(story.timers)[2] == (FIRST, MET, 12, 10)
    assert len(story.timers) == 3


def test_agent_who_speaks_first_begins_it_too() -> None:
    story = Story(is_empty=True)
    story.agent_replies(310)
    assert lines(story.timers) == [
        (FIRST, CANCELLED, 5, 5),
        (RESOLUTION, CANCELLED, 300, 300),
        (RESOLUTION, RUNNING, 610, None),
    ]


def test_what_is_promised_anew_while_they_are_waited_for_is_paused() -> None:
    story = Story(goals(first=None), is_empty=True)
    story.moved(301, State.WAITING)
    story.agent_replies(310)
    assert lines(story.timers)[1:] == [(RESOLUTION, PAUSED, None, None)]
    story.moved(1000, State.WORKING)
    assert lines(story.timers)[1:] == [(RESOLUTION, RUNNING, 1300, None)]


def test_gathered_answer_begins_it_too() -> None:
    story = Story(is_empty=True)
    story.answer_gathered(0, Delivery.QUEUED, written=-2)
    assert lines(story.timers_at(400)) == [(FIRST, HELD, 5, None), (RESOLUTION, MISSED, 300, None)]


def test_lane_changed_before_the_first_words_waits_for_them_as_well() -> None:
    story = Story(is_empty=True)
    story.moved(1, State.INBOX, goals(resolution=60))
    assert lines(story.timers_at(90))[2] == (RESOLUTION, CANCELLED, 61, 61)
    story.customer_writes(100)
    assert lines(story.timers)[3:] == [(FIRST, RUNNING, 105, None), (RESOLUTION, RUNNING, 160, None)]


def test_reachable_again_without_words_still_waits_for_them() -> None:
    story = Story(is_empty=True)
    story.blocked(1)
    story.returned(2)
    assert lines(story.timers_at(60))[2] == (FIRST, CANCELLED, 7, 7)


def test_lane_changed_while_they_block_the_bot_waits_for_words_as_well() -> None:
    for lane in (goals(), goals(first=None)):
        story = Story(lane, is_empty=True)
        story.blocked(1)
        story.moved(2, State.INBOX, goals(resolution=60))
        assert [timer.state for timer in story.timers_at(90)] == [CANCELLED] * len(story.timers)
        assert next_alarm_of(story.timers_at(90)) is None


def test_reachable_again_where_no_resolution_is_promised_still_waits_for_words() -> None:
    story = Story(goals(resolution=None), is_empty=True)
    story.blocked(1)
    story.returned(2)
    assert lines(story.timers_at(60)) == [(FIRST, CANCELLED, 5, 1), (FIRST, CANCELLED, 7, 7)]


def test_what_was_withdrawn_before_the_first_words_is_not_promised_anew() -> None:
    story = Story(goals(first=None), is_empty=True)
    story.moved(1, State.INBOX, goals(first=None, resolution=None))
    story.customer_writes(2)
    assert lines(story.timers) == [(RESOLUTION, CANCELLED, 300, 1), (NEXT, RUNNING, 32, None)]


@pytest.mark.parametrize("state", [Delivery.FAILED, Delivery.BLOCKED])
def test_answer_that_never_arrived_begins_nothing(state: Delivery) -> None:
    story = Story(is_empty=True)
    answer = story.answer_gathered(0, state, written=-2)
    assert lines(story.timers_at(400)) == [(FIRST, CANCELLED, 5, 5), (RESOLUTION, CANCELLED, 300, 300)]
    story.delivery(2, answer, Delivery.QUEUED)
    story.accepted(3, answer)
    story.customer_writes(4)
    assert lines(story.timers_at(6))[0] == (FIRST, MISSED, 5, None)
