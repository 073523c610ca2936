"""Telegram's pacing, when switched on: about one message a second to a chat, thirty a second overall."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from sandbox.errors import Refused
from sandbox.world import Clock


@dataclass(frozen=True)
class _Rule:
    messages: int
    seconds: float


# A chat bears a short burst; a group bears twenty a minute.
_PER_CHAT = _Rule(5, 5.0)
_PER_GROUP = _Rule(20, 60.0)
_PER_BOT = _Rule(30, 1.0)


@dataclass
class Pacing:
    """Counts what was accepted; `check` refuses with 429 and the seconds to wait."""

    clock: Clock
    is_on: bool = False
    _sent: defaultdict[tuple[int, int], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, bot_id: int, chat_id: int) -> None:
        if not self.is_on:
            return
        now = self.clock()
        rules = {(bot_id, 0): _PER_BOT, (bot_id, chat_id): _PER_CHAT if chat_id > 0 else _PER_GROUP}
        pauses = [self._pause(key, rule, now) for key, rule in rules.items()]
        if max(pauses) > 0:
            seconds = math.ceil(max(pauses))
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        for key in rules:
            self._sent[key].append(now)

    def _pause(self, key: tuple[int, int], rule: _Rule, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - rule.seconds:
            sent.popleft()
        return sent[0] + rule.seconds - now if len(sent) >= rule.messages else 0.0
