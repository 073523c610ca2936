"""The clock against its table, row by row; the rows of replies have a module of their own."""

from __future__ import annotations

from uuid import uuid4

import pytest

from board.facts import (
    CommentEdited,
    DeadlineMissed,
    DeadlineNear,
    Fact,
    PersonConfirmed,
    TicketLabelled,
    TicketRated,
    TicketSeen,
    TicketTaken,
)
from board.values import CommentId, Delivery, State
from sla import clock
from tests.sla.stories import (
    ANNA,
    CANCELLED,
    FIRST,
    HELD,
    MET,
    MISSED,
    NEXT,
    NUMBER,
    PAUSED,
    RESOLUTION,
    RUNNING,
    START,
    Line,
    Story,
    goals,
    lines,
)

pytestmark = pytest.mark.fast


# The row: opened


def test_opened_starts_first_response_and_resolution() -> None:
    assert lines(Story().timers) == [(FIRST, RUNNING, 5, None), (RESOLUTION, RUNNING, 300, None)]


def test_opened_starts_only_what_the_lane_promises() -> None:
    assert lines(Story(goals(first=None)).timers) == [(RESOLUTION, RUNNING, 300, None)]
    assert lines(Story(goals(first=None, next=None, resolution=None)).timers) == []


def test_opened_in_a_waiting_column_pauses_the_resolution() -> None:
    assert lines(Story(state=State.WAITING).timers)[1] == (RESOLUTION, PAUSED, None, None)


# Rows: customer writes while inbox or working, and while waiting


@pytest.mark.parametrize("state", [State.INBOX, State.WORKING, State.WAITING])
def test_customer_writing_starts_the_next_response(state: State) -> None:
    story = Story()
    story.answered(1)
    story.moved(2, state)
    story.customer_writes(10)
    assert lines(story.timers)[2:] == [(NEXT, RUNNING, 40, None)]


@pytest.mark.parametrize("minute", [1, 10], ids=["running", "missed and open"])
def test_no_second_response_promise_while_one_is_open(minute: float) -> None:
    story = Story()
    story.customer_writes(minute)
    assert [timer.metric for timer in story.timers] == [FIRST, RESOLUTION]


def test_no_second_response_promise_while_one_is_held() -> None:
    story = Story()
    story.agent_replies(1)
    story.customer_writes(2)
    assert [timer.metric for timer in story.timers] == [FIRST, RESOLUTION]


def test_next_response_only_if_the_lane_has_one() -> None:
    story = Story(goals(next=None))
    story.answered(1)
    story.customer_writes(2)
    assert [timer.metric for timer in story.timers] == [FIRST, RESOLUTION]


def test_reply_meets_the_next_response() -> None:
    story = Story()
    story.answered(1)
    story.customer_writes(10)
    story.answered(20)
    assert lines(story.timers)[2] == (NEXT, MET, 40, 20)


def test_words_on_a_done_ticket_start_nothing() -> None:
    story = Story()
    story.answered(1)
    story.resolved(2)
    before = story.timers
    story.customer_writes(3, is_thanks=True)
    story.customer_writes(4)
    assert story.timers == before


def test_moved_comment_counts_from_its_own_time() -> None:
    story = Story()
    story.answered(1)
    story.moved(20, State.WORKING)
    story.customer_writes(10)
    assert lines(story.timers)[2] == (NEXT, RUNNING, 40, None)


# Rows: moved to waiting, moved out of waiting by anyone


def test_waiting_pauses_the_resolution_and_leaves_the_response() -> None:
    story = Story()
    story.moved(2, State.WAITING)
    assert lines(story.timers_at(1000)) == [(FIRST, MISSED, 5, None), (RESOLUTION, PAUSED, None, None)]


def test_leaving_waiting_resumes_with_what_was_left() -> None:
    story = Story()
    story.moved(100, State.WAITING)
    story.moved(1000, State.WORKING)
    assert lines(story.timers)[1] == (RESOLUTION, RUNNING, 1200, None)


def test_missed_resolution_moved_to_waiting_stays_missed() -> None:
    story = Story()
    story.moved(301, State.WAITING)
    story.moved(400, State.WORKING)
    assert lines(story.timers)[1] == (RESOLUTION, MISSED, 300, None)


