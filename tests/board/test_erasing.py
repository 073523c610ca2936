"""An agent erases somebody who asked for it elsewhere: this person and nobody else, once, whoever else is at it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from board.errors import Invalid, NotAllowed, NotFound
from board.facts import CustomerErased
from board.models import Customer
from board.people import customers
from board.people.erasing import erase_for
from board.store.tables import JournalEvent
from board.values import DESK, Actor, AgentId, Role, State, agent_actor
from board.views.people import find_people
from tests.world import World

LETTER = "letter of 12 November"


async def _found(world: World, query: str) -> list[int]:
    async with world.database.reading() as session:
        return [person["telegram_id"] for person in (await find_people(session, query))["items"]]


async def _id(world: World, telegram_id: int = 42) -> int:
    async with world.database.reading() as session:
        return (await session.scalars(select(Customer.id).where(Customer.telegram_id == telegram_id))).one()


async def _erase(
    world: World, person: int, *, confirm: str = "anna", reference: str = LETTER, actor: Actor | None = None
) -> None:
    async def work(tx: object) -> None:
        await erase_for(tx, person, confirm=confirm, reference=reference)  # type: ignore[arg-type]

    await world.database.run(actor or world.agent, work)


async def test_people_are_found_by_whatever_names_them(world: World) -> None:
    await world.customer(42)
    number = await world.open(42)
    await world.customer(43, account=None)
    await world.write("Hello?", telegram_id=43)

    assert await _found(world, "ann") == [43, 42]
    assert await _found(world, f"#{number}") == await _found(world, str(number)) == [42]
    assert await _found(world, "17203") == await _found(world, "17-203") == [42]
    assert await _found(world, "43") == [43]
    assert await _found(world, "%") == await _found(world, "#9999999999999999999999") == []


@pytest.mark.parametrize(
    ("confirm", "reference"),
    [
        ("Olga", LETTER),
        ("", LETTER),
        ("17-203", LETTER),
        ("Anna", " "),
        ("Anna", "letter of Anna"),
        ("Anna", "x" * 201),
    ],
)
async def test_a_slip_erases_nobody(world: World, confirm: str, reference: str) -> None:
    person = await _id(world, await world.customer())
    with pytest.raises(Invalid):
        await _erase(world, person, confirm=confirm, reference=reference)
    assert await _found(world, "Anna") == [42]


async def test_a_viewer_erases_nobody_and_nobody_erases_a_stranger(world: World) -> None:
    person = await _id(world, await world.customer())
    with pytest.raises(NotAllowed):
        await _erase(world, person, actor=agent_actor(AgentId(world.agent.id or 0), Role.VIEWER))
    with pytest.raises(NotFound):
        await _erase(world, person + 1000)


async def test_open_tickets_close_and_whoever_writes_again_is_somebody_new(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write()
    person = await _id(world)

    await _erase(world, person)

    assert await world.state(number) is State.DONE
    received = await world.write("Hello?")
    assert received.comment.customer_id != person


async def test_they_write_erase_themselves_and_are_erased_at_once(world: World) -> None:
    """Whoever comes first: it is done once, and what is said afterwards is a new person's."""
    for telegram_id in range(100, 106):
        await world.customer(telegram_id)
        await world.open(telegram_id)
        await world.write("First.", telegram_id=telegram_id)
        person = await _id(world, telegram_id)
        await asyncio.gather(
            _erase(world, person),
            _erase_themselves(world, telegram_id),
            world.write("Second.", telegram_id=telegram_id),
            _erase(world, person),
        )
        async with world.database.reading() as session:
            erased = await session.scalars(
                select(JournalEvent.id).where(
                    JournalEvent.type == "customer_erased", JournalEvent.customer == person
                )
            )
            assert len(erased.all()) == 1, CustomerErased
            assert (await session.get_one(Customer, person)).telegram_id is None


async def _erase_themselves(world: World, telegram_id: int) -> None:
    async with world.database.transaction(DESK) as tx:
        customer = await customers.by_telegram(tx, telegram_id)
        if customer is not None and customer.name == "Anna":
            await customers.erase(tx, customer)
