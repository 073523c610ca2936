"""Who blocked the bot and who has come back: Telegram's answer counts from when the call left."""

from __future__ import annotations

import json
from datetime import timedelta

from aiogram import Bot

from board.people import customers
from board.store import jobs
from board.store.db import Database
from board.store.jobs import Claim
from board.values import DESK, Delivery
from bot.inbound.intake import QUEUE, split, store
from bot.outbound.outbox import OUTBOX, from_json
from bot.outbound.outcomes import Blocked
from bot.outbound.sender import Sender, settle
from sandbox.client import Person
from tests.bot.machinery import message, turning
from tests.bot.posting import delivery_of, heard, is_empty, reply
from tests.world import World


async def test_a_403_that_is_older_than_their_return_marks_nobody_blocked(
    database: Database, world: World, anna: Person, bot: Bot, sender: Sender
) -> None:
    comment = await reply(world, anna, "welcome back")
    claim = await _claimed(database)
    await _hear_of(anna, database, bot)

    await _settle_as_blocked(claim, database, bot)

    assert not await _is_blocked(anna, database)
    async with turning(sender.run):
        await is_empty(database)
    assert await delivery_of(database, comment) == Delivery.SENT
    assert await heard(anna) == ["welcome back"]


async def test_a_403_that_is_newer_than_their_last_words_is_the_truth(
    database: Database, world: World, anna: Person, bot: Bot
) -> None:
    comment = await reply(world, anna, "in vain")
    await _hear_of(anna, database, bot)

    await _settle_as_blocked(await _claimed(database), database, bot)

    assert await _is_blocked(anna, database)
    assert await delivery_of(database, comment) == Delivery.BLOCKED


async def _claimed(database: Database) -> Claim:
    async with database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, OUTBOX, timedelta(minutes=1))
    return claim


async def _hear_of(person: Person, database: Database, bot: Bot) -> None:
    """A message of theirs comes in and is handled."""
    update = {"update_id": 1, "message": message(person.id, 1, "here again")}
    await store(database, bot.id, [*split(json.dumps({"ok": True, "result": [update]}).encode())])
    async with database.transaction(DESK) as tx:
        assert await jobs.take_as_done(tx.session, QUEUE)
        customer = await customers.by_telegram(tx, person.id)
        assert customer is not None
        await customers.returned(tx, customer)


async def _settle_as_blocked(claim: Claim, database: Database, bot: Bot) -> None:
    outcome = Blocked("Forbidden: bot was blocked by the user")
    async with database.transaction(DESK) as tx:
        await settle(tx, claim, from_json(claim.payload), outcome, bot.id)


async def _is_blocked(person: Person, database: Database) -> bool:
    async with database.transaction(DESK) as tx:
        customer = await customers.by_telegram(tx, person.id)
    assert customer is not None
    return customer.blocked_at is not None
