"""Boards: made with their lanes and columns, named, ordered, and removed without losing a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update

from board.desk import changes, clearing, columns, lanes, layout, naming, rules, topics
from board.desk.effects import Effect, Line, Listed, board_name, topic_name
from board.errors import Conflict, Invalid, NotFound
from board.models import Board, Change, Column, Lane, Policy, Ticket, Topic
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import policies
from board.values import Json, Metric, Role, State, Thing
from board.words.catalog import FALLBACK, say

USUAL_COLUMNS: Mapping[str, State] = {
    "inbox": State.INBOX,
    "in_work": State.WORKING,
    "waiting": State.WAITING,
    "done": State.DONE,
}


@allowed(Role.OWNER)
async def add(tx: Transaction, name: str, *, key: str = "") -> Board:
    """A new board behind the others, with the three lanes, their usual goals and four columns."""
    await layout.alone(tx)
    called = naming.checked_name(name)
    known = (await tx.session.execute(select(Board.key, Board.position))).all()
    board = Board(
        key=naming.new_key(key, [called], [each for each, _ in known], "board"),
        name=called,
        position=max((position for _, position in known), default=0) + 1,
    )
    tx.session.add(board)
    await tx.session.flush()
    tx.session.add_all(furniture(board.key))
    await changes.note(tx, Thing.BOARD, board.key, None, as_json(board))
    return board


@allowed(Role.OWNER)
async def rename(tx: Transaction, key: str, name: str, *, version: int | None = None) -> None:
    await layout.begin(tx, Thing.BOARD, key, version)
    board = await standing(tx, key)
    before = as_json(board)
    board.name = naming.checked_name(name)
    await changes.note(tx, Thing.BOARD, key, before, as_json(board))


@allowed(Role.OWNER)
async def remove(tx: Transaction, key: str, *, to: str | None = None, version: int | None = None) -> Effect:
    """Remove a board. Its cards go to another one, into their lane and the first column of their kind; its topics too.

    The cards follow one by one, each in a transaction of its own.
    """
    await layout.begin(tx, Thing.BOARD, key, version)
    board = await standing(tx, key)
    if len(await all_standing(tx)) == 1:
        raise Conflict("refused.board.last", board=board_name(board))
    closed = await columns.close(tx, Column.board_key == key)
    count = await columns.cards_in(tx, Ticket.board_key == key)
    routed = await _routed_to(tx, key)
    goal = await _goal(tx, board, to, count, routed)
    effect = await _effect(tx, board, goal, count, routed) if goal else Effect(count, ())
    if goal is not None:
        await _lead_topics(tx, key, goal.key)
    for column in closed:
        column.removed_at = tx.now
    board.removed_at = tx.now
    board.successor_key = goal.key if goal else None
    await changes.note(tx, Thing.BOARD, key, as_json(board), None)
    await rules.lead_on(tx, key, board.successor_key)
    await clearing.begin(tx, count)
    return effect


@allowed(Role.OWNER)
async def arrange(tx: Transaction, keys: Sequence[str], *, version: int | None = None) -> None:
    """The order of the boards."""
    await layout.begin(tx, Thing.BOARD, layout.WHOLE, version)
    await layout.arrange(tx, Thing.BOARD, layout.WHOLE, await all_standing(tx), keys)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """Make the board, or the order of all, what it was. One that comes back comes with its columns and topics.

    Its cards stay where they went.
    """
    match before:
        case list():
            there = {board.key for board in await all_standing(tx)}
            await arrange(tx, [str(each) for each in before if each in there])
        case dict():
            await _bring_back(tx, key, str(before["name"]))
        case _:
            await remove(tx, key)


async def standing(tx: Transaction, key: str) -> Board:
    board = await tx.session.get(Board, key, populate_existing=True)
    if board is None or board.removed_at is not None:
        raise NotFound("refused.board.unknown", board=key)
    return board


async def all_standing(tx: Transaction) -> Sequence[Board]:
    found = await tx.session.scalars(
        select(Board)
        .where(Board.removed_at.is_(None))
        .order_by(Board.position, Board.key)
        .execution_options(populate_existing=True)
    )
    return found.all()


def furniture(board: str) -> list[Lane | Policy | Column]:
    """What every board begins with; readers read those names in their own language."""
    rows: list[Lane | Policy | Column] = []
    for position, (lane, goals) in enumerate(lanes.USUAL_GOALS.items(), 1):
        rows.append(
            Lane(board_key=board, key=lane, name=say(FALLBACK, f"seed.lane.{lane}"), position=position)
        )
        rows += [
            Policy(board_key=board, lane_key=lane, metric=metric, goal=goal, warn_percent=lanes.USUAL_WARNING)
            for metric, goal in goals.items()
        ]
    for position, (column, kind) in enumerate(USUAL_COLUMNS.items(), 1):
        name = say(FALLBACK, f"seed.column.{column}")
        rows.append(Column(board_key=board, key=column, name=name, kind=kind, position=position))
    return rows


def as_json(board: Board) -> dict[str, Json]:
    return {"name": board.name}


async def _routed_to(tx: Transaction, board: str) -> Sequence[Topic]:
    found = await tx.session.scalars(
        select(Topic)
        .where(Topic.board_key == board, Topic.removed_at.is_(None))
        .order_by(Topic.position, Topic.key)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def _goal(
    tx: Transaction, board: Board, to: str | None, count: Mapping[str, int], routed: Sequence[Topic]
) -> Board | None:
    """The board that takes the place of this one; without cards and topics it need not be said."""
    if to is None:
        if any(count.values()) or routed:
            details = {**count, "topics": [topic.key for topic in routed]}
            key = "refused.board.in_use" if routed else "refused.board.has_cards"
            names = Listed([topic_name(topic) for topic in routed])
            raise Conflict(key, details, n=sum(count.values()), board=board_name(board), topics=names)
        return None
    goal = await tx.session.get(Board, to, populate_existing=True)
    if goal is None or goal.removed_at is not None or goal.key == board.key:
        raise Invalid("refused.board.no_goal", "to", board=to)
    return goal


async def _lead_topics(tx: Transaction, board: str, goal: str) -> None:
    """Tickets of its topics are opened on the other board from now on, in the lane of the same name."""
    for topic in await _routed_to(tx, board):
        await topics.edit(tx, topic.key, topics.Wish(board=goal))
    gone = update(Topic).where(Topic.board_key == board).values(board_key=goal)
    await tx.session.execute(gone.execution_options(synchronize_session=False))


async def _effect(
    tx: Transaction, board: Board, goal: Board, count: Mapping[str, int], routed: Sequence[Topic]
) -> Effect:
    cards, named = sum(count.values()), board_name(goal)
    anew = await _promised_anew(tx, board.key, goal.key)
    lines = []
    if cards:
        lines.append(Line("effect.cards.go_to_board", {"n": cards, "board": named}))
    if anew:
        lines.append(Line("effect.cards.promised_anew", {"n": anew}))
    if routed:
        topics_named = Listed([topic_name(topic) for topic in routed])
        lines.append(Line("effect.topics.go_to_board", {"topics": topics_named, "board": named}))
    return Effect({**count, "promised_anew": anew, "topics": len(routed)}, lines)


async def _promised_anew(tx: Transaction, board: str, goal: str) -> int:
    """How many open tickets get a new time to be solved by, because their lane's goal is another there."""
    lanes_with_others = [
        lane
        for lane in lanes.USUAL_GOALS
        if await _solved_within(tx, board, lane) != await _solved_within(tx, goal, lane)
    ]
    counted = select(func.count()).where(
        Ticket.board_key == board, Ticket.lane_key.in_(lanes_with_others), Ticket.done_at.is_(None)
    )
    return (await tx.session.execute(counted)).scalar_one()


