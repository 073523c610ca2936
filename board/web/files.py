"""Files: uploaded by agents as streams, and served so that nothing in them can run."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from board.errors import Invalid, NotFound, Unavailable
from board.store import measuring, sound
from board.store.db import Transaction
from board.store.files import MOST_BYTES, Blobs
from board.store.measuring import Measured
from board.store.sound import Form
from board.talk import attachments
from board.talk.file_types import ANYTHING, SOUNDS, is_sound, plain_type
from board.text import level
from board.values import Kind, Role
from board.views.drafts import upload as upload_json
from board.views.files import visible_file
from board.web.bodies import FileQuery, UploadQuery, number_of, query_of
from board.web.keys import BLOBS, CALLER, CONVERSIONS, DATABASE
from board.web.problems import Malformed, TooLarge
from board.web.reads import refuse_lesser
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import File

SHOWN_INLINE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        *SOUNDS,
        "video/mp4",
        "video/webm",
    }
)
"""Types that a browser shows or plays without running anything in them."""

_MIME = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,98}")
_UNPRINTABLE = re.compile(r'[\x00-\x1f\x7f"\\/\ud800-\udfff]+')
_CHUNK_BYTES = 64 * 1024
_LONGEST_NAME = 120


async def serve(request: web.Request) -> web.StreamResponse:
    query = query_of(request, FileQuery)
    async with request.app[DATABASE].reading() as session:
        file = await visible_file(session, number_of(request), request[CALLER].agent)
    path = stored(request, file.sha256)
    name, mime = file.name, plain_type(file.mime, file.name, Kind(file.kind))
    if query.format == "m4a":
        path = await _as_aac(request, file)
        name, mime = f"{PurePath(name).stem}.m4a", "audio/mp4"
    return web.FileResponse(path, headers=headers(name, mime, wants_download=query.download == "1"))


def stored(request: web.Request, sha256: str | None) -> Path:
    """Where the bytes are. Raises ``NotFound`` if they are not here."""
    path = request.app[BLOBS].path(sha256 or "")
    if sha256 is None or not path.is_file():
        raise NotFound("refused.file.gone")
    return path


async def _as_aac(request: web.Request, file: File) -> Path:
    """The recording for browsers that do not play Ogg."""
    if not is_sound(plain_type(file.mime, file.name, Kind(file.kind))) or file.sha256 is None:
        raise Invalid("refused.file.no_sound")
    blobs, form = request.app[BLOBS], Form.AAC
    if kept := blobs.kept(file.sha256, ".m4a"):
        return kept
    async with request.app[CONVERSIONS][form]:
        return await blobs.derived(file.sha256, ".m4a", partial(sound.convert, form=form))


def headers(name: str, mime: str, *, wants_download: bool) -> dict[str, str]:
    """With which a file runs nothing, and stays nowhere."""
    is_inline = mime in SHOWN_INLINE and not wants_download
    name = quote(_safe_name(name), safe="")
    return {
        "Content-Type": mime if mime in SHOWN_INLINE else ANYTHING,
        "Content-Disposition": f"{'inline' if is_inline else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }


@dataclass(frozen=True)
class Uploaded:
    """A file that was uploaded before, and its bytes."""

    sha256: str
    name: str
    data: bytes


async def uploaded(request: web.Request, number: int, most_bytes: int = MOST_BYTES) -> Uploaded:
    """The upload of this number, if the caller may see it; of a longer one, one byte more than `most_bytes`."""
    async with request.app[DATABASE].reading() as session:
        file = await visible_file(session, number, request[CALLER].agent)
    if file.sha256 is None:
        raise NotFound("refused.file.gone")
    data = await asyncio.to_thread(_first_bytes, request.app[BLOBS].path(file.sha256), most_bytes + 1)
    return Uploaded(file.sha256, file.name, data)


def _first_bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(most)
    except FileNotFoundError as error:
        raise NotFound("refused.file.gone") from error


async def upload(request: web.Request) -> web.Response:
    """The part named `file`, or the first that carries a file; with `voice=1` it becomes a voice note."""
    refuse_lesser(request, Role.AGENT)  # before the bytes are taken in
    is_voice = query_of(request, UploadQuery).voice == "1"
    part = await _file_part(request)
    if is_voice:
        brought, kept = await _as_voice_note(request, part)
    else:
        brought = kept = await _saved(request.app[BLOBS], part)

    measured = await _measured(request, kept)

    async def work(tx: Transaction) -> Answer:
        file = await attachments.upload(
            tx,
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            name=kept.name,
            mime=kept.mime,
            measured=measured,
        )
        return Answer(upload_json(file), ())

    return await write(request, work, fingerprint=f"{brought.sha256} {brought.mime} {brought.name}".encode())


@dataclass(frozen=True)
class _Saved:
    sha256: str
    size_bytes: int
    name: str
    mime: str


async def _saved(blobs: Blobs, part: BodyPartReader) -> _Saved:
    name = _safe_name(part.filename or "")
    sha256, size_bytes = await blobs.save(_limited(part))
    if size_bytes == 0:
        raise Invalid("refused.upload.empty")
    return _Saved(sha256, size_bytes, name, _mime(part, name))


async def _as_voice_note(request: web.Request, part: BodyPartReader) -> tuple[_Saved, _Saved]:
    """The file as recorded, which differs by browser and is not kept, and the voice note made of it."""
    blobs = request.app[BLOBS]
    with blobs.scratch() as folder:
        aside = Blobs(folder)
        brought = await _saved(aside, part)
        async with request.app[CONVERSIONS][Form.VOICE_NOTE]:
            await sound.convert(aside.path(brought.sha256), folder / "voice.ogg", Form.VOICE_NOTE)
        sha256, size_bytes = await blobs.save_file(folder / "voice.ogg")
    return brought, _Saved(sha256, size_bytes, "voice.ogg", "audio/ogg")


async def _measured(request: web.Request, kept: _Saved) -> Measured | None:
    """None of what is no sound, or can't be read as such."""
    if not is_sound(kept.mime):
        return None
    with suppress(Invalid, Unavailable):
        async with request.app[CONVERSIONS][Form.VOICE_NOTE]:
            return await measuring.measure(request.app[BLOBS].path(kept.sha256))
    return None


