"""The messages of a chat: one number each, kept as the Bot API shows them."""

import json
import sqlite3
from dataclasses import dataclass

from sandbox.chats import Bot, change_keyboard
from sandbox.errors import bad_request
from sandbox.keyboards import inline_part
from sandbox.store import Json, encode
from sandbox.text import utf16_length
from sandbox.world import World

_FIRST_MESSAGE = 1
_QUOTE_LIMIT = 1024


@dataclass(frozen=True)
class Stored:
    """A message as it is now, with what the Bot API object leaves out."""

    bot_id: int
    chat_id: int
    id: int
    is_from_bot: bool
    body: Json
    markup: Json | None
    bot_reaction: str | None
    person_reaction: str | None
    is_deleted: bool
    is_hidden: bool
    desk_ahead: int


def add(world: World, bot: Bot, chat: Json, author: Json, content: Json, markup: Json | None = None) -> Json:
    """Number and keep a message; returns it as the Bot API shows it."""
    message_id = world.store.next_number(f"{bot.id}:messages", _FIRST_MESSAGE)
    body = {"message_id": message_id, "from": author, "chat": chat, "date": world.now(), **content}
    shown = inline_part(markup)
    if shown:
        body["reply_markup"] = shown
    world.store.run(
        "INSERT INTO messages (bot_id, chat_id, id, from_bot, body, markup, desk_ahead)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        bot.id,
        chat["id"],
        message_id,
        author["is_bot"],
        encode(body),
        encode(markup) if markup else None,
        world.desk_ahead or 0,
    )
    change_keyboard(world, bot.id, chat["id"], markup)
    announce(world, bot.id, chat["id"], message_id)
    return body


def find(world: World, bot_id: int, chat_id: int, message_id: int) -> Stored | None:
    """A message that was not deleted."""
    row = world.store.one(
        "SELECT * FROM messages WHERE bot_id = ? AND chat_id = ? AND id = ? AND NOT is_deleted",
        bot_id,
        chat_id,
        message_id,
    )
    return _stored(row) if row else None


def of_chat(world: World, bot_id: int, chat_id: int, after: int = 0) -> list[Stored]:
    """All messages of a chat, deleted ones included, oldest first."""
    sql = "SELECT * FROM messages WHERE bot_id = ? AND chat_id = ? AND id > ? ORDER BY id"
    return [_stored(row) for row in world.store.all(sql, bot_id, chat_id, after)]


def replace(world: World, stored: Stored, content: Json, markup: Json | None) -> Json:
    """Put new content and inline keyboard in place of the old ones."""
    body = {name: value for name, value in content.items() if name != "reply_markup"}
    shown = inline_part(markup)
    if shown:
        body["reply_markup"] = shown
    _update(world, stored, body=encode(body), markup=encode(markup) if markup else None)
    return body


def react_as_bot(world: World, stored: Stored, emoji: str | None) -> None:
    _update(world, stored, bot_reaction=emoji)


def react_as_person(world: World, stored: Stored, emoji: str | None) -> None:
    _update(world, stored, person_reaction=emoji)


def delete(world: World, stored: Stored) -> None:
    _update(world, stored, is_deleted=1)


def hide(world: World, stored: Stored) -> None:
    """Deleted on the phone only; the bot never hears of it."""
    _update(world, stored, is_hidden=1)


def reply_fields(quoted: Stored, quote: str = "") -> Json:
    """What an answer to a message carries: the message, one level deep, and the words quoted from it."""
    shown: Json = {
        "reply_to_message": {name: value for name, value in quoted.body.items() if name != "reply_to_message"}
    }
    if quote:
        text = str(quoted.body.get("text") or quoted.body.get("caption") or "")
        place = text.find(quote)
        if place < 0 or utf16_length(quote) > _QUOTE_LIMIT:
            raise bad_request("QUOTE_TEXT_INVALID")
        shown["quote"] = {"text": quote, "position": utf16_length(text[:place]), "is_manual": True}
    return shown


def announce(world: World, bot_id: int, chat_id: int, message_id: int) -> None:
    """Tell the phones and whoever waits that a message came or changed."""
    world.bell.ring(chat_topic(chat_id))
    world.feed.publish({"type": "message", "bot": bot_id, "chat": chat_id, "message": message_id})


def chat_topic(chat_id: int) -> str:
    return f"chat:{chat_id}"


def _update(world: World, stored: Stored, **columns: object) -> None:
    assignments = ", ".join(f"{name} = ?" for name in columns)
    world.store.run(
        f"UPDATE messages SET {assignments} WHERE bot_id = ? AND chat_id = ? AND id = ?",
        *columns.values(),
        stored.bot_id,
        stored.chat_id,
        stored.id,
    )
    announce(world, stored.bot_id, stored.chat_id, stored.id)


def _stored(row: sqlite3.Row) -> Stored:
    return Stored(
        bot_id=row["bot_id"],
        chat_id=row["chat_id"],
        id=row["id"],
        is_from_bot=bool(row["from_bot"]),
        body=json.loads(row["body"]),
        markup=json.loads(row["markup"]) if row["markup"] else None,
        bot_reaction=row["bot_reaction"],
        person_reaction=row["person_reaction"],
        is_deleted=bool(row["is_deleted"]),
        is_hidden=bool(row["is_hidden"]),
        desk_ahead=row["desk_ahead"],
    )
