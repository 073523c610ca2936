"""What all changes of topics, boards, columns and lanes share: one at a time, and an order of their own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from board.desk import changes
from board.errors import Invalid
from board.models import Board, Column, Topic
from board.store.db import Transaction
from board.values import Json, Thing

WHOLE = "*"
"""In the place of a key: all of a kind together, with their order."""

_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('layout'))")


async def alone(tx: Transaction) -> None:
    """Change the layout alone until the transaction ends: two owners can't each take one half of what must stay."""
    await tx.session.execute(_ALONE)


async def begin(tx: Transaction, thing: Thing, key: str, version: int | None) -> None:
    """Wait for one's turn; refuses a change made on an older version."""
    await alone(tx)
    await changes.check(tx, thing, key, version)


def key_in(board: str, key: str) -> str:
    """How changes name a column or lane, which is known by its board and its own key."""
    return f"{board}/{key}"


def board_and_key(name: str) -> tuple[str, str]:
    board, _, key = name.partition("/")
    return board, key


async def arrange(
    tx: Transaction,
    thing: Thing,
    name: str,
    rows: Sequence[Topic] | Sequence[Board] | Sequence[Column],
    keys: Sequence[str],
) -> None:
    """Give the rows this order; those that are not named come behind, as they were. `rows` stand in their order."""
    known = [row.key for row in rows]
    if len(set(keys)) < len(keys) or not set(keys) <= set(known):
        raise Invalid("refused.order", "order")
    wanted = [*keys, *(key for key in known if key not in keys)]
    for row in rows:
        row.position = wanted.index(row.key) + 1
    before: list[Json] = [*known]
    after: list[Json] = [*wanted]
    await changes.note(tx, thing, name, before, after)
