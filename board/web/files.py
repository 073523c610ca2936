"""Files: streamed in from agents, served so that nothing in them can run."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator
from pathlib import PurePath
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from typing_extensions import TypedDict

from board import attachments
from board.errors import Invalid, NotFound
from board.models import File
from board.store.db import Transaction
from board.views.files import visible_file
from board.web.bodies import FileQuery, number_of, query_of
from board.web.keys import BLOBS, CALLER, DATABASE
from board.web.problems import Malformed, TooLarge
from board.web.writes import write

MOST_BYTES = 50 * 1024 * 1024
"""What Telegram lets a bot send."""

SHOWN_INLINE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "audio/ogg",
        "audio/mpeg",
        "audio/mp4",
        "audio/x-m4a",
        "audio/wav",
        "video/mp4",
        "video/webm",
    }
)
"""Types a browser draws or plays without running anything of theirs."""

_MIME = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,98}")
_UNPRINTABLE = re.compile(r'[\x00-\x1f\x7f"\\/\ud800-\udfff]+')
_CHUNK_BYTES = 64 * 1024
_LONGEST_NAME = 120


class UploadJson(TypedDict):
    id: int
    name: str
    mime: str
    size: int


async def serve(request: web.Request) -> web.StreamResponse:
    wants_download = query_of(request, FileQuery).download == "1"
    async with request.app[DATABASE].reading() as session:
        file = await visible_file(session, number_of(request), request[CALLER].agent)
    path = request.app[BLOBS].path(file.sha256 or "")
    if file.sha256 is None or not path.is_file():
        raise NotFound("The file isn't here.")
    return web.FileResponse(path, headers=_headers(file, wants_download))


def _headers(file: File, wants_download: bool) -> dict[str, str]:
    is_inline = file.mime in SHOWN_INLINE and not wants_download
    name = quote(_safe_name(file.name), safe="")
    return {
        "Content-Type": file.mime if file.mime in SHOWN_INLINE else "application/octet-stream",
        "Content-Disposition": f"{'inline' if is_inline else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=86400",
    }


async def upload(request: web.Request) -> web.Response:
    """The part named `file`, or the first that carries a file."""
    part = await _file_part(request)
    name = _safe_name(part.filename or "")
    mime = _mime(part, name)
    sha256, size = await request.app[BLOBS].save(_limited(part))
    if size == 0:
        raise Invalid("The file is empty.")

    async def work(tx: Transaction) -> UploadJson:
        file = await attachments.upload(tx, sha256=sha256, size_bytes=size, name=name, mime=mime)
        return {"id": file.id, "name": file.name, "mime": file.mime, "size": size}

    return await write(request, work, fingerprint=f"{sha256} {mime} {name}".encode())


async def _file_part(request: web.Request) -> BodyPartReader:
    if not request.content_type.startswith("multipart/"):
        raise Malformed("A file comes as multipart/form-data.")
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, BodyPartReader) and part.filename:
                return part
    except ValueError as error:
        raise Malformed("The form can't be read.") from error
    raise Invalid("There is no file in the form.")


async def _limited(part: BodyPartReader) -> AsyncIterator[bytes]:
    size = 0
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLarge(f"A file has at most {MOST_BYTES // 1024 // 1024} MB.")
        yield chunk


def _safe_name(name: str) -> str:
    """The last part of a path, without what a header or a file system would trip over."""
    plain = _UNPRINTABLE.sub(" ", PurePath(name.replace("\\", "/")).name).strip() or "file"
    stem, suffix = plain[:-16], plain[-16:]
    return stem[: _LONGEST_NAME - 16] + suffix


def _mime(part: BodyPartReader, name: str) -> str:
    said = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    mime = said if said and said != "application/octet-stream" else mimetypes.guess_type(name)[0] or ""
    return mime if _MIME.fullmatch(mime) else "application/octet-stream"
