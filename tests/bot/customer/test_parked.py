"""A call that can't be read is parked and its reply fails; sent again, the reply goes out whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from board.errors import say_written
from board.models import Comment
from board.store import jobs
from board.store.files import Blobs
from board.talk import attachments, conversation, sending
from board.values import Delivery, FileId
from bot.outbound.outbox import OUTBOX
from sandbox.client import Person
from tests.bot.machinery import jobs_of, until
from tests.bot.talking import PICTURE, Talk

LONG = "я" * 1100
"""Too long for a caption: it goes before its picture."""


async def test_a_reply_whose_call_is_parked_has_failed_and_says_why(talk: Talk, picture: FileId) -> None:
    _, comment = await _with_parked_reply(talk, picture)

    told = await _read(talk, comment)

    assert told.delivery == Delivery.FAILED
    assert say_written("en", told.delivery_reason) == "the desk can't read this message (TypeError)"


async def test_the_later_parts_of_a_parked_reply_wait_for_it(talk: Talk, picture: FileId) -> None:
    anna, _ = await _with_parked_reply(talk, picture)

    assert await talk.quiet(anna) == []


async def test_sent_again_by_hand_it_leaves_the_parked_ones(talk: Talk, picture: FileId) -> None:
    anna, comment = await _with_parked_reply(talk, picture)

    await talk.do(partial(sending.retry, comment_id=comment))

    await anna.expect(LONG)
    await until(partial(_is_sent, talk, comment))
    assert await talk.do(lambda tx: jobs.parked(tx.session)) == []


@pytest.fixture
async def picture(talk: Talk, tmp_path: Path) -> FileId:
    """A picture that Vera uploaded."""
    sha256, size = await Blobs(tmp_path / "files").save(_chunks())
    made = partial(attachments.upload, sha256=sha256, size_bytes=size, name="a.png", mime="image/png")
    return (await talk.do(made)).id


async def _with_parked_reply(talk: Talk, picture: FileId) -> tuple[Person, int]:
    """A reply in two calls, the first in a form that this program cannot read."""
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method="sendMessage", retry_after=60, times=1)
    comment = await talk.do(partial(conversation.reply, number=number, text=LONG, files=[picture]))
    await until(partial(_is_held, talk))
    async with talk.database.engine.begin() as connection:
        await connection.execute(
            sql(
                "UPDATE job SET payload = jsonb_set(payload::jsonb, '{colour}', '1')::text"
                " WHERE id = (SELECT min(id) FROM job WHERE queue = 'outbox' AND done_at IS NULL)"
            )
        )
    await talk.advance(minutes=2)
    await until(partial(_is_parked, talk))
    return anna, comment.id


async def _is_held(talk: Talk) -> bool:
    return any(job["first_failed_at"] for job in await jobs_of(talk.database, OUTBOX))


async def _is_parked(talk: Talk) -> bool:
    return any(job["parked_at"] for job in await jobs_of(talk.database, OUTBOX))


async def _read(talk: Talk, comment: int) -> Comment:
    return await talk.do(lambda tx: tx.session.get_one(Comment, comment))


async def _is_sent(talk: Talk, comment: int) -> bool:
    return (await _read(talk, comment)).delivery == Delivery.SENT


async def _chunks() -> AsyncIterator[bytes]:
    yield PICTURE
