"""Replies written, edited and taken back at random while the sender dies again and again: Telegram shows the card."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from aiogram import Bot
from sqlalchemy import Row, select

from board.errors import Conflict
from board.models import Comment, CommentPart, Ticket
from board.people import redacting
from board.settings import Settings
from board.store import jobs
from board.store.db import Database, Transaction, advance_clock
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import conversation, rewording, taking_back
from board.tickets import moving
from board.values import DESK, Author, Delivery, RedactedFor
from bot.outbound.outbox import OUTBOX
from composition import listeners
from sandbox.client import Message, Person, Phone
from sla import fold
from tests.bot.conftest import hurried_sender
from tests.bot.machinery import turning, until
from tests.world import World, told

_LIVES, _STEPS = 5, 8
_NAME = "— Vera"
_SIGNATURE = f"\n\n{_NAME}"


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_changed_while_the_sender_dies_telegram_shows_the_card(
    database: Database, wake: Wake, bot: Bot, blobs: Blobs, anna: Person, phone: Phone, seed: int
) -> None:
    desk, chance = await World(told(database, listeners(Settings()))).furnish(), random.Random(seed)
    sender = hurried_sender(desk.database, wake, bot, blobs)
    await desk.customer(anna.id)
    number = await desk.open(anna.id)
    for _ in range(_LIVES):
        method = chance.choice(("sendMessage", "editMessageText", "deleteMessage"))
        await phone.fault(method=method, retry_after=1, times=1)
        working = asyncio.create_task(_work(desk, number, chance))
        async with turning(sender.run):
            await until(
                partial(_has_gone_on, database, phone, len(await phone.calls()) + chance.randrange(9))
            )
            for _ in range(chance.randrange(60)):
                await asyncio.sleep(0)
        await working
    await phone.clear_faults()
    async with turning(sender.run):
        await until(partial(_is_over, database), seconds=60)

    rows = await _comments(database)
    shown = {message.id: message for message in await anna.messages()}
    assert len(rows) > _LIVES
    assert [_heard(row, shown) for row in rows] == [
        row.text if row.removed_at is None else None for row in rows
    ]
    async with database.reading() as session:
        assert await fold.differs(session, number, number) == []
    numbers = [row.message_id for row in rows if row.message_id is not None]
    assert numbers == sorted(numbers)
    assert {row.edit_delivery for row in rows} <= {None, Delivery.SENT}
    assert {row.delivery for row in rows} <= {Delivery.SENT, Delivery.WITHDRAWN}
    mine = [each for each in shown.values() if each.is_from_bot and each.text.partition(" ")[0].isdigit()]
    twice = {each.id for each in mine if not each.is_deleted} - set(numbers)
    assert len(twice) <= sum(row.is_maybe_twice for row in rows)
    alone = {each.id for each in shown.values() if each.text == _NAME and not each.is_deleted}
    twice = alone ^ await _names(database)
    assert len(twice) <= sum(row.is_maybe_twice for row in rows)


def _heard(row: Row[tuple[object, ...]], shown: dict[int, Message]) -> str | None:
    """What Telegram shows of it; None if that is nothing."""
    message = shown.get(row.message_id) if row.message_id is not None else None
    if message is None or message.is_deleted:
        return None
    assert message.text.endswith(_SIGNATURE) == row.is_signed
    return message.text.removesuffix(_SIGNATURE)


async def _comments(database: Database) -> Sequence[Row[tuple[object, ...]]]:
    async with database.reading() as session:
        rows = await session.execute(
            select(Comment.text, Comment.removed_at, Comment.delivery, Comment.edit_delivery)
            .add_columns(Comment.is_maybe_twice, CommentPart.message_id, CommentPart.is_signed)
            .join(CommentPart, CommentPart.comment_id == Comment.id)
            .where(Comment.author == Author.AGENT, CommentPart.position == 0)
            .order_by(Comment.id)
        )
        return rows.all()


async def _names(database: Database) -> set[int]:
    """The messages that name the agent of a reply which stands, but had no room for that."""
    async with database.reading() as session:
        names = select(CommentPart.message_id).join(Comment, Comment.id == CommentPart.comment_id)
        found = await session.scalars(names.where(CommentPart.position > 0, Comment.removed_at.is_(None)))
        return {number for number in found if number is not None}


async def _work(desk: World, number: int, chance: random.Random) -> None:
    for _ in range(_STEPS):
        await desk.database.run(desk.agent, partial(_do_something, number=number, chance=chance))
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)


async def _do_something(tx: Transaction, number: int, chance: random.Random) -> None:
    ids = list(await tx.session.scalars(select(Comment.id).where(Comment.author == Author.AGENT)))
    words = f"{chance.randrange(10**6)} {chance.choice(('', 'я' * 4089))}".strip()
    kind = chance.choices(
        ("reply", "wait", "close", "take back", "edit", "delete", "redact"), weights=(4, 3, 3, 4, 6, 1, 1)
    )[0]
    with suppress(Conflict):
        if kind == "reply" or not ids:
            await conversation.reply(tx, number, words)
        elif kind == "wait":
            await conversation.reply(tx, number, words, waits=True)
        elif kind == "close":
            is_done = (await tx.session.get_one(Ticket, number)).done_at is not None
            await (
                moving.reopen(tx, number) if is_done else conversation.close(tx, number, words, waits=True)
            )
        elif kind == "take back":
            await taking_back.take_back(tx, number, max(ids))
        elif kind == "edit":
            await rewording.reword(tx, chance.choice(ids), f"{words.split()[0]} edited")
        elif kind == "delete":
            await rewording.delete(tx, chance.choice(ids))
        else:
            await redacting.redact(tx, chance.choice(ids), RedactedFor.MISTAKE)


async def _has_gone_on(database: Database, phone: Phone, calls: int) -> bool:
    return len(await phone.calls()) >= calls or await _is_over(database)


async def _is_over(database: Database) -> bool:
    """What waits for its next try is helped by making time pass."""
    async with database.reading() as session:
        to_next = await jobs.seconds_to_next(session, OUTBOX)
    if to_next is not None and to_next > 0:
        async with database.transaction(DESK) as tx:
            await advance_clock(tx, timedelta(seconds=to_next))
    return to_next is None
