"""A file of accounts as the page shows it: what each line would do, or did, and why some are refused."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.errors import NotFound
from board.models import AccountImport, AccountImportLine, Agent
from board.people import imports
from board.values import LineKind
from board.views.shapes import instant, instant_or_none

LineKindName = Literal["new", "changed", "unchanged", "refused"]
OWN_FIELDS = ("name", "status", "suspended_reason", "support_until", "plan")
Filter = Literal["new", "changed", "unchanged", "refused", "emptying", "stayed"]


class HeadingJson(TypedDict):
    """`column` is what the desk takes it for: one of its own fields, or the name of a detail."""

    heading: str
    column: str


class ImportCountsJson(TypedDict):
    """Lines of each kind; `emptying` lines take a value away, `emptied` says how many of which column.

    `unknown_plans`: accounts that would name a plan which isn't there, and have no limit then.
    """

    new: int
    changed: int
    unchanged: int
    refused: int
    emptying: int
    emptied: dict[str, int]
    unknown_plans: dict[str, int]
    not_named: int
    """Accounts that the file does not name, which stay as they are."""


class UndoneJson(TypedDict):
    """What the undo did, and what had to stay."""

    restored: int
    removed: int
    changed_since: int
    in_use: int


class ImportJson(TypedDict):
    id: int
    file: str
    encoding: str
    columns: list[HeadingJson]
    counts: ImportCountsJson
    by: str | None
    made_at: str
    committed_at: str | None
    undone: UndoneJson | None
    undone_at: str | None
    may_undo: bool


class FieldChangeJson(TypedDict):
    """`is_detail`: `field` is the name of a detail."""

    field: str
    is_detail: bool
    before: str | None
    after: str | None


class LineJson(TypedDict):
    line: int
    kind: LineKindName
    account: int | None
    number: str | None
    name: str | None
    changes: list[FieldChangeJson]
    why: list[str]
    cells: list[str]
    stayed: Literal["changed_since", "in_use"] | None


class LinesJson(TypedDict):
    """`next` is what `after` should be for the next page; null on the last one."""

    items: list[LineJson]
    next: int | None


class ImportPageJson(ImportJson):
    lines: LinesJson


class ImportsJson(TypedDict):
    """Those that were done, the latest first."""

    items: list[ImportJson]


async def latest_imports(session: AsyncSession, limit: int = 20) -> ImportsJson:
    last = await imports.last_committed(session)
    rows = await session.execute(
        _imports()
        .where(AccountImport.committed_at.is_not(None))
        .order_by(AccountImport.committed_at.desc(), AccountImport.id.desc())
        .limit(limit)
    )
    return {"items": [_import(row[0], row[1], last) for row in rows]}


async def one_import(
    session: AsyncSession,
    import_id: int,
    language: str,
    *,
    kind: Filter | None = None,
    after: int = 0,
    limit: int = 100,
) -> ImportPageJson:
    """With its lines, in the file's order."""
    row = (await session.execute(_imports().where(AccountImport.id == import_id))).one_or_none()
    if row is None:
        raise NotFound("refused.import.unknown")
    last = await imports.last_committed(session)
    lines = await _lines(session, import_id, language, kind, after, limit)
    return {**_import(row[0], row[1], last), "lines": lines}


def _imports() -> Any:
    return select(AccountImport, Agent.name).outerjoin(Agent, Agent.id == AccountImport.agent_id)


def _import(made: AccountImport, by: str | None, last: AccountImport | None) -> ImportJson:
    counts: dict[str, Any] = made.counts
    undone: UndoneJson | None = None
    if made.undone_at is not None:
        undone = {
            "restored": counts["restored"],
            "removed": counts["removed"],
            "changed_since": counts["changed_since"],
            "in_use": counts["in_use"],
        }
    return {
        "id": made.id,
        "file": made.file,
        "encoding": made.encoding,
        "columns": [{"heading": each["heading"], "column": each["column"]} for each in made.columns],
        "counts": {
            "new": counts["new"],
            "changed": counts["changed"],
            "unchanged": counts["unchanged"],
            "refused": counts["refused"],
            "emptying": counts["emptying"],
            "emptied": counts["emptied"],
            "unknown_plans": counts.get("unknown_plans", {}),
            "not_named": counts["not_named"],
        },
        "by": by,
        "made_at": instant(made.made_at),
        "committed_at": instant_or_none(made.committed_at),
        "undone": undone,
        "undone_at": instant_or_none(made.undone_at),
        "may_undo": last is not None and last.id == made.id and made.undone_at is None,
    }


async def _lines(
    session: AsyncSession, import_id: int, language: str, kind: Filter | None, after: int, limit: int
) -> LinesJson:
    line = AccountImportLine
    asked = select(line).where(line.import_id == import_id, line.line > after)
    if kind is not None:
        asked = asked.where(_is(kind))
    rows = (await session.scalars(asked.order_by(line.line).limit(limit + 1))).all()
    items = [_line(row, language) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["line"] if len(rows) > limit else None}


def _is(kind: Filter) -> ColumnElement[bool]:
    line = AccountImportLine
    match kind:
        case "emptying":
            return func.cardinality(line.emptied) > 0
        case "stayed":
            return line.stayed.is_not(None)
        case _:
            return line.kind == kind


def _line(row: AccountImportLine, language: str) -> LineJson:
    stands = row.after or row.before or {}
    stayed: Any = row.stayed
    kind: Any = row.kind
    return {
        "line": row.line,
        "kind": kind,
        "account": row.account_id,
        "number": stands.get("number"),
        "name": stands.get("name"),
        "changes": _changes(row.before or {}, row.after or {}) if row.kind != LineKind.UNCHANGED else [],
        "why": [imports.refusal_of(each).say(language) for each in row.wrong or ()],
        "cells": row.cells or [],
        "stayed": stayed,
    }


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[FieldChangeJson]:
    """Field by field, details each by its own name."""
    ours = [name for name in OWN_FIELDS if before.get(name) != after.get(name)]
    was, will = before.get("details", {}), after.get("details", {})
    details = [name for name in {**was, **will} if was.get(name) != will.get(name)]
    return [
        *(_change(name, before.get(name), after.get(name), is_detail=False) for name in ours),
        *(_change(name, was.get(name), will.get(name), is_detail=True) for name in details),
    ]


def _change(field: str, before: str | None, after: str | None, *, is_detail: bool) -> FieldChangeJson:
    return {"field": field, "is_detail": is_detail, "before": before, "after": after}
