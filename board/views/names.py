"""What people are called where they are shown."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from board.models import Account, Customer
from board.values import NOBODY

_HELD = aliased(Account)

SHOWN_NAME = func.coalesce(
    func.nullif(Customer.name, NOBODY),
    "@" + Customer.username,
    select(_HELD.number).where(_HELD.id == Customer.account_id).correlate(Customer).scalar_subquery(),
    NOBODY,
)
"""Of somebody whose name can't be seen, the user name or the account's number."""
