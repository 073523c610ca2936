"""Tickets as their cards show them, in three statements however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Result,
    Row,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from board.desk.texts import in_language
from board.models import (
    Account,
    Agent,
    Alarm,
    Column,
    Comment,
    Customer,
    CustomerAccount,
    Rating,
    ResolutionCause,
    ScheduledReply,
    Suggestion,
    Ticket,
    Timer,
    Topic,
)
from board.talk.rated import rating_words
from board.talk.scheduling import is_answered, is_left_over, is_moot, is_redacted
from board.tickets.locking import stays
from board.tickets.reach import barred
from board.tickets.snoozing import sleeps
from board.values import Metric, Stage, State, TimerState
from board.views.names import SHOWN_NAME
from board.views.open_hours import OpenTime, open_time
from board.views.shapes import (
    DeadlineJson,
    Glyph,
    RatingJson,
    TicketJson,
    TimerJson,
    instant,
    instant_or_none,
)

_GLYPHS: Mapping[str, Glyph] = {
    "photo": "photo",
    "album": "photo",
    "voice": "voice",
    "audio": "voice",
    "document": "file",
    "video": "video",
    "video_note": "video",
}


def _is_new_person() -> ColumnElement[bool]:
    return exists().where(
        CustomerAccount.customer_id == Ticket.customer_id,
        CustomerAccount.account_id == Ticket.account_id,
        CustomerAccount.ended_at.is_(None),
        CustomerAccount.confirmed_at.is_(None),
    )


def _is_offered() -> ColumnElement[bool]:
    """A suggestion that nobody has taken or dismissed, of a lane where the ticket is not."""
    is_open = and_(Suggestion.ended_by.is_(None), Suggestion.lane_key != Ticket.lane_key)
    return and_(Suggestion.ticket_number == Ticket.number, is_open, Ticket.done_at.is_(None))


def _others() -> ColumnElement[int]:
    """How many other tickets of the person are not done."""
    other, column = aliased(Ticket), aliased(Column)
    return (
        select(func.count())
        .select_from(other)
        .join(column, and_(column.board_key == other.board_key, column.key == other.column_key))
        .where(other.customer_id == Ticket.customer_id, other.number != Ticket.number)
        .where(column.kind != State.DONE)
        .scalar_subquery()
    )


def _merged() -> ColumnElement[list[int]]:
    """The numbers that lead here."""
    other = aliased(Ticket)
    return func.array(
        select(other.number)
        .where(other.merged_into == Ticket.number)
        .order_by(other.number)
        .scalar_subquery()
    )


def _followed() -> ColumnElement[int | None]:
    """What it follows is by now another, or itself, if that was merged."""
    return func.nullif(stays(Ticket.follows), Ticket.number)


def cause() -> ColumnElement[str | None]:
    """What was behind it, as said when it was resolved last."""
    return (
        select(ResolutionCause.name)
        .where(ResolutionCause.ticket_number == Ticket.number, ResolutionCause.named_at >= Ticket.done_at)
        .order_by(ResolutionCause.named_at.desc())
        .limit(1)
        .scalar_subquery()
    )


_SUMMARY, _SUMMED_BY = aliased(Comment), aliased(Agent)


def _latest_rating() -> Any:
    return (
        select(Rating.score, rating_words().label("words"))
        .where(Rating.ticket_number == Ticket.number)
        .order_by(Rating.scored_at.desc())
        .limit(1)
        .lateral()
    )


def _to_say() -> Any:
    """The next of what is to be said later, and whether any of it waits for a person."""
    reminds = and_(ScheduledReply.text == "", func.cardinality(ScheduledReply.files) == 0)
    is_due = and_(reminds, ScheduledReply.send_at <= func.desk_now())
    calls = or_(is_answered(), is_left_over(), is_redacted(), is_due)
    return (
        select(func.min(ScheduledReply.send_at).label("at"), func.bool_or(calls).label("calls"))
        .where(ScheduledReply.ticket_number == Ticket.number, ~is_moot())
        .correlate(Ticket)
        .lateral()
    )


# Built once: building a statement costs more than running it.
_TO_SAY = _to_say()
_RATING = _latest_rating()
# Columns and not tickets as objects: those of a board of 2,000 cards cost half of the answer.
_TICKETS = (
    select(
        Ticket.number, Ticket.version, Ticket.topic_key, Ticket.board_key, Ticket.lane_key, Ticket.column_key
    )
    .add_columns(Ticket.labels, Ticket.source, Ticket.last_message_at, Ticket.opened_at, Ticket.done_at)
    .add_columns(Ticket.due_at, Ticket.due_metric, Ticket.waiting_since, Ticket.snoozed_until)
    .add_columns(Column.kind, Topic.names, Agent.name.label("agent"))
    .add_columns(Account.number.label("account"), Account.name.label("account_name"))
    .add_columns(Customer.telegram_id, SHOWN_NAME.label("customer"), Customer.blocked_at)
    .add_columns(Customer.barred_until, barred().label("is_barred"))
    .add_columns(
        _is_new_person().label("new_person"), _others().label("others"), sleeps().label("is_snoozed")
    )
    .join(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
    .join(Customer, Customer.id == Ticket.customer_id)
    .join(Topic, Topic.key == Ticket.topic_key)
    .outerjoin(Account, Account.id == Ticket.account_id)
    .outerjoin(Agent, Agent.id == Ticket.agent_id)
    .outerjoin(_TO_SAY, true())
    .add_columns(_TO_SAY.c.at.label("say_at"), _TO_SAY.c.calls.label("say_calls"))
    .outerjoin(_RATING, true())
    .add_columns(_RATING.c.score, _RATING.c.words)
    .outerjoin(Suggestion, _is_offered())
    .where(Ticket.merged_into.is_(None))
    .add_columns(Suggestion.lane_key.label("offered"), Suggestion.word)
    .add_columns(_merged().label("merged"), _followed().label("followed"))
    .outerjoin(_SUMMARY, _SUMMARY.id == Ticket.summary_id)
    .outerjoin(_SUMMED_BY, _SUMMED_BY.id == _SUMMARY.agent_id)
    .add_columns(_SUMMARY.text.label("summary"), _SUMMED_BY.name.label("summed_by"), cause().label("cause"))
)

_RUNG = select(func.array_agg(Alarm.stage)).where(Alarm.timer_key == Timer.key).scalar_subquery()
_TIMERS = (
    select(
        Timer.ticket_number,
        Timer.metric,
        Timer.state,
        Timer.goal,
        Timer.started_at,
        Timer.due_at,
        Timer.warn_at,
        Timer.ended_at,
        Timer.hours,
        Timer.counts_from,
        func.coalesce(_RUNG, literal([], type_=func.array_agg(Alarm.stage).type)).label("rung"),
    )
    .where(Timer.ticket_number.in_(bindparam("numbers", expanding=True)))
    .order_by(Timer.ticket_number, Timer.started_at, Timer.metric)
)

# One pass over the comments of the tickets in view, then the words of the last ones only: sorting all words spills
# to disk. `last` aggregates are ordered by the time written, since a comment moved between tickets keeps its own.
_SAID = text("""
    SELECT said.*,
           left(coalesce(nullif(last.text, ''), heard.words,
                         concat_ws(' ', last.detail ->> 'name', last.detail ->> 'phone')), 300) AS last_line,
           last.kind AS last_kind,
           CASE WHEN last.kind = 'other' THEN coalesce(last.detail ->> 'what', 'message') END AS last_what,
           coalesce(last.detail ? 'aged', false) AS is_forgotten,
           heard.seconds, heard.state, heard.recordings
    FROM (
        SELECT ticket_number,
               count(*) FILTER (WHERE author = 'customer' AND seen_at IS NULL) AS unread,
               (array_agg(id ORDER BY created_at DESC, id DESC) FILTER (WHERE author = 'customer'))[1] AS last_id,
               (array_agg(author ORDER BY created_at DESC, id DESC)
                   FILTER (WHERE author <> 'system' AND is_public AND delivery IS DISTINCT FROM 'withdrawn'))[1]
                   AS last_author,
               array_agg(DISTINCT kind) FILTER (WHERE author = 'customer') AS kinds,
               (array_agg(coalesce(detail ->> 'told_as', detail ->> 'told_due_at') ORDER BY id DESC)
                   FILTER (WHERE detail ->> 'told_due_at' IS NOT NULL))[1] AS told_due_at,
               min(created_at) FILTER (WHERE author = 'agent' AND is_public AND delivery = 'sent') AS answered_at,
               CASE WHEN bool_or(delivery = 'failed') THEN 'failed'
                    WHEN bool_or(delivery = 'blocked') THEN 'blocked'
                    WHEN bool_or(delivery = 'queued') THEN 'queued' END AS delivery
        FROM comment WHERE ticket_number = ANY(:numbers) GROUP BY ticket_number
    ) AS said
    LEFT JOIN comment AS last ON last.id = said.last_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS recordings, sum(coalesce(file.measured, file.duration)) AS seconds,
               string_agg(transcript.text, ' ' ORDER BY file.id) FILTER (WHERE transcript.text <> '') AS words,
               (array_agg(transcript.state ORDER BY file.id))[1] AS state
        FROM comment_part AS part JOIN file ON file.part_id = part.id
        LEFT JOIN transcript ON transcript.file_id = file.id
        WHERE part.comment_id = last.id AND file.version_id IS NULL AND NOT file.is_quoted
          AND (file.kind IN ('voice', 'audio', 'video_note') OR file.mime LIKE 'audio/%')
    ) AS heard ON last.kind <> 'text'
