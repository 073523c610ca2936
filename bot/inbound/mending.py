"""An update gets the sender, chat and numbers it needs from whatever of it can be read; the rest stays as it came."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from board.values import NOBODY, Json
from bot.inbound.message_fields import FATES, Fate
from bot.inbound.quoting import is_forward
from bot.inbound.values import MOST, Raw, fields_of, is_something, text_of, whole

_CHATS = ("private", "group", "supergroup", "channel")
_CHAT_WORDS = ("title", "username", "first_name", "last_name")
_USER_WORDS = ("last_name", "username", "language_code")
_LATEST = 2**33
"""Seconds; later times are none."""
_MEMBERS = {"creator": "member", "administrator": "member", "member": "member", "left": "left"}


class Unreadable(Exception):
    """An update that cannot be read; the error names the place, never the content."""


def mend(raw: Mapping[str, Json], text: str) -> dict[str, Json]:
    """The update so that it can be handled. Raises ``Unreadable`` if nobody can tell whose it is."""
    update = dict(raw)
    number = whole(update.get("update_id"))
    if number is None and not any(isinstance(value, dict) for value in update.values()):
        raise Unreadable("has no number and says nothing")
    update["update_id"] = 0 if number is None else number
    stand_in = -(number or int(hashlib.sha256(text.encode()).hexdigest()[:12], 16))
    for name in ("message", "edited_message"):
        if name in update and update[name] is not None:
            update[name] = _message(_object(update[name], name), stand_in)
    if update.get("callback_query") is not None:
        update["callback_query"] = _tap(_object(update["callback_query"], "callback_query"))
    if update.get("my_chat_member") is not None:
        update["my_chat_member"] = _membership(_object(update["my_chat_member"], "my_chat_member"))
    return update


def _object(value: Json, name: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is not an object")
    return value


def _message(raw: Raw, stand_in: int) -> dict[str, Json]:
    """`stand_in` is the number of a message that has none: no real one is negative."""
    number = whole(raw.get("message_id"))
    if number is None and "from" not in raw and not _says_something(raw):
        raise Unreadable("message says nothing")
    message = _in_chat(raw)
    message["message_id"] = number if number is not None and number > 0 else stand_in
    return message


def plainer(update: Mapping[str, Json]) -> dict[str, Json]:
    """The same for aiogram: what its types are strict about and no handler asks of them is made plain."""
    messages = {
        name: _plainer(fields_of(update[name]))
        for name in ("message", "edited_message")
        if isinstance(update.get(name), dict)
    }
    return {**update, **messages}


def _plainer(message: Raw) -> dict[str, Json]:
    plain = dict(message)
    for name in ("text", "caption"):
        if name in plain and not isinstance(plain[name], str):
            plain[name] = None
    if is_forward(message):
        plain["forward_origin"] = {"type": "hidden_user", "date": 0, "sender_user_name": NOBODY}
    if "reply_to_message" in message:
        answered = whole(fields_of(message["reply_to_message"]).get("message_id"))
        plain["reply_to_message"] = (
            None if answered is None else {"message_id": answered, "date": 0, "chat": message["chat"]}
        )
    return plain


def _says_something(raw: Raw) -> bool:
    return any(is_something(value) and FATES.get(name) is not Fate.ENVELOPE for name, value in raw.items())


def _in_chat(raw: Raw) -> dict[str, Json]:
    """With the chat and, in a private one, the sender; each stands for the other if that can't be read."""
    chat, sender = fields_of(raw.get("chat")), fields_of(raw.get("from"))
    chat_id, kind = whole(chat.get("id")), chat.get("type")
    if chat_id is None and (kind == "private" or kind not in _CHATS):
        chat_id = whole(sender.get("id"))
    if chat_id is None:
        raise Unreadable("nobody can tell which chat it is from")
    if kind not in _CHATS:
        kind = "private" if chat_id > 0 else "supergroup"
    mended = dict(raw)
    mended["chat"] = {"id": chat_id, "type": kind, **_texts(chat, _CHAT_WORDS)}
    if kind == "private":
        mended["from"] = _user(sender, chat_id)
    elif "from" in raw:
        mended["from"] = _user(sender, 0)
    mended["date"] = _moment(raw.get("date"))
    return mended


def _user(raw: Raw, otherwise: int) -> dict[str, Json]:
    id = whole(raw.get("id"))
    return {
        "id": otherwise if id is None else id,
        "is_bot": raw.get("is_bot") is True,
        "first_name": text_of(raw.get("first_name")),
        **_texts(raw, _USER_WORDS),
    }


def _tap(raw: Raw) -> dict[str, Json]:
    sender, message = fields_of(raw.get("from")), fields_of(raw.get("message"))
    person = whole(sender.get("id")) or whole(fields_of(message.get("chat")).get("id"))
    if person is None or person < 0:
        raise Unreadable("nobody can tell who tapped")
    data = raw.get("data")
    return {
        **raw,
        "id": text_of(raw.get("id")),
        "from": _user(sender, person),
        "chat_instance": text_of(raw.get("chat_instance")),
        "data": data if isinstance(data, str) else None,
        "message": _tapped(message, person),
    }


def _tapped(raw: Raw, person: int) -> Json:
    number = whole(raw.get("message_id"))
    if number is None:
        return None
    chat: Any = {"id": person, "type": "private"}
    try:
        return {"date": _moment(raw.get("date")), "message_id": number, "chat": _in_chat(raw)["chat"]}
    except Unreadable:
        return {"date": 0, "message_id": number, "chat": chat}


def _membership(raw: Raw) -> Json:
    """What happened to the bot in a chat; None if that can't be told. A person cannot say anything in it."""
    now = _standing(fields_of(raw.get("new_chat_member")))
    if now is None:
        return None
    mended = _in_chat(raw)
    mended.setdefault("from", _user({}, 0))
    before = _standing(fields_of(raw.get("old_chat_member"))) or {**now, "status": "left"}
    return {**mended, "old_chat_member": before, "new_chat_member": now}


def _standing(member: Raw) -> dict[str, Json] | None:
    """As much as the desk asks for: kicked, gone, or there."""
    status = text_of(member.get("status"))
    user: Any = _user(fields_of(member.get("user")), 0)
    if status == "kicked":
        return {"status": status, "user": user, "until_date": 0}
    if status == "restricted":
        return {"status": "member" if member.get("is_member") is not False else "left", "user": user}
    return {"status": _MEMBERS[status], "user": user} if status in _MEMBERS else None


def _moment(value: Json) -> int:
    seconds = whole(value, MOST)
    return seconds if seconds is not None and 0 <= seconds <= _LATEST else 0


def _texts(raw: Raw, names: tuple[str, ...]) -> dict[str, Json]:
    return {name: value for name in names if isinstance(value := raw.get(name), str)}
