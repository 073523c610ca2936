"""Endpoints about who is there: people, groups, the bots that called."""

import json

from aiohttp import web

from sandbox import accounts, messages, people
from sandbox.chats import add_group, add_person, bot_of, chat_object, person_user, standing
from sandbox.errors import bad_request
from sandbox.keys import WORLD
from sandbox.params import read_params
from sandbox.phone.view import brief, message_view
from sandbox.store import Json, encode
from sandbox.world import World

_GROUP_KINDS = ("group", "supergroup")


def routes() -> list[web.RouteDef]:
    group = "/phone/api/groups/{group:-\\d+}"
    return [
        web.get("/phone/api/people", _people),
        web.post("/phone/api/people", _add_person),
        web.get("/phone/api/accounts", _accounts),
        web.get("/phone/api/groups", _groups),
        web.post("/phone/api/groups", _add_group),
        web.post(f"{group}/add_bot", _add_bot),
        web.post(f"{group}/remove_bot", _remove_bot),
        web.get(f"{group}/messages", _group_messages),
    ]


async def _people(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    bot_id = bot_of(world, int(request.query.get("bot", 0)) or None).id
    rows = world.store.all("SELECT * FROM people ORDER BY id")
    return _answer([{**dict(row), **_latest(world, bot_id, row["id"])} for row in rows])


def _latest(world: World, bot_id: int, person_id: int) -> Json:
    """What a list of chats shows beside the name."""
    row = world.store.one(
        "SELECT id, body, desk_ahead FROM messages"
        " WHERE bot_id = ? AND chat_id = ? AND NOT is_deleted AND NOT is_hidden ORDER BY id DESC LIMIT 1",
        bot_id,
        person_id,
    )
    body = json.loads(row["body"]) if row else {}
    return {
        "standing": standing(world, bot_id, person_id),
        "last_id": row["id"] if row else 0,
        "last_text": brief(body),
        "last_date": body["date"] + row["desk_ahead"] if row else None,
    }


async def _add_person(request: web.Request) -> web.Response:
    params = await read_params(request)
    name = params.text("name").strip()
    if not name:
        raise bad_request("a person has a name")
    world = request.app[WORLD]
    with world.store.transaction():
        person = add_person(
            world, name, params.text("language_code") or "en", params.text("username") or None
        )
    return _answer(person)


async def _accounts(_request: web.Request) -> web.Response:
    return _answer(accounts.offered())


async def _groups(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    bot_id = bot_of(world, int(request.query.get("bot", 0)) or None).id
    rows = world.store.all("SELECT * FROM groups ORDER BY id DESC")
    return _answer([{**dict(row), "bot_status": standing(world, bot_id, row["id"])} for row in rows])


async def _add_group(request: web.Request) -> web.Response:
    params = await read_params(request)
    kind = params.text("type") or "supergroup"
    if not params.text("title") or kind not in _GROUP_KINDS:
        raise bad_request("a group has a title and is a group or a supergroup")
    world = request.app[WORLD]
    with world.store.transaction():
        group = add_group(world, params.text("title"), kind)
    return _answer(group)


async def _add_bot(request: web.Request) -> web.Response:
    """`{"person", "administrator"?}`: a person adds the bot; administrators hear every message."""
    params = await read_params(request)
    status = "administrator" if params.flag("administrator") else "member"
    return await _stand(request, status)


async def _remove_bot(request: web.Request) -> web.Response:
    return await _stand(request, "kicked")


async def _stand(request: web.Request, status: str) -> web.Response:
    world, params = request.app[WORLD], await read_params(request)
    group_id, person_id = int(request.match_info["group"]), params.integer("person")
    bot = bot_of(world, params.integer("bot") or None)
    chat, author = chat_object(world, group_id), person_user(world, person_id)
    with world.store.transaction():
        people.stand(world, bot, person_id, group_id, status)
        if status == "kicked":
            messages.add(world, bot, chat, author, {"left_chat_member": bot.user})
        else:
            joined = {"new_chat_members": [bot.user]}
            people.write(world, bot, person_id, group_id, joined, is_service=True)
    return _answer({"id": group_id, "bot_status": status})


async def _group_messages(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    group_id = int(request.match_info["group"])
    bot = bot_of(world, int(request.query.get("bot", 0)) or None)
    stored = messages.of_chat(world, bot.id, group_id, int(request.query.get("after", 0)))
    shown = [message_view(world, message) for message in stored]
    return _answer({"messages": shown, "standing": standing(world, bot.id, group_id), "bot": bot.user})


def _answer(value: object) -> web.Response:
    return web.json_response(value, dumps=encode)
