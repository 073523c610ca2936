"""Whose a new ticket is when several are at work, and all tickets handed over at the end of a shift."""

from __future__ import annotations

import pytest
from sqlalchemy import text, update

from board.errors import Conflict, Invalid
from board.facts import Given, TicketOpened, TicketTaken
from board.models import Agent, AgentKey
from board.people import team
from board.store import journal
from board.talk import conversation
from board.tickets import handing_over, locking, marking
from board.values import DESK, AgentId, Role, TicketNumber, agent_actor
from tests.world import World


async def _signed_in(world: World, name: str, role: Role = Role.AGENT) -> AgentId:
    async with world.database.transaction(DESK) as tx:
        agent = await team.add_agent(tx, name)
        agent.role = role
        await team.sign_in(tx, await team.login_secret(tx, name))
        return AgentId(agent.id)


async def _opened(world: World, number: TicketNumber) -> tuple[str | None, Given | None]:
    async with world.database.reading() as session:
        event = (await journal.of_ticket(session, number))[0]
        assert isinstance(event.fact, TicketOpened)
        agent = await session.get(Agent, event.fact.agent) if event.fact.agent else None
    return (agent.name if agent else None, event.fact.given)


async def _answer(world: World, number: TicketNumber, agent: AgentId) -> None:
    async with world.database.transaction(agent_actor(agent)) as tx:
        await conversation.reply(tx, number, "On it.")


async def _done(world: World, number: TicketNumber) -> None:
    async with world.database.transaction(DESK) as tx:
        ticket = await locking.lock(tx, number)
        ticket.agent_id, ticket.done_at, ticket.column_key = ticket.agent_id, tx.now, "done"


async def _away(world: World, agent: AgentId) -> None:
    long_ago = text("clock_timestamp() - interval '11 minutes'")
    async with world.database.transaction(DESK) as tx:
        await tx.session.execute(
            update(AgentKey).where(AgentKey.agent_id == agent).values(created_at=long_ago, used_at=None)
        )


async def test_one_person_alone_is_given_nothing(world: World) -> None:
    await _signed_in(world, "Oleg")

    assert await _opened(world, await world.open(await world.customer())) == (None, None)


async def test_who_knows_the_customer_gets_the_ticket_and_the_trail_says_why(world: World) -> None:
    oleg, rita = await _signed_in(world, "Oleg"), await _signed_in(world, "Rita")
    anna = await world.customer()
    first = await world.open(anna)
    for other in range(3):
        await world.open(await world.customer(100 + other))
    await _answer(world, first, rita)
    await _done(world, first)

    assert await _opened(world, await world.open(anna)) == ("Rita", Given.KNOWS)
    await _away(world, rita)
    assert await _opened(world, await world.open(anna)) == ("Oleg", Given.FREE)
    await _away(world, oleg)
    assert await _opened(world, await world.open(anna)) == (None, None)


async def test_others_share_fairly_and_owners_and_viewers_get_none(world: World) -> None:
    for name, role in (
        ("Oleg", Role.AGENT),
        ("Rita", Role.AGENT),
        ("Boss", Role.OWNER),
        ("Eye", Role.VIEWER),
    ):
        await _signed_in(world, name, role)

    given = [await _opened(world, await world.open(await world.customer(200 + each))) for each in range(6)]

    assert sorted(name or "" for name, _ in given) == ["Oleg"] * 3 + ["Rita"] * 3
    assert [name for name, _ in given[:2]] == ["Oleg", "Rita"]
    assert {why for _, why in given} == {Given.FREE}


async def test_who_takes_no_tickets_gets_none(world: World) -> None:
    oleg, _, lena = [await _signed_in(world, name) for name in ("Oleg", "Rita", "Lena")]
    async with world.database.transaction(agent_actor(oleg)) as tx:
        await team.take_tickets(tx, oleg, takes=False)
    async with world.database.transaction(agent_actor(lena)) as tx:
        await team.take_tickets(tx, lena, takes=True)

    given = [await _opened(world, await world.open(await world.customer(300 + each))) for each in range(4)]

    assert sorted(name or "" for name, _ in given) == ["Lena", "Lena", "Rita", "Rita"]


async def test_a_shift_ends_and_its_open_tickets_are_shared(world: World) -> None:
    oleg, rita, lena = [await _signed_in(world, name) for name in ("Oleg", "Rita", "Lena")]
    numbers = [await world.open(await world.customer(400 + each)) for each in range(4)]
    for number in numbers:
        async with world.database.transaction(agent_actor(oleg)) as tx:
            await marking.take(tx, number, oleg)
    await _done(world, numbers[3])

    async with world.database.transaction(agent_actor(oleg)) as tx:
        theirs = await handing_over.open_tickets(tx.session, oleg)
        handed = [await handing_over.hand_over(tx, number, oleg, None) for number in numbers]
        takers = [(await locking.lock(tx, number)).agent_id for number in numbers]

    assert list(theirs) == numbers[:3]
    assert handed == [True, True, True, False]
    assert set(takers[:3]) == {rita, lena}
    assert takers[3] == oleg
    async with world.database.reading() as session:
        last = (await journal.of_ticket(session, numbers[0]))[-1].fact
    assert isinstance(last, TicketTaken)
    assert (last.from_agent, last.why) == (oleg, Given.HANDED_OVER)


async def test_who_is_removed_may_have_left_tickets_that_are_given_to_others_still(world: World) -> None:
    oleg, rita = [await _signed_in(world, name) for name in ("Oleg", "Rita")]
    number = await world.open(await world.customer())
    async with world.database.transaction(agent_actor(oleg)) as tx:
        await marking.take(tx, number, oleg)

    async with world.database.transaction(DESK) as tx:
        await team.remove_agent(tx, "Oleg")
        leaving = await team.agent_named(tx, "Oleg", also_removed=True)
        assert await handing_over.hand_over_all(tx, AgentId(leaving.id), None) == [number]

    assert (await world.ticket(number)).agent_id == rita


async def test_a_shift_is_handed_over_only_to_somebody_who_answers(world: World) -> None:
    oleg, eye = await _signed_in(world, "Oleg"), await _signed_in(world, "Eye", Role.VIEWER)
    number = await world.open(await world.customer())
    async with world.database.transaction(agent_actor(oleg)) as tx:
        await marking.take(tx, number, oleg)

        with pytest.raises(Invalid):
            await marking.take(tx, number, eye)

    for to, refusal in ((eye, Invalid), (oleg, Invalid), (None, Conflict)):
        with pytest.raises(refusal):
            async with world.database.transaction(agent_actor(oleg)) as tx:
                await handing_over.hand_over(tx, number, oleg, to)
