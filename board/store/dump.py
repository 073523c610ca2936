"""All tables as files and back, by COPY over the connection: no other program, whatever PostgreSQL it is."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Annotated, Any, Protocol, cast

from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.errors import Conflict
from board.store import schema

LEFT_OUT = ("alembic_version", "heartbeat")
"""What a copy tells by itself, and what is true only of running processes."""

# Extensions bring objects of their own, which are neither ours to copy nor to drop.
_OURS = (
    "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')"
    " AND {namespace} = current_schema()::regnamespace"
)
_TABLES = text(
    "SELECT relname FROM pg_class o WHERE relkind = 'r' AND relname <> ALL (:left_out)"
    f" AND {_OURS.format(namespace='relnamespace')} ORDER BY relname"
)
_COLUMNS = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(:table)) AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
)
_SEQUENCES = text(
    "SELECT sequencename, last_value FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename"
)
_FOREIGN_KEYS = text(
    "SELECT conrelid::regclass::text AS on_table, quote_ident(conname) AS name,"
    " pg_get_constraintdef(oid) AS definition FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)
_EVERYTHING = text(
    "SELECT 'TABLE' AS kind, oid::regclass::text AS name, 1 AS turn FROM pg_class o"
    f" WHERE relkind = 'r' AND {_OURS.format(namespace='relnamespace')}"
    " UNION ALL SELECT 'FUNCTION', oid::regprocedure::text, 2 FROM pg_proc o"
    f" WHERE {_OURS.format(namespace='pronamespace')}"
    " UNION ALL SELECT 'TEXT SEARCH CONFIGURATION', quote_ident(cfgname), 3 FROM pg_ts_config o"
    f" WHERE {_OURS.format(namespace='cfgnamespace')}"
    " UNION ALL SELECT 'SEQUENCE', oid::regclass::text, 4 FROM pg_class o WHERE relkind = 'S'"
    f" AND {_OURS.format(namespace='relnamespace')}"
    " ORDER BY turn"
)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Table(BaseModel):
    """A table's file: rows in COPY's text form, a line each."""

    columns: list[Name]
    rows: int
    sha256: Sha256


class Dump(BaseModel):
    """What the files of a folder hold."""

    schema_version: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    tables: dict[Name, Table]
    sequences: dict[Name, int]


class _Copying(Protocol):
    """The driver's connection: SQLAlchemy knows no COPY."""

    async def copy_from_query(self, query: str, *, output: object, format: str) -> str: ...

    async def copy_to_table(self, table: str, *, source: object, columns: list[str], format: str) -> str: ...


async def write(connection: AsyncConnection, folder: Path) -> Dump:
    """All rows as they stand in the connection's snapshot, which the caller began."""
    version = await schema.present(connection)
    assert version is not None, "the caller has looked"
    names = await connection.scalars(_TABLES, {"left_out": list(LEFT_OUT)})
    tables = {name: await _write_table(connection, name, folder / f"{name}.copy") for name in names.all()}
    # Read last: sequences know no snapshot, so that they are at least as far as any row.
    sequences = {row.sequencename: row.last_value for row in await connection.execute(_SEQUENCES)}
    return Dump(schema_version=version, tables=tables, sequences=sequences)


async def read(connection: AsyncConnection, dump: Dump, folder: Path) -> None:
    """Make the tables of the dump's schema, fill them, and bring them to the newest schema, in this transaction.

    Whatever else the database held is gone: the caller has seen that it is nothing. Foreign keys are checked at the
    end, and triggers don't run, since what they would write is in the files.
    """
    if await schema.present(connection) != dump.schema_version:
        await _drop_everything(connection)
        await connection.run_sync(schema.upgrade, dump.schema_version)
    keys = (await connection.execute(_FOREIGN_KEYS)).all()
    for key in keys:
        await _run(connection, f"ALTER TABLE {key.on_table} DROP CONSTRAINT {key.name}")
    for name, table in dump.tables.items():
        await _read_table(connection, name, table, folder / f"{name}.copy")
    for key in keys:
        await _run(connection, f"ALTER TABLE {key.on_table} ADD CONSTRAINT {key.name} {key.definition}")
    for name, value in dump.sequences.items():
        await connection.execute(
            text("SELECT setval(to_regclass(quote_ident(:name)), :value)"), {"name": name, "value": value}
        )
    await connection.run_sync(schema.upgrade)


async def lock_tables(connection: AsyncConnection) -> list[str]:
    """The tables, which nobody else reads or writes until this transaction ends."""
    names = list(await connection.scalars(_TABLES, {"left_out": list(LEFT_OUT)}))
    if names:
        listed = ", ".join(f'"{name}"' for name in names)
        await _run(connection, f"LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE")
    return names


async def rows_of(connection: AsyncConnection, table: str) -> list[str]:
    """All rows as text, sorted: for small tables."""
    found = await connection.execute(text(f'SELECT t::text FROM "{table}" t ORDER BY 1'))
    return [str(row[0]) for row in found]


async def _write_table(connection: AsyncConnection, name: str, path: Path) -> Table:
    columns = list(await connection.scalars(_COLUMNS, {"table": name}))
    digest = hashlib.sha256()
    with path.open("xb") as out:

        async def keep(chunk: bytes) -> None:
            digest.update(chunk)
            out.write(chunk)

        query = f'SELECT {_listed(columns)} FROM "{name}"'
        status = await (await _driver(connection)).copy_from_query(query, output=keep, format="text")
        out.flush()
        os.fsync(out.fileno())
    return Table(columns=columns, rows=_count(status), sha256=digest.hexdigest())


async def _read_table(connection: AsyncConnection, name: str, table: Table, path: Path) -> None:
    await _run(connection, f'DELETE FROM "{name}"')
    await _run(connection, f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    with path.open("rb") as source:
        status = await (await _driver(connection)).copy_to_table(
            name, source=source, columns=table.columns, format="text"
        )
    await _run(connection, f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
    if _count(status) != table.rows:
        raise Conflict("refused.backup.rows", table=name, taken=_count(status), rows=table.rows)


async def _drop_everything(connection: AsyncConnection) -> None:
    for row in (await connection.execute(_EVERYTHING)).all():
        await _run(connection, f"DROP {row.kind} IF EXISTS {row.name} CASCADE")


async def _run(connection: AsyncConnection, statement: str) -> None:
    """Without parameters, so that a colon in it is a colon."""
    await connection.exec_driver_sql(statement)


async def _driver(connection: AsyncConnection) -> _Copying:
    raw = await connection.get_raw_connection()
    return cast("_Copying", cast("Any", raw).driver_connection)


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _count(status: str) -> int:
    """Of the server's answer, like ``COPY 12``."""
    return int(status.rpartition(" ")[2])
