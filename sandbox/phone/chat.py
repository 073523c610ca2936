"""Endpoints of one person's phone: send, edit, tap, react, block, and read the chat."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from aiohttp import web

from sandbox import messages, people, taps, updates
from sandbox.chats import Bot, bot_of, keyboard_of, person_user, standing
from sandbox.errors import bad_request
from sandbox.keyboards import buttons
from sandbox.keys import WORLD
from sandbox.messages import Stored
from sandbox.params import Params, Upload, read_params
from sandbox.phone.compose import Composer, caption_part, text_part
from sandbox.phone.view import message_view
from sandbox.store import Json, encode
from sandbox.world import World

_TAP_SECONDS = 10.0
_WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Phone:
    """One request of one person, in the private chat or in the group named by `chat`."""

    world: World
    person_id: int
    chat_id: int
    params: Params

    @property
    def bot(self) -> Bot:
        """Looked up each time: while a request waits, the first bot may come and take over the chat."""
        return bot_of(self.world, self.params.integer("bot") or None)

    def message(self) -> Stored:
        found = messages.find(self.world, self.bot.id, self.chat_id, self.params.integer("message_id"))
        if found is None:
            raise bad_request("message not found")
        return found

    def view(self, message_id: int) -> Json:
        found = messages.find(self.world, self.bot.id, self.chat_id, message_id)
        return message_view(self.world, found) if found else {}


def routes() -> list[web.RouteDef]:
    person = "/phone/api/people/{person:\\d+}"
    return [
        web.post(f"{person}/send", _endpoint(_send)),
        web.post(f"{person}/album", _endpoint(_album)),
        web.post(f"{person}/edit", _endpoint(_edit)),
        web.post(f"{person}/tap", _endpoint(_tap)),
        web.post(f"{person}/react", _endpoint(_react)),
        web.post(f"{person}/block", _endpoint(_block)),
        web.post(f"{person}/unblock", _endpoint(_unblock)),
        web.get(f"{person}/messages", _endpoint(_messages)),
        web.delete(f"{person}/messages/{{message_id:\\d+}}", _endpoint(_hide)),
        web.get(f"{person}/keyboard", _endpoint(_keyboard)),
        web.get(f"{person}/wait", _endpoint(_wait)),
    ]


def _endpoint(
    handle: Callable[[Phone], Awaitable[object]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def respond(request: web.Request) -> web.Response:
        world, params = request.app[WORLD], await read_params(request)
        person_id = int(request.match_info["person"])
        person_user(world, person_id)
        if "message_id" in request.match_info:
            params = Params({**params.fields, "message_id": request.match_info["message_id"]}, params.uploads)
        phone = Phone(world, person_id, params.integer("chat", person_id), params)
        return web.json_response(await handle(phone), dumps=encode)

    return respond


async def _send(phone: Phone) -> Json:
    with phone.world.store.transaction():
        content = Composer(phone.world, phone.bot, phone.chat_id, phone.params).content()
        body = people.write(phone.world, phone.bot, phone.person_id, phone.chat_id, content)
    return phone.view(body["message_id"])


async def _album(phone: Phone) -> list[Json]:
    """Parts are given as `parts` (a list of objects); a part's file is the upload named by its `file`.

    `media_group_id` continues an earlier album; `order` sends the parts in another order than written."""
    group = phone.params.text("media_group_id") or str(secrets.randbits(53))
    with phone.world.store.transaction():
        numbers = [_album_part(phone, part, group) for part in _ordered_parts(phone.params)]
    return [phone.view(number) for number in sorted(numbers)]


def _ordered_parts(params: Params) -> Iterator[Json]:
    parts, order = params.json_objects("parts"), params.json("order")
    if not parts:
        raise bad_request("an album has parts")
    yield from (parts[int(place)] for place in order) if isinstance(order, list) else parts


def _album_part(phone: Phone, part: Json, group: str) -> int:
    uploads: dict[str, Upload] = {}
    upload = phone.params.upload(part.get("file", ""))
    if upload:
        uploads["file"] = upload
    params = Params({**part, "media_group_id": group}, uploads)
    content = Composer(phone.world, phone.bot, phone.chat_id, params).content()
    return int(people.write(phone.world, phone.bot, phone.person_id, phone.chat_id, content)["message_id"])


async def _edit(phone: Phone) -> Json:
    with phone.world.store.transaction():
        stored = phone.message()
        if "location" in phone.params:
            changes: Json = {"location": phone.params.json_object("location")}
        elif "caption" in phone.params:
            changes = caption_part(phone.params) or {"caption": ""}
        else:
            changes = text_part(phone.params)
        people.edit(phone.world, phone.bot, stored, changes)
    return phone.view(stored.id)


async def _tap(phone: Phone) -> Json:
    """A button of the message `message_id`, else of the reply keyboard; by `data`, `text` or `index`."""
    wanted = {name: phone.params.fields.get(name) for name in ("data", "text", "index")}
    with phone.world.store.transaction():
        if "message_id" not in phone.params:
            body = people.press(phone.world, phone.bot, phone.person_id, phone.chat_id, wanted)
            return {"message": phone.view(body["message_id"])}
        tapped = people.tap_inline(phone.world, phone.bot, phone.person_id, phone.message(), wanted)
    if tapped["query"] is None:
        return {"button": tapped["button"], "is_answered": False}
    seconds = phone.params.number("timeout")
    answer = await taps.wait_answer(
        phone.world, tapped["query"], _TAP_SECONDS if seconds is None else seconds
    )
    return {
        "button": tapped["button"],
        "query": tapped["query"],
        "is_answered": answer is not None,
        **(answer or {}),
    }


async def _react(phone: Phone) -> Json:
    with phone.world.store.transaction():
        stored = phone.message()
        people.react(phone.world, phone.bot, phone.person_id, stored, phone.params.text("emoji") or None)
    return phone.view(stored.id)


async def _block(phone: Phone) -> Json:
    return _stand(phone, "kicked")


async def _unblock(phone: Phone) -> Json:
    """Lift the block; with `start`, say /start at once, as the phone's button does."""
    if standing(phone.world, phone.bot.id, phone.chat_id) == "kicked":
        _stand(phone, "member")
    if phone.params.flag("start"):
        with phone.world.store.transaction():
            people.write(
                phone.world, phone.bot, phone.person_id, phone.chat_id, {"text": "/start"} | _START_ENTITY
            )
    return {"standing": standing(phone.world, phone.bot.id, phone.chat_id)}


_START_ENTITY = {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}


def _stand(phone: Phone, status: str) -> Json:
    with phone.world.store.transaction():
        people.stand(phone.world, phone.bot, phone.person_id, phone.chat_id, status)
    return {"standing": status}


async def _messages(phone: Phone) -> Json:
    """`is_taken` tells whether the bot has confirmed a message of the person."""
    after = phone.params.integer("after")
    stored = messages.of_chat(phone.world, phone.bot.id, phone.chat_id, after)
    awaited = updates.awaited_messages(phone.world, phone.bot.id, people.lane(phone.chat_id))
    return {
        "messages": [
            message_view(phone.world, message) | {"is_taken": message.id not in awaited} for message in stored
        ],
        "standing": standing(phone.world, phone.bot.id, phone.chat_id),
        "bot": phone.bot.user,
    }


async def _hide(phone: Phone) -> Json:
    messages.hide(phone.world, phone.message())
    return {"id": phone.params.integer("message_id"), "is_deleted": True}


async def _keyboard(phone: Phone) -> Json:
    return keyboard_of(phone.world, phone.bot.id, phone.chat_id) or {}


async def _wait(phone: Phone) -> Json:
    """The first message of the bot after an id that contains the words; 408 when the time is over."""
    loop = asyncio.get_running_loop()
    seconds = phone.params.number("timeout")
    deadline = loop.time() + (_WAIT_SECONDS if seconds is None else seconds)
    while True:
        found = _heard(phone)
        if found:
            return found
        left = deadline - loop.time()
        if left <= 0 or phone.world.is_closing:
            raise web.HTTPRequestTimeout(
                text=encode({"detail": "the bot did not say it"}), content_type="application/json"
            )
        await phone.world.bell.wait(messages.chat_topic(phone.chat_id), left)


def _heard(phone: Phone) -> Json | None:
    """With `buttons`, only a message with that many inline buttons; with `reaction`, the message `message_id`
    once the bot has reacted so."""
    contains, after = phone.params.text("contains"), phone.params.integer("after")
    least_buttons = phone.params.integer("buttons")
    if "reaction" in phone.params:
        stored = phone.message()
        return (
            message_view(phone.world, stored)
            if stored.bot_reaction == phone.params.text("reaction")
            else None
        )
    for stored in messages.of_chat(phone.world, phone.bot.id, phone.chat_id, after):
        text = str(stored.body.get("text") or stored.body.get("caption") or "")
        shown = len(list(buttons(stored.body.get("reply_markup"))))
        if stored.is_from_bot and not stored.is_deleted and contains in text and shown >= least_buttons:
            return message_view(phone.world, stored)
    return None
