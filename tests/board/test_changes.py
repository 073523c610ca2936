"""What the owner decides is kept before and after; who changes what stands otherwise by now is told so."""

import pytest
from sqlalchemy import select

from board.desk import changes
from board.errors import Conflict, NotAllowed
from board.facts import DeskChanged
from board.models import Agent, Change
from board.store import journal
from board.store.allowed import allowed
from board.store.db import Database, Transaction
from board.values import DESK, TIMER, Actor, ActorKind, AgentId, Role, Thing, agent_actor, customer_actor


@allowed(Role.AGENT)
async def _verb(tx: Transaction) -> str:
    return "done"


@pytest.mark.parametrize("actor", [DESK, TIMER, customer_actor(1), agent_actor(AgentId(1), Role.OWNER)])  # type: ignore[arg-type]  # a plain number
async def test_who_is_no_agent_of_a_lesser_role_may(database: Database, actor: Actor) -> None:
    assert await database.run(actor, _verb) == "done"


@pytest.mark.parametrize("actor", [agent_actor(AgentId(1), Role.VIEWER), Actor(ActorKind.AGENT, 1)])
async def test_a_lesser_role_is_refused_in_words(database: Database, actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="Only agents may do that") as refused:
        await database.run(actor, _verb)

    assert refused.value.say("ru").startswith("Это могут делать только сотрудники")


async def test_a_change_is_kept_with_who_made_it(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        vera = Agent(name="Vera", role=Role.OWNER, created_at=tx.now)
        tx.session.add(vera)
        await tx.session.flush()
    async with database.transaction(agent_actor(vera.id, Role.OWNER)) as tx:
        version = await changes.note(tx, Thing.NOTICE, "cards", None, {"en": "We know."})
        assert await changes.note(tx, Thing.NOTICE, "cards", {"en": "We know."}, {"en": "We know."}) is None

    async with database.transaction(DESK) as tx:
        with pytest.raises(Conflict, match="Vera has changed this") as refused:
            await changes.check(tx, Thing.NOTICE, "cards", 0)
        await changes.check(tx, Thing.NOTICE, "cards", version)
        kept = (await tx.session.scalars(select(Change))).one()
        event = await journal.by_key(tx.session, kept.event)

    assert refused.value.details == {"version": version, "changed_by": "Vera"}
    assert (kept.before, kept.after) == (None, {"en": "We know."})
    assert event is not None
    assert event.fact == DeskChanged(Thing.NOTICE, "cards", kept.id)
