"""Files over HTTP, for bots and for the phone's page."""

from collections.abc import AsyncIterator

from aiohttp import web

from sandbox.files import StoredFile, blob
from sandbox.world import World

_CHUNK_BYTES = 256 * 1024


async def send_file(request: web.Request, world: World, stored: StoredFile) -> web.StreamResponse:
    """The bytes of a file; zeros for one whose size was only declared."""
    headers = {"Content-Type": stored.mime, "X-Content-Type-Options": "nosniff"}
    if stored.is_stored:
        return web.FileResponse(blob(world, stored), headers=headers)
    response = web.StreamResponse(headers={**headers, "Content-Length": str(stored.size_bytes)})
    await response.prepare(request)
    async for chunk in _zeros(stored.size_bytes):
        await response.write(chunk)
    return response


async def _zeros(size_bytes: int) -> AsyncIterator[bytes]:
    for start in range(0, size_bytes, _CHUNK_BYTES):
        yield bytes(min(_CHUNK_BYTES, size_bytes - start))
