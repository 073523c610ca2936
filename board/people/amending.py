"""Fields of an account as they are set and recorded: only what changes, so that it can be taken back by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from board.desk import changes
from board.models import Account
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


def everything(account: Account) -> dict[str, Json]:
    return {name: plain(getattr(account, name)) for name in FIELDS}


def plain(value: object) -> Json:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, str | dict), "a field of an account"
    return dict(value) if isinstance(value, dict) else value
