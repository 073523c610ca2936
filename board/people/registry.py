"""The company's accounts as its owner decides them: added, edited, taken back; who may stay on one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, select, text, union_all

from board.desk import changes
from board.errors import Conflict, Invalid, NotFound
from board.facts import AccountAdded, PersonConfirmed, PersonUnconfirmed
from board.models import Account, Change, Column, Customer, CustomerAccount, Ticket
from board.people import accounts, amending, customers, sheet
from board.people.amending import amend, everything, note_gone, note_new
from board.people.normal_form import key_of
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.tables import Base, JournalEvent
from board.text import clean
from board.tickets import locking
from board.values import AccountId, Json, Role, State, Thing, TicketNumber

# Before the account's row, so that nobody waits for an import that waits for the row.
_ALONE = text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
_BESIDE_OTHERS = text("LOCK TABLE account IN ROW EXCLUSIVE MODE")

OFF, NEW, CONFIRMED = "off", "new", "confirmed"
"""How a person stands with an account."""


@allowed(Role.OWNER)
async def create(tx: Transaction, fields: Mapping[str, object]) -> Account:
    """Add an account; one with this number is refused. What is not given is as an import leaves it."""
    await tx.session.execute(_ALONE)
    checked = await _checked(tx, fields, None)
    if "number" not in checked:
        raise Invalid("refused.account.needs_number", "number")
    account = Account(**{"name": checked["number"], "status": "active", "details": {}, **checked})
    tx.session.add(account)
    await tx.session.flush()
    await note_new(tx, account)
    return account


@allowed(Role.OWNER)
async def edit(
    tx: Transaction, account_id: int, fields: Mapping[str, object], seen: int | None = None
) -> Account:
    """Set the fields given; all others stay. `seen` is the version that the editor looked at.

    `details` are given whole: one that is not among them goes.
    """
    account = await _locked(tx, account_id, alone="number" in fields)
    await check(tx, account, seen)
    await amend(tx, account, await _checked(tx, fields, account))
    return account


@allowed(Role.OWNER)
async def take_off(tx: Transaction, account_id: int, customer_id: int) -> Account:
    """The person holds this account no more; their open tickets stay and are still answered."""
    customer = await customers.lock(tx, customer_id)
    account, link = await _link(tx, account_id, customer_id)
    before = _stands(link)
    await accounts.leave(tx, customer, AccountId(account.id))
    await _note_person(tx, account, customer_id, before, OFF)
    return account


async def was_taken_off(tx: Transaction, customer: Customer, account: Account, since: datetime) -> bool:
    """Whether an owner took them off it since then, and nobody took that back."""
    of_person = Change.after["person"].as_integer() == customer.id
    latest = (
        select(Change.after["stands"].as_string(), JournalEvent.at)
        .join(JournalEvent, JournalEvent.key == Change.event)
        .where(Change.thing == Thing.ACCOUNT, Change.key == str(account.id), of_person)
        .order_by(Change.id.desc())
        .limit(1)
    )
    found = (await tx.session.execute(latest)).one_or_none()
    return found is not None and found[0] == OFF and found.at > since


@allowed(Role.AGENT)
async def confirm(tx: Transaction, account_id: int, customer_id: int) -> Account:
    """An agent knows that this person belongs to the account; repeating it changes nothing."""
    return await _vouch(tx, account_id, customer_id, is_known=True)


@allowed(Role.AGENT)
async def unconfirm(tx: Transaction, account_id: int, customer_id: int) -> Account:
    """Takes that back."""
    return await _vouch(tx, account_id, customer_id, is_known=False)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """As the account was before its latest change."""
    if isinstance(before, dict) and "number" in before and await tx.session.get(Account, int(key)) is None:
        await _bring_back(tx, int(key), before)
        return
    account = await _locked(tx, int(key), alone=True)
    latest = await changes.version(tx.session, Thing.ACCOUNT, key)
    if isinstance(before, dict) and "plan" in before:
        await check(tx, account, latest)
    elif await amending.imported(tx.session, account) > latest:
        raise await changes.conflict(tx.session, latest)
    if before is None:
        await _remove(tx, account)
    elif isinstance(before, dict) and "person" in before:
        await _restore_person(tx, account, int(str(before["person"])), str(before["stands"]))
    elif isinstance(before, dict):
        await amend(tx, account, await _checked(tx, before, account))


async def check(tx: Transaction, account: Account, seen: int | None) -> None:
    """Refuse an edit of what was changed since it was seen."""
    now = await amending.version(tx.session, account)
    if seen not in (None, now):
        raise await changes.conflict(tx.session, now, stands=everything(account))


def in_use() -> Select[Any]:
    """Accounts that something has a foreign key to: tickets, people, and what else may come."""
    referring = [
        select(key.parent.label("account_id")).where(key.parent.is_not(None))
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is Account.__table__.c.id
    ]
    return select(union_all(*referring).subquery().c.account_id)


async def _locked(tx: Transaction, account_id: int, *, alone: bool = False) -> Account:
    """`alone`: nobody else gives an account a number meanwhile."""
    await tx.session.execute(_ALONE if alone else _BESIDE_OTHERS)
    asked = select(Account).where(Account.id == account_id).with_for_update(key_share=True)
    account: Account | None = await tx.session.scalar(asked.execution_options(populate_existing=True))
    if account is None:
        raise NotFound("refused.account.gone")
    return account


async def _checked(tx: Transaction, fields: Mapping[str, object], account: Account | None) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        match name:
            case "number":
                checked |= await _number(tx, str(value), account)
            case "name":
                checked[name] = _text(name, value) or checked.get("number") or _refuse_blank(name)
            case "status":
                checked[name] = _status(str(value))
            case "support_until":
                checked[name] = _date(value)
            case "plan":
                checked[name] = _text(name, value)
            case "details":
                checked[name] = _details(value)
            case "suspended_reason":
                checked[name] = value
            case _:
                raise Invalid("refused.account.no_such_field", name, field=name)
    return checked | _reason(checked, account)


def _reason(checked: Mapping[str, Any], account: Account | None) -> dict[str, str | None]:
    """Why it is suspended; whatever ends the suspension takes the reason away."""
    status = checked.get("status") or (account.status if account else accounts.Standing.ACTIVE)
    before = account.suspended_reason if account and status == accounts.Standing.SUSPENDED else None
    if "suspended_reason" not in checked and before == (account.suspended_reason if account else None):
        return {}
    reason = checked.get("suspended_reason", before)
    return {"suspended_reason": accounts.reason_of(accounts.Standing(status), reason)}


async def _number(tx: Transaction, written: str, account: Account | None) -> dict[str, str]:
    number = clean(written)
    key = key_of(number)
    holder = await tx.session.scalar(select(Account).where(Account.key == key))
    if holder is not None and (account is None or holder.id != account.id):
        raise Invalid("refused.account.twin", "number", number=number, other=holder.number)
    return {"key": key, "number": number}


def _text(field: str, value: object) -> str | None:
    said = clean(str(value)) if value is not None else ""
    if len(said) > sheet.LONGEST:
        raise Invalid("refused.account.too_long", field, longest=sheet.LONGEST)
    return said or None


def _date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise Invalid("refused.cell.date", "support_until", cell=value) from error


def _refuse_blank(field: str) -> str:
    raise Invalid("refused.account.no_name", field)


def _status(status: str) -> str:
    if status not in tuple(accounts.Standing):
        raise Invalid("refused.cell.status", "status", cell=status, statuses=", ".join(sheet.STATUSES))
    return status


def _details(value: object) -> dict[str, str]:
    """Named as an import would name them, so that an export comes back the same; what is empty is none."""
    given = value if isinstance(value, Mapping) else {}
    if len(given) > sheet.MOST_DETAILS:
        raise Invalid("refused.account.many_details", "details", most=sheet.MOST_DETAILS)
    found: dict[str, str] = {}
    for heading, detail in given.items():
        name, said = sheet.column_name(str(heading)), _text("details", detail)
        if not name and said:
            raise Invalid("refused.account.nameless_detail", "details", detail=said)
        if name in sheet.OURS or name in found:
            raise Invalid("refused.account.detail_twice", "details", name=name)
        if name and said:
            found[name] = said
    return found


async def _bring_back(tx: Transaction, account_id: int, before: Mapping[str, object]) -> None:
    """Takes back that its adding was taken back."""
    await tx.session.execute(_ALONE)
    account = Account(id=AccountId(account_id), **await _checked(tx, before, None))
    tx.session.add(account)
    await tx.session.flush()
    await note_new(tx, account)


async def _remove(tx: Transaction, account: Account) -> None:
    """Takes back that it was added, while nobody holds it and no ticket names it."""
    used = select(Account.id).where(Account.id == account.id, Account.id.in_(in_use()))
    if await tx.session.scalar(used) is not None:
        raise Conflict("refused.account.in_use", number=account.number)
    await note_gone(tx, account)
    await tx.session.execute(delete(Account).where(Account.id == account.id))


async def _vouch(tx: Transaction, account_id: int, customer_id: int, *, is_known: bool) -> Account:
    """Told on each of their open tickets of this account, whose cards show it."""
    await customers.lock(tx, customer_id)
    account, link = await _link(tx, account_id, customer_id)
    before = _stands(link)
    if (before == CONFIRMED) is is_known:
        return account
    tickets = await _open_tickets(tx, account_id, customer_id)
    for number in tickets:
        await locking.lock(tx, number)
    link.confirmed_at = tx.now if is_known else None
    for number in tickets:
        await tx.record((PersonConfirmed if is_known else PersonUnconfirmed)(number, link.customer_id))
    await _note_person(tx, account, customer_id, before, CONFIRMED if is_known else NEW)
    return account


async def _link(tx: Transaction, account_id: int, customer_id: int) -> tuple[Account, CustomerAccount]:
    account = await tx.session.get(Account, account_id)
    if account is None:
        raise NotFound("refused.account.gone")
    link = await tx.session.scalar(
        select(CustomerAccount)
        .where(CustomerAccount.account_id == account_id, CustomerAccount.customer_id == customer_id)
        .where(CustomerAccount.ended_at.is_(None))
        .with_for_update()
    )
    if link is None:
        raise NotFound("refused.account.not_held", number=account.number)
    return account, link


async def _open_tickets(tx: Transaction, account_id: int, customer_id: int) -> list[TicketNumber]:
    return list(
        await tx.session.scalars(
            select(Ticket.number)
            .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
            .where(Ticket.customer_id == customer_id, Ticket.account_id == account_id)
            .where(Column.kind != State.DONE)
            .order_by(Ticket.number)
        )
    )


def _stands(link: CustomerAccount) -> str:
    return CONFIRMED if link.confirmed_at is not None else NEW


async def _note_person(tx: Transaction, account: Account, customer_id: int, before: str, after: str) -> None:
    await changes.note(
        tx,
        Thing.ACCOUNT,
        str(account.id),
        {"person": customer_id, "stands": before},
        {"person": customer_id, "stands": after},
    )


async def _restore_person(tx: Transaction, account: Account, customer_id: int, stands: str) -> None:
    if stands == OFF:
        await take_off(tx, account.id, customer_id)
        return
    customer = await customers.lock(tx, customer_id)
    if customer.telegram_id is None:
        raise Conflict("refused.person.erased")
    holds = await tx.session.scalar(
        select(CustomerAccount.id)
        .where(CustomerAccount.account_id == account.id, CustomerAccount.customer_id == customer_id)
        .where(CustomerAccount.ended_at.is_(None))
    )
    if holds is None:
        await _put_back(tx, account, customer, stands)
    else:
        await _vouch(tx, account.id, customer_id, is_known=stands == CONFIRMED)


async def _put_back(tx: Transaction, account: Account, customer: Customer, stands: str) -> None:
    tx.session.add(
        CustomerAccount(
            customer_id=customer.id,
            account_id=account.id,
            linked_at=tx.now,
            confirmed_at=tx.now if stands == CONFIRMED else None,
        )
    )
    customer.account_id = customer.account_id or AccountId(account.id)
    await tx.record(AccountAdded(customer.id))
    await _note_person(tx, account, customer.id, OFF, stands)
