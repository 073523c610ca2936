"""Customers who registered long ago, each with an account and a ticket of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import Any

from board.people import accounts
from board.values import DESK
from sandbox.client import Message, Person
from tests.desk.running import Desk, asked

TOPICS = ("cash_desk", "product", "billing")
_accounts = count(1)


@dataclass(frozen=True)
class Case:
    """A ticket and the phone of its customer."""

    desk: Desk
    person: Person
    number: int
    account: str

    async def writes(self, text: str) -> Message:
        """Returns once the desk has stored it."""
        sent = await self.person.send(text)
        await self.stored(sent)
        return sent

    async def stored(self, *sent: Message) -> None:
        for message in sent:
            await self.person.expect_reaction(message, "✍")

    async def ticket(self) -> Any:
        return await self.desk.get(f"tickets/{self.number}")


async def opened(
    desk: Desk, words: str = "It stopped.", *, topic: str = "product", name: str = "Anna Berg"
) -> Case:
    """A new customer's ticket, opened with these words, or by the menu if there are none."""
    account = f"20-{next(_accounts):03}"
    async with desk.database.transaction(DESK) as tx:
        await accounts.add(tx, account)
    person = await desk.known_customer(name, account=account)
    return await ticket_of(desk, person, account, words, topic)


async def ticket_of(desk: Desk, person: Person, account: str, words: str, topic: str = "product") -> Case:
    """A ticket of a customer who has no other open one."""
    await person.send(words or "New ticket")
    await person.tap(await asked(person, len(TOPICS)), index=TOPICS.index(topic))
    opening = await person.expect("First words")
    number = re.search(r"#(\d+)", opening.text)
    assert number is not None
    return Case(desk, person, int(number[1]), account)
