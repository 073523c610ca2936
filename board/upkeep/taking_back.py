"""One change taken back: the thing is as it was before, by the same verbs and checks as any other change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import select

from board.desk import (
    boards,
    calendars,
    changes,
    columns,
    company,
    lanes,
    notices,
    plans,
    quick_replies,
    rules,
    topics,
)
from board.errors import NotFound
from board.models import Change
from board.people import imports, invites, registry, roles
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import proposing
from board.values import Json, Role, Thing

Restore = Callable[[Transaction, str, Json], Awaitable[None]]
"""Makes the thing of this key what it was; None: it was not there. It notes the change itself."""

_RESTORE: Mapping[Thing, Restore] = {
    Thing.ACCOUNT: registry.restore,
    Thing.IMPORT: imports.restore,
    Thing.AGENT: roles.restore,
    Thing.TOPIC: topics.restore,
    Thing.BOARD: boards.restore,
    Thing.COLUMN: columns.restore,
    Thing.LANE: lanes.restore,
    Thing.SETTING: company.restore,
    Thing.PLAN: plans.restore,
    Thing.NOTICE: notices.restore,
    Thing.INVITE: invites.restore,
    Thing.CALENDAR: calendars.restore,
    Thing.RULE: rules.restore,
    Thing.QUICK_REPLY: quick_replies.restore,
    Thing.PROPOSAL: proposing.restore,
}


def can_restore(thing: Thing) -> bool:
    return thing in _RESTORE


@allowed(Role.OWNER)
async def take_back(tx: Transaction, change_id: int) -> None:
    """Undo this change, if nobody has changed the same thing since."""
    change = await tx.session.get(Change, change_id, with_for_update=True)
    if change is None or Thing(change.thing) not in _RESTORE:
        raise NotFound("refused.change.unknown", id=change_id)
    thing, key, before = Thing(change.thing), change.key, change.before  # verbs may expire what was read
    await _refuse_if_changed(tx, thing, key, change_id)
    await _RESTORE[thing](tx, key, before)
    # The verb has the thing's lock by now; whoever had it before may have changed the thing while this waited.
    await _refuse_if_changed(tx, thing, key, change_id, of_ours=1)


async def _refuse_if_changed(
    tx: Transaction, thing: Thing, key: str, change_id: int, *, of_ours: int = 0
) -> None:
    is_later = (Change.thing == thing, Change.key == key, Change.id > change_id)
    later = list(await tx.session.scalars(select(Change.id).where(*is_later).order_by(Change.id)))
    if len(later) > of_ours:
        raise await changes.conflict(tx.session, later[-1 - of_ours])
