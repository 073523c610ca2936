"""Incidents: many tickets about one trouble, who waits to hear of it, and when it is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from board.errors import Conflict, DeskError, Invalid, NotFound
from board.facts import (
    BurstDismissed,
    IncidentEdited,
    IncidentFollowed,
    IncidentOpened,
    IncidentReopened,
    IncidentResolved,
    LoopClosed,
    TicketLinked,
    TicketUnlinked,
)
from board.models import BurstDismissal, Incident, IncidentPerson, IncidentTicket, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean, is_blank, utf16_length, visible_name
from board.tickets import locking, places
from board.values import ActorKind, AgentId, CustomerId, IncidentId, Role, TicketNumber
from board.words.catalog import LANGUAGES

LONGEST_NAME = 80
LONGEST_NOTICE = 700
LONGEST_LINK = 2000
MOST_TICKETS = 200
"""That are linked at once."""


@dataclass(frozen=True)
class Content:
    """`link`: where the company's own people work on it."""

    name: str
    topic: str | None = None
    notice: Mapping[str, str] | None = None
    link: str | None = None


@allowed(Role.AGENT)
async def open_incident(tx: Transaction, content: Content, numbers: Sequence[int] = ()) -> Incident:
    """With these tickets, each of which may be in no other open one."""
    checked = await _checked(tx, content)
    assert tx.actor.kind is ActorKind.AGENT
    assert tx.actor.id is not None
    incident = Incident(**checked, agent_id=AgentId(tx.actor.id), opened_at=tx.now, is_open=True)
    tx.session.add(incident)
    await tx.session.flush()
    await tx.record(IncidentOpened(incident.id))
    await _link(tx, incident, numbers)
    return incident


@allowed(Role.AGENT)
async def edit(tx: Transaction, incident_id: int, content: Content) -> Incident:
    """Everything that is said about it at once."""
    incident = await lock(tx, incident_id)
    checked = await _checked(tx, content, besides=incident)
    if any(getattr(incident, name) != value for name, value in checked.items()):
        for name, value in checked.items():
            setattr(incident, name, value)
        await tx.record(IncidentEdited(incident.id))
    return incident


@allowed(Role.AGENT)
async def link(tx: Transaction, incident_id: int, numbers: Sequence[int]) -> Incident:
    incident = await lock(tx, incident_id)
    await _link(tx, incident, numbers)
    return incident


@allowed(Role.AGENT)
async def unlink(tx: Transaction, incident_id: int, numbers: Sequence[int]) -> Incident:
    """They are about something else."""
    incident = await lock(tx, incident_id)
    for ticket in await locking.lock_all(tx, numbers):
        member = await tx.session.get(IncidentTicket, (incident.id, ticket.number))
        if member is not None:
            await tx.session.delete(member)
            await tx.record(TicketUnlinked(ticket.number, ticket.customer_id, incident.id))
    return incident


@allowed(Role.AGENT)
async def resolve(tx: Transaction, incident_id: int, closing: str | None = None) -> Incident:
    """It is over: who waits to hear of it is told. Its tickets are resolved each by itself, before."""
    incident = await lock(tx, incident_id)
    if incident.is_open:
        incident.is_open, incident.resolved_at = False, tx.now
        incident.closing = clean(closing) if closing else None
        await tx.record(IncidentResolved(incident.id))
    return incident


def refuse_other_words(incident: Incident, closing: str | None) -> None:
    """Of one that is over: words that it did not end with would be said to nobody."""
    if not incident.is_open and closing and clean(closing) != incident.closing:
        raise Conflict("refused.incident.ended_otherwise", name=incident.name)


