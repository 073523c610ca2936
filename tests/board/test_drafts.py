"""Drafts: kept for the agent who writes them, the last to write wins, and nobody loses words without seeing it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.desk import quick_replies
from board.desk.quick_replies import Content, NewFile
from board.errors import Conflict
from board.models import Draft
from board.people import customers, team
from board.store.db import Transaction
from board.talk import drafts
from board.talk.drafts import Begun
from board.values import DESK, AgentId, Kind, Role, Writing, agent_actor
from board.views import drafts as views
from tests.world import World


async def _keep(world: World, number: int, text: str, version: int | None = None) -> tuple[int, str | None]:
    async with world.database.transaction(world.agent) as tx:
        draft, lost = await drafts.keep(tx, number, Writing.REPLY, Begun(text), version=version)
        return draft.version if draft else 0, lost.text if lost else None


async def _kept(world: World) -> list[str]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(Draft.text).order_by(Draft.text)))


async def test_the_last_to_write_wins_and_gets_back_what_it_wrote_over(world: World) -> None:
    await world.customer()
    number = await world.open()
    first, _ = await _keep(world, number, " On my phone ", 0)
    assert await _keep(world, number, " On my phone ", 0) == (first, None)

    second, lost = await _keep(world, number, "At my desk", 0)
    assert lost == " On my phone "
    assert await _keep(world, number, "At my desk.", second) == (second + 1, None)
    assert await _keep(world, number, "", second + 1) == (0, None)
    assert await _kept(world) == []


async def test_a_draft_is_its_writers_alone_and_goes_with_them(world: World) -> None:
    await world.customer()
    number = await world.open()
    await _keep(world, number, "Vera's")
    async with world.database.transaction(DESK) as tx:
        oleg = AgentId((await team.add_agent(tx, "Oleg", Role.AGENT)).id)
    async with world.database.transaction(agent_actor(oleg, Role.AGENT)) as tx:
        await drafts.keep(tx, number, Writing.REPLY, Begun("Oleg's"))
        seen = (await views.drafts(tx.session, oleg))["items"]
    assert [each["text"] for each in seen] == ["Oleg's"]

    async with world.database.transaction(DESK) as tx:
        await team.remove_agent(tx, "Oleg")
    assert await _kept(world) == ["Vera's"]


async def test_nothing_is_begun_to_somebody_erased_but_a_note(world: World) -> None:
    await world.customer()
    number = await world.open()
    await _keep(world, number, "Dear Anna")

    async def erase(tx: Transaction) -> None:
        await customers.erase(tx, await world.meet(tx, 42))

    await world.database.run(DESK, erase)
    assert await _kept(world) == []
    with pytest.raises(Conflict):
        await _keep(world, number, "Dear Anna")
    async with world.database.transaction(world.agent) as tx:
        await drafts.keep(tx, number, Writing.NOTE, Begun("She is gone."))
    assert await _kept(world) == ["She is gone."]


async def test_a_draft_keeps_the_quick_reply_that_it_began_as(world: World) -> None:
    """With what is left of it: files that are gone go out of it, as in the field."""
    await world.customer()
    number = await world.open()
    photo = NewFile("a" * 64, 10, "till.jpg", "image/jpeg", Kind.PHOTO)
    async with world.database.transaction(world.agent) as tx:
        row = await quick_replies.add(tx, Content("Restart", {"en": "Restart it."}, new_files=[photo]))
        (file,) = await quick_replies.files_of(tx.session, row.id)
        actions = {"labels": ["till"], "lane": None, "column": None, "resolve": True}
        quick = {"id": row.id, "actions": actions, "files": [file.id, 99]}
        await drafts.keep(tx, number, Writing.REPLY, Begun("", quick=quick))

        (kept,) = (await views.drafts(tx.session, AgentId(world.agent.id or 0)))["items"]

    assert kept["quick"] is not None
    assert (kept["quick"]["title"], kept["quick"]["actions"]) == ("Restart", actions)
    assert [each["name"] for each in kept["quick"]["files"]] == ["till.jpg"]
