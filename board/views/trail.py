"""Facts of the journal as the outside reads them: who did what, when and why, with names for ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from board.events import Actor, ActorKind, Event, Json, TicketNumber
from board.models import Agent, Customer
from board.store import journal
from board.views.shapes import EventJson, PlaceJson, instant

Names = Mapping[tuple[ActorKind, int | None], str]

_TOLD = ("metric", "due_at", "state", "score", "moved_from", "moved_to", "added", "removed")
"""What of an event's data is told as it is; promises and keys stay inside."""

# Built once, for every event told to a stream.
_NAMES = union_all(
    select(literal(ActorKind.AGENT.value), Agent.id, Agent.name).where(
        Agent.id.in_(bindparam("agents", expanding=True))
    ),
    select(literal(ActorKind.CUSTOMER.value), Customer.id, Customer.name).where(
        Customer.id.in_(bindparam("customers", expanding=True))
    ),
)


async def trail(session: AsyncSession, number: int) -> list[EventJson]:
    """A ticket's whole history, oldest first."""
    return await told(session, await journal.of_ticket(session, TicketNumber(number)))


async def told(session: AsyncSession, events: Sequence[Event]) -> list[EventJson]:
    """The events with the names of those who caused them; one statement."""
    names = await _names(session, _agents_in(events), _ids(events, ActorKind.CUSTOMER))
    return [_event(event, names) for event in events]


def _agents_in(events: Iterable[Event]) -> set[int]:
    named = {value for event in events if isinstance(value := event.data.get("agent"), int)}
    return named | _ids(events, ActorKind.AGENT)


def _ids(events: Iterable[Event], kind: ActorKind) -> set[int]:
    return {event.actor.id for event in events if event.actor.kind is kind and event.actor.id is not None}


async def _names(session: AsyncSession, agents: set[int], customers: set[int]) -> Names:
    if not agents and not customers:
        return {}
    rows = await session.execute(_NAMES, {"agents": list(agents), "customers": list(customers)})
    return {(ActorKind(kind), id): name for kind, id, name in rows}


def _event(event: Event, names: Names) -> EventJson:
    json: dict[str, Any] = {
        "type": event.type,
        "ticket": event.ticket,
        "actor": _actor(event.actor, names),
        "actor_kind": event.actor.kind.value,
        "at": instant(event.at),
    }
    if event.comment is not None:
        json["comment"] = event.comment
    if event.reason is not None:
        json["reason"] = event.reason
    for side in ("from", "to"):
        if (place := _place(event.data.get(side))) is not None:
            json[side] = place
    if "agent" in event.data:
        agent = event.data["agent"]
        json["agent"] = names.get((ActorKind.AGENT, agent)) if isinstance(agent, int) else None
    json.update({name: event.data[name] for name in _TOLD if event.data.get(name) is not None})
    return json  # type: ignore[return-value]  # built key by key


def _actor(actor: Actor, names: Names) -> str:
    """A name; a timer's or the desk's own doing is named so."""
    if actor.kind in (ActorKind.TIMER, ActorKind.DESK):
        return actor.kind.value
    return names.get((actor.kind, actor.id), "")


def _place(raw: Json) -> PlaceJson | None:
    if not isinstance(raw, dict):
        return None
    return {key: raw[key] for key in ("board", "lane", "column", "state")}  # type: ignore[return-value]  # as recorded
