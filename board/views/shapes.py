"""The shapes of the API, each field in one place, and how instants and goals are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic refuses typing's own before Python 3.12

from board.facts import EventType
from board.facts.told import Cause, Given, Opening
from board.values import Metric, RedactedFor, Thing

StateName = Literal["inbox", "working", "waiting", "done"]
RoleName = Literal["owner", "agent", "viewer"]
DeliveryName = Literal["queued", "sent", "failed", "blocked", "withdrawn"]
KindName = Literal[
    "text",
    "photo",
    "album",
    "voice",
    "video",
    "video_note",
    "document",
    "audio",
    "sticker",
    "location",
    "contact",
    "other",
]
Glyph = Literal["photo", "voice", "file", "video"]
ActorKindName = Literal["agent", "customer", "timer", "rule", "desk"]


class TimerJson(TypedDict):
    metric: Metric
    state: Literal["running", "paused", "held", "met", "missed", "cancelled"]
    goal_seconds: int
    started_at: str
    due_at: str | None
    warn_at: str | None
    ended_at: str | None


class DeadlineJson(TypedDict):
    """`hours`: the key of those in which it counts, told beside the cards, and how long they will have been open by
    then; where they are missing, every hour counts. `counts_from`: nobody was there until then."""

    metric: Metric
    due_at: str
    hours: NotRequired[str]
    open_seconds: NotRequired[float]
    counts_from: NotRequired[str]


class RatingJson(TypedDict):
    score: Literal[-1, 0, 1]
    text: str | None


class PersonJson(TypedDict):
    telegram_id: int | None
    name: str


class VoiceJson(TypedDict):
    """The recording that the customer sent last, if nothing of theirs came after it.

    Its words, also unclear ones, are the ticket's `last_line`.
    """

    seconds: int | None
    state: Literal["waiting", "working", "words", "unclear", "silence", "refused", "failed"] | None


class SuggestionJson(TypedDict):
    """`word` is of the owner's words the one that stands in the opening."""

    lane: str
    word: str


class SummaryJson(TypedDict):
    """What the next agent reads first."""

    text: str
    by: str | None


class NextJson(TypedDict):
    """When something is to be said; `calls` if somebody is to look at it first."""

    at: str
    calls: bool


class BarredJson(TypedDict):
    """An agent blocked the customer, until a time or for good."""

    until: str | None


class TicketJson(TypedDict):
    """A ticket as its card needs it. If it is `snoozed`, null as the end is when its customer writes."""

    number: int
    version: int
    topic: str
    topic_name: str
    board: str
    lane: str
    column: str
    state: StateName
    account: str | None
    account_name: str | None
    customer: PersonJson
    new_person: bool
    blocked: bool
    barred: BarredJson | None
    agent: str | None
    labels: list[str]
    source: str
    follows: int | None
    merged: list[int]
    summary: SummaryJson | None
    cause: str | None
    unread: int
    last_line: str
    forgotten: bool
    voice: VoiceJson | None
    last_kind: KindName | None
    last_what: str | None
    last_author: Literal["customer", "agent"] | None
    last_message_at: str | None
    glyphs: list[Glyph]
    delivery: Literal["failed", "blocked", "queued"] | None
    created_at: str
    first_response_at: str | None
    resolved_at: str | None
    done_at: str | None
    waiting_since: str | None
    deadline: DeadlineJson | None
    timers: list[TimerJson]
    alarm: Literal["near", "missed"] | None
    suggestion: SuggestionJson | None
    paused: bool
    snoozed: bool
    snoozed_until: str | None
    told_due_at: str | None
    to_say: NextJson | None
    rating: RatingJson | None
    person_has_other: int


class VersionJson(TypedDict):
    """What a comment or a transcript said before an edit."""

    text: str
    at: str


class SegmentJson(TypedDict):
    """A piece of speech as it was heard, in seconds from the start of its recording."""

    start: float
    end: float
    text: str


class TranscriptJson(TypedDict):
    """`text` is the current one; after a correction, `versions` and `segments` hold what was heard."""

    state: Literal["waiting", "working", "words", "unclear", "silence", "refused", "failed"]
    text: str
    language: str | None
    segments: list[SegmentJson]
    reason: str | None
    versions: list[VersionJson]


class FileJson(TypedDict):
    """`quoted` marks a file of the message in another chat that the comment answers."""

    id: int
    name: str
    mime: str
    size: int | None
    kind: KindName
    width: int | None
    height: int | None
    duration: int | None
    shape: list[int] | None
    sent_as: KindName | None
    url: str | None
    state: Literal["pending", "stored", "too_big", "failed", "forgotten"]
    reason: str | None
    transcript: TranscriptJson | None
    quoted: bool


class CommentVersionJson(VersionJson):
    """A comment before an edit: its words then, and the files that the edit took away."""

    files: list[FileJson]


