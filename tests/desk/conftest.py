"""A running desk for tests of whole stories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.store.db import Database
from tests.desk.running import Desk, running


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(database_url, tmp_path) as desk:
        yield desk


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The desk's database for the test itself, while the parts run elsewhere."""
    database = Database(database_url)
    yield database
    await database.close()
