"""Delivery: every comment learns the truth, whatever Telegram answers or does not."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from aiogram import Bot
from sqlalchemy import text as sql

from board.people import customers
from board.store import jobs
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.tickets import locking
from board.values import DESK, Delivery
from bot.outbound.outbox import OUTBOX, Call
from bot.outbound.sender import Sender
from bot.telegram import make_bot
from sandbox.client import Person, Phone
from tests.bot.machinery import turning, until
from tests.bot.posting import (
    comment_of,
    delivery_of,
    heard,
    is_empty,
    pass_time,
    put,
    reply,
    text,
    waits_for_a_retry,
)
from tests.world import World


async def test_a_429_holds_the_chat_and_its_order(
    database: Database, anna: Person, phone: Phone, sending: None
) -> None:
    await phone.fault(method="sendMessage", chat_id=anna.id, retry_after=30, times=1)
    await put(database, text(anna.id, "one"), text(anna.id, "two"))

    await waits_for_a_retry(database)
    meanwhile = await heard(anna)
    await pass_time(database, 31)
    await is_empty(database)

    assert meanwhile == []
    assert await heard(anna) == ["one", "two"]


async def test_many_429s_are_no_failure(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    await phone.fault(method="sendMessage", retry_after=20, times=8)
    comment = await reply(world, anna, "patience")

    async def is_sent() -> bool:
        await pass_time(database, 20)
        return await delivery_of(database, comment) == Delivery.SENT

    await until(is_sent)

    assert await heard(anna) == ["patience"]


async def test_who_blocked_the_bot_gets_nothing_more_and_the_desk_knows(
    database: Database, world: World, anna: Person, sender: Sender
) -> None:
    await anna.block()
    first = await reply(world, anna, "one")
    second = await reply(world, anna, "two")
    await put(database, text(anna.id, "the bot's own words"))

    async with turning(sender.run):
        await is_empty(database)

    async with database.transaction(DESK) as tx:
        customer = await customers.by_telegram(tx, anna.id)
    assert customer is not None
    assert customer.blocked_at is not None
    assert await delivery_of(database, first) == Delivery.BLOCKED
    assert await delivery_of(database, second) == Delivery.BLOCKED


async def test_a_refused_reply_says_why_and_the_next_goes_on(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    await phone.fault(method="sendMessage", code=400, description="Bad Request: message is too long", times=1)
    first = await reply(world, anna, "one")
    await reply(world, anna, "two")

    await anna.expect("two")
    await is_empty(database)

    refused = await comment_of(database, first)
    assert (refused.delivery, refused.delivery_reason) == (
        Delivery.FAILED,
        "Bad Request: message is too long",
    )


async def test_a_reply_whose_sending_cannot_be_written_down_is_not_queued_for_ever(
    database: Database, world: World, anna: Person, sending: None
) -> None:
    await world.customer(anna.id)
    for message_id in range(1, 9):
        await world.write("Taken.", telegram_id=anna.id, message_id=message_id)

    comment = await reply(world, anna, "under a number that is taken")
    await is_empty(database)

    told = await comment_of(database, comment)
    assert (told.delivery, told.delivery_reason) == (Delivery.FAILED, "unknown")


async def test_later_parts_of_a_refused_reply_wait(
    database: Database, world: World, anna: Person, phone: Phone, sender: Sender
) -> None:
    await phone.fault(method="sendMessage", code=400, description="Bad Request: no", times=1)
    comment = await reply(world, anna, "the first part")
    await put(
        database,
        Call("later part", anna.id, "sendMessage", {"text": "the second part"}, comment=comment),
        text(anna.id, "something else"),
    )

    async with turning(sender.run):
        await is_empty(database)

    assert await heard(anna) == ["something else"]


async def test_a_dead_telegram_reply_is_left_out(
    database: Database, world: World, anna: Person, sending: None
) -> None:
    await put(database, text(anna.id, "an answer", reply_parameters={"message_id": 999_999}))

    message = await anna.expect("an answer")

    assert message.reply_to is None


async def test_an_edit_that_changes_nothing_is_fine(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    await put(database, text(anna.id, "same"))
    message = await anna.expect("same")
    edit = Call("edit", anna.id, "editMessageText", {"message_id": message.id, "text": "same"})
    await put(database, edit)

    await is_empty(database)

    (call,) = await phone.calls(method="editMessageText")
    assert call["status"] == 400
    assert "not modified" in call["answer"]


async def test_an_outage_of_telegram_is_waited_out(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    await phone.fault(method="sendMessage", code=502, times=3)
    comment = await reply(world, anna, "still here")

    async def is_sent() -> bool:
        await pass_time(database, 10)
        return await delivery_of(database, comment) == Delivery.SENT

    await until(is_sent)

    assert await heard(anna) == ["still here"]


async def test_telegram_broken_for_long_fails_the_reply(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    await phone.fault(method="sendMessage", code=500)
    comment = await reply(world, anna, "never mind")

    async def has_failed() -> bool:
        await pass_time(database, 60)
        return await delivery_of(database, comment) == Delivery.FAILED

    await until(has_failed)


async def test_without_a_connection_nothing_is_lost_or_flagged(
    database: Database, world: World, wake: Wake, blobs: Blobs, anna: Person, bot: Bot, sender: Sender
) -> None:
    comment = await reply(world, anna, "later")
    async with (
        make_bot(bot.token, "http://127.0.0.1:1").context(auto_close=True) as nowhere,
        turning(Sender(database, wake, nowhere, blobs).run),
    ):
        await waits_for_a_retry(database)
    await pass_time(database, 60)

    async with turning(sender.run):
        await is_empty(database)

    sent = await comment_of(database, comment)
    assert (sent.delivery, sent.is_maybe_twice) == (Delivery.SENT, False)
    assert await heard(anna) == ["later"]


@pytest.mark.parametrize("fault", ["drop_answer", "refuse", "hang"])
async def test_an_unknown_outcome_is_tried_once_more_and_flagged(
    database: Database, world: World, anna: Person, phone: Phone, sending: None, fault: str
) -> None:
    await phone.fault(fault, method="sendMessage", times=1)
    comment = await reply(world, anna, "maybe")

    await waits_for_a_retry(database)
    await pass_time(database, 11)
    await is_empty(database)

    sent = await comment_of(database, comment)
    assert (sent.delivery, sent.is_maybe_twice) == (Delivery.SENT, True)
    assert len(await heard(anna)) == (2 if fault == "drop_answer" else 1)


async def test_an_outcome_unknown_twice_is_a_failure(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    await phone.fault("refuse", method="sendMessage", times=1)
    await phone.fault(method="sendMessage", retry_after=5, times=1)
    await phone.fault("refuse", method="sendMessage", times=1)
    comment = await reply(world, anna, "maybe")

    async def has_failed() -> bool:
        await pass_time(database, 11)
        return await delivery_of(database, comment) == Delivery.FAILED

    await until(has_failed)

    assert (await comment_of(database, comment)).delivery_reason == "unknown"
    assert await heard(anna) == []


async def test_a_send_found_after_a_crash_is_of_unknown_outcome(
    database: Database, world: World, anna: Person, sender: Sender
) -> None:
    comment = await reply(world, anna, "maybe")
    async with database.transaction(DESK) as tx:
        await jobs.lease(tx.session, OUTBOX, timedelta(minutes=10))

    async with turning(sender.run):
        await waits_for_a_retry(database)
        before = await heard(anna)
        await pass_time(database, 11)
        await is_empty(database)

    assert before == []
    assert await heard(anna) == ["maybe"]
    assert (await comment_of(database, comment)).is_maybe_twice


async def test_a_clean_stop_hears_the_answers_under_way(
    database: Database, world: World, anna: Person, phone: Phone, wake: Wake, bot: Bot, blobs: Blobs
) -> None:
    await put(database, *(text(anna.id, str(n)) for n in range(5)))
    boris = await phone.person("Boris")
    await boris.send("hello")
    await put(database, *(text(boris.id, str(n)) for n in range(5)))

    for _ in range(6):
        async with turning(Sender(database, wake, bot, blobs).run):

            async def something_was_sent(before: int = len(await phone.calls(method="sendMessage"))) -> bool:
                return len(await phone.calls(method="sendMessage")) > before or before >= 10

            await until(something_was_sent)

    await is_empty(database)
    assert await heard(anna) == ["0", "1", "2", "3", "4"]
    assert await heard(boris) == ["0", "1", "2", "3", "4"]


async def test_a_sent_message_is_written_down_once_the_database_is_back(
    database: Database, world: World, anna: Person, sender: Sender
) -> None:
    comment = await reply(world, anna, "only once")
    number = (await comment_of(database, comment)).ticket_number
    assert number is not None
    async with AsyncExitStack() as stack:
        async with database.transaction(DESK) as holding:
            await locking.lock(holding, number)
            # Only now: earlier, it might have written the outcome down already.
            await stack.enter_async_context(turning(sender.run))
            await anna.expect("only once")
            await until(lambda: _end_who_waits(database))

        await is_empty(database)
        sent = await comment_of(database, comment)
        assert (sent.delivery, sent.is_maybe_twice) == (Delivery.SENT, False)
        assert await heard(anna) == ["only once"]


async def _end_who_waits(database: Database) -> int:
    """Cut the connections that wait for a lock; returns how many there were."""
    async with database.engine.begin() as connection:
        ended = await connection.execute(
            sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        )
    return len(ended.all())
