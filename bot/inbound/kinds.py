"""From Telegram's message to ours: every kind a customer can send, or a placeholder with its words and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from board.talk.attachments import kind_of
from board.talk.comments import Incoming, IncomingFile
from board.values import Json, Kind
from bot.inbound import attached, quoting, vcard
from bot.inbound.message_fields import FATES, Fate
from bot.inbound.values import (
    Raw,
    decimal,
    fields_of,
    is_something,
    items_of,
    text_of,
    whole,
)
from bot.inbound.walking import inline, person, words_in
from bot.inbound.wording import Words, after, joined, plain, stripped
from bot.talk.typed import thanked

_PLAIN = {"bold", "italic", "underline", "custom_emoji"}
"""Formatting that leaves words what they are."""


@dataclass(frozen=True)
class _Content:
    """What one field of a message carries. `what` names it in the texts if it can't be carried as it is."""

    kind: Kind
    words: Sequence[Words] = ()
    files: Sequence[IncomingFile] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


def read(message: Raw, bot_id: int) -> Incoming | None:
    """None for service messages, such as a pinned message or a changed chat background.

    What can't be read of a message costs only itself.
    """
    said = joined([_words(message, "text"), _words(message, "caption")])
    known = list(_known(message))
    strange = _strange(message, is_alone=not known and not said.text)
    main = known[0] if known else _main(message, said, strange)
    if main is None:
        return None
    contents = [*(known or [main]), strange]
    words = joined([said, *(line for content in contents for line in content.words)])
    reply = quoting.reply(message)
    return Incoming(
        bot_id=bot_id,
        chat_id=whole(fields_of(message.get("chat")).get("id")) or 0,
        message_id=whole(message.get("message_id")) or 0,
        kind=main.kind,
        text=words.text,
        entities=words.entities,
        files=[*(file for content in contents for file in content.files), *reply.files],
        media_group_id=text_of(message.get("media_group_id")) or None,
        reply_to_message_id=reply.message_id,
        quote=reply.quote,
        quote_from=reply.quote_from,
        forwarded_from=quoting.forwarded_from(message),
        detail={**main.detail, "quoted": reply.what} if reply.what else main.detail,
        thanked=thanked(words.text) if _may_be_bare_thanks(message, main.kind, words) else None,
    )


def _may_be_bare_thanks(message: Raw, kind: Kind, words: Words) -> bool:
    """Somebody else's words, a crossed out “thanks” or one that hides a link say more than they seem to."""
    is_plain = all(entity["type"] in _PLAIN for entity in words.entities)
    return kind in (Kind.TEXT, Kind.STICKER) and is_plain and not quoting.is_forward(message)


def not_carried(message: Incoming) -> str | None:
    """What could not be passed on as it is, by its name in the texts."""
    return str(message.detail["what"]) if message.kind is Kind.OTHER and "what" in message.detail else None


def _words(message: Raw, name: str) -> Words:
    value = message.get(name)
    if isinstance(value, list | dict):
        return stripped(inline(value))
    return plain(value, message.get("entities" if name == "text" else f"{name}_entities"))


def _known(message: Raw) -> Iterator[_Content]:
    """What the message carries beside its words; of two fields that say the same, the richer."""
    there = [name for name in _READERS if is_something(message.get(name))]
    covered = {_COVERS[name] for name in there if name in _COVERS}
    for name in there:
        if name not in covered:
            yield _READERS[name](message[name])


def _strange(message: Raw, *, is_alone: bool) -> _Content:
    """Fields of a newer Telegram. A plain value beside words or files is no content of its own."""
    fields = {
        name: value
        for name, value in message.items()
        if name not in FATES and (is_alone or isinstance(value, dict | list))
    }
    words = [line for name, value in fields.items() for line in words_in(value, name)]
    return _Content(Kind.OTHER, words, [f for name in fields for f in attached.files_in(fields[name], name)])


def _main(message: Raw, said: Words, strange: _Content) -> _Content | None:
    """Of a message that carries nothing known beside words. Words with a file are a file with a caption."""
    if said.text:
        return _Content(kind_of([file.kind for file in strange.files]))
    if strange.words or strange.files:
        return _other("message")
    news = next(_news(message), None)
    return news if news or _is_service(message) else _other("message")


def _news(message: Raw) -> Iterator[_Content]:
    """What Telegram tells by itself, if there are words of somebody in it."""
    for name, value in message.items():
        if FATES.get(name) is Fate.SERVICE and (words := list(words_in(value))):
            yield _other(_WHAT.get(name, "message"), words)


def _is_service(message: Raw) -> bool:
    return any(
        FATES.get(name) in (Fate.SERVICE, Fate.SILENT) and is_something(value)
        for name, value in message.items()
    )


def _other(what: str, words: Sequence[Words] = (), files: Sequence[IncomingFile] = ()) -> _Content:
    return _Content(Kind.OTHER, words, files, {"what": what})


