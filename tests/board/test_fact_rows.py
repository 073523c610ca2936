"""Facts in the journal's rows: every kind comes back as it was written, under a name that never changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest

from board.facts import (
    AgentReplied,
    AnswerGathered,
    Cause,
    CommentMovedAway,
    CustomerWrote,
    DeadlineMissed,
    DeliveryChanged,
    Fact,
    Reply,
    TicketLabelled,
    TicketOpened,
    TicketResolved,
    TicketSnoozed,
    TicketUndone,
)
from board.store import fact_rows
from board.values import CommentId, CustomerId, Delivery, Goal, Metric, Place, State, TicketNumber

pytestmark = pytest.mark.fast

NUMBER, ANNA, COMMENT = TicketNumber(1042), CustomerId(7), CommentId(99)
KEY = UUID("4e7d9d67-c47d-541c-a373-5f01bf471577")
NOON = datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC)
INBOX, DONE = Place("product", "today", "inbox", State.INBOX), Place("product", "today", "done", State.DONE)
GOALS = {Metric.RESOLUTION: Goal(timedelta(hours=5), 80)}


@pytest.mark.parametrize(
    "fact",
    [
        TicketOpened(NUMBER, ANNA, INBOX, GOALS, "product"),
        TicketResolved(NUMBER, ANNA, INBOX, DONE, GOALS, {}, NOON, Cause.EMPTY),
        TicketUndone(NUMBER, ANNA, KEY),
        TicketLabelled(NUMBER, ANNA, added=("till", "urgent"), removed=()),
        TicketSnoozed(NUMBER, ANNA, NOON),
        DeadlineMissed(NUMBER, ANNA, KEY, Metric.FIRST_RESPONSE, NOON),
        CustomerWrote(NUMBER, COMMENT, ANNA, True, State.DONE, GOALS, moved_from=TicketNumber(1)),
        AgentReplied(NUMBER, COMMENT, ANNA, Reply.GREETING, State.WAITING, NOON),
        CommentMovedAway(NUMBER, COMMENT, ANNA, moved_to=TicketNumber(2)),
        DeliveryChanged(None, COMMENT, ANNA, Delivery.SENT),
        AnswerGathered(NUMBER, COMMENT, ANNA, Delivery.FAILED, NOON),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_fact_comes_back_as_it_was_written(fact: Fact) -> None:
    columns = {name: getattr(fact, name, None) for name in fact_rows.COLUMNS}
    data: dict[str, Any] = json.loads(json.dumps(fact_rows.to_json(fact)))

    assert fact_rows.from_row(fact_rows.name_of(type(fact)), columns, data) == fact


def test_a_fact_of_before_a_field_was_added_has_what_the_field_begins_with() -> None:
    columns = {"ticket": NUMBER, "comment": COMMENT, "customer": ANNA}

    assert fact_rows.from_row("answer_gathered", columns, {}) == AnswerGathered(NUMBER, COMMENT, ANNA)
    assert fact_rows.from_row("agent_replied", columns, {}) == AgentReplied(NUMBER, COMMENT, ANNA)


def test_names_in_the_journal_never_change() -> None:
    """A class that is renamed needs a migration; then this list changes with it."""
    assert sorted(fact_rows.KINDS) == NAMES


def test_every_fact_has_a_name_of_its_own() -> None:
    assert len(fact_rows.KINDS) == len(get_args(Fact))


NAMES = [
    "access_changed",
    "account_added",
    "account_removed",
    "account_switched",
    "agent_noted",
    "agent_replied",
    "album_grew",
    "answer_gathered",
    "answered_at_door",
    "archive_asked",
    "archive_made",
    "burst_dismissed",
    "came_to_door",
    "cause_named",
    "claim_approved",
    "claim_refused",
    "comment_deleted",
    "comment_edited",
    "comment_moved_away",
    "comment_read_at_last",
    "comment_redacted",
    "consent_given",
    "consent_withdrawn",
    "customer_barred",
    "customer_blocked_bot",
    "customer_erased",
    "customer_noted",
    "customer_returned",
    "customer_unbarred",
    "customer_wrote",
    "deadline_close",
    "deadline_missed",
    "deadline_near",
    "delay_told",
    "delivery_changed",
    "desk_changed",
    "desk_closed",
    "desk_opened",
    "dismissed_at_door",
    "edit_delivery_changed",
    "file_failed",
    "file_stored",
    "file_too_big",
    "files_forgotten",
    "files_wanted_again",
    "found_no_thanks",
    "got_ticket",
    "incident_edited",
    "incident_followed",
    "incident_opened",
    "incident_reopened",
    "incident_resolved",
    "lane_suggested",
    "language_chosen",
    "language_given",
    "left_door_with_account",
    "listening_began",
    "listening_ended",
    "listening_given_up",
    "listening_waits",
    "loop_closed",
    "notice_given",
    "numbers_guessed",
    "person_claimed",
    "person_confirmed",
    "person_unconfirmed",
    "promises_renewed",
    "reply_scheduled",
    "reply_taken_back",
    "signed_out",
    "suggestion_dismissed",
    "ticket_labelled",
    "ticket_linked",
    "ticket_merged",
    "ticket_merged_away",
    "ticket_moved",
    "ticket_opened",
    "ticket_rated",
    "ticket_reachable",
    "ticket_reopened",
    "ticket_resolved",
    "ticket_seen",
    "ticket_snoozed",
    "ticket_taken",
    "ticket_undone",
    "ticket_unlinked",
    "ticket_unreachable",
    "ticket_woken",
    "words_corrected",
    "words_forgotten",
    "words_wanted_again",
]
