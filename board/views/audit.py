"""Who did what at the desk: the journal, filtered, newest first, with what each setting was before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from typing_extensions import TypedDict

from board import facts
from board.errors import NotFound
from board.models import Account, Agent, Change, CustomerAccount, Ticket
from board.people.normal_form import normal
from board.store import fact_rows, journal
from board.store.tables import JournalEvent
from board.upkeep import taking_back
from board.values import ActorKind, Json, Thing
from board.views import audit_words
from board.views.shapes import ActorKindName, instant
from board.views.trail import names_in, reasons_in

_LATER = aliased(Change)
_SECRET_THINGS = (Thing.AGENT.value,)


class Kind(StrEnum):
    """What an event is about."""

    TICKETS = "tickets"
    TALK = "talk"
    DEADLINES = "deadlines"
    PEOPLE = "people"
    SETTINGS = "settings"
    ACCESS = "access"
    MACHINERY = "machinery"


_OF_TICKETS = (
    *(facts.TicketOpened, facts.TicketMoved, facts.TicketResolved, facts.TicketReopened, facts.TicketUndone),
    *(facts.TicketMergedAway, facts.TicketMerged, facts.CauseNamed),
    *(facts.TicketTaken, facts.TicketLabelled, facts.TicketRated, facts.FoundNoThanks),
    *(facts.TicketSnoozed, facts.TicketWoken, facts.WordsForgotten, facts.FilesForgotten),
    facts.ReplyScheduled,
    *(facts.PromisesRenewed, facts.DelayTold),
    *(facts.TicketLinked, facts.TicketUnlinked, facts.BurstDismissed, facts.IncidentOpened),
    *(facts.IncidentEdited, facts.IncidentResolved, facts.IncidentReopened, facts.LoopClosed),
    facts.IncidentFollowed,
)
_OF_TALK = (
    *(facts.CustomerWrote, facts.AgentReplied, facts.AgentNoted, facts.NoticeGiven, facts.AnsweredAtDoor),
    *(
        facts.CommentEdited,
        facts.CommentDeleted,
        facts.CommentRedacted,
        facts.CommentMovedAway,
        facts.ReplyTakenBack,
        facts.WordsCorrected,
        facts.WordsWantedAgain,
    ),
    *(facts.FilesWantedAgain, facts.TicketSeen),
)
_OF_MACHINERY = (
    *(facts.AnswerGathered, facts.CommentReadAtLast, facts.AlbumGrew, facts.FileStored, facts.FileTooBig),
    *(facts.FileFailed, facts.ListeningBegan, facts.ListeningWaits, facts.ListeningEnded),
    *(facts.ListeningGivenUp, facts.DeliveryChanged, facts.EditDeliveryChanged),
)
_KINDS = {
    **dict.fromkeys(_OF_TICKETS, Kind.TICKETS),
    **dict.fromkeys(_OF_TALK, Kind.TALK),
    **dict.fromkeys((facts.DeadlineNear, facts.DeadlineClose, facts.DeadlineMissed), Kind.DEADLINES),
    **dict.fromkeys(_OF_MACHINERY, Kind.MACHINERY),
    facts.DeskChanged: Kind.SETTINGS,
    facts.DeskClosed: Kind.SETTINGS,
    facts.DeskOpened: Kind.SETTINGS,
    facts.AccessChanged: Kind.ACCESS,
}
KIND_OF: Mapping[str, Kind] = {name: _KINDS.get(fact, Kind.PEOPLE) for name, fact in fact_rows.KINDS.items()}
"""By the fact's name in the journal; what nobody placed is about people."""


@dataclass(frozen=True)
class Wanted:
    """`sees_access`: ways in and agents' roles too; without `kinds`, all but what machines do among themselves."""

    sees_access: bool
    actor: ActorKind | None = None
    agent: str | None = None
    kinds: Sequence[Kind] = ()
    thing: Thing | None = None
    ticket: int | None = None
    account: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None


class AuditChangeJson(TypedDict):
    """`before` and `after` in the thing's own shape, null where it was not there."""

    id: int
    thing: Thing
    key: str
    before: Any
    after: Any
    may_take_back: bool


class AuditLineJson(TypedDict):
    """`text` says it in the reader's language; `actor` is a name, or “timer” or “desk”."""

    id: int
    at: str
    actor: str
    actor_kind: ActorKindName
    kind: Kind
    ticket: int | None
    account: str | None
    text: str
    change: AuditChangeJson | None


class AuditJson(TypedDict):
    """`next` is what `after` should be for the next page; null on the last one."""

    items: list[AuditLineJson]
    next: int | None


