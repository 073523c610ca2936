"""Who talks to whom: bots, people, groups, and how a bot stands with each chat."""

import hmac
import json
import re
from dataclasses import dataclass

from sandbox.errors import Refused, bad_request, forbidden
from sandbox.store import Json, encode
from sandbox.world import World

_TOKEN = re.compile(r"(\d{1,18}):[A-Za-z0-9_-]+")
# Beyond 32 bits, as today's Telegram ids are.
_FIRST_PERSON = 7_100_000_001
_FIRST_GROUP = 1_002_000_000_001
UNCLAIMED = 0


@dataclass(frozen=True)
class Bot:
    """A bot is its number; before any bot has called, what people send waits for UNCLAIMED."""

    id: int
    profile: Json

    @property
    def user(self) -> Json:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.profile.get("name") or "Lanedesk",
            "username": f"lanedesk_{self.id}_bot",
        }


def known_bot(world: World, token: str) -> Bot | None:
    """The bot that has called with this token; None if none of this number has. Refuses another token of its number."""
    match = _TOKEN.fullmatch(token)
    if match is None or int(match[1]) == UNCLAIMED:
        raise Refused(401, "Unauthorized")
    row = world.store.one("SELECT id, token, profile FROM bots WHERE id = ?", int(match[1]))
    if row is None:
        return None
    if not hmac.compare_digest(str(row["token"]), token):
        raise Refused(401, "Unauthorized")
    return Bot(row["id"], json.loads(row["profile"]))


def claim_bot(world: World, token: str) -> Bot:
    """The bot behind a token; the first one ever takes over what was written before it came."""
    if (known := known_bot(world, token)) is not None:
        return known
    bot_id = int(token.partition(":")[0])
    with world.store.transaction():
        is_first = world.store.one("SELECT 1 FROM bots") is None
        world.store.run(
            "INSERT INTO bots (id, token, first_seen) VALUES (?, ?, ?)", bot_id, token, world.clock()
        )
        if is_first:
            for table in ("chats", "messages", "updates", "taps"):
                world.store.run(f"UPDATE {table} SET bot_id = ? WHERE bot_id = ?", bot_id, UNCLAIMED)
            world.store.run(
                "UPDATE counters SET name = ? || substr(name, 2) WHERE name LIKE '0:%'", str(bot_id)
            )
    world.feed.publish({"type": "bot", "bot": bot_id})
    return Bot(bot_id, {})


def bot_of(world: World, bot_id: int | None) -> Bot:
    """The named bot, or the latest that called, or the one still awaited."""
    sql = "SELECT id, profile FROM bots WHERE ?1 IS NULL OR id = ?1 ORDER BY first_seen DESC, id DESC"
    row = world.store.one(sql, bot_id)
    if row is None:
        return Bot(UNCLAIMED if bot_id is None else bot_id, {})
    return Bot(row["id"], json.loads(row["profile"]))


def add_person(world: World, name: str, language_code: str, username: str | None) -> Json:
    person_id = world.store.next_number("people", _FIRST_PERSON)
    world.store.run("INSERT INTO people VALUES (?, ?, ?, ?)", person_id, name, username, language_code)
    person = {"id": person_id, "name": name, "username": username, "language_code": language_code}
    world.feed.publish({"type": "person", "person": person})
    return person


def person_user(world: World, person_id: int) -> Json:
    """A person as Telegram's User object."""
    row = world.store.one("SELECT * FROM people WHERE id = ?", person_id)
    if row is None:
        raise bad_request("user not found")
    first, _, last = str(row["name"]).partition(" ")
    user = {"id": person_id, "is_bot": False, "first_name": first, "language_code": row["language_code"]}
    return user | _given(last_name=last, username=row["username"])


def add_group(world: World, title: str, kind: str) -> Json:
    number = world.store.next_number("groups", _FIRST_GROUP)
    group = {"id": -number, "title": title, "type": kind}
    world.store.run("INSERT INTO groups VALUES (?, ?, ?)", -number, title, kind)
    world.feed.publish({"type": "group", "group": group})
    return group


def chat_object(world: World, chat_id: int) -> Json:
    """A person's private chat or a group as Telegram's Chat object."""
    if chat_id > 0:
        row = world.store.one("SELECT * FROM people WHERE id = ?", chat_id)
        if row is not None:
            first, _, last = str(row["name"]).partition(" ")
            chat = {"id": chat_id, "type": "private", "first_name": first}
            return chat | _given(last_name=last, username=row["username"])
    row = world.store.one("SELECT * FROM groups WHERE id = ?", chat_id)
    if row is None:
        raise bad_request("chat not found")
    return {"id": chat_id, "type": row["type"], "title": row["title"]}


def _given(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value}


def standing(world: World, bot_id: int, chat_id: int) -> str:
    """`none` (never met), `member`, `administrator`, `kicked` (blocked, or thrown out) or `left`."""
    row = world.store.one("SELECT status FROM chats WHERE bot_id = ? AND chat_id = ?", bot_id, chat_id)
    return str(row["status"]) if row else "none"


def set_standing(world: World, bot_id: int, chat_id: int, status: str) -> None:
    world.store.run(
        "INSERT INTO chats (bot_id, chat_id, status) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (bot_id, chat_id) DO UPDATE SET status = ?3",
        bot_id,
        chat_id,
        status,
    )


def writable_chat(world: World, bot: Bot, chat_id: int) -> Json:
    """The chat a bot may write to, refused the way Telegram refuses it."""
    chat = chat_object(world, chat_id)
    status = standing(world, bot.id, chat_id)
    if chat["type"] == "private":
        if status == "none":
            raise forbidden("bot can't initiate conversation with a user")
        if status == "kicked":
            raise forbidden("bot was blocked by the user")
        return chat
    if status == "none":
        raise bad_request("chat not found")
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat['type']} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat['type']} chat")
    return chat


def keyboard_of(world: World, bot_id: int, chat_id: int) -> Json | None:
    """The reply keyboard that stands under the chat now."""
    row = world.store.one("SELECT keyboard FROM chats WHERE bot_id = ? AND chat_id = ?", bot_id, chat_id)
    if row is None or row["keyboard"] is None:
        return None
    keyboard: Json = json.loads(row["keyboard"])
    return keyboard


def change_keyboard(world: World, bot_id: int, chat_id: int, markup: Json | None) -> None:
    """Keep a new reply keyboard, drop it when asked; any other markup leaves it standing."""
    if markup and "keyboard" in markup:
        _store_keyboard(world, bot_id, chat_id, encode(markup))
    elif markup and markup.get("remove_keyboard"):
        _store_keyboard(world, bot_id, chat_id, None)


def _store_keyboard(world: World, bot_id: int, chat_id: int, keyboard: str | None) -> None:
    world.store.run(
        "UPDATE chats SET keyboard = ? WHERE bot_id = ? AND chat_id = ?", keyboard, bot_id, chat_id
    )
