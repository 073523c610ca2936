"""A row as it stands in a person's copy: every column, but those left out, each for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk.texts import in_language
from board.errors import say_written
from board.models import Account, Agent, Topic
from board.store.tables import Base
from board.values import Json

_THEIRS = "it is the person whose copy this is"
_SORTED = "how the desk sorts its work; `state` says it in a word"
_COUNTED = "how the desk counts its promises"
_OF_TELEGRAM = "only the desk's own bot can do something with it"
_OF_INVITE = "what the invite brought stands beside it"

LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "customer": {"invite_id": _OF_INVITE, "bar_id": "the blocks stand beside it"},
    "customer_account": {"customer_id": _THEIRS},
    "claim": {"customer_id": _THEIRS},
    "refusal": {"customer_id": _THEIRS},
    "consent": {"customer_id": _THEIRS},
    "invite_start": {"customer_id": _THEIRS, "invite_id": _OF_INVITE},
    "archive": {"customer_id": _THEIRS},
    "ticket": {
        "customer_id": _THEIRS,
        "board_key": _SORTED,
        "lane_key": _SORTED,
        "column_key": _SORTED,
        "version": "it counts changes of the card",
        "labels": "only agents see them; with notes they are in",
        "invite_id": _OF_INVITE,
        "due_at": "the promises say it",
        "due_metric": "the promises say it",
        "next_alarm_at": "the promises say it",
        "summary_id": "which of the notes their agents read first",
        "snoozed_at": "when agents want to hear of it",
        "snoozed_until": "when agents want to hear of it",
    },
    "timer": {
        "key": _COUNTED,
        "warn_percent": _COUNTED,
        "held": _COUNTED,
        "is_unasked": _COUNTED,
        "is_unreachable": _COUNTED,
    },
    "rating": {"resolution": "it names a fact of the desk"},
    "comment": {
        "customer_id": _THEIRS,
        "quick_reply_id": "where the agent took the words from; they stand here",
        "told_with": "on which of their tickets the same words stand too",
        "likeness": "by which answers that say the same are found",
    },
    "file": {
        "sha256": "where its bytes lie in the desk; they are in the copy",
        "telegram_file_id": _OF_TELEGRAM,
        "telegram_unique_id": _OF_TELEGRAM,
        "shape": "drawn from the recording",
    },
    "customer_note": {
        "customer_id": _THEIRS,
        "removed_at": "what agents took away is not in",
        "version": "it counts changes of the words",
    },
    "bar": {"customer_id": _THEIRS},
    "question": {"customer_id": _THEIRS},
    "incident_person": {"customer_id": _THEIRS},
}
"""By table. The tables of a person that are not here, nor among `WHOLE`, are in `LEFT_OUT_TABLES`."""

WHOLE = frozenset({"account_try", "comment_part", "comment_version", "transcript", "transcript_version"})
"""Tables with nothing left out."""

LEFT_OUT_TABLES: Mapping[str, str] = {
    "alarm": "when agents were warned of a promise that stands here",
    "burst_dismissal": "how agents gathered tickets about one trouble",
    "incident_ticket": "how agents gathered tickets about one trouble",
    "archive_file": "it names what the copy is handed over as",
    "draft": "what an agent has begun to write and not said",
    "proposal_dismissal": "of which answers the company wants no quick reply",
    "resolution_cause": "which word of the company's list agents put a solved ticket under",
    "scheduled_reply": "what an agent has not said yet",
    "suggestion": "what a rule offered agents because of words that stand here",
    "ticket_word": "an index of words that stand here",
}

_REASONS = frozenset({"reason", "delivery_reason"})
"""Columns that hold a refusal, to be said in the reader's language."""


@dataclass(frozen=True)
class Names:
    """What ids are called, in the copy's language. Of an account only the number: its name may be a secret."""

    language: str
    has_notes: bool
    accounts: Mapping[int, str] = field(default_factory=dict)
    agents: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)


async def names(session: AsyncSession, language: str, *, has_notes: bool, accounts: list[int]) -> Names:
    numbers = await session.execute(select(Account.id, Account.number).where(Account.id.in_(accounts)))
    agents = await session.execute(select(Agent.id, Agent.name))
    topics = await session.execute(select(Topic.key, Topic.names))
    return Names(
        language,
        has_notes,
        dict(numbers.all()),
        dict(agents.all()),
        {key: in_language(words, language) for key, words in topics},
    )


def row(found: Base, names: Names) -> dict[str, Json]:
    table, told = found.__tablename__, dict[str, Json]()
    left_out = LEFT_OUT.get(table, {})
    for column in inspect(type(found)).column_attrs:
        name, value = column.key, getattr(found, column.key)
        if name in left_out and not (names.has_notes and name == "labels"):
            continue
        match name:
            case "account_id":
                told["account"] = names.accounts.get(value)
            case "agent_id":
                told["agent"] = names.agents.get(value)
            case "topic_key":
                told["topic"] = names.topics.get(value)
            case _ if name in _REASONS:
                told[name] = say_written(names.language, value)
            case _:
                told[name] = _plain(value)
    return told


def _plain(value: Any) -> Json:
    """Times are RFC 3339 in UTC, lengths of time in seconds."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case UUID():
            return str(value)
        case _:
            plain: Json = value
            return plain
