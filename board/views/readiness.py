"""What a desk still lacks before customers are served well: one list for the page and the doctor."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk.bot_address import username
from board.desk.bot_face import FACE
from board.desk.first_day import Step, aside
from board.desk.in_force import LANGUAGE, TIMEZONE, has_bot_token
from board.models import Account, Agent, Change, CustomerAccount, Setting
from board.settings import Settings
from board.values import Thing
from board.words.catalog import in_every_language


class StepJson(TypedDict):
    """`needed`: without it nobody can be served."""

    step: Step
    done: bool
    skipped: bool
    needed: bool


async def steps(session: AsyncSession, settings: Settings) -> list[StepJson]:
    """Each step of the first day, done or not."""
    done, put_aside = await _done(session, settings), await aside(session)
    needed = {Step.BOT, Step.ACCOUNTS} if settings.accounts == "registry" else {Step.BOT}
    return [
        {
            "step": step,
            "done": step in done,
            "skipped": step in put_aside and step not in done,
            "needed": step in needed,
        }
        for step in Step
    ]


async def _done(session: AsyncSession, settings: Settings) -> set[Step]:
    here = Agent.removed_at.is_(None)
    agents = select(func.count()).select_from(Agent).where(here).scalar_subquery()
    facts = {
        Step.OWNER: ~exists().where(here, Agent.name.in_(in_every_language("owner.name"))),
        Step.PLACE: exists().where(Setting.key.in_((TIMEZONE, LANGUAGE))),
        Step.TOPICS: exists().where(Change.thing.in_((Thing.TOPIC, Thing.BOARD))),
        Step.FACE: exists().where(Setting.key == FACE),
        Step.ACCOUNTS: exists().where(Account.id.is_not(None)),
        Step.AGENT: agents > 1,
        Step.CUSTOMER: exists().where(CustomerAccount.id.is_not(None)),
    }
    row = (await session.execute(select(*facts.values()))).one()
    done = {step for step, is_so in zip(facts, row, strict=True) if is_so}
    has_token = settings.bot_token is not None or await has_bot_token(session)
    return done | {Step.BOT} if has_token and await username(session) is not None else done
