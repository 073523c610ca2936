"""One call of the Bot API, and what every method that writes has in common."""

import re
from dataclasses import dataclass

from sandbox import messages
from sandbox.chats import Bot, writable_chat
from sandbox.errors import bad_request
from sandbox.fields import number_field
from sandbox.keyboards import checked_markup
from sandbox.markdown import read_markdown
from sandbox.markup import read_html
from sandbox.messages import Stored
from sandbox.params import Params
from sandbox.store import Json
from sandbox.text import Formatted, recognise, with_entities
from sandbox.world import World

_CHAT = re.compile(r"-?[0-9]{1,18}")
_REPLY = "can't parse reply parameters"
_ECHOED = ("message_thread_id", "effect_id")


@dataclass(frozen=True)
class Call:
    """Who calls what, with which parameters."""

    world: World
    bot: Bot
    params: Params


def chat_id_of(call: Call, name: str = "chat_id") -> int:
    value = call.params.text(name)
    if not value:
        raise bad_request(f"{name} is empty")
    chat = as_chat(value)
    if chat is None:
        # Channels and public groups by @name do not exist here.
        raise bad_request("chat not found")
    return chat


def as_chat(value: str) -> int | None:
    """None for what is no id of 64 bits."""
    return int(value) if _CHAT.fullmatch(value) else None


def target_chat(call: Call) -> Json:
    """The chat named by `chat_id`, open to this bot."""
    return writable_chat(call.world, call.bot, chat_id_of(call))


def message_of(call: Call, role: str) -> Stored:
    """The message named by `chat_id` and `message_id`."""
    chat = target_chat(call)
    found = messages.find(call.world, call.bot.id, chat["id"], call.params.integer("message_id"))
    if found is None:
        raise bad_request(f"message {role} not found")
    return found


def formatted(params: Params, text_name: str, entities_name: str) -> Formatted:
    """A text with its entities, given as a list or as HTML."""
    text, mode = params.text(text_name), params.text("parse_mode")
    if mode.lower() == "html":
        return recognise(read_html(text))
    if mode.lower() == "markdownv2":
        return recognise(read_markdown(text))
    if mode and mode.lower() != "none":
        raise bad_request("unsupported parse_mode")
    return recognise(with_entities(text, params.json_objects(entities_name)))


def send(call: Call, content: Json) -> Json:
    """Write one message into the named chat, with reply, markup and thread as the call asks."""
    chat = target_chat(call)
    markup = checked_markup(call.params.json("reply_markup"))
    extras = {**reply_content(call, chat["id"]), **_echoed(call)}
    return messages.add(call.world, call.bot, chat, call.bot.user, {**content, **extras}, markup)


def _echoed(call: Call) -> Json:
    shown: Json = {name: call.params.integer(name) for name in _ECHOED if name in call.params}
    if call.params.flag("protect_content"):
        shown["has_protected_content"] = True
    return shown


def reply_content(call: Call, chat_id: int) -> Json:
    """The message replied to; refused when it is gone, unless the caller allows that."""
    reply = call.params.json_object("reply_parameters")
    reply_id = (
        number_field(reply, "message_id", _REPLY) if reply else call.params.integer("reply_to_message_id")
    )
    if not reply_id:
        return {}
    source = number_field(reply, "chat_id", _REPLY) if reply.get("chat_id") else chat_id
    quoted = messages.find(call.world, call.bot.id, source, reply_id)
    if quoted is None:
        if reply.get("allow_sending_without_reply") or call.params.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return messages.reply_fields(quoted, str(reply.get("quote") or ""))
