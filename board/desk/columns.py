"""Columns of a board: at least one of each kind always stands, and none is removed under its cards.

New tickets come into the first inbox column, resolved ones into the first done column. A column's kind changes only
while it is empty: with cards in it that would be a move of each, which has effects on its promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from board.desk import changes, clearing, layout, naming
from board.desk.effects import NOTHING, Effect, Line, column_name
from board.errors import Conflict, Invalid, NotFound
from board.models import Board, Column, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Json, Role, State, Thing


@allowed(Role.OWNER)
async def add(tx: Transaction, board: str, name: str, kind: State, *, key: str = "") -> Column:
    """A new column, behind the last of its kind."""
    await layout.alone(tx)
    await _board(tx, board)
    called = naming.checked_name(name)
    known = await tx.session.scalars(select(Column.key).where(Column.board_key == board))
    column = Column(
        board_key=board,
        key=naming.new_key(key, [called], known.all(), "column"),
        name=called,
        kind=kind,
        position=0,
    )
    _insert(column, await standing_in(tx, board))
    tx.session.add(column)
    await changes.note(tx, Thing.COLUMN, layout.key_in(board, column.key), None, as_json(column))
    return column


@allowed(Role.OWNER)
async def edit(
    tx: Transaction,
    board: str,
    key: str,
    *,
    name: str | None = None,
    kind: State | None = None,
    version: int | None = None,
) -> None:
    """Give it another name, or another kind if it is empty."""
    await layout.begin(tx, Thing.COLUMN, layout.key_in(board, key), version)
    column = await _standing(tx, board, key)
    before = as_json(column)
    if name is not None:
        column.name = naming.checked_name(name)
    if kind is not None and kind != column.kind:
        await _change_kind(tx, column, kind)
    await changes.note(tx, Thing.COLUMN, layout.key_in(board, key), before, as_json(column))


@allowed(Role.OWNER)
async def remove(
    tx: Transaction, board: str, key: str, *, to: str | None = None, version: int | None = None
) -> Effect:
    """Remove a column; its cards go to another one of the board, those not done to one that isn't done.

    They follow one by one, each in a transaction of its own.
    """
    await layout.begin(tx, Thing.COLUMN, layout.key_in(board, key), version)
    column = await _standing(tx, board, key)
    await _refuse_last_of_kind(tx, column)
    await close(tx, Column.board_key == board, Column.key == key)
    count = await cards_in(tx, Ticket.board_key == board, Ticket.column_key == key)
    goal = await _goal(tx, column, to, count)
    before = as_json(column)
    column.removed_at, column.successor_key = tx.now, goal.key if goal else None
    await changes.note(tx, Thing.COLUMN, layout.key_in(board, key), before, None)
    await clearing.begin(tx, count)
    return _effect(column, goal, count) if goal else NOTHING


@allowed(Role.OWNER)
async def arrange(tx: Transaction, board: str, keys: Sequence[str], *, version: int | None = None) -> None:
    """The order of a board's columns. The first inbox column and the first done one are where tickets come in."""
    whole = layout.key_in(board, layout.WHOLE)
    await layout.begin(tx, Thing.COLUMN, whole, version)
    await _board(tx, board)
    await layout.arrange(tx, Thing.COLUMN, whole, await standing_in(tx, board), keys)


async def restore(tx: Transaction, name: str, before: Json) -> None:
    """Make the column, or the order of the board's columns, what it was; a column that comes back comes empty."""
    board, key = layout.board_and_key(name)
    match before:
        case list():
            there = {column.key for column in await standing_in(tx, board)}
            await arrange(tx, board, [str(each) for each in before if each in there])
        case dict():
            await _bring_back(tx, board, key, before)
        case _:
            await remove(tx, board, key)


