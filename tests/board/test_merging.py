"""Two tickets of one customer become one: nothing said, promised or rated is lost, counted twice or unreachable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from board.errors import Conflict, DeskError, Invalid
from board.facts import DelayTold
from board.models import Comment, Draft, Rating
from board.people import team
from board.talk import conversation, drafts
from board.talk.drafts import Begun
from board.tickets import delays, incidents, marking, merging, moving, promises, ratings, undoing
from board.tickets.delays import Later
from board.values import (
    DESK,
    AgentId,
    Metric,
    Role,
    State,
    TicketNumber,
    Timer,
    TimerState,
    Writing,
    agent_actor,
)
from board.views.filters import Reader
from board.views.tickets import Wanted, full_ticket, list_tickets
from sla import fold
from tests.racing import at_once
from tests.world import World

FIRST, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION


async def test_all_that_was_said_is_on_the_one_that_stays_in_order(world: World) -> None:
    stay, other = await _two(world)
    await world.write("The pump is hot.")
    await _label(world, other, "pump")
    await _merge(world, other, stay)

    assert await _said(world, stay) == ["It stopped.", "It does not start.", "The pump is hot."]
    assert (await world.ticket(stay)).labels == ["pump"]
    async with world.database.reading() as session:
        shown = await full_ticket(session, other, "en")
        listed = [
            await list_tickets(session, Wanted(q=q), Reader("en"), after=None, limit=9)
            for q in (f"#{other}", "17-203")
        ]
    assert (shown["number"], shown["merged"], shown["unread"]) == (stay, [other], 3)
    assert [[each["number"] for each in found.items] for found in listed] == [[stay], [stay]]


async def test_what_is_written_to_either_number_goes_to_the_one_that_stays(world: World) -> None:
    stay, other = await _two(world, message_id=900)
    await _merge(world, other, stay)

    assert (await world.write("Still hot.", reply_to=900)).comment.ticket_number == stay
    assert (await world.answer(other)).ticket_number == stay
    assert await world.state(stay) is State.WORKING
    assert await world.state(other) is State.DONE


async def test_what_is_meant_for_the_old_number_is_done_to_the_one_that_stays(world: World) -> None:
    stay, other = await _two(world)
    await world.read(stay)
    await _merge(world, other, stay)
    until = await world.now() + timedelta(days=3)
    async with world.database.transaction(world.agent) as tx:
        await drafts.keep(tx, other, Writing.REPLY, Begun("Half a word"))
        await drafts.drop(tx, other, Writing.REPLY)
        assert (await delays.tell(tx, other, until)).number == stay
        assert (await delays.tell_by_word(tx, other, Later.HOUR, ZoneInfo("UTC"))).number == stay
        assert await tx.session.scalar(select(func.count()).select_from(Draft)) == 0
    told = [each.fact.until for each in await world.events(stay) if isinstance(each.fact, DelayTold)]
    assert told[:1] == [until]


async def test_the_stricter_promise_is_kept_and_the_other_cancelled(world: World) -> None:
    """Today's five minutes and day began first; the till's five hours are shorter than its day."""
    stay, other = await _two(world, topic="cash_desk", apart=timedelta(minutes=2))
    strict, lax = await _timers(world, other), await _timers(world, stay)
    await _merge(world, other, stay)

    after = {timer.key: timer for timer in await _all(world, stay)}
    assert after[lax[FIRST].key] == lax[FIRST]
    assert after[strict[RESOLUTION].key] == strict[RESOLUTION]
    gone = {strict[FIRST].key, lax[RESOLUTION].key}
    assert {timer.key for timer in after.values() if timer.state is TimerState.CANCELLED} == gone
    assert await _timers(world, other) == {}
    assert (await world.ticket(stay)).due_at == lax[FIRST].due_at


async def test_a_breach_stays_recorded_and_counts_once(world: World) -> None:
    await world.customer()
    other = await _open(world)
    await world.pass_time(timedelta(minutes=9))
    stay = await _open(world)
    await _merge(world, other, stay)

    states = [timer.state for timer in await _all(world, stay) if timer.metric is FIRST]
    assert sorted(states) == [TimerState.CANCELLED, TimerState.MISSED]
    await world.answer(stay)
    (missed,) = [timer for timer in await _all(world, stay) if timer.state is TimerState.MISSED]
    assert missed.ended_at is not None


async def test_an_answer_on_its_way_is_judged_where_it_is(world: World) -> None:
    stay, other = await _two(world)
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, other, "Looking into it.")
    await _merge(world, other, stay)
    await world.deliver(comment.id, stay)

    states = sorted(timer.state for timer in await _all(world, stay) if timer.metric is FIRST)
    assert states == [TimerState.MET, TimerState.RUNNING]


async def test_who_waits_for_an_agent_takes_a_ticket_out_of_waiting(world: World) -> None:
    stay, other = await _two(world)
    await world.answer(stay)
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, stay, column="waiting")
    await _merge(world, other, stay)

    assert await world.state(stay) is State.WORKING
    await _undo(world, stay)
    assert (await world.state(stay), await world.state(other)) == (State.WAITING, State.INBOX)


async def test_undone_all_is_as_it_was(world: World) -> None:
    stay, other = await _two(world)
    await _label(world, other, "pump")
    async with world.database.transaction(world.agent) as tx:
        trouble = await incidents.open_incident(tx, incidents.Content("Pumps"), [other])
    before = [await _picture(world, number) for number in (stay, other)]
    await _merge(world, other, stay)
    assert await _about(world, trouble.id) == [stay]
    await _undo(world, stay)
    assert await _about(world, trouble.id) == [other]

    assert [await _picture(world, number) for number in (stay, other)] == before
    assert (await world.write("Here.")).comment.ticket_number == other


async def test_it_is_undone_for_ten_seconds_and_while_nothing_happens(world: World) -> None:
    stay, other = await _two(world)
    await _merge(world, other, stay)
    await world.write("Still hot.")
    with pytest.raises(Conflict, match="since"):
        await _undo(world, other)

    third = await _open(world)
    await _merge(world, third, stay)
    await world.pass_time(timedelta(seconds=11))
    with pytest.raises(Conflict, match="too late"):
        await _undo(world, stay)


async def test_numbers_lead_on_through_several_merges_and_back(world: World) -> None:
    first, second = await _two(world)
    third = await _open(world)
    await _merge(world, first, second)
    await _merge(world, second, third)
    assert [(await world.ticket(number)).merged_into for number in (first, second)] == [third, third]

    await _undo(world, third)
    assert [(await world.ticket(number)).merged_into for number in (first, second)] == [second, None]
    assert await _said(world, second) == ["It stopped.", "It does not start."]


async def test_who_was_greeted_on_either_is_not_greeted_again(world: World) -> None:
    stay, other = await _two(world)
    async with world.database.transaction(world.agent) as tx:
        greeting = await conversation.greet(tx, other)
    await _merge(world, other, stay)
    async with world.database.transaction(world.agent) as tx:
        assert (await conversation.greet(tx, stay)).id == greeting.id


async def test_half_written_words_go_along(world: World) -> None:
    stay, other = await _two(world)
    async with world.database.transaction(world.agent) as tx:
        for number, words in ((stay, "Is it on?"), (other, "Is it hot?")):
            await drafts.keep(tx, number, Writing.REPLY, drafts.Begun(words))
        await drafts.keep(tx, other, Writing.NOTE, drafts.Begun("Ask Oleg."))
    await _merge(world, other, stay)

    kept = select(Draft.mode, Draft.text).where(Draft.ticket_number == stay).order_by(Draft.mode)
    async with world.database.reading() as session:
        rows = (await session.execute(kept)).all()
    assert [tuple(row) for row in rows] == [("note", "Ask Oleg."), ("reply", "Is it on?\n\nIs it hot?")]


async def test_half_written_words_go_back_when_it_is_undone_but_what_was_joined(world: World) -> None:
    stay, other = await _two(world)
    async with world.database.transaction(DESK) as tx:
        oleg = agent_actor(AgentId((await team.add_agent(tx, "Oleg", Role.AGENT)).id), Role.AGENT)
    begun = (
        (world.agent, stay, Writing.REPLY, "On?"),
        (world.agent, other, Writing.REPLY, "Hot?"),
        (world.agent, other, Writing.NOTE, "Ask Oleg."),
        (oleg, other, Writing.REPLY, "Is it new?"),
        (oleg, stay, Writing.NOTE, "Ask Vera."),
    )
    for agent, number, mode, words in begun:
        async with world.database.transaction(agent) as tx:
            await drafts.keep(tx, number, mode, drafts.Begun(words))
    await _merge(world, other, stay)
    async with world.database.transaction(oleg) as tx:
        await drafts.keep(tx, stay, Writing.REPLY, drafts.Begun("Is it quite new?"))
    await _undo(world, stay)

    kept = select(Draft.ticket_number, Draft.mode, Draft.text)
    async with world.database.reading() as session:
        rows = (await session.execute(kept)).all()
    assert {tuple(row) for row in rows} == {
        (stay, "reply", "On?\n\nHot?"),
        (stay, "note", "Ask Vera."),
        (other, "note", "Ask Oleg."),
        (other, "reply", "Is it quite new?"),
    }


async def test_what_is_refused(world: World) -> None:
    stay, other = await _two(world)
    await world.customer(43)
    strangers = await world.open(43)
    refused = [(stay, stay), (strangers, stay)]
    for number, into in refused:
        with pytest.raises(Invalid):
            await _merge(world, number, into)
    await world.resolve(stay)
    with pytest.raises(Conflict, match="is done"):
        await _merge(world, other, stay)
    await _merge(world, stay, other)
    await _merge(world, stay, other)
    with pytest.raises(Invalid, match="itself"):
        await _merge(world, other, stay)


async def test_a_rating_goes_along_and_undone_back(world: World) -> None:
    other, stay = await _two(world)
    await world.answer(other)
    await world.resolve(other)
    async with world.database.transaction(world.agent) as tx:
        await ratings.rate(tx, other, 1)
    await _merge(world, other, stay)
    assert await _rated(world) == stay
    await _undo(world, stay)
    assert await _rated(world) == other


async def test_two_who_merge_both_ways_at_once_merge_once(world: World) -> None:
    stay, other = await _two(world)
    there, back = (partial(merging.merge, number=a, into=b) for a, b in ((other, stay), (stay, other)))
    _, refused = await at_once(world.database, there, back, world.agent)

    assert isinstance(refused, DeskError)
    assert await _said(world, stay) == ["It stopped.", "It does not start."]


async def _two(
    world: World, topic: str = "product", *, message_id: int | None = None, apart: timedelta = timedelta(0)
) -> tuple[TicketNumber, TicketNumber]:
    await world.customer()
    first = await _open(world, "It stopped.")
    await world.pass_time(apart)
    return first, await _open(world, "It does not start.", topic, message_id=message_id)


async def _open(
    world: World, words: str = "It stopped.", topic: str = "product", *, message_id: int | None = None
) -> TicketNumber:
    number = await world.open(topic=topic)
    await world.write(words, message_id=message_id)
    return number


async def _merge(world: World, number: int, into: int) -> None:
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, number, into)
    await _check(world)


async def _undo(world: World, number: int) -> None:
    async with world.database.transaction(world.agent) as tx:
        await undoing.undo(tx, number)
    await _check(world)


async def _check(world: World) -> None:
    """The journal tells the same promises as the rows."""
    async with world.database.reading() as session:
        assert await fold.differs(session, TicketNumber(1000), TicketNumber(1020)) == []


async def _label(world: World, number: int, label: str) -> None:
    async with world.database.transaction(world.agent) as tx:
        await marking.label(tx, number, add=[label])


async def _about(world: World, incident: int) -> list[int]:
    async with world.database.reading() as session:
        return list(await incidents.numbers_of(session, incident))


async def _said(world: World, number: int) -> Sequence[str]:
    theirs = select(Comment.text).where(Comment.ticket_number == number, Comment.author == "customer")
    async with world.database.reading() as session:
        return (await session.scalars(theirs.order_by(Comment.id))).all()


async def _rated(world: World) -> int | None:
    async with world.database.reading() as session:
        return await session.scalar(select(func.min(Rating.ticket_number)))


async def _all(world: World, number: TicketNumber) -> tuple[Timer, ...]:
    async with world.database.transaction(world.agent) as tx:
        return await promises.load(tx, number)


async def _timers(world: World, number: TicketNumber) -> dict[Metric, Timer]:
    return {timer.metric: timer for timer in await _all(world, number)}


async def _picture(world: World, number: TicketNumber) -> object:
    async with world.database.reading() as session:
        shown = await full_ticket(session, number, "en")
    hidden = ("version", "trail", "now")
    return {name: value for name, value in shown.items() if name not in hidden}
