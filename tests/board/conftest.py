"""A desk with boards, an agent and the clock's listener, for tests of verbs."""

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
