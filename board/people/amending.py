"""Fields of an account as they are set and recorded: only what changes, so that it can be taken back by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes
from board.models import Account, Change
from board.store.db import Transaction
from board.values import Json, Thing

FIELDS = ("number", "name", "status", "suspended_reason", "support_until", "plan", "details")


async def amend(tx: Transaction, account: Account, fields: Mapping[str, object]) -> None:
    """Set the fields, which the caller has checked; `key` goes with the number and is not recorded."""
    before = {name: plain(getattr(account, name)) for name in fields if name != "key"}
    for name, value in fields.items():
        setattr(account, name, value)
    await tx.session.flush()
    after = {name: plain(getattr(account, name)) for name in before}
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        await changes.note(
            tx,
            Thing.ACCOUNT,
            str(account.id),
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )


async def note_new(tx: Transaction, account: Account) -> None:
    await changes.note(tx, Thing.ACCOUNT, str(account.id), None, everything(account))


async def note_gone(tx: Transaction, account: Account) -> None:
    await changes.note(tx, Thing.ACCOUNT, str(account.id), everything(account), None)


async def version(session: AsyncSession, account: Account) -> int:
    """The latest change of the account, by hand, by an import, or by another name of its plan."""
    by_hand = await changes.version(session, Thing.ACCOUNT, str(account.id))
    return max(by_hand, await imported(session, account), await _plan_renamed(session, account))


async def imported(session: AsyncSession, account: Account) -> int:
    """The import that changed it last; 0 if none did."""
    if account.import_id is None:
        return 0
    return await changes.version(session, Thing.IMPORT, str(account.import_id))


async def _plan_renamed(session: AsyncSession, account: Account) -> int:
    """Accounts go along with their plan's new name."""
    if account.plan is None:
        return 0
    before, after = Change.before["name"].as_string(), Change.after["name"].as_string()
    renamed = select(func.coalesce(func.max(Change.id), 0)).where(
        Change.thing == Thing.PLAN, after == account.plan, before != after
    )
    return int((await session.execute(renamed)).scalar_one())


def everything(account: Account) -> dict[str, Json]:
    return {name: plain(getattr(account, name)) for name in FIELDS}


def plain(value: object) -> Json:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, str | dict), "a field of an account"
    return dict(value) if isinstance(value, dict) else value