async def standing_in(tx: Transaction, board: str) -> Sequence[Column]:
    """The board's columns from left to right."""
    found = await tx.session.scalars(
        select(Column)
        .where(Column.board_key == board, Column.removed_at.is_(None))
        .order_by(Column.position, Column.key)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def close(tx: Transaction, *which: ColumnElement[bool]) -> Sequence[Column]:
    """Wait for whoever brings a ticket into these columns; nobody brings any more until this transaction ends."""
    found = await tx.session.scalars(
        select(Column)
        .where(*which, Column.removed_at.is_(None))
        .order_by(Column.board_key, Column.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


async def cards_in(tx: Transaction, *where: ColumnElement[bool]) -> Mapping[str, int]:
    """How many tickets stand there, not done and done."""
    row = (await tx.session.execute(_COUNT.where(*where))).one()
    return {"open": row.open, "done": row.done}


def as_json(column: Column) -> dict[str, Json]:
    return {"name": column.name, "kind": column.kind}


_COUNT = select(
    func.count().filter(Ticket.done_at.is_(None)).label("open"),
    func.count().filter(Ticket.done_at.is_not(None)).label("done"),
).select_from(Ticket)


async def _board(tx: Transaction, key: str) -> Board:
    board = await tx.session.get(Board, key, populate_existing=True)
    if board is None or board.removed_at is not None:
        raise NotFound("refused.board.unknown", board=key)
    return board


async def _standing(tx: Transaction, board: str, key: str) -> Column:
    await _board(tx, board)
    column = await tx.session.get(Column, (board, key), populate_existing=True)
    if column is None or column.removed_at is not None:
        raise NotFound("refused.board.no_column", board=board, column=key)
    return column


def _insert(column: Column, standing: Sequence[Column]) -> None:
    """Behind the last of its kind; behind all if there is none."""
    alike = [place for place, other in enumerate(standing) if other.kind == column.kind]
    place = alike[-1] + 1 if alike else len(standing)
    for position, other in enumerate([*standing[:place], column, *standing[place:]], 1):
        other.position = position


async def _change_kind(tx: Transaction, column: Column, kind: State) -> None:
    await _refuse_last_of_kind(tx, column)
    await close(tx, Column.board_key == column.board_key, Column.key == column.key)
    count = await cards_in(tx, Ticket.board_key == column.board_key, Ticket.column_key == column.key)
    if cards := sum(count.values()):
        raise Conflict("refused.column.kind_in_use", dict(count), n=cards, column=column_name(column))
    column.kind = kind


async def _refuse_last_of_kind(tx: Transaction, column: Column) -> None:
    if not any(
        c.kind == column.kind and c.key != column.key for c in await standing_in(tx, column.board_key)
    ):
        raise Conflict(f"refused.column.last_{column.kind}", column=column_name(column))


async def _goal(tx: Transaction, column: Column, to: str | None, count: Mapping[str, int]) -> Column | None:
    """Where its cards go; without any it need not be said."""
    if to is None:
        if cards := sum(count.values()):
            raise Conflict("refused.column.in_use", dict(count), n=cards, column=column_name(column))
        return None
    found = {other.key: other for other in await standing_in(tx, column.board_key)}.get(to)
    if found is None or found.key == column.key:
        raise Invalid("refused.column.no_goal", "to", column=to)
    if (found.kind == State.DONE) != (column.kind == State.DONE):
        raise Invalid("refused.column.other_side", "to", column=column_name(found))
    return found


def _effect(column: Column, goal: Column, count: Mapping[str, int]) -> Effect:
    cards, open_ones = sum(count.values()), count["open"]
    lines = [Line("effect.cards.go_to_column", {"n": cards, "column": column_name(goal)})] if cards else []
    if open_ones and column.kind != goal.kind:
        if column.kind == State.WAITING:
            lines.append(Line("effect.cards.resume", {"n": open_ones}))
        elif goal.kind == State.WAITING:
            lines.append(Line("effect.cards.pause", {"n": open_ones}))
    return Effect(count, lines)


async def _bring_back(tx: Transaction, board: str, key: str, before: Mapping[str, Any]) -> None:
    await layout.alone(tx)
    column = await tx.session.get(Column, (board, key), populate_existing=True)
    if column is None or column.removed_at is None:
        await edit(tx, board, key, name=before["name"], kind=State(before["kind"]))
        return
    await _board(tx, board)
    column.removed_at, column.successor_key = None, None
    await changes.note(tx, Thing.COLUMN, layout.key_in(board, key), None, as_json(column))
