"""The live stream: nothing missed, nothing twice, resumed from its cursor, ended when it must."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import text

from board.people import team
from board.store import journal
from board.values import DESK
from board.web import feed, live
from board.web.keys import STREAMS
from tests.board.web.conftest import Api, session_of, token_of
from tests.world import World, counted


@dataclass(frozen=True)
class Told:
    id: int
    name: str
    data: dict[str, Any]


class Stream:
    """A server-sent stream as a client reads it (WHATWG HTML, 9.2)."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response
        self.began_at = -1

    async def next(self) -> Told:
        while True:
            block = await self._block()
            fields = dict(line.split(": ", 1) for line in block if not line.startswith(":"))
            if "data" in fields:
                return Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))

    async def until(self, type: str) -> list[Told]:
        heard = [await self.next()]
        while heard[-1].data.get("type") != type:
            heard.append(await self.next())
        return heard

    async def rest(self) -> bytes:
        async with asyncio.timeout(10):
            return await self.response.content.read()

    async def _block(self) -> list[str]:
        async with asyncio.timeout(10):
            raw = await self.response.content.readuntil(b"\n\n")
        return raw.decode().strip().split("\n")


@asynccontextmanager
async def following(api: Api, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    signed = {"Authorization": f"Bearer {api.token}", **headers}
    async with api.client.get(f"/api/v1/events{query}", headers=signed) as response:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        stream = Stream(response)
        life, cursor = await stream._block()
        assert life.startswith(":")
        stream.began_at = int(cursor.removeprefix("id: "))
        yield stream


async def test_a_customers_message_is_told_at_once(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    async with following(api) as stream:
        received = await world.write("It stopped.")

        told = await stream.next()

    assert told.name == "change"
    assert told.data.pop("at").endswith("Z")
    assert told.data == {
        "type": "comment.added",
        "ticket": number,
        "comment": received.comment.id,
        "actor": "Anna",
        "actor_kind": "customer",
        "state": "inbox",
    }


async def test_from_now_means_from_now(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    async with following(api) as stream:
        await api.post(f"/tickets/{number}/move", {"lane": "urgent"})

        assert (await stream.next()).data["type"] == "ticket.moved"


async def test_a_stream_goes_on_from_its_cursor(api: Api, world: World) -> None:
    await world.customer()
    cursor = (await api.get("/boards/all"))["cursor"]
    number = await world.open()
    await world.write("It stopped.")
    async with following(api, f"?after={cursor}") as stream:
        first = await stream.until("ticket.opened")
    async with following(api, f"?after={cursor}", **{"Last-Event-ID": str(first[-1].id)}) as stream:
        then = await stream.next()

    assert (then.data["type"], then.data["ticket"]) == ("comment.added", number)
    assert then.id > first[-1].id


async def test_a_line_cut_before_its_first_event_loses_nothing(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    async with following(api) as stream:
        cursor = stream.began_at
    await world.write("While the line was cut.")

    async with following(api, **{"Last-Event-ID": str(cursor)}) as again:
        told = await again.next()
        assert again.began_at == cursor

    assert (told.data["type"], told.data["ticket"], told.id > cursor) == ("comment.added", number, True)


async def test_many_writers_are_told_in_order_and_without_gaps(api: Api, world: World) -> None:
    await world.customer()
    async with world.database.reading() as session:
        before = await journal.head(session)
    async with following(api) as stream:
        await asyncio.gather(*(world.customer(telegram_id) for telegram_id in range(100, 112)))
        ids = [(await stream.next()).id for _ in range(12)]

    async with world.database.reading() as session:
        written = [entry.id for entry in await journal.read_after(session, before)]
    assert ids == written


async def test_streams_share_one_reading_of_the_journal(api: Api, world: World) -> None:
    await world.customer()
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(following(api)) for _ in range(6)]
        await world.customer(43)
        for stream in streams:
            await stream.next()
        with counted(world.database) as statements:
            await world.open()
            heard = [await stream.until("ticket.opened") for stream in streams]

    assert all(each == heard[0] for each in heard)
    assert len([each for each in statements if "event.id >" in each]) <= 2


async def test_a_stream_far_behind_catches_up_with_the_others(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_BATCH", 3)
    monkeypatch.setattr(feed, "_KEPT", 2)
    await world.customer()
    before = (await api.get("/boards/all"))["cursor"]
    async with following(api) as near:
        for telegram_id in range(100, 108):
            await world.customer(telegram_id)
            await near.next()
        async with following(api, f"?after={before}") as far:
            ids = [(await far.next()).id for _ in range(8)]
            await world.open()
            last = await far.next()

            assert last == await near.next()

    assert [*ids, last.id] == list(range(before + 1, before + 10))


async def test_what_live_announced_equals_a_fresh_read(api: Api, world: World) -> None:
    """Reading again only what the stream names ends with the very board a fresh page would read."""
    await world.customer()
    await world.customer(43)
    old = await world.open(43)
    board = await api.get("/boards/all")
    cards = {card["number"]: card for card in board["cards"]}

    number = await world.open(topic="cash_desk")
    await world.write("It stopped.")
    await world.answer(number)
    await api.post(f"/tickets/{number}/labels", {"add": ["till"]})
    await world.resolve(number)
    await api.post(f"/tickets/{old}/move", {"board": "second_line"})
    await world.write("Hello", telegram_id=43)
    async with world.database.reading() as session:
        head = await journal.head(session)
    async with following(api, f"?after={board['cursor']}") as stream:
        named, reached = set(), 0
        while reached < head:
            told = await stream.next()
            reached = told.id
            named.add(told.data["ticket"])

    again = await api.get(f"/cards?numbers={','.join(str(each) for each in named - {None})}")
    cards |= {card["number"]: card for card in again["cards"]}
    fresh = await api.get("/boards/all")
    assert cards == {card["number"]: card for card in fresh["cards"]}
    assert again["cursor"] == head


async def test_a_cursor_the_journal_cannot_resume_is_reset(api: Api, world: World) -> None:
    await world.customer()
    await world.open()
    async with world.database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM change"))
        await connection.execute(text("DELETE FROM event WHERE id = (SELECT min(id) FROM event)"))
    async with world.database.reading() as session:
        head = await journal.head(session)

    for cursor in (0, head + 100):
        async with following(api, f"?after={cursor}") as stream:
            told = await stream.next()
            assert (told.name, told.id) == ("reset", head)
            await world.write("It stopped.")
            assert (await stream.next()).data["type"] == "comment.added"
        head += 1


async def test_a_cursor_that_is_none_is_refused(api: Api) -> None:
    await api.get("/events?after=x", 422)
    await api.get("/events", 422, headers={"Last-Event-ID": "x"})


async def test_a_quiet_stream_shows_that_it_lives(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUIET_SECONDS", 0.05)
    async with following(api) as stream:
        assert await stream._block() == [": still here"]


async def test_signing_out_ends_the_sessions_streams_only(api: Api, world: World) -> None:
    await world.customer()
    cookies = {"lanedesk_session": await session_of(world)}
    async with (
        following(api) as others,
        api.client.get("/api/v1/events", cookies=cookies) as response,
    ):
        own = {"X-Lanedesk": "1"}
        async with api.client.post("/api/v1/sign-out", cookies=cookies, headers=own) as out:
            assert out.status == 200
        await Stream(response).rest()
        await world.open()
        assert (await others.next()).data["type"] == "ticket.opened"


async def test_a_session_revoked_elsewhere_ends_its_stream(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "QUIET_SECONDS", 0.05)
    boris = Api(api.client, await token_of(world, "Boris"))
    async with following(boris) as stream:
        async with world.database.transaction(DESK) as tx:
            await team.sign_out(tx, boris.token)
        await stream.rest()


async def test_streams_end_at_shutdown(api: Api) -> None:
    async with following(api) as stream:
        app = api.client.app
        assert app is not None
        assert len(app[STREAMS]) == 1
        await app.shutdown()
        await stream.rest()
    async with following(api) as late:
        await late.rest()


async def test_a_stranger_hears_nothing(api: Api) -> None:
    async with api.client.get("/api/v1/events") as response:
        assert response.status == 401


async def test_moved_practice_time_is_told_to_every_screen(api: Api, world: World) -> None:
    async with following(api) as here, following(api) as there:
        moved = await api.post("/clock", {"advance_seconds": 300})
        for stream in (here, there):
            told = await stream.next()
            assert (told.name, told.data["now"] >= moved["now"]) == ("clock", True)