async def _file_part(request: web.Request) -> BodyPartReader:
    if not request.content_type.startswith("multipart/"):
        raise Malformed("refused.upload.media")
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, BodyPartReader) and part.filename:
                return part
    except (ValueError, AssertionError, HttpProcessingError) as error:
        raise Malformed("refused.form.unreadable") from error
    raise Invalid("refused.form.no_file")


async def whole_file(request: web.Request, most_bytes: int) -> bytes:
    """The form's file in memory, for what is read at once and not kept."""
    part, parts = await _file_part(request), bytearray()
    async for chunk in _limited(part):
        parts += chunk
        if len(parts) > most_bytes:
            raise TooLarge("refused.upload.large", most=most_bytes // 1024 // 1024)
    return bytes(parts)


async def _limited(part: BodyPartReader) -> AsyncIterator[bytes]:
    size = 0
    while chunk := await _chunk(part):
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLarge("refused.upload.large", most=MOST_BYTES // 1024 // 1024)
        yield chunk


async def _chunk(part: BodyPartReader) -> bytes:
    try:
        return await part.read_chunk(_CHUNK_BYTES)
    except (ValueError, AssertionError) as error:  # AssertionError: the form ends in the middle of the part
        raise Malformed("refused.form.unreadable") from error


def _safe_name(name: str) -> str:
    """The last part of a path, without what a header or a file system would trip over."""
    plain = _UNPRINTABLE.sub(" ", level(PurePath(name.replace("\\", "/")).name)).strip() or "file"
    stem, suffix = plain[:-16], plain[-16:]
    return stem[: _LONGEST_NAME - 16] + suffix


def _mime(part: BodyPartReader, name: str) -> str:
    said = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    plain = plain_type(said, name, Kind.DOCUMENT)
    mime = plain if plain != ANYTHING else mimetypes.guess_type(name)[0] or ""
    return mime if _MIME.fullmatch(mime) else ANYTHING