def test_customer_writing_while_waiting_resumes_and_asks() -> None:
    story = Story()
    story.answered(1)
    story.moved(100, State.WAITING)
    story.customer_writes(200)
    story.moved(200, State.WORKING)
    assert lines(story.timers)[1:] == [(RESOLUTION, RUNNING, 400, None), (NEXT, RUNNING, 230, None)]


# Row: resolved, or closed by the customer


def test_resolving_meets_the_resolution_and_cancels_open_responses() -> None:
    story = Story()
    story.resolved(4)
    assert lines(story.timers) == [(FIRST, CANCELLED, 5, 4), (RESOLUTION, MET, 300, 4)]


def test_resolving_at_the_due_time_is_in_time_and_later_is_not() -> None:
    in_time, late = Story(), Story()
    in_time.resolved(300)
    late.resolved(300.5)
    assert lines(in_time.timers)[1] == (RESOLUTION, MET, 300, 300)
    assert lines(late.timers)[1] == (RESOLUTION, MISSED, 300, 300.5)


def test_resolving_a_waiting_ticket_meets_the_paused_promise() -> None:
    story = Story()
    story.moved(100, State.WAITING)
    story.resolved(1000)
    assert lines(story.timers)[1] == (RESOLUTION, MET, 1200, 1000)


def test_resolving_ends_a_missed_response() -> None:
    story = Story()
    story.resolved(10)
    assert lines(story.timers)[0] == (FIRST, MISSED, 5, 10)


@pytest.mark.parametrize(
    ("written", "resolved", "delivery", "verdict"),
    [
        (4, 4.5, Delivery.SENT, (FIRST, MET, 5, 4)),
        (4, 4.5, Delivery.FAILED, (FIRST, CANCELLED, 5, 4.5)),
        (4, 4.5, Delivery.BLOCKED, (FIRST, CANCELLED, 5, 4.5)),
        (4, 6, Delivery.SENT, (FIRST, MET, 5, 4)),
        (4, 6, Delivery.FAILED, (FIRST, MISSED, 5, 6)),
        (6, 7, Delivery.SENT, (FIRST, MISSED, 5, 6)),
        (6, 7, Delivery.FAILED, (FIRST, MISSED, 5, 7)),
    ],
)
def test_words_on_their_way_bring_their_verdict_after_the_resolving(
    written: float, resolved: float, delivery: Delivery, verdict: Line
) -> None:
    story = Story()
    reply = story.agent_replies(written)
    story.resolved(resolved)
    story.delivery(60, reply, delivery)
    story.returned(70)
    assert lines(story.timers)[0] == verdict
    assert len(story.timers) == 2


def test_promise_held_at_the_resolving_stays_held() -> None:
    story = Story()
    story.agent_replies(4)
    story.resolved(4.5)
    assert lines(story.timers_at(60))[0] == (FIRST, HELD, 5, 4.5)


# Row: reopened, or moved out of done


def test_reopening_promises_anew_and_the_old_verdict_stands() -> None:
    story = Story()
    story.resolved(4)
    story.customer_writes(60)
    story.reopened(60)
    assert lines(story.timers)[1:] == [
        (RESOLUTION, MET, 300, 4),
        (NEXT, RUNNING, 90, None),
        (RESOLUTION, RUNNING, 360, None),
    ]


def test_reopening_into_waiting_pauses_the_new_resolution() -> None:
    story = Story(goals(next=None))
    story.resolved(4)
    story.reopened(60, State.WAITING)
    story.moved(100, State.WORKING)
    assert lines(story.timers)[2:] == [(RESOLUTION, RUNNING, 400, None)]


def test_reopening_does_not_wait_for_words_still_on_their_way() -> None:
    story = Story()
    reply = story.agent_replies(4)
    story.resolved(4.5)
    story.reopened(60)
    story.accepted(61, reply)
    assert lines(story.timers)[0] == (FIRST, MET, 5, 4)
    assert lines(story.timers)[2] == (NEXT, RUNNING, 90, None)


# Rows: moved to a lane or board with other goals, with the same goals


def test_other_goals_cancel_the_resolution_and_promise_from_the_move() -> None:
    story = Story()
    story.moved(100, State.WORKING, goals(first=1, resolution=60))
    assert lines(story.timers) == [
        (FIRST, MISSED, 5, None),
        (RESOLUTION, CANCELLED, 300, 100),
        (RESOLUTION, RUNNING, 160, None),
    ]


