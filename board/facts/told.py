"""What the outside is told of facts, and the closed sets of why they happened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventType(StrEnum):
    """What the outside tells facts apart by; a `reason` beside it tells more."""

    TICKET_OPENED = "ticket.opened"
    TICKET_MOVED = "ticket.moved"
    TICKET_RESOLVED = "ticket.resolved"
    TICKET_REOPENED = "ticket.reopened"
    TICKET_UNDONE = "ticket.undone"
    TICKET_CAUSE = "ticket.cause"
    TICKET_MERGED = "ticket.merged"
    TICKET_TAKEN = "ticket.taken"
    TICKET_LABELLED = "ticket.labelled"
    TICKET_SNOOZED = "ticket.snoozed"
    TICKET_WOKEN = "ticket.woken"
    TICKET_SEEN = "ticket.seen"
    TICKET_SCHEDULED = "ticket.scheduled"
    TICKET_RATED = "ticket.rated"
    TICKET_PROMISED = "ticket.promised"
    TICKET_FORGOTTEN = "ticket.forgotten"
    TICKET_SUGGESTED = "ticket.suggested"
    TICKET_LINKED = "ticket.linked"
    COMMENT_ADDED = "comment.added"
    COMMENT_CHANGED = "comment.changed"
    DELIVERY_CHANGED = "delivery.changed"
    DEADLINE_NEAR = "deadline.near"
    DEADLINE_MISSED = "deadline.missed"
    PERSON_AT_DOOR = "person.at_door"
    PERSON_LEFT_DOOR = "person.left_door"
    CUSTOMER_BLOCKED = "customer.blocked"
    CUSTOMER_RETURNED = "customer.returned"
    CUSTOMER_CHANGED = "customer.changed"
    INCIDENT_CHANGED = "incident.changed"
    NUMBERS_GUESSED = "numbers.guessed"
    DESK_CHANGED = "desk.changed"
    ACCESS_CHANGED = "access.changed"


class Opening(StrEnum):
    """What opened a ticket, where it was not simply a topic picked."""

    NO_TOPIC = "no_topic"
    FOLLOW_UP = "follow_up"
    SOMETHING_NEW = "something_new"
    SPLIT = "split"
    """An agent took words off another ticket."""
    AGENT = "agent"
    """An agent writes first."""
    PRIVATE = "private"
    """An agent opened it, and its customer does not know of it yet."""


class Cause(StrEnum):
    """What moved a ticket, where it was not simply somebody's hand."""

    ANSWERED = "answered"
    CUSTOMER_WROTE = "customer_wrote"
    CLOSED_BY_CUSTOMER = "closed_by_customer"
    EMPTY = "empty"
    ERASED = "erased"
    NOT_THANKS = "not_thanks"
    NOT_SOLVED = "not_solved"
    TOPIC_PICKED = "topic_picked"
    PLACE_REMOVED = "place_removed"
    SUGGESTION = "suggestion"
    """An agent took what a rule suggested."""
    BREACH = "breach"
    """A rule moves what is late."""


class Given(StrEnum):
    """Why a ticket is an agent's who did not take it."""

    KNOWS = "knows"
    """They answered this customer before."""
    FREE = "free"
    """They have the least to do."""
    HANDED_OVER = "handed_over"
    """Whose it was has left."""


class Reply(StrEnum):
    """What kind of reply it is, where it is not simply an answer."""

    GREETING = "greeting"
    CLOSING = "closing"


class Scheduling(StrEnum):
    """What became of words that are to be said later."""

    MADE = "made"
    CHANGED = "changed"
    HELD = "held"
    """Their time came, and they were not sent: somebody is to look at them first."""
    REMINDS = "reminds"
    """Their time came, and they are for the agents alone."""
    CANCELLED = "cancelled"
    """Nobody need ask again: the customer wrote, or the ticket was resolved."""
    DROPPED = "dropped"


@dataclass(frozen=True)
class Told:
    """What the outside hears: a type, and a key that says why. What `is_private` stands in the audit alone."""

    type: EventType
    reason: str | None = None
    is_private: bool = False
