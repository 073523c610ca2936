"""Who may come in: what was given, used and taken back; the secrets themselves are nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from board.facts.told import EventType, Told
from board.values import AgentId


class Access(StrEnum):
    LOGIN_MADE = "login_made"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    TOKEN_MADE = "token_made"
    TOKEN_REVOKED = "token_revoked"
    LINK_MADE = "link_made"
    LINKED = "linked"


@dataclass(frozen=True)
class AccessChanged:
    """A way in of this agent; `way` is the session's or token's number."""

    told: ClassVar = Told(EventType.ACCESS_CHANGED, is_private=True)
    agent: AgentId
    what: Access
    way: int | None = None
