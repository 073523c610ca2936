"""A furnished desk for tests of verbs, the clock listening."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from board.store.db import Database
from sla import fold
from tests.world import World


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    database = Database(database_url, {"sla": fold.apply})
    yield await World(database).furnish()
    await database.close()
