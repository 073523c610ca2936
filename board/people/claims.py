"""Somebody new says that an account is theirs: where the company wants it so, an agent approves first."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from board.errors import NotFound
from board.facts import ClaimApproved, ClaimRefused, PersonClaimed
from board.models import Account, Claim, Customer
from board.people import accounts, customers, guessing
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Role

ASKED_AGAIN_AFTER = timedelta(days=1)
"""Who was refused may ask for the same account again after this."""


async def claim(tx: Transaction, customer: Customer, account: Account) -> None:
    """They wait for an agent, and whatever they write waits with them. Repeating it changes nothing."""
    new = {"customer_id": customer.id, "account_id": account.id, "claimed_at": tx.now}
    made = await tx.session.execute(insert(Claim).values(new).on_conflict_do_nothing().returning(Claim.id))
    if made.all():
        await accounts.forget_tries(tx, customer, account)
        await tx.record(PersonClaimed(customer.id))


@allowed(Role.AGENT)
async def approve(tx: Transaction, customer_id: int, number: str) -> Customer:
    """They are registered, and vouched for. One who holds the account already is left as they are."""
    customer = await customers.lock(tx, customer_id)
    account = await accounts.by_number(tx, number)
    if await accounts.is_confirmed(tx, customer, account):
        return customer
    if not await waits(tx, customer, account):
        raise NotFound("refused.claim.gone")
    link = await accounts.register(tx, customer, account)
    link.confirmed_at = link.confirmed_at or tx.now
    await guessing.forgive(tx, customer)
    await tx.record(ClaimApproved(customer.id))
    return customer


@allowed(Role.AGENT)
async def refuse(tx: Transaction, customer_id: int, number: str) -> None:
    """They are told; what they wrote stays at the door. Repeating it changes nothing."""
    customer = await customers.lock(tx, customer_id)
    account = await accounts.by_number(tx, number)
    if await accounts.settle_claims(tx, customer, account, is_approved=False):
        await tx.record(ClaimRefused(customer.id, account.id))


async def refuse_all(tx: Transaction, customer: Customer) -> None:
    """All that they claimed, as when they are dismissed."""
    for account in await accounts.settle_claims(tx, customer, is_approved=False):
        await tx.record(ClaimRefused(customer.id, account))


async def waits(tx: Transaction, customer: Customer, account: Account | None = None) -> bool:
    """Whether a claim of theirs, or the one on this account, is not decided."""
    wanted = select(Claim.id).where(Claim.customer_id == customer.id, Claim.decided_at.is_(None))
    if account is not None:
        wanted = wanted.where(Claim.account_id == account.id)
    return await tx.session.scalar(wanted.limit(1)) is not None


async def was_refused(tx: Transaction, customer: Customer, account: Account) -> bool:
    """Whether an agent refused them this account a short time ago, and nobody let them in since."""
    refused = (
        select(Claim.id)
        .where(Claim.customer_id == customer.id, Claim.account_id == account.id)
        .where(Claim.is_approved.is_(False), Claim.decided_at > tx.now - ASKED_AGAIN_AFTER)
    )
    return await tx.session.scalar(refused.limit(1)) is not None


def has_open_claim() -> ColumnElement[bool]:
    """A condition on Customer."""
    return exists().where(Claim.customer_id == Customer.id, Claim.decided_at.is_(None))
