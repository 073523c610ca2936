"""Plans as their settings page reads them: how many accounts have each, names without one, and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, plans
from board.models import Plan
from board.values import Thing


class PlanJson(TypedDict):
    """`tickets` a month; null: as many as they like."""

    id: int
    name: str
    tickets: int | None
    accounts: int
    version: int
    changed_by: str | None


class NamedPlanJson(TypedDict):
    """What accounts name, though there is no such plan."""

    name: str
    accounts: int


class RulesJson(TypedDict):
    when_expired: Literal["refuse", "let_in_known", "let_in"]
    when_used_up: Literal["refuse", "let_in"]
    new_people: Literal["mark", "approve"]
    version: int
    changed_by: str | None


class PlansJson(TypedDict):
    items: list[PlanJson]
    undefined: list[NamedPlanJson]
    rules: RulesJson


async def all_plans(session: AsyncSession) -> PlansJson:
    known = await plans.everything(session)
    counted = await plans.accounts_by_word(session)
    words = {plan.word for plan in known}
    return {
        "items": [await _plan(session, plan, counted) for plan in known],
        "undefined": [
            {"name": name, "accounts": number}
            for name, number in sorted((await plans.accounts_by_name(session)).items())
            if plans.word_of(name) not in words
        ],
        "rules": await _rules(session),
    }


async def _plan(session: AsyncSession, plan: Plan, counted: Mapping[str, int]) -> PlanJson:
    version = await changes.version(session, Thing.PLAN, str(plan.id))
    return {
        "id": plan.id,
        "name": plan.name,
        "tickets": plan.tickets,
        "accounts": counted.get(plan.word, 0),
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


async def _rules(session: AsyncSession) -> RulesJson:
    rules = await plans.rules(session)
    version = await changes.version(session, Thing.SETTING, plans.RULES)
    return {
        "when_expired": rules.when_expired.value,
        "when_used_up": rules.when_used_up.value,
        "new_people": rules.new_people.value,
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }
