"""What each figure counts: only people's answers, never the bot's, and no ticket without words.

docs/numbers.md says the same for readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, TIMESTAMP, Row, String, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.tickets import working_times
from board.values import Metric, TicketNumber
from board.views.numbers.periods import Period

_TIMES = ARRAY(TIMESTAMP(timezone=True))


class Kept(NamedTuple):
    """How many promises were kept and broken, and on which tickets the broken ones, newest first."""

    kept: int
    broken: int
    broken_on: Sequence[TicketNumber]


class OpenInLane(NamedTuple):
    board: str
    lane: str
    tickets: int


class Deadline(NamedTuple):
    ticket: TicketNumber
    metric: Metric
    due_at: datetime


@dataclass(frozen=True)
class FirstResponse:
    """`took` is None while the customer waits for it."""

    ticket: TicketNumber
    asked_at: datetime
    took: timedelta | None


# `judged_at` of the database is when a promise was met, or when its time passed or will. Where an agent wrote first,
# nobody waited for first words.
_KEPT = text("""
    SELECT count(*) FILTER (WHERE state = 'met') AS kept, count(*) FILTER (WHERE state <> 'met') AS broken,
           array_agg(DISTINCT ticket_number) FILTER (WHERE state <> 'met') AS broken_on
    FROM timer
    WHERE judged_at(state, ended_at, due_at) >= :since
      AND judged_at(state, ended_at, due_at) < least(:until, (SELECT desk_now()))
      AND metric = ANY(:metrics) AND NOT is_unasked
      AND NOT (metric = 'first_response' AND (SELECT source FROM ticket WHERE number = ticket_number) = 'agent')
""").bindparams(bindparam("metrics", type_=ARRAY(String)))


async def promises_kept(session: AsyncSession, period: Period, *metrics: Metric) -> Kept:
    """A promise counts when it is judged: once it is met, or once its time has passed, whoever looked then."""
    given = {**period._asdict(), "metrics": list(metrics)}
    kept, broken, broken_on = (await session.execute(_KEPT, given)).one()
    return Kept(kept, broken, sorted(map(TicketNumber, broken_on or ()), reverse=True))


# The words of a number sent alone open nothing. A reply sent again by hand counts from then, which the promise knows.
_FIRST_OF_EACH = """
    SELECT each.ticket_number, asked_at, answered_at, promise.hours, promise.counts_from
    FROM each
    CROSS JOIN LATERAL (
        SELECT min(created_at) FILTER (WHERE author = 'customer' AND NOT detail ? 'try') AS asked_at,
               min(created_at) FILTER (WHERE author = 'agent' AND is_public AND delivery = 'sent') AS sent_at
        FROM comment WHERE comment.ticket_number = each.ticket_number
    ) AS said
    LEFT JOIN LATERAL (
        SELECT hours, counts_from, min(ended_at) FILTER (WHERE state = 'met') OVER () AS met_at
        FROM timer WHERE timer.ticket_number = each.ticket_number AND metric = 'first_response'
        ORDER BY started_at DESC LIMIT 1
    ) AS promise ON true
    CROSS JOIN LATERAL (SELECT coalesce(met_at, sent_at) AS answered_at) AS answer
"""
# Whose agent spoke first asked nothing that could be answered.
_ANSWERED = text(f"""
    WITH each AS (
        SELECT ticket_number FROM comment
        WHERE created_at >= :since AND created_at < :until
          AND author = 'agent' AND is_public AND delivery = 'sent' AND ticket_number IS NOT NULL
        UNION
        SELECT ticket_number FROM timer
        WHERE judged_at(state, ended_at, due_at) >= :since AND judged_at(state, ended_at, due_at) < :until
          AND metric = 'first_response' AND state = 'met'
    )
    {_FIRST_OF_EACH}
    WHERE answered_at >= asked_at AND answered_at >= :since AND answered_at < :until
""")
# What was closed without an answer waits for none. The offsets keep these a look at one hour and at one ticket: the
# planner may else read all that was ever said.
_ASKED = text(f"""
    WITH each AS (
        SELECT DISTINCT ticket_number
        FROM unnest(:since, :until) AS period (since, until)
        CROSS JOIN LATERAL (
            SELECT ticket_number FROM comment
            WHERE created_at >= since AND created_at < until
              AND author = 'customer' AND NOT detail ? 'try' AND ticket_number IS NOT NULL
              AND NOT EXISTS (SELECT FROM comment AS earlier
                              WHERE earlier.ticket_number = comment.ticket_number AND earlier.created_at < since
                                AND earlier.author = 'customer' AND NOT earlier.detail ? 'try' OFFSET 0)
            OFFSET 0
        ) AS asked
    )
    {_FIRST_OF_EACH}
    WHERE answered_at >= asked_at
       OR (answered_at IS NULL AND (SELECT done_at FROM ticket WHERE number = each.ticket_number) IS NULL)
""").bindparams(bindparam("since", type_=_TIMES), bindparam("until", type_=_TIMES))


async def first_responses(session: AsyncSession, period: Period) -> list[FirstResponse]:
    """Those given in the period: from the customer's first words to the first reply that Telegram took, as written.

    Where that was promised in a calendar's hours, only these count.
    """
    return await _first_of_each(session, _ANSWERED, period._asdict())


async def waits_for_first_response(session: AsyncSession, periods: Iterable[Period]) -> list[FirstResponse]:
    """The same for those who asked in one of the periods, also who still waits."""
    since, until = zip(*periods, strict=True)
    return await _first_of_each(session, _ASKED, {"since": list(since), "until": list(until)})


async def _first_of_each(
    session: AsyncSession, statement: TextClause, given: dict[str, Any]
) -> list[FirstResponse]:
    rows = (await session.execute(statement, given)).all()
    calendars = await working_times.load(session, {row.hours for row in rows})

    def took(row: Row[Any]) -> timedelta | None:
        if row.answered_at is None:
            return None
        calendar = calendars.get(row.hours)
        begins = min(max(row.asked_at, row.counts_from or row.asked_at), row.answered_at)
        return calendar.measure(begins, row.answered_at) if calendar else row.answered_at - begins

    return [FirstResponse(row.ticket_number, row.asked_at, took(row)) for row in rows]


_OPEN = text("""
    SELECT board_key, lane_key, count(*) FROM ticket
    WHERE done_at IS NULL AND last_message_at IS NOT NULL
    GROUP BY board_key, lane_key ORDER BY board_key, lane_key
""")


async def open_by_lane(session: AsyncSession) -> list[OpenInLane]:
    """Lanes without any are left out."""
    return [OpenInLane(*row) for row in await session.execute(_OPEN)]


_NEXT = text("""
    SELECT ticket_number, metric, due_at FROM timer
    WHERE judged_at(state, ended_at, due_at) >= (SELECT desk_now()) AND state = 'running' AND NOT is_unasked
    ORDER BY judged_at(state, ended_at, due_at), ticket_number LIMIT 1
""")


async def next_deadline(session: AsyncSession) -> Deadline | None:
    """The earliest of the promises that can still be kept and for which no reply is on its way."""
    row = (await session.execute(_NEXT)).one_or_none()
    return Deadline(TicketNumber(row.ticket_number), Metric(row.metric), row.due_at) if row else None
