"""Facts of the journal as the API shows them: who did what, when and why, with names for ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, assert_never

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from board import facts
from board.facts import Event, Fact
from board.models import Agent, Bar, Customer
from board.store import journal
from board.values import Actor, ActorKind, Place, TicketNumber
from board.views.names import SHOWN_NAME
from board.views.shapes import EventJson, PlaceJson, instant, instant_or_none

Names = Mapping[tuple[ActorKind, int | None], str]

# Built once, for every event told to a stream.
_NAMES: CompoundSelect[Any] = union_all(
    select(literal(ActorKind.AGENT.value), Agent.id, Agent.name).where(
        Agent.id.in_(bindparam("agents", expanding=True))
    ),
    select(literal(ActorKind.CUSTOMER.value), Customer.id, SHOWN_NAME).where(
        Customer.id.in_(bindparam("customers", expanding=True))
    ),
)


async def trail(session: AsyncSession, number: int, merged: Iterable[int] = ()) -> list[EventJson]:
    """A ticket's whole history, oldest first, with those of the tickets that were merged into it."""
    histories = [await journal.of_ticket(session, TicketNumber(each)) for each in (number, *merged)]
    if len(histories) == 1:
        return await to_json(session, histories[0])
    return await to_json(session, sorted(chain.from_iterable(histories), key=lambda event: event.at))


async def to_json(session: AsyncSession, events: Sequence[Event]) -> list[EventJson]:
    """The events with the names of those who caused them; one statement, two where somebody was blocked."""
    names = await names_in(session, events)
    told = [_event(event, names) for event in events]
    reasons = await reasons_in(session, events)
    for event, json in zip(events, told, strict=True):
        if isinstance(event.fact, facts.CustomerBarred):
            json["words"] = reasons.get(event.fact.bar, "")
    return told


async def reasons_in(session: AsyncSession, events: Iterable[Event]) -> Mapping[int, str]:
    """Why agents blocked those whom the events speak of, by block; no statement where there is none."""
    bars = {event.fact.bar for event in events if isinstance(event.fact, facts.CustomerBarred)}
    if not bars:
        return {}
    rows = await session.execute(select(Bar.id, Bar.reason).where(Bar.id.in_(bars)))
    return dict(rows.all())


async def names_in(session: AsyncSession, events: Sequence[Event]) -> Names:
    """Of everybody the events speak of; one statement."""
    return await _names(session, _agents_in(events), _ids(events, ActorKind.CUSTOMER))


def _agents_in(events: Iterable[Event]) -> set[int]:
    named = (facts.TicketTaken, facts.TicketOpened, facts.AccessChanged)
    taken = {event.fact.agent for event in events if isinstance(event.fact, named) and event.fact.agent}
    return taken | _ids(events, ActorKind.AGENT)


def _ids(events: Iterable[Event], kind: ActorKind) -> set[int]:
    return {event.actor.id for event in events if event.actor.kind is kind and event.actor.id is not None}


async def _names(session: AsyncSession, agents: set[int], customers: set[int]) -> Names:
    if not agents and not customers:
        return {}
    rows = await session.execute(_NAMES, {"agents": list(agents), "customers": list(customers)})
    return {(ActorKind(kind), id): name for kind, id, name in rows}


def _event(event: Event, names: Names) -> EventJson:
    fact = event.fact
    json: dict[str, Any] = {
        "type": fact.told.type,
        "ticket": event.ticket,
        "actor": _actor(event.actor, names),
        "actor_kind": event.actor.kind.value,
        "at": instant(event.at),
    }
    if (comment := getattr(fact, "comment", None)) is not None:
        json["comment"] = comment
    if (reason := fact.told.reason or getattr(fact, "why", None)) is not None:
        json["reason"] = str(reason)
    return json | _details(fact, names)  # type: ignore[return-value]  # built key by key


