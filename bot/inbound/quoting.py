"""What a message is about: where a forward came from, and what a reply answers."""

from __future__ import annotations

from dataclasses import dataclass

from board.values import Json
from bot.inbound.values import Raw, fields_of, is_something, text_of, whole
from bot.inbound.walking import person

NOBODY = "—"
"""Stands for a name that is not told."""
_FORWARDS = ("forward_origin", "forward_from", "forward_from_chat", "forward_sender_name", "forward_date")
"""The last four are of Bot API servers before 7.0."""


@dataclass(frozen=True)
class Reply:
    message_id: int | None = None
    """Of the message in this chat that it answers."""
    quote: str | None = None


def is_forward(message: Raw) -> bool:
    return any(is_something(message.get(name)) for name in _FORWARDS)


def forwarded_from(message: Raw) -> str | None:
    """Who said it first; None if it was no other."""
    if not is_forward(message):
        return None
    return name_of_origin(message.get("forward_origin")) or _older_origin(message) or NOBODY


def reply(message: Raw) -> Reply:
    answered = whole(fields_of(message.get("reply_to_message")).get("message_id"))
    return Reply(answered, text_of(fields_of(message.get("quote")).get("text")) or None)


def name_of_origin(value: Json) -> str:
    """By whichever of MessageOrigin's fields (Bot API) is there, since the kind may be new."""
    origin = fields_of(value)
    said = text_of(origin.get("sender_user_name")).strip() or text_of(origin.get("author_signature")).strip()
    if origin.get("type") == "channel":
        return name_of_chat(origin.get("chat")) or said
    return (
        person(fields_of(origin.get("sender_user"))).text
        or said
        or name_of_chat(origin.get("sender_chat"))
        or name_of_chat(origin.get("chat"))
    )


def name_of_chat(value: Json) -> str:
    chat = fields_of(value)
    return text_of(chat.get("title")).strip() or person(chat).text


def _older_origin(message: Raw) -> str:
    return (
        person(fields_of(message.get("forward_from"))).text
        or text_of(message.get("forward_sender_name")).strip()
        or name_of_chat(message.get("forward_from_chat"))
    )
