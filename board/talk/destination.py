"""Pure rules about which ticket a customer's message belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from board.values import State, TicketNumber

TALK_AFTER_DONE = timedelta(hours=72)
"""For this long after it is done, a ticket still takes the customer's messages."""
WORDS_AFTER_RATING = timedelta(minutes=15)
ASK_AT_MOST = 4
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """A ticket that could take the message: open, or done less than 72 hours ago."""

    number: TicketNumber
    state: State
    chosen_at: datetime | None
    """When the customer last opened or chose it."""
    answered_at: datetime | None
    """When an agent last answered it publicly."""

    @property
    def touched_at(self) -> datetime:
        return max(self.chosen_at or _NEVER, self.answered_at or _NEVER)


def current(candidates: Iterable[Candidate], chose_none_at: datetime | None = None) -> Candidate | None:
    """The ticket that was last opened or chosen by the customer, or answered by an agent.

    None if they chose to have a new one since.
    """
    latest = max(candidates, key=lambda c: (c.touched_at, c.number), default=None)
    if latest is not None and chose_none_at is not None and latest.touched_at < chose_none_at:
        return None
    return latest


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
