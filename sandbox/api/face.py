"""Requests to the Bot API: find the bot and the method, meet the faults, answer in Telegram's form."""

import logging

from aiohttp import web

from sandbox import files
from sandbox.api import calls
from sandbox.api.call import Call, as_chat
from sandbox.api.methods import METHODS, Method
from sandbox.api.receiving import get_updates
from sandbox.chats import Bot, claim_bot, known_bot
from sandbox.downloads import send_file
from sandbox.errors import Refused
from sandbox.faults import Fault, FaultKind
from sandbox.keys import FAULTS, PACING, POLLS, WORLD
from sandbox.params import Params, read_params
from sandbox.store import encode

_log = logging.getLogger(__name__)
_GET_UPDATES = "getUpdates"
_LONGEST_HANG_SECONDS = 3600.0


def routes() -> list[web.RouteDef]:
    return [
        web.route("*", "/bot{token:[^/]+}/{method}", _call),
        web.get("/file/bot{token:[^/]+}/{path:.+}", _download),
    ]


async def _call(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    try:
        bot = claim_bot(world, request.match_info["token"])
        params = await read_params(request)
    except Refused as refusal:
        return _refusal(refusal)
    except web.HTTPRequestEntityTooLarge:
        return _refusal(Refused(413, "Request Entity Too Large"))
    asked = request.match_info["method"]
    if asked.lower() == _GET_UPDATES.lower():
        name, method = _GET_UPDATES, None
    elif asked.lower() in METHODS:
        name, method = METHODS[asked.lower()]
    else:
        return _refusal(Refused(404, "Not Found: method not found"))
    fault = request.app[FAULTS].take(name, _chat_of(params))
    if fault and fault.kind is not FaultKind.DROP_ANSWER:
        calls.note(
            world, bot.id, name, params, fault.code if fault.kind is FaultKind.ERROR else 0, fault.shown()
        )
        return await _suffer(request, fault)
    answer = await _answer(request, bot, name, method, params)
    return _cut(request) if fault else answer


def _chat_of(params: Params) -> int | None:
    return as_chat(params.text("chat_id"))


async def _suffer(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind is FaultKind.ERROR:
        refused = Refused(fault.code, fault.description, retry_after=fault.retry_after)
        refused.migrate_to_chat_id = fault.migrate_to_chat_id
        return _refusal(refused)
    if fault.kind is FaultKind.HANG:
        await request.app[WORLD].bell.wait("closing", _LONGEST_HANG_SECONDS)
    return _cut(request)


async def _answer(
    request: web.Request, bot: Bot, name: str, method: Method | None, params: Params
) -> web.StreamResponse:
    world = request.app[WORLD]
    call = Call(world, bot, params)
    try:
        if method is None:
            return _success(await get_updates(call, request.app[POLLS]))
        if name.startswith("send") and name != "sendChatAction":
            request.app[PACING].check(bot.id, _chat_of(params) or 0)
        with world.store.transaction():
            result = method(call)
            calls.note(world, bot.id, name, params, 200, result)
        return _success(result)
    except Refused as refusal:
        calls.note(world, bot.id, name, params, refusal.code, refusal.description)
        return _refusal(refusal)
    except Exception:
        _log.exception("the sandbox can't do %s", name)
        return _refusal(Refused(500, "Internal Server Error"))


def _success(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result}, dumps=encode)


def _refusal(refusal: Refused) -> web.Response:
    answer: dict[str, object] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        answer["parameters"] = {"retry_after": refusal.retry_after}
    if refusal.migrate_to_chat_id is not None:
        answer["parameters"] = {"migrate_to_chat_id": refusal.migrate_to_chat_id}
    return web.json_response(answer, status=refusal.code)


def _cut(request: web.Request) -> web.Response:
    """Break the connection; the response returned is never written."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _download(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    fault = request.app[FAULTS].take("file", None)
    if fault:
        return await _suffer(request, fault)
    try:
        if known_bot(world, request.match_info["token"]) is None:
            raise Refused(401, "Unauthorized")
    except Refused as refusal:
        return _refusal(refusal)
    stored = files.file_at(world, request.match_info["path"])
    if stored is None or stored.size_bytes > files.DOWNLOAD_LIMIT:
        return _refusal(Refused(404, "Not Found"))
    return await send_file(request, world, stored)
