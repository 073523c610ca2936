"""Files named in a message, known kinds and new ones: what the desk needs to fetch and to show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from board.talk.comments import IncomingFile
from board.text import level
from board.values import Json, Kind
from bot.inbound.values import MOST, Raw, fields_of, measure, text_of
from bot.inbound.walking import is_for_machines

_MOST_FILES = 60
"""A rich message has at most fifty."""
_LONGEST_NAME = 200
_LONGEST_TYPE = 100
_STICKER_FORMS = {
    "video": ("sticker.webm", "video/webm"),
    "animated": ("sticker.tgs", "application/x-tgsticker"),
    "still": ("sticker.webp", "image/webp"),
}


def files_in(value: Json, key: str = "") -> list[IncomingFile]:
    """All files anywhere below, the largest size of a picture, no previews; each once."""
    found = {file.telegram_file_id: file for file in islice(_walk(value, key, 0), _MOST_FILES)}
    return list(found.values())


def photo(value: Json) -> Iterator[IncomingFile]:
    sizes = [fields_of(size) for size in (value if isinstance(value, list) else [value])]
    known = [size for size in sizes if _id(size)]
    if known:
        yield _file(Kind.PHOTO, max(known, key=_area), "photo.jpg", "image/jpeg")


def live_photo(value: Json) -> Iterator[IncomingFile]:
    moving = fields_of(value)
    if _id(moving):
        yield _file(Kind.VIDEO, moving, "live-photo.mp4", "video/mp4")
    else:
        yield from photo(moving.get("photo"))


def voice(value: Json) -> Iterator[IncomingFile]:
    yield from _one(value, Kind.VOICE, "voice.ogg", "audio/ogg")


def video(value: Json) -> Iterator[IncomingFile]:
    yield from _one(value, Kind.VIDEO, "video.mp4", "video/mp4")


def video_note(value: Json) -> Iterator[IncomingFile]:
    note = fields_of(value)
    side = note.get("length")
    yield from _one({**note, "width": side, "height": side}, Kind.VIDEO_NOTE, "video-note.mp4", "video/mp4")


def document(value: Json) -> Iterator[IncomingFile]:
    yield from _one(value, Kind.DOCUMENT, "file", "application/octet-stream")


def audio(value: Json) -> Iterator[IncomingFile]:
    said = [text_of(fields_of(value).get(name)).strip() for name in ("performer", "title")]
    yield from _one(value, Kind.AUDIO, " - ".join(filter(None, said)) or "audio.mp3", "audio/mpeg")


def sticker(value: Json) -> Iterator[IncomingFile]:
    """Of an animated one, which no browser draws, also its still."""
    drawn = fields_of(value)
    form = "video" if drawn.get("is_video") else "animated" if drawn.get("is_animated") else "still"
    if _id(drawn):
        yield _file(Kind.STICKER, drawn, *_STICKER_FORMS[form])
    still = fields_of(drawn.get("thumbnail") or drawn.get("thumb"))
    if _id(still) and (form == "animated" or not _id(drawn)):
        yield _file(Kind.STICKER, still, *_STICKER_FORMS["still"])


READERS: Mapping[str, Callable[[Json], Iterator[IncomingFile]]] = {
    "photo": photo,
    "live_photo": live_photo,
    "voice": voice,
    "voice_note": voice,
    "video": video,
    "animation": video,
    "video_note": video_note,
    "document": document,
    "audio": audio,
    "sticker": sticker,
}


def _walk(value: Json, key: str, depth: int) -> Iterator[IncomingFile]:
    if depth > 60 or is_for_machines(key):
        return
    if key in READERS and (found := list(READERS[key](value))):
        yield from found
    elif isinstance(value, list):
        yield from _walk_list(value, depth)
    elif isinstance(value, dict) and _id(value):
        yield _guessed(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, name, depth + 1)


def _walk_list(value: list[Json], depth: int) -> Iterator[IncomingFile]:
    if value and all(_is_size(fields_of(item)) for item in value):
        yield from photo(value)
        return
    for item in value:
        yield from _walk(item, "", depth + 1)


def _guessed(raw: Raw) -> IncomingFile:
    """A file of a kind nobody knows yet, by what is said about it."""
    family = text_of(raw.get("mime_type")).partition("/")[0]
    if "is_animated" in raw or "is_video" in raw:
        return next(sticker(dict(raw)))
    if family == "video" or ("duration" in raw and "width" in raw):
        return next(video(dict(raw)))
    if family == "audio":
        return next(audio(dict(raw)))
    if "duration" in raw and not family:
        return next(voice(dict(raw)))
    return next(photo([dict(raw)])) if _is_size(raw) else next(document(dict(raw)))


def _is_size(raw: Raw) -> bool:
    return bool(_id(raw)) and "width" in raw and "mime_type" not in raw and "duration" not in raw


def _one(value: Json, kind: Kind, name: str, mime: str) -> Iterator[IncomingFile]:
    raw = fields_of(value)
    if _id(raw):
        yield _file(kind, raw, name, mime)


def _file(kind: Kind, raw: Raw, name: str, mime: str) -> IncomingFile:
    said_name, said_mime = level(text_of(raw.get("file_name"))).strip(), text_of(raw.get("mime_type")).strip()
    return IncomingFile(
        kind,
        _id(raw),
        _short_name(said_name or name),
        said_mime[:_LONGEST_TYPE] or mime,
        size_bytes=measure(raw.get("file_size"), MOST),
        width=measure(raw.get("width")),
        height=measure(raw.get("height")),
        duration=measure(raw.get("duration")),
        unique_id=text_of(raw.get("file_unique_id"))[:_LONGEST_NAME] or None,
    )


def _id(raw: Raw) -> str:
    found = raw.get("file_id")
    return found if isinstance(found, str) else ""


def _area(size: Raw) -> tuple[int, int]:
    width, height = measure(size.get("width")) or 0, measure(size.get("height")) or 0
    return width * height, measure(size.get("file_size"), MOST) or 0


def _short_name(name: str) -> str:
    """Its end tells the type, so the middle goes."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 21]}…{name[-20:]}"
