"""SQLite under the data directory: all that a killed process must find again."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bots (
    id INTEGER PRIMARY KEY, token TEXT NOT NULL, first_seen REAL NOT NULL,
    allowed_updates TEXT, webhook TEXT, profile TEXT NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, username TEXT, language_code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS groups (id INTEGER PRIMARY KEY, title TEXT NOT NULL, type TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (
    bot_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, status TEXT NOT NULL, keyboard TEXT,
    PRIMARY KEY (bot_id, chat_id));
CREATE TABLE IF NOT EXISTS messages (
    bot_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, id INTEGER NOT NULL, from_bot INTEGER NOT NULL,
    body TEXT NOT NULL, markup TEXT, bot_reaction TEXT, person_reaction TEXT,
    is_deleted INTEGER NOT NULL DEFAULT 0, is_hidden INTEGER NOT NULL DEFAULT 0,
    desk_ahead INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (bot_id, chat_id, id));
CREATE TABLE IF NOT EXISTS updates (
    bot_id INTEGER NOT NULL, id INTEGER NOT NULL, lane TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (bot_id, id));
CREATE TABLE IF NOT EXISTS taps (
    id TEXT PRIMARY KEY, bot_id INTEGER NOT NULL, person_id INTEGER NOT NULL, at REAL NOT NULL, answer TEXT);
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, is_stored INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, bot_id INTEGER NOT NULL, at REAL NOT NULL, method TEXT NOT NULL,
    params TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL);
"""


def encode(value: object) -> str:
    """JSON in plain ASCII, as Telegram sends it: a lone surrogate survives the database and the wire."""
    return json.dumps(value, separators=(",", ":"))


def without_none(fields: Mapping[str, object]) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


class Store:
    """One connection, used from one thread; what a transaction wrote is on disk when its block ends."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self.blobs = data_dir / "files"
        self.blobs.mkdir(exist_ok=True)
        self._db = sqlite3.connect(data_dir / "sandbox.sqlite3", isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        # NORMAL loses nothing to a killed process, only to a power cut.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._add_column("messages", "desk_ahead", "INTEGER NOT NULL DEFAULT 0")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner block joins the outer one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def run(self, sql: str, *values: object) -> int:
        """Execute and return how many rows changed."""
        return self._db.execute(sql, values).rowcount

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        cursor = self._db.execute(sql, values)
        row: sqlite3.Row | None = cursor.fetchone()
        # An INSERT … RETURNING left open would hold up the commit.
        cursor.close()
        return row

    def next_number(self, name: str, first: int) -> int:
        """The next of a sequence that never repeats, also across restarts."""
        row = self.one(
            "INSERT INTO counters VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            name,
            first,
        )
        assert row is not None
        return int(row["value"])

    def number(self, name: str) -> int | None:
        row = self.one("SELECT value FROM counters WHERE name = ?", name)
        return int(row["value"]) if row else None

    def jump(self, name: str, value: int) -> None:
        self.run(
            "INSERT INTO counters VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", name, value
        )

    def _add_column(self, table: str, name: str, kind: str) -> None:
        """Adds the column to a data folder from before it existed."""
        if name not in {row["name"] for row in self.all(f"PRAGMA table_info({table})")}:
            self.run(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")

    def close(self) -> None:
        self._db.close()
