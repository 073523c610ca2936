"""Kinds of media: what each may hold, and the object by which the Bot API shows it."""

from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.files import StoredFile, blob, reference
from sandbox.lengths import seconds_of
from sandbox.params import Params
from sandbox.sniff import image_size, is_voice
from sandbox.store import Json
from sandbox.world import World

KINDS = ("photo", "voice", "document", "video", "video_note", "audio", "sticker", "animation")
CAPTIONED = frozenset(KINDS) - {"video_note", "sticker"}
DEFAULT_NAMES = {
    "photo": "photo.jpg",
    "voice": "voice.ogg",
    "document": "file.bin",
    "video": "video.mp4",
    "video_note": "round.mp4",
    "audio": "audio.mp3",
    "sticker": "sticker.webp",
    "animation": "animation.mp4",
}
PHOTO_LIMIT = 10 * 1024 * 1024
_SNIFFED_BYTES = 256 * 1024
_THUMB_SIDE = 90
_VIDEO_SIZE = (1280, 720)


@dataclass(frozen=True)
class Details:
    """What the sender says about a file, zero or empty when left out."""

    duration: int = 0
    width: int = 0
    height: int = 0
    title: str = ""
    performer: str = ""
    emoji: str = ""


def details_of(params: Params) -> Details:
    return Details(
        duration=params.integer("duration"),
        width=params.integer("width") or params.integer("length"),
        height=params.integer("height"),
        title=params.text("title"),
        performer=params.text("performer"),
        emoji=params.text("emoji"),
    )


def settle_kind(kind: str, data: bytes) -> str:
    """The kind a bot's upload ends up as, refused where Telegram cannot process it."""
    if kind == "photo":
        _check_photo(data)
    if kind == "voice" and not is_voice(data):
        return "document"
    return kind


def _check_photo(data: bytes) -> None:
    if len(data) > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    size = image_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or max(size) > 20 * max(1, min(size)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def media_fields(world: World, bot_id: int, kind: str, stored: StoredFile, details: Details) -> Json:
    """The part of a message that carries a file: `{"voice": {…}}`, `{"photo": […]}` and so on."""
    if kind == "photo":
        return {"photo": _photo_sizes(bot_id, stored, _head(world, stored))}
    shown = _media_object(world, bot_id, kind, stored, details)
    if kind == "animation":
        # Telegram shows an animation twice, for clients that know only documents.
        return {"animation": shown, "document": {**_document(bot_id, stored)}}
    return {kind: shown}


def _head(world: World, stored: StoredFile) -> bytes:
    if not stored.is_stored:
        return b""
    with blob(world, stored).open("rb") as stream:
        return stream.read(_SNIFFED_BYTES)


def _photo_sizes(bot_id: int, stored: StoredFile, head: bytes) -> list[Json]:
    """A small and the full size, smallest first; both name the same bytes."""
    width, height = image_size(head) or (1280, 960)
    scale = min(1.0, _THUMB_SIDE / max(width, height))
    small = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    return [
        {**reference(bot_id, stored, "s"), **small},
        {**reference(bot_id, stored, "x"), "width": width, "height": height},
    ]


def _media_object(world: World, bot_id: int, kind: str, stored: StoredFile, details: Details) -> Json:
    shown = reference(bot_id, stored)
    seconds = details.duration or _seconds(world, stored)
    match kind:
        case "document":
            return _document(bot_id, stored)
        case "voice":
            return {**shown, "duration": seconds, "mime_type": stored.mime}
        case "audio":
            tags = {"title": details.title, "performer": details.performer}
            named = {"file_name": stored.name, "mime_type": stored.mime}
            return {
                **shown,
                "duration": seconds,
                **named,
                **{tag: value for tag, value in tags.items() if value},
            }
        case "video_note":
            return {**shown, "duration": seconds, "length": details.width or 384}
        case "sticker":
            width, height = image_size(_head(world, stored)) or (512, 512)
            flags = {"type": "regular", "is_animated": False, "is_video": False}
            return {**shown, **flags, "width": width, "height": height, "emoji": details.emoji or "🙂"}
        case _:
            width, height = details.width or _VIDEO_SIZE[0], details.height or _VIDEO_SIZE[1]
            named = {"file_name": stored.name, "mime_type": stored.mime}
            return {**shown, "duration": seconds, "width": width, "height": height, **named}


def _seconds(world: World, stored: StoredFile) -> int:
    return (stored.is_stored and seconds_of(blob(world, stored).read_bytes())) or 1


def _document(bot_id: int, stored: StoredFile) -> Json:
    return {**reference(bot_id, stored), "file_name": stored.name, "mime_type": stored.mime}
