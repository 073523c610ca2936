"""What happened to tickets and their promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias
from uuid import UUID

from board.facts.incidents import Linking
from board.facts.told import Cause, EventType, Given, Opening, Scheduling, Told
from board.values import (
    AgentId,
    CommentId,
    CustomerId,
    Goals,
    IncidentId,
    Metric,
    Place,
    State,
    TicketNumber,
    Timer,
)


@dataclass(frozen=True)
class TicketOpened:
    told: ClassVar = Told(EventType.TICKET_OPENED)
    ticket: TicketNumber
    customer: CustomerId
    to: Place
    goals: Goals
    topic: str
    why: Opening | None = None
    is_empty: bool = False
    """Without words yet."""
    agent: AgentId | None = None
    given: Given | None = None
    """Why it is this agent's, if neither an invite nor somebody's hand said so."""
    """Whom the invite names that brought its customer: it is theirs from the first."""


@dataclass(frozen=True)
class TicketMoved:
    """Within what is open, or within what is done."""

    told: ClassVar = Told(EventType.TICKET_MOVED)
    ticket: TicketNumber
    customer: CustomerId
    start: Place
    to: Place
    start_goals: Goals
    goals: Goals
    done_at: datetime | None
    """When it was done before, if it was."""
    why: Cause | None = None
    waiting_since: datetime | None = None
    """Since when it waited before, if it did."""


@dataclass(frozen=True)
class TicketResolved:
    told: ClassVar = Told(EventType.TICKET_RESOLVED)
    ticket: TicketNumber
    customer: CustomerId
    start: Place
    to: Place
    start_goals: Goals
    goals: Goals
    done_at: datetime | None
    why: Cause | None = None
    waiting_since: datetime | None = None


@dataclass(frozen=True)
class TicketReopened:
    told: ClassVar = Told(EventType.TICKET_REOPENED)
    ticket: TicketNumber
    customer: CustomerId
    start: Place
    to: Place
    start_goals: Goals
    goals: Goals
    done_at: datetime | None
    why: Cause | None = None
    waiting_since: datetime | None = None


Travel: TypeAlias = TicketMoved | TicketResolved | TicketReopened
"""What changes where a ticket stands, and can be taken back."""


@dataclass(frozen=True)
class TicketUndone:
    told: ClassVar = Told(EventType.TICKET_UNDONE)
    ticket: TicketNumber
    customer: CustomerId
    undoes: UUID
    """The key of the event taken back."""


@dataclass(frozen=True)
class TicketMergedAway:
    """Its number leads to another ticket now, which has all that was said here and its open promises."""

    told: ClassVar = Told(EventType.TICKET_MERGED, "away")
    ticket: TicketNumber
    customer: CustomerId
    into: TicketNumber
    start: Place
    to: Place
    done_at: datetime | None
    """When it was done before, if it was."""
    waiting_since: datetime | None


@dataclass(frozen=True)
class TicketMerged:
    """Another ticket of its customer was made one with this one, which stays."""

    told: ClassVar = Told(EventType.TICKET_MERGED)
    ticket: TicketNumber
    customer: CustomerId
    merged: TicketNumber
    away: UUID
    """The key of the event that says the same of the other."""
    start: Place
    to: Place
    promises: tuple[Timer, ...]
    """The other's, as they stood, that are still to be kept or judged."""
    has_words: bool
    """Whether anything had been said on the other."""
    comments: tuple[CommentId, ...]
    brought: tuple[TicketNumber, ...]
    """Those that had been merged into the other before."""
    labels: tuple[str, ...]
    """That this one did not have."""
    agent: AgentId | None
    """Who was on it before."""
    follows: TicketNumber | None
    """What it followed before."""
    chosen_at: datetime | None
    waiting_since: datetime | None
    incidents: tuple[IncidentId, ...] = ()
    """What the other was about."""
    own_incidents: tuple[IncidentId, ...] = ()
    scheduled: tuple[int, ...] = ()
    """What was to be said later on the other."""
    begun_replies: tuple[AgentId, ...] = ()
    begun_notes: tuple[AgentId, ...] = ()
    """Who had begun one on the other, and none here."""


@dataclass(frozen=True)
class TicketTaken:
    told: ClassVar = Told(EventType.TICKET_TAKEN)
    ticket: TicketNumber
    customer: CustomerId
    from_agent: AgentId | None
    agent: AgentId | None
    why: Given | None = None


