"""Searches that an agent keeps."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from board.errors import Conflict, Invalid, NotFound
from board.models import SavedSearch
from board.people import customers, saved_searches, team
from board.values import DESK, NOBODY, AgentId, Role, agent_actor
from board.views.filters import Reader
from board.views.saved_searches import saved_searches as shown
from tests.world import World


async def test_a_search_is_kept_counted_changed_and_removed(world: World) -> None:
    await world.customer()
    await world.open(topic="billing")
    async with world.database.transaction(world.agent) as tx:
        kept = await saved_searches.save(tx, "Bills", " topic:billing   is:open ")
        again = await saved_searches.save(tx, "Bills", "topic:billing is:open")
        assert again.id == kept.id
    assert await _shown(world) == [("Bills", "topic:billing is:open", 0, False)]
    await world.write("Where is my bill?")
    assert await _shown(world) == [("Bills", "topic:billing is:open", 1, False)]

    async with world.database.transaction(world.agent) as tx:
        await saved_searches.change(tx, kept.id, "Late", "is:late")
        await saved_searches.save(tx, "Bills", "bill")
        with pytest.raises(Conflict):
            await saved_searches.change(tx, kept.id, "Bills", "is:late")
        with pytest.raises(Conflict):
            await saved_searches.save(tx, "Bills", "invoice")
        with pytest.raises(Invalid):
            await saved_searches.save(tx, "Nothing", "  ")
        await saved_searches.remove(tx, kept.id)
        await saved_searches.remove(tx, kept.id)
    assert await _shown(world) == [("Bills", "bill", 1, False)]


async def test_nobody_sees_or_touches_anothers(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        boris = agent_actor(AgentId((await team.add_agent(tx, "Boris")).id), Role.VIEWER)
    async with world.database.transaction(world.agent) as tx:
        kept = await saved_searches.save(tx, "Late", "is:late")

    async with world.database.transaction(boris) as tx:
        await saved_searches.save(tx, "Late", "is:near")
        with pytest.raises(NotFound):
            await saved_searches.change(tx, kept.id, "Mine", "is:mine")
        await saved_searches.remove(tx, kept.id)
    assert await _shown(world) == [("Late", "is:late", 0, False)]


async def test_a_search_for_somebody_goes_when_they_are_erased(world: World) -> None:
    await world.customer()
    async with world.database.transaction(world.agent) as tx:
        await saved_searches.save(tx, "Her", "is:open anna")
        await saved_searches.save(tx, "Late", "is:late")
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    async with world.database.reading() as session:
        assert (await session.scalars(select(SavedSearch.name))).all() == ["Late"]
        assert await session.scalar(select(func.count()).select_from(SavedSearch)) == 1


@pytest.mark.parametrize("name", [NOBODY, "A", "."])
async def test_a_search_that_only_has_the_letters_of_a_short_name_stays(world: World, name: str) -> None:
    await world.customer()
    async with world.database.transaction(world.agent) as tx:
        await saved_searches.save(tx, "Late — all", "is:late v1.2")
    async with world.database.transaction(DESK) as tx:
        customer = await world.meet(tx, 42)
        customer.name, customer.username = name, None
        await customers.erase(tx, customer)
    assert [shown[0] for shown in await _shown(world)] == ["Late — all"]


async def _shown(world: World) -> list[tuple[str, str, int, bool]]:
    vera = (await world.vera()).id
    async with world.database.reading() as session:
        told = await shown(session, Reader("en", agent=vera))
    return [(each["name"], each["q"], each["count"], each["more"]) for each in told["items"]]
