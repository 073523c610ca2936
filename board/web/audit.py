"""Who did what, over HTTP: a page of it, and all of it as a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from aiohttp import web
from pydantic import BeforeValidator, Field

from board.values import NOBODY, ActorKind, Role, Thing
from board.views.audit import AuditJson, AuditLineJson, Kind, Wanted, audit
from board.views.shapes import ActorKindName
from board.web import bodies
from board.web.bodies import query_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER, DATABASE, SETTINGS, language
from board.web.reads import read
from board.words.catalog import say

_AUDIT = "/api/v1/audit"
_AT_ONCE = 1000
_COLUMNS = ("at", "actor", "kind", "ticket", "account", "text", "before", "after")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it, spreadsheets take UTF-8 for something else."""


def _split(text: object) -> object:
    return text.split(",") if isinstance(text, str) else text


class AuditFilter(bodies.Query):
    """`since` and `until` are days of the desk's zone, both included; without `kind`, all but `machinery`."""

    actor: ActorKindName | None = None
    agent: bodies.Key | None = None
    kind: Annotated[tuple[Kind, ...], BeforeValidator(_split), Field(max_length=len(Kind))] = ()
    thing: Thing | None = None
    ticket: bodies.Id | None = None
    account: bodies.Key | None = None
    since: bodies.Day | None = None
    until: bodies.Day | None = None
    q: bodies.Key | None = None


class AuditQuery(AuditFilter):
    after: bodies.Id | None = None
    """What `next` was."""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


async def show_audit(request: web.Request) -> web.Response:
    query = query_of(request, AuditQuery)
    wanted, spoken = _wanted(request, query), language(request)
    return await read(
        request, lambda session: audit(session, wanted, spoken, after=query.after, limit=query.limit)
    )


async def audit_sheet(request: web.Request) -> web.StreamResponse:
    """Sent as it is read, a snapshot for each thousand lines."""
    wanted, spoken = _wanted(request, query_of(request, AuditFilter)), language(request)
    answer = await _page(request, wanted, spoken, None)
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    head = [say(spoken, f"audit.csv.{column}") for column in _COLUMNS]
    await response.write(_BYTE_ORDER_MARK + _as_csv([head]))
    while True:
        await response.write(_as_csv(_cells(line, spoken) for line in answer["items"]))
        if answer["next"] is None:
            break
        answer = await _page(request, wanted, spoken, answer["next"])
    await response.write_eof()
    return response


async def _page(request: web.Request, wanted: Wanted, spoken: str, after: int | None) -> AuditJson:
    async with request.app[DATABASE].reading() as session:
        return await audit(session, wanted, spoken, after=after, limit=_AT_ONCE)


def _wanted(request: web.Request, query: AuditFilter) -> Wanted:
    zone = request.app[SETTINGS].timezone

    def begins(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return Wanted(
        sees_access=request[CALLER].role.covers(Role.OWNER),
        actor=ActorKind(query.actor) if query.actor else None,
        agent=query.agent,
        kinds=query.kind,
        thing=query.thing,
        ticket=query.ticket,
        account=query.account,
        since=begins(query.since) if query.since else None,
        until=begins(query.until + timedelta(days=1)) if query.until else None,
        q=query.q,
    )


def _cells(line: AuditLineJson, spoken: str) -> Iterator[str]:
    change = line["change"]
    yield line["at"]
    yield _who(line, spoken)
    yield say(spoken, f"audit.kind.{line['kind']}")
    yield str(line["ticket"] or "")
    yield line["account"] or ""
    yield line["text"]
    yield _state(change["before"]) if change else ""
    yield _state(change["after"]) if change else ""


def _who(line: AuditLineJson, spoken: str) -> str:
    key = f"audit.actor.{line['actor_kind']}"
    return line["actor"] if line["actor_kind"] == "agent" else say(spoken, key, name=line["actor"] or NOBODY)


def _state(state: Any) -> str:
    return "" if state is None else json.dumps(state, ensure_ascii=False)


def _as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """What a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return text.getvalue().encode()


ENDPOINTS = (
    Endpoint(
        "GET",
        _AUDIT,
        show_audit,
        "Who did what, newest first; ways in and roles are shown to owners.",
        AuditJson,
        query=AuditQuery,
        called="audit",
    ),
    Endpoint(
        "GET",
        _AUDIT + ".csv",
        audit_sheet,
        "The same as a spreadsheet, in the reader's language.",
        query=AuditFilter,
        media="text/csv",
    ),
)
