"""One change taken back: the thing is as it was before, by the same verbs and checks as any other change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from board.desk import boards, changes, columns, lanes, topics
from board.errors import Conflict, NotFound
from board.models import Change
from board.people import imports, invites, registry, roles
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import NOBODY, Json, Role, Thing

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
    Thing.INVITE: invites.restore,
}


@allowed(Role.OWNER)
async def take_back(tx: Transaction, change_id: int) -> None:
    """Undo this change, if nobody has changed the same thing since."""
    change = await tx.session.get(Change, change_id)
    if change is None or Thing(change.thing) not in _RESTORE:
        raise NotFound("refused.change.unknown", id=change_id)
    thing = Thing(change.thing)
    latest = await changes.version(tx.session, thing, change.key)
    if latest != change_id:
        by = await changes.changed_by(tx.session, latest)
        raise Conflict("refused.changed_meanwhile", {"version": latest, "changed_by": by}, by=by or NOBODY)
    await _RESTORE[thing](tx, change.key, change.before)
