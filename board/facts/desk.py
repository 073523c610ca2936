"""What happened to the desk itself."""

from __future__ import annotations

from dataclasses import dataclass
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
