"""A running desk for tests of whole stories."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.desk.running import Desk, running


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user can enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="lanedesk-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(database_url, tmp_path) as desk:
        yield desk
