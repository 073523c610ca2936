"""What customers hear when their account gets no new ticket, in the company's words where it has set some."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from babel.dates import format_date

from board.desk import setting_rows, support, texts
from board.desk.support import Support
from board.people import accounts
from board.store.db import Transaction
from board.talk import refusals
from board.values import Lack
from board.words.catalog import FALLBACK, LANGUAGES, say
from bot.reminders import Reminder, remind
from bot.talk import saying

if TYPE_CHECKING:
    from board.models import Customer

_TEXT = {
    Lack.SUSPENDED: texts.SUSPENDED_TEXT,
    Lack.EXPIRED: texts.EXPIRED_TEXT,
    Lack.USED_UP: texts.PLAN_USED_UP_TEXT,
}


async def lacking(tx: Transaction, customer: Customer, zone: tzinfo) -> Support | None:
    """Why their current account gets no new ticket now; None if it does."""
    held = await accounts.held(tx, customer)
    account = next((each for each in held if each.id == customer.account_id), None)
    if account is None:
        return None
    found = await support.of_account(tx, account, zone)
    return found if found.is_refused else None


async def tell(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    lacking: Support,
    zone: tzinfo,
    *,
    is_asked: bool = False,
    topic_key: str | None = None,
) -> None:
    """Say why, unless they know it already and did not ask; a plan that is used up is looked at next month."""
    is_known = await refusals.was_told(tx, customer, lacking)
    await refusals.told(tx, customer, lacking, topic_key)
    if lacking.lack is Lack.USED_UP and not is_known:
        await look_again(tx, customer.id, zone)
    if is_asked or not is_known:
        await saying.tell(tx, chat_id, await words(tx, customer, lacking, zone))


async def look_again(tx: Transaction, customer_id: int, zone: tzinfo) -> None:
    """When the next month begins, whose plan is used up may have tickets again."""
    at = support.next_month(tx.now, zone)
    cause, order_key = f"{customer_id}:{at.isoformat()}", f"customer:{customer_id}"
    await remind(tx, Reminder.RECONSIDER, cause, order_key, at, customer=customer_id)


async def words(
    tx: Transaction, customer: Customer, lacking: Support, zone: tzinfo, *, is_registering: bool = False
) -> str:
    """The company's own words; else the desk's, with the reason, and how to ask about another account."""
    assert lacking.lack is not None
    language, values = customer.language, _values(tx, customer, lacking, zone)
    own = await setting_rows.read(tx.session, _TEXT[lacking.lack])
    if text := texts.of_company(own, language):
        return texts.filled(text, values)
    key = f"account.{lacking.lack}" if is_registering else f"support.{lacking.lack}"
    lines = [say(language, key, **values)]
    if values["reason"]:
        lines.append(say(language, "support.reason", reason=values["reason"]))
    if not is_registering and len(await accounts.held(tx, customer)) > 1:
        lines.append(say(language, "support.other_account"))
    return "\n".join(lines)


def _values(tx: Transaction, customer: Customer, lacking: Support, zone: tzinfo) -> dict[str, str]:
    account, plan = lacking.account, lacking.plan
    until = account.support_until
    if lacking.lack is Lack.USED_UP:
        until = support.next_month(tx.now, zone).astimezone(zone).date()
    language = customer.language if customer.language in LANGUAGES else FALLBACK
    return {
        "account": account.number,
        "until": format_date(until, "long", locale=language) if until else "",
        "reason": account.suspended_reason or "",
        "tickets": str(plan.tickets) if plan and plan.tickets is not None else "",
    }
