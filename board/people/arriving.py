"""Who starts the bot by an invite: let in, refused, counted; what the invite gives their next ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select

from board.desk.support import is_open
from board.models import Account, Agent, Column, Customer, Invite, InviteStart, Ticket, Topic
from board.people import accounts, customers, guessing, registry
from board.store.db import Transaction
from board.tickets import places
from board.values import TELEGRAM, AgentId, InviteId, Role, State, TicketNumber

_CODE = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What could be an invite's secret. Shorter words after /start come from links of others, and are no tries."""


class Verdict(StrEnum):
    """What becomes of somebody who starts the bot with a word."""

    ADMITTED = "admitted"
    UNKNOWN = "unknown"
    """It could be an invite's, but is none: a try."""
    MEANINGLESS = "meaningless"
    PAUSED = "paused"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SPENT = "spent"
    REFUSED = "refused"
    """The account gets no support."""


@dataclass(frozen=True)
class Arrival:
    verdict: Verdict
    account: Account | None = None
    is_change: bool = False
    """New tickets are for another account than before."""
    is_new: bool = False
    """They had no such account."""
    topic: Topic | None = None
    ticket: TicketNumber | None = None
    """One they opened by this invite, which is still open."""
    paused_until: datetime | None = None


@dataclass(frozen=True)
class Brought:
    """What an invite gives a new ticket."""

    invite: InviteId | None = None
    source: str = TELEGRAM
    agent: AgentId | None = None


async def start(tx: Transaction, customer: Customer, code: str, today: date) -> Arrival:
    """Somebody, who is locked, started the bot with this word: let them in by the invite that it is.

    Of many at once, an invite lets in as many people as it may. The same person again is no other use.
    """
    if not _CODE.fullmatch(code):
        return Arrival(Verdict.MEANINGLESS)
    if (until := await guessing.codes_paused_until(tx, customer)) is not None:
        return Arrival(Verdict.PAUSED, paused_until=until)
    invite = await tx.session.scalar(
        select(Invite)
        .where(Invite.secret == code)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if invite is None:
        until = await guessing.wrong_code(tx, customer, code)
        return Arrival(Verdict.UNKNOWN, paused_until=until)
    started = await _count_start(tx, customer, invite)
    refused = await _refused(tx, customer, invite, started, today)
    return refused if refused is not None else await _admit(tx, customer, invite, started)


async def brought(tx: Transaction, customer: Customer) -> Brought:
    """What the invite they came by gives the ticket they open now. It gives it once."""
    if customer.invite_id is None:
        return Brought()
    invite = await tx.session.get(Invite, customer.invite_id)
    customer.invite_id = None
    if invite is None:
        return Brought()
    agent = await tx.session.get(Agent, invite.agent_id) if invite.agent_id is not None else None
    still_there = agent is not None and agent.removed_at is None and Role(agent.role).covers(Role.AGENT)
    return Brought(invite.id, invite.source or TELEGRAM, agent.id if agent and still_there else None)


async def expected_topic(tx: Transaction, customer: Customer) -> Topic | None:
    """The topic of the invite they came by, if it is offered still: they are not asked for it."""
    if customer.invite_id is None:
        return None
    invite = await tx.session.get(Invite, customer.invite_id)
    return await _offered(tx, invite.topic_key if invite is not None else None)


async def _refused(
    tx: Transaction, customer: Customer, invite: Invite, started: InviteStart, today: date
) -> Arrival | None:
    if invite.revoked_at is not None:
        return Arrival(Verdict.REVOKED)
    if invite.expires_at is not None and invite.expires_at <= tx.now:
        return Arrival(Verdict.EXPIRED)
    if started.admitted_at is None and invite.uses is not None and await _used(tx, invite) >= invite.uses:
        return Arrival(Verdict.SPENT)
    account = await tx.session.get(Account, invite.account_id) if invite.account_id is not None else None
    if account is None:
        return None
    if await registry.was_taken_off(tx, customer, account, invite.created_at):
        return Arrival(Verdict.REVOKED)
    if not await is_open(tx.session, account, today):
        return Arrival(Verdict.REFUSED, account)
    return None


async def _admit(tx: Transaction, customer: Customer, invite: Invite, started: InviteStart) -> Arrival:
    started.admitted_at = started.admitted_at or tx.now
    if invite.language is not None and not customer.chose_language:
        customer.language = invite.language
    topic = await _offered(tx, invite.topic_key)
    ticket = await _still_open(tx, customer, invite) if topic is not None else None
    customer.invite_id = invite.id if ticket is None else customer.invite_id
    account, before = None, customer.account_id
    is_new = False
    if invite.account_id is not None:
        account = await tx.session.get_one(Account, invite.account_id)
        is_new = await _link(tx, customer, account, started)
    if ticket is not None:
        await customers.choose(tx, customer, ticket)
    elif topic is not None or customer.account_id != before:
        customers.choose_none(tx, customer)
    return Arrival(Verdict.ADMITTED, account, customer.account_id != before, is_new, topic, ticket)


async def _link(tx: Transaction, customer: Customer, account: Account, started: InviteStart) -> bool:
    """The account is theirs and current, and the invite vouches for them. Whether they had not held it."""
    is_new = not await accounts.holds(tx, customer, account)
    if is_new:
        started.registered_at = started.registered_at or tx.now
        await accounts.register(tx, customer, account)
    if await accounts.vouch(tx, customer, account) or customer.account_id != account.id:
        await accounts.switch(tx, customer, account.id)
    await guessing.forgive(tx, customer)
    return is_new


async def _offered(tx: Transaction, key: str | None) -> Topic | None:
    return None if key is None else await places.topic_offered(tx.session, key)


async def _still_open(tx: Transaction, customer: Customer, invite: Invite) -> TicketNumber | None:
    """One scan opens one ticket, as one keyboard does: the next scan leads back to it while it is open."""
    found: TicketNumber | None = await tx.session.scalar(
        select(Ticket.number)
        .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
        .where(Ticket.customer_id == customer.id, Ticket.invite_id == invite.id, Column.kind != State.DONE)
        .order_by(Ticket.number.desc())
        .limit(1)
    )
    return found


async def _count_start(tx: Transaction, customer: Customer, invite: Invite) -> InviteStart:
    started = await tx.session.get(InviteStart, (invite.id, customer.id))
    if started is None:
        started = InviteStart(invite_id=invite.id, customer_id=customer.id, times=0, first_at=tx.now)
        tx.session.add(started)
    started.times += 1
    return started


async def _used(tx: Transaction, invite: Invite) -> int:
    """How many people came by it; the invite is locked, so nobody comes meanwhile."""
    count = select(func.count()).where(
        InviteStart.invite_id == invite.id, InviteStart.admitted_at.is_not(None)
    )
    used: int = (await tx.session.execute(count)).scalar_one()
    return used
