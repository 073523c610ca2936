"""What people said to the company's privacy text; who must be asked before they go on."""

from __future__ import annotations

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import privacy
from board.desk.privacy import Mode
from board.facts import ConsentGiven, ConsentWithdrawn
from board.models import Comment, Consent, Customer, CustomerAccount
from board.people import claims, kept_answers
from board.store.db import Transaction
from board.talk import attachments
from board.values import ConsentKind


async def is_held(tx: Transaction, customer: Customer) -> bool:
    """Whether nothing is looked up for them yet: the desk asks new people, and they have not agreed.

    Who held an account once, or waits for approval, is not new.
    """
    if customer.account_id is not None:
        return False
    rules = await privacy.rules(tx.session)
    if rules.mode is not Mode.ASKED or _counts(
        await latest(tx.session, customer.id), rules.since, ConsentKind.AGREED
    ):
        return False
    was_here = exists().where(CustomerAccount.customer_id == customer.id)
    return not await tx.session.scalar(select(was_here)) and not await claims.waits(tx, customer)


async def has_refused(tx: Transaction, customer: Customer) -> bool:
    """Whether they said no, and nothing else since: what they write is not kept."""
    if customer.account_id is not None:
        return False
    last = await latest(tx.session, customer.id)
    return last is not None and last.what == ConsentKind.REFUSED and await is_held(tx, customer)


async def must_be_told(tx: Transaction, customer: Customer) -> bool:
    """Whether they were here before it was asked, and were not shown the text: they are, once, and go on."""
    rules = await privacy.rules(tx.session)
    if rules.mode is not Mode.ASKED:
        return False
    return not _counts(
        await latest(tx.session, customer.id), rules.since, ConsentKind.AGREED, ConsentKind.TOLD
    )


async def say(tx: Transaction, customer: Customer, what: ConsentKind, version: int | None = None) -> None:
    """Keep what they said to the text as it is now, or to the `version` that they saw. A no forgets what they wrote."""
    version = await privacy.text_version(tx.session) if version is None else version
    row = Consent(
        customer_id=customer.id, what=what, text_version=version, language=customer.language, at=tx.now
    )
    tx.session.add(row)
    if what is ConsentKind.REFUSED:
        await _forget_words(tx, customer)
    await tx.record(ConsentGiven(customer.id, what))


async def withdraw(tx: Transaction, customer: Customer) -> None:
    """They are erased with it, which the caller does."""
    await tx.record(ConsentWithdrawn(customer.id))


async def latest(session: AsyncSession, customer_id: int) -> Consent | None:
    """What they said last; None if nothing."""
    found: Consent | None = await session.scalar(
        select(Consent).where(Consent.customer_id == customer_id).order_by(Consent.id.desc()).limit(1)
    )
    return found


def _counts(said: Consent | None, since: int, *kinds: ConsentKind) -> bool:
    return said is not None and said.what in kinds and said.text_version >= since


async def _forget_words(tx: Transaction, customer: Customer) -> None:
    """What waits at the door, with its files, and what the API has answered about it."""
    waiting = select(Comment.id).where(Comment.customer_id == customer.id, Comment.ticket_number.is_(None))
    await attachments.forget_files_of(tx, waiting)
    await tx.session.execute(
        delete(Comment).where(Comment.id.in_(waiting)).execution_options(synchronize_session=False)
    )
    await kept_answers.forget_about(tx.session, customer.id)
