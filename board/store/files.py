"""Blobs on disk, named by the hash of their content; written completely or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from board.errors import Invalid
from board.queues import Queue
from board.store.db import Transaction
from board.store.jobs import Job
from board.store.room import free_bytes

QUEUE = Queue.BLOB
"""Blobs to be deleted."""

MOST_BYTES = 50 * 1024 * 1024
"""Of one file: what Telegram lets a bot send."""
_CHUNK_BYTES = 64 * 1024
_INCOMING, _SCRATCH = "incoming-", "scratch-"
_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """Two levels of folders by hash, so that none grows huge. The same content is stored once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    async def save(self, chunks: AsyncIterator[bytes]) -> tuple[str, int]:
        """Store a stream; returns (sha256 in hex, size in bytes). Of a broken stream nothing is left.

        A blob that exists is written again, so that its age shows when it was last saved.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._root, prefix=_INCOMING)
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as out:
                async for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    await asyncio.to_thread(out.write, chunk)
                await asyncio.to_thread(_sync, out)
            await asyncio.to_thread(self._put, name, digest.hexdigest())
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise
        return digest.hexdigest(), size

    def _put(self, name: str, sha256: str) -> None:
        """Move it to its place for good: without syncing the folder, a power cut may lose the name."""
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(name, target)
        for folder in (target.parent, target.parent.parent, self._root):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    async def save_file(self, path: Path) -> tuple[str, int]:
        """Store what another program wrote."""

        async def chunks() -> AsyncIterator[bytes]:
            with path.open("rb") as read:
                while chunk := await asyncio.to_thread(read.read, _CHUNK_BYTES):
                    yield chunk

        return await self.save(chunks())

    async def derived(
        self, sha256: str, suffix: str, make: Callable[[Path, Path], Awaitable[object]]
    ) -> Path:
        """The blob in another form, made from its path when first asked for, and kept as long as the blob.

        If `make` raises ``Invalid``, that is kept too: it is raised every time.
        """
        if kept := self.kept(sha256, suffix):
            return kept
        blob = self.path(sha256)
        with self.scratch() as folder:
            made = folder / f"{sha256}{suffix}"
            try:
                await make(blob, made)
            except Invalid as refusal:
                refused = _refused(made)
                refused.write_text(refusal.key, "utf-8")
                _keep_beside(blob, refused)
                raise
            return _keep_beside(blob, made)

    def kept(self, sha256: str, suffix: str) -> Path | None:
        """That form, if it was made before. Raises ``Invalid`` if it was refused."""
        made = self.path(sha256).with_suffix(suffix)
        if (refused := _refused(made)).exists():
            raise Invalid(_kept_key(refused.read_text("utf-8")))
        return made if made.exists() else None

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A temporary folder on the same disk."""
        self._root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._root, prefix=_SCRATCH) as name:
            yield Path(name)

    def untouched(self, start: str, since: datetime, until: datetime) -> set[str]:
        """Hashes that begin with these two digits and whose files were all last written in that time."""
        newest: dict[str, float] = {}
        for path in (self._root / start).glob("*/*"):
            sha256 = path.name.partition(".")[0]
            with suppress(FileNotFoundError):  # deleted meanwhile
                newest[sha256] = max(newest.get(sha256, 0.0), path.stat().st_mtime)
        times = since.timestamp(), until.timestamp()
        return {each for each, at in newest.items() if _NAME.fullmatch(each) and times[0] <= at < times[1]}

    def free_bytes(self) -> int:
        """What is left on their disk."""
        return free_bytes(self._root)

    def names(self) -> set[str]:
        """Hashes of all blobs."""
        return {path.name for path in self._root.glob("*/*/*") if _NAME.fullmatch(path.name)}

    def clear_unfinished(self, begun_before: datetime) -> None:
        """Delete what killed processes left half written."""
        for path in (*self._root.glob(f"{_INCOMING}*"), *self._root.glob(f"{_SCRATCH}*")):
            with suppress(FileNotFoundError):  # finished meanwhile
                if path.stat().st_mtime < begun_before.timestamp():
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def forget(self, sha256: str, saved_before: datetime) -> bool:
        """Delete it and its other forms; False if it was saved since then, and all stays."""
        path = self.path(sha256)
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= saved_before.timestamp():
                return False
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink(missing_ok=True)
        return True


async def forget_later(tx: Transaction, sha256: str, *, after: timedelta = timedelta()) -> None:
    """Have a blob deleted, unless something else still refers to it."""
    await tx.later(Job(QUEUE, sha256, sha256, {"sha256": sha256}, run_at=tx.now + after))


def _kept_key(written: str) -> str:
    """Older desks wrote a sentence there."""
    return written if written.startswith("refused.") else "refused.sound.unreadable"


def _refused(made: Path) -> Path:
    """The file that says why a form was refused."""
    return made.with_name(f"{made.name}.refused")


def _keep_beside(blob: Path, made: Path) -> Path:
    os.chmod(made, 0o600)
    kept = blob.with_name(made.name)
    os.replace(made, kept)
    if not blob.exists():  # deleted meanwhile
        kept.unlink(missing_ok=True)
    return kept


def _sync(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())
