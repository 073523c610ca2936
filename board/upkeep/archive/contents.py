"""What is stored about one person, read in pieces: first all but what was said, then that, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import NotFound
from board.models import (
    AccountTry,
    Archive,
    Bar,
    Claim,
    Column,
    Comment,
    CommentPart,
    CommentVersion,
    Consent,
    Customer,
    CustomerAccount,
    CustomerNote,
    File,
    IncidentPerson,
    Invite,
    InviteStart,
    Question,
    Rating,
    Refusal,
    Ticket,
    Timer,
    Transcript,
    TranscriptVersion,
)
from board.store import clock
from board.store.tables import Base
from board.talk.rated import rating_words
from board.upkeep.archive.rows import Names, names, row
from board.values import Author, CommentId, FileId, Json, TicketNumber

Row = dict[str, Json]
T = TypeVar("T", bound=Base)

AT_A_TIME = 200
"""So many comments are in memory at once."""


@dataclass(frozen=True)
class Wanted:
    """Of whom, how it is said, and whether with what only agents see."""

    customer_id: int
    language: str
    zone: str
    has_notes: bool


@dataclass(frozen=True)
class Stored:
    """A file that was said, with its bytes' name among the blobs, if they are here."""

    id: FileId
    name: str
    size_bytes: int | None
    sha256: str | None


@dataclass(frozen=True)
class Outline:
    """`said` are the comments of each ticket, and of none, in the order they were written; which they are is settled
    here, so that none is missed or told twice while the copy is made."""

    wanted: Wanted
    at: datetime
    person: Row
    lists: Mapping[str, Sequence[Row]]
    tickets: Sequence[Row]
    said: Mapping[int | None, Sequence[CommentId]]
    files: Sequence[Stored]
    notes: int
    names: Names

    @property
    def at_door(self) -> Sequence[CommentId]:
        return self.said.get(None, ())


@dataclass(frozen=True)
class Asked:
    wanted: Wanted
    is_for_chat: bool


async def asked_for(session: AsyncSession, archive_id: int) -> Asked | None:
    """None if it was erased, or is made already."""
    found = await session.get(Archive, archive_id)
    if found is None or found.made_at is not None:
        return None
    wanted = Wanted(found.customer_id, found.language, found.zone, found.has_notes)
    return Asked(wanted, found.is_for_chat)


async def outline(session: AsyncSession, wanted: Wanted) -> Outline:
    person = await session.get(Customer, wanted.customer_id)
    if person is None:
        raise NotFound("refused.person.unknown")
    held = await _all(session, select(CustomerAccount).where(CustomerAccount.customer_id == person.id))
    claims = await _all(session, select(Claim).where(Claim.customer_id == person.id))
    refusals = await _all(session, select(Refusal).where(Refusal.customer_id == person.id))
    of_tickets = select(Ticket.account_id).where(Ticket.customer_id == person.id).distinct()
    accounts: set[int] = {each.account_id for each in held} | {each.account_id for each in claims}
    accounts |= {each.account_id for each in refusals}
    accounts |= {each for each in await session.scalars(of_tickets) if each is not None}
    called = await names(session, wanted.language, has_notes=wanted.has_notes, accounts=sorted(accounts))
    return Outline(
        wanted,
        await clock.now(session),
        row(person, called),
        {
            "accounts": [row(each, called) for each in held],
            "claims": [row(each, called) for each in claims],
            "refusals": [row(each, called) for each in refusals],
            **{name: [row(each, called) for each in await _all(session, of)] for name, of in _small(person)},
            "bars": await _bars(session, wanted, called),
            "notes_about": await _notes_about(session, wanted, called),
            "invites": await _invites(session, person, called),
        },
        await _tickets(session, person, called),
        await _said(session, wanted),
        await _files(session, wanted),
        await _notes(session, person),
        called,
    )


async def page(session: AsyncSession, outline: Outline, ids: Sequence[CommentId]) -> list[Row]:
    """These comments, each with its parts, their earlier wordings and files; one erased meanwhile is not there."""
    comments = {each.id: each for each in await _all(session, select(Comment).where(Comment.id.in_(ids)))}
    parts = await _all(
        session,
        select(CommentPart)
        .where(CommentPart.comment_id.in_(ids))
        .order_by(CommentPart.comment_id, CommentPart.position, CommentPart.id),
    )
    of_parts = await _of_parts(session, [part.id for part in parts], outline.names)
    said: dict[int, list[Json]] = defaultdict(list)
    for part in parts:
        said[part.comment_id].append({**row(part, outline.names), **of_parts[part.id]})
    return [{**row(comments[id], outline.names), "parts": said[id]} for id in ids if id in comments]


async def _of_parts(session: AsyncSession, ids: Sequence[int], names: Names) -> Mapping[int, Row]:
    found: dict[int, dict[str, list[Json]]] = defaultdict(lambda: {"versions": [], "files": []})
    of_parts = CommentVersion.part_id.in_(ids)
    for version in await _all(session, select(CommentVersion).where(of_parts).order_by(CommentVersion.id)):
        found[version.part_id]["versions"].append(row(version, names))
    files = await _all(session, select(File).where(File.part_id.in_(ids)).order_by(File.id))
    heard = await _heard(session, [file.id for file in files], names)
    for file in files:
        assert file.part_id is not None
        found[file.part_id]["files"].append({**row(file, names), "transcript": heard.get(file.id)})
    return defaultdict(lambda: {"versions": [], "files": []}, {id: dict(each) for id, each in found.items()})


