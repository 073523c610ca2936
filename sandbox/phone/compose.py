"""What a phone sends, read into the content of a message."""

import secrets
from dataclasses import dataclass

from sandbox import files, messages
from sandbox.chats import Bot
from sandbox.errors import bad_request
from sandbox.media import CAPTIONED, DEFAULT_NAMES, KINDS, details_of, media_fields
from sandbox.params import Params
from sandbox.store import Json
from sandbox.text import (
    Formatted,
    caption_content,
    checked_caption,
    checked_text,
    recognise,
    text_content,
    with_entities,
)
from sandbox.world import World

_OTHER = ("contact", "poll", "story", "venue", "sticker")
_DICE_SIDES = {"🏀": 5, "⚽": 5, "🎰": 64}


@dataclass(frozen=True)
class Composer:
    """Reads the parameters of one phone's message in one chat."""

    world: World
    bot: Bot
    chat_id: int
    params: Params

    def content(self) -> Json:
        """Words or a file or anything else, with what it answers and where it was forwarded from."""
        extras = {**self._reply(), **self._origin()}
        group = self.params.text("media_group_id")
        if group:
            extras["media_group_id"] = group
        return {**self._body(), **extras, **self.params.json_object("fields")}

    def _body(self) -> Json:
        if "kind" in self.params:
            return self._file()
        if "text" in self.params:
            return text_part(self.params)
        if "location" in self.params:
            return {"location": self.params.json_object("location")}
        if "dice" in self.params:
            emoji = str(self.params.json_object("dice").get("emoji", "🎲"))
            return {"dice": {"emoji": emoji, "value": 1 + secrets.randbelow(_DICE_SIDES.get(emoji, 6))}}
        for name in _OTHER:
            if name in self.params:
                return {name: self.params.json_object(name)}
        if "fields" in self.params:
            return {}
        raise bad_request("nothing to send")

    def _file(self) -> Json:
        kind = self.params.text("kind")
        if kind not in KINDS:
            raise bad_request(f"kind is one of {', '.join(KINDS)}")
        upload = self.params.upload("file")
        declared = self.params.integer("declared_size") or None
        if upload is None and declared is None:
            raise bad_request("there is no file in the request")
        name = self.params.text("name") or (upload.name if upload else "") or DEFAULT_NAMES[kind]
        mime = self.params.text("mime") or (upload.mime if upload else "")
        stored = files.keep(self.world, kind, name, mime, upload.data if upload else b"", declared)
        content = media_fields(self.world, self.bot.id, kind, stored, details_of(self.params))
        return content | (caption_part(self.params) if kind in CAPTIONED else {})

    def _reply(self) -> Json:
        reply_to = self.params.integer("reply_to")
        if not reply_to:
            return {}
        quoted = messages.find(self.world, self.bot.id, self.chat_id, reply_to)
        if quoted is None:
            raise bad_request("message to be replied not found")
        return messages.reply_fields(quoted, self.params.text("quote"))

    def _origin(self) -> Json:
        """`{"kind": "user" | "hidden_user" | "channel", "name", "id"?}` as a MessageOrigin."""
        given = self.params.json_object("forward_from")
        if not given:
            return {}
        kind, name, date = str(given.get("kind", "user")), str(given.get("name", "")), self.world.now()
        origin: Json = {"type": kind, "date": date}
        if kind == "user":
            origin["sender_user"] = {"id": int(given.get("id", 777000)), "is_bot": False, "first_name": name}
        elif kind == "hidden_user":
            origin["sender_user_name"] = name
        elif kind == "channel":
            channel = {"id": int(given.get("id", -1001500000001)), "type": "channel", "title": name}
            origin |= {"chat": channel, "message_id": int(given.get("message_id", 1))}
        else:
            raise bad_request("forward_from has kind user, hidden_user or channel")
        return {"forward_origin": origin}


def text_part(params: Params) -> Json:
    return text_content(checked_text(_formatted(params, "text")))


def caption_part(params: Params) -> Json:
    return caption_content(checked_caption(_formatted(params, "caption")))


def _formatted(params: Params, name: str) -> Formatted:
    return recognise(with_entities(params.text(name), params.json_objects("entities")))
