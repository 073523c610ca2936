"""Owner, agent, viewer: who may what, that a desk keeps an owner, and that a changed role counts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.facts import Access, AccessChanged
from board.models import Agent, Change
from board.people import keys, roles, team
from board.people.roles import Wish
from board.store import journal
from board.store.db import Transaction
from board.talk import conversation
from board.tickets import marking, moving
from board.upkeep import taking_back
from board.values import DESK, Actor, AgentId, Role, Thing, agent_actor
from tests.world import World

Verb = Callable[[Transaction], Awaitable[Any]]


async def test_the_first_agent_is_owner_and_later_ones_are_agents(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg")
        await team.add_agent(tx, "Anna", Role.VIEWER)
        found = {agent.name: agent.role for agent in await team.everyone(tx.session)}

    assert found == {"Vera": Role.OWNER, "Oleg": Role.AGENT, "Anna": Role.VIEWER}


async def test_a_name_that_is_there_in_another_role_is_refused(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        assert (await team.add_agent(tx, " Vera ", Role.OWNER)).name == "Vera"
        with pytest.raises(Invalid, match="another role: owner"):
            await team.add_agent(tx, "Vera", Role.VIEWER)


async def test_the_last_owner_is_neither_removed_nor_demoted(world: World) -> None:
    vera = await world.vera()
    for verb in (_demote(vera.id), lambda tx: team.remove_agent(tx, "Vera")):
        with pytest.raises(Invalid, match="Vera is the last owner"):
            await _as(world, DESK, verb)

    await _as(world, DESK, lambda tx: team.add_agent(tx, "Oleg", Role.OWNER))
    await _as(world, DESK, _demote(vera.id))

    assert await _role(world, "Vera") == Role.VIEWER


async def test_of_two_owners_who_take_each_others_role_one_stays(world: World) -> None:
    vera = await world.vera()
    oleg: Agent = await _as(world, DESK, lambda tx: team.add_agent(tx, "Oleg", Role.OWNER))
    for _ in range(5):
        done = await asyncio.gather(
            _as(world, agent_actor(vera.id, Role.OWNER), _demote(oleg.id)),
            _as(world, agent_actor(oleg.id, Role.OWNER), _demote(vera.id)),
            return_exceptions=True,
        )
        refused = [each for each in done if isinstance(each, BaseException)]
        assert [type(each) for each in refused] == [NotAllowed]
        now = {await _role(world, "Vera"), await _role(world, "Oleg")}
        assert now == {Role.OWNER, Role.VIEWER}
        for agent in (vera, oleg):
            await _as(world, DESK, lambda tx, id=agent.id: roles.change_agent(tx, id, Wish(role=Role.OWNER)))  # type: ignore[misc]


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
async def test_only_owners_decide_who_works_here(world: World, role: Role) -> None:
    vera = await world.vera()
    oleg: Agent = await _as(world, DESK, lambda tx: team.add_agent(tx, "Oleg", role))
    actor = agent_actor(oleg.id, role)
    verbs: list[Verb] = [
        lambda tx: team.add_agent(tx, "Mallory"),
        lambda tx: team.remove_agent(tx, "Vera"),
        lambda tx: roles.change_agent(tx, oleg.id, Wish(role=Role.OWNER)),
        lambda tx: team.login_secret(tx, "Vera"),
        lambda tx: team.add_token(tx, "Vera"),
        lambda tx: team.add_token(tx, "Oleg"),
        lambda tx: team.link_code(tx, "Vera"),
        lambda tx: keys.take_back(tx, "session", 1),
        lambda tx: keys.take_back_sessions(tx, vera.id, but=0),
        lambda tx: taking_back.take_back(tx, 1),
    ]
    before = await _changes(world)
    for verb in verbs:
        with pytest.raises(NotAllowed):
            await _as(world, actor, verb)

    assert await _changes(world) == before


async def test_a_viewer_changes_no_ticket_and_marks_nothing_seen(world: World) -> None:
    await world.customer()
    number = await world.open()
    said = await world.write()
    viewer = agent_actor((await world.vera()).id, Role.VIEWER)
    verbs: list[Verb] = [
        lambda tx: conversation.reply(tx, number, "Hi"),
        lambda tx: conversation.seen(tx, number, said.comment.id),
        lambda tx: moving.move(tx, number, lane="urgent"),
        lambda tx: marking.label(tx, number, add=["x"]),
    ]
    facts = await world.facts(number)
    for verb in verbs:
        with pytest.raises(NotAllowed, match=r"only agents|you may look"):
            await _as(world, viewer, verb)

    assert await world.facts(number) == facts


async def test_an_actor_whose_role_nobody_looked_up_may_nothing(world: World) -> None:
    nobody = Actor(agent_actor(AgentId(1)).kind, 1)
    with pytest.raises(NotAllowed):
        await _as(world, nobody, lambda tx: team.add_agent(tx, "Mallory"))


async def test_a_token_never_may_more_than_its_agent(world: World) -> None:
    await _as(world, DESK, lambda tx: team.add_agent(tx, "Oleg", Role.OWNER))
    vera = await world.vera()
    full: str = await _as(world, DESK, lambda tx: team.add_token(tx, "Vera"))
    lesser: str = await _as(world, DESK, lambda tx: team.add_token(tx, "Vera", role=Role.AGENT))
    assert [await _may(world, token) for token in (full, lesser)] == [Role.OWNER, Role.AGENT]

    await _as(world, DESK, _demote(vera.id))
    assert [await _may(world, token) for token in (full, lesser)] == [Role.VIEWER, Role.VIEWER]
    with pytest.raises(Invalid, match="more than its agent"):
        await _as(world, DESK, lambda tx: team.add_token(tx, "Vera", role=Role.OWNER))

    await _as(world, DESK, lambda tx: roles.change_agent(tx, vera.id, Wish(role=Role.OWNER)))
    assert [await _may(world, token) for token in (full, lesser)] == [Role.OWNER, Role.AGENT]


async def test_a_token_that_may_less_touches_no_way_in_of_its_agent(world: World) -> None:
    vera = await world.vera()
    session = await _as(world, DESK, lambda tx: team.login_secret(tx, "Vera"))
    await _as(world, DESK, lambda tx: team.sign_in(tx, session))
    program = agent_actor(vera.id, Role.VIEWER)
    verbs: list[Verb] = [
        lambda tx: keys.take_back_sessions(tx, vera.id, but=0),
        lambda tx: team.link_code(tx, "Vera"),
        lambda tx: roles.choose_language(tx, "ru"),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed):
            await _as(world, program, verb)

    viewer = await _as(world, DESK, lambda tx: team.add_agent(tx, "Anna", Role.VIEWER))
    await _as(world, agent_actor(viewer.id, Role.VIEWER), lambda tx: roles.choose_language(tx, "ru"))
    assert (await _agent(world, "Anna")).language == "ru"


async def test_every_change_of_an_agent_can_be_taken_back(world: World) -> None:
    owner = agent_actor((await world.vera()).id, Role.OWNER)
    oleg: Agent = await _as(world, owner, lambda tx: team.add_agent(tx, "Oleg"))
    wish = Wish("Oleg K.", Role.VIEWER, "ru")
    await _as(world, owner, lambda tx: roles.change_agent(tx, oleg.id, wish))
    await _as(world, owner, lambda tx: team.remove_agent(tx, "Oleg K."))

    await _take_back(world, owner)
    back = await _agent(world, "Oleg K.")
    assert (back.removed_at, back.role, back.language) == (None, Role.VIEWER, "ru")
    await _as(world, owner, lambda tx: roles.change_agent(tx, oleg.id, Wish("Oleg", Role.AGENT, "")))
    await _take_back(world, owner)
    assert (await _agent(world, "Oleg K.")).role == Role.VIEWER


async def test_adding_an_agent_is_taken_back_by_removing_them(world: World) -> None:
    owner = agent_actor((await world.vera()).id, Role.OWNER)
    await _as(world, owner, lambda tx: team.add_agent(tx, "Oleg"))
    await _take_back(world, owner)

    async with world.database.reading() as session:
        assert [agent.name for agent in await team.everyone(session)] == ["Vera"]


async def test_two_owners_who_change_the_same_agent_are_told_apart(world: World) -> None:
    owner = agent_actor((await world.vera()).id, Role.OWNER)
    oleg: Agent = await _as(world, owner, lambda tx: team.add_agent(tx, "Oleg"))
    seen = (await _changes(world))[-1]
    await _as(world, owner, lambda tx: roles.change_agent(tx, oleg.id, Wish(role=Role.VIEWER), version=seen))

    with pytest.raises(Conflict, match="Vera has changed this"):
        await _as(world, owner, lambda tx: roles.change_agent(tx, oleg.id, Wish("Bob"), version=seen))


async def test_a_name_that_somebody_has_or_had_is_not_given_again(world: World) -> None:
    oleg: Agent = await _as(world, DESK, lambda tx: team.add_agent(tx, "Oleg"))
    with pytest.raises(Invalid, match="Vera"):
        await _as(world, DESK, lambda tx: roles.change_agent(tx, oleg.id, Wish("Vera")))
    await _as(world, DESK, lambda tx: team.remove_agent(tx, "Oleg"))
    with pytest.raises(NotFound):
        await _as(world, DESK, lambda tx: roles.change_agent(tx, oleg.id, Wish("Bob")))


async def test_ways_in_are_noted_with_who_gave_and_used_them(world: World) -> None:
    vera = await world.vera()
    owner = agent_actor(vera.id, Role.OWNER)
    login: str = await _as(world, owner, lambda tx: team.login_secret(tx, "Vera"))
    await _as(world, DESK, lambda tx: team.sign_in(tx, login))
    await _as(world, owner, lambda tx: team.add_token(tx, "Vera"))
    async with world.database.reading() as session:
        entries = await journal.read_after(session, 0)

    noted = [entry.event for entry in entries if isinstance(entry.event.fact, AccessChanged)]
    assert [(event.fact.what, event.actor) for event in noted] == [  # type: ignore[union-attr]
        (Access.LOGIN_MADE, owner),
        (Access.SIGNED_IN, owner),
        (Access.TOKEN_MADE, owner),
    ]


def _demote(agent: int) -> Verb:
    return lambda tx: roles.change_agent(tx, agent, Wish(role=Role.VIEWER))


async def _as(world: World, actor: Actor, verb: Verb) -> Any:
    return await world.database.run(actor, verb)


async def _take_back(world: World, actor: Actor) -> None:
    latest = (await _changes(world))[-1]
    await _as(world, actor, lambda tx: taking_back.take_back(tx, latest))


async def _changes(world: World) -> list[int]:
    async with world.database.reading() as session:
        mine = select(Change.id).where(Change.thing == Thing.AGENT).order_by(Change.id)
        return list(await session.scalars(mine))


async def _agent(world: World, name: str) -> Agent:
    async with world.database.transaction(DESK) as tx:
        return await team.agent_named(tx, name)


async def _role(world: World, name: str) -> str:
    return (await _agent(world, name)).role


async def _may(world: World, token: str) -> Role:
    async with world.database.reading() as session:
        found = await keys.find(session, token, "token")
    assert found is not None
    return found.role
