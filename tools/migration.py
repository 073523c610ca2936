"""Drafts a migration: what the models have and the migrations on disk do not make yet."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from board.store.embedded import Embedded

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", help="what it changes, in a few words")
    what = parser.parse_args().what.strip()
    if not what:
        parser.error('say what it changes: make migration ARGS="add labels to tickets"')
    with tempfile.TemporaryDirectory(prefix="lanedesk-") as folder:
        Path(folder).chmod(0o755)
        embedded = Embedded(Path(folder) / "postgres")
        try:
            asyncio.run(_draft(embedded.start(), what))
        finally:
            embedded.stop()
    return 0


async def _draft(url: str, what: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade_and_compare, what)
    await engine.dispose()


def _upgrade_and_compare(connection: Connection, what: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    command.revision(config, what, autogenerate=True, rev_id=_next_number())


def _next_number() -> str:
    return f"{len(list((ROOT / 'alembic' / 'versions').glob('[0-9]*.py'))) + 1:04}"


if __name__ == "__main__":
    sys.exit(main())
