"""Drafts over the API: kept and sent at the same moment, from two windows of one agent."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlalchemy import text

from board.talk import drafts
from board.talk.drafts import Begun
from board.tickets import locking
from board.values import Writing
from tests.board.web.conftest import Api
from tests.bot.machinery import until
from tests.racing import is_waiting
from tests.world import World


@pytest.mark.parametrize("path", ["replies", "notes"])
async def test_words_are_kept_in_one_window_while_another_sends_them(
    api: Api, world: World, path: str
) -> None:
    await world.customer()
    number, mode = await world.open(), Writing.REPLY if path == "replies" else Writing.NOTE
    await api.put(f"/tickets/{number}/draft", {"mode": mode, "text": "On"})

    async with world.database.transaction(world.agent) as tx:
        await tx.session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
        await locking.lock(tx, number)
        body = {"text": "On it.", "from_draft": True}
        sent = asyncio.create_task(api.post(f"/tickets/{number}/{path}", body))
        await until(partial(is_waiting, world.database))
        await drafts.keep(tx, number, mode, Begun("On it."))

    assert (await sent)["text"] == "On it."
    assert (await api.get("/drafts"))["items"] == []
