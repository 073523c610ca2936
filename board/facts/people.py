"""What happened to people: at the door, with their accounts, in Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.facts.told import EventType, Told
from board.values import AccountId, ArchiveId, CommentId, ConsentKind, CustomerId, Goals, TicketNumber


@dataclass(frozen=True)
class CameToDoor:
    """Somebody without a ticket wrote."""

    told: ClassVar = Told(EventType.PERSON_AT_DOOR)
    customer: CustomerId
    comment: CommentId


@dataclass(frozen=True)
class GotTicket:
    """What they said at the door is on a ticket now."""

    told: ClassVar = Told(EventType.PERSON_LEFT_DOOR)
    customer: CustomerId
    ticket: TicketNumber


@dataclass(frozen=True)
class LeftDoorWithAccount:
    """They had sent nothing but their account's number, which found it."""

    told: ClassVar = Told(EventType.PERSON_LEFT_DOOR, "account_added")
    customer: CustomerId


@dataclass(frozen=True)
class DismissedAtDoor:
    told: ClassVar = Told(EventType.PERSON_LEFT_DOOR, "dismissed")
    customer: CustomerId


@dataclass(frozen=True)
class CustomerBlockedBot:
    told: ClassVar = Told(EventType.CUSTOMER_BLOCKED)
    customer: CustomerId


@dataclass(frozen=True)
class TicketUnreachable:
    """Its customer blocked the bot."""

    told: ClassVar = Told(EventType.CUSTOMER_BLOCKED)
    ticket: TicketNumber
    customer: CustomerId


@dataclass(frozen=True)
class CustomerReturned:
    told: ClassVar = Told(EventType.CUSTOMER_RETURNED)
    customer: CustomerId


@dataclass(frozen=True)
class TicketReachable:
    """Its customer unblocked the bot."""

    told: ClassVar = Told(EventType.CUSTOMER_RETURNED)
    ticket: TicketNumber
    customer: CustomerId
    goals: Goals


@dataclass(frozen=True)
class AccountAdded:
    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "account_added")
    customer: CustomerId


@dataclass(frozen=True)
class AccountSwitched:
    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "account_switched")
    customer: CustomerId


@dataclass(frozen=True)
class AccountRemoved:
    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "account_removed")
    customer: CustomerId


@dataclass(frozen=True)
class SignedOut:
    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "signed_out")
    customer: CustomerId


@dataclass(frozen=True)
class PersonConfirmed:
    """An agent knows that they belong to the ticket's account."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "person_confirmed")
    ticket: TicketNumber
    customer: CustomerId


@dataclass(frozen=True)
class PersonUnconfirmed:
    """An agent took that back."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "person_unconfirmed")
    ticket: TicketNumber
    customer: CustomerId


@dataclass(frozen=True)
class PersonClaimed:
    """Somebody new said that an account is theirs, and waits for approval."""

    told: ClassVar = Told(EventType.PERSON_AT_DOOR, "claimed")
    customer: CustomerId


@dataclass(frozen=True)
class ClaimApproved:
    told: ClassVar = Told(EventType.PERSON_LEFT_DOOR, "approved")
    customer: CustomerId


@dataclass(frozen=True)
class ClaimRefused:
    told: ClassVar = Told(EventType.PERSON_LEFT_DOOR, "refused")
    customer: CustomerId
    account: AccountId


@dataclass(frozen=True)
class NumbersGuessed:
    """A wave of wrong account numbers over the whole desk has begun: so many different ones, by so many people."""

    told: ClassVar = Told(EventType.NUMBERS_GUESSED)
    numbers: int
    people: int


@dataclass(frozen=True)
class LanguageChosen:
    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "language")
    customer: CustomerId


@dataclass(frozen=True)
class ConsentGiven:
    """What they said to the privacy text, or that they were told of it."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "consent")
    customer: CustomerId
    what: ConsentKind


@dataclass(frozen=True)
class ConsentWithdrawn:
    """They took their agreement back, and are erased with that."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "consent_withdrawn")
    customer: CustomerId


@dataclass(frozen=True)
class ArchiveAsked:
    """Somebody wants a copy of what is stored about them, or an agent wants it for them."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "archive_asked")
    customer: CustomerId


@dataclass(frozen=True)
class ArchiveMade:
    """The copy can be handed over."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "archive_made")
    customer: CustomerId
    archive: ArchiveId


@dataclass(frozen=True)
class CustomerErased:
    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "erased")
    customer: CustomerId
