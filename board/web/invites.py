"""Invites over HTTP: made, listed with what came of them, revoked, and drawn."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date, timedelta
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, Field
from typing_extensions import TypedDict

from board.desk import bot_address
from board.errors import Invalid
from board.people import invites as verbs
from board.people.invites import Carried, Whom
from board.store.db import Transaction
from board.talk.file_types import ANYTHING
from board.values import Role
from board.views import invites as views
from board.views import qr_codes
from board.views.invite_counts import SourcesJson, sources
from board.views.invites import InviteJson, InvitesJson, InviteState, LabelsJson
from board.web.bodies import Body, Empty, Key, Query, SmallId, Text, body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.files import whole_file
from board.web.keys import CALLER, DATABASE, SETTINGS, language
from board.web.reads import answer, read, refuse_lesser
from board.web.writes import Answer, write

_MOST_ACCOUNTS = 5000
_MOST_COMPLAINTS = 200
_MOST_LABELS = 60
"""Of one answer: each picture takes some milliseconds to draw."""
_MOST_SHEET_BYTES = 20 * 1024 * 1024

Uses = Annotated[int, Field(ge=0, le=verbs.MOST_USES)]
Days = Annotated[int, Field(ge=1, le=verbs.MOST_DAYS)]


def _split(text: object) -> object:
    return text.split(",") if isinstance(text, str) else text


class _Carries(BaseModel):
    topic: Key | None = None
    source: Key | None = None
    agent: Key | None = None
    language: Key | None = None
    line: Annotated[Text, Field(max_length=1000)] | None = None
    uses: Uses | None = None
    """How many people may come by it; 0 is any number, null is one for an account, any number without."""
    days: Days | None = None
    """Null: until it is revoked."""


class MakeInvite(_Carries, Body):
    account: Key | None = None


class MakeInvites(_Carries, Body):
    accounts: Annotated[list[Key], Field(max_length=_MOST_ACCOUNTS)] | None = None
    """Null: all that get support."""
    plan: Key | None = None
    without_people: bool = False
    """Only for accounts that nobody is on yet."""


class SheetQuery(_Carries, Query):
    dry: Literal["0", "1"] = "0"


class InvitesQuery(Query):
    source: Key | None = None
    state: InviteState | None = None
    batch: SmallId | None = None
    q: Key | None = None
    after: SmallId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class LabelsQuery(Query):
    batch: SmallId | None = None
    ids: Annotated[tuple[SmallId, ...], BeforeValidator(_split), Field(max_length=200)] = ()
    after: SmallId | None = None
    limit: Annotated[int, Field(ge=1, le=_MOST_LABELS)] = 24


class MadeJson(TypedDict):
    batch: int
    invites: int


class RevokedJson(TypedDict):
    revoked: int


class UnfitJson(TypedDict):
    line: int
    account: str
    why: str


class SheetJson(TypedDict):
    """How many invites were made of a sheet, or would be, and the first lines that give none."""

    batch: int | None
    invites: int
    refused: list[UnfitJson]
    refused_lines: int
    encoding: str


async def index(request: web.Request) -> web.Response:
    query = query_of(request, InvitesQuery)
    return await read(
        request,
        lambda session: views.invites(
            session,
            request.app[SETTINGS],
            language(request),
            shows_links=_may_invite(request),
            source=request.query.get("source") if "source" in request.query else None,
            wanted=query.state,
            batch=query.batch,
            q=query.q,
            after=query.after,
            limit=query.limit,
        ),
    )


async def by_source(request: web.Request) -> web.Response:
    return await read(request, sources)


async def show(request: web.Request) -> web.Response:
    return await read(
        request,
        lambda session: views.invite(
            session,
            request.app[SETTINGS],
            language(request),
            number_of(request),
            shows_links=_may_invite(request),
        ),
    )


async def labels(request: web.Request) -> web.Response:
    """Those that are still good, to be printed."""
    refuse_lesser(request, Role.AGENT)
    query, settings = query_of(request, LabelsQuery), request.app[SETTINGS]
    if query.batch is None and not query.ids:
        raise Invalid("refused.invite.no_labels", "batch")
    async with request.app[DATABASE].reading() as session:
        bot = await bot_address.known_username(session)
        rows = await views.to_print(
            session, batch=query.batch, ids=query.ids, after=query.after, limit=query.limit
        )
    return answer(await asyncio.to_thread(views.labels, rows, settings, bot, query.limit))


async def qr_svg(request: web.Request) -> web.Response:
    return _picture(qr_codes.svg(await _link(request)), "image/svg+xml", f"invite-{number_of(request)}.svg")


async def qr_png(request: web.Request) -> web.Response:
    return _picture(qr_codes.png(await _link(request)), "image/png", f"invite-{number_of(request)}.png")


async def make(request: web.Request) -> web.Response:
    body = await body_of(request, MakeInvite)

    async def work(tx: Transaction) -> Answer:
        return await _shown(request, tx, (await verbs.add(tx, _carried(body), body.account)).id)

    return await write(request, work)


async def make_many(request: web.Request) -> web.Response:
    body = await body_of(request, MakeInvites)
    whom = Whom(body.accounts, body.plan, body.without_people)

    async def work(tx: Transaction) -> Answer:
        made = await verbs.add_many(tx, _carried(body), whom, _today(request, tx))
        return Answer({"batch": made.batch, "invites": made.invites}, ())

    return await write(request, work)


async def make_of_sheet(request: web.Request) -> web.Response:
    """With `dry=1` nothing is made: it is what would be."""
    refuse_lesser(request, Role.OWNER)  # before a large file is read
    query = query_of(request, SheetQuery)
    data = await whole_file(request, _MOST_SHEET_BYTES)
    sheet = await asyncio.to_thread(verbs.read_sheet, data)
    spoken = language(request)

    async def work(tx: Transaction) -> Answer:
        today = _today(request, tx)
        fit = await verbs.fit(tx, sheet, today)
        made = None
        if query.dry == "0":
            made = await verbs.add_many(tx, _carried(query), Whom(fit.accounts), today)
        shown: SheetJson = {
            "batch": None if made is None else made.batch,
            "invites": len(fit.accounts),
            "refused": [
                {"line": line, "account": number, "why": why.say(spoken)}
                for line, number, why in fit.refused[:_MOST_COMPLAINTS]
            ],
            "refused_lines": len(fit.refused),
            "encoding": sheet.encoding,
        }
        return Answer(shown, ())

    return await write(request, work, fingerprint=hashlib.sha256(data).digest())


async def revoke(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, Empty)

    async def work(tx: Transaction) -> Answer:
        await verbs.revoke(tx, number)
        return await _shown(request, tx, number)

    return await write(request, work)


async def revoke_batch(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, Empty)

    async def work(tx: Transaction) -> Answer:
        return Answer({"revoked": await verbs.revoke_batch(tx, number)}, ())

    return await write(request, work)


def _carried(body: _Carries) -> Carried:
    lives = None if body.days is None else timedelta(days=body.days)
    uses: int | Literal["many"] | None = "many" if body.uses == 0 else body.uses
    return Carried(body.topic, body.source, body.agent, body.language, body.line, uses, lives)


async def _shown(request: web.Request, tx: Transaction, invite: int) -> Answer:
    shown = await views.invite(
        tx.session, request.app[SETTINGS], language(request), invite, shows_links=_may_invite(request)
    )
    return Answer(shown, ())


async def _link(request: web.Request) -> str:
    refuse_lesser(request, Role.AGENT)
    async with request.app[DATABASE].reading() as session:
        return await views.link_of(session, request.app[SETTINGS], number_of(request))


def _picture(data: bytes, mime: str, name: str) -> web.Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "Cache-Control": "no-store",
    }
    return web.Response(body=data, content_type=mime, headers=headers)


def _may_invite(request: web.Request) -> bool:
    """Who has a link may come in by it, or pass it on."""
    return request[CALLER].role.covers(Role.AGENT)


def _today(request: web.Request, tx: Transaction) -> date:
    return tx.now.astimezone(request.app[SETTINGS].timezone).date()


_API = "/api/v1/invites"
_ONE = _API + "/{number:[0-9]{1,9}}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _API,
        index,
        "Invites, the newest first, with what came of each; `q` searches accounts, sources and lines.",
        InvitesJson,
        query=InvitesQuery,
        called="invites",
    ),
    Endpoint("GET", _API + "/sources", by_source, "What came of all invites of each source.", SourcesJson),
    Endpoint(
        "GET",
        _API + "/labels",
        labels,
        "Lines and pictures to print, of a batch or of `ids=12,13`.",
        LabelsJson,
        query=LabelsQuery,
        called="invite_labels",
    ),
    Endpoint("GET", _ONE, show, "One invite.", InviteJson, called="invite"),
    Endpoint(
        "GET", _ONE + "/qr.svg", qr_svg, "Its link as a QR picture.", media=ANYTHING, also=("image/svg+xml",)
    ),
    Endpoint("GET", _ONE + "/qr.png", qr_png, "The same in PNG.", media=ANYTHING, also=("image/png",)),
    Endpoint("POST", _API, make, "Makes one.", InviteJson, MakeInvite, called="make_invite"),
    Endpoint(
        "POST",
        _API + "/many",
        make_many,
        "Makes one for each account.",
        MadeJson,
        MakeInvites,
        called="make_invites",
    ),
    Endpoint(
        "POST",
        _API + "/sheet",
        make_of_sheet,
        "Makes one for each account that a CSV file names; with `dry=1`, says what would be made.",
        SheetJson,
        query=SheetQuery,
        takes_file=True,
        called="make_invites_of_sheet",
    ),
    Endpoint(
        "POST",
        _ONE + "/revoke",
        revoke,
        "Nobody comes by it any more.",
        InviteJson,
        Empty,
        called="revoke_invite",
    ),
    Endpoint(
        "POST",
        _API + "/batches/{number:[0-9]{1,9}}/revoke",
        revoke_batch,
        "All that were made at once.",
        RevokedJson,
        Empty,
        called="revoke_invites",
    ),
)
