"""The figures of the day over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.board.web.conftest import Api
from tests.world import World


async def test_the_day_so_far_is_told_with_what_comes_next(api: Api, world: World) -> None:
    empty = await api.get("/numbers/today")
    await world.pass_time(timedelta(minutes=10) if empty["now"][11:15] == "23:5" else timedelta())
    await world.customer()
    number = await world.open(topic="cash_desk")
    await world.write()
    await world.pass_time(timedelta(minutes=2))
    await world.answer(number)

    figures = await api.get("/numbers/today")

    assert (empty["first_response"], empty["open"], empty["next_deadline"]) == (
        {"median_seconds": None, "tickets": 0},
        [],
        None,
    )
    assert figures["since"].endswith("T00:00:00Z")
    assert figures["answers"] == {"in_time": 1, "late": 0, "late_on": []}
    assert figures["first_response"] == {"median_seconds": pytest.approx(120, abs=2), "tickets": 1}
    assert figures["open"] == [{"board": "cash_desk", "lane": "urgent", "tickets": 1}]
    assert (figures["next_deadline"]["ticket"], figures["next_deadline"]["metric"]) == (number, "resolution")
