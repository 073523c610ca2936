"""The layout over the API: tried before it is made, refused with what stands in the way, read with what is in use."""

from __future__ import annotations

from board.people import team
from board.values import DESK, Role
from tests.board.web.conftest import Api, token_of
from tests.world import World


async def test_a_removal_is_tried_then_made_and_the_cards_are_there(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    path = "/settings/boards/product"
    refused = await api.send("DELETE", path, {}, 409)
    assert (refused["open"], refused["topics"]) == (1, ["product"])

    tried = await api.send("DELETE", path, {"to": "billing", "dry": True})
    assert (await api.get(f"/tickets/{number}"))["board"] == "product"
    made = await api.send("DELETE", path, {"to": "billing"})

    assert tried == made
    assert tried["counts"] == {"open": 1, "done": 0, "promised_anew": 0, "topics": 1}
    ticket = await api.get(f"/tickets/{number}")
    assert (ticket["board"], ticket["trail"][-1]["reason"]) == ("billing", "place_removed")
    told = await api.get("/settings/board-changes")
    assert [(change["key"], change["after"]) for change in told["items"]] == [("product", None)]
    assert told["names"]["board:product"] == "Product"
    await api.post(f"/settings/changes/{told['items'][0]['id']}/take-back", {})
    boards = {board["key"]: board for board in (await api.get("/settings/boards"))["boards"]}
    assert [topic["key"] for topic in boards["product"]["topics"]] == ["product"]
    assert boards["billing"]["open"] == 1


async def test_two_owners_of_one_topic_are_told_apart(api: Api) -> None:
    path, edit = "/settings/topics/billing", {"names": {"en": "Invoices"}, "version": 0}
    await api.send("PUT", path, edit)
    refused = await api.send("PUT", path, {**edit, "emoji": "🧾"}, 409)
    assert refused["changed_by"] == "Vera"
    (topic,) = [each for each in (await api.get("/settings/topics"))["topics"] if each["key"] == "billing"]
    assert (topic["version"], topic["changed_by"]) == (refused["version"], "Vera")
    assert topic["older_names"] == ["Billing and papers", "Tagihan dan dokumen", "Счета и документы"]
    wrong = {"names": {"ru": "я" * 61}, "key": "Ä", "board": "billing", "lane": "today"}
    (error,) = (await api.post("/settings/topics", wrong, 422))["errors"]
    assert error["field"] == "names.ru"


async def test_viewers_look_and_change_nothing(api: Api, world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Lena", Role.VIEWER)
    viewer = Api(api.client, await token_of(world, "Lena"))
    assert (await viewer.get("/settings/boards"))["boards"]
    await viewer.post("/settings/boards", {"name": "Mine"}, 403)
    await viewer.send("DELETE", "/settings/topics/billing", {"dry": True}, 403)
