"""The security log: fixed sentences about who came in, who was refused, and what was taken back; never a secret."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

import structlog

log = structlog.get_logger(log="security")

_MOST_ALIKE = 10
_MOST_OF_A_KIND = 100
_WINDOW_SECONDS = 60.0


class Said(StrEnum):
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "session ended"
    TOKEN_USED = "token used for the first time"
    NEW_ADDRESS = "used from a new address"
    LOGIN_MADE = "login address made"
    LINK_MADE = "link code made"
    LINKED = "Telegram linked"
    TOKEN_MADE = "token made"
    TOKEN_REVOKED = "token revoked"
    AGENT_ADDED = "agent added"
    AGENT_REMOVED = "agent removed"
    ROLE_CHANGED = "role changed"
    SIGN_IN_REFUSED = "sign-in refused"
    TOKEN_REFUSED = "token refused"
    LINK_REFUSED = "link code refused"
    LOCKED_OUT = "too many wrong secrets"
    PAGE_REFUSED = "page of another site refused"
    HOST_REFUSED = "unknown host name refused"
    WEBHOOK_REFUSED = "webhook call refused"


_REFUSALS = frozenset(said for said in Said if said.endswith("refused")) | {Said.LOCKED_OUT}


class SecurityLog:
    """Writes at most ten lines a minute that say the same of one address, and a hundred that say the same at all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._written: Counter[tuple[str, ...]] = Counter()
        self._left_out = 0

    def say(self, said: Said, *, agent: str = "", kind: str = "", address: str = "") -> None:
        """`kind` is what was shown or refused: login, session, token, link."""
        if not self._may_write((said,), (said, address)):
            self._left_out += 1
            return
        write = log.warning if said in _REFUSALS else log.info
        write(said.value, agent=agent, kind=kind, address=address)

    def repeat(self, line: str) -> None:
        """What another process says, as JSON."""
        told = json.loads(line)
        self.say(Said(told["said"]), agent=told["agent"], kind=told["kind"], address=told["address"])

    def _may_write(self, of_a_kind: tuple[str, ...], alike: tuple[str, ...]) -> bool:
        if self._clock() >= self._until:
            if self._left_out:
                log.warning("lines left out", count=self._left_out)
            self._until, self._left_out = self._clock() + _WINDOW_SECONDS, 0
            self._written.clear()
        if self._written[of_a_kind] >= _MOST_OF_A_KIND or self._written[alike] >= _MOST_ALIKE:
            return False
        self._written.update((of_a_kind, alike))
        return True
