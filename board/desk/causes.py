"""What the owner wants to know of each solved ticket: a list of causes, chosen from in one key when resolving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, setting_rows
from board.errors import Conflict, DeskError, Invalid, NotFound
from board.facts import CauseNamed
from board.models import ResolutionCause, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import is_blank, visible_name
from board.tickets import history, locking, places
from board.values import Json, Role, Thing

CAUSES = "causes"
LONGEST = 60
MOST = 50


@dataclass(frozen=True)
class Known:
    """No topics: it fits them all. `id` is None for a new one."""

    name: str
    topics: tuple[str, ...] = ()
    id: int | None = None


@allowed(Role.OWNER)
async def set_all(tx: Transaction, wanted: Sequence[Known], version: int | None = None) -> None:
    """The whole list, in the order in which it is offered. Tickets keep the words that were chosen for them."""
    await setting_rows.lock(tx, CAUSES)
    await changes.check(tx, Thing.SETTING, CAUSES, version)
    before = await setting_rows.read(tx.session, CAUSES)
    last = int(str(before.get("last", 0)))
    after = _numbered(await _checked(tx, wanted, last), _read(before), last)
    await setting_rows.put(tx, CAUSES, after)
    noted: list[Json | None] = [{"items": value["items"]} if value else None for value in (before, after)]
    await changes.note(tx, Thing.SETTING, CAUSES, *noted)


async def restore(tx: Transaction, before: Json) -> None:
    await set_all(tx, _read(before) if isinstance(before, dict) else ())


async def everything(session: AsyncSession) -> list[Known]:
    return _read(await setting_rows.read(session, CAUSES))


@allowed(Role.AGENT)
async def give(tx: Transaction, number: int, cause_id: int) -> Ticket:
    """Say what was behind a ticket that is resolved; another cause takes the place of the one before."""
    ticket = await locking.lock(tx, number)
    resolution = await history.resolution_of(tx, ticket)
    if resolution is None:
        raise Conflict("refused.ticket.not_resolved", number=ticket.number)
    found = next((each for each in await everything(tx.session) if each.id == cause_id), None)
    if found is None:
        raise NotFound("refused.cause.unknown", id=cause_id)
    known = await tx.session.get(ResolutionCause, resolution.key)
    if known is not None and known.cause_id == cause_id:
        return ticket
    row = insert(ResolutionCause).values(
        resolution=resolution.key,
        ticket_number=ticket.number,
        cause_id=cause_id,
        name=found.name,
        named_at=tx.now,
    )
    kept = {name: row.excluded[name] for name in ("cause_id", "name", "named_at")}
    await tx.session.execute(row.on_conflict_do_update(index_elements=["resolution"], set_=kept))
    await tx.record(CauseNamed(ticket.number, ticket.customer_id, cause_id))
    return ticket


async def _checked(tx: Transaction, wanted: Sequence[Known], last: int) -> list[Known]:
    """`last` is the last id that was ever given."""
    if len(wanted) > MOST:
        raise Invalid("refused.cause.many", "items", most=MOST)
    topics = {
        topic.key for topic in (*await places.topics(tx.session), *await places.topics_gone(tx.session))
    }
    wrong: dict[str, DeskError | str] = {}
    found: list[Known] = []
    for place, each in enumerate(wanted):
        name = visible_name(each.name) or ""
        if is_blank(name) or len(name) > LONGEST:
            wrong[f"items.{place}.name"] = DeskError("refused.cause.name", most=LONGEST)
        elif name.casefold() in {other.name.casefold() for other in found}:
            wrong[f"items.{place}.name"] = DeskError("refused.cause.twice", name=name)
        if each.id is not None and not 1 <= each.id <= last:
            wrong[f"items.{place}.id"] = DeskError("refused.cause.unknown", id=each.id)
        elif each.id is not None and each.id in {other.id for other in found}:
            wrong[f"items.{place}.id"] = DeskError("refused.cause.twice", name=name)
        if strange := [topic for topic in each.topics if topic not in topics]:
            wrong[f"items.{place}.topics"] = DeskError("refused.topic.unknown", topic=strange[0])
        found.append(Known(name, tuple(sorted(set(each.topics))), each.id))
    if wrong:
        raise Invalid("refused.cause.wrong", wrong=wrong)
    return found


def _numbered(causes: Sequence[Known], before: Sequence[Known], last: int) -> dict[str, Json]:
    """An id is never given twice, so that what was chosen stays what it was; a known name keeps its own."""
    kept = {each.id for each in causes}
    ids = {each.name.casefold(): each.id for each in before if each.id not in kept}
    causes = [each if each.id else replace(each, id=ids.get(each.name.casefold())) for each in causes]
    last = max([last, *(each.id for each in causes if each.id is not None)])
    items: list[Json] = []
    for each in causes:
        last += each.id is None
        items.append({"id": each.id or last, "name": each.name, "topics": list(each.topics)})
    return {"items": items, "last": last}


def _read(value: dict[str, Json]) -> list[Known]:
    items = value.get("items", [])
    assert isinstance(items, list)
    return [
        Known(str(each["name"]), tuple(map(str, each["topics"])), int(each["id"]))  # type: ignore[arg-type]  # as it was put
        for each in items
        if isinstance(each, dict)
    ]
