"""The company's accounts: which there are, which people hold them, and how many wrong guesses are allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from board.desk.support import Standing as Standing
from board.desk.support import standing as standing
from board.errors import Invalid, NotFound
from board.facts import (
    AccountAdded,
    AccountRemoved,
    AccountSwitched,
    LeftDoorWithAccount,
    PersonConfirmed,
    PersonUnconfirmed,
    SignedOut,
)
from board.models import Account, Claim, Comment, Customer, CustomerAccount, InviteStart, Ticket
from board.people.amending import amend, note_new
from board.people.normal_form import key_of, normal
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import waiting
from board.text import clean, is_blank
from board.tickets import locking
from board.values import AccountId, InviteId, Role

LONGEST_REASON = 300


async def register(tx: Transaction, customer: Customer, account: Account) -> CustomerAccount:
    """Link the account to the customer, who is marked as new on it; their new tickets are for it.

    Repeating it does not link it twice.
    """
    held = await _held(tx, customer, account.id)
    if held is None:
        held = CustomerAccount(customer_id=customer.id, account_id=account.id, linked_at=tx.now)
        tx.session.add(held)
    if customer.account_id is None and customer.invite_id is not None:
        await _count_by_invite(tx, customer, customer.invite_id)
    customer.account_id = account.id
    await settle_claims(tx, customer, account, is_approved=True)
    await forget_tries(tx, customer, account)
    await tx.record(AccountAdded(customer.id))
    return held


async def settle_claims(
    tx: Transaction, customer: Customer, account: Account | None = None, *, is_approved: bool
) -> list[AccountId]:
    """What they claimed, or their claim on this account, is decided; returns the accounts."""
    decided = (
        update(Claim)
        .where(Claim.customer_id == customer.id, Claim.decided_at.is_(None))
        .values(decided_at=tx.now, is_approved=is_approved)
        .returning(Claim.account_id)
        .execution_options(synchronize_session="fetch")
    )
    if account is not None:
        decided = decided.where(Claim.account_id == account.id)
    return list(await tx.session.scalars(decided))


async def forget_claims(tx: Transaction, customer: Customer) -> None:
    """Nobody needs to decide what they claimed any more."""
    await tx.session.execute(
        delete(Claim)
        .where(Claim.customer_id == customer.id, Claim.decided_at.is_(None))
        .execution_options(synchronize_session="fetch")
    )


async def switch(tx: Transaction, customer: Customer, account_id: AccountId) -> None:
    """New tickets are for this account, which the customer must hold."""
    if await _held(tx, customer, account_id) is None:
        raise NotFound("refused.account.not_yours")
    customer.account_id = account_id
    await tx.record(AccountSwitched(customer.id))


async def leave(tx: Transaction, customer: Customer, account_id: AccountId) -> None:
    """Unlink the account. Open tickets stay. If it was the current one, another that they hold becomes current."""
    await _end(tx, customer, [account_id])
    if customer.account_id == account_id:
        remaining = await held(tx, customer)
        customer.account_id = remaining[-1].id if remaining else None
    await tx.record(AccountRemoved(customer.id))


async def sign_out(tx: Transaction, customer: Customer) -> None:
    """Unlink all accounts; open tickets stay and are still answered."""
    await _end(tx, customer, [account.id for account in await held(tx, customer)])
    await forget_claims(tx, customer)
    customer.account_id = None
    await tx.record(SignedOut(customer.id))


async def held(tx: Transaction, customer: Customer) -> list[Account]:
    """The accounts that the customer holds, oldest link first."""
    return list(
        await tx.session.scalars(
            select(Account)
            .join(CustomerAccount, CustomerAccount.account_id == Account.id)
            .where(CustomerAccount.customer_id == customer.id, CustomerAccount.ended_at.is_(None))
            .order_by(CustomerAccount.id)
        )
    )


async def holds(tx: Transaction, customer: Customer, account: Account) -> bool:
    return await _held(tx, customer, account.id) is not None


async def vouch(tx: Transaction, customer: Customer, account: Account) -> bool:
    """Whoever gave them an invite for the account, which they hold, knows them. Whether they were marked as new."""
    link = await _held(tx, customer, account.id)
    if link is None or link.confirmed_at is not None:
        return False
    link.confirmed_at = tx.now
    return True


@allowed(Role.AGENT)
async def confirm_person(tx: Transaction, number: int) -> Ticket:
    """An agent confirms that this person belongs to the ticket's account; the mark for new people goes."""
    return await _mark_person(tx, number, PersonConfirmed, tx.now)


@allowed(Role.AGENT)
async def unconfirm_person(tx: Transaction, number: int) -> Ticket:
    """Takes the confirmation back: the person is marked as new again."""
    return await _mark_person(tx, number, PersonUnconfirmed, None)


async def add(tx: Transaction, number: str, name: str | None = None) -> Account:
    """Add an active account. One that exists gets the name, if one is given, and is otherwise unchanged."""
    number = number.strip()
    new = {"key": key_of(number), "number": number, "name": name or number, "status": "active"}
    added = insert(Account).values(new).on_conflict_do_nothing(index_elements=["key"]).returning(Account.id)
    is_new = await tx.session.scalar(added) is not None
    account = await by_number(tx, number)
    if is_new:
        await note_new(tx, account)
    else:
        await amend(tx, account, {"name": name or account.name})
    return account