@allowed(Role.AGENT)
async def reopen(tx: Transaction, incident_id: int) -> Incident:
    """It was not over, nor fixed for good. Tickets that are done, or in another open one by now, stay as they are."""
    incident = await lock(tx, incident_id)
    if incident.is_open:
        return incident
    await _refuse_name(tx, incident.name)
    elsewhere = select(IncidentTicket.ticket_number).where(IncidentTicket.is_open)
    await tx.session.execute(
        delete(IncidentTicket)
        .where(IncidentTicket.incident_id == incident.id, IncidentTicket.ticket_number.in_(elsewhere))
        .execution_options(synchronize_session=False)
    )
    incident.is_open, incident.resolved_at, incident.closing = True, None, None
    incident.loop_closed_at = None
    await tx.record(IncidentReopened(incident.id))
    return incident


@allowed(Role.AGENT)
async def close_loop(tx: Transaction, incident_id: int, texts: Mapping[str, str]) -> Incident:
    """All whom it concerned are told that it is fixed for good, each once; repeated, only who came since."""
    incident = await lock(tx, incident_id)
    if incident.is_open:
        raise Conflict("refused.incident.still_open", name=incident.name)
    said = _texts(texts, "texts")
    theirs = (
        select(IncidentTicket.incident_id, Ticket.customer_id)
        .join(Ticket, Ticket.number == IncidentTicket.ticket_number)
        .where(IncidentTicket.incident_id == incident.id)
        .distinct()
    )
    columns = ["incident_id", "customer_id"]
    people = insert(IncidentPerson).from_select(columns, theirs).on_conflict_do_nothing()
    new = (await tx.session.scalars(people.returning(IncidentPerson.customer_id))).all()
    if incident.loop_closed_at is None or new:
        incident.loop_closed_at, incident.loop_texts = incident.loop_closed_at or tx.now, said
        await tx.record(LoopClosed(incident.id))
    return incident


@allowed(Role.AGENT)
async def dismiss(tx: Transaction, numbers: Sequence[int]) -> None:
    """These are suggested for no incident again."""
    for ticket in await locking.lock_all(tx, numbers):
        if await tx.session.get(BurstDismissal, ticket.number) is None:
            tx.session.add(BurstDismissal(ticket_number=ticket.number, dismissed_at=tx.now))
            await tx.record(BurstDismissed(ticket.number, ticket.customer_id))


async def follow(tx: Transaction, incident: Incident, customer: CustomerId) -> None:
    """They want to be told when it is fixed."""
    person = await _person(tx, incident.id, customer)
    if person.followed_at is None:
        person.followed_at = tx.now
        await tx.record(IncidentFollowed(customer, incident.id))


async def join(tx: Transaction, ticket: Ticket) -> None:
    """Its topic has an open incident, and its customer has said already what it is about."""
    incident = await of_topic(tx.session, ticket.topic_key)
    if incident is not None:
        await _link_one(tx, incident, ticket)


async def merged(tx: Transaction, gone: TicketNumber, stays: TicketNumber) -> None:
    """What was said on the one is on the other now, and so is what it is about, but for a second open incident.

    The caller has locked both.
    """
    both, loose = aliased(IncidentTicket), {"synchronize_session": False}
    of_gone = IncidentTicket.ticket_number == gone
    is_same = (both.incident_id == IncidentTicket.incident_id) | (both.is_open & IncidentTicket.is_open)
    has_already = select(both.incident_id).where(both.ticket_number == stays, is_same).exists()
    await tx.session.execute(delete(IncidentTicket).where(of_gone, has_already), execution_options=loose)
    await tx.session.execute(
        update(IncidentTicket).where(of_gone).values(ticket_number=stays), execution_options=loose
    )


async def of(tx: Transaction, number: TicketNumber) -> tuple[IncidentId, ...]:
    """What the ticket is about, or was."""
    return tuple(map(IncidentId, sorted((await tx.session.scalars(_of_ticket(number))).all())))


