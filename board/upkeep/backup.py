"""A copy of the whole desk in one folder: its rows of one moment, and the files that they name."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from board.errors import Conflict, Invalid, Unavailable
from board.store import dump, loops, schema
from board.store.db import Database
from board.store.dump import Dump, Sha256
from board.store.files import Blobs
from board.upkeep.blobs import BACKUP, named

T = TypeVar("T")

_FORMAT = 1
_LIST, _TABLES, _FILES = "backup.json", "tables", "files"
_CHUNK_BYTES = 1024 * 1024


class Backup(BaseModel):
    """The list of what is in the folder. It is written last, so that a folder without it is half a backup."""

    format: int
    made_at: datetime
    dump: Dump
    files: dict[Sha256, int]
    """Their sizes in bytes."""
    lost: list[Sha256]
    """Files that rows name and the desk doesn't have, or not as they were."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.dump.tables.values())


async def make(database: Database, blobs: Blobs, folder: Path) -> Backup:
    """Copy the desk, running or not, into a new or empty folder, and read the copy back.

    Rows are of one moment, and no file is deleted until those that they name are copied. What fails leaves nothing.
    """
    with _filling(folder):
        async with loops.holding(database, BACKUP):
            return await _filled(database, blobs, folder)


async def _filled(database: Database, blobs: Blobs, folder: Path) -> Backup:
    dumped, files = await _dumped(database, tables_in(folder))
    await _require_room(folder, blobs, files)
    sizes = {sha256: await _copied(blobs.path(sha256), file_in(folder, sha256), sha256) for sha256 in files}
    made = Backup(
        format=_FORMAT,
        made_at=datetime.now(UTC),
        dump=dumped,
        files={sha256: size for sha256, size in sizes.items() if size is not None},
        lost=[sha256 for sha256, size in sizes.items() if size is None],
    )
    await _check(made, folder)
    await asyncio.to_thread(_write_list, made, folder)
    return made


async def opened(folder: Path) -> Backup:
    """What the folder holds, every byte of it checked. Raises ``Invalid`` or ``Conflict`` in one sentence."""
    found = _listed(folder)
    await _check(found, folder)
    return found


def _listed(folder: Path) -> Backup:
    if not folder.is_dir():
        raise Invalid("refused.backup.no_folder", folder=folder)
    try:
        listed = (folder / _LIST).read_bytes()
    except FileNotFoundError:
        raise Invalid("refused.backup.incomplete", folder=folder, list=_LIST) from None
    try:
        found = Backup.model_validate_json(listed)
    except ValidationError:
        raise Invalid("refused.backup.unreadable", file=folder / _LIST) from None
    if found.format != _FORMAT:
        raise Invalid("refused.backup.format", folder=folder, format=found.format, known=_FORMAT)
    schema.refuse_newer(found.dump.schema_version, "refused.schema.newer_backup")
    return found


def tables_in(folder: Path) -> Path:
    return folder / _TABLES


def file_in(folder: Path, sha256: str) -> Path:
    return folder / _FILES / sha256[:2] / sha256


@contextmanager
def _filling(folder: Path) -> Iterator[None]:
    """A private folder that holds nothing else, and nothing at all if what fills it fails."""
    was_there = folder.exists()
    if was_there and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("refused.backup.not_empty", folder=folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for name in (_TABLES, _FILES):
            (folder / name).mkdir(mode=0o700)
        yield
    except BaseException:
        for name in (_TABLES, _FILES):
            shutil.rmtree(folder / name, ignore_errors=True)
        for path in folder.glob(f"{_LIST}*"):
            path.unlink()
        if not was_there:
            with suppress(OSError):
                folder.rmdir()
        raise


async def _dumped(database: Database, folder: Path) -> tuple[Dump, list[str]]:
    """The tables in files, and the hashes that their rows name."""
    async with database.snapshot() as connection:
        version = await schema.present(connection)
        if version is None:
            raise Conflict("refused.backup.nothing")
        schema.refuse_newer(version)
        return await dump.write(connection, folder), sorted(await named(connection))


async def _require_room(folder: Path, blobs: Blobs, files: list[str]) -> None:
    needed = 0
    for sha256 in files:
        with suppress(FileNotFoundError):
            needed += blobs.path(sha256).stat().st_size
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise Unavailable("refused.backup.room", folder=folder, free=free >> 20, needed=needed >> 20)


async def _copied(source: Path, target: Path, sha256: str) -> int | None:
    """The size, once the copy is on the disk; None if the source is missing or damaged."""
    return await _uninterrupted(lambda: _copy(source, target, sha256))


def _copy(source: Path, target: Path, sha256: str) -> int | None:
    digest, size = hashlib.sha256(), 0
    try:
        read = source.open("rb")
    except FileNotFoundError:
        return None
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with read, open(target, "xb", opener=_private) as out:
        while chunk := read.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += out.write(chunk)
        _settle(out.fileno())
    if digest.hexdigest() == sha256:
        return size
    target.unlink()
    return None


async def _check(backup: Backup, folder: Path) -> None:
    """Read all of it from the disk; raises ``Conflict`` at the first file that is not what the list says."""
    for name, table in backup.dump.tables.items():
        await _require(tables_in(folder) / f"{name}.copy", table.sha256)
    for sha256 in backup.files:
        await _require(file_in(folder, sha256), sha256)


async def _require(path: Path, sha256: str) -> None:
    def digest() -> str:
        with path.open("rb") as read:
            return hashlib.file_digest(read, "sha256").hexdigest()

    try:
        found = await _uninterrupted(digest)
    except FileNotFoundError:
        raise Conflict("refused.backup.missing", file=path) from None
    if found != sha256:
        raise Conflict("refused.backup.damaged", file=path)


def _write_list(backup: Backup, folder: Path) -> None:
    draft = folder / f"{_LIST}.draft"
    with open(draft, "x", encoding="utf-8", opener=_private) as out:
        out.write(backup.model_dump_json(indent=1))
        out.flush()
        os.fsync(out.fileno())
    draft.rename(folder / _LIST)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(descriptor: int) -> None:
    """On the disk, and out of memory where the system can, so that reading back reads the disk."""
    os.fsync(descriptor)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


async def _uninterrupted(work: Callable[[], T]) -> T:
    """In a thread; a Ctrl-C waits for its end, so that nothing is written after the folder was cleared."""
    task = asyncio.create_task(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
