"""Files that a command is given."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from board.errors import Invalid, NotFound

if TYPE_CHECKING:
    from pathlib import Path


async def read_file(path: Path) -> bytes:
    """All of it; refused if it can't be read."""
    try:
        return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound("refused.command.no_file", path=path) from error
    except OSError as error:
        raise Invalid("refused.command.unreadable", path=path, error=error.strerror) from error
