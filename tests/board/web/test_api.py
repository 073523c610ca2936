"""The API's answers, field by field."""

from __future__ import annotations

from datetime import timedelta

from board.events import Kind
from board.messages import IncomingFile
from tests.board.web.conftest import Api
from tests.world import World


async def test_ticket_is_told_field_by_field(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open(topic="cash_desk")
    await world.write("The till\n is broken")

    ticket = await api.get(f"/tickets/{number}")

    assert ticket["timers"] == [
        {
            "metric": metric,
            "state": "running",
            "goal_seconds": goal,
            "started_at": ticket["created_at"],
            "due_at": due,
            "ended_at": None,
        }
        for metric, goal, due in (
            ("first_response", 300, ticket["timers"][0]["due_at"]),
            ("resolution", 18000, ticket["timers"][1]["due_at"]),
        )
    ]
