"""Whether an account gets support now: suspended, expired, used up, or let in all the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import ColumnElement, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import plans
from board.desk.plans import After, AfterExpiry, Rules
from board.errors import NotAllowed
from board.models import Account, Plan, Ticket
from board.store.db import Transaction
from board.values import BY_AGENT, AccountId, Lack

OUT_OF_PLAN_LABEL = "out of plan"
"""On a ticket that no plan covers. It doesn't count as one of the plan's."""
_MORE_THAN_A_MONTH = timedelta(days=32)


class Standing(StrEnum):
    """Whether an account gets support today, whatever it has used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Support:
    """What an account gets now. `used` counts this month's tickets, if its plan has a limit."""

    account: Account
    plan: Plan | None = None
    used: int = 0
    lack: Lack | None = None
    is_let_in: bool = False
    """The company opens tickets for it all the same, marked."""
    may_register: bool = True
    """A plan that is used up is there again next month: it keeps nobody from the account."""

    @property
    def is_refused(self) -> bool:
        return self.lack is not None and not self.is_let_in


class NoSupport(NotAllowed):
    """The account gets no new ticket now."""

    def __init__(self, support: Support) -> None:
        super().__init__(f"refused.support.{support.lack}", account=support.account.number)
        self.support = support


def standing(account: Account, today: date) -> Standing:
    if account.status == Standing.ACTIVE and account.support_until and account.support_until < today:
        return Standing.EXPIRED
    return Standing(account.status)


async def is_open(session: AsyncSession, account: Account, today: date) -> bool:
    """Whether people may come to it today: it has support, or gets in without. What is used up counts for nothing."""
    match standing(account, today):
        case Standing.ACTIVE:
            return True
        case Standing.EXPIRED:
            return (await plans.rules(session)).when_expired is AfterExpiry.LET_IN
        case _:
            return False


async def are_open(session: AsyncSession, today: date) -> ColumnElement[bool]:
    """The same as a condition on Account."""
    if (await plans.rules(session)).when_expired is AfterExpiry.LET_IN:
        return Account.status != Standing.SUSPENDED
    is_over = Account.support_until.is_not(None) & (Account.support_until < today)
    return (Account.status == Standing.ACTIVE) & not_(is_over)


async def admit(
    tx: Transaction, account_id: int | None, zone: tzinfo, *, anyway: bool = False
) -> tuple[str, ...]:
    """The labels that a new ticket of this account begins with. Raises ``NoSupport``, unless it is let in anyway.

    Two of an account whose tickets are counted wait for each other.
    """
    account = await tx.session.get(Account, account_id) if account_id is not None else None
    if account is None:
        return ()
    support = await of_account(tx, account, zone)
    if support.plan is not None and support.plan.tickets is not None:
        await tx.session.refresh(account, with_for_update={"key_share": True})
        support = await of_account(tx, account, zone)
    if support.is_refused and not anyway:
        raise NoSupport(support)
    return (OUT_OF_PLAN_LABEL,) if support.lack else ()


async def of_account(tx: Transaction, account: Account, zone: tzinfo) -> Support:
    return (await of_accounts(tx.session, [account], tx.now, zone))[account.id]


async def of_accounts(
    session: AsyncSession, accounts: Collection[Account], now: datetime, zone: tzinfo
) -> Mapping[AccountId, Support]:
    """Months and days are those of the desk's zone. Four statements at most, however many accounts."""
    has_plans = any(account.plan for account in accounts)
    known = await plans.by_word(session) if has_plans else {}
    plan_of = {account.id: known.get(plans.word_of(account.plan or "")) for account in accounts}
    limited = [account for account, plan in plan_of.items() if plan and plan.tickets is not None]
    used = await used_by(session, limited, now, zone)
    today = now.astimezone(zone).date()
    lacks = {each.id: _lack(each, plan_of[each.id], used.get(each.id, 0), today) for each in accounts}
    rules = await plans.rules(session) if any(lacks.values()) else Rules()
    return {
        each.id: Support(
            each,
            plan_of[each.id],
            used.get(each.id, 0),
            lacks[each.id],
            is_let_in=_is_let_in(lacks[each.id], rules),
            may_register=_may_register(lacks[each.id], rules),
        )
        for each in accounts
    }


async def used_by(
    session: AsyncSession, accounts: Collection[AccountId], now: datetime, zone: tzinfo
) -> dict[AccountId, int]:
    """How many tickets each has used of this month's; those with none are left out."""
    if not accounts:
        return {}
    rows = await session.execute(
        select(Ticket.account_id, func.count())
        .where(Ticket.account_id.in_(accounts), Ticket.opened_at >= month_begins(now, zone), _counts())
        .group_by(Ticket.account_id)
    )
    return {account: number for account, number in rows if account is not None}


def month_begins(now: datetime, zone: tzinfo) -> datetime:
    """The first moment of the calendar month in this zone."""
    return _midnight(now.astimezone(zone).date().replace(day=1), zone)


def next_month(now: datetime, zone: tzinfo) -> datetime:
    """The first moment of the month after."""
    this = now.astimezone(zone).date().replace(day=1)
    return _midnight((this + _MORE_THAN_A_MONTH).replace(day=1), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _counts() -> ColumnElement[bool]:
    """A condition on Ticket: one without words was a mistake, and one out of plan or by an agent is none of it."""
    was_empty = Ticket.done_at.is_not(None) & Ticket.last_message_at.is_(None)
    return not_(was_empty) & (Ticket.source != BY_AGENT) & not_(Ticket.labels.contains([OUT_OF_PLAN_LABEL]))


def _lack(account: Account, plan: Plan | None, used: int, today: date) -> Lack | None:
    how_it_stands = standing(account, today)
    if how_it_stands is not Standing.ACTIVE:
        return Lack(how_it_stands)
    is_used_up = plan is not None and plan.tickets is not None and used >= plan.tickets
    return Lack.USED_UP if is_used_up else None


def _is_let_in(lack: Lack | None, rules: Rules) -> bool:
    """Who is suspended is let in by an agent alone."""
    match lack:
        case Lack.EXPIRED:
            return rules.when_expired is not AfterExpiry.REFUSE
        case Lack.USED_UP:
            return rules.when_used_up is After.LET_IN
        case _:
            return False


def _may_register(lack: Lack | None, rules: Rules) -> bool:
    match lack:
        case Lack.EXPIRED:
            return rules.when_expired is AfterExpiry.LET_IN
        case Lack.SUSPENDED:
            return False
        case _:
            return True