class LocationJson(TypedDict):
    latitude: float
    longitude: float
    live: bool


class ContactJson(TypedDict):
    name: str
    phone: str


class RemovedJson(TypedDict):
    """Who took a comment away, and when. If `redacted_for` says why, its words and files are gone everywhere."""

    by: str | None
    at: str
    redacted_for: RedactedFor | None


class CommentJson(TypedDict):
    """`what` names a message of kind `other`; `quote_from` is where a quote from another chat is from.

    `edit_delivery` is what became of its latest edit or removal at the customer's. `may_hold_card`: what looks like a
    card's number stands in it. `told_on` is the ticket by whose message the customer was told the same, once.
    `goes_at`: until then its agent can take it back.
    """

    id: int
    author: Literal["customer", "agent", "system"]
    author_name: str | None
    public: bool
    kind: KindName
    what: str | None
    text: str
    entities: list[dict[str, Any]]
    transcript: str | None
    edited: bool
    erased: bool
    forgotten: bool
    versions: list[CommentVersionJson]
    telegram_message_ids: list[int]
    files: list[FileJson]
    location: LocationJson | None
    contact: ContactJson | None
    reply_to: int | None
    quote: str | None
    quote_from: str | None
    quote_what: str | None
    forwarded_from: str | None
    seen: bool
    thanks: bool
    delivery: DeliveryName | None
    delivery_reason: str | None
    goes_at: str | None
    maybe_twice: bool
    told_on: int | None
    edit_delivery: DeliveryName | None
    edit_delivery_reason: str | None
    removed: RemovedJson | None
    may_hold_card: bool
    created_at: str


class PlaceJson(TypedDict):
    board: str
    lane: str
    column: str
    state: StateName


EventJson = TypedDict(
    "EventJson",
    {
        "type": EventType,
        "ticket": int | None,
        "comment": NotRequired[int],
        "actor": str,
        "actor_kind": ActorKindName,
        "reason": NotRequired[Opening | Cause | Given | str],
        "at": str,
        "from": NotRequired[PlaceJson],
        "to": NotRequired[PlaceJson],
        "agent": NotRequired[str | None],
        "given": NotRequired[Given],
        "metric": NotRequired[Metric],
        "due_at": NotRequired[str],
        "until": NotRequired[str | None],
        "state": NotRequired[str],
        "lane": NotRequired[str],
        "redacted_for": NotRequired[RedactedFor],
        "score": NotRequired[int],
        "moved_from": NotRequired[int],
        "moved_to": NotRequired[int],
        "incident": NotRequired[int],
        "into": NotRequired[int],
        "merged": NotRequired[int],
        "cause": NotRequired[int],
        "added": NotRequired[list[str]],
        "removed": NotRequired[list[str]],
        "thing": NotRequired[Thing],
        "key": NotRequired[str],
        "change": NotRequired[int],
        "customer": NotRequired[int],
        "words": NotRequired[str],
        "language": NotRequired[str],
    },
)


class UploadJson(TypedDict):
    """A file that was uploaded and not sent yet."""

    id: int
    name: str
    mime: str
    size: int
    kind: KindName
    duration: int | None
    shape: list[int] | None


class QuickActionsJson(TypedDict):
    """What is done in the same breath; `column` is a key, of whichever board the ticket is on."""

    labels: list[str]
    lane: str | None
    column: str | None
    resolve: bool


class QuickFileJson(TypedDict):
    id: int
    name: str
    mime: str
    size: int
    kind: str


class QuickBegunJson(TypedDict):
    """The quick reply that unsent words began as, with what is left of its actions and files."""

    id: int
    title: str
    actions: QuickActionsJson
    files: list[QuickFileJson]


class ScheduledJson(TypedDict):
    """`held`: it is not sent before somebody has looked at it. Without words the agents alone are reminded (`due`)."""

    id: int
    kind: Literal["later", "follow_up"]
    agent: str
    text: str
    entities: list[dict[str, Any]]
    files: list[UploadJson]
    reply_to: int | None
    quick: QuickBegunJson | None
    send_at: str
    held: Literal["customer_wrote", "done", "agent_gone", "file_gone", "place_gone", "redacted"] | None
    due: bool


class FullTicketJson(TicketJson):
    """One ticket with all its comments, what is to be said later, and its history."""

    comments: list[CommentJson]
    scheduled: list[ScheduledJson]
    trail: list[EventJson]
    now: str


class EarlierTicketJson(TicketJson):
    comments: list[CommentJson]


def instant(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant_or_none(at: datetime | None) -> str | None:
    return None if at is None else instant(at)


def seconds_or_none(goal: timedelta | None) -> int | None:
    """None is the end of a working day."""
    return None if goal is None else int(goal.total_seconds())
