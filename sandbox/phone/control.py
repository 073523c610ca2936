"""Endpoints that steer the sandbox: faults, raw updates, pacing, the practice clock, the log of calls."""

import asyncio

from aiohttp import web

from sandbox import messages, practice, updates
from sandbox.api import calls
from sandbox.chats import bot_of, chat_object, person_user
from sandbox.downloads import send_file
from sandbox.errors import bad_request
from sandbox.files import file
from sandbox.keys import FAULTS, PACING, WORLD
from sandbox.params import read_params
from sandbox.store import Json, encode, without_none
from sandbox.world import World

_STREAM_PAUSE_SECONDS = 15.0


def routes() -> list[web.RouteDef]:
    return [
        web.post("/phone/api/faults", _add_fault),
        web.get("/phone/api/faults", _show_faults),
        web.delete("/phone/api/faults", _clear_faults),
        web.post("/phone/api/pacing", _set_pacing),
        web.post("/phone/api/raw_update", _raw_update),
        web.post("/phone/api/restart_ids", _restart_ids),
        web.get("/phone/api/calls", _calls),
        web.post("/phone/api/clock", _move_clock),
        web.get("/phone/api/info", _info),
        web.get("/phone/api/stream", _stream),
        web.get("/phone/files/{number:\\d+}", _file),
    ]


async def _add_fault(request: web.Request) -> web.Response:
    params = await read_params(request)
    try:
        fault = request.app[FAULTS].add(dict(params.fields))
    except (TypeError, ValueError) as problem:
        raise bad_request(str(problem)) from problem
    return _answer(fault.shown())


async def _show_faults(request: web.Request) -> web.Response:
    return _answer(request.app[FAULTS].shown())


async def _clear_faults(request: web.Request) -> web.Response:
    request.app[FAULTS].clear()
    return _answer([])


async def _set_pacing(request: web.Request) -> web.Response:
    request.app[PACING].is_on = (await read_params(request)).flag("on")
    return _answer({"on": request.app[PACING].is_on})


async def _raw_update(request: web.Request) -> web.Response:
    """`{"update": {…}}` or `{"text": "raw JSON"}`, sent on as it is, with the next update id.

    A `message` of a known chat that brings no message id gets one and is kept, so that it can be answered."""
    params, world = await read_params(request), request.app[WORLD]
    update = params.json("text") if "text" in params else params.json_object("update")
    if not isinstance(update, dict):
        raise bad_request("an update is an object")
    bot = bot_of(world, params.integer("bot") or None)
    fields = {name: value for name, value in update.items() if name != "update_id"}
    with world.store.transaction():
        message = fields.get("message")
        if isinstance(message, dict) and "message_id" not in message:
            fields["message"] = _kept_message(world, bot.id, message)
        update_id = updates.push_raw(world, bot.id, fields, "raw")
    message = fields.get("message")
    message_id = message.get("message_id") if isinstance(message, dict) else None
    return _answer({"update_id": update_id, "message_id": message_id})


def _kept_message(world: World, bot_id: int, message: Json) -> Json:
    chat = chat_object(world, int(message["chat"]["id"]))
    author = message.get("from") or person_user(world, chat["id"])
    return messages.add(world, bot_of(world, bot_id or None), chat, author, message)


async def _restart_ids(request: web.Request) -> web.Response:
    params, world = await read_params(request), request.app[WORLD]
    with world.store.transaction():
        next_id = updates.jump_ids(world, bot_of(world, params.integer("bot") or None).id)
    return _answer({"next_update_id": next_id})


async def _calls(request: web.Request) -> web.Response:
    """The calls after an id; with `timeout`, waits that long for the first one of `method`."""
    world, after = request.app[WORLD], int(request.query.get("after", 0))
    method, chat = request.query.get("method", ""), request.query.get("chat", "")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + float(request.query.get("timeout", 0))
    while True:
        found = [call for call in calls.after(world, after) if _is_wanted(call, method, chat)]
        left = deadline - loop.time()
        if found or left <= 0 or world.is_closing:
            return _answer(found)
        await world.bell.wait("calls", left)


def _is_wanted(call: Json, method: str, chat: str) -> bool:
    return method in ("", call["method"]) and chat in ("", str(call["params"].get("chat_id")))


async def _move_clock(request: web.Request) -> web.Response:
    world, params = request.app[WORLD], await read_params(request)
    if world.desk is None:
        raise bad_request("no desk to move the clock of; start with --desk-url")
    return _answer(await practice.move(world, world.desk, params.integer("advance_seconds")))


async def _info(request: web.Request) -> web.Response:
    """What the page's header shows; the desk's time only once it was heard."""
    world = request.app[WORLD]
    bots = world.store.all("SELECT id FROM bots ORDER BY first_seen DESC, id DESC")
    shown: Json = {"bots": [bot_of(world, row["id"]).user for row in bots], "desk": None, "now": world.now()}
    if world.desk is not None:
        ahead = world.desk_ahead
        shown["desk"] = {"url": world.desk.url, **without_none({"practice_offset_seconds": ahead})}
    return _answer(shown)


async def _stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events: names of what changed; the page reads it anew."""
    world = request.app[WORLD]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    reader = world.feed.subscribe()
    try:
        await response.write(b": hello\n\n")
        while True:
            try:
                async with asyncio.timeout(_STREAM_PAUSE_SECONDS):
                    event = await reader.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return response
            await response.write(f"data: {encode(event)}\n\n".encode())
    finally:
        world.feed.unsubscribe(reader)


async def _file(request: web.Request) -> web.StreamResponse:
    stored = file(request.app[WORLD], int(request.match_info["number"]))
    if stored is None:
        raise web.HTTPNotFound
    return await send_file(request, request.app[WORLD], stored)


def _answer(value: object) -> web.Response:
    return web.json_response(value, dumps=encode)
