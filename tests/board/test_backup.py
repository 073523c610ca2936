"""A backup holds the desk of one moment, is checked byte by byte, and becomes the same desk again or nothing."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from asyncpg import PostgresError
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

from board.desk import seed
from board.errors import Conflict, Invalid, Unavailable
from board.models import File
from board.store import dump, jobs, loops, schema
from board.store.db import Database
from board.store.files import Blobs, forget_later
from board.store.jobs import Job
from board.store.wake import Wake
from board.talk import conversation
from board.upkeep import backup
from board.upkeep import blobs as upkeep_blobs
from board.upkeep.backup import Backup
from board.upkeep.blobs import BACKUP
from board.upkeep.restore import restore
from board.values import DESK
from bot.outbound.outbox import OUTBOX
from tests.bot.machinery import until
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)


@pytest.fixture
async def full(world: World, blobs: Blobs) -> World:
    """A desk with words, a file, a reply on its way, and a moved practice clock."""
    await world.customer()
    number = await world.open()
    await world.write("Касса\tстоит\n: \\N, “так”")
    file = await world.speak()
    sha256, size = await blobs.save(_chunks(b"a voice"))
    async with world.database.transaction(world.agent) as tx:
        row = await tx.session.get_one(File, file)
        row.sha256, row.size_bytes = sha256, size
        await conversation.reply(tx, number, "On its way.")
        await tx.later(Job(OUTBOX, "a call", "chat:42", {}))
    return world


@pytest.fixture
async def other(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url)
    yield database
    await database.close()


async def test_the_restored_desk_is_the_same_to_the_last_row_and_byte(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    made = await backup.make(full.database, blobs, tmp_path / "copy")
    files = Blobs(tmp_path / "elsewhere")
    await restore(other, files, await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    assert made.lost == []
    assert await _rows(other) == await _rows(full.database)
    assert files.names() == blobs.names() == set(made.files)
    for sha256 in files.names():
        assert hashlib.sha256(files.path(sha256).read_bytes()).hexdigest() == sha256
    await schema.require_newest(other)


async def test_what_comes_after_a_restore_takes_no_number_twice(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    await backup.make(full.database, blobs, tmp_path / "copy")
    await restore(other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    restored = World(other)
    assert await restored.open() == await full.open()
    assert (await restored.write("after", message_id=9999)).comment.id > 0


async def test_words_are_found_after_a_restore_and_new_ones_too(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    await backup.make(full.database, blobs, tmp_path / "copy")
    await restore(other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    await World(other).write("zebra", message_id=9999)

    found = " ".join(await _rows_of(other, "ticket_word"))
    assert "касс" in found
    assert "zebra" in found


async def test_what_was_queued_for_telegram_counts_as_interrupted(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    await backup.make(full.database, blobs, tmp_path / "copy")
    await restore(other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    async with other.bookkeeping() as session:
        claims = await jobs.lease(session, OUTBOX, timedelta(minutes=1), 10)
    assert [claim.was_interrupted for claim in claims] == [True]


async def test_a_desk_that_only_has_its_seed_is_empty(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    await schema.migrate(other)
    async with other.transaction(DESK) as tx:
        await seed.seed(tx, "ru")
    await backup.make(full.database, blobs, tmp_path / "copy")
    await restore(other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    assert await _rows(other) == await _rows(full.database)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO agent (name, created_at) VALUES ('Oleg', now())",
        "UPDATE lane SET name = 'Now' WHERE key = 'urgent'",
        "DELETE FROM topic WHERE key = 'billing'",
        "CREATE TABLE of_others (); DROP TABLE alembic_version",
    ],
)
async def test_a_desk_with_anything_of_its_own_is_refused_and_stays(
    full: World, blobs: Blobs, other: Database, tmp_path: Path, change: str
) -> None:
    await schema.migrate(other)
    async with other.transaction(DESK) as tx:
        await seed.seed(tx)
    async with other.engine.begin() as connection:
        for statement in change.split("; "):
            await connection.exec_driver_sql(statement)
    before = await _rows(other)
    await backup.make(full.database, blobs, tmp_path / "copy")
    found = await backup.opened(tmp_path / "copy")

    with pytest.raises(Conflict, match="isn't empty"):
        await restore(other, Blobs(tmp_path / "to"), found, tmp_path / "copy")

    assert await _rows(other) == before
    assert Blobs(tmp_path / "to").names() == set()


async def test_the_files_of_another_desk_are_not_mixed_with_the_backups(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    await backup.make(full.database, blobs, tmp_path / "copy")
    await Blobs(tmp_path / "to").save(_chunks(b"another's"))

    with pytest.raises(Conflict, match="1 files that aren't in the backup"):
        await restore(
            other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy"
        )


async def test_a_restore_that_was_killed_after_its_files_is_simply_done_again(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    made = await backup.make(full.database, blobs, tmp_path / "copy")
    await Blobs(tmp_path / "to").save(_chunks(b"a voice"))
    await restore(other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    assert Blobs(tmp_path / "to").names() == set(made.files)


async def test_a_restore_that_fails_leaves_the_desk_as_it_was(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    await backup.make(full.database, blobs, tmp_path / "copy")
    found = await backup.opened(tmp_path / "copy")
    with (tmp_path / "copy" / "tables" / "comment.copy").open("a") as late:
        late.write("no row\n")

    with pytest.raises(PostgresError, match="no row"):
        await restore(other, Blobs(tmp_path / "to"), found, tmp_path / "copy")

    assert await _rows(other) == {}
    assert Blobs(tmp_path / "to").names() == set()


async def test_a_backup_of_an_older_schema_comes_up_to_the_newest(
    full: World, blobs: Blobs, empty_url: str, other: Database, tmp_path: Path
) -> None:
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, "0006")
        await connection.exec_driver_sql("INSERT INTO board (key, name, position) VALUES ('old', 'Old', 1)")
    await backup.make(other, blobs, tmp_path / "copy")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM board")
        await connection.run_sync(_upgrade, "head")
    await restore(other, Blobs(tmp_path / "to"), await backup.opened(tmp_path / "copy"), tmp_path / "copy")

    await schema.require_newest(other)
    assert await _rows_of(other, "board") == ["(old,Old,1,,)"]


async def test_nothing_is_deleted_while_a_backup_is_made(
    full: World, blobs: Blobs, wake: Wake, tmp_path: Path
) -> None:
    sha256, _ = await blobs.save(_chunks(b"unused"))
    async with loops.holding(full.database, BACKUP):
        async with full.database.transaction(DESK) as tx:
            await forget_later(tx, sha256)
        beat = loops.Beat()
        forgetting = asyncio.create_task(upkeep_blobs.forget(full.database, wake, blobs, beat))

        async def was_put_off() -> bool:
            async with full.database.reading() as session:
                error = await session.scalar(text("SELECT error FROM job WHERE queue = 'blob'"))
            return bool(error == "a backup is being made")

        await until(was_put_off)
        forgetting.cancel()
    assert blobs.path(sha256).exists()


async def test_a_file_that_the_desk_lost_before_is_named(
    full: World, blobs: Blobs, other: Database, tmp_path: Path
) -> None:
    (sha256,) = blobs.names()
    blobs.path(sha256).write_bytes(b"a void")
    made = await backup.make(full.database, blobs, tmp_path / "copy")

    assert (made.lost, made.files) == ([sha256], {})
    assert not list((tmp_path / "copy" / "files").glob("*/*"))


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("no folder", "There is no folder"),
        ("no list", "holds no complete backup"),
        ("half a list", "can't be read"),
        ("another form", "this program knows 1"),
        ("newer", "This program is too old"),
        ("half a table", "is not what was written"),
        ("no table", "is missing"),
        ("another file", "is not what was written"),
        ("a name that leads out", "can't be read"),
    ],
)
async def test_a_backup_that_is_not_whole_is_refused_in_one_sentence(
    full: World, blobs: Blobs, tmp_path: Path, damage: str, why: str
) -> None:
    folder = tmp_path / "copy"
    made = await backup.make(full.database, blobs, folder)
    _damage(folder, made, damage)

    with pytest.raises((Invalid, Conflict, Unavailable), match=why) as refusal:
        await backup.opened(folder)

    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize("there", ["a backup", "something", "a file"])
async def test_a_backup_writes_over_nothing(full: World, blobs: Blobs, tmp_path: Path, there: str) -> None:
    folder = tmp_path / "copy"
    match there:
        case "a backup":
            await backup.make(full.database, blobs, folder)
        case "something":
            folder.mkdir()
            (folder / "note").touch()
        case _:
            folder.touch()
    before = _tree(tmp_path)

    with pytest.raises(Conflict, match="not an empty folder"):
        await backup.make(full.database, blobs, folder)

    assert _tree(tmp_path) == before


@pytest.mark.parametrize("was_there", [True, False])
async def test_a_backup_that_fails_leaves_nothing(
    database: Database, blobs: Blobs, other: Database, tmp_path: Path, was_there: bool
) -> None:
    if was_there:
        (tmp_path / "copy").mkdir()

    with pytest.raises(Conflict, match="nothing to back up"):
        await backup.make(other, blobs, tmp_path / "copy")

    assert (tmp_path / "copy").exists() == was_there
    assert [path for path in _tree(tmp_path) if "copy" in path.parent.parts] == []


async def test_a_backup_is_private(full: World, blobs: Blobs, tmp_path: Path) -> None:
    await backup.make(full.database, blobs, tmp_path / "copy")

    shown = [path for path in (tmp_path / "copy").rglob("*") if path.parent == tmp_path / "copy"]
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    assert [path for path in shown if path.stat().st_mode & 0o077] == []


def _damage(folder: Path, made: Backup, damage: str) -> None:
    listed = folder / "backup.json"
    content = json.loads(listed.read_text())
    (sha256,) = made.files
    match damage:
        case "no folder":
            shutil.rmtree(folder)
        case "no list":
            listed.unlink()
        case "half a list":
            listed.write_text(listed.read_text()[:100])
        case "another form":
            listed.write_text(json.dumps({**content, "format": 2}))
        case "newer":
            listed.write_text(json.dumps({**content, "dump": {**content["dump"], "schema_version": "9999"}}))
        case "half a table":
            table = folder / "tables" / "comment.copy"
            table.write_bytes(table.read_bytes()[:-5])
        case "no table":
            (folder / "tables" / "job.copy").unlink()
        case "another file":
            backup.file_in(folder, sha256).write_bytes(b"a void")
        case _:
            listed.write_text(json.dumps({**content, "files": {"../../../etc/passwd": 1}}))


async def _rows(database: Database) -> dict[str, list[str]]:
    """All rows of all tables but heartbeats, without what a restore changes on purpose."""
    async with database.engine.connect() as connection:
        names = [name for name in await connection.scalars(EVERYTHING) if name != "heartbeat"]
        found = {name: await dump.rows_of(connection, name) for name in names if name != "job"}
        if "job" in names:
            rows = await connection.execute(
                text("SELECT id, queue, key, payload, run_at FROM job ORDER BY id")
            )
            found["job"] = [str(row) for row in rows]
        return found


async def _rows_of(database: Database, table: str) -> list[str]:
    async with database.engine.connect() as connection:
        return await dump.rows_of(connection, table)


def _tree(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def _chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
