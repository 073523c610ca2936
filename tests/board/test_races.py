"""Two at once where each alone is right: the second sees what the first did, and is told so in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from sqlalchemy import select

from board.desk import plans
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.models import Account, AgentKey
from board.people import account_rows, accounts, imports, roles, team
from board.store.db import Transaction
from board.values import DESK, Role
from tests.racing import at_once
from tests.world import World


async def _owner(world: World) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await team.add_agent(tx, "Oleg", Role.OWNER)).id


async def _secret(world: World, kind: str) -> str:
    async with world.database.transaction(DESK) as tx:
        return await (team.link_code if kind == "link" else team.login_secret)(tx, "Vera")


async def _ways_in(world: World) -> list[str]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(AgentKey.kind)))


@pytest.mark.parametrize("what", ["session", "token", "login", "link"])
async def test_who_is_removed_gets_no_way_in_at_that_very_moment(world: World, what: str) -> None:
    await _owner(world)
    login = await _secret(world, "login")
    verbs: dict[str, Callable[[Transaction], Awaitable[object]]] = {
        "session": partial(team.sign_in, secret=login),
        "token": partial(team.add_token, name="Vera"),
        "login": partial(team.login_secret, name="Vera"),
        "link": partial(team.link_code, name="Vera"),
    }

    await at_once(world.database, verbs[what], partial(team.remove_agent, name="Vera"))
    assert await _ways_in(world) == []

    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Vera")
    login = await _secret(world, "login")
    verbs["session"] = partial(team.sign_in, secret=login)
    _, refused = await at_once(world.database, partial(team.remove_agent, name="Vera"), verbs[what])
    assert isinstance(refused, NotFound | NotAllowed)
    assert await _ways_in(world) == []


async def test_who_is_removed_is_not_linked_at_that_very_moment(world: World) -> None:
    await _owner(world)
    code = await _secret(world, "link")
    await at_once(
        world.database,
        partial(team.remove_agent, name="Vera"),
        partial(team.link_telegram, code=code, telegram_id=77),
    )
    async with world.database.reading() as session:
        assert await team.linked(session) == []


async def test_a_name_is_given_once(world: World) -> None:
    oleg = await _owner(world)
    _, refused = await at_once(
        world.database,
        partial(team.add_agent, name="Ira"),
        partial(roles.change_agent, agent_id=oleg, wish=roles.Wish(name="Ira")),
    )
    assert isinstance(refused, Invalid)

    async with world.database.transaction(DESK) as tx:
        gold, silver = await plans.add(tx, "Gold", 5), await plans.add(tx, "Silver", 5)
    _, exists = await at_once(
        world.database,
        partial(plans.change, plan_id=gold.id, name="Platinum", tickets=5),
        partial(plans.change, plan_id=silver.id, name="Platinum", tickets=5),
    )
    assert isinstance(exists, Conflict)


async def test_an_account_that_somebody_takes_meanwhile_stays(world: World) -> None:
    async def registers(tx: Transaction) -> None:
        customer = await world.meet(tx, 50)
        await accounts.register(tx, customer, await accounts.by_number(tx, "55-1"))

    made = await _imported(world, "55-1")
    _, undone = await at_once(world.database, registers, imports.undo)
    assert not isinstance(undone, BaseException)
    assert (undone.id, undone.counts["in_use"]) == (made, 1)


async def test_an_import_is_not_undone_while_a_later_one_is_done(world: World) -> None:
    first, second = await _imported(world, "55-1"), await _previewed(world, "56-1")
    _, refused = await at_once(
        world.database,
        partial(imports.commit, import_id=second),
        partial(imports.undo, import_id=first),
    )
    assert isinstance(refused, Conflict)


async def test_the_last_import_is_the_one_that_was_done_last(world: World) -> None:
    first, second = await _previewed(world, "55-1"), await _previewed(world, "56-1")
    async with world.database.transaction(DESK) as began_first:
        async with world.database.transaction(DESK) as tx:
            await imports.commit(tx, second)
        await imports.commit(began_first, first)
    async with world.database.transaction(DESK) as tx:
        assert (await imports.undo(tx)).counts["removed"] == 1
        assert set(await tx.session.scalars(select(Account.number))) == {"17-203", "17-204", "56-1"}


async def _previewed(world: World, number: str) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await imports.preview(tx, account_rows.read(f"account,name\n{number},x\n".encode()))).id


async def _imported(world: World, number: str) -> int:
    made = await _previewed(world, number)
    async with world.database.transaction(DESK) as tx:
        await imports.commit(tx, made)
    return made