def _details(fact: Fact, names: Names) -> dict[str, Any]:  # noqa: C901  # a table
    """The fields of this kind of fact, without promises and keys."""
    match fact:
        case facts.TicketOpened(to=place, agent=None):
            return {"to": _place(place)}
        case facts.TicketOpened(to=place, agent=agent, given=given):
            taker = names.get((ActorKind.AGENT, agent))
            return {"to": _place(place), "agent": taker} | ({"given": given} if given else {})
        case facts.TicketMoved() | facts.TicketResolved() | facts.TicketReopened():
            return {"from": _place(fact.start), "to": _place(fact.to)}
        case facts.TicketTaken(agent=agent):
            return {"agent": None if agent is None else names.get((ActorKind.AGENT, agent))}
        case facts.TicketLabelled():
            return {"added": list(fact.added), "removed": list(fact.removed)}
        case facts.TicketSnoozed(until=until) | facts.ReplyScheduled(until=until):
            return {"until": instant_or_none(until)}
        case facts.TicketRated(score=score):
            return {"score": score}
        case facts.DelayTold(until=until):
            return {"until": instant(until)}
        case facts.DeadlineNear() | facts.DeadlineClose() | facts.DeadlineMissed():
            return {"metric": fact.metric, "due_at": instant(fact.due_at)}
        case facts.CommentRedacted(redacted_for=why):
            return {"redacted_for": why}
        case facts.DeliveryChanged(state=state) | facts.EditDeliveryChanged(state=state):
            return {"state": state}
        case facts.ConsentGiven(what=what):
            return {"state": what}
        case facts.CustomerNoted(customer=customer):
            return {"customer": customer}
        case facts.CustomerBarred(customer=customer, until=until):
            return {"customer": customer, "until": instant_or_none(until)}
        case facts.CustomerUnbarred(customer=customer):
            return {"customer": customer}
        case facts.LanguageGiven(customer=customer, language=language):
            return {"customer": customer, "language": language}
        case facts.DeskChanged():
            return {"thing": fact.thing, "key": fact.key, "change": fact.change}
        case facts.LaneSuggested(lane=lane) | facts.SuggestionDismissed(lane=lane):
            return {"lane": lane}
        case (
            facts.IncidentOpened(incident=incident)
            | facts.IncidentEdited(incident=incident)
            | facts.IncidentResolved(incident=incident)
            | facts.IncidentReopened(incident=incident)
            | facts.LoopClosed(incident=incident)
            | facts.IncidentFollowed(incident=incident)
        ):
            return {"incident": incident}
        case facts.TicketLinked(incident=incident) | facts.TicketUnlinked(incident=incident):
            return {"incident": incident}
        case facts.CauseNamed(cause=cause):
            return {"cause": cause}
        case facts.TicketMergedAway(into=number):
            return {"into": number}
        case facts.TicketMerged(merged=number):
            return {"merged": number}
        case facts.CommentMovedAway(moved_to=number):
            return {"moved_to": number}
        case facts.CustomerWrote(state=state, moved_from=number):
            return {"state": state} if number is None else {"state": state, "moved_from": number}
        case (
            facts.TicketUndone()
            | facts.TicketWoken()
            | facts.BurstDismissed()
            | facts.TicketSeen()
            | facts.PromisesRenewed()
            | facts.WordsForgotten()
            | facts.FilesForgotten()
            | facts.AgentReplied()
            | facts.ReplyTakenBack()
            | facts.AgentNoted()
            | facts.NoticeGiven()
            | facts.AnsweredAtDoor()
            | facts.AnswerGathered()
            | facts.CommentEdited()
            | facts.CommentDeleted()
            | facts.CommentReadAtLast()
            | facts.AlbumGrew()
            | facts.FoundNoThanks()
            | facts.FileStored()
            | facts.FileTooBig()
            | facts.FileFailed()
            | facts.FilesWantedAgain()
            | facts.ListeningBegan()
            | facts.ListeningWaits()
            | facts.ListeningEnded()
            | facts.ListeningGivenUp()
            | facts.WordsWantedAgain()
            | facts.WordsCorrected()
            | facts.CameToDoor()
            | facts.GotTicket()
            | facts.LeftDoorWithAccount()
            | facts.DismissedAtDoor()
            | facts.CustomerBlockedBot()
            | facts.TicketUnreachable()
            | facts.CustomerReturned()
            | facts.TicketReachable()
            | facts.AccountAdded()
            | facts.AccountSwitched()
            | facts.AccountRemoved()
            | facts.SignedOut()
            | facts.NumbersGuessed()
            | facts.PersonClaimed()
            | facts.ClaimApproved()
            | facts.ClaimRefused()
            | facts.PersonConfirmed()
            | facts.PersonUnconfirmed()
            | facts.LanguageChosen()
            | facts.ConsentWithdrawn()
            | facts.ArchiveAsked()
            | facts.ArchiveMade()
            | facts.CustomerErased()
            | facts.DeskClosed()
            | facts.DeskOpened()
            | facts.AccessChanged()
        ):
            return {}
        case _:
            assert_never(fact)


def _actor(actor: Actor, names: Names) -> str:
    """The name; “timer”, “rule” or “desk” if it was no person."""
    if actor.kind in (ActorKind.TIMER, ActorKind.RULE, ActorKind.DESK):
        return actor.kind.value
    return names.get((actor.kind, actor.id), "")


def _place(place: Place) -> PlaceJson:
    return {"board": place.board, "lane": place.lane, "column": place.column, "state": place.state.value}
