"""How fast a bot may send: overall, to one chat, to one group, and after Telegram asked it to wait."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class _Rule:
    """At most `messages` in any period of `seconds`."""

    messages: int
    seconds: float


# A little under Telegram's limits, which it does not publish: thirty a second over all chats, about one a second
# to a person with short bursts, twenty a minute to a group.
_OVERALL = _Rule(28, 1.0)
_PERSON = _Rule(5, 5.2)
_GROUP = _Rule(19, 60.0)

_MANY_CHATS = 3
"""If this many chats are refused at the same time, the limit is the bot's, not a chat's."""


@dataclass
class _Window:
    """A message counts from the moment it sets out until `seconds` after it has landed.

    It is not known when in between Telegram counts it, so this never allows more than Telegram does.
    """

    rule: _Rule
    under_way: int = 0
    landed: deque[float] = field(default_factory=deque)

    def room(self, now: float) -> int:
        while self.landed and self.landed[0] <= now - self.rule.seconds:
            self.landed.popleft()
        return self.rule.messages - len(self.landed) - self.under_way

    def ready_in(self, now: float) -> float:
        if self.room(now) > 0:
            return 0.0
        return self.landed[0] + self.rule.seconds - now if self.landed else self.rule.seconds

    def land(self, now: float) -> None:
        self.under_way -= 1
        self.landed.append(now)


class Pace:
    """Counts what was sent, in real time, and knows which chats must wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall = _Window(_OVERALL)
        self._chats: dict[int, _Window] = {}
        self._quiet_until = 0.0
        self._refused: dict[int, float] = {}

    def room(self) -> int:
        """How many messages may go out now, whoever they are to."""
        now = self._clock()
        return 0 if now < self._quiet_until else self._overall.room(now)

    def resting(self) -> set[int]:
        """Chats that must wait."""
        now = self._clock()
        resting = {chat for chat, window in self._chats.items() if window.room(now) <= 0}
        self._chats = {chat: w for chat, w in self._chats.items() if w.landed or w.under_way}
        return resting

    def set_out(self, chat: int) -> None:
        window = self._chats.setdefault(chat, _Window(_GROUP if chat < 0 else _PERSON))
        window.under_way += 1
        self._overall.under_way += 1

    def land(self, chat: int) -> None:
        now = self._clock()
        self._chats[chat].land(now)
        self._overall.land(now)

    def quiet(self, seconds: float) -> None:
        """Send nothing for a while."""
        self._quiet_until = max(self._quiet_until, self._clock() + seconds)

    def refused(self, chat: int, seconds: float) -> None:
        """Telegram asked to wait, for this chat; for all, if it asks for many chats at once."""
        now = self._clock()
        self._refused = {other: until for other, until in self._refused.items() if until > now}
        self._refused[chat] = now + seconds
        if len(self._refused) >= _MANY_CHATS:
            self.quiet(seconds)

    def next_change(self) -> float | None:
        """Seconds until a chat that must wait need not any more; None if none must."""
        now = self._clock()
        waits = [self._quiet_until - now, self._overall.ready_in(now)]
        waits += [window.ready_in(now) for window in self._chats.values()]
        return min((wait for wait in waits if wait > 0), default=None)
