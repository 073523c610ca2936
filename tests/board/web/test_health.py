"""Whether health and metrics tell the truth, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.board.web.conftest import Api, Client, Serve, token_of
from tests.world import World


async def test_a_desk_whose_loops_turn_is_well(serve: Serve, world: World) -> None:
    await _beat(world, "board", age=1)
    async with serve(expected_loops=["board"]) as client, client.get("/healthz") as answer:
        health = await answer.json()

    assert answer.status == 200
    assert health["loops"]["board"].pop("beat_age_s") < 30
    assert health == {
        "ok": True,
        "loops": {"board": {"lag_s": 0.5}},
        "parked": 0,
        "undelivered": 0,
        "at_door": 0,
    }


@pytest.mark.parametrize(("loop", "age"), [("board", 31), ("other", 1)])
async def test_a_loop_late_or_missing_makes_it_ill(serve: Serve, world: World, loop: str, age: int) -> None:
    await _beat(world, loop, age)
    async with serve(expected_loops=["board"]) as client, client.get("/healthz") as answer:
        assert (answer.status, (await answer.json())["ok"]) == (503, False)


async def test_a_full_disk_makes_it_ill_and_is_named(serve: Serve, world: World) -> None:
    await _beat(world, "board", age=1)
    nothing_is_free = Path("/proc")
    async with serve(data_dir=nothing_is_free) as client, client.get("/healthz") as answer:
        health = await answer.json()

    assert (answer.status, health["ok"], health["trouble"]) == (503, False, "the disk is full")


async def test_a_loop_turned_by_another_process_is_well(serve: Serve, world: World) -> None:
    await _beat(world, "board", age=3600, process="dead")
    await _beat(world, "board", age=1, process="alive")
    async with serve() as client, client.get("/healthz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "203.0.113.5"}, {"Host": "desk.example.org"}, {"Forwarded": "for=_x"}]
)
async def test_strangers_hear_only_whether_it_is_well(
    client: Client, world: World, headers: dict[str, str]
) -> None:
    async with client.get("/healthz", headers=headers) as answer:
        assert await answer.json() == {"ok": True}
    async with client.get("/metrics", headers=headers) as answer:
        assert answer.status == 401
    signed = {**headers, "Authorization": f"Bearer {await token_of(world)}"}
    async with client.get("/healthz", headers=signed) as answer:
        assert "loops" in await answer.json()


async def test_behind_a_proxy_nobody_is_near(serve: Serve, world: World) -> None:
    async with serve(public_url="https://desk.example.org") as client:
        async with client.get("/healthz", headers={"Host": "localhost"}) as answer:
            assert await answer.json() == {"ok": True}
        async with client.get("/metrics", headers={"Host": "localhost"}) as answer:
            assert answer.status == 401
        signed = {"Authorization": f"Bearer {await token_of(world)}"}
        async with client.get("/metrics", headers=signed) as answer:
            assert answer.status == 200


async def test_figures_are_kept_for_prometheus(api: Api, world: World) -> None:
    await _beat(world, "outbox", age=1)
    await world.customer()
    await api.get("/tickets/999", 404)

    async with api.client.get("/metrics") as answer:
        text = await answer.text()

    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert (
        'lanedesk_http_requests_total{method="GET",route="/api/v1/tickets/{number}",status="404"} 1.0' in text
    )
    assert 'lanedesk_loop_lag_seconds{loop="outbox"} 0.5' in text
    assert 'lanedesk_waiting{what="at_door"} 0.0' in text


async def _beat(world: World, loop: str, age: int, process: str = "here:1") -> None:
    async with world.database.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO heartbeat (loop, process, beat_at, lag_seconds)"
                " VALUES (:loop, :process, clock_timestamp() - make_interval(secs => :age), 0.5)"
            ),
            {"loop": loop, "process": process, "age": age},
        )
