"""Whether an account gets support: its status, its date, and how many tickets of the month its plan has left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from board.desk import plans, support
from board.desk.plans import After, AfterExpiry, Rules
from board.desk.support import OUT_OF_PLAN_LABEL, NoSupport
from board.errors import Conflict
from board.models import Account
from board.people import accounts, door
from board.people.accounts import Standing
from board.store.db import Transaction
from board.tickets import marking
from board.values import DESK, Lack, Role, agent_actor
from tests.world import World

T = TypeVar("T")

MOSCOW, NEW_YORK = ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York")


@pytest.mark.fast
@pytest.mark.parametrize(
    ("now", "zone", "begins", "ends"),
    [
        ("2026-11-30T20:59Z", MOSCOW, "2026-10-31T21:00Z", "2026-11-30T21:00Z"),
        ("2026-11-30T21:00Z", MOSCOW, "2026-11-30T21:00Z", "2026-12-31T21:00Z"),
        ("2026-03-20T12:00Z", NEW_YORK, "2026-03-01T05:00Z", "2026-04-01T04:00Z"),  # clocks go forward within
        ("2026-11-01T05:30Z", NEW_YORK, "2026-11-01T04:00Z", "2026-12-01T05:00Z"),  # and back on the first
        ("2026-12-31T23:59Z", UTC, "2026-12-01T00:00Z", "2027-01-01T00:00Z"),
        ("2024-10-01T02:59Z", ZoneInfo("America/Asuncion"), "2024-09-01T04:00Z", "2024-10-01T04:00Z"),
    ],
)
def test_a_month_is_the_calendars_in_the_desks_zone(now: str, zone: ZoneInfo, begins: str, ends: str) -> None:
    at = datetime.fromisoformat(now)

    assert support.month_begins(at, zone) == datetime.fromisoformat(begins)
    assert support.next_month(at, zone) == datetime.fromisoformat(ends)


async def test_a_plans_tickets_are_used_up_and_come_back_next_month(world: World) -> None:
    await world.customer()
    await _plan(world, "Basic", 2)
    await world.resolve(await _said(world))
    await _said(world)

    with pytest.raises(NoSupport, match="used up"):
        await world.open()
    async with world.database.transaction(DESK) as tx:
        until = support.next_month(tx.now, UTC) - tx.now
    await world.pass_time(until - timedelta(minutes=1))
    with pytest.raises(NoSupport, match="used up"):
        await world.open()
    await world.pass_time(timedelta(minutes=2))

    assert await world.open()


async def test_a_ticket_closed_without_words_does_not_count_and_an_open_one_does(world: World) -> None:
    await world.customer()
    await _plan(world, "Basic", 1)
    await world.resolve(await world.open())
    await world.open()

    assert (await _support(world)).used == 1


async def test_people_of_one_account_share_its_plan(world: World) -> None:
    await world.customer()
    await world.customer(43)
    await _plan(world, "Basic", 1)
    await _said(world)

    with pytest.raises(NoSupport):
        await world.open(43)


async def test_two_who_open_at_once_do_not_both_get_the_last_ticket(world: World) -> None:
    for person in (42, 43):
        await world.customer(person)
    await _plan(world, "Basic", 1)

    opened = await asyncio.gather(world.open(42), world.open(43), return_exceptions=True)

    assert sorted(type(each).__name__ for each in opened) == ["NoSupport", "int"]


async def test_the_company_may_let_in_and_such_tickets_are_marked_and_not_counted(world: World) -> None:
    await world.customer()
    await _plan(world, "Basic", 1)
    await _said(world)
    await _rules(world, Rules(when_used_up=After.LET_IN))

    number = await _said(world)

    assert (await world.ticket(number)).labels == [OUT_OF_PLAN_LABEL]
    assert (await _support(world)).used == 1


async def test_a_ticket_whose_mark_an_agent_takes_off_counts(world: World) -> None:
    await world.customer()
    await _plan(world, "Basic", 0)
    await _rules(world, Rules(when_used_up=After.LET_IN))
    number = await _said(world)

    await world.database.run(world.agent, partial(marking.label, number=number, remove=[OUT_OF_PLAN_LABEL]))

    assert (await _support(world)).used == 1


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ({"status": "suspended"}, Lack.SUSPENDED),
        ({"status": "expired"}, Lack.EXPIRED),
        ({"support_until": date(2020, 1, 31)}, Lack.EXPIRED),
        ({"status": "suspended", "support_until": date(2020, 1, 31)}, Lack.SUSPENDED),
        ({"support_until": date(2120, 1, 31)}, None),
        ({"plan": "no such plan"}, None),
    ],
)
async def test_why_an_account_gets_none(world: World, change: dict[str, object], lack: Lack | None) -> None:
    await world.customer()
    await _set(world, **change)

    assert (await _support(world)).lack is lack


async def test_whose_time_is_over_may_keep_its_people_and_take_no_new_ones(world: World) -> None:
    await world.customer()
    await _set(world, support_until=date(2020, 1, 31))
    await _rules(world, Rules(when_expired=AfterExpiry.LET_IN_KNOWN))

    number = await _said(world)

    assert (await world.ticket(number)).labels == [OUT_OF_PLAN_LABEL]
    assert not (await _support(world)).may_register


async def test_who_is_suspended_is_let_in_by_an_agent_alone(world: World) -> None:
    await world.customer()
    person = (await world.write("The till is down")).comment.customer_id
    await world.database.run(DESK, partial(accounts.set_status, number="17-203", status=Standing.SUSPENDED))
    await _rules(world, Rules(when_expired=AfterExpiry.LET_IN, when_used_up=After.LET_IN))
    with pytest.raises(NoSupport, match="suspended"):
        await world.open()

    ticket = await world.database.run(world.agent, partial(door.let_in, customer_id=person, zone=UTC))

    assert ticket is not None
    assert ticket.labels == [OUT_OF_PLAN_LABEL]
    assert ticket.last_message_at is not None
    assert await world.database.run(world.agent, partial(door.let_in, customer_id=person, zone=UTC)) is None


async def test_case_and_spaces_of_a_plans_name_do_not_count(world: World) -> None:
    await world.customer()
    await _plan(world, "Базовый  тариф", 3)
    await _set(world, plan=" базовый ТАРИФ ")

    found = await _support(world)

    assert found.plan is not None
    assert found.plan.name == "Базовый тариф"


async def test_accounts_go_along_with_a_plans_new_name(world: World) -> None:
    plan = await _plan(world, "Basic", 3)

    await _owner(world, lambda tx: plans.change(tx, plan, "Starter", 5))

    assert (await world.account("17-203")).plan == "Starter"


async def test_a_plan_in_use_is_removed_only_when_that_is_meant(world: World) -> None:
    plan = await _plan(world, "Basic", 3)
    with pytest.raises(Conflict, match="1 account"):
        await _owner(world, lambda tx: plans.remove(tx, plan))

    await _owner(world, lambda tx: plans.remove(tx, plan, anyway=True))

    assert (await world.account("17-203")).plan == "Basic"
    await _owner(world, lambda tx: plans.restore(tx, str(plan), {"name": "Basic", "tickets": 3}))
    await world.customer()
    restored = (await _support(world)).plan
    assert restored is not None
    assert (restored.id, restored.tickets) == (plan, 3)


async def test_two_plans_of_one_name_are_refused(world: World) -> None:
    await _plan(world, "Basic", 3)
    with pytest.raises(Conflict, match="already"):
        await _owner(world, lambda tx: plans.add(tx, " BASIC", None))


async def _plan(world: World, name: str, tickets: int | None) -> int:
    """A plan, and account 17-203 has it."""
    plan = await _owner(world, lambda tx: plans.add(tx, name, tickets))
    await _set(world, plan=plan.name)
    return plan.id


async def _rules(world: World, rules: Rules) -> None:
    await _owner(world, lambda tx: plans.set_rules(tx, rules))


async def _owner(world: World, verb: Callable[[Transaction], Awaitable[T]]) -> T:
    owner = agent_actor((await world.vera()).id, Role.OWNER)
    return await world.database.run(owner, verb)


async def _set(world: World, **values: object) -> None:
    async with world.database.transaction(DESK) as tx:
        account = await accounts.by_number(tx, "17-203")
        for name, value in values.items():
            setattr(account, name, value)


async def _support(world: World) -> support.Support:
    async def read(tx: Transaction) -> support.Support:
        account: Account = await accounts.by_number(tx, "17-203")
        return await support.of_account(tx, account, UTC)

    return await world.database.run(DESK, read)


async def _said(world: World) -> int:
    """The number of a new ticket with words."""
    number = await world.open()
    await world.write()
    return number
