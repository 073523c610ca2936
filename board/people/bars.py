"""An agent blocks a customer, with a reason that agents alone hear, until a time or for good.

What the customer writes meanwhile is kept for a week and stands on no screen: no comment on a ticket, no ticket, no
promise. They hear once that they can't write, and until when. Open tickets stay as they are, and so do the promises
given on them: unlike to who has blocked the bot, an answer reaches them, and to block somebody breaks or ends none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from board.errors import Conflict, Invalid
from board.facts import CustomerBarred, CustomerUnbarred
from board.models import Agent, Bar, Comment, Customer
from board.people import customers
from board.people.about import told_on
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import comments, waiting
from board.talk.comments import Incoming
from board.text import clean, is_blank
from board.tickets.reach import is_barred, refuse_to_nobody
from board.values import NOBODY, Role

LONGEST_REASON = 500
LONGEST = timedelta(days=36_500)
"""Until an end that is told to people in their own time."""


@allowed(Role.AGENT)
async def bar(
    tx: Transaction, customer_id: int, reason: str, until: datetime | None = None, *, seen: int | None = None
) -> Customer:
    """Block them, or give the block another reason or end; the same again changes nothing.

    `seen` is the block that the agent saw, 0 for none: refused with ``Conflict`` if another holds by now. With another
    end they hear of it again.
    """
    customer = await customers.lock(tx, customer_id)
    await refuse_to_nobody(tx, customer.id)
    reason = clean(reason)
    if is_blank(reason) or len(reason) > LONGEST_REASON:
        raise Invalid("refused.bar.reason", "reason", most=LONGEST_REASON)
    if until is not None and until <= tx.now:
        raise Invalid("refused.bar.past", "until")
    if until is not None and until > tx.now + LONGEST:
        raise Invalid("refused.bar.far", "until")
    holding = await _holding(tx, customer)
    if holding is not None and (holding.reason, customer.barred_until) == (reason, until):
        return customer
    await _refuse_stale(tx, holding, seen)
    made = Bar(customer_id=customer.id, agent_id=tx.actor.agent, reason=reason, at=tx.now)
    tx.session.add(made)
    await tx.session.flush()
    if holding is None or customer.barred_until != until:
        customer.bar_told_at = None
    customer.bar_id, customer.barred_until = made.id, until
    for number in await told_on(tx, customer):
        await tx.record(CustomerBarred(number, customer.id, made.id, until))
    return customer


@allowed(Role.AGENT)
async def unbar(tx: Transaction, customer_id: int, *, seen: int | None = None) -> Customer:
    """Let them write again; they hear nothing of it. Repeating it is quiet."""
    customer = await customers.lock(tx, customer_id)
    holding = await _holding(tx, customer)
    if holding is not None:
        await _refuse_stale(tx, holding, seen)
    customer.bar_id, customer.barred_until, customer.bar_told_at = None, None, None
    if holding is not None:
        for number in await told_on(tx, customer):
            await tx.record(CustomerUnbarred(number, customer.id))
    return customer


def tell_once(tx: Transaction, customer: Customer) -> bool:
    """Whether they are to hear now that they can't write; the caller has locked them, and tells them."""
    if customer.bar_told_at is not None:
        return False
    customer.bar_told_at = tx.now
    return True


async def keep(tx: Transaction, customer: Customer, message: Incoming, *, is_edit: bool = False) -> None:
    """Keep what a blocked customer sends, the latest fifty for a week; nobody is told of it.

    An edit of what stands on a ticket is kept beside it, so that the ticket says what it said.
    """
    part = await comments.find_part(tx, message)
    if part is not None and not is_edit:
        return
    if part is not None and not await _is_kept(tx, part.comment_id):
        message = replace(message, message_id=-abs(message.message_id))
        part = await comments.find_part(tx, message)
    if part is not None:
        await tx.session.delete(await tx.session.get_one(Comment, part.comment_id))
        await tx.session.flush()
    kept = {**message.detail, waiting.BARRED: True}
    await comments.new_comment(
        tx, customer, None, replace(message, detail=kept, media_group_id=None, is_try=False)
    )
    await waiting.keep_latest(tx, customer, waiting.was_barred())


async def _is_kept(tx: Transaction, comment_id: int) -> bool:
    return waiting.BARRED in (await tx.session.get_one(Comment, comment_id)).detail


async def _holding(tx: Transaction, customer: Customer) -> Bar | None:
    return await tx.session.get(Bar, customer.bar_id) if is_barred(customer, tx.now) else None


async def _refuse_stale(tx: Transaction, holding: Bar | None, seen: int | None) -> None:
    if seen is None or seen == (0 if holding is None else holding.id):
        return
    name = None
    if holding is not None:
        name = await tx.session.scalar(select(Agent.name).where(Agent.id == holding.agent_id))
    raise Conflict("refused.bar.changed" if holding else "refused.bar.over", by=name or NOBODY)
