"""People whose account got no new ticket: when it does again, what they wrote is asked about, or opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from board.desk.support import NoSupport
from board.people import customers, door
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions, refusals
from board.tickets import places
from board.tickets.reach import is_barred
from board.values import Lack
from board.views import chat
from bot.reminders import Reminder, remind
from bot.talk import asking, refusing

if TYPE_CHECKING:
    from board.models import Customer, Topic

NO_TOPIC_AFTER = timedelta(minutes=10)


async def reconsider_all(tx: Transaction, cause: str) -> None:
    """What the company decided may let some of them in: each is looked at on their own."""
    for customer in await refusals.everybody(tx):
        await remind(
            tx, Reminder.RECONSIDER, f"{cause}:{customer}", f"customer:{customer}", tx.now, customer=customer
        )


async def reconsider(tx: Transaction, customer_id: int, settings: Settings) -> None:
    """Ask for the topic of what waits, unless they picked one when they were refused: then it opens a ticket.

    If that is not offered any more, it is what took its place.
    """
    customer = await customers.lock(tx, customer_id)
    refusal = await refusals.of(tx, customer)
    if refusal is None or is_barred(customer, tx.now):
        return
    lacking = await refusing.lacking(tx, customer, settings.timezone)
    if lacking is not None:
        if lacking.lack is Lack.USED_UP:
            await refusing.look_again(tx, customer.id, settings.timezone)
        return
    topic = await places.topic_offered(tx.session, refusal.topic_key) if refusal.topic_key else None
    await refusals.forget(tx, customer)
    if customer.account_id is not None and await chat.waits_at_door(tx.session, customer.id):
        await _take_up(tx, customer, topic, settings)


async def _take_up(tx: Transaction, customer: Customer, topic: Topic | None, settings: Settings) -> None:
    if topic is not None:
        await _open(tx, customer, topic.key, settings)
    elif customer.telegram_id is not None:
        await asking.ask_topic(tx, customer, customer.telegram_id, settings)
        cause, at = f"again:{customer.id}:{tx.now.isoformat()}", tx.now + NO_TOPIC_AFTER
        since = tx.now.isoformat()
        await remind(
            tx, Reminder.NO_TOPIC, cause, f"customer:{customer.id}", at, customer=customer.id, since=since
        )


async def _open(tx: Transaction, customer: Customer, topic_key: str, settings: Settings) -> None:
    """Another of the account may have been faster with the plan's last ticket."""
    try:
        ticket = await door.open_ticket(tx, customer, topic_key, settings.timezone)
    except NoSupport as refused:
        if customer.telegram_id is not None:
            await refusing.tell(
                tx, customer, customer.telegram_id, refused.support, settings.timezone, topic_key=topic_key
            )
        return
    await questions.opened(tx, customer.id, ticket.number)
