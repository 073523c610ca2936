"""Topics: what customers are offered, in which words and order, and where its tickets go.

A topic that was ever offered is never deleted: tickets keep its name, and old keyboards still show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from board.desk import changes, layout, naming
from board.desk.effects import Effect, Line, topic_name
from board.errors import Conflict, Invalid, NotFound
from board.models import Board, Lane, Ticket, Topic
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import places
from board.values import Json, Role, Thing

DEFAULT = "*default"
"""In the place of a key: which topic is the default one."""
_MOST_OLDER_NAMES = 50


@dataclass(frozen=True)
class Wish:
    """What is to be changed; None stays as it is. An empty successor is none."""

    names: Mapping[str, str] | None = None
    emoji: str | None = None
    prompts: Mapping[str, str] | None = None
    board: str | None = None
    lane: str | None = None
    is_on: bool | None = None
    successor: str | None = None


@allowed(Role.OWNER)
async def add(
    tx: Transaction,
    names: Mapping[str, str],
    board: str,
    lane: str,
    *,
    key: str = "",
    emoji: str = "",
    prompts: Mapping[str, str] | None = None,
) -> Topic:
    """A new topic at the end of the keyboard. Without a key one is made from its name, the English one first."""
    await layout.alone(tx)
    called = naming.by_language(names)
    in_order = [called[code] for code in ("en", *called) if code in called]
    everything = (await tx.session.execute(select(Topic.key, Topic.position))).all()
    topic = Topic(
        key=naming.new_key(key, in_order, [known for known, _ in everything], "topic"),
        names=called,
        prompts=naming.prompts_by_language(prompts or {}),
        emoji=naming.checked_emoji(emoji),
        board_key=board,
        lane_key=lane,
        is_on=True,
        is_default=False,
        older_names=[],
        position=max((position for _, position in everything), default=0) + 1,
    )
    await _check(tx, topic)
    tx.session.add(topic)
    await changes.note(tx, Thing.TOPIC, topic.key, None, as_json(topic))
    return topic


@allowed(Role.OWNER)
async def edit(tx: Transaction, key: str, wish: Wish, *, version: int | None = None) -> Effect:
    """Change a topic. Another board or lane counts for tickets opened from now on."""
    await layout.begin(tx, Thing.TOPIC, key, version)
    topic = await _standing(tx, key)
    before = as_json(topic)
    await _apply(tx, topic, wish)
    await changes.note(tx, Thing.TOPIC, key, before, as_json(topic))
    return await effect_of(tx, topic)


@allowed(Role.OWNER)
async def remove(
    tx: Transaction, key: str, *, successor: str | None = None, version: int | None = None
) -> Effect:
    """Take a topic away for good: it is offered no more, nor shown in settings. Its tickets keep its name."""
    await layout.begin(tx, Thing.TOPIC, key, version)
    topic = await _standing(tx, key)
    before = as_json(topic)
    await _apply(tx, topic, Wish(is_on=False, successor=successor))
    topic.removed_at = tx.now
    await changes.note(tx, Thing.TOPIC, key, before, None)
    return await effect_of(tx, topic)


@allowed(Role.OWNER)
async def make_default(tx: Transaction, key: str, *, version: int | None = None) -> None:
    """Who picks no topic gets a ticket of this one; exactly one topic is it."""
    await layout.begin(tx, Thing.TOPIC, DEFAULT, version)
    topic = await _standing(tx, key)
    if not topic.is_on:
        raise Conflict("refused.topic.default_is_off", topic=topic_name(topic))
    before = await tx.session.scalar(select(Topic.key).where(Topic.is_default))
    await tx.session.execute(update(Topic).where(Topic.is_default).values(is_default=False))
    await tx.session.flush()
    await tx.session.execute(update(Topic).where(Topic.key == key).values(is_default=True))
    await changes.note(tx, Thing.TOPIC, DEFAULT, before, key)


@allowed(Role.OWNER)
async def arrange(tx: Transaction, keys: Sequence[str], *, version: int | None = None) -> None:
    """The order of the keyboard."""
    await layout.begin(tx, Thing.TOPIC, layout.WHOLE, version)
    order = (Topic.position, Topic.key)
    rows = await tx.session.scalars(select(Topic).where(Topic.removed_at.is_(None)).order_by(*order))
    await layout.arrange(tx, Thing.TOPIC, layout.WHOLE, rows.all(), keys)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """Make the topic, the order or the default what it was."""
    match before:
        case list():
            await arrange(tx, await _still_there(tx, before))
        case str():
            await make_default(tx, before)
        case dict():
            await _bring_back(tx, key, before)
        case _:
            await remove(tx, key)


async def effect_of(tx: Transaction, topic: Topic) -> Effect:
    """What becomes of its open tickets and of old keyboards."""
    count = select(func.count()).where(Ticket.topic_key == topic.key, Ticket.done_at.is_(None))
    open_tickets = (await tx.session.execute(count)).scalar_one()
    if topic.is_on:
        return Effect({"open_tickets": open_tickets}, ())
    lines = [Line("effect.topic.open_tickets", {"n": open_tickets})] if open_tickets else []
    instead = await places.topic_offered(tx.session, topic.key)
    lines.append(
        Line("effect.topic.opens", {"topic": topic_name(instead)}) if instead else Line("effect.topic.gone")
    )
    return Effect({"open_tickets": open_tickets}, lines)


def as_json(topic: Topic) -> dict[str, Json]:
    """What of it the owner decides, apart from its place in the order."""
    return {
        "names": dict(topic.names),
        "emoji": topic.emoji,
        "prompts": dict(topic.prompts),
        "board": topic.board_key,
        "lane": topic.lane_key,
        "on": topic.is_on,
        "successor": topic.successor_key,
    }


async def _standing(tx: Transaction, key: str) -> Topic:
    topic = await tx.session.get(Topic, key, populate_existing=True)
    if topic is None or topic.removed_at is not None:
        raise NotFound("refused.topic.unknown", topic=key)
    return topic


async def _still_there(tx: Transaction, keys: Sequence[Json]) -> list[str]:
    there = frozenset(await tx.session.scalars(select(Topic.key).where(Topic.removed_at.is_(None))))
    return [str(key) for key in keys if key in there]


async def _apply(tx: Transaction, topic: Topic, wish: Wish) -> None:
    if wish.names is not None:
        _rename(topic, naming.by_language(wish.names))
    if wish.emoji is not None:
        topic.emoji = naming.checked_emoji(wish.emoji)
    if wish.prompts is not None:
        topic.prompts = naming.prompts_by_language(wish.prompts)
    topic.board_key = topic.board_key if wish.board is None else wish.board
    topic.lane_key = topic.lane_key if wish.lane is None else wish.lane
    topic.is_on = topic.is_on if wish.is_on is None else wish.is_on
    successor = topic.successor_key
    if topic.is_on:
        topic.successor_key = None
    elif wish.successor is not None:
        topic.successor_key = wish.successor or None
    with tx.session.no_autoflush:  # what is wrong is refused in words before the database sees it
        if topic.successor_key != successor:  # one chosen before may have gone too, and leads on
            await _check_successor(tx, topic)
        await _check(tx, topic)


def _rename(topic: Topic, names: dict[str, str]) -> None:
    """What it was called in any language can still be typed."""
    gone = [name for name in topic.names.values() if name not in names.values()]
    older = [name for name in topic.older_names if name not in (*gone, *names.values())]
    topic.older_names = [*older, *dict.fromkeys(gone)][-_MOST_OLDER_NAMES:]
    topic.names = names


async def _check(tx: Transaction, topic: Topic) -> None:
    if topic.is_default and not topic.is_on:
        raise Conflict("refused.topic.default_stays", topic=topic_name(topic))
    board = await tx.session.get(Board, topic.board_key)
    if board is None or board.removed_at is not None:
        raise Invalid("refused.board.unknown", "board", board=topic.board_key)
    if await tx.session.get(Lane, (topic.board_key, topic.lane_key)) is None:
        raise Invalid("refused.board.no_lane", "lane", board=topic.board_key, lane=topic.lane_key)
    if topic.is_on:
        await _check_names(tx, topic)


async def _check_successor(tx: Transaction, topic: Topic) -> None:
    if topic.successor_key is None:
        return
    instead = await tx.session.get(Topic, topic.successor_key)
    if instead is None or not instead.is_on or instead.key == topic.key:
        raise Invalid("refused.topic.successor", "successor", topic=topic.successor_key)


async def _check_names(tx: Transaction, topic: Topic) -> None:
    """A name that is typed must mean one topic, whatever the language of whoever types it."""
    own = {name.casefold() for name in topic.names.values()}
    for other in await places.topics(tx.session):
        if other.key == topic.key:
            continue
        for name in other.names.values():
            if name.casefold() in own:
                raise Invalid("refused.topic.same_name", "names", name=name)


async def _bring_back(tx: Transaction, key: str, before: Mapping[str, Any]) -> None:
    await layout.alone(tx)
    topic = await tx.session.get(Topic, key, populate_existing=True)
    if topic is None:
        raise NotFound("refused.topic.unknown", topic=key)
    stood = None if topic.removed_at else as_json(topic)
    topic.removed_at = None
    wish = Wish(
        names=before["names"],
        emoji=before["emoji"],
        prompts=before["prompts"],
        board=before["board"],
        lane=before["lane"],
        is_on=before["on"],
        successor=before["successor"] or "",
    )
    await _apply(tx, topic, wish)
    await changes.note(tx, Thing.TOPIC, key, stood, as_json(topic))
