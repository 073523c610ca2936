"""Files that were sent: bytes on disk, names each bot knows them by."""

import base64
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import bad_request
from sandbox.sniff import is_ogg_opus
from sandbox.store import Json
from sandbox.world import World

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
_FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "video_note": "video_notes",
    "animation": "animations",
    "sticker": "stickers",
}


@dataclass(frozen=True)
class StoredFile:
    """One file; `is_stored` is false when only its size was declared."""

    id: int
    kind: str
    name: str
    mime: str
    size_bytes: int
    is_stored: bool

    @property
    def path(self) -> str:
        """The `file_path` that getFile tells."""
        return f"{_FOLDERS.get(self.kind, 'documents')}/file_{self.id}{Path(self.name).suffix}"

    @property
    def unique_id(self) -> str:
        return "AQAD" + base64.urlsafe_b64encode(hashlib.sha256(b"file %d" % self.id).digest()[:9]).decode()


def keep(
    world: World, kind: str, name: str, mime: str, data: bytes, declared_bytes: int | None = None
) -> StoredFile:
    """Keep the bytes, or only a declared size."""
    is_stored = declared_bytes is None
    size_bytes = len(data) if declared_bytes is None else declared_bytes
    if is_ogg_opus(data):
        mime = "audio/ogg"
    elif not mime or mime == "application/octet-stream":
        mime = mime_of(name)
    row = world.store.one(
        "INSERT INTO files (kind, name, mime, size_bytes, is_stored) VALUES (?, ?, ?, ?, ?) RETURNING id",
        kind,
        name,
        mime,
        size_bytes,
        is_stored,
    )
    assert row is not None
    if is_stored:
        (world.store.blobs / str(row["id"])).write_bytes(data)
    return StoredFile(row["id"], kind, name, mime, size_bytes, is_stored)


def mime_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def file(world: World, number: int) -> StoredFile | None:
    row = world.store.one("SELECT * FROM files WHERE id = ?", number)
    if row is None:
        return None
    return StoredFile(
        row["id"], row["kind"], row["name"], row["mime"], row["size_bytes"], bool(row["is_stored"])
    )


def file_at(world: World, path: str) -> StoredFile | None:
    """The file behind a `file_path`."""
    digits = Path(path).stem.removeprefix("file_")
    found = file(world, int(digits)) if digits.isdecimal() else None
    return found if found and found.path == path else None


def blob(world: World, stored: StoredFile) -> Path:
    return world.store.blobs / str(stored.id)


def contents(world: World, stored: StoredFile) -> bytes:
    """The bytes; zeros for a size that was only declared."""
    return blob(world, stored).read_bytes() if stored.is_stored else bytes(stored.size_bytes)


def file_id(bot_id: int, stored: StoredFile, variant: str = "") -> str:
    """A name only this bot may use; `variant` tells the sizes of one photo apart."""
    secret = f"{bot_id}:{stored.id}:{variant}:{stored.unique_id}"
    return "AgAC" + base64.urlsafe_b64encode(secret.encode()).decode().rstrip("=")


def by_file_id(world: World, bot_id: int, name: str) -> StoredFile:
    """The file a bot names; another bot's name is as good as none."""
    owner, number = _read_file_id(name)
    # What was sent before the first bot came was named for nobody yet.
    found = file(world, number) if owner in (bot_id, 0) else None
    if found is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return found


def number_in(name: str) -> int:
    """The number of the file a `file_id` stands for, whichever bot it was made for; 0 for nonsense."""
    return _read_file_id(name)[1]


def _read_file_id(name: str) -> tuple[int, int]:
    encoded = name.removeprefix("AgAC")
    try:
        owner, number, _, _ = (
            base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode().split(":")
        )
        return int(owner), int(number)
    except ValueError:
        return 0, 0


def reference(bot_id: int, stored: StoredFile, variant: str = "") -> Json:
    """The fields every file object begins with."""
    unique = stored.unique_id + variant
    return {
        "file_id": file_id(bot_id, stored, variant),
        "file_unique_id": unique,
        "file_size": stored.size_bytes,
    }
