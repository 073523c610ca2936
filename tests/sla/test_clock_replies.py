"""The clock against its table: what a reply does, from the moment it is written to Telegram's word."""

from __future__ import annotations

import pytest

from board.values import Delivery
from tests.sla.stories import CANCELLED, FIRST, HELD, MET, MISSED, RESOLUTION, RUNNING, Story, lines

pytestmark = pytest.mark.fast


# Row: an agent's public reply


def test_accepted_reply_meets_the_response_when_it_was_written() -> None:
    story = Story()
    story.accepted(4, story.agent_replies(3))
    assert lines(story.timers) == [(FIRST, MET, 5, 3), (RESOLUTION, RUNNING, 300, None)]


def test_reply_written_at_the_due_time_is_in_time() -> None:
    story = Story()
    story.answered(5)
    assert lines(story.timers)[0] == (FIRST, MET, 5, 5)


def test_late_reply_ends_the_missed_promise_when_it_was_written() -> None:
    story = Story()
    story.accepted(8, story.agent_replies(7))
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, 7)


def test_note_and_bot_text_answer_nothing() -> None:
    story = Story()
    story.agent_notes(1)
    story.accepted(2, story.bot_says(2))
    assert lines(story.timers)[0] == (FIRST, RUNNING, 5, None)


# Row: a public reply is queued


def test_held_promise_does_not_breach() -> None:
    story = Story()
    story.agent_replies(4)
    assert lines(story.timers_at(60))[0] == (FIRST, HELD, 5, None)


def test_reply_accepted_after_the_due_time_counts_when_written() -> None:
    story = Story()
    story.accepted(90, story.agent_replies(4))
    assert lines(story.timers)[0] == (FIRST, MET, 5, 4)


def test_refused_before_the_due_time_runs_on() -> None:
    story = Story()
    story.refused(4, story.agent_replies(3))
    assert lines(story.timers)[0] == (FIRST, RUNNING, 5, None)


def test_refused_after_the_due_time_is_missed() -> None:
    story = Story()
    story.refused(6, story.agent_replies(3))
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, None)


def test_sent_again_by_hand_counts_from_that_click() -> None:
    story = Story()
    reply = story.agent_replies(1)
    story.refused(2, reply)
    story.delivery(4, reply, Delivery.QUEUED)
    assert lines(story.timers)[0] == (FIRST, HELD, 5, None)
    story.accepted(6, reply)
    assert lines(story.timers)[0] == (FIRST, MET, 5, 4)


def test_blocked_delivery_cancels_the_response() -> None:
    story = Story()
    story.delivery(2, story.agent_replies(1), Delivery.BLOCKED)
    assert lines(story.timers) == [(FIRST, CANCELLED, 5, 2), (RESOLUTION, RUNNING, 300, None)]
    assert story.timers[0].unreachable


def test_earliest_written_accepted_reply_decides() -> None:
    story = Story()
    first, second = story.agent_replies(4), story.agent_replies(6)
    story.accepted(7, second)
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, 6)
    story.accepted(8, first)
    assert lines(story.timers)[0] == (FIRST, MET, 5, 4)


def test_later_written_reply_changes_no_verdict() -> None:
    story = Story()
    first, second = story.agent_replies(4), story.agent_replies(6)
    story.accepted(7, first)
    story.accepted(8, second)
    assert lines(story.timers)[0] == (FIRST, MET, 5, 4)


def test_one_refused_of_two_replies_still_holds() -> None:
    story = Story()
    first, second = story.agent_replies(3), story.agent_replies(4)
    story.refused(6, first)
    assert lines(story.timers)[0] == (FIRST, HELD, 5, None)
    story.refused(7, second)
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, None)


def test_late_promise_stays_missed_while_the_reply_is_on_its_way() -> None:
    story = Story()
    reply = story.agent_replies(7)
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, None)
    story.refused(8, reply)
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, None)


# Row: customer blocked the bot


def test_blocking_cancels_responses_and_the_resolution_runs() -> None:
    story = Story()
    story.blocked(2)
    assert lines(story.timers) == [(FIRST, CANCELLED, 5, 2), (RESOLUTION, RUNNING, 300, None)]


def test_returning_starts_the_lost_response_anew() -> None:
    story = Story()
    story.blocked(2)
    story.returned(100)
    assert lines(story.timers)[2] == (FIRST, RUNNING, 105, None)


def test_returning_twice_starts_it_once() -> None:
    story = Story()
    story.blocked(2)
    story.returned(100)
    story.answered(101)
    story.blocked(110)
    story.returned(120)
    assert [timer.metric for timer in story.timers] == [FIRST, RESOLUTION, FIRST]


def test_blocking_ends_a_missed_response_and_the_breach_stands() -> None:
    story = Story()
    story.blocked(8)
    story.returned(20)
    assert lines(story.timers) == [
        (FIRST, MISSED, 5, 8),
        (RESOLUTION, RUNNING, 300, None),
        (FIRST, RUNNING, 25, None),
    ]


def test_resolved_while_unreachable_owes_nothing_on_return() -> None:
    story = Story()
    story.blocked(2)
    story.resolved(3)
    story.returned(10)
    assert lines(story.timers) == [(FIRST, CANCELLED, 5, 2), (RESOLUTION, MET, 300, 3)]


# What was answered at the door, before there was a ticket


def test_gathered_answer_that_was_delivered_meets_the_response_when_it_was_written() -> None:
    story = Story()
    story.answer_gathered(0, Delivery.SENT, written=-4)
    assert lines(story.timers)[0] == (FIRST, MET, 5, -4)


def test_gathered_answer_that_is_on_its_way_holds_the_response() -> None:
    story = Story()
    answer = story.answer_gathered(0, Delivery.QUEUED, written=-4)
    assert lines(story.timers_at(60))[0] == (FIRST, HELD, 5, None)
    story.accepted(61, answer)
    assert lines(story.timers)[0] == (FIRST, MET, 5, -4)


@pytest.mark.parametrize("state", [Delivery.FAILED, Delivery.BLOCKED])
def test_gathered_answer_that_never_arrived_answers_nothing(state: Delivery) -> None:
    story = Story()
    answer = story.answer_gathered(0, state, written=-4)
    assert lines(story.timers_at(4))[0] == (FIRST, RUNNING, 5, None)
    assert lines(story.timers_at(6))[0] == (FIRST, MISSED, 5, None)
    story.delivery(6, answer, Delivery.QUEUED)
    story.accepted(7, answer)
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, 6)
