"""A desk that talks with customers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.talking import Talk, talking


@pytest.fixture
async def talk(database_url: str, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(database_url, tmp_path) as talk:
        yield talk
