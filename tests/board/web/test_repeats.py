"""What a hand can repeat is harmless: each write made twice, and three times at once, does what once does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from board.store import journal
from board.talk import sending
from board.values import DESK
from tests.board.web.conftest import Api
from tests.board.web.writes import NOT_STAGED, WRITES, Write, every_write, every_write_for
from tests.world import World

SHOWN_ONCE = {"make_login", "make_link", "make_token"}
"""Their secrets are kept nowhere, so a repeated request is answered without."""
SAID_AGAIN = {
    *("reply", "note", "answer_at_door", "advance_clock", "make_invite", "make_invites"),
    *("add_notice", "add_board", "add_column", "open_to"),
    *SHOWN_ONCE,
}
"""To say the same words twice can be meant; who does not mean it sends an Idempotency-Key."""
ONCE_ONLY = {
    "open_incident": 409,
    "undo": 409,
    "send_scheduled": 404,
    "retry": 409,
    "fetch": 409,
    "hear_again": 409,
    "end_session": 404,
    "remove_agent": 404,
    "end_any_session": 404,
    "revoke_token": 404,
    "add_account": 422,
    "take_off_account": 404,
    "take_back": 409,
    "add_plan": 409,
    "remove_plan": 404,
    "remove_notice": 404,
    "add_quick_reply": 422,
    "remove_quick_reply": 404,
    "add_calendar": 409,
    "remove_calendar": 404,
    "add_topic": 422,
    "remove_topic": 404,
    "remove_board": 404,
    "remove_column": 404,
}
"""What is no longer there to be done is refused the second time."""

DONE_FOR_ALL = {"come_back", "hand_over", "set_bot_face", "set_company"}
"""Made once it leaves nothing to do for another of its kind."""


async def test_every_write_made_twice_does_what_once_does(api: Api, world: World) -> None:
    for write in await every_write(world):
        if write.id in SAID_AGAIN:
            continue
        start = await _head(world)
        await api.write(write)
        once = await _facts_since(world, start)

        await api.write(write, ONCE_ONLY.get(write.id, 200))

        assert await _facts_since(world, start) == once, write.id


async def test_every_write_made_three_times_at_once_is_made_once(api: Api, world: World) -> None:
    for one, three in await every_write_for(world, 2):
        if one.id in SAID_AGAIN | DONE_FOR_ALL:
            continue
        start = await _head(world)
        await api.write(one)
        once = await _facts_since(world, start)
        start = await _head(world)

        statuses = await asyncio.gather(*(_status(api, three) for _ in range(3)))

        assert sorted(statuses) == [200, *[ONCE_ONLY.get(three.id, 200)] * 2], three.id
        assert await _facts_since(world, start) == once, three.id


async def test_every_write_with_a_key_is_made_once_and_answered_the_same(api: Api, world: World) -> None:
    writes = await every_write(world)
    assert {write.id for write in writes} | NOT_STAGED == WRITES.keys()
    for write in writes:
        key = {"Idempotency-Key": f"again-{write.id}"}
        start = await _head(world)
        first = await api.write(write, headers=key)
        once = await _facts_since(world, start)

        again = await asyncio.gather(*(api.write(write, headers=key) for _ in range(2)))

        assert again == [_without_secret(first) if write.id in SHOWN_ONCE else first] * 2, write.id
        assert await _facts_since(world, start) == once, write.id


async def test_a_greeting_is_sent_once_until_the_customer_writes_again(api: Api, world: World) -> None:
    number = await _ticket(world)
    first = await api.post(f"/tickets/{number}/greet", {})
    await api.post(f"/tickets/{number}/replies", {"text": "Is the paper in?"})

    again = await api.post(f"/tickets/{number}/greet", {})
    await world.write("It is.")
    fresh = await api.post(f"/tickets/{number}/greet", {})

    assert again["id"] == first["id"]
    assert fresh["id"] > first["id"]


@pytest.mark.parametrize("is_blocked", [False, True])
async def test_a_greeting_that_never_arrived_is_sent_anew(api: Api, world: World, is_blocked: bool) -> None:
    number = await _ticket(world)
    first = await api.post(f"/tickets/{number}/greet", {})
    async with world.database.transaction(DESK) as tx:
        if is_blocked:
            await sending.blocked(tx, first["id"])
        else:
            await sending.refused(tx, first["id"], "Bad Request: chat not found")

    again = await api.post(f"/tickets/{number}/greet", {})

    assert (again["id"] > first["id"]) is not is_blocked


async def test_other_closing_words_on_a_done_ticket_are_not_lost_silently(api: Api, world: World) -> None:
    number = await _ticket(world)
    await world.read(number)
    await api.post(f"/tickets/{number}/resolve", {"text": "Mended."})

    await api.post(f"/tickets/{number}/resolve", {"text": " Mended. "})
    refusal = await api.post(f"/tickets/{number}/resolve", {"text": "Mended, and the paper is in."}, 409)

    assert "not sent" in refusal["detail"]
    said = (await api.get(f"/tickets/{number}"))["comments"]
    assert [comment["text"] for comment in said] == ["It stopped.", "Mended."]


async def test_only_what_was_marked_as_thanks_can_be_found_none(api: Api, world: World) -> None:
    number = await _ticket(world)
    words = (await api.get(f"/tickets/{number}"))["comments"][0]["id"]

    await api.post(f"/tickets/{number}/not-thanks", {"comment": words}, 422)


def _without_secret(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, str) else value for name, value in answer.items()}


async def _status(api: Api, write: Write) -> int:
    signed: dict[str, Any] = api._signed({"json": write.body})
    async with api.client.request(write.endpoint.method, f"/api/v1{write.path}", **signed) as response:
        await response.read()
        return response.status


async def _facts_since(world: World, cursor: int) -> list[str]:
    """What happened, without its ids."""
    async with world.database.reading() as session:
        entries = await journal.read_after(session, cursor, 5000)
    return [type(entry.event.fact).__name__ for entry in entries]


async def _head(world: World) -> int:
    async with world.database.reading() as session:
        return await journal.head(session)


async def _ticket(world: World) -> int:
    await world.customer()
    number = await world.open()
    await world.write()
    return number
