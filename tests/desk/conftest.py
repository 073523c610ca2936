"""A running desk for tests of whole stories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.running import Desk, running


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(database_url, tmp_path) as desk:
        yield desk
