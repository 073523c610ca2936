"""Customers: met in Telegram, reachable or not, and erased when they ask."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from board.errors import NotFound
from board.facts import (
    Cause,
    CustomerBlockedBot,
    CustomerErased,
    CustomerReturned,
    LanguageChosen,
    TicketReachable,
    TicketUnreachable,
)
from board.models import (
    Bar,
    Claim,
    Column,
    Comment,
    CommentPart,
    Consent,
    Customer,
    CustomerAccount,
    CustomerNote,
    Question,
    Refusal,
    Ticket,
)
from board.people import archives, kept_answers, saved_searches
from board.queues import TO_CHATS, Queue, chat_key
from board.store import jobs
from board.store.db import Transaction
from board.talk import drafts, forgetting, sending
from board.talk.forgetting import Gone
from board.text import visible_name
from board.tickets import locking, moving
from board.tickets.policies import goals_of
from board.values import NOBODY, Delivery, State, TicketNumber

# Built once: building a statement costs as much as running it, and this runs for every message.
_HELD = (
    select(Customer)
    .where(Customer.telegram_id == bindparam("telegram_id"))
    .with_for_update(key_share=True)
    .cte("held")
)
_BY_TELEGRAM = select(aliased(Customer, _HELD), func.desk_now())
"""The time is read outside of what waits for the lock, and so after the wait."""


async def meet(tx: Transaction, telegram_id: int, name: str, username: str | None, language: str) -> Customer:
    """The customer, created if new, and locked until the transaction ends.

    `language` is used only for a new one; name and user name are updated from Telegram.
    """
    name, username = visible_name(name) or NOBODY, visible_name(username or "") or None
    customer = await by_telegram(tx, telegram_id)
    if customer is None:
        await tx.session.execute(
            insert(Customer)
            .values(
                telegram_id=telegram_id, name=name, username=username, language=language, created_at=tx.now
            )
            .on_conflict_do_nothing(index_elements=["telegram_id"])  # another may create them too
        )
        customer = await by_telegram(tx, telegram_id)
        assert customer is not None
    if (customer.name, customer.username) != (name, username):
        customer.name, customer.username = name, username
    return customer


async def lock(tx: Transaction, customer_id: int) -> Customer:
    """Held until the transaction ends, and as they are once the wait is over."""
    await tx.session.flush()
    customer = await tx.session.get(
        Customer, customer_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if customer is None:
        raise NotFound("refused.person.unknown")
    return customer


async def by_telegram(tx: Transaction, telegram_id: int) -> Customer | None:
    """The customer, locked until the transaction ends; None if never met, or erased."""
    found = (await tx.session.execute(_BY_TELEGRAM, {"telegram_id": telegram_id})).one_or_none()
    if found is None:
        return None
    tx.it_is(found[1])
    customer: Customer = found[0]
    return customer


async def set_language(tx: Transaction, customer: Customer, language: str) -> None:
    if customer.language != language:
        customer.language = language
        await tx.record(LanguageChosen(customer.id))
    customer.chose_language = True


def greeted(tx: Transaction, customer: Customer) -> None:
    """The bot has greeted them. Later it does so only when asked."""
    customer.greeted_at = tx.now


async def choose(tx: Transaction, customer: Customer, number: TicketNumber) -> None:
    """Their next messages go to this ticket of theirs."""
    ticket = await locking.lock(tx, number)
    if ticket.customer_id != customer.id:
        raise NotFound("refused.ticket.unknown", number=number)
    ticket.chosen_at = tx.now


def choose_none(tx: Transaction, customer: Customer) -> None:
    """Their next messages wait for the topic of a new ticket."""
    customer.chose_none_at = tx.now


async def blocked(tx: Transaction, customer: Customer) -> None:
    """They blocked the bot: nobody can keep the promises to answer them."""
    if customer.blocked_at is not None:
        return
    customer.blocked_at = tx.now
    for number in await open_tickets(tx, customer):
        await locking.lock(tx, number)
        await tx.record(TicketUnreachable(number, customer.id))
    await tx.record(CustomerBlockedBot(customer.id))


async def returned(tx: Transaction, customer: Customer) -> None:
    """They can be reached again; the promises start again."""
    if customer.blocked_at is None:
        return
    await _hold_tickets(tx, customer)
    customer.blocked_at = None
    for number in await open_tickets(tx, customer):
        ticket = await locking.lock(tx, number)
        goals = await goals_of(tx, ticket.board_key, ticket.lane_key)
        await tx.record(TicketReachable(number, customer.id, goals))
    await tx.record(CustomerReturned(customer.id))


async def erase(tx: Transaction, customer: Customer) -> None:
    """Erase the person: texts, files, stored updates, queued messages and names.

    Numbers, times and scores stay; open tickets are resolved.
    """
    await _hold_tickets(tx, customer)
    for number in await open_tickets(tx, customer):
        await moving.resolve(tx, number, why=Cause.ERASED)
    telegram_id = customer.telegram_id
    await _stop_sending(tx, customer)
    await kept_answers.forget_about(tx.session, customer.id)
    await archives.forget(tx, customer)  # before what is queued to be sent: a copy just made queues itself
    await _forget_words(tx, customer)
    if telegram_id is not None:
        await _forget_traffic(tx, telegram_id)
    await tx.session.execute(
        update(CustomerAccount)
        .where(CustomerAccount.customer_id == customer.id, CustomerAccount.ended_at.is_(None))
        .values(ended_at=tx.now)
    )
    customer.bar_id, customer.barred_until, customer.bar_told_at = None, None, None
    await tx.session.flush()
    for about_them in (Claim, Consent, Refusal, CustomerNote, Bar):
        await tx.session.execute(
            delete(about_them)
            .where(about_them.customer_id == customer.id)
            .execution_options(synchronize_session="fetch")
        )
    await saved_searches.forget_about(tx, customer)
    await tx.record(CustomerErased(customer.id))  # while it is known where to tell them
    customer.telegram_id, customer.username, customer.name = None, None, NOBODY
    customer.account_id, customer.blocked_at, customer.invite_id = None, None, None


async def open_tickets(tx: Transaction, customer: Customer) -> list[TicketNumber]:
    """Numbers of their tickets that are not done, in locking order."""
    return list(
        await tx.session.scalars(
            select(Ticket.number)
            .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
            .where(Ticket.customer_id == customer.id, Column.kind != State.DONE)
            .order_by(Ticket.number)
        )
    )


async def _hold_tickets(tx: Transaction, customer: Customer) -> None:
    """Lock all their tickets, done ones too: what is said on one now may be erased next, or sent again."""
    numbers = select(Ticket.number).where(Ticket.customer_id == customer.id).order_by(Ticket.number)
    for number in (await tx.session.scalars(numbers)).all():
        await locking.lock_itself(tx, number)


async def _stop_sending(tx: Transaction, customer: Customer) -> None:
    """Stop what is not sent yet, so that no promise stays held by it."""
    queued = await tx.session.scalars(
        select(Comment.id)
        .where(Comment.customer_id == customer.id, Comment.delivery == Delivery.QUEUED)
        .order_by(Comment.ticket_number, Comment.id)
    )
    for comment in queued.all():
        await sending.blocked(tx, comment)


async def _forget_traffic(tx: Transaction, chat_id: int) -> None:
    """Delete what is queued for their chat, and the updates from it. The update that asks for this is done already."""
    await jobs.forget_under(tx.session, TO_CHATS, chat_key(chat_id))
    await jobs.forget_payloads(tx.session, Queue.UPDATE, chat_key(chat_id))


async def _forget_words(tx: Transaction, customer: Customer) -> None:
    theirs = select(Comment.id).where(Comment.customer_id == customer.id)
    without_sync = {"synchronize_session": False}
    await tx.session.execute(delete(Question).where(Question.customer_id == customer.id))
    await forgetting.forget_words(tx, theirs, Gone.ERASED)
    of_them = await tx.session.scalars(select(Ticket.number).where(Ticket.customer_id == customer.id))
    await drafts.forget_on(tx, of_them)
    await tx.session.execute(
        delete(Comment).where(Comment.customer_id == customer.id, Comment.ticket_number.is_(None)),
        execution_options=without_sync,
    )
    # A private chat's id is the person's own. Also, an edit could put text back into a message found by it.
    await tx.session.execute(
        update(Comment)
        .where(Comment.customer_id == customer.id)
        .values(seen_at=func.coalesce(Comment.seen_at, tx.now), chat_id=None),
        execution_options=without_sync,
    )
    await tx.session.execute(
        update(CommentPart).where(CommentPart.comment_id.in_(theirs)).values(chat_id=None),
        execution_options=without_sync,
    )
