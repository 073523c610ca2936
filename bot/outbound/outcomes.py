"""What is known after a try of a Bot API call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Sent:
    """Telegram accepted it; the ids of the messages it became, in order."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True)
class NotNow:
    """Telegram has not taken it, and says when to try again. `for_all`: for all chats, not only this one."""

    seconds: float
    why: str
    for_all: bool = False


@dataclass(frozen=True)
class Broken:
    """Telegram had an error of its own; most likely it has not taken it."""

    why: str


@dataclass(frozen=True)
class Unknown:
    """It is not known whether Telegram has taken it."""

    why: str


@dataclass(frozen=True)
class NeverTaken:
    """Telegram will never take it; `reason` is its own sentence."""

    reason: str


@dataclass(frozen=True)
class Blocked:
    """The person has blocked the bot, or the chat is gone."""

    reason: str


@dataclass(frozen=True)
class Moved:
    """The group is a supergroup now, under another id; the old one takes nothing."""

    chat_id: int


Outcome: TypeAlias = Sent | NotNow | Broken | Unknown | NeverTaken | Blocked | Moved
