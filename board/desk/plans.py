"""Plans: how many tickets a month they give, and what follows when they are over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, setting_rows
from board.errors import Conflict, Invalid, NotFound
from board.models import Account, Plan, Setting
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean, is_blank
from board.values import Json, Role, Thing

LONGEST_NAME = 60
MOST_TICKETS = 1_000_000
RULES = "admission"
"""The setting that holds the rules."""


class After(StrEnum):
    """What follows when a plan's tickets are used up."""

    REFUSE = "refuse"
    LET_IN = "let_in"
    """Marked *out of plan*."""


class AfterExpiry(StrEnum):
    """What follows when an account's time of support is over."""

    REFUSE = "refuse"
    LET_IN_KNOWN = "let_in_known"
    """Marked *out of plan*; nobody new comes onto the account."""
    LET_IN = "let_in"
    """Marked *out of plan*, new people too."""


class NewPeople(StrEnum):
    """What becomes of somebody new on an account."""

    MARK = "mark"
    """Registered, and marked until an agent confirms them."""
    APPROVE = "approve"
    """Registered when an agent approves."""


@dataclass(frozen=True)
class Rules:
    """What the company decides about people whom no plan lets in, and about people it doesn't know."""

    when_expired: AfterExpiry = AfterExpiry.REFUSE
    when_used_up: After = After.REFUSE
    new_people: NewPeople = NewPeople.MARK


RULE_CHOICES: Mapping[str, Sequence[str]] = {
    "when_expired": tuple(AfterExpiry),
    "when_used_up": tuple(After),
    "new_people": tuple(NewPeople),
}


_ONE_AT_A_TIME = text("LOCK TABLE plan IN SHARE ROW EXCLUSIVE MODE")
"""So that of two with the same name the second finds the first; plans are seldom added."""


@allowed(Role.OWNER)
async def add(tx: Transaction, name: str, tickets: int | None) -> Plan:
    """`tickets` a month; None: as many as they like."""
    await tx.session.execute(_ONE_AT_A_TIME)
    name = await _free_name(tx, name, tickets)
    plan = Plan(word=word_of(name), name=name, tickets=tickets)
    tx.session.add(plan)
    await tx.session.flush()
    await changes.note(tx, Thing.PLAN, str(plan.id), None, _as_json(plan))
    return plan


@allowed(Role.OWNER)
async def change(
    tx: Transaction, plan_id: int, name: str, tickets: int | None, *, version: int | None = None
) -> Plan:
    """Accounts that have the plan go along with its new name."""
    plan = await _locked(tx, plan_id)
    await changes.check(tx, Thing.PLAN, str(plan_id), version)
    before = _as_json(plan)
    name = await _free_name(tx, name, tickets, plan_id)
    if name != plan.name:
        words = [word for word in await accounts_by_name(tx.session) if word_of(word) == plan.word]
        await tx.session.execute(update(Account).where(Account.plan.in_(words)).values(plan=name))
    plan.word, plan.name, plan.tickets = word_of(name), name, tickets
    await changes.note(tx, Thing.PLAN, str(plan_id), before, _as_json(plan))
    return plan


@allowed(Role.OWNER)
async def remove(tx: Transaction, plan_id: int, *, anyway: bool = False, version: int | None = None) -> None:
    """Accounts that have it keep its name, and have no limit then; that is asked first."""
    plan = await _locked(tx, plan_id)
    await changes.check(tx, Thing.PLAN, str(plan_id), version)
    used_by = (await accounts_by_word(tx.session)).get(plan.word, 0)
    if used_by and not anyway:
        raise Conflict("refused.plan.in_use", {"accounts": used_by}, plan=plan.name, n=used_by)
    await tx.session.delete(plan)
    await changes.note(tx, Thing.PLAN, str(plan_id), _as_json(plan), None)


@allowed(Role.OWNER)
async def restore(tx: Transaction, key: str, before: Json) -> None:
    """The plan as it was; one that was removed comes back under its own id."""
    plan_id = int(key)
    if not isinstance(before, dict):
        await remove(tx, plan_id, anyway=True)
        return
    name, tickets = str(before["name"]), before["tickets"]
    assert tickets is None or isinstance(tickets, int)
    if await tx.session.get(Plan, plan_id) is not None:
        await change(tx, plan_id, name, tickets)
        return
    name = await _free_name(tx, name, tickets)
    plan = Plan(id=plan_id, word=word_of(name), name=name, tickets=tickets)
    tx.session.add(plan)
    await changes.note(tx, Thing.PLAN, key, None, _as_json(plan))


