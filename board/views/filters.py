"""Filters of a search as conditions on tickets, and what to say about those that name nothing known."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from board.desk.rules import Waiting, rules
from board.desk.support import OUT_OF_PLAN_LABEL
from board.models import (
    Account,
    Agent,
    Alarm,
    Board,
    Comment,
    CommentPart,
    Customer,
    CustomerNote,
    File,
    Lane,
    Rating,
    Ticket,
    TicketWord,
    Timer,
    Topic,
)
from board.people.normal_form import normal
from board.store import clock
from board.tickets.snoozing import sleeps
from board.values import AgentId, Author, Delivery, Kind, Stage, State, TimerState
from board.views.cards import stands_in
from board.views.query import Claim, Field, Having, Rated, Term, days, plain
from board.words.catalog import in_every_language, say

_MOST_KNOWN = 12
"""How many of the names there are a hint lists."""
_MOST_LABELS = 1000
_MOST_ALIKE = 50
_SHORTEST_BEGINNING = 2

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Reader:
    """Who asks: their language, the desk's zone, and which agent they are."""

    language: str
    zone: tzinfo = UTC
    agent: AgentId | None = None


@dataclass(frozen=True)
class Filters:
    """Conditions may name Ticket and Account; hints are sentences."""

    conditions: list[Condition] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Meaning:
    """What a term's values stand for, the values that nothing stands for, and names that would be known."""

    condition: Condition
    unknown: Sequence[str] = ()
    known: Collection[str] = ()


async def filters(session: AsyncSession, terms: Iterable[Term], reader: Reader) -> Filters:
    """Terms of a field that a ticket has once are alternatives; all others hold together."""
    found = Filters()
    alternatives: dict[Field, list[Condition]] = {}
    for term in terms:
        meaning = await _READ[term.field](session, term, reader)
        found.hints.extend(_hints(term, meaning, reader.language))
        if term.is_not:
            found.conditions.append(not_(func.coalesce(meaning.condition, false())))
        elif term.field in _ONE_EACH:
            alternatives.setdefault(term.field, []).append(meaning.condition)
        else:
            found.conditions.append(meaning.condition)
    found.conditions.extend(or_(*each) for each in alternatives.values())
    return found


_ONE_EACH = (Field.TOPIC, Field.BOARD, Field.LANE, Field.STATE, Field.ACCOUNT, Field.CUSTOMER, Field.AGENT)


def _hints(term: Term, meaning: _Meaning, language: str) -> list[str]:
    known = ", ".join(list(meaning.known)[:_MOST_KNOWN])
    key = f"query.hint.{term.field}"
    if term.field is Field.LABEL and not known:
        key = "query.hint.no_label"
    return [say(language, key, value=value, known=known) for value in meaning.unknown]


Names = Mapping[str, Collection[str]]
"""What each key is called."""


def _named(values: Iterable[str], names: Names) -> tuple[set[str], list[str]]:
    """The keys that the values name, whole or by their beginning, and the values that name none."""
    found: set[str] = set()
    unknown = []
    for value in values:
        wanted = plain(value)
        called = {key: {plain(name) for name in (key, *own)} for key, own in names.items()}
        alike = {key for key, own in called.items() if wanted in own} or {
            key for key, own in called.items() if any(name.startswith(wanted) for name in own)
        }
        found |= alike
        if not alike:
            unknown.append(value)
    return found, unknown


def _among(column: InstrumentedAttribute[str], term: Term, names: Names, shown: Collection[str]) -> _Meaning:
    found, unknown = _named(term.values, names)
    return _Meaning(column.in_(sorted(found)) if found else false(), unknown, shown)


