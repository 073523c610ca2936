"""From aiogram's message to ours: every kind a customer can send, or a placeholder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Sticker,
)

from board.talk.comments import Incoming, IncomingFile
from board.values import Kind
from bot.texts.words import thanked

_PLAIN = {"bold", "italic", "underline", "custom_emoji"}
"""Formatting that leaves words what they are."""
_ENTITY_FIELDS = {"type", "offset", "length", "url", "language", "custom_emoji_id"}


@dataclass(frozen=True)
class _Content:
    """What one kind of message carries, beside its words."""

    kind: Kind
    file: IncomingFile | None = None
    text: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def read(message: Message, bot_id: int) -> Incoming | None:
    """None for service messages, such as a pinned message or a changed chat background."""
    reader = _READERS.get(message.content_type)
    if reader is None and message.content_type not in NOT_CARRIED:
        return None
    content = reader(message) if reader else _Content(Kind.OTHER, detail=_what(message))
    text = message.text or message.caption or content.text
    thanks = message.sticker.emoji or "" if message.sticker else text
    return Incoming(
        bot_id=bot_id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        kind=content.kind,
        text=text,
        entities=[_entity(entity) for entity in message.entities or message.caption_entities or ()],
        file=content.file,
        media_group_id=message.media_group_id,
        reply_to_message_id=message.reply_to_message.message_id if message.reply_to_message else None,
        quote=message.quote.text if message.quote else None,
        forwarded_from=_forwarded_from(message),
        detail=content.detail,
        thanked=thanked(thanks) if _may_be_bare_thanks(message, content.kind) else None,
    )


def _may_be_bare_thanks(message: Message, kind: Kind) -> bool:
    """Somebody else's words, a crossed out “thanks” or one that hides a link say more than they seem to."""
    is_plain = all(entity.type in _PLAIN for entity in message.entities or ())
    return kind in (Kind.TEXT, Kind.STICKER) and is_plain and message.forward_origin is None


def not_carried(message: Incoming) -> str | None:
    """What could not be passed on, by its name in the texts."""
    return str(message.detail["what"]) if message.kind is Kind.OTHER and "what" in message.detail else None


def _entity(entity: MessageEntity) -> dict[str, Any]:
    return entity.model_dump(mode="json", include=_ENTITY_FIELDS, exclude_none=True)


def _forwarded_from(message: Message) -> str | None:
    origin = message.forward_origin
    match origin:
        case MessageOriginUser():
            return origin.sender_user.full_name
        case MessageOriginHiddenUser():
            return origin.sender_user_name
        case MessageOriginChat():
            return origin.author_signature or origin.sender_chat.full_name
        case MessageOriginChannel():
            return origin.chat.full_name
        case _:
            return None


def _text(message: Message) -> _Content:
    return _Content(Kind.TEXT)


def _photo(message: Message) -> _Content:
    assert message.photo
    largest = max(message.photo, key=lambda size: size.width * size.height)
    file = IncomingFile(
        Kind.PHOTO,
        largest.file_id,
        "photo.jpg",
        "image/jpeg",
        size_bytes=largest.file_size,
        width=largest.width,
        height=largest.height,
    )
    return _Content(Kind.PHOTO, file)


def _live_photo(message: Message) -> _Content:
    assert message.live_photo
    moving = message.live_photo
    file = IncomingFile(
        Kind.VIDEO,
        moving.file_id,
        "live-photo.mp4",
        moving.mime_type or "video/mp4",
        size_bytes=moving.file_size,
        width=moving.width,
        height=moving.height,
        duration=moving.duration,
    )
    return _Content(Kind.VIDEO, file)


def _voice(message: Message) -> _Content:
    assert message.voice
    voice = message.voice
    file = IncomingFile(
        Kind.VOICE,
        voice.file_id,
        "voice.ogg",
        voice.mime_type or "audio/ogg",
        size_bytes=voice.file_size,
        duration=voice.duration,
    )
    return _Content(Kind.VOICE, file)


def _video(message: Message) -> _Content:
    video = message.video or message.animation
    assert video
    file = IncomingFile(
        Kind.VIDEO,
        video.file_id,
        video.file_name or "video.mp4",
        video.mime_type or "video/mp4",
        size_bytes=video.file_size,
        width=video.width,
        height=video.height,
        duration=video.duration,
    )
    return _Content(Kind.VIDEO, file)


