"""Blobs on disk, named by what they contain; written whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path


class Blobs:
    """Two levels of folders by hash, so no folder grows huge. The same content is kept once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    async def save(self, chunks: AsyncIterator[bytes]) -> tuple[str, int]:
        """Store a stream; returns (sha256 in hex, size in bytes). A broken stream leaves nothing behind."""
        self._root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._root, prefix="incoming-")
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as out:
                async for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    await asyncio.to_thread(out.write, chunk)
                await asyncio.to_thread(_sync, out.fileno())
            target = self.path(digest.hexdigest())
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(name, target)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise
        return digest.hexdigest(), size

    def forget(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)


def _sync(descriptor: int) -> None:
    os.fsync(descriptor)
