"""A button's data: a few ids in at most 64 bytes, checked again whenever it is tapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from typing import Any, TypeAlias, get_type_hints

from board.tickets.delays import Later

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_MOST_BYTES = 64  # callback_data of the Bot API's InlineKeyboardButton


class TicketAct(StrEnum):
    CHOOSE = "choose"
    CLOSE = "close"


class AccountAct(StrEnum):
    SWITCH = "switch"
    REMOVE = "remove"


class SnoozeAct(StrEnum):
    HOUR = "hour"
    OPENING = "opening"
    CUSTOMER = "customer"


class ProfileAct(StrEnum):
    ADD = "add"
    SIGN_OUT = "out"
    ERASE = "erase"
    COPY = "copy"
    PRIVACY = "privacy"
    WITHDRAW = "withdraw"


class IncidentAct(StrEnum):
    FOLLOW = "follow"
    OPEN = "open"


@dataclass(frozen=True)
class ConfirmTap:
    question: int
    is_yes: bool


@dataclass(frozen=True)
class ConsentTap:
    question: int
    is_yes: bool


@dataclass(frozen=True)
class DestroyTap:
    question: int
    is_yes: bool


@dataclass(frozen=True)
class TopicTap:
    question: int
    topic: str


@dataclass(frozen=True)
class IncidentTap:
    """Under what is said of an incident, which is known, instead of a ticket."""

    question: int
    act: IncidentAct


@dataclass(frozen=True)
class WhichTap:
    question: int
    ticket: int


@dataclass(frozen=True)
class SomethingNewTap:
    """`ticket` is where the message was when the button was made; if it moved since, it stays there."""

    comment: int
    ticket: int


@dataclass(frozen=True)
class RateTap:
    question: int
    score: int


@dataclass(frozen=True)
class ReopenTap:
    ticket: int


@dataclass(frozen=True)
class TicketTap:
    act: TicketAct
    ticket: int


@dataclass(frozen=True)
class AccountTap:
    act: AccountAct
    account: int


@dataclass(frozen=True)
class ProfileTap:
    act: ProfileAct


@dataclass(frozen=True)
class LanguageTap:
    language: str


@dataclass(frozen=True)
class PageTap:
    """Turns to another page of what the question lists."""

    question: int
    page: int


@dataclass(frozen=True)
class SnoozeTap:
    """An agent's, under an alarm."""

    ticket: int
    until: SnoozeAct


@dataclass(frozen=True)
class DelayTap:
    """An agent's, under an alarm: the customer is told that it takes longer."""

    ticket: int
    until: Later


Tap: TypeAlias = (
    ConfirmTap
    | ConsentTap
    | DestroyTap
    | TopicTap
    | WhichTap
    | SomethingNewTap
    | RateTap
    | ReopenTap
    | TicketTap
    | AccountTap
    | ProfileTap
    | LanguageTap
    | PageTap
    | SnoozeTap
    | DelayTap
    | IncidentTap
)

_NAMES: dict[str, type[Tap]] = {
    "confirm": ConfirmTap,
    "consent": ConsentTap,
    "destroy": DestroyTap,
    "topic": TopicTap,
    "which": WhichTap,
    "new": SomethingNewTap,
    "rate": RateTap,
    "reopen": ReopenTap,
    "ticket": TicketTap,
    "account": AccountTap,
    "profile": ProfileTap,
    "language": LanguageTap,
    "page": PageTap,
    "snooze": SnoozeTap,
    "delay": DelayTap,
    "incident": IncidentTap,
}
_NAME_OF = {tap: name for name, tap in _NAMES.items()}


@dataclass(frozen=True)
class Press:
    """A button was tapped, or its words were typed: it does the same, but is answered in another way."""

    bot: int
    chat: int
    keyboard: int | None
    """The message that shows the button, if we know it."""
    query: str | None = None
    """What must be answered; None if it was typed."""


def pack(tap: Tap) -> str:
    values = (int(value) if isinstance(value, bool) else value for value in astuple(tap))
    data = ":".join([_NAME_OF[type(tap)], *map(str, values)])
    assert len(data.encode()) <= _MOST_BYTES, data
    return data


def parse(data: str | None) -> Tap | None:
    """None for data that no button of ours has any more, or ever had."""
    name, *values = (data or "").split(":")
    wanted = _NAMES.get(name)
    if wanted is None or len(values) != len(fields(wanted)):
        return None
    kinds = get_type_hints(wanted)
    try:
        parsed = [
            _READERS[kinds[field.name]](value) for field, value in zip(fields(wanted), values, strict=True)
        ]
    except ValueError:
        return None
    return wanted(*parsed)


def _number(text: str) -> int:
    """Refuses what `pack` never writes, as in a forged tap: longer than any id, with spaces, in other digits."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _yes(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


_READERS: dict[type, Callable[[str], Any]] = {
    int: _number,
    str: str,
    bool: _yes,
    TicketAct: TicketAct,
    AccountAct: AccountAct,
    ProfileAct: ProfileAct,
    SnoozeAct: SnoozeAct,
    IncidentAct: IncidentAct,
    Later: Later,
}
