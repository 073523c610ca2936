"""Guessing is bounded, however it is dressed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from board.errors import Conflict
from board.facts import NumbersGuessed
from board.models import Account
from board.people import accounts, customers, door, guessing
from board.people.accounts import Standing
from board.people.guessing import Looked
from board.people.normal_form import shape
from board.settings import AccountRule
from board.store import journal
from board.store.db import Transaction
from board.values import DESK
from board.word_pattern import word_pattern
from tests.world import World

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("17-203", "17-203"),
        ("Забыла пароль, номер 17-203", "17-203"),
        ("my number is 17 203.", "17-203"),
        ("17–203", "17-203"),
        ("№17203", "17-203"),
        ("номер:17-203", "17-203"),
        ("99-999, I mean 17-203", "17-203"),
        ("17-999", None),
        ("hello", None),
        ("", None),
    ],
)
async def test_number_is_found_whatever_its_signs(world: World, text: str, found: str | None) -> None:
    account = (await _look(world, text)).account
    assert (account.number if account else None) == found


@pytest.mark.parametrize(
    ("rule", "text", "number"),
    [
        ("open", "AB-77", "AB-77"),
        ("open", " № AB-77. ", "AB-77"),
        ("open", "please call me after 5pm", None),
        ("open", "stopped for 2 days, and so has 17-203", "17-203"),
        (word_pattern(r"\d{2}-\d{3}"), "it is 55-123, thanks", "55-123"),
        (word_pattern(r"\d{2}-\d{3}"), "it is 5-123", None),
        (word_pattern(r"[A-Za-z0-9-]{5,}"), "Hello, the till is broken", None),
        (word_pattern(r"[A-Za-z0-9-]{5,}"), "Hello, the till of AB-77 is broken", "AB-77"),
        (word_pattern(r".+"), "aaa " + "ﷺ" * 20 + "1", None),
        ("open", "ﷺ" * 10 + "1" * 20, None),
    ],
)
async def test_desk_without_a_registry_takes_numbers_that_fit(
    world: World, rule: AccountRule, text: str, number: str | None
) -> None:
    account = (await _look(world, text, rule)).account
    assert (account.number if account else None) == number


@pytest.mark.parametrize(
    "text", ["1500 ₽", "в 12:30", "E-17", "+7 900 111-22-33", "27.11.2026", "17-2033", "100%"]
)
async def test_what_the_registry_has_no_number_like_is_no_try(world: World, text: str) -> None:
    for _ in range(12):
        assert await _look(world, text) == Looked()


async def test_ten_different_wrong_numbers_in_sentences_stop_the_looking_up_for_an_hour(world: World) -> None:
    for first in range(10, 19, 3):
        guesses = " ".join(f"{number}-001" for number in range(first, first + 3))
        assert (await _look(world, f"Is it one of {guesses} or 99-999?")).paused_until is None
    assert await _look(world, "13-001 again, and again 13-001") == Looked()
    assert (await _look(world, "Perhaps 19-001, please")).paused_until is not None
    assert await _paused(world)
    await world.pass_time(timedelta(minutes=61))
    assert not await _paused(world)


async def test_only_three_numbers_of_a_message_are_looked_up(world: World) -> None:
    assert await _look(world, "10-001 10-002 10-003 17-203") == Looked()


async def test_five_messages_of_nothing_but_a_wrong_number_stop_it_too(world: World) -> None:
    assert [bool((await _look(world, "11 001")).paused_until) for _ in range(5)] == [False] * 4 + [True]


async def test_five_of_them_within_more_than_ten_minutes_do_not(world: World) -> None:
    for _ in range(6):
        assert await _look(world, "11-001") == Looked()
        await world.pass_time(timedelta(minutes=3))


@pytest.mark.parametrize("number", ["17-204", "17-999"])
async def test_inside_a_sentence_a_suspended_account_is_as_good_as_unknown(world: World, number: str) -> None:
    async with world.database.transaction(DESK) as tx:
        await accounts.set_status(tx, "17-204", Standing.SUSPENDED)
    for other in range(10, 19):
        await _look(world, f"Maybe {other}-001?")
    assert (await _look(world, f"It is {number}, I think")).paused_until is not None


async def test_erasing_oneself_or_registering_does_not_end_the_pause_but_an_agent_does(world: World) -> None:
    for other in range(10, 20):
        await _look(world, f"Maybe {other}-001?")
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
    assert await _paused(world)
    await world.customer(account="17-203")
    assert await _paused(world)
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        await door.give_account(tx, person.id, "17-204", TODAY)
    assert not await _paused(world)


async def test_a_wave_over_the_whole_desk_is_told_once(world: World) -> None:
    for person in range(50, 60):
        for number in range(3):
            await _look(world, f"My number is {person}-10{number}", person=person)
    assert await _waves(world) == [NumbersGuessed(20, 7)]
    await world.pass_time(timedelta(minutes=9))
    await _look(world, "My number is 70-100", person=70)
    assert len(await _waves(world)) == 1
    await world.pass_time(timedelta(minutes=61))
    for number in range(100, 120):
        await _look(world, f"My number is 80-{number}", person=number)
    assert len(await _waves(world)) == 2


async def test_a_suspended_account_is_given_at_the_door_only_anyway(world: World) -> None:
    await world.customer(account=None)
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        await accounts.set_status(tx, "17-204", Standing.SUSPENDED)
        with pytest.raises(Conflict, match=r"Account 17-204 is suspended\. Should it be given anyway\?"):
            await door.give_account(tx, person.id, "17-204", TODAY)
        await door.give_account(tx, person.id, "17-204", TODAY, anyway=True)
        assert [account.number for account in await accounts.held(tx, person)] == ["17-204"]


async def test_what_was_tried_is_forgotten(world: World) -> None:
    await _look(world, "11-001")
    await world.pass_time(timedelta(hours=3))
    await world.database.run(DESK, guessing.forget_old)
    async with world.database.transaction(DESK) as tx:
        assert await guessing.paused_until(tx, await world.meet(tx, 42)) is None


async def test_shape_in_the_database_is_the_one_of_the_text(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        account: Account = await accounts.add(tx, "Ж-12 аб")
        await tx.session.refresh(account)
        assert account.shape == shape(account.key) == "A99AA"


async def _look(world: World, text: str, rule: AccountRule = "registry", person: int = 42) -> Looked:
    async with world.database.transaction(DESK) as tx:
        customer = await world.meet(tx, person)
        numbers = await guessing.numbers_in(tx, text, rule)
        return await guessing.look_up(tx, customer, numbers, TODAY)


async def _paused(world: World) -> datetime | None:
    return await world.database.run(DESK, partial(_paused_in, world))


async def _paused_in(world: World, tx: Transaction) -> datetime | None:
    return await guessing.paused_until(tx, await world.meet(tx, 42))


async def _waves(world: World) -> list[object]:
    async with world.database.reading() as session:
        entries = await journal.read_after(session, 0, limit=500)
    return [entry.event.fact for entry in entries if isinstance(entry.event.fact, NumbersGuessed)]