""")

_BY_NUMBER = (Ticket.number,)
BY_URGENCY = (
    Ticket.due_at.asc().nulls_last(),
    Ticket.last_message_at.asc().nulls_last(),
    Ticket.number,
)


async def cards(
    session: AsyncSession,
    language: str,
    *where: ColumnElement[bool],
    order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]] = _BY_NUMBER,
    limit: int | None = None,
) -> list[TicketJson]:
    """The tickets for which all conditions hold; these may name Ticket, Column, Account and Customer."""
    rows = (await session.execute(_TICKETS.where(*where).order_by(*order).limit(limit))).all()
    numbers = [row.number for row in rows]
    if not numbers:
        return []
    said = {row.ticket_number: row for row in await session.execute(_SAID, {"numbers": numbers})}
    timers = await _timers(session, numbers)
    counted = await open_time(
        session, {each.hours for own in timers.values() for each in own if _is_open(each)}
    )
    return [_card(row, said.get(row.number), timers.get(row.number, []), counted, language) for row in rows]


async def stands_in(session: AsyncSession, state: State) -> ColumnElement[bool]:
    """A condition on Ticket.

    Names the columns one by one: the planner knows how many tickets stand in each, but not in a kind of column.
    """
    columns = await session.execute(select(Column.board_key, Column.key).where(Column.kind == state))
    return or_(
        false(), *(and_(Ticket.board_key == board, Ticket.column_key == key) for board, key in columns)
    )


async def _timers(session: AsyncSession, numbers: Sequence[int]) -> dict[int, list[Row[Any]]]:
    rows: Result[Any] = await session.execute(_TIMERS, {"numbers": numbers})
    timers: dict[int, list[Row[Any]]] = {}
    for row in rows:
        timers.setdefault(row.ticket_number, []).append(row)
    return timers


def _card(
    row: Row[Any], said: Row[Any] | None, timers: Sequence[Row[Any]], counted: OpenTime, language: str
) -> TicketJson:
    return {
        "number": row.number,
        "version": row.version,
        "topic": row.topic_key,
        "topic_name": in_language(row.names, language),
        "board": row.board_key,
        "lane": row.lane_key,
        "column": row.column_key,
        "state": row.kind,
        "account": row.account,
        "account_name": row.account_name,
        "customer": {"telegram_id": row.telegram_id, "name": row.customer},
        "new_person": row.new_person,
        "blocked": row.blocked_at is not None,
        "barred": {"until": instant_or_none(row.barred_until)} if row.is_barred else None,
        "agent": row.agent,
        "labels": list(row.labels),
        "source": row.source,
        "follows": row.followed,
        "merged": list(row.merged),
        "summary": {"text": row.summary, "by": row.summed_by} if row.summary else None,
        "cause": row.cause,
        "unread": said.unread if said else 0,
        "last_line": " ".join((said.last_line or "").split()) if said else "",
        "forgotten": bool(said and said.is_forgotten),
        "voice": {"seconds": said.seconds, "state": said.state} if said and said.recordings else None,
        "last_kind": said.last_kind if said else None,
        "last_what": said.last_what if said else None,
        "last_author": said.last_author if said else None,
        "last_message_at": instant_or_none(row.last_message_at),
        "glyphs": _glyphs(said.kinds or ()) if said else [],
        "delivery": said.delivery if said else None,
        "created_at": instant(row.opened_at),
        "first_response_at": _first_response_at(timers, said),
        "resolved_at": instant_or_none(row.done_at),
        "done_at": instant_or_none(row.done_at),
        "deadline": _deadline(row, timers, counted),
        "waiting_since": instant_or_none(row.waiting_since),
        "timers": [_timer(timer) for timer in timers],
        "alarm": _alarm(timers),
        "suggestion": {"lane": row.offered, "word": row.word} if row.offered else None,
        "paused": row.kind == State.WAITING,
        "snoozed": row.is_snoozed,
        "snoozed_until": instant_or_none(row.snoozed_until) if row.is_snoozed else None,
        "told_due_at": _told_due_at(said),
        "to_say": {"at": instant(row.say_at), "calls": row.say_calls} if row.say_at else None,
        "rating": _rating(row),
        "person_has_other": row.others,
    }


def _glyphs(kinds: Iterable[str]) -> list[Glyph]:
    return sorted({_GLYPHS[kind] for kind in kinds if kind in _GLYPHS})


def _first_response_at(timers: Sequence[Row[Any]], said: Row[Any] | None) -> str | None:
    """When the promise was met; if it was missed or cancelled, when the first reply was written."""
    met = [
        timer.ended_at
        for timer in timers
        if timer.metric == Metric.FIRST_RESPONSE and timer.state == TimerState.MET
    ]
    return instant_or_none(min(met) if met else said.answered_at if said else None)


def _deadline(ticket: Row[Any], timers: Sequence[Row[Any]], counted: OpenTime) -> DeadlineJson | None:
    due_at = ticket.due_at
    if due_at is None or ticket.due_metric is None:
        return None
    told: DeadlineJson = {"metric": Metric(ticket.due_metric), "due_at": instant(due_at)}
    for timer in timers:
        if _is_open(timer) and (timer.metric, timer.due_at) == (ticket.due_metric, due_at):
            if timer.hours is not None and counted.ends_at(timer.hours, due_at):
                told["hours"] = str(timer.hours)
                told["open_seconds"] = counted.seconds(timer.hours, due_at)
            if timer.counts_from is not None:
                told["counts_from"] = instant(timer.counts_from)
    return told


def _is_open(timer: Row[Any]) -> bool:
    return timer.ended_at is None


def _timer(timer: Row[Any]) -> TimerJson:
    return {
        "metric": timer.metric,
        "state": timer.state,
        "goal_seconds": int(timer.goal.total_seconds()),
        "started_at": instant(timer.started_at),
        "due_at": instant_or_none(timer.due_at),
        "warn_at": instant_or_none(timer.warn_at),
        "ended_at": instant_or_none(timer.ended_at),
    }


def _alarm(timers: Sequence[Row[Any]]) -> Any:
    """The most serious alarm of the promises that are open."""
    counting = (TimerState.RUNNING, TimerState.MISSED)
    standing = [timer for timer in timers if _is_open(timer) and timer.state in counting]
    stages = {stage for timer in standing for stage in timer.rung}
    stages |= {Stage.MISSED for timer in standing if timer.state == TimerState.MISSED}
    return next((stage.value for stage in (Stage.MISSED, Stage.NEAR) if stage in stages), None)


def _told_due_at(said: Row[Any] | None) -> str | None:
    """The deadline that the customer was told last, as it was said."""
    told = said.told_due_at if said else None
    return instant(datetime.fromisoformat(told)) if told else None


def _rating(row: Row[Any]) -> RatingJson | None:
    return None if row.score is None else {"score": row.score, "text": row.words}
