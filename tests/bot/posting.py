"""Helpers that put calls in the outbox and read what became of them."""

from __future__ import annotations

from datetime import timedelta

from board.models import Comment
from board.store.db import Database, advance_clock
from board.talk import conversation
from board.values import DESK, CommentId
from bot.outbound.outbox import OUTBOX, Call, send
from sandbox.client import Person
from tests.bot.machinery import open_jobs, until
from tests.world import World, parts_of


def text(person: int, words: str, **fields: object) -> Call:
    return Call(f"{person}:{words}", person, "sendMessage", {"text": words, **fields})


async def put(database: Database, *calls: Call) -> None:
    async with database.transaction(DESK) as tx:
        for call in calls:
            await send(tx, call)


async def reply(world: World, person: Person, words: str) -> CommentId:
    """An agent's reply on a new ticket of the person, with the call that the bot's reactions would put."""
    await world.customer(person.id)
    number = await world.open(person.id)
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, number, words)
        (part,) = await parts_of(tx, comment.id)
        await send(tx, _call(comment, part.id, person.id))
    return CommentId(comment.id)


def _call(comment: Comment, part: int, chat: int) -> Call:
    return Call(
        key=f"reply:{comment.id}:{part}",
        chat_id=chat,
        method="sendMessage",
        params={"text": comment.text},
        comment=CommentId(comment.id),
        parts=(part,),
    )


async def comment_of(database: Database, comment: int) -> Comment:
    async with database.transaction(DESK) as tx:
        return await tx.session.get_one(Comment, comment)


async def delivery_of(database: Database, comment: int) -> str | None:
    return (await comment_of(database, comment)).delivery


async def is_empty(database: Database, queue: str = OUTBOX) -> None:
    async def empty() -> bool:
        return not await open_jobs(database, queue)

    await until(empty)


async def pass_time(database: Database, seconds: float) -> None:
    async with database.transaction(DESK) as tx:
        await advance_clock(tx, timedelta(seconds=seconds))


async def heard(person: Person) -> list[str]:
    return [message.text for message in await person.messages() if message.is_from_bot]


async def waits_for_a_retry(database: Database) -> None:
    async def has_failed() -> bool:
        return any(job["first_failed_at"] for job in await open_jobs(database, OUTBOX))

    await until(has_failed)
