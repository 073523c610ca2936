"""What agents decide about a customer: notes that stay, blocks, and the language they are spoken to in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeAlias

from board.facts.told import EventType, Told
from board.values import BarId, CustomerId, NoteId, TicketNumber


class Noting(StrEnum):
    """What became of a note about a customer."""

    ADDED = "note_added"
    CHANGED = "note_changed"
    REMOVED = "note_removed"
    RESTORED = "note_restored"


@dataclass(frozen=True)
class CustomerNoted:
    """Agents alone see the note, beside each of the customer's tickets."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED)
    customer: CustomerId
    note: NoteId
    why: Noting


@dataclass(frozen=True)
class LanguageGiven:
    """An agent chose how the bot speaks to them; told on each of their open tickets, else on the latest."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "language_given")
    ticket: TicketNumber | None
    customer: CustomerId
    language: str


@dataclass(frozen=True)
class CustomerBarred:
    """An agent blocked them, until a time or for good: what they write is kept and shown to nobody.

    Told on each of their open tickets, else on the latest.
    """

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "barred")
    ticket: TicketNumber | None
    customer: CustomerId
    bar: BarId
    until: datetime | None


@dataclass(frozen=True)
class CustomerUnbarred:
    """An agent let them write again."""

    told: ClassVar = Told(EventType.CUSTOMER_CHANGED, "unbarred")
    ticket: TicketNumber | None
    customer: CustomerId


OfCustomer: TypeAlias = CustomerNoted | LanguageGiven | CustomerBarred | CustomerUnbarred
"""What agents know or decide about somebody: no promise and no recording follows from it."""
