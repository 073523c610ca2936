"""Cards tell what a page needs to count open time down by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from board.business_time import Calendar
from board.desk import calendars
from board.desk.calendars import Wish
from board.values import DESK
from board.working_hours import parse_week
from tests.board.web.conftest import Api
from tests.world import World, counted, keep_hours


async def test_cards_tell_the_hours_in_which_their_deadlines_count(api: Api, world: World) -> None:
    await world.customer()
    every_hour = await world.open(topic="billing")
    number = await world.open()
    await api.get("/boards/all")  # a token used for the first time is noted
    with counted(world.database) as without:
        before = await api.get("/boards/all")
    hours = await _count_in_office(world)
    later = await world.open()
    await world.pass_time(timedelta(days=40))
    for each in (every_hour, number):
        await world.resolve(each)
    with counted(world.database) as with_hours:
        board = await api.get("/boards/all")

    assert (before["hours"], len(with_hours)) == ({}, len(without) + 1)
    cards = {card["number"]: card["deadline"] for card in board["cards"]}
    assert cards.pop(every_hour) is cards.pop(number) is None
    deadline = cards.pop(later)
    assert (cards, list(board["hours"])) == ({}, [deadline["hours"]])
    told = board["hours"][deadline["hours"]]
    due_at, now = (datetime.fromisoformat(at) for at in (deadline["due_at"], board["now"]))
    for at in [now + timedelta(hours=7 * n) for n in range(48)]:
        left = deadline["open_seconds"] - _open_until(told, at)
        assert abs(left - hours.measure(at, due_at).total_seconds()) < 0.001
    assert told["name"] == "Office"
    assert (await api.get(f"/tickets/{later}"))["deadline"] == deadline


async def test_an_edited_calendar_is_another_key_for_cards_that_come_then(api: Api, world: World) -> None:
    await world.customer()
    await _count_in_office(world)
    first = await world.open()
    async with world.database.transaction(DESK) as tx:
        [standing] = await calendars.everything(tx.session)
        await calendars.edit(tx, standing.row.id, Wish(week=parse_week("mon-sun 00:00-24:00")))
    second = await world.open()

    told = await api.get(f"/cards?numbers={first},{second}")
    old, new = (told["hours"][card["deadline"]["hours"]] for card in told["cards"])
    assert (old["name"], new["name"]) == (None, "Office")
    assert 10 <= len(old["spans"]) < 40
    assert len(new["spans"]) == 1


async def _count_in_office(world: World) -> Calendar:
    """What the lane of the world's tickets promises from now on counts there."""
    async with world.database.transaction(DESK) as tx:
        standing = await keep_hours(tx, "mon-fri 09:00-13:00 14:00-18:00", zone="Europe/Berlin")
    return standing.open_hours()


def _open_until(told: Any, at: datetime) -> float:
    """As a page counts it."""
    spans: Sequence[Sequence[str]] = told["spans"]
    passed: float = told["open_seconds"]
    for opens, closes in (map(datetime.fromisoformat, span) for span in spans):
        passed += max(timedelta(), min(at, closes) - opens).total_seconds()
    return passed