async def _heard(session: AsyncSession, ids: Sequence[FileId], names: Names) -> Mapping[int, Row]:
    before: dict[int, list[Json]] = defaultdict(list)
    versions = select(TranscriptVersion).where(TranscriptVersion.file_id.in_(ids))
    for version in await _all(session, versions.order_by(TranscriptVersion.id)):
        before[version.file_id].append(row(version, names))
    found = await _all(session, select(Transcript).where(Transcript.file_id.in_(ids)))
    return {each.file_id: {**row(each, names), "versions": before[each.file_id]} for each in found}


def _small(person: Customer) -> Sequence[tuple[str, Select[Any]]]:
    return (
        ("questions", select(Question).where(Question.customer_id == person.id).order_by(Question.id)),
        ("consents", select(Consent).where(Consent.customer_id == person.id).order_by(Consent.id)),
        (
            "troubles",
            select(IncidentPerson)
            .where(IncidentPerson.customer_id == person.id)
            .order_by(IncidentPerson.incident_id),
        ),
        ("copies", select(Archive).where(Archive.customer_id == person.id).order_by(Archive.id)),
        (
            "wrong_numbers",
            select(AccountTry).where(AccountTry.telegram_id == person.telegram_id).order_by(AccountTry.id),
        ),
    )


async def _invites(session: AsyncSession, person: Customer, names: Names) -> list[Row]:
    """Each with what it says of where they came from; its secret lets others in."""
    rows = await session.execute(
        select(InviteStart, Invite)
        .join(Invite, Invite.id == InviteStart.invite_id)
        .where(InviteStart.customer_id == person.id)
        .order_by(InviteStart.first_at)
    )
    return [
        {
            **row(started, names),
            "source": invite.source,
            "line": invite.line,
            "language": invite.language,
            "topic": names.topics.get(invite.topic_key or ""),
        }
        for started, invite in rows
    ]


async def _tickets(session: AsyncSession, person: Customer, names: Names) -> list[Row]:
    tickets = await session.execute(
        select(Ticket, Column.kind)
        .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
        .where(Ticket.customer_id == person.id)
        .order_by(Ticket.number)
    )
    theirs = select(Ticket.number).where(Ticket.customer_id == person.id).scalar_subquery()
    promises = await _all(
        session, select(Timer).where(Timer.ticket_number.in_(theirs)).order_by(Timer.started_at, Timer.key)
    )
    given, scored = _by_ticket(promises, names), await _ratings(session, theirs, names)
    return [
        {
            **row(ticket, names),
            "state": kind,
            "promises": given[ticket.number],
            "ratings": scored[ticket.number],
        }
        for ticket, kind in tickets
    ]


def _by_ticket(rows: Sequence[Timer], names: Names) -> Mapping[TicketNumber, list[Json]]:
    found: dict[TicketNumber, list[Json]] = defaultdict(list)
    for each in rows:
        found[each.ticket_number].append(row(each, names))
    return found


async def _ratings(
    session: AsyncSession, tickets: ScalarSelect[Any], names: Names
) -> Mapping[TicketNumber, list[Json]]:
    """Each with the words that explain it, which stand among the comments too."""
    found: dict[TicketNumber, list[Json]] = defaultdict(list)
    rows = await session.execute(
        select(Rating, rating_words()).where(Rating.ticket_number.in_(tickets)).order_by(Rating.scored_at)
    )
    for rating, words in rows:
        found[rating.ticket_number].append({**row(rating, names), "text": words})
    return found


async def _said(session: AsyncSession, wanted: Wanted) -> Mapping[int | None, Sequence[CommentId]]:
    found: dict[int | None, list[CommentId]] = defaultdict(list)
    rows = await session.execute(
        select(Comment.ticket_number, Comment.id)
        .where(Comment.customer_id == wanted.customer_id, _may_be_seen(wanted))
        .order_by(Comment.created_at, Comment.id)
    )
    for number, comment in rows:
        found[number].append(comment)
    return found


async def _files(session: AsyncSession, wanted: Wanted) -> list[Stored]:
    """The latest first, so that what does not fit is the oldest."""
    rows = await session.execute(
        select(File.id, File.name, File.size_bytes, File.sha256)
        .join(CommentPart, CommentPart.id == File.part_id)
        .join(Comment, Comment.id == CommentPart.comment_id)
        .where(Comment.customer_id == wanted.customer_id, _may_be_seen(wanted))
        .order_by(File.id.desc())
    )
    return [Stored(*each) for each in rows]


def _may_be_seen(wanted: Wanted) -> ColumnElement[bool]:
    """A condition on Comment: notes never reach a customer."""
    return true() if wanted.has_notes else Comment.is_public.is_(True)


async def _notes(session: AsyncSession, person: Customer) -> int:
    written = select(func.count()).where(
        Comment.customer_id == person.id, ~Comment.is_public, Comment.author != Author.CUSTOMER
    )
    about = select(func.count()).where(*_about(person.id))
    return sum([(await session.execute(each)).scalar_one() for each in (written, about)])


async def _notes_about(session: AsyncSession, wanted: Wanted, names: Names) -> list[Row]:
    """Only agents see them."""
    noted = select(CustomerNote).where(*_about(wanted.customer_id)).order_by(CustomerNote.id)
    return [row(each, names) for each in await _all(session, noted)] if wanted.has_notes else []


async def _bars(session: AsyncSession, wanted: Wanted, names: Names) -> list[Row]:
    """When agents blocked them; why is for agents alone."""
    barred = select(Bar).where(Bar.customer_id == wanted.customer_id).order_by(Bar.id)
    told = [row(each, names) for each in await _all(session, barred)]
    return told if wanted.has_notes else [{**each, "reason": None} for each in told]


def _about(customer_id: int) -> tuple[ColumnElement[bool], ...]:
    return CustomerNote.customer_id == customer_id, CustomerNote.removed_at.is_(None)


async def _all(session: AsyncSession, statement: Select[T]) -> list[T]:
    return list(await session.scalars(statement))
