"""The company's registry as a file: accounts in it are added or changed, all others stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from board.errors import Invalid
from board.people import accounts, sheet
from board.people.accounts import Standing, key_of
from board.people.spreadsheet_dates import first_date
from board.store.db import Transaction

Progress = Callable[[int, int], None]
"""Told how many accounts of how many are stored."""

_SAVED_AT_ONCE = 5000
_OWN_FIELDS = sheet.OURS[1:]

_SCIENTIFIC = re.compile(r"\d([.,]\d+E[+-]?|E\+)\d+", re.IGNORECASE)
_FLOAT = re.compile(r"(\d+|\d{1,3}([ \u00a0\u202f'’]\d{3})+)[.,]0{1,2}")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?|(\d\d?)\.(\d\d?)\.(\d{4})")

_ROWS = """
    FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS new
        (key text, number text, name text, status text, support_until date, plan text, details jsonb)
"""
_INSERT = text(f"""
    INSERT INTO account (key, number, name, status, support_until, plan, details)
    SELECT key, number, coalesce(name, number), coalesce(status, 'active'), support_until, plan,
           jsonb_strip_nulls(details)
    {_ROWS}
    ON CONFLICT (key) DO NOTHING
    RETURNING key
""")
# What is the same already is not written again, which would write its indexes again too.
_UPDATE = text(f"""
    UPDATE account
    SET name = given.name, status = given.status, support_until = given.support_until, plan = given.plan,
        details = given.details
    FROM (
        SELECT known.id, coalesce(new.name, known.name) AS name, coalesce(new.status, known.status) AS status,
               CASE WHEN :has_until THEN new.support_until ELSE known.support_until END AS support_until,
               CASE WHEN :has_plan THEN new.plan ELSE known.plan END AS plan,
               jsonb_strip_nulls(known.details || new.details) AS details
        {_ROWS}
        JOIN account AS known ON known.key = new.key
    ) AS given
    WHERE account.id = given.id
      AND (account.name, account.status, account.support_until, account.plan, account.details)
          IS DISTINCT FROM (given.name, given.status, given.support_until, given.plan, given.details)
""")


@dataclass(frozen=True)
class Imported:
    accounts: int
    encoding: str


@dataclass(frozen=True)
class _Row:
    line: int
    key: str
    number: str
    given: Mapping[str, Any]
    """Values by field, for the columns that the file has."""


def silent(stored: int, all_of_them: int) -> None:
    """No progress is shown."""


async def import_csv(tx: Transaction, data: bytes, progress: Progress = silent) -> Imported:
    """Read a registry: all of it or, if a line is bad, nothing.

    Columns: account, name, status, support_until, plan; all others become details. For an account that exists, values
    without a column stay, and so does the spelling of its number. An empty cell deletes the value, except for name
    and status, which stay.
    """
    found = sheet.read(data, ("account", "name"))
    rows = [_parse(row, found.columns) for row in found.rows]
    _refuse_dates(rows)
    _refuse_twins(rows)
    await _refuse_unnamable(tx, rows)
    for start in range(0, len(rows), _SAVED_AT_ONCE):
        progress(start, len(rows))
        await _save(tx, rows[start : start + _SAVED_AT_ONCE], found.columns)
    progress(len(rows), len(rows))
    return Imported(len(rows), found.encoding)


def _parse(row: sheet.Row, columns: Sequence[str]) -> _Row:
    try:
        return _read(row, columns)
    except Invalid as refused:
        raise _at(row.line, refused) from refused


def _at(line: int, refused: Invalid) -> Invalid:
    return Invalid("refused.row", line=line, refused=refused)


def _read(row: sheet.Row, columns: Sequence[str]) -> _Row:
    cells = dict(zip(columns, row.cells, strict=True))
    number = _number(cells["account"])
    given: dict[str, Any] = {name: cells[name] or None for name in _OWN_FIELDS if name in cells}
    if "status" in cells:
        given["status"] = _status(cells["status"])
    if "support_until" in cells:
        given["support_until"] = _date(cells["support_until"])
    given["details"] = {name: cells[name] or None for name in columns if name and name not in sheet.OURS}
    return _Row(row.line, key_of(number), number, given)


def _number(cell: str) -> str:
    """The number as it was before a spreadsheet took it for a quantity; refused where that can't be known."""
    number = cell.removeprefix("'").strip()
    if number.startswith("="):
        raise Invalid("refused.cell.formula", cell=cell)
    if _SCIENTIFIC.fullmatch(number):
        raise Invalid("refused.cell.rounded", cell=cell)
    return found[1] if (found := _FLOAT.fullmatch(number)) else number


def _status(text: str) -> str | None:
    status = text.lower()
    if status and status not in tuple(Standing):
        raise Invalid("refused.cell.status", cell=text, statuses=", ".join(Standing))
    return status or None


def _date(text: str) -> str | None:
    """As in 2027-06-30, with a midnight after it, or as in 30.06.2027."""
    if not text:
        return None
    try:
        found = _DAY.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year, month, day = found.groups()[:3] if found[1] else reversed(found.groups()[3:])
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise Invalid("refused.cell.date", cell=text) from error


def _refuse_dates(rows: Sequence[_Row]) -> None:
    place = first_date([row.number for row in rows])
    if place is not None:
        row = rows[place]
        raise _at(row.line, Invalid("refused.cell.became_date", cell=row.number))


def _refuse_twins(rows: Sequence[_Row]) -> None:
    known: dict[str, _Row] = {}
    for row in rows:
        other = known.setdefault(row.key, row)
        if other is not row:
            raise Invalid(
                "refused.row.twins",
                line=other.line,
                other_line=row.line,
                number=other.number,
                other=row.number,
            )


async def _refuse_unnamable(tx: Transaction, rows: Sequence[_Row]) -> None:
    """A row spelled like an account that can't be named would change the other, whose number it is."""
    same = dict(await accounts.unnamable(tx.session))
    for row in rows:
        if row.number in same:
            raise _at(row.line, Invalid("refused.row.unnamable", number=row.number, other=same[row.number]))


async def _save(tx: Transaction, rows: Sequence[_Row], columns: Sequence[str]) -> None:
    """First insert the new accounts; then set the given values on the others."""
    new = set(await tx.session.scalars(_INSERT, {"rows": _as_json(rows)}))
    known = [row for row in rows if row.key not in new]
    if known:
        has = {"has_until": "support_until" in columns, "has_plan": "plan" in columns}
        await tx.session.execute(_UPDATE, {"rows": _as_json(known), **has})


def _as_json(rows: Sequence[_Row]) -> str:
    return json.dumps([{"key": row.key, "number": row.number, **row.given} for row in rows])
