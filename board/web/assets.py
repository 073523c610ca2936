"""The page's files under a name that holds their version: a browser keeps them, and asks about none of them again."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).resolve().parent / "static"
KEPT = "public, max-age=31536000, immutable"
_IMPORT = re.compile(r'^\s*(?:import|export)\b[^"()]*?"(\.[^"]+)"', re.MULTILINE)


async def versioned(request: web.Request) -> web.FileResponse:
    """A page that is older than the desk gets what there is now, and keeps none of it."""
    path = (STATIC / request.match_info["path"]).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise web.HTTPNotFound
    kept = KEPT if request.match_info["version"] == version() else "no-cache"
    return web.FileResponse(path, headers={"Cache-Control": kept})


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


def with_versions(html: str) -> str:
    """The page's addresses by their versions, and all modules it begins with named, so that none waits for another."""
    now = version()
    early = "\n    ".join(
        f'<link rel="modulepreload" href="/static/{path}" />' for path in _modules(now) if path != "app.js"
    )
    # After the import map: before it, a module that loads would make browsers refuse the map.
    begins = '<script type="module"'
    return html.replace(begins, f"{early}\n    {begins}").replace('"/static/', f'"/static/{now}/')


@lru_cache(maxsize=1)
def _modules(_version: str) -> tuple[str, ...]:
    """What app.js imports, and what that does."""
    found: dict[str, None] = {}
    waiting = ["app.js"]
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = None
            waiting.extend(_imports(path))
    return tuple(found)


def _imports(path: str) -> Iterator[str]:
    for name in _IMPORT.findall((STATIC / path).read_text(encoding="utf-8")):
        yield str((STATIC / path).parent.joinpath(name).resolve().relative_to(STATIC))
