"""What can have happened: each fact is a type of its own, and says what others are told of it.

A fact holds ids, keys, times and frozen goals, never words, so that erasing stays possible. Its name in the journal
is its class's in lower case (`ticket_opened`): a class that is renamed needs a migration.

Whoever must know every fact matches on `Fact` and ends in `assert_never`: the type checker names each place that
a new fact was forgotten in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from board.facts.access import Access as Access
from board.facts.access import AccessChanged as AccessChanged
from board.facts.comments import (
    AgentNoted as AgentNoted,
)
from board.facts.comments import (
    AgentReplied as AgentReplied,
)
from board.facts.comments import (
    AlbumGrew as AlbumGrew,
)
from board.facts.comments import (
    AnsweredAtDoor as AnsweredAtDoor,
)
from board.facts.comments import (
    AnswerGathered as AnswerGathered,
)
from board.facts.comments import (
    CommentDeleted as CommentDeleted,
)
from board.facts.comments import (
    CommentEdited as CommentEdited,
)
from board.facts.comments import (
    CommentMovedAway as CommentMovedAway,
)
from board.facts.comments import (
    CommentReadAtLast as CommentReadAtLast,
)
from board.facts.comments import (
    CommentRedacted as CommentRedacted,
)
from board.facts.comments import (
    CustomerWrote as CustomerWrote,
)
from board.facts.comments import (
    DeliveryChanged as DeliveryChanged,
)
from board.facts.comments import (
    EditDeliveryChanged as EditDeliveryChanged,
)
from board.facts.comments import (
    FileFailed as FileFailed,
)
from board.facts.comments import (
    FileStored as FileStored,
)
from board.facts.comments import (
    FilesWantedAgain as FilesWantedAgain,
)
from board.facts.comments import (
    FileTooBig as FileTooBig,
)
from board.facts.comments import (
    FoundNoThanks as FoundNoThanks,
)
from board.facts.comments import (
    ListeningBegan as ListeningBegan,
)
from board.facts.comments import (
    ListeningEnded as ListeningEnded,
)
from board.facts.comments import (
    ListeningGivenUp as ListeningGivenUp,
)
from board.facts.comments import (
    ListeningWaits as ListeningWaits,
)
from board.facts.comments import (
    NoticeGiven as NoticeGiven,
)
from board.facts.comments import (
    OfFile as OfFile,
)
from board.facts.comments import (
    ReplyTakenBack as ReplyTakenBack,
)
from board.facts.comments import (
    WordsCorrected as WordsCorrected,
)
from board.facts.comments import (
    WordsWantedAgain as WordsWantedAgain,
)
from board.facts.customers import CustomerBarred as CustomerBarred
from board.facts.customers import CustomerNoted as CustomerNoted
from board.facts.customers import CustomerUnbarred as CustomerUnbarred
from board.facts.customers import LanguageGiven as LanguageGiven
from board.facts.customers import Noting as Noting
from board.facts.customers import OfCustomer as OfCustomer
from board.facts.desk import DeskChanged as DeskChanged
from board.facts.desk import DeskClosed as DeskClosed
from board.facts.desk import DeskOpened as DeskOpened
from board.facts.incidents import BurstDismissed as BurstDismissed
from board.facts.incidents import IncidentEdited as IncidentEdited
from board.facts.incidents import IncidentFollowed as IncidentFollowed
from board.facts.incidents import IncidentOpened as IncidentOpened
from board.facts.incidents import IncidentReopened as IncidentReopened
from board.facts.incidents import IncidentResolved as IncidentResolved
from board.facts.incidents import Linking as Linking
from board.facts.incidents import LoopClosed as LoopClosed
from board.facts.incidents import OfIncident as OfIncident
from board.facts.incidents import TicketLinked as TicketLinked
from board.facts.incidents import TicketUnlinked as TicketUnlinked
from board.facts.people import (
    AccountAdded as AccountAdded,
)
from board.facts.people import (
    AccountRemoved as AccountRemoved,
)
from board.facts.people import (
    AccountSwitched as AccountSwitched,
)
from board.facts.people import (
    ArchiveAsked as ArchiveAsked,
)
from board.facts.people import (
    ArchiveMade as ArchiveMade,
)
from board.facts.people import (
    CameToDoor as CameToDoor,
)
from board.facts.people import (
    ClaimApproved as ClaimApproved,
)
from board.facts.people import (
    ClaimRefused as ClaimRefused,
)
from board.facts.people import (
    ConsentGiven as ConsentGiven,
)
from board.facts.people import (
    ConsentWithdrawn as ConsentWithdrawn,
)
from board.facts.people import (
    CustomerBlockedBot as CustomerBlockedBot,
)
from board.facts.people import (
    CustomerErased as CustomerErased,
)
from board.facts.people import (
    CustomerReturned as CustomerReturned,
)
from board.facts.people import (
    DismissedAtDoor as DismissedAtDoor,
)
from board.facts.people import (
    GotTicket as GotTicket,
)
from board.facts.people import (
    LanguageChosen as LanguageChosen,
)
from board.facts.people import (
    LeftDoorWithAccount as LeftDoorWithAccount,
)
from board.facts.people import (
    NumbersGuessed as NumbersGuessed,
)
from board.facts.people import (
    PersonClaimed as PersonClaimed,
)
from board.facts.people import (
    PersonConfirmed as PersonConfirmed,
)
from board.facts.people import (
    PersonUnconfirmed as PersonUnconfirmed,
)
from board.facts.people import (
    SignedOut as SignedOut,
)
from board.facts.people import (
    TicketReachable as TicketReachable,
)
from board.facts.people import (
    TicketUnreachable as TicketUnreachable,
)
from board.facts.tickets import (
    CauseNamed as CauseNamed,
)
from board.facts.tickets import (
    DeadlineClose as DeadlineClose,
)
from board.facts.tickets import (
    DeadlineMissed as DeadlineMissed,
)
from board.facts.tickets import (
    DeadlineNear as DeadlineNear,
)
from board.facts.tickets import (
    DelayTold as DelayTold,
)
from board.facts.tickets import (
    FilesForgotten as FilesForgotten,
)
from board.facts.tickets import (
    LaneSuggested as LaneSuggested,
)
from board.facts.tickets import (
    Marking as Marking,
)
from board.facts.tickets import (
    PromisesRenewed as PromisesRenewed,
)
from board.facts.tickets import (
    ReplyScheduled as ReplyScheduled,
)
from board.facts.tickets import (
    Snoozing as Snoozing,
)
from board.facts.tickets import (
    SuggestionDismissed as SuggestionDismissed,
)
from board.facts.tickets import (
    TicketLabelled as TicketLabelled,
)
from board.facts.tickets import (
    TicketMerged as TicketMerged,
)
from board.facts.tickets import (
    TicketMergedAway as TicketMergedAway,
)
from board.facts.tickets import (
    TicketMoved as TicketMoved,
)
from board.facts.tickets import (
    TicketOpened as TicketOpened,
)
from board.facts.tickets import (
    TicketRated as TicketRated,
)
from board.facts.tickets import (
    TicketReopened as TicketReopened,
)
from board.facts.tickets import (
    TicketResolved as TicketResolved,
)
from board.facts.tickets import (
    TicketSeen as TicketSeen,
)
from board.facts.tickets import (
    TicketSnoozed as TicketSnoozed,
)
from board.facts.tickets import (
    TicketTaken as TicketTaken,
)
from board.facts.tickets import (
    TicketUndone as TicketUndone,
)
from board.facts.tickets import (
    TicketWoken as TicketWoken,
)
from board.facts.tickets import (
    Travel as Travel,
)
from board.facts.tickets import (
    WordsForgotten as WordsForgotten,
)
from board.facts.told import Cause as Cause
from board.facts.told import EventType as EventType
from board.facts.told import Given as Given
from board.facts.told import Opening as Opening
from board.facts.told import Reply as Reply
from board.facts.told import Scheduling as Scheduling
from board.facts.told import Told as Told
from board.values import Actor, TicketNumber

Fact: TypeAlias = (
    TicketOpened
    | Travel
    | TicketUndone
    | TicketMergedAway
    | TicketMerged
    | Marking
    | TicketSeen
    | TicketRated
    | DeadlineNear
    | DeadlineClose
    | DeadlineMissed
    | PromisesRenewed
    | DelayTold
    | CustomerWrote
    | AgentReplied
    | ReplyTakenBack
    | AgentNoted
    | NoticeGiven
    | AnsweredAtDoor
    | AnswerGathered
    | CommentEdited
    | CommentDeleted
    | CommentRedacted
    | CommentMovedAway
    | CommentReadAtLast
    | AlbumGrew
    | FoundNoThanks
    | FileStored
    | FileTooBig
    | FileFailed
    | FilesWantedAgain
    | ListeningBegan
    | ListeningWaits
    | ListeningEnded
    | ListeningGivenUp
    | WordsWantedAgain
    | WordsCorrected
    | DeliveryChanged
    | EditDeliveryChanged
    | CameToDoor
    | GotTicket
    | LeftDoorWithAccount
    | DismissedAtDoor
    | CustomerBlockedBot
    | TicketUnreachable
    | CustomerReturned
    | TicketReachable
    | AccountAdded
    | AccountSwitched
    | AccountRemoved
    | SignedOut
    | NumbersGuessed
    | PersonClaimed
    | ClaimApproved
    | ClaimRefused
    | PersonConfirmed
    | PersonUnconfirmed
    | LanguageChosen
    | ConsentGiven
    | ConsentWithdrawn
    | ArchiveAsked
    | ArchiveMade
    | CustomerErased
    | DeskChanged
    | DeskClosed
    | DeskOpened
    | AccessChanged
    | OfIncident
    | OfCustomer
)


@dataclass(frozen=True)
class Event:
    """A fact as recorded: who caused it, and when."""

    fact: Fact
    actor: Actor
    at: datetime
    key: UUID

    @property
    def ticket(self) -> TicketNumber | None:
        return getattr(self.fact, "ticket", None)
