"""Invites over HTTP: made, listed, filtered, drawn, revoked, and by whom."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData

from board.desk import bot_address
from board.people import team
from board.values import DESK, Role
from board.views import qr_codes
from tests.board.web.conftest import Api
from tests.world import World


@pytest.fixture
async def desk(world: World, api: Api) -> Api:
    async with world.database.transaction(DESK) as tx:
        await bot_address.remember(tx, 7000, "blesk_bot")
    return api


async def _as(api: Api, world: World, role: Role) -> Api:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, f"A {role}")
        agent = await team.agent_named(tx, f"A {role}")
        agent.role = role.value
        return Api(api.client, await team.add_token(tx, agent.name))


async def _bytes(api: Api, path: str) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {api.token}"}
    async with api.client.get(f"/api/v1{path}", headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def _sheet(api: Api, data: bytes, query: str, status: int = 200) -> Any:
    form = FormData()
    form.add_field("file", data, filename="a.csv", content_type="text/csv")
    return await api.post(f"/invites/sheet?{query}", data=form, status=status)


async def test_an_invite_is_shown_with_its_link_and_what_came_of_it(desk: Api) -> None:
    made = await desk.post("/invites", {"account": "17-203", "topic": "billing", "source": "mail", "uses": 0})
    await desk.post("/invites", {"source": "fair"})

    assert made["link"].startswith("http://127.0.0.1:1/blesk_bot?start=")
    assert (made["account"], made["topic_name"], made["uses"], made["state"]) == (
        "17-203", "Billing and papers", None, "good",
    )  # fmt: skip
    assert made["counts"]["tickets"] == 0
    for query, sources in (
        ("", ["fair", "mail"]),
        ("?source=fair", ["fair"]),
        ("?q=17203", ["mail"]),
        ("?state=revoked", []),
        (f"?batch={made['batch']}", ["mail"]),
        (f"?after={made['id'] + 1}&limit=1", ["mail"]),
    ):
        assert [each["source"] for each in (await desk.get(f"/invites{query}"))["items"]] == sources
    assert (await desk.post(f"/invites/{made['id']}/revoke", {}))["state"] == "revoked"


async def test_a_sheet_is_looked_at_before_it_makes_any(desk: Api) -> None:
    data = "Account;Ort\n17-203;A\n99-1;B\n17-204;C\n".encode("cp1251")
    dry = await _sheet(desk, data, "dry=1&language=ru")
    assert (dry["batch"], dry["invites"], dry["refused_lines"]) == (None, 2, 1)
    assert dry["refused"][0]["why"] == "There is no account 99-1."
    assert (await desk.get("/invites"))["items"] == []

    made = await _sheet(desk, data, "language=ru&uses=2")
    labels = await desk.get(f"/invites/labels?batch={made['batch']}&limit=1")
    rest = await desk.get(f"/invites/labels?batch={made['batch']}&after={labels['next']}")
    shown = [*labels["items"], *rest["items"]]
    assert [each["account"] for each in shown] == ["17-203", "17-204"]
    assert all(each["line"].startswith("Нужна помощь?") for each in shown)
    assert (await desk.post(f"/invites/batches/{made['batch']}/revoke", {}))["revoked"] == 2
    assert (await desk.get(f"/invites/labels?batch={made['batch']}"))["items"] == []
    await _sheet(desk, b"number\n1\n", "", 422)


async def test_viewers_see_invites_but_no_way_in(desk: Api, world: World) -> None:
    made = await desk.post("/invites", {"account": "17-203"})
    viewer, agent = await _as(desk, world, Role.VIEWER), await _as(desk, world, Role.AGENT)

    assert (await viewer.get(f"/invites/{made['id']}"))["link"] is None
    assert [each["link"] for each in (await viewer.get("/invites"))["items"]] == [None]
    for path in (f"/invites/{made['id']}/qr.svg", f"/invites/{made['id']}/qr.png"):
        assert (await _bytes(viewer, path))[0] == 403
        assert (await _bytes(agent, path))[0] == 200
    await viewer.get(f"/invites/labels?ids={made['id']}", 403)
    await viewer.post("/invites", {"account": "17-203"}, 403)
    await agent.post("/invites", {"account": "17-203"})
    await agent.post("/invites", {"source": "fair"}, 403)
    await agent.post("/invites/many", {}, 403)
    await agent.post(f"/invites/{made['id']}/revoke", {}, 403)


async def test_an_agents_link_is_a_picture_too_once_the_bot_has_a_name(api: Api, world: World) -> None:
    agent = (await world.vera()).id
    assert (await api.post(f"/settings/agents/{agent}/link"))["qr"] is None
    async with world.database.transaction(DESK) as tx:
        await bot_address.remember(tx, 7000, "blesk_bot")

    made = await api.post(f"/settings/agents/{agent}/link")

    drawn = qr_codes.outline(made["address"])
    assert made["qr"] == {"size": drawn.size, "path": drawn.path}


async def test_pictures_come_as_what_they_are_and_need_the_bots_name(api: Api, world: World) -> None:
    made = await api.post("/invites", {"account": "17-203"})
    assert made["link"] is None
    assert (await _bytes(api, f"/invites/{made['id']}/qr.svg"))[0] == 409
    async with world.database.transaction(DESK) as tx:
        await bot_address.remember(tx, 7000, "blesk_bot")

    assert (await _bytes(api, f"/invites/{made['id']}/qr.svg"))[:2] == (200, "image/svg+xml")
    _, mime, data = await _bytes(api, f"/invites/{made['id']}/qr.png")
    assert (mime, data[:4]) == ("image/png", b"\x89PNG")
