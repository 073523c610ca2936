"""Intake: whatever Telegram hands over is stored once, before it is confirmed."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from board.store.db import Database
from board.web.port import serving
from bot.inbound import intake
from bot.inbound.bot_api import BotApi, TelegramRefused, Unreachable
from bot.inbound.intake import Poller, RawUpdate, split
from sandbox.client import Phone
from tests.bot.machinery import jobs_of, message, turning, until
from tests.world import BOT

SECRET = "between-us"


async def stored(database: Database) -> list[dict[str, Any]]:
    return await jobs_of(database, intake.QUEUE)


async def texts(database: Database) -> list[str]:
    return [json.loads(row["payload"])["message"]["text"] for row in await stored(database)]


def answer(*updates: str) -> bytes:
    return ('{"ok":true,"result":[' + ",".join(updates) + "]}").encode()


async def test_messages_are_stored_in_order_by_chat(database: Database, api: BotApi, phone: Phone) -> None:
    anna, boris = await phone.person("Anna"), await phone.person("Boris")
    await anna.send("one")
    await boris.send("two")
    await anna.send("three")

    new = await Poller(database, api).turn(0)

    assert new == 3
    assert await texts(database) == ["one", "two", "three"]
    assert [row["order_key"] for row in await stored(database)] == [
        f"{BOT}:chat:{person.id}" for person in (anna, boris, anna)
    ]


async def test_the_same_batch_twice_is_stored_once(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    await anna.send("one")

    first = await Poller(database, api).turn(0)
    again = await Poller(database, api).turn(0)

    assert (first, again) == (1, 0)
    assert await texts(database) == ["one"]


async def test_a_batch_is_confirmed_only_after_it_is_stored(
    database: Database, api: BotApi, phone: Phone
) -> None:
    anna = await phone.person("Anna")
    await anna.send("one")
    poller = Poller(database, api)

    await poller.turn(0)
    unconfirmed = await api.result("getUpdates", {})
    await poller.turn(0)
    confirmed = await api.result("getUpdates", {})

    assert isinstance(unconfirmed, list)
    assert len(unconfirmed) == 1
    assert confirmed == []


async def test_more_than_a_batch_arrives_whole(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    for number in range(130):
        await phone.raw({"message": message(anna.id, number, f"line {number}")})
    poller = Poller(database, api)

    while await poller.turn(0):
        pass

    assert await texts(database) == [f"line {number}" for number in range(130)]


async def test_ids_that_begin_again_lower_are_heard(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    poller = Poller(database, api)
    await anna.send("before")
    await poller.turn(0)
    await poller.turn(0)  # confirms the batch and gets nothing new
    high = int((await stored(database))[0]["key"].split(":")[1])
    while await phone.restart_ids() >= high:
        pass

    await anna.send("after")
    await poller.turn(0)

    assert await texts(database) == ["before", "after"]


async def test_what_the_database_could_refuse_is_stored(
    database: Database, api: BotApi, phone: Phone
) -> None:
    anna = await phone.person("Anna")
    await anna.send("null \0 here")
    await phone.raw({"message": message(anna.id, 900, "half \ud83d a pair")})

    await Poller(database, api).turn(0)

    payloads = [row["payload"] for row in await stored(database)]
    assert "\\u0000" in payloads[0]
    assert "\\ud83d" in payloads[1]


async def test_garbage_spoils_nothing_around_it(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    kinds: list[dict[str, object]] = [
        {"message": "not an object"},
        {"message": {"chat": {"id": anna.id}}},
        {"of_the_future": {"chat": [1, 2, {"deep": None}]}},
        {},
    ]
    for number in range(200):
        if number % 5 == 4:
            await phone.raw(kinds[number // 5 % len(kinds)])
        else:
            await phone.raw({"message": message(anna.id, number, str(number))})
    poller = Poller(database, api)

    while await poller.turn(0):
        pass

    assert len(await stored(database)) == 200


def test_an_element_is_cut_out_without_being_understood() -> None:
    strange = '{"update_id":7,"message":{"text":"a \\"quoted\\" ] } , bracket","date":' + "9" * 5000 + "}}"

    found = list(split(answer('{"update_id":6}', strange, '{"update_id":8}')))

    assert [update.update_id for update in found] == [6, 7, 8]
    assert found[1].text == strange


def test_an_element_without_an_id_is_known_by_what_it_says() -> None:
    first, second = split(answer('{"message":{"text":"who am I"}}', "[1, 2]"))

    assert first.update_id is None
    assert second.update_id is None
    assert first.name != second.name
    assert first.name == RawUpdate('{"message":{"text":"who am I"}}', None, "none").name


@pytest.mark.parametrize(
    ("update", "whose"),
    [
        ({"edited_message": {"chat": {"id": 5}, "from": {"id": 6}}}, "chat:5"),
        ({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, "chat:5"),
        ({"callback_query": {"from": {"id": 6}}}, "chat:6"),
        ({"my_chat_member": {"chat": {"id": -100}, "from": {"id": 6}}}, "chat:-100"),
        ({"poll_answer": {"user": {"id": 6}}}, "chat:6"),
        ({"message": {"chat": {"id": "five"}}}, "none"),
    ],
)
def test_order_is_kept_by_chat_or_else_by_the_chat_of_the_person(
    update: dict[str, object], whose: str
) -> None:
    (found,) = split(answer(json.dumps({"update_id": 1} | update)))

    assert found.whose == whose


def test_bytes_that_are_no_text_are_replaced() -> None:
    (found,) = split(b'{"ok":true,"result":[{"update_id":1,"message":{"text":"\xff\x00"}}]}')

    assert json.loads(found.text)["message"]["text"] == "\ufffd\0"


async def test_a_database_that_is_away_keeps_the_offset(
    api: BotApi, phone: Phone, database: Database
) -> None:
    anna = await phone.person("Anna")
    await anna.send("one")
    nowhere = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    poller = Poller(nowhere, api)

    with pytest.raises(OSError, match="Connect"):
        await poller.turn(0)
    await nowhere.close()

    await Poller(database, api).turn(0)
    assert await texts(database) == ["one"]


async def test_polling_goes_on_after_trouble(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    await phone.fault("error", method="getUpdates", code=502, times=1)
    await phone.fault("drop_answer", method="getUpdates", times=1)
    await anna.send("one")

    async with turning(Poller(database, api).run):
        await until(lambda: stored(database))

    assert await texts(database) == ["one"]


async def test_polling_takes_a_webhook_away_and_drops_nothing(
    database: Database, api: BotApi, phone: Phone
) -> None:
    anna = await phone.person("Anna")
    await api.ask("setWebhook", {"url": "http://127.0.0.1:9/telegram/webhook"})
    await anna.send("one")

    async with turning(Poller(database, api).run):
        await until(lambda: stored(database))

    assert await texts(database) == ["one"]


async def test_only_one_poller_of_the_desk_polls(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    async with turning(Poller(database, api).run), turning(Poller(database, api).run):
        await anna.send("one")
        await until(lambda: stored(database))

    conflicts = [call for call in await phone.calls(method="getUpdates") if call["status"] == 409]
    assert conflicts == []


async def test_errors_do_not_tell_the_token(telegram: str) -> None:
    async with BotApi("1234:very-secret", "http://127.0.0.1:1") as away:
        with pytest.raises(Unreachable) as unreachable:
            await away.ask("getMe", {})
    async with BotApi("0:very-secret", telegram) as strange:
        with pytest.raises(TelegramRefused) as refused:
            await strange.ask("getMe", {})

    assert refused.value.is_about_token
    for error in (unreachable.value, refused.value):
        assert "very-secret" not in repr(error)
        assert error.__cause__ is None


async def test_a_webhook_stores_then_answers(database: Database) -> None:
    status = await _post(database, {"update_id": 1, "message": message(5, 1, "hello")}, SECRET)

    assert status == 200
    assert await texts(database) == ["hello"]


@pytest.mark.parametrize("secret", [None, "", "between-u", "секрет"])
async def test_a_webhook_wants_its_secret(database: Database, secret: str | None) -> None:
    status = await _post(database, {"update_id": 1}, secret)

    assert status == 401
    assert await stored(database) == []


async def test_a_webhook_refuses_what_is_too_long(database: Database) -> None:
    status = await _post(database, {"update_id": 1, "message": "x" * 2_000_000}, SECRET)

    assert status == 413


@pytest.mark.parametrize("how", ["Content-Encoding: gzip", "Transfer-Encoding: chunked"])
async def test_a_webhook_refuses_a_body_that_cannot_be_read(database: Database, how: str) -> None:
    async with _serving(database) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(url).port)
        size = "" if "chunked" in how else "Content-Length: 9\r\n"
        head = f"POST {intake.WEBHOOK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n{how}\r\n{size}"
        writer.write(f"{head}X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n\r\nnonsense\n".encode())

        assert b" 400 " in await reader.readline()
        writer.close()


async def test_a_webhook_answers_503_without_a_database() -> None:
    nowhere = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    status = await _post(nowhere, {"update_id": 1}, SECRET)
    await nowhere.close()

    assert status == 503


async def test_telegram_calls_the_webhook_it_is_told(database: Database, api: BotApi, phone: Phone) -> None:
    anna = await phone.person("Anna")
    await anna.send("one")
    await anna.send("two")

    async def both() -> bool:
        return len(await stored(database)) == 2

    async with (
        _serving(database) as url,
        turning(lambda beat: intake.keep_webhook(api, url, SECRET, beat)),
    ):
        await until(both)

    assert await texts(database) == ["one", "two"]


@asynccontextmanager
async def _serving(database: Database) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([intake.webhook(database, BOT, SECRET)])
    async with serving(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}{intake.WEBHOOK_PATH}"


async def _post(database: Database, update: object, secret: str | None) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        _serving(database) as url,
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(json.dumps(update).encode()), headers=headers) as response,
    ):
        return response.status
