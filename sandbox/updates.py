"""The updates a bot has not confirmed yet: numbered, kept for a day, handed out in order."""

import json
import random
import sqlite3

from sandbox.chats import Bot
from sandbox.store import Json, encode
from sandbox.world import World

_KEPT_SECONDS = 24 * 3600
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


def push(world: World, bot_id: int, kind: str, content: Json, lane: str) -> int | None:
    """Queue an update unless the bot did not ask for its kind.

    Updates of one lane (a chat; taps have their own) are delivered one after another."""
    if not _is_wanted(world, bot_id, kind):
        return None
    return push_raw(world, bot_id, {kind: content}, lane)


def push_raw(world: World, bot_id: int, fields: Json, lane: str) -> int:
    """Queue any object as an update, whatever the bot asked for."""
    update_id = world.store.next_number(f"{bot_id}:updates", random.randrange(100_000_000, 900_000_000))
    body = encode({"update_id": update_id, **fields})
    world.store.run(
        "INSERT INTO updates VALUES (?, ?, ?, ?, ?)", bot_id, update_id, lane, body, world.clock()
    )
    world.bell.ring(bell_topic(bot_id))
    world.bell.ring("webhooks")
    return update_id


def bell_topic(bot_id: int) -> str:
    return f"updates:{bot_id}"


def _is_wanted(world: World, bot_id: int, kind: str) -> bool:
    row = world.store.one("SELECT allowed_updates FROM bots WHERE id = ?", bot_id)
    allowed: list[str] = json.loads(row["allowed_updates"]) if row and row["allowed_updates"] else []
    return kind in allowed if allowed else kind not in _NOT_BY_DEFAULT


def allow(world: World, bot: Bot, kinds: list[str] | None) -> None:
    """Remember which kinds the bot wants: None keeps the earlier choice, [] is the default set."""
    if kinds is not None:
        world.store.run("UPDATE bots SET allowed_updates = ? WHERE id = ?", encode(kinds), bot.id)


def pending(world: World, bot_id: int, offset: int = 0, limit: int = 100) -> list[sqlite3.Row]:
    """Unconfirmed updates from an id on, or the last n for offset −n; older than a day they are gone."""
    world.store.run("DELETE FROM updates WHERE at < ?", world.clock() - _KEPT_SECONDS)
    if offset < 0:
        rows = world.store.all(
            "SELECT * FROM updates WHERE bot_id = ? ORDER BY id DESC LIMIT ?", bot_id, -offset
        )
        return rows[::-1][:limit]
    sql = "SELECT * FROM updates WHERE bot_id = ? AND id >= ? ORDER BY id LIMIT ?"
    return world.store.all(sql, bot_id, offset, limit)


def count_pending(world: World, bot_id: int) -> int:
    row = world.store.one("SELECT count(*) AS n FROM updates WHERE bot_id = ?", bot_id)
    return int(row["n"]) if row else 0


def awaited_messages(world: World, bot_id: int, lane: str) -> set[int]:
    """The messages of a lane that the bot has not confirmed."""
    rows = world.store.all("SELECT body FROM updates WHERE bot_id = ? AND lane = ?", bot_id, lane)
    bodies = [json.loads(row["body"]) for row in rows]
    return {body["message"]["message_id"] for body in bodies if "message" in body}


def confirm_before(world: World, bot_id: int, update_id: int) -> None:
    """Forget what came before an id: the bot has it."""
    _taken(world, world.store.run("DELETE FROM updates WHERE bot_id = ? AND id < ?", bot_id, update_id))


def confirm(world: World, bot_id: int, update_id: int) -> None:
    _taken(world, world.store.run("DELETE FROM updates WHERE bot_id = ? AND id = ?", bot_id, update_id))


def _taken(world: World, updates: int) -> None:
    if updates:
        world.feed.publish({"type": "taken"})


def drop_pending(world: World, bot_id: int) -> None:
    world.store.run("DELETE FROM updates WHERE bot_id = ?", bot_id)


def jump_ids(world: World, bot_id: int) -> int:
    """Go on from a random id, as Telegram does after a week of silence; it may be lower than before."""
    next_id = random.randrange(100_000_000, 900_000_000)
    world.store.jump(f"{bot_id}:updates", next_id - 1)
    return next_id
