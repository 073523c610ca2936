"""Pages of a list whose buttons would outgrow a phone, and what Telegram takes: 100 buttons and 10 kB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

ON_A_PAGE = 10


@dataclass(frozen=True)
class Page(Generic[T]):
    items: Sequence[T]
    number: int = 0
    has_more: bool = False


def page_of(items: Sequence[T], number: int) -> Page[T]:
    """The page of that number; the last one there is, if the list became shorter."""
    number = max(0, min(number, (len(items) - 1) // ON_A_PAGE))
    first = number * ON_A_PAGE
    return Page(items[first : first + ON_A_PAGE], number, len(items) > first + ON_A_PAGE)
