"""A desk's first day over HTTP: what is missing, a trade's topics, and a bot whose token Telegram has vouched for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from board.desk import trades
from board.errors import Invalid
from board.models import Account
from board.people import accounts, team
from board.settings import LANGUAGES
from board.values import DESK
from bot.inbound import own_name
from tests.board.web.conftest import Api, Serve, token_of
from tests.world import World

_TOKEN = "7000:a-secret-of-letters"


async def _whose(token: str) -> str:
    if token != _TOKEN:
        raise Invalid("refused.bot.token_wrong", "token")
    return "wash_bot"


def _steps(day: dict[str, Any]) -> dict[str, tuple[bool, bool]]:
    return {step["step"]: (step["done"], step["skipped"]) for step in day["steps"]}


async def test_the_first_day_says_what_is_missing_and_steps_can_be_put_aside(api: Api, world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await tx.session.execute(delete(Account))
    before = await api.get("/start")
    async with world.database.transaction(DESK) as tx:
        await accounts.add(tx, "17-999")
    await api.post("/start/skip", {"step": "agent"})
    after = await api.get("/start")
    again = await api.post("/start/skip", {"step": "agent", "skipped": False})
    await api.put("/settings/company", {"language": "en", "timezone": "UTC"})

    assert _steps(before)["accounts"] == (False, False)
    assert _steps(after)["accounts"] == (True, False)
    assert (_steps(after)["agent"], _steps(again)["agent"]) == ((False, True), (False, False))
    assert (_steps(again)["place"], _steps(await api.get("/start"))["place"]) == (
        (False, False),
        (True, False),
    )
    assert {step["step"] for step in before["steps"] if step["needed"]} == {"bot", "accounts"}
    await api.post("/start/skip", {"step": "coffee"}, status=404)


async def test_an_owner_who_is_called_owner_is_asked_for_a_name(api: Api, world: World) -> None:
    assert _steps(await api.get("/start"))["owner"] == (True, False)
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Владелец")

    assert _steps(await api.get("/start"))["owner"] == (False, False)


async def test_a_token_counts_once_telegram_knows_it_and_is_never_shown(serve: Serve, world: World) -> None:
    async with serve(whose_token=_whose) as client:
        api = Api(client, await token_of(world))
        wrong = await api.put("/settings/bot", {"token": "7000:other"}, status=422)
        day = await api.put("/settings/bot", {"token": f" {_TOKEN}\n"})

    assert wrong["errors"][0]["field"] == "token"
    assert (day["bot"]["username"], day["bot"]["has_token"]) == ("wash_bot", True)
    assert _steps(day)["bot"] == (True, False)
    assert _TOKEN not in str(day)


async def test_a_token_of_the_environment_stays(serve: Serve, world: World) -> None:
    async with serve(whose_token=_whose, bot_token=_TOKEN) as client:
        await Api(client, await token_of(world)).put("/settings/bot", {"token": _TOKEN}, status=409)


async def test_the_bots_words_are_checked_by_field_and_by_version(api: Api) -> None:
    refused = await api.put("/settings/bot/face", {"name": {"ru": "я" * 65}}, status=422)
    day = await api.put("/settings/bot/face", {"name": {"ru": "Мойка"}, "version": 0})
    stale = await api.put("/settings/bot/face", {"name": {"ru": "Другая"}, "version": 0}, status=409)

    assert refused["errors"][0]["field"] == "name.ru"
    assert day["bot"]["face"]["name"] == {"ru": "Мойка"}
    assert stale["changed_by"] == "Vera"


async def test_the_bots_words_are_taken_back_and_a_token_is_not(serve: Serve, world: World) -> None:
    async with serve(whose_token=_whose) as client:
        api = Api(client, await token_of(world))
        await api.put("/settings/bot/face", {"name": {"ru": "Мойка"}})
        await api.put("/settings/bot/face", {"name": {"ru": "Другая"}})
        await api.put("/settings/bot", {"token": _TOKEN})
        words = await api.get("/settings/changes?thing=setting&keys=bot_face")
        token = await api.get("/settings/changes?thing=setting&keys=bot_token")

        latest, first = (change["id"] for change in words["items"])
        await api.post(f"/settings/changes/{latest}/take-back", {})
        assert (await api.get("/start"))["bot"]["face"]["name"] == {"ru": "Мойка"}
        await api.post(f"/settings/changes/{first}/take-back", {}, status=409)
        await api.post(f"/settings/changes/{token['items'][0]['id']}/take-back", {}, status=409)


@pytest.mark.parametrize("trade", trades.ALL, ids=lambda trade: trade.key)
async def test_a_trades_boards_and_topics_take_the_place_of_the_first_ones(
    api: Api, trade: trades.Trade
) -> None:
    await api.put("/start/trade", {"trade": trade.key})
    desk = await api.get("/desk")

    assert [board["name"] for board in desk["boards"]] == trade.board_names("en")
    assert len(desk["topics"]) == len(trade.topics)
    assert all(set(topic.names) == set(topic.prompts) == set(LANGUAGES) for topic in trade.topics)
    replies = (await api.get("/quick-replies"))["items"]
    assert {each["title"] for each in replies} == {each.titles["en"] for each in trade.quick_replies}
    assert all(set(each["texts"]) == set(LANGUAGES) for each in replies)


async def test_of_two_who_choose_a_trade_the_second_sees_what_became_of_it(api: Api) -> None:
    seen = (await api.get("/start"))["trades_version"]
    await api.put("/start/trade", {"trade": "car_wash", "version": seen})
    refused = await api.put("/start/trade", {"trade": "shop", "version": seen}, status=409)

    assert refused["changed_by"] == "Vera"
    assert refused["version"] == (await api.get("/start"))["trades_version"]

    await api.send("POST", "/quick-replies", {"title": "My own", "texts": {"en": "Hello!"}})
    await api.put("/start/trade", {"trade": "shop"})
    replies = (await api.get("/quick-replies"))["items"]
    assert [each["title"] for each in replies] == ["My own", "Where the parcel is", "Which order?"]


async def test_a_trade_is_too_late_once_there_is_a_ticket(api: Api, world: World) -> None:
    await world.open()

    assert (await api.get("/start"))["untouched"] is False
    await api.put("/start/trade", {"trade": "car_wash"}, status=409)
    await api.put("/start/trade", {"trade": "moon"}, status=404)


@pytest.mark.parametrize("token", ["", "7000", "7000:", "abc:def", "7000:a/../../b", "7000:a b", "7000:é"])
async def test_what_is_no_token_is_never_part_of_an_address(token: str) -> None:
    with pytest.raises(Invalid, match="no bot's token"):
        await own_name.whose(token, "http://127.0.0.1:1")
