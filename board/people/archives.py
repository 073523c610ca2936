"""Copies of what is stored about a person: asked for, made, handed over, and deleted soon after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, delete, or_, select, update

from board.errors import NotFound
from board.facts import ArchiveAsked, ArchiveMade
from board.models import Archive, ArchiveFile, Customer
from board.queues import Queue
from board.store import jobs
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.files import forget_later
from board.store.jobs import Job
from board.store.tables import JobRow
from board.values import ArchiveId, Role

AGAIN_AFTER = timedelta(hours=1)
"""Nobody gets another sooner."""
STUCK_AFTER = timedelta(days=1)
"""One that is not made by then never will be, unless somebody who runs the desk helps."""
KEPT_FOR = timedelta(days=1)
"""After it was handed over; for an agent, after it was made."""
UNSENT_KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Packed:
    """A file of a copy, among the desk's blobs."""

    name: str
    sha256: str
    size_bytes: int


async def ask(tx: Transaction, customer: Customer, zone: ZoneInfo) -> bool:
    """They, who are locked, want a copy sent to their chat. False if they asked within the hour, or it isn't made."""
    before = await tx.session.scalar(
        select(Archive.id)
        .where(Archive.customer_id == customer.id, Archive.is_for_chat)
        .where(
            or_(
                Archive.asked_at > tx.now - AGAIN_AFTER,
                Archive.made_at.is_(None) & (Archive.asked_at > tx.now - STUCK_AFTER),
            )
        )
        .limit(1)
    )
    if before is not None:
        return False
    await _ask(tx, customer, zone, customer.language, is_for_chat=True)
    return True


@allowed(Role.OWNER)
async def ask_for(
    tx: Transaction, customer_id: int, zone: ZoneInfo, language: str | None, *, has_notes: bool
) -> ArchiveId:
    """An agent wants a copy, to hand it over; it is sent to nobody. In the person's language, unless one is named.

    Notes are in it if they are asked for. One like it that is being made already is theirs as well.
    """
    customer = await _locked_person(tx, customer_id)
    language = language or customer.language
    begun = await tx.session.scalar(
        select(Archive.id)
        .where(Archive.customer_id == customer.id, ~Archive.is_for_chat, Archive.made_at.is_(None))
        .where(Archive.language == language, Archive.has_notes.is_(has_notes), ~is_given_up())
        .limit(1)
    )
    return begun or await _ask(tx, customer, zone, language, is_for_chat=False, has_notes=has_notes)


@allowed(Role.OWNER)
async def note_export(tx: Transaction, customer_id: int) -> Customer:
    """Whoever runs the desk writes a copy to hand over: the trail has it."""
    customer = await _locked_person(tx, customer_id)
    await tx.record(ArchiveAsked(customer.id))
    return customer


async def made(tx: Transaction, archive_id: int, packed: Sequence[Packed]) -> None:
    """Its files are saved. If the person was erased meanwhile, they are deleted."""
    archive = await tx.session.get(Archive, archive_id, with_for_update=True, populate_existing=True)
    if archive is None or archive.made_at is not None:
        for each in packed:
            await forget_later(tx, each.sha256)
        return
    archive.made_at = tx.now
    for place, each in enumerate(packed):
        row = ArchiveFile(
            archive_id=archive.id,
            place=place,
            name=each.name,
            sha256=each.sha256,
            size_bytes=each.size_bytes,
        )
        tx.session.add(row)
    await tx.record(ArchiveMade(archive.customer_id, archive.id))


async def sent(tx: Transaction, archive_id: int, place: int) -> None:
    """Telegram has this file of it. Nothing happens if it was erased meanwhile."""
    await tx.session.execute(
        update(ArchiveFile)
        .where(ArchiveFile.archive_id == archive_id, ArchiveFile.place == place)
        .values(sent_at=tx.now)
    )


async def mark_maybe_twice(tx: Transaction, archive_id: int) -> None:
    await tx.session.execute(update(Archive).where(Archive.id == archive_id).values(is_maybe_twice=True))


def is_given_up() -> ColumnElement[bool]:
    """Whether it could not be made, however often it was tried."""
    given_up = select(JobRow.id).where(
        JobRow.queue == Queue.ARCHIVE, JobRow.key == cast(Archive.id, String), JobRow.parked_at.is_not(None)
    )
    return given_up.correlate(Archive).exists()


async def forget(tx: Transaction, customer: Customer) -> None:
    """Delete their copies, those being made too. What is queued to be sent is not theirs to delete."""
    await jobs.forget_open(tx.session, Queue.ARCHIVE, _order_key(customer.id))
    await _delete(tx, list(await tx.session.scalars(_locked().where(Archive.customer_id == customer.id))))


async def forget_old(tx: Transaction) -> None:
    """Delete what was handed over a day ago, and what could not be handed over."""
    fresh = select(ArchiveFile.archive_id).where(
        or_(ArchiveFile.sent_at.is_(None), ArchiveFile.sent_at > tx.now - KEPT_FOR)
    )
    old = or_(
        ~Archive.is_for_chat & (Archive.made_at < tx.now - KEPT_FOR),
        Archive.made_at.is_not(None) & Archive.id.not_in(fresh),
        Archive.asked_at < tx.now - UNSENT_KEPT_FOR,
    )
    await _delete(tx, list(await tx.session.scalars(_locked().where(old))))


async def _locked_person(tx: Transaction, customer_id: int) -> Customer:
    customer = await tx.session.get(Customer, customer_id, with_for_update={"key_share": True})
    if customer is None or customer.telegram_id is None:  # erased
        raise NotFound("refused.person.unknown")
    return customer


async def _ask(
    tx: Transaction,
    customer: Customer,
    zone: ZoneInfo,
    language: str,
    *,
    is_for_chat: bool,
    has_notes: bool = False,
) -> ArchiveId:
    archive = Archive(
        customer_id=customer.id,
        agent_id=tx.actor.agent,
        is_for_chat=is_for_chat,
        language=language,
        zone=zone.key,
        has_notes=has_notes,
        asked_at=tx.now,
    )
    tx.session.add(archive)
    await tx.session.flush()
    job = Job(Queue.ARCHIVE, str(archive.id), _order_key(customer.id), {"archive": archive.id})
    await tx.later(job)
    await tx.record(ArchiveAsked(customer.id))
    return archive.id


def _locked() -> Select[ArchiveId]:
    return select(Archive.id).order_by(Archive.id).with_for_update()


async def _delete(tx: Transaction, archives: Sequence[ArchiveId]) -> None:
    if not archives:
        return
    blobs = await tx.session.scalars(
        select(ArchiveFile.sha256).where(ArchiveFile.archive_id.in_(archives)).distinct()
    )
    for sha256 in blobs.all():
        await forget_later(tx, sha256)
    await tx.session.execute(
        delete(Archive).where(Archive.id.in_(archives)).execution_options(synchronize_session=False)
    )


def _order_key(customer_id: int) -> str:
    return f"customer:{customer_id}"
