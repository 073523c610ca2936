"""An agent opens a ticket to somebody the desk knows: they are written to first."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from board.errors import Conflict, Invalid, NotFound
from board.facts import Opening
from board.models import Account, Customer, CustomerAccount, Ticket
from board.people import accounts, customers
from board.people.accounts import Standing, standing
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import conversation, writing
from board.tickets import moving, places
from board.tickets.reach import is_barred, refuse_to_nobody
from board.values import BY_AGENT, Role

_REFUSED = {Standing.SUSPENDED: "refused.open.suspended", Standing.EXPIRED: "refused.open.expired"}


@allowed(Role.AGENT)
async def open_to(
    tx: Transaction,
    topic_key: str,
    text: str,
    today: date,
    *,
    account: str | None = None,
    telegram_id: int | None = None,
    is_private: bool = False,
) -> Ticket:
    """A new ticket that begins with the agent's words: a reply, or a note of which the customer hears nothing.

    Whoever is meant is named by their Telegram id, by an account that one person holds, or by both. Raises
    ``Conflict`` with the people to choose from if several hold it.
    """
    agent = writing.acting_agent(tx)
    topic = await places.topic(tx.session, topic_key)
    if not topic.is_on:
        raise Invalid("refused.topic.off", "topic", topic=topic_key)
    customer, held = await _whom(tx, account, telegram_id)
    customer = await customers.lock(tx, customer.id)
    if (why := _REFUSED.get(standing(held, today))) is not None:
        raise Conflict(why, number=held.number)
    if customer.blocked_at is not None and not is_private:
        raise Conflict("refused.open.blocked", name=customer.name)
    if is_barred(customer, tx.now) and not is_private:
        raise Conflict("refused.open.barred", name=customer.name)
    ticket = await moving.open_ticket(
        tx,
        customer,
        topic.key,
        account_id=held.id,
        why=Opening.PRIVATE if is_private else Opening.AGENT,
        is_empty=is_private,
        source=BY_AGENT,
        agent=agent,
    )
    await (conversation.note if is_private else conversation.reply)(tx, ticket.number, text)
    return ticket


async def _whom(tx: Transaction, account: str | None, telegram_id: int | None) -> tuple[Customer, Account]:
    if account is None and telegram_id is None:
        raise Invalid("refused.open.whom", "account")
    person = await _person(tx, telegram_id) if telegram_id is not None else None
    if account is None:
        assert person is not None
        if person.account_id is None:
            raise Conflict("refused.open.unregistered", name=person.name)
        return person, await tx.session.get_one(Account, person.account_id)
    held = await accounts.by_number(tx, account)
    if person is None:
        return await _only_holder(tx, held), held
    if not await accounts.holds(tx, person, held):
        raise Conflict("refused.open.other_account", name=person.name, number=held.number)
    return person, held


async def _person(tx: Transaction, telegram_id: int) -> Customer:
    found = await customers.by_telegram(tx, telegram_id)
    if found is None:
        raise NotFound("refused.person.unknown")
    await refuse_to_nobody(tx, found.id)
    return found


async def _only_holder(tx: Transaction, account: Account) -> Customer:
    holders = list(
        await tx.session.scalars(
            select(Customer)
            .join(CustomerAccount, CustomerAccount.customer_id == Customer.id)
            .where(CustomerAccount.account_id == account.id, CustomerAccount.ended_at.is_(None))
            .where(Customer.telegram_id.is_not(None))
            .order_by(CustomerAccount.id)
        )
    )
    if not holders:
        raise Conflict("refused.open.nobody", number=account.number)
    if len(holders) > 1:
        people = [{"telegram_id": each.telegram_id, "name": each.name} for each in holders]
        raise Conflict("refused.open.which", {"people": people}, number=account.number)
    return holders[0]
