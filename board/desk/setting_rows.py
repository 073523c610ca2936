"""The table of settings, each a value of its own shape: read, locked and written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Setting
from board.store.db import Transaction


async def read(session: AsyncSession, key: str) -> dict[str, Any]:
    """The value; empty if nobody has set it."""
    found = await session.get(Setting, key)
    return dict(found.value) if found else {}


async def lock(tx: Transaction, key: str) -> None:
    """Whoever changes the same setting waits; a row that is not there can't be locked."""
    await tx.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"setting:{key}"}
    )
    await tx.session.get(Setting, key, populate_existing=True)


async def share(tx: Transaction, key: str) -> None:
    """Whoever would change the setting waits until this transaction ends; others may share it."""
    await tx.session.execute(
        text("SELECT pg_advisory_xact_lock_shared(hashtext(:name))"), {"name": f"setting:{key}"}
    )
    await tx.session.get(Setting, key, populate_existing=True)


async def put(tx: Transaction, key: str, value: Mapping[str, Any]) -> None:
    row = insert(Setting).values(key=key, value=dict(value))
    await tx.session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )
    await tx.session.get(Setting, key, populate_existing=True)


async def remove(tx: Transaction, key: str) -> None:
    """Quiet if it is not there."""
    row = await tx.session.get(Setting, key)
    if row is not None:
        await tx.session.delete(row)
        await tx.session.flush()
