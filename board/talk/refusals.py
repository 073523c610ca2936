"""Who was told why they get no new ticket, so that it is said once, and so that it is known when that changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from board.desk.support import Support
from board.models import Customer, Refusal
from board.store.db import Transaction
from board.values import CustomerId


async def of(tx: Transaction, customer: Customer) -> Refusal | None:
    found: Refusal | None = await tx.session.get(Refusal, customer.id, populate_existing=True)
    return found


async def was_told(tx: Transaction, customer: Customer, support: Support) -> bool:
    """Whether they know this already of this account."""
    known = await of(tx, customer)
    return known is not None and (known.account_id, known.lack) == (support.account.id, support.lack)


async def told(tx: Transaction, customer: Customer, support: Support, topic_key: str | None = None) -> None:
    """Remember it, and the topic that they picked; one picked before stays."""
    assert support.lack is not None
    known = await of(tx, customer)
    values = {
        "account_id": support.account.id,
        "lack": support.lack,
        "topic_key": topic_key or (known.topic_key if known else None),
        "told_at": tx.now,
    }
    statement = insert(Refusal).values(customer_id=customer.id, **values)
    await tx.session.execute(
        statement.on_conflict_do_update(index_elements=["customer_id"], set_=values),
        execution_options={"populate_existing": True},
    )


async def forget(tx: Transaction, customer: Customer) -> None:
    await tx.session.execute(
        delete(Refusal)
        .where(Refusal.customer_id == customer.id)
        .execution_options(synchronize_session="fetch")
    )


async def everybody(tx: Transaction) -> Sequence[CustomerId]:
    """Those who were told, and may be let in by now."""
    return (await tx.session.scalars(select(Refusal.customer_id).order_by(Refusal.customer_id))).all()
