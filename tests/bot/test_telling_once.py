"""An answer to many tickets: who has several of them hears it once, and each of theirs counts as answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.errors import Conflict
from board.models import Comment
from board.people import redacting
from board.settings import Settings
from board.store.db import Database
from board.talk import bulk, rewording, sending
from board.talk.bulk import Wish
from board.tickets import promises
from board.values import DESK, Delivery, Metric, RedactedFor, State, TicketNumber, TimerState
from composition import listeners
from sla import fold
from tests.bot.machinery import open_jobs
from tests.world import World, told

KNOWN, OTHER = "We know of it.", "It is mended."


@pytest.fixture
async def desk(database: Database) -> World:
    return await World(told(database, listeners(Settings()))).furnish()


@pytest.fixture
async def both(desk: World) -> list[TicketNumber]:
    """Two tickets of one person, with words."""
    await desk.customer()
    numbers = []
    for topic in ("cash_desk", "product"):
        numbers.append(await desk.open(topic=topic))
        await desk.write()
    return numbers


async def test_a_person_with_two_tickets_hears_it_once_and_both_are_answered(
    desk: World, both: list[TicketNumber]
) -> None:
    first, second = await _answer(desk, both)
    assert await _sent(desk) == [KNOWN]
    assert await _promises(desk, both) == [TimerState.HELD] * 2

    await desk.deliver(first.id, both[0])
    assert [(await _again(desk, each)).delivery for each in (first, second)] == [Delivery.SENT] * 2
    assert await _promises(desk, both) == [TimerState.MET] * 2
    assert [await desk.state(number) for number in both] == [State.WORKING] * 2
    async with desk.database.reading() as session:
        assert await fold.differs(session, both[0], both[1]) == []


async def test_closing_words_that_came_after_the_first_was_sent_are_said_once_too(
    desk: World, both: list[TicketNumber]
) -> None:
    (first,) = await _answer(desk, both[:1], Wish(resolve=True, closing=KNOWN))
    await desk.deliver(first.id, both[0])
    (second,) = await _answer(desk, both[1:], Wish(resolve=True, closing=KNOWN))

    assert (second.told_with, second.delivery) == (first.id, Delivery.SENT)
    assert await _promises(desk, both) == [TimerState.MET] * 2


async def test_what_is_said_again_or_otherwise_is_said(desk: World, both: list[TicketNumber]) -> None:
    await _answer(desk, both)
    again = await _answer(desk, both)
    assert [each.told_with for each in again] == [None, again[0].id]
    (other,) = await _answer(desk, both[1:], Wish(reply=OTHER))
    assert other.told_with is None
    await desk.pass_time(timedelta(minutes=11))
    (late,) = await _answer(desk, both[1:])

    assert late.told_with is None
    assert await _sent(desk) == [KNOWN, KNOWN, OTHER, KNOWN]


async def test_where_it_did_not_arrive_neither_is_answered_and_by_hand_it_goes_for_itself(
    desk: World, both: list[TicketNumber]
) -> None:
    first, second = await _answer(desk, both)
    async with desk.database.transaction(DESK) as tx:
        await sending.refused(tx, first.id, "no rights")
    assert await _promises(desk, both) == [TimerState.RUNNING] * 2
    async with desk.database.transaction(desk.agent) as tx:
        await sending.retry(tx, second.id)

    assert await _sent(desk) == [KNOWN, KNOWN]
    await desk.deliver(second.id, both[1])
    assert await _promises(desk, both) == [TimerState.RUNNING, TimerState.MET]


async def test_changed_on_either_it_is_changed_on_both_and_redacted_it_is_gone_from_both(
    desk: World, both: list[TicketNumber]
) -> None:
    first, second = await _answer(desk, both)
    async with desk.database.transaction(desk.agent) as tx:
        changed = await rewording.reword(tx, second.id, OTHER)
    assert changed.id == second.id
    assert [(await _again(desk, each)).text for each in (first, second)] == [OTHER] * 2
    assert await _sent(desk) == [OTHER]

    async with desk.database.transaction(desk.agent) as tx:
        await redacting.redact(tx, second.id, RedactedFor.MISTAKE)
    assert [(await _again(desk, each)).text for each in (first, second)] == [""] * 2
    assert await _promises(desk, both) == [TimerState.RUNNING] * 2
    with pytest.raises(Conflict):
        async with desk.database.transaction(desk.agent) as tx:
            await sending.retry(tx, second.id)


async def test_blocked_it_is_missed_once_and_told_when_they_return(
    desk: World, both: list[TicketNumber]
) -> None:
    first, second = await _answer(desk, both)
    async with desk.database.transaction(DESK) as tx:
        await sending.blocked(tx, first.id)
    assert (await _again(desk, second)).delivery == Delivery.BLOCKED
    async with desk.database.transaction(DESK) as tx:
        await sending.retry(tx, first.id)

    assert (await _again(desk, second)).delivery == Delivery.QUEUED
    assert (await _again(desk, second)).told_with == first.id


async def _answer(desk: World, numbers: Sequence[int], wish: Wish | None = None) -> list[Comment]:
    """The answers, by ticket."""
    said = []
    for number in numbers:
        await desk.read(number)
        async with desk.database.transaction(desk.agent) as tx:
            await bulk.act(tx, number, wish or Wish(reply=KNOWN))
        said.append(await _last(desk, number))
    return said


async def _last(desk: World, number: int) -> Comment:
    async with desk.database.reading() as session:
        latest = select(Comment).where(Comment.ticket_number == number, Comment.author == "agent")
        return (await session.scalars(latest.order_by(Comment.id.desc()))).first() or Comment()


async def _again(desk: World, comment: Comment) -> Comment:
    async with desk.database.reading() as session:
        return await session.get_one(Comment, comment.id)


async def _sent(desk: World) -> list[str]:
    calls = [json.loads(job["payload"]) for job in await open_jobs(desk.database, "outbox")]
    texts = [call["params"].get("text", "") for call in calls]
    return [words for text in texts for words in (KNOWN, OTHER) if words in text]


async def _promises(desk: World, numbers: Sequence[TicketNumber]) -> list[TimerState]:
    async with desk.database.transaction(DESK) as tx:
        timers = [timer for number in numbers for timer in await promises.load(tx, number)]
    return [timer.state for timer in timers if timer.metric is Metric.FIRST_RESPONSE]
