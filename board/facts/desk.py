"""What happened to the desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.facts.told import EventType, Told
from board.values import Thing


@dataclass(frozen=True)
class DeskChanged:
    """Somebody changed what the owner decides; what it was before stands in the row `change`."""

    told: ClassVar = Told(EventType.DESK_CHANGED)
    thing: Thing
    key: str
    change: int


@dataclass(frozen=True)
class DeskClosed:
    """Nobody is there for a while; what is promised meanwhile counts from the return."""

    told: ClassVar = Told(EventType.DESK_CHANGED, "closed")
    away: int
    until: datetime


@dataclass(frozen=True)
class DeskOpened:
    """They are back, earlier than they said."""

    told: ClassVar = Told(EventType.DESK_CHANGED, "opened")
    away: int