async def _topic(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    topics = (await session.scalars(select(Topic).order_by(Topic.position))).all()
    names = {topic.key: [*topic.names.values(), *topic.older_names] for topic in topics}
    return _among(Ticket.topic_key, term, names, [each.key for each in topics if each.removed_at is None])


async def _board(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    boards = (await session.scalars(select(Board).order_by(Board.position))).all()
    names = {board.key: _called("board", board.key, board.name) for board in boards}
    return _among(Ticket.board_key, term, names, [each.key for each in boards if each.removed_at is None])


async def _lane(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    names: dict[str, list[str]] = {}
    for lane in await session.scalars(select(Lane).order_by(Lane.position)):
        names.setdefault(lane.key, []).extend(_called("lane", lane.key, lane.name))
    return _among(Ticket.lane_key, term, names, names)


def _called(kind: str, key: str, name: str) -> list[str]:
    """A name that a new desk has is known in every language."""
    word = f"seed.{kind}.{key}"
    every = in_every_language(word)
    return [name, *(every if name in every else ())]


async def _state(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    names = {state.value: _words(f"query.is.{state}") for state in State}
    found, unknown = _named(term.values, names)
    standing = [await stands_in(session, State(state)) for state in sorted(found)]
    return _Meaning(or_(false(), *standing), unknown, names)


def _words(key: str) -> list[str]:
    return [word for words in in_every_language(key) for word in words.split(",")]


async def _label(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    """The desk's own labels are known by what the page calls them, too."""
    words = await session.scalars(select(func.words_beginning("=", _MOST_LABELS)))
    labels = [word.removeprefix("=") for word in words]
    words_of = {label: f"page.label.{label.replace(' ', '_')}" for label in labels}
    found, unknown = _named(
        term.values, {label: [label, *in_every_language(word)] for label, word in words_of.items()}
    )
    has = exists().where(
        TicketWord.ticket_number == Ticket.number, TicketWord.word.in_([f"={label}" for label in found])
    )
    return _Meaning(has if found else false(), unknown, labels)


async def _account(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    conditions: list[Condition] = []
    unknown = []
    for value in term.values:
        ids = await _accounts(session, value)
        conditions.append(Ticket.account_id.in_(ids) if ids else false())
        unknown += [] if ids else [value]
    return _Meaning(or_(*conditions), unknown)


async def _accounts(session: AsyncSession, value: str) -> Sequence[int]:
    """By its number, or how that begins, or a part of its name."""
    key = normal(value)
    own = (await session.scalars(select(Account.id).where(Account.key == key))).all()
    if own or len(key) < _SHORTEST_BEGINNING:
        return own
    alike = or_(Account.key.startswith(key, autoescape=True), Account.name.icontains(value, autoescape=True))
    return (await session.scalars(select(Account.id).where(alike).limit(_MOST_ALIKE))).all()


async def _customer(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    """By number alone: people share names, and user names are found as words."""
    numbers = [int(value) for value in term.values if _NUMBER.fullmatch(value)]
    found = set((await session.scalars(select(Customer.id).where(Customer.id.in_(numbers)))).all())
    unknown = [value for value in term.values if not _NUMBER.fullmatch(value) or int(value) not in found]
    return _Meaning(Ticket.customer_id.in_(sorted(found)) if found else false(), unknown)


_NUMBER = re.compile(r"[0-9]{1,9}")


async def _agent(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    agents = (await session.execute(select(Agent.id, Agent.name).order_by(Agent.name))).all()
    names = {str(agent.id): [agent.name] for agent in agents}
    conditions: list[Condition] = []
    unknown: list[str] = []
    for value in term.values:
        if value == "me":
            conditions.append(_is_readers(reader))
        elif value == "nobody":
            conditions.append(Ticket.agent_id.is_(None))
        else:
            found, missing = _named([value], names)
            unknown += missing
            conditions.append(Ticket.agent_id.in_([int(each) for each in found]))
    return _Meaning(or_(*conditions), unknown, [agent.name for agent in agents])


def _is_readers(reader: Reader) -> Condition:
    return Ticket.agent_id == reader.agent if reader.agent is not None else false()


async def _is(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    known = [value for value in term.values if value in _CLAIMS]
    claimed = [await _claimed(session, Claim(value), reader) for value in known]
    return _Meaning(or_(false(), *claimed), [value for value in term.values if value not in _CLAIMS], _CLAIMS)


_CLAIMS = [claim.value for claim in Claim]


async def _claimed(session: AsyncSession, claim: Claim, reader: Reader) -> Condition:
    """As the page judges the cards it knows: see `meetsClaims` in its query.js."""
    if claim.value in list(State):
        return await stands_in(session, State(claim))
    if claim is Claim.STALE:
        waiting = (await rules(session)).waiting
        days_waited = waiting.days if waiting.is_on else Waiting().days
        return Ticket.waiting_since < func.desk_now() - timedelta(days=days_waited)
    return _STANDING[claim](reader)


def _is_late() -> Condition:
    return and_(Ticket.done_at.is_(None), Ticket.due_at < func.desk_now(), not_(_has_response_held()))


def _is_near() -> Condition:
    is_due = and_(Ticket.done_at.is_(None), Ticket.due_at.is_not(None), not_(_is_late()))
    return and_(is_due, _has_alarm(Stage.NEAR), not_(sleeps()))


_STANDING: Mapping[Claim, Callable[[Reader], Condition]] = {
    Claim.OPEN: lambda _: and_(Ticket.done_at.is_(None), Ticket.last_message_at.is_not(None)),
    Claim.LATE: lambda _: _is_late(),
    Claim.NEAR: lambda _: _is_near(),
    Claim.SNOOZED: lambda _: sleeps(),
    Claim.UNREAD: lambda _: _has_comment(Comment.author == Author.CUSTOMER, Comment.seen_at.is_(None)),
    Claim.MINE: lambda reader: and_(Ticket.done_at.is_(None), _is_readers(reader)),
    Claim.UNDELIVERED: lambda _: _has_comment(Comment.delivery.in_((Delivery.QUEUED, Delivery.FAILED))),
    Claim.OUT_OF_PLAN: lambda _: Ticket.labels.contains([OUT_OF_PLAN_LABEL]),
}


def _has_response_held() -> Condition:
    """Whether an answer is on its way: until it is known to be refused, the deadline is none of the agent's."""
    return exists().where(
        Timer.ticket_number == Ticket.number,
        Timer.ended_at.is_(None),
        Timer.state == TimerState.HELD,
        Timer.metric == Ticket.due_metric,
    )


def _has_alarm(stage: Stage) -> Condition:
    return exists().where(
        Timer.ticket_number == Ticket.number,
        Timer.ended_at.is_(None),
        Alarm.timer_key == Timer.key,
        Alarm.stage == stage,
    )


def _has_comment(*conditions: Condition) -> Condition:
    return exists().where(Comment.ticket_number == Ticket.number, *conditions)


async def _has(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    known = [value for value in term.values if value in _HAVINGS]
    unknown = [value for value in term.values if value not in _HAVINGS]
    return _Meaning(or_(false(), *(_holds(Having(value)) for value in known)), unknown, _HAVINGS)


_HAVINGS = [having.value for having in Having]
_KINDS: Mapping[Having, Collection[Kind]] = {
    Having.VOICE: (Kind.VOICE, Kind.AUDIO),
    Having.PHOTO: (Kind.PHOTO,),
    Having.VIDEO: (Kind.VIDEO, Kind.VIDEO_NOTE),
    Having.FILE: (Kind.DOCUMENT,),
}


def _holds(having: Having) -> Condition:
    if having is Having.RATING:
        return exists().where(Rating.ticket_number == Ticket.number)
    if having is Having.NOTE:
        about = exists().where(
            CustomerNote.customer_id == Ticket.customer_id, CustomerNote.removed_at.is_(None)
        )
        return or_(_has_comment(not_(Comment.is_public), Comment.author == Author.AGENT), about)
    kinds = _KINDS[having]
    in_album = and_(
        Comment.kind == Kind.ALBUM,
        exists().where(
            CommentPart.comment_id == Comment.id, File.part_id == CommentPart.id, File.kind.in_(kinds)
        ),
    )
    return _has_comment(Comment.kind != Kind.TEXT, or_(Comment.kind.in_(kinds), in_album))


async def _rated(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    scores = [_SCORES[Rated(value)] for value in term.values if value in _RATED]
    latest = (
        select(Rating.score)
        .where(Rating.ticket_number == Ticket.number)
        .order_by(Rating.scored_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return _Meaning(latest.in_(scores), [value for value in term.values if value not in _RATED], _RATED)


_SCORES = {Rated.BAD: -1, Rated.FAIR: 0, Rated.GOOD: 1}
_RATED = [rated.value for rated in Rated]


async def _opened(session: AsyncSession, term: Term, reader: Reader) -> _Meaning:
    """By the day on which tickets were opened, as the desk's zone counts days."""
    today = (await clock.now(session)).astimezone(reader.zone).date()
    conditions: list[Condition] = []
    unknown = []
    for value in term.values:
        if found := days(value, today):
            first, end = _midnight(found.first, reader.zone), _midnight(found.end, reader.zone)
            conditions.append(_OPENED[term.field](first, end))
        else:
            unknown.append(value)
    return _Meaning(or_(false(), *conditions), unknown)


_OPENED: Mapping[Field, Callable[[datetime, datetime], Condition]] = {
    Field.FROM: lambda first, _: Ticket.opened_at >= first,
    Field.AFTER: lambda _, end: Ticket.opened_at >= end,
    Field.BEFORE: lambda first, _: Ticket.opened_at < first,
    Field.ON: lambda first, end: and_(Ticket.opened_at >= first, Ticket.opened_at < end),
}


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


_READ: Mapping[Field, Callable[[AsyncSession, Term, Reader], Awaitable[_Meaning]]] = {
    Field.TOPIC: _topic,
    Field.BOARD: _board,
    Field.LANE: _lane,
    Field.STATE: _state,
    Field.LABEL: _label,
    Field.ACCOUNT: _account,
    Field.CUSTOMER: _customer,
    Field.AGENT: _agent,
    Field.IS: _is,
    Field.HAS: _has,
    Field.RATED: _rated,
    Field.FROM: _opened,
    Field.AFTER: _opened,
    Field.BEFORE: _opened,
    Field.ON: _opened,
}
