"""The registry over HTTP: accounts found, added and edited, and who is on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from board.people import registry
from board.people.export import export
from board.store import clock
from board.store.db import Transaction
from board.views.accounts import AccountsJson, FullAccountJson, StandingName, account, accounts
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.keys import DATABASE, SETTINGS, language
from board.web.reads import read
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import Account

_ACCOUNTS = "/api/v1/accounts"
_ACCOUNT = _ACCOUNTS + "/{number:[0-9]{1,9}}"

Long = Annotated[bodies.Text, Field(max_length=2000)]
Details = Annotated[dict[bodies.Key, Long], Field(max_length=200)]


class Fields(bodies.Body):
    """What is left out stays; `details` are given whole."""

    name: Long | None = None
    status: StandingName | None = None
    suspended_reason: Long | None = None
    """Why, in words that its people hear."""
    support_until: date | None = None
    plan: Long | None = None
    details: Details | None = None


class NewAccount(Fields):
    number: bodies.Key


class EditAccount(Fields):
    number: bodies.Key | None = None
    version: bodies.Version | None = None


class OnAccount(bodies.Body):
    person: bodies.SmallId


class AccountsQuery(bodies.Query):
    q: bodies.Key | None = None
    status: StandingName | None = None
    after: bodies.Key | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ExportQuery(bodies.Query):
    separator: Literal["comma", "semicolon"] = "comma"


async def index(request: web.Request) -> web.Response:
    query = query_of(request, AccountsQuery)

    async def view(session: AsyncSession) -> AccountsJson:
        today = await _today(request, session)
        return await accounts(session, today, **query.model_dump())

    return await read(request, view)


async def show(request: web.Request) -> web.Response:
    return await read(request, lambda session: _shown(request, session, number_of(request)))


async def add_account(request: web.Request) -> web.Response:
    body = await body_of(request, NewAccount)
    fields = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    return await _changed(request, lambda tx: registry.create(tx, fields))


async def edit_account(request: web.Request) -> web.Response:
    body = await body_of(request, EditAccount)
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    may_be_none = ("suspended_reason", "support_until", "plan")
    fields = {name: value for name, value in given.items() if value is not None or name in may_be_none}
    return await _changed(request, lambda tx: registry.edit(tx, number_of(request), fields, body.version))


async def confirm_on_account(request: web.Request) -> web.Response:
    body = await body_of(request, OnAccount)
    return await _changed(request, lambda tx: registry.confirm(tx, number_of(request), body.person))


async def unconfirm_on_account(request: web.Request) -> web.Response:
    body = await body_of(request, OnAccount)
    return await _changed(request, lambda tx: registry.unconfirm(tx, number_of(request), body.person))


async def take_off_account(request: web.Request) -> web.Response:
    body = await body_of(request, OnAccount)
    return await _changed(request, lambda tx: registry.take_off(tx, number_of(request), body.person))


async def export_accounts(request: web.Request) -> web.StreamResponse:
    separator = ";" if query_of(request, ExportQuery).separator == "semicolon" else ","
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="accounts.csv"',
            "Cache-Control": "no-store",
        }
    )
    async with request.app[DATABASE].reading() as session:
        await response.prepare(request)
        async for part in export(session, separator):
            await response.write(part)
    await response.write_eof()
    return response


async def _changed(request: web.Request, verb: Callable[[Transaction], Awaitable[Account]]) -> web.Response:
    """Run one verb; answers with the account as it is then."""

    async def work(tx: Transaction) -> Answer:
        changed = await verb(tx)
        await tx.session.flush()
        shown = await _shown(request, tx.session, changed.id)
        return Answer(shown, {person["id"] for person in shown["persons"]})

    return await write(request, work)


async def _shown(request: web.Request, session: AsyncSession, account_id: int) -> FullAccountJson:
    return await account(session, account_id, await _today(request, session), language(request))


async def _today(request: web.Request, session: AsyncSession) -> date:
    return (await clock.now(session)).astimezone(request.app[SETTINGS].timezone).date()


ENDPOINTS = (
    Endpoint(
        "GET",
        _ACCOUNTS,
        index,
        "Accounts by number; `q` searches numbers, names and the people on them.",
        AccountsJson,
        query=AccountsQuery,
        called="accounts",
    ),
    Endpoint("POST", _ACCOUNTS, add_account, "A new account.", FullAccountJson, NewAccount),
    Endpoint(
        "GET",
        _ACCOUNTS + "/export.csv",
        export_accounts,
        "All accounts as a file that imports again as it was.",
        query=ExportQuery,
        media="text/csv",
    ),
    Endpoint("GET", _ACCOUNT, show, "One account.", FullAccountJson, called="account"),
    Endpoint("PUT", _ACCOUNT, edit_account, "Sets the fields given.", FullAccountJson, EditAccount),
    Endpoint(
        "POST",
        _ACCOUNT + "/confirm",
        confirm_on_account,
        "This person does belong to it.",
        FullAccountJson,
        OnAccount,
    ),
    Endpoint(
        "POST", _ACCOUNT + "/unconfirm", unconfirm_on_account, "Takes that back.", FullAccountJson, OnAccount
    ),
    Endpoint(
        "POST",
        _ACCOUNT + "/take-off",
        take_off_account,
        "This person holds it no more; their open tickets stay.",
        FullAccountJson,
        OnAccount,
    ),
)
