"""A desk with boards, an agent and the clock's listener, for tests of verbs."""

from __future__ import annotations

import pytest

from board.store.db import Database
from sla import fold
from tests.world import World, told


@pytest.fixture
async def world(database: Database) -> World:
    return await World(told(database, {"sla": fold.apply})).furnish()