async def taken_apart(
    tx: Transaction,
    gone: TicketNumber,
    stays: TicketNumber,
    was_of_gone: Sequence[IncidentId],
    was_of_stays: Sequence[IncidentId],
) -> None:
    """As `merged` found it. The caller has locked both."""
    came = set(was_of_gone) - set(was_of_stays)
    await tx.session.execute(
        delete(IncidentTicket)
        .where(IncidentTicket.ticket_number == stays, IncidentTicket.incident_id.in_(came))
        .execution_options(synchronize_session=False)
    )
    again = select(Incident.id, literal(int(gone)), Incident.is_open, literal(tx.now))
    columns = ["incident_id", "ticket_number", "is_open", "linked_at"]
    await tx.session.execute(
        insert(IncidentTicket)
        .from_select(columns, again.where(Incident.id.in_(was_of_gone)))
        .on_conflict_do_nothing()
    )


async def lock(tx: Transaction, incident_id: int) -> Incident:
    """Until the transaction ends; always before its tickets."""
    incident = await tx.session.get(
        Incident, incident_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if incident is None:
        raise NotFound("refused.incident.unknown", id=incident_id)
    await tx.read_clock()
    return incident


async def of_topic(session: AsyncSession, topic: str) -> Incident | None:
    """The open one that customers who pick this topic hear of: the latest."""
    wanted = select(Incident).where(Incident.is_open, Incident.topic_key == topic)
    found: Incident | None = await session.scalar(wanted.order_by(Incident.id.desc()).limit(1))
    return found


async def topics_with_one(session: AsyncSession) -> Sequence[str]:
    open_ones = select(Incident.topic_key).where(Incident.is_open, Incident.topic_key.is_not(None))
    return [topic for topic in await session.scalars(open_ones) if topic is not None]


async def of_ticket(session: AsyncSession, number: int) -> IncidentId | None:
    """The one it is about, the last if several."""
    found: IncidentId | None = await session.scalar(_of_ticket(number).limit(1))
    return found


async def numbers_of(session: AsyncSession, incident_id: int) -> Sequence[TicketNumber]:
    members = select(IncidentTicket.ticket_number).where(IncidentTicket.incident_id == incident_id)
    return (await session.scalars(members.order_by(IncidentTicket.ticket_number))).all()


async def followers(session: AsyncSession, incident: Incident) -> Sequence[CustomerId]:
    """Those who were not told yet that it is fixed."""
    wanted = (
        select(IncidentPerson.customer_id)
        .where(IncidentPerson.incident_id == incident.id, IncidentPerson.followed_at.is_not(None))
        .where(func.coalesce(IncidentPerson.told_at, incident.opened_at) < (incident.resolved_at))
    )
    return (await session.scalars(wanted.order_by(IncidentPerson.customer_id))).all()


async def missed(session: AsyncSession, customer: CustomerId) -> Sequence[tuple[IncidentId, bool]]:
    """What they were not told while they could not be reached; true: that it is fixed for good."""
    rows = await session.execute(
        select(Incident.id, Incident.loop_closed_at.is_not(None))
        .join(IncidentPerson, IncidentPerson.incident_id == Incident.id)
        .where(IncidentPerson.customer_id == customer, Incident.resolved_at.is_not(None))
        .where(
            (Incident.loop_closed_at.is_not(None) & IncidentPerson.loop_told_at.is_(None))
            | (IncidentPerson.followed_at.is_not(None) & IncidentPerson.told_at.is_(None))
        )
    )
    return [(incident_id, is_for_good) for incident_id, is_for_good in rows]


async def person(tx: Transaction, incident_id: int, customer: CustomerId) -> IncidentPerson | None:
    return await tx.session.get(IncidentPerson, (incident_id, customer), populate_existing=True)


async def is_following(session: AsyncSession, incident_id: int, customer: CustomerId) -> bool:
    found = await session.get(IncidentPerson, (incident_id, customer))
    return found is not None and found.followed_at is not None


async def untold(session: AsyncSession, incident_id: int) -> Sequence[CustomerId]:
    """Those who were not told yet that it is fixed for good."""
    wanted = select(IncidentPerson.customer_id).where(
        IncidentPerson.incident_id == incident_id, IncidentPerson.loop_told_at.is_(None)
    )
    return (await session.scalars(wanted.order_by(IncidentPerson.customer_id))).all()


async def has_ticket(session: AsyncSession, incident_id: int, customer: CustomerId) -> TicketNumber | None:
    """Their latest ticket about it."""
    found: TicketNumber | None = await session.scalar(
        select(Ticket.number)
        .join(IncidentTicket, IncidentTicket.ticket_number == Ticket.number)
        .where(IncidentTicket.incident_id == incident_id, Ticket.customer_id == customer)
        .order_by(Ticket.number.desc())
        .limit(1)
    )
    return found


async def _person(tx: Transaction, incident_id: IncidentId, customer: CustomerId) -> IncidentPerson:
    person = await tx.session.get(IncidentPerson, (incident_id, customer))
    if person is None:
        person = IncidentPerson(incident_id=incident_id, customer_id=customer)
        tx.session.add(person)
    return person


def _of_ticket(number: int) -> Select[IncidentId]:
    mine = select(IncidentTicket.incident_id).where(IncidentTicket.ticket_number == number)
    return mine.order_by(IncidentTicket.linked_at.desc(), IncidentTicket.incident_id.desc())


async def _link(tx: Transaction, incident: Incident, numbers: Collection[int]) -> None:
    for ticket in await locking.lock_all(tx, numbers):
        await _link_one(tx, incident, ticket, is_asked=True)


async def _link_one(tx: Transaction, incident: Incident, ticket: Ticket, *, is_asked: bool = False) -> None:
    """One that is in another open one is refused if it was asked for, else left there."""
    if await tx.session.get(IncidentTicket, (incident.id, ticket.number)) is not None:
        return
    other: str | None = await tx.session.scalar(
        select(Incident.name)
        .join(IncidentTicket, IncidentTicket.incident_id == Incident.id)
        .where(IncidentTicket.ticket_number == ticket.number, Incident.is_open)
    )
    if other is not None and incident.is_open:
        if is_asked:
            raise Conflict("refused.incident.in_another", number=ticket.number, name=other)
        return
    tx.session.add(
        IncidentTicket(
            incident_id=incident.id,
            ticket_number=ticket.number,
            is_open=incident.is_open,
            linked_at=tx.now,
        )
    )
    await tx.record(TicketLinked(ticket.number, ticket.customer_id, incident.id))


async def _checked(
    tx: Transaction, content: Content, besides: Incident | None = None
) -> dict[str, str | dict[str, str] | None]:
    name = visible_name(content.name)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("refused.incident.name", "name", longest=LONGEST_NAME)
    if besides is None or (besides.is_open and besides.name.lower() != name.lower()):
        await _refuse_name(tx, name)
    if content.topic is not None and content.topic != (besides.topic_key if besides else None):
        await places.topic(tx.session, content.topic)
    link = clean(content.link or "") or None
    if link is not None and (not link.startswith(("https://", "http://")) or len(link) > LONGEST_LINK):
        raise Invalid("refused.incident.link", "link")
    notice = _texts(content.notice or {}, "notice")
    return {"name": name, "topic_key": content.topic, "notice": notice, "link": link}


async def _refuse_name(tx: Transaction, name: str) -> None:
    same = select(Incident.id).where(Incident.is_open, func.lower(Incident.name) == name.lower())
    if await tx.session.scalar(same.limit(1)) is not None:
        raise Conflict("refused.incident.same_name", name=name)


def _texts(given: Mapping[str, str], field: str) -> dict[str, str]:
    wrong: dict[str, DeskError | str] = {}
    said = {language: clean(text) for language, text in given.items() if not is_blank(text)}
    for language, text in said.items():
        if language not in LANGUAGES:
            wrong[f"{field}.{language}"] = DeskError("refused.language.unknown", name=language)
        elif (length := utf16_length(text)) > LONGEST_NOTICE:
            longest = {"longest": LONGEST_NOTICE, "length": length}
            wrong[f"{field}.{language}"] = DeskError("refused.text.too_long", **longest)
    if wrong:
        raise Invalid("refused.notice.wrong", wrong=wrong)
    return said