@dataclass(frozen=True)
class TicketLabelled:
    told: ClassVar = Told(EventType.TICKET_LABELLED)
    ticket: TicketNumber
    customer: CustomerId
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class CauseNamed:
    """An agent said what was behind a resolved ticket, by the owner's list."""

    told: ClassVar = Told(EventType.TICKET_CAUSE)
    ticket: TicketNumber
    customer: CustomerId
    cause: int


@dataclass(frozen=True)
class TicketSnoozed:
    """Its alarms are quiet until then; until its customer writes, if None."""

    told: ClassVar = Told(EventType.TICKET_SNOOZED)
    ticket: TicketNumber
    customer: CustomerId
    until: datetime | None


@dataclass(frozen=True)
class TicketWoken:
    told: ClassVar = Told(EventType.TICKET_WOKEN)
    ticket: TicketNumber
    customer: CustomerId
    why: Cause | None = None


Snoozing: TypeAlias = TicketSnoozed | TicketWoken
"""What only decides whether anybody is told of alarms."""


@dataclass(frozen=True)
class ReplyScheduled:
    """Words that are to be said later, or what became of them; sent, they are a reply."""

    told: ClassVar = Told(EventType.TICKET_SCHEDULED)
    ticket: TicketNumber
    customer: CustomerId
    scheduled: int
    why: Scheduling
    until: datetime


@dataclass(frozen=True)
class WordsForgotten:
    """All that was said on it was older than the desk keeps words; files went too."""

    told: ClassVar = Told(EventType.TICKET_FORGOTTEN, "words")
    ticket: TicketNumber
    customer: CustomerId


@dataclass(frozen=True)
class FilesForgotten:
    told: ClassVar = Told(EventType.TICKET_FORGOTTEN, "files")
    ticket: TicketNumber
    customer: CustomerId


@dataclass(frozen=True)
class LaneSuggested:
    """Words of the opening are among those that suggest this lane; which they are stands with the suggestion."""

    told: ClassVar = Told(EventType.TICKET_SUGGESTED)
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId
    lane: str


@dataclass(frozen=True)
class SuggestionDismissed:
    told: ClassVar = Told(EventType.TICKET_SUGGESTED, "dismissed")
    ticket: TicketNumber
    customer: CustomerId
    lane: str


Marking: TypeAlias = (
    TicketTaken
    | TicketLabelled
    | CauseNamed
    | Snoozing
    | ReplyScheduled
    | WordsForgotten
    | FilesForgotten
    | LaneSuggested
    | SuggestionDismissed
    | Linking
)
"""What only marks a card: no promise, word to the customer or recording follows from it."""


@dataclass(frozen=True)
class TicketSeen:
    """An agent has seen these comments of the customer."""

    told: ClassVar = Told(EventType.TICKET_SEEN)
    ticket: TicketNumber
    customer: CustomerId
    comments: tuple[CommentId, ...]


@dataclass(frozen=True)
class TicketRated:
    told: ClassVar = Told(EventType.TICKET_RATED)
    ticket: TicketNumber
    customer: CustomerId
    score: int
    resolution: UUID


@dataclass(frozen=True)
class PromisesRenewed:
    """What is open is promised anew, as its lane promises now."""

    told: ClassVar = Told(EventType.TICKET_PROMISED, "renewed")
    ticket: TicketNumber
    customer: CustomerId
    goals: Goals
    state: State = State.WORKING
    """Where the ticket stood."""


@dataclass(frozen=True)
class DelayTold:
    """The customer hears that it takes longer, and until when; what was promised first is what is judged."""

    told: ClassVar = Told(EventType.TICKET_PROMISED, "delay")
    ticket: TicketNumber
    customer: CustomerId
    timer: UUID
    until: datetime


@dataclass(frozen=True)
class DeadlineClose:
    """It is nearly over, and nobody has told the customer that it takes longer."""

    told: ClassVar = Told(EventType.DEADLINE_NEAR, "close", is_private=True)
    ticket: TicketNumber
    customer: CustomerId
    timer: UUID
    metric: Metric
    due_at: datetime


@dataclass(frozen=True)
class DeadlineNear:
    told: ClassVar = Told(EventType.DEADLINE_NEAR)
    ticket: TicketNumber
    customer: CustomerId
    timer: UUID
    metric: Metric
    due_at: datetime


@dataclass(frozen=True)
class DeadlineMissed:
    told: ClassVar = Told(EventType.DEADLINE_MISSED)
    ticket: TicketNumber
    customer: CustomerId
    timer: UUID
    metric: Metric
    due_at: datetime
