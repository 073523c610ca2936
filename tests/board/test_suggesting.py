"""A rule suggests a lane by words of the opening: once, with its reason, and an agent takes it or not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from board.desk import rules, suggesting
from board.desk.rules import Words
from board.errors import Conflict
from board.facts import Cause, LaneSuggested, SuggestionDismissed, TicketMoved
from board.models import Suggestion
from board.people import customers
from board.settings import Settings
from board.store.db import Database
from board.talk import regrouping
from board.tickets import merging, moving, undoing
from board.values import DESK, RULE, TicketNumber
from board.views import tickets as views
from board.views.shapes import SuggestionJson
from composition import listeners
from tests.world import World, counted

STOPPED = "Касса опять не работает"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    database = Database(database_url, listeners(Settings()))
    world = await World(database).furnish()
    await world.customer()
    yield world
    await database.close()


async def offered(world: World, number: int) -> SuggestionJson | None:
    async with world.database.reading() as session:
        return (await views.ticket(session, number, "ru"))["suggestion"]


async def test_an_opening_suggests_a_lane_with_the_word_and_moves_nothing(world: World) -> None:
    number = await world.open()
    await world.write("Здравствуйте")
    assert await offered(world, number) is None
    version = (await world.ticket(number)).version
    comment = (await world.write(STOPPED)).comment

    assert await offered(world, number) == {"lane": "urgent", "word": "не работает"}
    (told,) = [each for each in await world.events(number) if isinstance(each.fact, LaneSuggested)]
    assert told.actor == RULE
    assert told.fact == LaneSuggested(number, comment.id, comment.customer_id, "urgent")
    assert ((await world.ticket(number)).lane_key, (await world.ticket(number)).version) == ("today", version)


async def test_what_was_suggested_for_a_ticket_is_not_for_the_one_that_it_was_merged_into(
    world: World,
) -> None:
    stay, other = await world.open(), await _opened(world)
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, stay)
        with pytest.raises(Conflict):
            await suggesting.take(tx, other)


async def test_taking_moves_the_lane_once_and_undoing_offers_it_again(world: World) -> None:
    number = await _opened(world)
    for _ in range(2):
        async with world.database.transaction(world.agent) as tx:
            assert (await suggesting.take(tx, number)).lane_key == "urgent"
    moves = [(e.fact.why, e.actor) for e in await world.events(number) if isinstance(e.fact, TicketMoved)]
    assert moves == [(Cause.SUGGESTION, world.agent)]
    assert await offered(world, number) is None

    async with world.database.transaction(world.agent) as tx:
        await undoing.undo(tx, number)
    assert await offered(world, number) is not None

    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, number, lane="two_days")
    assert await offered(world, number) is None, "an agent chose another lane"
    async with world.database.transaction(world.agent) as tx:
        with pytest.raises(Conflict):
            await suggesting.take(tx, number)


async def test_what_is_dismissed_is_not_suggested_again(world: World) -> None:
    number = await _opened(world)
    for _ in range(2):
        async with world.database.transaction(world.agent) as tx:
            await suggesting.dismiss(tx, number)
    await world.write(STOPPED)
    assert await offered(world, number) is None
    assert (await world.facts(number)).count(SuggestionDismissed) == 1


async def test_only_the_opening_suggests(world: World) -> None:
    urgent = await world.open(topic="cash_desk")
    await world.write(STOPPED)
    assert await offered(world, urgent) is None, "it is in that lane"

    await world.customer(7)
    answered = await world.open(7)
    await world.write("Вопрос", telegram_id=7)
    await world.answer(answered)
    await world.write(STOPPED, telegram_id=7)
    assert await offered(world, answered) is None, "an agent had answered"

    await world.customer(8)
    late = await world.open(8)
    await world.pass_time(timedelta(minutes=11))
    await world.write(STOPPED, telegram_id=8)
    assert await offered(world, late) is None, "that was later"

    async with world.database.transaction(world.agent) as tx:
        await rules.set_words(tx, Words(is_on=False))
    await world.customer(9)
    switched_off = await world.open(9)
    await world.write(STOPPED, telegram_id=9)
    assert await offered(world, switched_off) is None


async def test_words_at_the_door_in_a_recording_and_in_an_edit_suggest(world: World) -> None:
    await world.customer(7)
    await world.write(STOPPED, telegram_id=7)
    assert await offered(world, await world.open(7)) is not None

    await world.customer(8)
    spoken = await world.open(8)
    await world.hear(await world.speak(8), "Мойка с утра стоит.")
    assert await offered(world, spoken) == {"lane": "urgent", "word": "мойка стоит"}

    await world.customer(9)
    edited = await world.open(9)
    await world.write("Касса работает", telegram_id=9, message_id=900)
    await world.edit(900, "Касса не работает", 9)
    assert await offered(world, edited) is not None


async def test_a_rule_that_was_changed_counts_for_the_next_words(world: World) -> None:
    await _opened(world)
    async with world.database.transaction(world.agent) as tx:
        await rules.set_words(tx, Words(lane="two_days", words={"en": ("queue",)}))
    await world.customer(7)
    number = await world.open(7)
    await world.write(STOPPED, telegram_id=7)
    assert await offered(world, number) is None
    await world.write("There are queues!", telegram_id=7)
    assert await offered(world, number) == {"lane": "two_days", "word": "queue"}


async def test_words_meant_for_another_ticket_take_the_suggestion_along(world: World) -> None:
    other = await world.open(topic="billing")
    number = await world.open()
    comment = (await world.write(STOPPED)).comment
    async with world.database.transaction(DESK) as tx:
        await regrouping.move_comments(tx, comment.id, other)
    assert (await offered(world, number), await offered(world, other)) == (
        None,
        {"lane": "urgent", "word": "не работает"},
    )


async def test_the_reason_is_forgotten_with_the_words(world: World) -> None:
    number = await _opened(world)
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
    async with world.database.reading() as session:
        assert await session.get(Suggestion, number) is None


async def test_an_opening_without_such_words_costs_no_statement(world: World) -> None:
    """Beyond the first, with which a process reads the rules."""
    with counted(world.database) as without:
        for message in range(2):
            await _opened(world, 100 + message, "Вопрос по счёту")
    del world.database.listeners["rules"]
    with counted(world.database) as at_all:
        for message in range(2):
            await _opened(world, 200 + message, "Вопрос по счёту")
    assert len(without) - len(at_all) == 1


async def _opened(world: World, person: int = 42, text: str = STOPPED) -> TicketNumber:
    await world.customer(person)
    number = await world.open(person)
    await world.write(text, telegram_id=person)
    return number
