"""Searches that an agent keeps beside the boards: a search is its name and what is typed for it."""

from __future__ import annotations

import re

from sqlalchemy import delete, select

from board.desk import naming
from board.errors import Conflict, Invalid, NotFound
from board.models import Customer, SavedSearch
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean
from board.values import NOBODY, ActorKind, Role

MOST = 30
LONGEST = 500


@allowed(Role.VIEWER)
async def save(tx: Transaction, name: str, query: str) -> SavedSearch:
    """The same name with the same search again changes nothing."""
    own = await _own(tx)
    checked, wanted = naming.checked_name(name), _checked(query)
    for each in own:
        if each.name == checked:
            if each.query == wanted:
                return each
            raise Conflict("refused.search.name_taken", name=checked)
    if len(own) >= MOST:
        raise Invalid("refused.search.many", most=MOST)
    saved = SavedSearch(agent_id=tx.actor.id, name=checked, query=wanted)
    tx.session.add(saved)
    await tx.session.flush()
    return saved


@allowed(Role.VIEWER)
async def change(tx: Transaction, id: int, name: str, query: str) -> SavedSearch:
    own = {each.id: each for each in await _own(tx)}
    if id not in own:
        raise NotFound("refused.search.unknown")
    checked, wanted = naming.checked_name(name), _checked(query)
    if any(each.name == checked and each.id != id for each in own.values()):
        raise Conflict("refused.search.name_taken", name=checked)
    own[id].name, own[id].query = checked, wanted
    await tx.session.flush()
    return own[id]


@allowed(Role.VIEWER)
async def remove(tx: Transaction, id: int) -> None:
    """One that is gone already is none to complain of."""
    await _own(tx)
    await tx.session.execute(
        delete(SavedSearch).where(SavedSearch.id == id, SavedSearch.agent_id == tx.actor.id)
    )


async def forget_about(tx: Transaction, customer: Customer) -> None:
    """Those that name somebody who is being erased go with them; letters within other words are no name."""
    said = SavedSearch.name + " " + SavedSearch.query
    for name in (customer.name, customer.username):
        if name and name != NOBODY:
            is_named = said.regexp_match(rf"(^|\W){re.escape(name)}(\W|$)", flags="i")
            await tx.session.execute(delete(SavedSearch).where(is_named))


async def _own(tx: Transaction) -> list[SavedSearch]:
    if tx.actor.kind is not ActorKind.AGENT:
        raise Invalid("refused.search.agents_only")
    return list(
        await tx.session.scalars(
            select(SavedSearch).where(SavedSearch.agent_id == tx.actor.id).order_by(SavedSearch.id)
        )
    )


def _checked(query: str) -> str:
    wanted = " ".join(clean(query).split())
    if not wanted:
        raise Invalid("refused.search.empty", "q")
    if len(wanted) > LONGEST:
        raise Invalid("refused.search.long", "q", longest=LONGEST)
    return wanted
