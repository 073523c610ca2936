"""What was behind a ticket, said when it is resolved; and the line that its next agent reads first."""

from __future__ import annotations

from functools import partial

import pytest

from board.desk import causes, changes
from board.desk.causes import Known
from board.errors import Conflict, Invalid, NotFound
from board.people import team
from board.store.db import Transaction
from board.talk import conversation
from board.tickets import marking, moving, undoing
from board.upkeep.taking_back import take_back
from board.values import DESK, AgentId, Thing, TicketNumber, agent_actor
from board.views.tickets import ticket
from tests.world import World

ALL = (Known("Training"), Known("Defect", ("product",)))


async def test_a_cause_is_kept_with_the_resolution_in_the_words_of_then(world: World) -> None:
    number = await _open(world)
    await _do(world, partial(causes.set_all, wanted=ALL))
    with pytest.raises(Conflict):
        await _do(world, partial(causes.give, number=number, cause_id=2))
    await world.resolve(number)
    await _do(world, partial(causes.give, number=number, cause_id=1))
    await _do(world, partial(causes.give, number=number, cause_id=2))
    await _do(world, partial(causes.set_all, wanted=[Known("Bug", (), 2)]))
    assert await _cause(world, number) == "Defect"
    with pytest.raises(NotFound):
        await _do(world, partial(causes.give, number=number, cause_id=1))


async def test_an_undone_resolution_takes_its_cause_back(world: World) -> None:
    number = await _open(world)
    await _do(world, partial(causes.set_all, wanted=ALL))
    await world.resolve(number)
    await _do(world, partial(causes.give, number=number, cause_id=1))
    await _do(world, partial(undoing.undo, number=number))
    assert await _cause(world, number) is None
    await world.resolve(number)
    assert await _cause(world, number) is None


async def test_ids_are_never_given_twice_and_a_change_is_taken_back(world: World) -> None:
    await _do(world, partial(causes.set_all, wanted=ALL))
    await _do(world, partial(causes.set_all, wanted=[Known("Training", (), 1)]))
    await _do(world, partial(causes.set_all, wanted=[Known("Training", (), 1), Known("Outage")]))
    async with world.database.transaction(world.agent) as tx:
        assert [each.id for each in await causes.everything(tx.session)] == [1, 3]
        await take_back(tx, await changes.version(tx.session, Thing.SETTING, causes.CAUSES))
        assert [each.name for each in await causes.everything(tx.session)] == ["Training"]
    for wrong in ([Known(" ")], [Known("A"), Known("a")], [Known("A", ("nothing",))]):
        with pytest.raises(Invalid):
            await _do(world, partial(causes.set_all, wanted=wrong))


async def test_no_two_causes_have_one_id(world: World) -> None:
    await _do(world, partial(causes.set_all, wanted=ALL))
    for wrong in ([Known("A", (), 1), Known("B", (), 1)], [Known("A", (), 3)]):
        with pytest.raises(Invalid):
            await _do(world, partial(causes.set_all, wanted=wrong))
    renamed = [Known("Lesson", (), 1), Known("Training"), Known("Defect", (), 2)]
    async with world.database.transaction(world.agent) as tx:
        await causes.set_all(tx, renamed)
        assert [each.id for each in await causes.everything(tx.session)] == [1, 3, 2]


async def test_the_next_agent_reads_the_line_until_they_answer_or_take_it(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        oleg = agent_actor(AgentId((await team.add_agent(tx, "Oleg")).id))
    for ends in ("answer", "take"):
        number = await _open(world)
        await _do(world, partial(moving.move, number=number, board="second_line"))
        await _do(world, partial(conversation.summarize, number=number, text="Paper is in, cable is not."))
        assert await _summary(world, number) == {"text": "Paper is in, cable is not.", "by": "Vera"}
        async with world.database.transaction(oleg) as tx:
            if ends == "answer":
                await conversation.reply(tx, number, "Looking.")
            else:
                await marking.take(tx, number, AgentId(oleg.id or 0))
        assert await _summary(world, number) is None


async def test_an_undone_move_takes_its_line_along(world: World) -> None:
    number = await _open(world)

    async def hand_over(tx: Transaction) -> None:
        await moving.move(tx, number, board="second_line")
        await conversation.summarize(tx, number, "For you.")

    await _do(world, hand_over)
    await _do(world, partial(undoing.undo, number=number))
    assert await _summary(world, number) is None


async def _open(world: World) -> TicketNumber:
    await world.customer()
    number = await world.open()
    await world.write()
    await world.read(number)
    return number


async def _do(world: World, verb: object) -> None:
    async with world.database.transaction(world.agent) as tx:
        await verb(tx)  # type: ignore[operator]  # a verb with all but its transaction


async def _cause(world: World, number: int) -> str | None:
    async with world.database.reading() as session:
        return (await ticket(session, number, "en"))["cause"]


async def _summary(world: World, number: int) -> object:
    async with world.database.reading() as session:
        return (await ticket(session, number, "en"))["summary"]
