"""Drafts: what an agent has begun to write on a ticket, kept until it is sent, for that agent alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, select

from board.errors import Conflict
from board.models import Comment, Draft, ScheduledReply
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk.writing import acting_agent
from board.tickets import locking
from board.tickets.reach import refuse_to_nobody
from board.values import CommentId, FileId, Role, TicketNumber, Writing

MOST = 1000
"""Of one agent; whoever has more has stopped to look at them."""


@dataclass(frozen=True)
class Begun:
    """As it stands in the field, space around it too; `entities` count UTF-16 units."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    files: list[FileId] = field(default_factory=list)
    reply_to: CommentId | None = None
    quick: Mapping[str, Any] | None = None
    """The quick reply that it began as; see `board.models.Draft`."""

    @property
    def is_nothing(self) -> bool:
        has_files = self.files or (self.quick and self.quick["files"])
        return not self.text and not has_files and self.reply_to is None


@allowed(Role.AGENT)
async def keep(
    tx: Transaction, number: int, mode: Writing, begun: Begun, *, version: int | None = None
) -> tuple[Draft | None, Begun | None]:
    """Keep these words in place of those kept before; nothing at all takes the draft away.

    The last to write wins. If that was over other words than those of `version`, they are returned too.
    """
    ticket = await locking.lock(tx, number)
    if mode is Writing.REPLY:
        await refuse_to_nobody(tx, ticket.customer_id)
    draft = await tx.session.get(Draft, (ticket.number, acting_agent(tx), mode), populate_existing=True)
    begun = replace(begun, reply_to=await _known(tx, ticket.customer_id, begun.reply_to))
    lost = None if draft is None or version in (None, draft.version) else _begun(draft)
    if begun.is_nothing:
        await drop(tx, ticket.number, mode)
        return None, lost
    if draft is None:
        await _refuse_many(tx)
        draft = Draft(ticket_number=ticket.number, agent_id=acting_agent(tx), mode=mode, version=0)
        tx.session.add(draft)
    elif _begun(draft) == begun:
        return draft, None
    draft.text, draft.entities, draft.files = begun.text, begun.entities, begun.files
    draft.quick = dict(begun.quick) if begun.quick else None
    draft.reply_to, draft.version, draft.changed_at = begun.reply_to, draft.version + 1, tx.now
    await tx.session.flush()
    return draft, lost


@allowed(Role.AGENT)
async def drop(tx: Transaction, number: int, mode: Writing) -> None:
    """Sent, or no longer wanted."""
    await tx.session.execute(
        delete(Draft).where(
            Draft.ticket_number == locking.stays(number),
            Draft.agent_id == acting_agent(tx),
            Draft.mode == mode,
        )
    )


async def forget_on(tx: Transaction, numbers: Iterable[TicketNumber]) -> None:
    """Everybody's on these tickets, which the caller has locked; what is scheduled too."""
    tickets = list(numbers)
    for unsaid in (Draft, ScheduledReply):
        await tx.session.execute(
            delete(unsaid).where(unsaid.ticket_number.in_(tickets)),
            execution_options={"synchronize_session": False},
        )


async def _known(tx: Transaction, customer_id: int, comment_id: int | None) -> CommentId | None:
    """The comment that it quotes, unless that went meanwhile."""
    quoted = None if comment_id is None else await tx.session.get(Comment, comment_id)
    return quoted.id if quoted is not None and quoted.customer_id == customer_id else None


async def _refuse_many(tx: Transaction) -> None:
    kept = select(Draft.ticket_number).where(Draft.agent_id == acting_agent(tx)).limit(MOST)
    if len((await tx.session.scalars(kept)).all()) >= MOST:
        raise Conflict("refused.draft.many", most=MOST)


def _begun(draft: Draft) -> Begun:
    return Begun(draft.text, draft.entities, draft.files, draft.reply_to, draft.quick)
