"""The figures of whoever is at work: how the day goes so far, and what comes next."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.store import clock
from board.values import Metric
from board.views.numbers import measures
from board.views.numbers.measures import FirstResponse
from board.views.numbers.periods import day_of
from board.views.shapes import DeadlineJson, instant

_NAMED = 20


class AnswersJson(TypedDict):
    """Promised answers; `late_on` names the newest tickets on which one was late or still is."""

    in_time: int
    late: int
    late_on: list[int]


class FirstResponseJson(TypedDict):
    """`median_seconds` is null of none."""

    median_seconds: int | None
    tickets: int


class OpenJson(TypedDict):
    board: str
    lane: str
    tickets: int


class NextDeadlineJson(DeadlineJson):
    ticket: int


class TodayJson(TypedDict):
    """`since` is the midnight before, in the desk's zone."""

    since: str
    now: str
    answers: AnswersJson
    first_response: FirstResponseJson
    open: list[OpenJson]
    next_deadline: NextDeadlineJson | None


async def today(session: AsyncSession, zone: ZoneInfo) -> TodayJson:
    now = await clock.now(session)
    period = day_of(now, zone)
    answers = await measures.promises_kept(session, period, Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE)
    first = await measures.first_responses(session, period)
    deadline = await measures.next_deadline(session)
    return {
        "since": instant(period.since),
        "now": instant(now),
        "answers": {
            "in_time": answers.kept,
            "late": answers.broken,
            "late_on": list(answers.broken_on[:_NAMED]),
        },
        "first_response": {"median_seconds": _median_seconds(first), "tickets": len(first)},
        "open": [
            {"board": lane.board, "lane": lane.lane, "tickets": lane.tickets}
            for lane in await measures.open_by_lane(session)
        ],
        "next_deadline": deadline
        and {"ticket": deadline.ticket, "metric": deadline.metric, "due_at": instant(deadline.due_at)},
    }


def _median_seconds(responses: Sequence[FirstResponse]) -> int | None:
    took = [each.took.total_seconds() for each in responses if each.took is not None]
    return round(statistics.median(took)) if took else None