@allowed(Role.OWNER)
async def set_rules(tx: Transaction, rules: Rules, *, version: int | None = None) -> None:
    await setting_rows.lock(tx, RULES)
    await changes.check(tx, Thing.SETTING, RULES, version)
    before: Json = await setting_rows.read(tx.session, RULES) or None
    after: dict[str, Json] = {name: str(choice) for name, choice in asdict(rules).items()}
    await setting_rows.put(tx, RULES, after)
    await changes.note(tx, Thing.SETTING, RULES, before, after)


async def set_rule(tx: Transaction, name: str, choice: str) -> None:
    """One of them, by its name, as the command line does."""
    if choice not in RULE_CHOICES[name]:
        raise Invalid("refused.rule.choice", name, choice=choice, choices=", ".join(RULE_CHOICES[name]))
    await set_rules(tx, _rules({**asdict(await rules(tx.session)), name: choice}))


async def unset_rule(tx: Transaction, name: str) -> None:
    """As a new desk has it."""
    await set_rule(tx, name, str(asdict(Rules())[name]))


async def rules_set(tx: Transaction) -> dict[str, str]:
    """Those that are not as a new desk has them."""
    usual = asdict(Rules())
    now = asdict(await rules(tx.session))
    return {name: str(choice) for name, choice in now.items() if choice != usual[name]}


async def restore_rules(tx: Transaction, before: Json) -> None:
    await set_rules(tx, _rules(before if isinstance(before, dict) else {}))


async def rules(session: AsyncSession) -> Rules:
    value = await session.scalar(select(Setting.value).where(Setting.key == RULES))
    return _rules(value or {})


async def everything(session: AsyncSession) -> list[Plan]:
    return list(await session.scalars(select(Plan).order_by(Plan.name, Plan.id)))


async def by_word(session: AsyncSession) -> dict[str, Plan]:
    """The plans by the form in which names are compared."""
    return {plan.word: plan for plan in await everything(session)}


async def named(tx: Transaction, name: str) -> Plan:
    found: Plan | None = await tx.session.scalar(select(Plan).where(Plan.word == word_of(name)))
    if found is None:
        raise NotFound("refused.plan.unknown", plan=name)
    return found


async def accounts_by_word(session: AsyncSession) -> dict[str, int]:
    """How many accounts name each plan, defined or not."""
    counted: dict[str, int] = {}
    for word, number in (await accounts_by_name(session)).items():
        counted[word_of(word)] = counted.get(word_of(word), 0) + number
    return counted


def word_of(name: str) -> str:
    """The form in which names of plans are compared: case and spaces don't count."""
    return " ".join(name.split()).lower()


async def accounts_by_name(session: AsyncSession) -> dict[str, int]:
    """How many accounts name a plan so, as they spell it."""
    rows = await session.execute(
        select(Account.plan, func.count()).where(Account.plan.is_not(None)).group_by(Account.plan)
    )
    return {word: number for word, number in rows if word is not None}


async def _free_name(tx: Transaction, name: str, tickets: int | None, plan_id: int | None = None) -> str:
    """The name as it is kept; refused if it or the number can be none, or if another plan has it."""
    name = " ".join(clean(name).split())
    if is_blank(name) or len(name) > LONGEST_NAME:
        raise Invalid("refused.plan.name", "name", longest=LONGEST_NAME)
    if tickets is not None and not 0 <= tickets <= MOST_TICKETS:
        raise Invalid("refused.plan.tickets", "tickets", most=MOST_TICKETS)
    other = await tx.session.scalar(
        select(Plan.name).where(Plan.word == word_of(name), Plan.id.is_distinct_from(plan_id))
    )
    if other is not None:
        raise Conflict("refused.plan.exists", plan=other)
    return name


async def _locked(tx: Transaction, plan_id: int) -> Plan:
    plan = await tx.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise NotFound("refused.plan.gone")
    return plan


def _as_json(plan: Plan) -> dict[str, Json]:
    return {"name": plan.name, "tickets": plan.tickets}


def _rules(value: Mapping[str, object]) -> Rules:
    usual = Rules()
    return Rules(
        AfterExpiry(str(value.get("when_expired", usual.when_expired))),
        After(str(value.get("when_used_up", usual.when_used_up))),
        NewPeople(str(value.get("new_people", usual.new_people))),
    )
