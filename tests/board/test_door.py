"""At the door: what waits there begins the ticket, unless it was dismissed."""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import partial

from sqlalchemy import select

from board.facts import Fact, LeftDoorWithAccount
from board.models import Comment, Customer
from board.people import accounts, door
from board.settings import Settings
from board.store import journal
from board.talk import receiving
from board.talk.comments import Incoming
from board.values import DESK, Kind
from composition import listeners
from tests.bot.machinery import jobs_of
from tests.world import BOT, World, told


async def test_dismissed_words_do_not_begin_a_later_ticket(world: World) -> None:
    await world.customer()
    await world.write("Buy my watches")
    await _dismiss(world)
    await world.write("The till is down")

    number = await world.open()

    assert await _words(world, number) == ["The till is down"]


async def test_ticket_of_a_dismissed_person_follows_none(world: World) -> None:
    await world.customer()
    await world.resolve(await world.open())
    await world.pass_time(timedelta(days=4))
    await world.write("Buy my watches")
    await _dismiss(world)

    ticket = await world.ticket(await world.open())

    assert ticket.follows is None


async def test_dismissed_words_are_forgotten_with_the_week_of_the_registered_too(world: World) -> None:
    await world.customer()
    await world.write("Buy my watches")
    await _dismiss(world)
    await world.write("The till is down")
    await world.pass_time(receiving.KEPT_AT_DOOR_FOR + timedelta(days=1))

    await world.database.run(DESK, door.forget_old)

    assert await _words(world, None) == ["The till is down"]


async def test_who_only_guessed_leaves_the_door_with_an_account_though_they_were_answered(
    world: World,
) -> None:
    await world.customer(account=None)
    await world.write("12-345", is_try=True)
    person = await _person(world)
    await world.database.run(world.agent, partial(door.answer, customer_id=person, text="On the contract."))

    async with world.database.transaction(DESK) as tx:
        customer = await tx.session.get_one(Customer, person)
        await accounts.register(tx, customer, await accounts.by_number(tx, "17-203"))

    assert LeftDoorWithAccount in await _facts(world)


async def test_words_that_come_while_an_agent_dismisses_are_not_dismissed(world: World) -> None:
    await world.customer()
    await world.write("Buy my watches")
    async with world.database.transaction(DESK) as tx:  # the next message begins, and an agent is faster
        await _dismiss(world)
        customer = await world.meet(tx, 42)
        await receiving.receive(tx, customer, Incoming(BOT, 42, 999, Kind.TEXT, "The till is down"), UTC)

    number = await world.open()

    assert await _words(world, number) == ["The till is down"]


async def test_an_answer_at_the_door_is_queued_once_though_a_ticket_opens_before_it_is_sent(
    world: World,
) -> None:
    await world.customer()
    await world.write("Help")
    person = await _person(world)
    database = told(world.database, listeners(Settings()))
    await database.run(world.agent, partial(door.answer, customer_id=person, text="One moment."))

    async with database.transaction(DESK) as tx:
        await door.open_ticket(tx, await world.meet(tx, 42), "product", UTC)

    queued = [job for job in await jobs_of(database, "outbox") if "One moment." in job["payload"]]
    assert len(queued) == 1


async def _dismiss(world: World) -> None:
    await world.database.run(world.agent, partial(door.dismiss, customer_id=await _person(world)))


async def _person(world: World) -> int:
    async with world.database.reading() as session:
        return (await session.scalars(select(Customer.id))).one()


async def _words(world: World, number: int | None) -> list[str]:
    async with world.database.reading() as session:
        here = Comment.ticket_number.is_(None) if number is None else Comment.ticket_number == number
        return list(await session.scalars(select(Comment.text).where(here).order_by(Comment.id)))


async def _facts(world: World) -> list[type[Fact]]:
    async with world.database.reading() as session:
        return [type(entry.event.fact) for entry in await journal.read_after(session, 0, limit=100)]
