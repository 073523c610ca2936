"""What agents keep and decide about a customer: notes that stay on every ticket, and the language the bot speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select

from board.errors import Conflict, Invalid, NotFound
from board.facts import CustomerNoted, LanguageGiven, Noting
from board.models import Agent, Bar, Customer, CustomerNote, Ticket
from board.people import customers
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean, is_blank
from board.tickets.reach import refuse_to_nobody
from board.values import NOBODY, Role, TicketNumber
from board.words.catalog import LANGUAGES

LONGEST_NOTE = 2000
MOST_NOTES = 20
"""Whoever has more to say about one person has it said in fewer."""
_KEPT_REMOVED = timedelta(days=1)


@allowed(Role.AGENT)
async def add_note(tx: Transaction, customer_id: int, text: str) -> CustomerNote:
    """The same words again are the note there is. Raises ``Conflict`` where they have too many, or were erased."""
    customer = await _hold(tx, customer_id)
    words = _words(text)
    standing = await tx.session.scalars(
        select(CustomerNote).where(CustomerNote.customer_id == customer.id, CustomerNote.removed_at.is_(None))
    )
    notes = list(standing)
    if same := next((note for note in notes if note.text == words), None):
        return same
    if len(notes) >= MOST_NOTES:
        raise Conflict("refused.note.many", most=MOST_NOTES)
    note = CustomerNote(
        customer_id=customer.id, agent_id=tx.actor.agent, text=words, created_at=tx.now, version=1
    )
    tx.session.add(note)
    await tx.session.flush()
    await _tell(tx, note, Noting.ADDED)
    return note


@allowed(Role.AGENT)
async def change_note(
    tx: Transaction, customer_id: int, note_id: int, text: str, version: int | None = None
) -> CustomerNote:
    """The same words again change nothing. Raises ``Conflict`` where somebody changed them since `version`."""
    note = await _note(tx, customer_id, note_id)
    words = _words(text)
    if words == note.text and note.removed_at is None:
        return note
    await _refuse_stale(tx, note, version)
    note.text, note.agent_id, note.changed_at, note.version = (
        words,
        tx.actor.agent,
        tx.now,
        note.version + 1,
    )
    await _tell(tx, note, Noting.CHANGED)
    return note


@allowed(Role.AGENT)
async def remove_note(
    tx: Transaction, customer_id: int, note_id: int, version: int | None = None
) -> CustomerNote:
    """For a day it can be brought back. Repeating it is quiet."""
    note = await _note(tx, customer_id, note_id)
    if note.removed_at is None:
        await _refuse_stale(tx, note, version)
        note.removed_at = tx.now
        await _tell(tx, note, Noting.REMOVED)
    return note


@allowed(Role.AGENT)
async def restore_note(tx: Transaction, customer_id: int, note_id: int) -> CustomerNote:
    note = await _note(tx, customer_id, note_id)
    if note.removed_at is not None:
        note.removed_at = None
        await _tell(tx, note, Noting.RESTORED)
    return note


@allowed(Role.AGENT)
async def give_language(tx: Transaction, customer_id: int, language: str) -> Customer:
    """From here on the bot speaks it to them, until they choose another themselves."""
    if language not in LANGUAGES:
        raise Invalid("refused.language.unknown", "language", name=language)
    customer = await _hold(tx, customer_id)
    if customer.language != language:
        customer.language = language
        for number in await told_on(tx, customer):
            await tx.record(LanguageGiven(number, customer.id, language))
    customer.chose_language = True
    return customer


async def told_on(tx: Transaction, customer: Customer) -> Sequence[TicketNumber | None]:
    """On which tickets a decision about them stands: the open ones, else the latest; one None if they have none."""
    if numbers := await customers.open_tickets(tx, customer):
        return numbers
    latest = (
        select(Ticket.number)
        .where(Ticket.customer_id == customer.id, Ticket.merged_into.is_(None))
        .order_by(Ticket.number.desc())
        .limit(1)
    )
    return [await tx.session.scalar(latest)]


async def forget_removed(tx: Transaction) -> None:
    """Delete what nobody brought back within a day."""
    await tx.session.execute(delete(CustomerNote).where(CustomerNote.removed_at < tx.now - _KEPT_REMOVED))


async def forget_old(tx: Transaction, cutoff: datetime) -> None:
    """Delete what was written before `cutoff` about people who have not been here since and have nothing open.

    Why they were blocked too, unless that block was the last one.
    """
    has_fresh = exists().where(
        Ticket.customer_id == Customer.id, or_(Ticket.done_at.is_(None), Ticket.done_at > cutoff)
    )
    silent = select(Customer.id).where(func.coalesce(Customer.spoke_at, cutoff) <= cutoff, ~has_fresh)
    written_at = func.coalesce(CustomerNote.changed_at, CustomerNote.created_at)
    is_last = exists().where(Customer.bar_id == Bar.id)
    for old in (
        delete(CustomerNote).where(written_at <= cutoff, CustomerNote.customer_id.in_(silent)),
        delete(Bar).where(Bar.at <= cutoff, ~is_last, Bar.customer_id.in_(silent)),
    ):
        await tx.session.execute(old.execution_options(synchronize_session=False))


async def _hold(tx: Transaction, customer_id: int) -> Customer:
    customer = await customers.lock(tx, customer_id)
    await refuse_to_nobody(tx, customer.id)
    return customer


async def _note(tx: Transaction, customer_id: int, note_id: int) -> CustomerNote:
    """The customer is locked first, so that two changes of a note come one after the other."""
    customer = await _hold(tx, customer_id)
    note = await tx.session.get(CustomerNote, note_id, populate_existing=True)
    if note is None or note.customer_id != customer.id:
        raise NotFound("refused.note.unknown")
    return note


async def _refuse_stale(tx: Transaction, note: CustomerNote, seen: int | None) -> None:
    """None is from somebody who did not look, as at the command line. A removed note can't be changed either."""
    if note.removed_at is None and seen in (None, note.version):
        return
    by = None if note.agent_id is None else await tx.session.get(Agent, note.agent_id)
    name = NOBODY if by is None else by.name
    if note.removed_at is not None:
        raise Conflict("refused.note.removed", {"note": note.id, "version": note.version})
    details = {"note": note.id, "text": note.text, "version": note.version, "changed_by": name}
    raise Conflict("refused.note.changed", details, by=name)


async def _tell(tx: Transaction, note: CustomerNote, why: Noting) -> None:
    await tx.record(CustomerNoted(note.customer_id, note.id, why))


def _words(text: str) -> str:
    words = clean(text)
    if is_blank(words) or len(words) > LONGEST_NOTE:
        raise Invalid("refused.note.length", "text", most=LONGEST_NOTE)
    return words