def _file(name: str) -> Callable[[Json], _Content]:
    def read(value: Json) -> _Content:
        files = list(attached.READERS[name](value))
        return _Content(files[0].kind, files=files) if files else _other("file")

    return read


def _placeholder(name: str) -> Callable[[Json], _Content]:
    def read(value: Json) -> _Content:
        return _other(_WHAT[name], list(words_in(value)), attached.files_in(value))

    return read


def _sticker(value: Json) -> _Content:
    emoji = plain(fields_of(value).get("emoji"))
    files = list(attached.sticker(value))
    if not files and not emoji.text:
        return _other("file")
    return _Content(Kind.STICKER, [emoji], files, {"emoji": emoji.text})


def _location(value: Json, words: Sequence[Words] = ()) -> _Content:
    place = fields_of(value)
    latitude, longitude = decimal(place.get("latitude")), decimal(place.get("longitude"))
    if latitude is None or longitude is None:
        return _other("message", words)
    live = place.get("live_period") is not None
    return _Content(Kind.LOCATION, words, detail={"latitude": latitude, "longitude": longitude, "live": live})


def _venue(value: Json) -> _Content:
    venue = fields_of(value)
    named = joined([plain(venue.get("title")), plain(venue.get("address"))], ", ")
    return _location(venue.get("location"), [named])


def _contact(value: Json) -> _Content:
    contact = fields_of(value)
    name, phone = person(contact).text, text_of(contact.get("phone_number")).strip()
    card = vcard.lines(text_of(contact.get("vcard")), frozenset({name, phone}))
    return _Content(Kind.CONTACT, [plain(line) for line in card], detail={"name": name, "phone": phone})


def _poll(value: Json) -> _Content:
    poll = fields_of(value)
    asked = [plain(poll.get(name), poll.get(f"{name}_entities")) for name in ("question", "description")]
    options = [
        after("–", plain(fields_of(option).get("text"), fields_of(option).get("text_entities")))
        for option in items_of(poll.get("options"))
    ]
    rest = {name: inner for name, inner in poll.items() if name not in ("question", "description", "options")}
    media = [fields_of(option).get("media") for option in items_of(poll.get("options"))]
    return _other("poll", [*asked, *options, *words_in(rest)], attached.files_in([rest, *media]))


def _checklist(value: Json) -> _Content:
    checklist = fields_of(value)
    lines = [plain(checklist.get("title"), checklist.get("title_entities"))]
    for task in map(fields_of, items_of(checklist.get("tasks"))):
        sign = "☑" if is_something(task.get("completion_date")) else "☐"
        lines.append(after(sign, plain(task.get("text"), task.get("text_entities"))))
    rest = {name: inner for name, inner in checklist.items() if name not in ("title", "tasks")}
    return _other("checklist", [*lines, *words_in(rest)], attached.files_in(rest))


def _dice(value: Json) -> _Content:
    dice = fields_of(value)
    thrown = joined([plain(dice.get("emoji")), plain(dice.get("value"))], " ")
    return _other("dice", [thrown])


def _rich(value: Json) -> _Content:
    """Words and pictures as one comment, as if they had been sent so."""
    words, files = list(words_in(value)), attached.files_in(value)
    if not files and not any(line.text for line in words):
        return _other("message")
    return _Content(kind_of([file.kind for file in files]), words, files)


def _paid(value: Json) -> _Content:
    files = attached.files_in(value)
    if not files:
        return _other("paid_media", list(words_in(value)))
    return _Content(kind_of([file.kind for file in files]), list(words_in(value)), files)


_WHAT: Mapping[str, str] = {
    "story": "story",
    "game": "game",
    "invoice": "invoice",
    "gift": "gift",
    "unique_gift": "gift",
    "gift_upgrade_sent": "gift",
    "giveaway": "giveaway",
    "giveaway_winners": "giveaway",
    "web_app_data": "message",
    "users_shared": "message",
    "user_shared": "message",
    "chat_shared": "message",
    "checklist_tasks_added": "checklist",
    "checklist_tasks_done": "checklist",
    "poll_option_added": "poll",
    "poll_option_deleted": "poll",
    "successful_payment": "invoice",
}
"""What can't be carried as it is, by its name in the texts."""

_COVERS: Mapping[str, str] = {"animation": "document", "live_photo": "photo", "venue": "location"}
"""Telegram sends the plainer one along, for programs that don't know the other."""

_READERS: Mapping[str, Callable[[Json], _Content]] = {
    "animation": _file("animation"),
    "audio": _file("audio"),
    "document": _file("document"),
    "game": _placeholder("game"),
    "live_photo": _file("live_photo"),
    "photo": _file("photo"),
    "sticker": _sticker,
    "video": _file("video"),
    "video_note": _file("video_note"),
    "voice": _file("voice"),
    "checklist": _checklist,
    "contact": _contact,
    "venue": _venue,
    "location": _location,
    "paid_media": _paid,
    "poll": _poll,
    "dice": _dice,
    "rich_message": _rich,
    **{name: _placeholder(name) for name in _WHAT if FATES[name] is Fate.CONTENT and name != "game"},
}