def _video_note(message: Message) -> _Content:
    assert message.video_note
    note = message.video_note
    file = IncomingFile(
        Kind.VIDEO_NOTE,
        note.file_id,
        "video-note.mp4",
        "video/mp4",
        size_bytes=note.file_size,
        width=note.length,
        height=note.length,
        duration=note.duration,
    )
    return _Content(Kind.VIDEO_NOTE, file)


def _document(message: Message) -> _Content:
    assert message.document
    document = message.document
    file = IncomingFile(
        Kind.DOCUMENT,
        document.file_id,
        document.file_name or "file",
        document.mime_type or "application/octet-stream",
        size_bytes=document.file_size,
    )
    return _Content(Kind.DOCUMENT, file)


def _audio(message: Message) -> _Content:
    assert message.audio
    audio = message.audio
    file = IncomingFile(
        Kind.AUDIO,
        audio.file_id,
        audio.file_name or " - ".join(filter(None, (audio.performer, audio.title))) or "audio.mp3",
        audio.mime_type or "audio/mpeg",
        size_bytes=audio.file_size,
        duration=audio.duration,
    )
    return _Content(Kind.AUDIO, file)


def _sticker(message: Message) -> _Content:
    assert message.sticker
    sticker = message.sticker
    name, mime = _sticker_form(sticker)
    file = IncomingFile(
        Kind.STICKER,
        sticker.file_id,
        name,
        mime,
        size_bytes=sticker.file_size,
        width=sticker.width,
        height=sticker.height,
    )
    return _Content(Kind.STICKER, file, detail={"emoji": sticker.emoji or ""})


def _sticker_form(sticker: Sticker) -> tuple[str, str]:
    if sticker.is_video:
        return "sticker.webm", "video/webm"
    if sticker.is_animated:
        return "sticker.tgs", "application/x-tgsticker"
    return "sticker.webp", "image/webp"


def _location(message: Message) -> _Content:
    assert message.location
    place = message.location
    return _Content(
        Kind.LOCATION,
        detail={
            "latitude": place.latitude,
            "longitude": place.longitude,
            "live": place.live_period is not None,
        },
    )


def _venue(message: Message) -> _Content:
    assert message.venue
    venue = message.venue
    return _Content(
        Kind.LOCATION,
        text=f"{venue.title}, {venue.address}",
        detail={
            "latitude": venue.location.latitude,
            "longitude": venue.location.longitude,
            "live": False,
        },
    )


def _contact(message: Message) -> _Content:
    assert message.contact
    contact = message.contact
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return _Content(Kind.CONTACT, detail={"name": name, "phone": contact.phone_number})


def _poll(message: Message) -> _Content:
    assert message.poll
    lines = [message.poll.question, *(f"– {option.text}" for option in message.poll.options)]
    return _Content(Kind.OTHER, text="\n".join(lines), detail=_what(message))


def _dice(message: Message) -> _Content:
    assert message.dice
    text = f"{message.dice.emoji} {message.dice.value}"
    return _Content(Kind.OTHER, text=text, detail=_what(message))


def _what(message: Message) -> dict[str, Any]:
    return {"what": NOT_CARRIED.get(message.content_type, "message")}


_READERS: Mapping[str, Callable[[Message], _Content]] = {
    ContentType.TEXT: _text,
    ContentType.PHOTO: _photo,
    ContentType.LIVE_PHOTO: _live_photo,
    ContentType.VOICE: _voice,
    ContentType.VIDEO: _video,
    ContentType.ANIMATION: _video,
    ContentType.VIDEO_NOTE: _video_note,
    ContentType.DOCUMENT: _document,
    ContentType.AUDIO: _audio,
    ContentType.STICKER: _sticker,
    ContentType.LOCATION: _location,
    ContentType.VENUE: _venue,
    ContentType.CONTACT: _contact,
    ContentType.POLL: _poll,
    ContentType.DICE: _dice,
}

NOT_CARRIED: Mapping[str, str] = {
    ContentType.POLL: "poll",
    ContentType.DICE: "dice",
    ContentType.STORY: "story",
    ContentType.GAME: "game",
    ContentType.CHECKLIST: "checklist",
    ContentType.PAID_MEDIA: "paid_media",
    ContentType.GIFT: "gift",
    ContentType.UNIQUE_GIFT: "gift",
    ContentType.GIVEAWAY: "giveaway",
    ContentType.GIVEAWAY_WINNERS: "giveaway",
    ContentType.INVOICE: "invoice",
    ContentType.RICH_MESSAGE: "message",
    ContentType.UNKNOWN: "message",
}