async def _solved_within(tx: Transaction, board: str, lane: str) -> object:
    return lanes.promised((await policies.terms_of(tx, board, lane)).get(Metric.RESOLUTION))


async def _bring_back(tx: Transaction, key: str, name: str) -> None:
    await layout.alone(tx)
    board = await tx.session.get(Board, key, populate_existing=True)
    if board is None or board.removed_at is None:
        await rename(tx, key, name)
        return
    together = Column.board_key == key, Column.removed_at == board.removed_at
    for column in await tx.session.scalars(select(Column).where(*together)):
        column.removed_at = None
    led_to, board.removed_at, board.successor_key = board.successor_key, None, None
    await changes.note(tx, Thing.BOARD, key, None, as_json(board))
    await rules.lead_back(tx, key, led_to)
    if led_to is not None:
        await _lead_topics_back(tx, key, led_to)


async def _lead_topics_back(tx: Transaction, board: str, led_to: str) -> None:
    """Those that nobody has changed since they were led away."""
    for topic in await _routed_to(tx, led_to):
        last = await tx.session.get(Change, await changes.version(tx.session, Thing.TOPIC, topic.key))
        was, became = (last.before or {}, last.after or {}) if last else ({}, {})
        if (was.get("board"), became.get("board")) == (board, led_to):
            await topics.edit(tx, topic.key, topics.Wish(board=board))