@allowed(Role.OWNER)
async def set_status(tx: Transaction, number: str, status: Standing, reason: str | None = None) -> Account:
    """`reason` is why it is suspended, in words that its people hear."""
    account, reason = await by_number(tx, number), reason_of(status, reason)
    await amend(tx, account, {"status": status.value, "suspended_reason": reason})
    return account


def reason_of(status: Standing, reason: str | None) -> str | None:
    """The reason as it is kept, if there may be one."""
    reason = clean(reason or "")
    if is_blank(reason):
        return None
    if status is not Standing.SUSPENDED:
        raise Invalid("refused.account.reason_without_suspension", "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid("refused.account.reason_too_long", "reason", longest=LONGEST_REASON)
    return reason


async def by_number(tx: Transaction, number: str) -> Account:
    """The account that is spelled so, else the one that this is the number of."""
    asked = select(Account).execution_options(populate_existing=True)
    account: Account | None = await tx.session.scalar(asked.where(Account.key == normal(number)))
    if account is None or account.number != number.strip():
        account = await tx.session.scalar(asked.where(Account.number == number.strip()).limit(1)) or account
    if account is None:
        raise NotFound("refused.account.unknown", number=number)
    return account


@allowed(Role.OWNER)
async def renumber(tx: Transaction, old: str, new: str) -> Account:
    """Give an account another number; all that it has stays."""
    key, account = key_of(new), await by_number(tx, old)
    holder = await tx.session.scalar(select(Account).where(Account.key == key, Account.id != account.id))
    if holder is not None:
        raise Invalid("refused.account.twin", "number", number=new.strip(), other=holder.number)
    await amend(tx, account, {"key": key, "number": new.strip()})
    return account


async def unnamable(session: AsyncSession) -> list[tuple[str, str]]:
    """Accounts that nobody can name, each with the one that has the same number."""
    other = aliased(Account)
    pairs = await session.execute(
        select(Account.number, other.number)
        .join(other, other.key == func.split_part(Account.key, "~", 1))
        .where(Account.key.contains("~"))
        .order_by(Account.id)
    )
    return [(number, same) for number, same in pairs]


async def everyone(tx: Transaction) -> Sequence[Account]:
    return (await tx.session.scalars(select(Account).order_by(Account.key))).all()


async def _mark_person(
    tx: Transaction,
    number: int,
    fact: type[PersonConfirmed | PersonUnconfirmed],
    confirmed_at: datetime | None,
) -> Ticket:
    """Nothing is recorded if it was so already."""
    ticket = await locking.lock(tx, number)
    is_new = CustomerAccount.confirmed_at.is_(None)
    changed = await tx.session.execute(
        update(CustomerAccount)
        .where(CustomerAccount.customer_id == ticket.customer_id, CustomerAccount.ended_at.is_(None))
        .where(CustomerAccount.account_id == ticket.account_id)
        .where(is_new if confirmed_at is not None else ~is_new)
        .values(confirmed_at=confirmed_at)
        .returning(CustomerAccount.id)
    )
    if changed.all():
        await tx.record(fact(ticket.number, ticket.customer_id))
    return ticket


async def forget_tries(tx: Transaction, customer: Customer, account: Account) -> None:
    """Delete numbers that were sent alone, which no ticket needs. Without other words, the person leaves the door.

    “E-15” counts as a number only if the account's has letters too: else it may be the error they write about.
    """
    theirs = (Comment.customer_id == customer.id) & waiting.own_words_at_door()
    tried = await tx.session.scalars(select(Comment).where(theirs, Comment.detail["try"].as_boolean()))
    tries = tried.all()
    forgotten = [each.id for each in tries if _has_letters(account.key) or not _has_letters(each.text)]
    for each in tries:  # what is not forgotten is words
        each.detail = {name: value for name, value in each.detail.items() if name != "try"}
    await tx.session.execute(
        delete(Comment).where(Comment.id.in_(forgotten)), execution_options={"synchronize_session": False}
    )
    if forgotten and await tx.session.scalar(select(Comment.id).where(theirs).limit(1)) is None:
        await tx.record(LeftDoorWithAccount(customer.id))


def _has_letters(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


async def is_confirmed(tx: Transaction, customer: Customer, account: Account) -> bool:
    """Whether they hold the account, and an agent or an invite has vouched for them."""
    link = await _held(tx, customer, account.id)
    return link is not None and link.confirmed_at is not None


async def _count_by_invite(tx: Transaction, customer: Customer, invite: InviteId) -> None:
    """They came by an invite without an account, and registered now."""
    await tx.session.execute(
        update(InviteStart)
        .where(InviteStart.invite_id == invite, InviteStart.customer_id == customer.id)
        .where(InviteStart.registered_at.is_(None))
        .values(registered_at=tx.now)
    )


async def _held(tx: Transaction, customer: Customer, account_id: AccountId) -> CustomerAccount | None:
    link: CustomerAccount | None = await tx.session.scalar(
        select(CustomerAccount).where(
            CustomerAccount.customer_id == customer.id,
            CustomerAccount.account_id == account_id,
            CustomerAccount.ended_at.is_(None),
        )
    )
    return link


async def _end(tx: Transaction, customer: Customer, account_ids: Iterable[int]) -> None:
    await tx.session.execute(
        update(CustomerAccount)
        .where(CustomerAccount.customer_id == customer.id, CustomerAccount.ended_at.is_(None))
        .where(CustomerAccount.account_id.in_(list(account_ids)))
        .values(ended_at=tx.now)
    )
