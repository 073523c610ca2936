"""Each agent's first answer on a ticket is signed, also where the one before it turns out not to arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from board.queues import comment_in
from board.store import jobs, replacing
from board.store.db import Transaction
from board.store.jobs import Claim
from board.values import CommentId
from board.views import replies
from bot.outbound import reply_calls
from bot.outbound.outbox import OUTBOX, to_json


async def sign_next(tx: Transaction, failed: CommentId, order_key: str) -> None:
    """The same agent's next answer on the ticket, queued behind the one that failed, is the first one now.

    Its jobs are rewritten in the place of the first. Nobody is sending it: this transaction settles the one job of the
    chat that was.
    """
    before = await replies.reply(tx.session, failed, tx.now)
    if before is None or not before.agent:
        return
    waiting = await jobs.waiting(tx.session, OUTBOX, order_key)
    for claim in waiting:
        comment = comment_in(claim.payload)
        behind = await replies.reply(tx.session, comment, tx.now) if comment is not None else None
        if behind is None or behind.id == failed or _whose(behind) != _whose(before):
            continue
        if behind.is_agents_first and not any(part.is_sent for part in behind.parts):
            await put_instead(tx, behind, [each for each in waiting if comment_in(each.payload) == behind.id])
        return


async def put_instead(tx: Transaction, reply: replies.Reply, queued: Sequence[Claim]) -> bool:
    """In the place of its first job goes all of it, as it is now, if none of it is being sent."""
    held = await replacing.hold_waiting(tx.session, queued)
    calls = reply_calls.calls_for(reply, queued[0].key)
    if len(held) < len(queued) or not calls:
        return False
    first = replace(calls[0], key=queued[0].key, then=tuple(calls[1:]))
    await replacing.put_instead(tx.session, queued[0], to_json(first))
    await jobs.finish(tx.session, *queued[1:])
    return True


def _whose(reply: replies.Reply) -> tuple[str, int | None]:
    return reply.agent, reply.ticket.number if reply.ticket is not None else None
