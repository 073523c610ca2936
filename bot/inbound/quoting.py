"""What a message is about: where a forward came from, and what a reply answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from board.talk.comments import IncomingFile
from board.values import NOBODY, Json
from bot.inbound import attached
from bot.inbound.message_fields import FATES, Fate
from bot.inbound.values import Raw, fields_of, is_something, text_of, whole
from bot.inbound.walking import person, words_in
from bot.inbound.wording import Words, joined, plain

_MOST_QUOTED = 10
_FORWARDS = ("forward_origin", "forward_from", "forward_from_chat", "forward_sender_name", "forward_date")
"""The last four are of Bot API servers before 7.0."""


@dataclass(frozen=True)
class Reply:
    """What a message answers: one in this chat, or words and files from elsewhere."""

    message_id: int | None = None
    quote: str | None = None
    quote_from: str | None = None
    what: str | None = None
    """The kind of what it answers elsewhere, by its field."""
    files: Sequence[IncomingFile] = ()


def is_forward(message: Raw) -> bool:
    return any(is_something(message.get(name)) for name in _FORWARDS)


def forwarded_from(message: Raw) -> str | None:
    """Who said it first; None if it was no other."""
    if not is_forward(message):
        return None
    return name_of_origin(message.get("forward_origin")) or _older_origin(message) or NOBODY


def reply(message: Raw) -> Reply:
    answered = whole(fields_of(message.get("reply_to_message")).get("message_id"))
    quote = plain(fields_of(message.get("quote")).get("text")).text or None
    if is_something(message.get("external_reply")):
        return _elsewhere(fields_of(message["external_reply"]), quote)
    if is_something(message.get("reply_to_story")):
        whose = name_of_chat(fields_of(message["reply_to_story"]).get("chat"))
        return Reply(answered, quote, whose or NOBODY, "story")
    return Reply(answered, quote)


def _elsewhere(answered: Raw, quote: str | None) -> Reply:
    """Of a message in another chat Telegram tells where it is, and what it carries beside its text."""
    carried = {
        name: value
        for name, value in answered.items()
        if FATES.get(name, Fate.CONTENT) is Fate.CONTENT and name != "origin" and is_something(value)
    }
    files = attached.files_in(carried)[:_MOST_QUOTED]
    return Reply(
        quote=quote or joined(_words_of(carried)).text or None,
        quote_from=name_of_origin(answered.get("origin")) or name_of_chat(answered.get("chat")) or NOBODY,
        what=next(iter(carried), None),
        files=[replace(file, is_quoted=True) for file in files],
    )


def _words_of(carried: Raw) -> Iterator[Words]:
    contact, place = fields_of(carried.get("contact")), fields_of(carried.get("location"))
    yield from words_in({name: value for name, value in carried.items() if name != "contact"})
    yield joined([person(contact), plain(contact.get("phone_number"))], ", ")
    yield joined([plain(place.get("latitude")), plain(place.get("longitude"))], ", ")


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
