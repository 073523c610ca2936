"""A desk that talks with customers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.store.db import Database
from tests.bot.talking import Talk, talking


@pytest.fixture
async def talk(database: Database, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(database, tmp_path) as talk:
        yield talk
