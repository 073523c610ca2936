"""What companies of a trade usually begin with: boards, topics and quick replies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import boards, changes, quick_replies, setting_rows, texts, topics
from board.desk.quick_replies import Actions, Content
from board.errors import Conflict, NotFound
from board.models import Change, Ticket, Topic
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Role, Thing

_BEGUN = "trade"
"""Names the lock of whoever begins with one."""


@dataclass(frozen=True)
class TradeTopic:
    names: Mapping[str, str]
    emoji: str
    prompts: Mapping[str, str]
    board: str
    lane: str
    is_default: bool


@dataclass(frozen=True)
class TradeReply:
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    actions: Actions


@dataclass(frozen=True)
class Trade:
    """Names by language; `boards` by the keys that its topics use."""

    key: str
    names: Mapping[str, str]
    boards: Mapping[str, Mapping[str, str]]
    topics: Sequence[TradeTopic]
    quick_replies: Sequence[TradeReply]

    def called(self, language: str) -> str:
        return texts.in_language(dict(self.names), language)

    def topic_names(self, language: str) -> list[str]:
        return [f"{topic.emoji} {texts.in_language(dict(topic.names), language)}" for topic in self.topics]

    def board_names(self, language: str) -> list[str]:
        return [texts.in_language(dict(names), language) for names in self.boards.values()]


@allowed(Role.OWNER)
async def begin(tx: Transaction, key: str, language: str, seen: int | None = None) -> None:
    """Make the boards and topics of a trade; those there were before go. Refused once there is a ticket.

    `seen` is the `version` that was looked at; None as in `changes.check`.
    """
    trade = next((trade for trade in ALL if trade.key == key), None)
    if trade is None:
        raise NotFound("refused.trade.unknown", trade=key)
    if not await may_begin(tx.session):
        raise Conflict("refused.trade.too_late")
    await setting_rows.lock(tx, _BEGUN)
    now = await version(tx.session)
    if seen not in (None, now):
        raise await changes.conflict(tx.session, now)
    old_boards = [board.key for board in await boards.all_standing(tx)]
    old_default = await _leave_only_default(tx)
    made = {
        own: (await boards.add(tx, texts.in_language(dict(names), language))).key
        for own, names in trade.boards.items()
    }
    for topic in trade.topics:
        added = await topics.add(
            tx, topic.names, made[topic.board], topic.lane, emoji=topic.emoji, prompts=topic.prompts
        )
        if topic.is_default:
            await topics.make_default(tx, added.key)
    await topics.remove(tx, old_default)
    for old in old_boards:
        await boards.remove(tx, old)
    await put_quick_replies(tx, trade, language)


async def put_quick_replies(tx: Transaction, trade: Trade, language: str) -> None:
    """In place of another trade's that nobody has changed; what the owner wrote stays."""
    written = [own.texts for each in ALL for own in each.quick_replies]
    for row in await quick_replies.everything(tx.session):
        if row.texts in written:
            await quick_replies.remove(tx, row.id)
    taken = {row.title.lower() for row in await quick_replies.everything(tx.session)}
    for own in trade.quick_replies:
        title = texts.in_language(dict(own.titles), language)
        if title.lower() not in taken:
            await quick_replies.add(tx, Content(title, own.texts, own.actions))


async def version(session: AsyncSession) -> int:
    """Of all topics and boards together, as a trade takes the place of them all."""
    latest = select(func.coalesce(func.max(Change.id), 0)).where(Change.thing.in_((Thing.TOPIC, Thing.BOARD)))
    return (await session.execute(latest)).scalar_one()


async def may_begin(session: AsyncSession) -> bool:
    """Whether nobody has opened a ticket yet."""
    return await session.scalar(select(Ticket.number).limit(1)) is None


async def _leave_only_default(tx: Transaction) -> str:
    """Take away the other topics, so that new ones may have their names; returns the one that is left."""
    offered = await tx.session.execute(select(Topic.key, Topic.is_default).where(Topic.removed_at.is_(None)))
    left = ""
    for key, is_default in offered.all():
        if is_default:
            left = key
        else:
            await topics.remove(tx, key)
    return left


def _read() -> tuple[Trade, ...]:
    text = Path(__file__).with_name("trades.toml").read_text(encoding="utf-8")
    return tuple(
        Trade(
            key,
            trade["name"],
            trade["boards"],
            [
                TradeTopic(
                    topic["name"],
                    topic["emoji"],
                    topic["prompt"],
                    topic["board"],
                    topic["lane"],
                    topic.get("is_default", False),
                )
                for topic in trade["topics"]
            ],
            [
                TradeReply(
                    own["title"],
                    own["text"],
                    Actions(
                        own.get("labels", []), column=own.get("column"), resolves=own.get("resolves", False)
                    ),
                )
                for own in trade["quick_replies"]
            ],
        )
        for key, trade in tomllib.loads(text).items()
    )


ALL = _read()
