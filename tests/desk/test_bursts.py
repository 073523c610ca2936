"""Many messages at once, and Bot API servers that know less than Telegram: what matters still works."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.drawings import till_screen
from tests.desk.running import Desk

pytestmark = pytest.mark.xdist_group("alone")

CUSTOMERS = 50


async def test_fifty_customers_with_a_photo_and_three_texts_each_lose_nothing(desk: Desk) -> None:
    people = await asyncio.gather(*(desk.known_customer(f"Customer {index}") for index in range(CUSTOMERS)))
    picture = till_screen("Till 2", ["no paper"])

    async def tell(index: int) -> None:
        person = people[index]
        await person.photo(picture)
        for text in ("one", "two", "three"):
            await person.send(f"{text} {index}")

    await asyncio.gather(*(tell(index) for index in range(CUSTOMERS)))
    await desk.until("door", lambda door: _kept(door) == CUSTOMERS * 4, seconds=60)
    await desk.advance(601)
    page = await desk.until("tickets?limit=200", lambda page: len(page["items"]) == CUSTOMERS, seconds=60)

    for item in page["items"]:
        path = f"tickets/{item['number']}"
        ticket = await desk.until(path, lambda ticket: _files(ticket) == ["stored"], seconds=60)
        said = [comment for comment in ticket["comments"] if comment["author"] == "customer"]
        assert [comment["kind"] for comment in said] == ["photo", "text", "text", "text"]
        index = ticket["customer"]["name"].removeprefix("Customer ")
        assert [comment["text"] for comment in said[1:]] == [
            f"{word} {index}" for word in ("one", "two", "three")
        ]
        assert ticket["labels"] == ["no topic"]


async def test_bot_api_that_knows_no_reactions_or_chat_actions_serves_all_the_same(desk: Desk) -> None:
    for method in ("setMessageReaction", "sendChatAction", "answerCallbackQuery", "editMessageReplyMarkup"):
        await desk.phone.fault("error", method=method, code=404, description="Not Found")
    anna = await desk.known_customer()
    number = await desk.ticket_of(anna)
    await anna.send("Hello?")
    await desk.until(f"tickets/{number}", lambda ticket: ticket["unread"] == 1)
    await desk.post(f"tickets/{number}/replies", {"text": "Here I am."})
    await anna.expect("Here I am.")
    frame = await desk.until("desk", lambda frame: frame["undelivered"] == 0)
    assert frame["parked"] == 0


def _kept(door: dict[str, Any]) -> int:
    return sum(len(person["messages"]) for person in door["items"])


def _files(ticket: dict[str, Any]) -> list[str]:
    return [file["state"] for comment in ticket["comments"] for file in comment["files"]]