def test_other_goals_end_a_missed_resolution_and_the_breach_stands() -> None:
    story = Story()
    story.moved(400, State.WORKING, goals(resolution=60))
    assert lines(story.timers)[1:] == [(RESOLUTION, MISSED, 300, 400), (RESOLUTION, RUNNING, 460, None)]


def test_other_goals_while_waiting_promise_paused() -> None:
    story = Story()
    story.moved(100, State.WAITING)
    story.moved(200, State.WAITING, goals(resolution=60))
    story.moved(500, State.WORKING)
    assert lines(story.timers)[1:] == [(RESOLUTION, CANCELLED, 400, 200), (RESOLUTION, RUNNING, 560, None)]


def test_lane_without_a_resolution_goal_cancels_and_promises_nothing() -> None:
    story = Story()
    story.moved(100, State.WORKING, goals(resolution=None))
    assert lines(story.timers)[1:] == [(RESOLUTION, CANCELLED, 300, 100)]
    story.moved(200, State.WORKING, goals(resolution=60))
    assert lines(story.timers)[2:] == [(RESOLUTION, RUNNING, 260, None)]


def test_same_resolution_goal_leaves_everything() -> None:
    story = Story()
    before = story.timers
    story.moved(3, State.INBOX, goals(first=1, next=None))
    assert story.timers == before


def test_done_ticket_owes_nothing_wherever_it_is_put() -> None:
    story = Story()
    story.resolved(4)
    before = story.timers
    story.moved(10, State.DONE, goals(resolution=60))
    assert story.timers == before


# Promised anew, because the owner wants it


def test_what_is_promised_anew_counts_from_then_and_the_old_verdict_stands() -> None:
    story = Story()
    story.renewed(10, goals(first=20, resolution=60))
    assert lines(story.timers) == [
        (FIRST, MISSED, 5, 10),
        (RESOLUTION, CANCELLED, 300, 10),
        (FIRST, RUNNING, 30, None),
        (RESOLUTION, RUNNING, 70, None),
    ]


def test_what_the_lane_promises_as_before_is_not_promised_anew() -> None:
    story = Story()
    before = story.timers
    story.renewed(2, goals(next=None))
    assert story.timers == before


def test_a_paused_promise_given_anew_is_paused_and_one_that_is_being_answered_stays() -> None:
    story = Story()
    story.agent_replies(3)
    story.moved(4, State.WAITING)
    story.renewed(10, goals(first=20, resolution=60))
    assert lines(story.timers) == [
        (FIRST, HELD, 5, None),
        (RESOLUTION, CANCELLED, 306, 10),
        (RESOLUTION, PAUSED, None, None),
    ]
    story.moved(100, State.WORKING)
    assert lines(story.timers)[-1] == (RESOLUTION, RUNNING, 160, None)


def test_what_the_lane_promises_no_more_ends() -> None:
    story = Story()
    story.renewed(2, goals(first=None, resolution=None))
    assert lines(story.timers) == [(FIRST, CANCELLED, 5, 2), (RESOLUTION, CANCELLED, 300, 2)]


# Row: due passes


def test_due_passing_is_missed_at_the_due_time_and_open_until_answered() -> None:
    story = Story()
    assert lines(story.timers_at(5))[0] == (FIRST, RUNNING, 5, None)
    assert lines(story.timers_at(5.1))[0] == (FIRST, MISSED, 5, None)


# Not in the table


@pytest.mark.parametrize(
    "fact",
    [
        TicketTaken(NUMBER, ANNA, from_agent=None, agent=None),
        TicketLabelled(NUMBER, ANNA, added=("till",), removed=()),
        TicketSeen(NUMBER, ANNA, comments=()),
        TicketRated(NUMBER, ANNA, score=1, resolution=uuid4()),
        CommentEdited(NUMBER, CommentId(1), ANNA),
        DeadlineNear(NUMBER, ANNA, uuid4(), FIRST, START),
        DeadlineMissed(NUMBER, ANNA, uuid4(), FIRST, START),
        PersonConfirmed(NUMBER, ANNA),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_other_facts_leave_the_same_tuple(fact: Fact) -> None:
    story = Story()
    before = story.timers
    assert clock.apply(before, story.happens(1000, fact)) is before
