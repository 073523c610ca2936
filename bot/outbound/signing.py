"""Each agent's first answer on a ticket is signed, also where the one before it turns out not to arrive."""

from __future__ import annotations

from dataclasses import replace

from board.queues import comment_in
from board.store import jobs, replacing
from board.store.db import Transaction
from board.values import CommentId
from board.views import replies
from bot.outbound import reply_calls
from bot.outbound.outbox import OUTBOX, from_json, to_json


async def sign_next(tx: Transaction, failed: CommentId, order_key: str) -> None:
    """The same agent's next answer on the ticket, queued behind the one that failed, is the first one now.

    Its job is rewritten in its place. Nobody is sending it: this transaction settles the one job of the chat that was.
    """
    before = await replies.reply(tx.session, failed, tx.now)
    if before is None or not before.agent:
        return
    for claim in await jobs.waiting(tx.session, OUTBOX, order_key):
        comment = comment_in(claim.payload)
        behind = await replies.reply(tx.session, comment, tx.now) if comment is not None else None
        if behind is None or behind.id == failed or _whose(behind) != _whose(before):
            continue
        if behind.is_agents_first and not any(part.is_sent for part in behind.parts):
            queued = from_json(claim.payload)
            first = reply_calls.first_calls(behind)
            call = replace(first[0], key=queued.key, then=(*first[1:], *queued.then))
            await replacing.put_instead(tx.session, claim, to_json(call))
        return


def _whose(reply: replies.Reply) -> tuple[str, int | None]:
    return reply.agent, reply.ticket.number if reply.ticket is not None else None
