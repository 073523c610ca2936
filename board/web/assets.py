"""The page's files under a name that holds their version: a browser keeps them, and asks about none of them again."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from aiohttp import hdrs, web

from board.web.packs import Pack, packs, with_one_style

STATIC = Path(__file__).resolve().parent / "static"
KEPT = "public, max-age=31536000, immutable"
_PACKS = "packs/"
_BEGINS = '<script type="module" src="/static/app.js"></script>'


async def versioned(request: web.Request) -> web.StreamResponse:
    """A page that is older than the desk gets what there is now, and keeps none of it."""
    now, name = version(), request.match_info["path"]
    headers = {"Cache-Control": KEPT if request.match_info["version"] == now else "no-cache"}
    if name.startswith(_PACKS):
        made = await asyncio.to_thread(_packs, now)
        return _packed(request, made.get(name.removeprefix(_PACKS)), headers)
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=headers)


def version() -> str:
    """Of all files as they are now: who works on the page sees each change."""
    told = "\n".join(sorted(_stats(STATIC)))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _stats(folder: str | os.PathLike[str]) -> Iterator[str]:
    """By `scandir`, since each file of the page asks for it, and pathlib takes eight times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stats(entry)
            elif entry.is_file():
                stat = entry.stat()
                yield f"{entry.path} {stat.st_mtime_ns} {stat.st_size}"


def shell() -> str:
    return (STATIC / "index.html").read_text(encoding="utf-8")


def with_versions(html: str) -> str:
    """The page's addresses by their versions, its modules and styles joined, and nothing it begins with found late."""
    now = version()
    early = "\n    ".join(
        f'<link rel="modulepreload" href="/static/{path}" />' for path in ("packs/begin.js", *_libraries(now))
    )
    # After the import map: before it, a module that loads would make browsers refuse the map.
    begins = f'{early}\n    <script type="module" src="/static/packs/begin.js"></script>'
    return with_one_style(html).replace(_BEGINS, begins).replace('"/static/', f'"/static/{now}/')


def _packed(request: web.Request, pack: Pack | None, headers: Mapping[str, str]) -> web.Response:
    if pack is None:
        raise web.HTTPNotFound
    said = {**headers, "Content-Type": f"{pack.content_type}; charset=utf-8"}
    if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
        return web.Response(body=pack.compressed, headers={**said, hdrs.CONTENT_ENCODING: "gzip"})
    return web.Response(body=pack.plain, headers=said)


@lru_cache(maxsize=1)
def _packs(_version: str) -> Mapping[str, Pack]:
    return packs(STATIC, shell())


@lru_cache(maxsize=1)
def _libraries(_version: str) -> tuple[str, ...]:
    return tuple(f"vendor/{path.name}" for path in sorted((STATIC / "vendor").glob("*.js")))
