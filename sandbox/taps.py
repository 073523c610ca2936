"""Taps on inline buttons: each waits for one answer, for two and a half minutes."""

import asyncio
import json
import secrets

from sandbox import updates
from sandbox.chats import Bot, person_user
from sandbox.messages import Stored
from sandbox.store import Json, encode
from sandbox.world import World

LIFE_SECONDS = 150
ANSWER_LIMIT = 200


def tap(world: World, bot: Bot, person_id: int, stored: Stored, data: str) -> str:
    """Tell the bot that a person tapped; returns the query's id."""
    query_id = str(secrets.randbits(62))
    world.store.run(
        "INSERT INTO taps (id, bot_id, person_id, at) VALUES (?, ?, ?, ?)",
        query_id,
        bot.id,
        person_id,
        world.clock(),
    )
    query = {
        "id": query_id,
        "from": person_user(world, person_id),
        "message": stored.body,
        "chat_instance": str(-(2**62) + stored.chat_id),
        "data": data,
    }
    # Taps have a queue of their own at Telegram: they do not wait behind the chat's messages.
    updates.push(world, bot.id, "callback_query", query, f"taps:{person_id}")
    return query_id


def answer(world: World, bot: Bot, query_id: str, given: Json) -> bool:
    """Keep the bot's answer; false when the tap is unknown, too old or answered already."""
    changed = world.store.run(
        "UPDATE taps SET answer = ? WHERE id = ? AND bot_id = ? AND at > ? AND answer IS NULL",
        encode(given),
        query_id,
        bot.id,
        world.clock() - LIFE_SECONDS,
    )
    if changed:
        world.bell.ring(_topic(query_id))
    return changed > 0


async def wait_answer(world: World, query_id: str, seconds: float) -> Json | None:
    """The bot's answer, or None when the time is over."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        row = world.store.one("SELECT answer FROM taps WHERE id = ?", query_id)
        if row and row["answer"]:
            found: Json = json.loads(row["answer"])
            return found
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0 or world.is_closing:
            return None
        await world.bell.wait(_topic(query_id), left)


def _topic(query_id: str) -> str:
    return f"tap:{query_id}"
