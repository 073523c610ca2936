"""What the company sets once, over the API: together or not at all, told apart, taken back."""

from __future__ import annotations

from board.people import team
from board.values import DESK
from tests.board.web.conftest import Api, token_of
from tests.world import World

COMPANY = "/settings/company"
KEYS = "agents_chat,customer_megabytes_a_day,timezone,language"


async def test_what_is_set_counts_and_what_is_not_named_stays(api: Api) -> None:
    before = await api.get(COMPANY)
    assert (before["agents_chat"], before["customer_megabytes_a_day"], before["version"]) == ("", 500, 0)

    await api.send("PUT", COMPANY, {"agents_chat": " -1001234567890 ", "timezone": "Asia/Makassar"})

    now = await api.get(COMPANY)
    assert now == before | {
        "agents_chat": "-1001234567890",
        "timezone": "Asia/Makassar",
        "version": now["version"],
        "changed_by": "Vera",
    }
    assert (await api.send("PUT", COMPANY, {"agents_chat": ""}))["agents_chat"] == ""


async def test_one_wrong_value_keeps_the_others_from_being_set(api: Api) -> None:
    before = await api.get(COMPANY)
    for wrong in (
        {"agents_chat": "@agents"},
        {"customer_megabytes_a_day": 0},
        {"timezone": "Mars/Olympus"},
        {"language": "xx"},
        {"language": ""},
    ):
        body = {"agents_chat": "-5", "customer_megabytes_a_day": 20, **wrong}
        refused = await api.send("PUT", COMPANY, body, 422)
        assert [error["field"] for error in refused["errors"]] == list(wrong)
    assert await api.get(COMPANY) == before


async def test_two_who_set_it_are_told_apart_also_on_different_values(api: Api) -> None:
    version = (await api.get(COMPANY))["version"]
    await api.send("PUT", COMPANY, {"customer_megabytes_a_day": 20, "version": version})

    refused = await api.send("PUT", COMPANY, {"agents_chat": "-5", "version": version}, 409)

    assert refused["changed_by"] == "Vera"
    await api.send("PUT", COMPANY, {"agents_chat": "-5", "version": refused["version"]})
    assert (await api.get(COMPANY))["customer_megabytes_a_day"] == 20


async def test_each_value_is_taken_back_by_itself(api: Api) -> None:
    before = await api.get(COMPANY)
    wanted = {"agents_chat": "-5", "customer_megabytes_a_day": 20, "timezone": "Asia/Tokyo", "language": "ru"}
    await api.send("PUT", COMPANY, wanted)

    changed = (await api.get(f"/settings/changes?thing=setting&keys={KEYS}"))["items"]
    assert {change["key"] for change in changed} == set(wanted)
    for change in changed:
        await api.post(f"/settings/changes/{change['id']}/take-back", {})

    now = await api.get(COMPANY)
    assert {key: now[key] for key in wanted} == {key: before[key] for key in wanted}


async def test_whoever_is_no_owner_may_look(api: Api, world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg")
    oleg = Api(api.client, await token_of(world, "Oleg"))

    await oleg.send("PUT", COMPANY, {"agents_chat": "-5"}, 403)
    assert await oleg.get(COMPANY) == await api.get(COMPANY)
