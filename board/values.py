"""The vocabulary everyone shares: identifiers, closed sets, places and timers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, TypeAlias
from uuid import UUID, uuid5

TicketNumber = NewType("TicketNumber", int)
CommentId = NewType("CommentId", int)
CustomerId = NewType("CustomerId", int)
AccountId = NewType("AccountId", int)
AgentId = NewType("AgentId", int)
FileId = NewType("FileId", int)
InviteId = NewType("InviteId", int)
ArchiveId = NewType("ArchiveId", int)
IncidentId = NewType("IncidentId", int)
BarId = NewType("BarId", int)
"""Of a customer's block by an agent; “blocked” is who blocked the bot."""
NoteId = NewType("NoteId", int)
"""Of a note about a customer."""

NOBODY = "—"
"""Stands for a name that nobody told, or that can't be seen."""

TELEGRAM = "telegram"
"""The source of a ticket that no invite brought."""

BY_AGENT = "agent"
"""The source of a ticket whose agent wrote first."""

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class State(StrEnum):
    """A column's kind, and so the state of every ticket standing in it."""

    INBOX = "inbox"
    WORKING = "working"
    WAITING = "waiting"
    DONE = "done"


class Author(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class Writing(StrEnum):
    """What an agent's words are: said to the customer, or to the other agents alone."""

    REPLY = "reply"
    NOTE = "note"


class ScheduledKind(StrEnum):
    LATER = "later"
    """At its time, whatever else."""
    FOLLOW_UP = "follow_up"
    """Only if the customer stays silent until then."""


class Kind(StrEnum):
    """What a comment carries, in Telegram's own kinds."""

    TEXT = "text"
    PHOTO = "photo"
    ALBUM = "album"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    DOCUMENT = "document"
    AUDIO = "audio"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


SPOKEN = frozenset({Kind.VOICE, Kind.AUDIO, Kind.VIDEO_NOTE})
"""Kinds that are put into words."""


class TranscriptState(StrEnum):
    """How far a recording is on its way into words.

    What has failed may be tried again; what is refused (too long, damaged, without sound) never has words.
    """

    WAITING = "waiting"
    WORKING = "working"
    WORDS = "words"
    UNCLEAR = "unclear"
    SILENCE = "silence"
    REFUSED = "refused"
    FAILED = "failed"


class Delivery(StrEnum):
    """What is known of a reply's way to Telegram."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    """An agent took it back before it went."""


class RedactedFor(StrEnum):
    """Why words and files of one message were taken out everywhere."""

    CARD = "card"
    """A card's number stood in it."""
    SECRET = "secret"
    """A password, a key or the like did."""
    PERSONAL = "personal"
    """It told of somebody what is nobody's business."""
    WISH = "wish"
    """Whoever it is about asked for it."""
    MISTAKE = "mistake"
    """It went to the wrong person."""


class FileState(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    TOO_BIG = "too_big"
    FAILED = "failed"
    FORGOTTEN = "forgotten"
    """It was older than the desk keeps files; kind, size and length stay."""


class Lack(StrEnum):
    """Why an account gets no support now."""

    SUSPENDED = "suspended"
    EXPIRED = "expired"
    USED_UP = "used_up"


class ConsentKind(StrEnum):
    """What somebody said to the privacy text."""

    TOLD = "told"
    """Nothing: they were here before it was asked, and were shown it."""
    AGREED = "agreed"
    REFUSED = "refused"


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class TimerState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    HELD = "held"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class LineKind(StrEnum):
    """What a line of a file does to the account it names."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Stage(StrEnum):
    """An alarm's stage: a warning before the deadline, the last moment to tell the customer, or the breach itself."""

    NEAR = "near"
    CLOSE = "close"
    MISSED = "missed"


class Thing(StrEnum):
    """What the owner decides about, each kind changed and taken back by verbs of its own."""

    TOPIC = "topic"
    BOARD = "board"
    COLUMN = "column"
    LANE = "lane"
    SETTING = "setting"
    NOTICE = "notice"
    AGENT = "agent"
    ACCOUNT = "account"
    IMPORT = "import"
    PLAN = "plan"
    INVITE = "invite"
    PERSON = "person"
    CALENDAR = "calendar"
    RULE = "rule"
    QUICK_REPLY = "quick_reply"
    PROPOSAL = "proposal"
    """Of a quick reply."""


class DayOrigin(StrEnum):
    """Whence a calendar's date has hours of its own; an earlier one goes before the later ones."""

    HAND = "hand"
    FILE = "file"
    COUNTRY = "country"


class ActorKind(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    TIMER = "timer"
    RULE = "rule"
    """What the owner declared: it moved or suggested, and no person."""
    DESK = "desk"


class Role(StrEnum):
    """What an agent, or a program with an agent's token, may do; each may all that the later ones may."""

    OWNER = "owner"
    """Decides how the desk is: topics, accounts, agents."""
    AGENT = "agent"
    """Works tickets."""
    VIEWER = "viewer"
    """Looks."""

    def covers(self, other: Role) -> bool:
        order = list(Role)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True)
class Actor:
    """Who did it; `id` is an agent's or a customer's, by kind. An agent's `role` is what they may now."""

    kind: ActorKind
    id: int | None = None
    role: Role | None = field(default=None, compare=False)

    @property
    def agent(self) -> AgentId | None:
        """None for customers, timers and the desk itself."""
        return AgentId(self.id) if self.kind is ActorKind.AGENT and self.id is not None else None


DESK = Actor(ActorKind.DESK)
TIMER = Actor(ActorKind.TIMER)
RULE = Actor(ActorKind.RULE)


def agent_actor(agent: AgentId, role: Role = Role.AGENT) -> Actor:
    return Actor(ActorKind.AGENT, agent, role)


def customer_actor(customer: CustomerId) -> Actor:
    return Actor(ActorKind.CUSTOMER, customer)


@dataclass(frozen=True)
class DayEnd:
    """The end of the working day in which it was asked by `cut_off`, in minutes since midnight, else of the next."""

    cut_off: int


@dataclass(frozen=True)
class Goal:
    """A policy as it was when a promise was given; `warn_percent` of the goal passes before the warning.

    `hours` is the key of the working time it counts in; every hour counts if None. `cut_off`: it is the end of the
    working day, for who comes by that minute of the day, else of the next; `duration` is then what that came to when
    it was promised, and nothing before. `counts_from`: nobody was there until then.
    """

    duration: timedelta
    warn_percent: int = 75
    hours: UUID | None = None
    cut_off: int | None = None
    counts_from: datetime | None = None

    @property
    def close_percent(self) -> float:
        """How much of it passes before it is nearly over, which is always after the warning."""
        return max(95, (self.warn_percent + 100) / 2)

    def promises_as(self, other: Goal) -> bool:
        """Whether it is the same goal, whenever it counts from."""
        ours, theirs = (None if g.cut_off is not None else g.duration for g in (self, other))
        return (ours, self.hours, self.cut_off) == (theirs, other.hours, other.cut_off)


Goals = Mapping[Metric, Goal]


@dataclass(frozen=True)
class Place:
    """Where a ticket stands; `state` is the column's kind."""

    board: str
    lane: str
    column: str
    state: State


@dataclass(frozen=True)
class Hold:
    """A public reply on its way: it answers at `written_at`, if Telegram takes it."""

    comment: CommentId
    written_at: datetime


def timer_key(event: UUID, metric: Metric) -> UUID:
    """The key of the promise that the event began."""
    return uuid5(event, metric)


@dataclass(frozen=True)
class Timer:
    """One promise and where it stands.

    `due_at` and `warn_at` are set unless paused, and for a solution `close_at`; `left` is what of its time remained
    when it was paused. `held` lists replies queued and not yet accepted. `ended_at` None with state MISSED means late
    and still open. `rung` are the alarm stages already raised, which the clock itself never changes. `unasked`: nobody
    has said anything on the ticket yet, so the promise is never missed.
    """

    key: UUID
    metric: Metric
    state: TimerState
    goal: Goal
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    close_at: datetime | None = None
    left: timedelta | None = None
    ended_at: datetime | None = None
    held: tuple[Hold, ...] = ()
    unreachable: bool = False
    unasked: bool = False
    rung: frozenset[Stage] = frozenset()

    @property
    def goes_along(self) -> bool:
        """Whether it is still to be kept, judged or given anew, and so goes where its ticket is merged into."""
        return not self.unasked and (self.ended_at is None or bool(self.held) or self.unreachable)
