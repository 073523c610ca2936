"""Which boards, lanes, columns and topics the desk has, where a topic's tickets go, and where a ticket stands."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotFound
from board.models import Board, Column, Lane, Ticket, Topic
from board.store.db import Transaction
from board.values import Place, State

T = TypeVar("T")

# A column is removed, or given another kind, under the strongest lock on its row: whoever brings a ticket into it holds
# this one until the end, so that nothing comes into a column that is no longer there. The foreign key takes it anyway.
_COLUMN = (
    select(Column)
    .where(Column.removed_at.is_(None))
    .with_for_update(read=True, key_share=True)
    .execution_options(populate_existing=True)
)


async def topics(session: AsyncSession) -> list[Topic]:
    """Those that customers are offered, in their order."""
    return list(await session.scalars(select(Topic).where(Topic.is_on).order_by(Topic.position, Topic.key)))


async def topics_gone(session: AsyncSession) -> list[Topic]:
    """Those that are not offered any more, also the removed ones: old keyboards still show them."""
    return list(await session.scalars(select(Topic).where(~Topic.is_on).order_by(Topic.position, Topic.key)))


async def topic(session: AsyncSession, key: str) -> Topic:
    found = await session.get(Topic, key)
    if found is None:
        raise NotFound("refused.topic.unknown", topic=key)
    return found


async def topic_offered(session: AsyncSession, key: str) -> Topic | None:
    """The topic if it is on, else what took its place; None if nothing did, or there never was such a topic."""
    passed: set[str] = set()
    found = await session.get(Topic, key)
    while found is not None and not found.is_on and found.successor_key not in (None, *passed):
        passed.add(found.key)
        found = await session.get(Topic, found.successor_key)
    return found if found is not None and found.is_on else None


async def topic_for_more(session: AsyncSession, key: str) -> Topic:
    """For a ticket that goes on with one of this topic: if nothing took its place, the default one."""
    return await topic_offered(session, key) or await default_topic(session)


async def default_topic(session: AsyncSession) -> Topic:
    found = await session.scalar(select(Topic).where(Topic.is_default))
    if found is None:
        raise NotFound("refused.topic.no_default")
    return found


async def entrance(session: AsyncSession, topic: Topic) -> Place:
    """Where a topic's new ticket begins: in its board's first inbox column and in the topic's lane."""
    column = await _first_column(session, topic.board_key, State.INBOX)
    if column is None:  # its board was removed a moment ago, and the topic leads elsewhere now
        await session.refresh(topic)
        column = await first_column(session, topic.board_key, State.INBOX)
    return Place(topic.board_key, topic.lane_key, column.key, State.INBOX)


async def first_column(session: AsyncSession, board: str, state: State) -> Column:
    """The leftmost column of that kind, which stays until the transaction ends."""
    found = await _first_column(session, board, state)
    if found is None:
        await _require_board(session, board)
        raise Invalid("refused.board.no_kind", board=board, kind=state)
    return found


async def place(session: AsyncSession, board: str, lane: str, column: str) -> Place:
    """Check that board, lane and column are there, and will be until the transaction ends.

    The error names the one that isn't.
    """
    await _require_board(session, board)
    if await session.get(Lane, (board, lane)) is None:
        raise Invalid("refused.board.no_lane", "lane", board=board, lane=lane)
    kind = await kind_of(session, board, column)
    if kind is None:
        raise Invalid("refused.board.no_column", "column", board=board, column=column)
    return Place(board, lane, column, kind)


async def kind_of(session: AsyncSession, board: str, column: str) -> State | None:
    """What a column is for those who come into it; None if it was removed, or never was there."""
    found = await session.scalar(_COLUMN.where(Column.board_key == board, Column.key == column))
    return State(found.kind) if found is not None else None


async def led_on(session: AsyncSession, board: str, column: str) -> tuple[str, str | None]:
    """Where the removals of a board and a column lead; no column if any of the same kind will do.

    What takes the place of something is there when that is removed, so no removals lead round in a circle.
    """
    came_from = board
    while (over := await _fresh(session, Board, board)).removed_at and over.successor_key:
        board = over.successor_key
    if board != came_from:
        return board, None
    while (stood := await _fresh(session, Column, (board, column))).removed_at and stood.successor_key:
        column = stood.successor_key
    return board, None if stood.removed_at else column


async def place_of(tx: Transaction, ticket: Ticket) -> Place:
    return Place(ticket.board_key, ticket.lane_key, ticket.column_key, await state_of(tx, ticket))


async def state_of(tx: Transaction, ticket: Ticket) -> State:
    known, place = states(tx), (ticket.board_key, ticket.column_key)
    if place not in known:
        known[place] = State((await tx.session.get_one(Column, place)).kind)
    return known[place]


def states(tx: Transaction) -> dict[tuple[str, str], State]:
    """The kinds of columns, read once a transaction: a session forgets rows that nothing refers to."""
    known: dict[tuple[str, str], State] = tx.session.info.setdefault("states", {})
    return known


async def _require_board(session: AsyncSession, key: str) -> None:
    board = await session.get(Board, key)
    if board is None or board.removed_at is not None:
        raise Invalid("refused.board.unknown", "board", board=key)


async def _fresh(session: AsyncSession, kind: type[T], key: Any) -> T:
    return await session.get_one(kind, key, populate_existing=True)


async def _first_column(session: AsyncSession, board: str, state: State) -> Column | None:
    found: Column | None = await session.scalar(
        _COLUMN.where(Column.board_key == board, Column.kind == state)
        .order_by(Column.position, Column.key)
        .limit(1)
    )
    return found