async def audit(
    session: AsyncSession, wanted: Wanted, language: str, *, after: int | None, limit: int
) -> AuditJson:
    """One page, the newest first; `after` is the last id of the page before."""
    asked = _rows().where(*await _conditions(session, wanted))
    if after is not None:
        asked = asked.where(JournalEvent.id < after)
    rows = (await session.execute(asked.order_by(JournalEvent.id.desc()).limit(limit + 1))).all()
    shown = rows[:limit]
    entries = [journal.to_entry(row.JournalEvent) for row in shown]
    named = await names_in(session, [entry.event for entry in entries])
    changed = [row.Change.key for row in shown if row.Change and row.Change.thing == Thing.ACCOUNT]
    reasons = await reasons_in(session, [entry.event for entry in entries])
    desk = replace(await audit_words.desk_words(session, language, changed), reasons=reasons)
    items = [
        _line(entry, row, audit_words.say_event(language, entry.event, named, desk, row.Change), named)
        for entry, row in zip(entries, shown, strict=True)
    ]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def _rows() -> Select[Any]:
    latest = select(func.max(_LATER.id)).where(_LATER.thing == Change.thing, _LATER.key == Change.key)
    return (
        select(JournalEvent, Change, Account.number)
        .add_columns((Change.id == latest.scalar_subquery()).label("is_latest"))
        .outerjoin(Change, Change.event == JournalEvent.key)
        .outerjoin(Ticket, Ticket.number == JournalEvent.ticket)
        .outerjoin(Account, Account.id == Ticket.account_id)
    )


async def _conditions(session: AsyncSession, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [JournalEvent.type.in_(_types(wanted))]
    if not wanted.sees_access:
        found.append(or_(Change.thing.is_(None), Change.thing.not_in(_SECRET_THINGS)))
    if wanted.actor is not None:
        found.append(JournalEvent.actor_kind == wanted.actor)
    if wanted.agent is not None:
        found.append(await _by_agent(session, wanted.agent))
    if wanted.thing is not None:
        found.append(Change.thing == wanted.thing)
    if wanted.ticket is not None:
        found.append(JournalEvent.ticket == wanted.ticket)
    if wanted.account is not None:
        found.append(await _about_account(session, wanted.account))
    if wanted.since is not None:
        found.append(JournalEvent.at >= wanted.since)
    if wanted.until is not None:
        found.append(JournalEvent.at < wanted.until)
    if wanted.q:
        found.append(_speaks_of(wanted.q))
    return found


def _types(wanted: Wanted) -> list[str]:
    kinds = set(wanted.kinds) or set(Kind) - {Kind.MACHINERY}
    if wanted.thing is not None:
        kinds = {Kind.SETTINGS}
    if not wanted.sees_access:
        kinds -= {Kind.ACCESS}
    return [name for name, kind in KIND_OF.items() if kind in kinds]


async def _by_agent(session: AsyncSession, name: str) -> ColumnElement[bool]:
    agent = await session.scalar(select(Agent.id).where(Agent.name == name))
    if agent is None:
        raise NotFound("refused.agent.none_of_name", name=name)
    return and_(JournalEvent.actor_kind == ActorKind.AGENT, JournalEvent.actor_id == agent)


async def _about_account(session: AsyncSession, number: str) -> ColumnElement[bool]:
    """Its tickets, what its people did without one, and its own changes."""
    account = await session.scalar(
        select(Account).where(or_(Account.key == normal(number), Account.number == number.strip())).limit(1)
    )
    if account is None:
        raise NotFound("refused.account.unknown", number=number)
    tickets = list(await session.scalars(select(Ticket.number).where(Ticket.account_id == account.id)))
    held = select(CustomerAccount.customer_id).where(CustomerAccount.account_id == account.id)
    people = list(await session.scalars(held))
    return or_(
        JournalEvent.ticket.in_(tickets),
        and_(JournalEvent.ticket.is_(None), JournalEvent.customer.in_(people)),
        and_(Change.thing == Thing.ACCOUNT, Change.key.in_((account.key, account.number, str(account.id)))),
    )


def _speaks_of(text: str) -> ColumnElement[bool]:
    """A key, or a word of what was decided or recorded; what people wrote stands in none of it."""
    sought = [
        Change.key,
        cast(Change.before, String),
        cast(Change.after, String),
        cast(JournalEvent.data, String),
        JournalEvent.type,
    ]
    return or_(*(func.coalesce(each, literal("")).icontains(text, autoescape=True) for each in sought))


def _line(entry: journal.Entry, row: Any, text: str, named: audit_words.Names) -> AuditLineJson:
    event = entry.event
    return {
        "id": entry.id,
        "at": instant(event.at),
        "actor": audit_words.actor(event.actor, named),
        "actor_kind": event.actor.kind.value,
        "kind": KIND_OF[row.JournalEvent.type],
        "ticket": event.ticket,
        "account": row.number,
        "text": text,
        "change": _change(row.Change, is_latest=bool(row.is_latest)) if _is_shown(row.Change) else None,
    }


def _is_shown(change: Change | None) -> bool:
    """Of an erased person the text says all there is."""
    return change is not None and change.thing != Thing.PERSON


def _change(change: Change, *, is_latest: bool) -> AuditChangeJson:
    before: Json = change.before
    return {
        "id": change.id,
        "thing": Thing(change.thing),
        "key": change.key,
        "before": before,
        "after": change.after,
        "may_take_back": is_latest and taking_back.can_restore(Thing(change.thing)),
    }
