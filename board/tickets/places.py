"""Which boards, lanes, columns and topics the desk has, where a topic's tickets go, and where a ticket stands."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotFound
from board.models import Board, Column, Lane, Ticket, Topic
from board.store.db import Transaction
from board.values import Place, State


async def topics(session: AsyncSession) -> list[Topic]:
    return list(await session.scalars(select(Topic).order_by(Topic.position, Topic.key)))


async def topic(session: AsyncSession, key: str) -> Topic:
    found = await session.get(Topic, key)
    if found is None:
        raise NotFound("refused.topic.unknown", topic=key)
    return found


async def default_topic(session: AsyncSession) -> Topic:
    found = await session.scalar(select(Topic).where(Topic.is_default))
    if found is None:
        raise NotFound("refused.topic.no_default")
    return found


async def entrance(session: AsyncSession, topic: Topic) -> Place:
    """Where a topic's new ticket begins: in its board's first inbox column and in the topic's lane."""
    column = await first_column(session, topic.board_key, State.INBOX)
    return Place(topic.board_key, topic.lane_key, column.key, State.INBOX)


async def first_column(session: AsyncSession, board: str, state: State) -> Column:
    """The leftmost column of that kind."""
    found = await session.scalar(
        select(Column)
        .where(Column.board_key == board, Column.kind == state)
        .order_by(Column.position)
        .limit(1)
    )
    if found is None:
        raise Invalid("refused.board.no_kind", board=board, kind=state)
    return found


async def place(session: AsyncSession, board: str, lane: str, column: str) -> Place:
    """Check that board, lane and column exist; the error names the one that doesn't."""
    if await session.get(Board, board) is None:
        raise Invalid("refused.board.unknown", "board", board=board)
    if await session.get(Lane, (board, lane)) is None:
        raise Invalid("refused.board.no_lane", "lane", board=board, lane=lane)
    found = await session.get(Column, (board, column))
    if found is None:
        raise Invalid("refused.board.no_column", "column", board=board, column=column)
    return Place(board, lane, column, State(found.kind))


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
