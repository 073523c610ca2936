"""What was said, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

from board.facts.told import EventType, Reply, Told
from board.values import CommentId, CustomerId, Delivery, FileId, Goals, RedactedFor, State, TicketNumber


@dataclass(frozen=True)
class CustomerWrote:
    told: ClassVar = Told(EventType.COMMENT_ADDED)
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId
    thanks: bool
    state: State
    """Where the ticket stood when they did."""
    goals: Goals
    moved_from: TicketNumber | None = None
    """The ticket it was on at first."""


@dataclass(frozen=True)
class AgentReplied:
    told: ClassVar = Told(EventType.COMMENT_ADDED)
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId
    why: Reply | None = None
    state: State = State.WORKING
    """Where the ticket stood when they did."""
    goes_at: datetime | None = None
    """Until when it waits, so that they can take it back."""


@dataclass(frozen=True)
class ReplyTakenBack:
    """Its agent took it back before it went: it was never said."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "taken_back")
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class AgentNoted:
    told: ClassVar = Told(EventType.COMMENT_ADDED)
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class NoticeGiven:
    """The desk itself said something to the customer; never counted as an answer."""

    told: ClassVar = Told(EventType.COMMENT_ADDED, "notice")
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class AnsweredAtDoor:
    told: ClassVar = Told(EventType.COMMENT_ADDED, "at_door")
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class AnswerGathered:
    """What an agent answered at the door stands on the person's ticket now."""

    told: ClassVar = Told(EventType.COMMENT_ADDED)
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId
    state: Delivery = Delivery.QUEUED
    """What had become of it by then."""
    written_at: datetime | None = None


@dataclass(frozen=True)
class CommentEdited:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "edited")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class CommentDeleted:
    """An agent took it back: at the customer's it goes, or never comes."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "deleted")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class CommentRedacted:
    """An agent took its words and files out everywhere."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "redacted")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    redacted_for: RedactedFor


@dataclass(frozen=True)
class CommentMovedAway:
    """The customer meant another ticket: here it was never said."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "moved_away")
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId
    moved_to: TicketNumber


@dataclass(frozen=True)
class CommentReadAtLast:
    """A message that could not be read took the place of its placeholder."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "read_at_last")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class AlbumGrew:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "album_grew")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class FoundNoThanks:
    """An agent saw that it was more than a thanks."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "not_thanks")
    ticket: TicketNumber
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class FileStored:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "file_stored")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class FileTooBig:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "file_too_big")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class FileFailed:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "file_failed")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class FilesWantedAgain:
    """An agent asked for the files that could not be fetched."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "fetch_again")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId


@dataclass(frozen=True)
class ListeningBegan:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "transcribing")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class ListeningWaits:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "transcript_waits")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class ListeningEnded:
    """With words, or without any."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "transcribed")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class ListeningGivenUp:
    told: ClassVar = Told(EventType.COMMENT_CHANGED, "transcript_given_up")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class WordsWantedAgain:
    """An agent asked to have a recording heard once more."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "hear_again")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class WordsCorrected:
    """An agent's own hearing took the place of the machine's."""

    told: ClassVar = Told(EventType.COMMENT_CHANGED, "transcript_corrected")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    file: FileId


@dataclass(frozen=True)
class DeliveryChanged:
    told: ClassVar = Told(EventType.DELIVERY_CHANGED)
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    state: Delivery


@dataclass(frozen=True)
class EditDeliveryChanged:
    """What became of an edit or a removal on its way to the customer."""

    told: ClassVar = Told(EventType.DELIVERY_CHANGED, "edit")
    ticket: TicketNumber | None
    comment: CommentId
    customer: CustomerId
    state: Delivery


OfFile: TypeAlias = (
    FileStored
    | FileTooBig
    | FileFailed
    | ListeningBegan
    | ListeningWaits
    | ListeningEnded
    | ListeningGivenUp
    | WordsWantedAgain
    | WordsCorrected
)
"""What happens to one file of a comment."""
