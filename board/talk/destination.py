"""Pure rules about which ticket a customer's message belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from board.values import State, TicketNumber

TALK_AFTER_DONE = timedelta(hours=72)
"""For this long after it is done, a ticket still takes the customer's messages."""
WORDS_AFTER_RATING = timedelta(minutes=15)
ASK_AT_MOST = 4


@dataclass(frozen=True)
class Candidate:
    """A ticket that could take the message: open, or done less than 72 hours ago."""

    number: TicketNumber
    state: State
    opened_at: datetime
    chosen_at: datetime | None
    """When the customer picked it in their list."""
    answered_at: datetime | None
    """When an agent last answered it publicly."""

    @property
    def touched_at(self) -> datetime:
        return max(filter(None, (self.opened_at, self.chosen_at, self.answered_at)))


def current(candidates: Iterable[Candidate]) -> Candidate | None:
    """The ticket that was last opened by the customer, chosen by them, or answered by an agent."""
    return max(candidates, key=lambda c: (c.touched_at, c.number), default=None)


def ambiguous(candidates: Iterable[Candidate], since: datetime | None) -> Sequence[TicketNumber]:
    """The open tickets that agents answered since the customer last wrote or chose one, if two or more; latest first.

    At most four, because each becomes a button.
    """
    answered = [
        c
        for c in candidates
        if c.state is not State.DONE and c.answered_at and (since is None or c.answered_at > since)
    ]
    if len(answered) < 2:
        return ()
    answered.sort(key=lambda c: c.touched_at, reverse=True)
    return tuple(c.number for c in answered[:ASK_AT_MOST])
