"""What happened to incidents, and to tickets as parts of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from board.facts.told import EventType, Told
from board.values import CustomerId, IncidentId, TicketNumber


@dataclass(frozen=True)
class IncidentOpened:
    told: ClassVar = Told(EventType.INCIDENT_CHANGED, "opened")
    incident: IncidentId


@dataclass(frozen=True)
class IncidentEdited:
    told: ClassVar = Told(EventType.INCIDENT_CHANGED, "edited")
    incident: IncidentId


@dataclass(frozen=True)
class IncidentResolved:
    told: ClassVar = Told(EventType.INCIDENT_CHANGED, "resolved")
    incident: IncidentId


@dataclass(frozen=True)
class IncidentReopened:
    told: ClassVar = Told(EventType.INCIDENT_CHANGED, "reopened")
    incident: IncidentId


@dataclass(frozen=True)
class LoopClosed:
    """It is fixed for good, and all whom it concerned are told."""

    told: ClassVar = Told(EventType.INCIDENT_CHANGED, "loop_closed")
    incident: IncidentId


@dataclass(frozen=True)
class IncidentFollowed:
    """Somebody wants to be told when it is fixed, instead of a ticket."""

    told: ClassVar = Told(EventType.INCIDENT_CHANGED, "followed")
    customer: CustomerId
    incident: IncidentId


OfIncident: TypeAlias = (
    IncidentOpened | IncidentEdited | IncidentResolved | IncidentReopened | LoopClosed | IncidentFollowed
)


@dataclass(frozen=True)
class TicketLinked:
    told: ClassVar = Told(EventType.TICKET_LINKED)
    ticket: TicketNumber
    customer: CustomerId
    incident: IncidentId


@dataclass(frozen=True)
class TicketUnlinked:
    told: ClassVar = Told(EventType.TICKET_LINKED, "unlinked")
    ticket: TicketNumber
    customer: CustomerId
    incident: IncidentId


@dataclass(frozen=True)
class BurstDismissed:
    """It is no part of a trouble of many."""

    told: ClassVar = Told(EventType.TICKET_LINKED, "dismissed")
    ticket: TicketNumber
    customer: CustomerId


Linking: TypeAlias = TicketLinked | TicketUnlinked | BurstDismissed
"""What only marks a ticket."""
