"""The company's registry as a file: accounts in it are added or changed, all others stay as they are."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, TextIO

from sqlalchemy import Date, Text, bindparam, func, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from board.errors import Invalid
from board.models import Account
from board.people.accounts import Standing, key_of
from board.store.db import Transaction

_COLUMNS = ("account", "name", "status", "support_until", "plan")
_SAVED_AT_ONCE = 1000

_SAYS_NOTHING_IF_EMPTY = ("name", "status")
_SET: Mapping[str, Any] = {
    **{
        name: func.coalesce(bindparam(f"new_{name}", type_=Text), getattr(Account, name))
        for name in _SAYS_NOTHING_IF_EMPTY
    },
    "support_until": bindparam("new_support_until", type_=Date),
    "plan": bindparam("new_plan", type_=Text),
    "details": func.jsonb_strip_nulls(Account.details.concat(bindparam("new_details", type_=JSONB))),
}
"""What each column does to an account."""


@dataclass(frozen=True)
class _Row:
    key: str
    number: str
    given: dict[str, object]
    """Values by field, for the columns that the file has."""

    @property
    def new(self) -> dict[str, object]:
        status = self.given.get("status") or Standing.ACTIVE.value
        return {
            "key": self.key,
            "number": self.number,
            "name": self.given["name"] or self.number,
            "status": status,
        }


async def import_csv(tx: Transaction, stream: TextIO) -> int:
    """Read a registry: all of it or, if a line is bad, nothing. Returns how many accounts.

    Columns, separated by commas or semicolons: account, name, status, support_until, plan; all others become
    details. For an account that exists, values without a column stay, and so does the spelling of its number. An
    empty cell deletes the value, except for name and status, which stay.
    """
    reader = _reader(stream)
    try:
        rows = list(_rows(reader))
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num + 1} can't be read as CSV: {error}.") from error
    twice = [key for key, times in Counter(row.key for row in rows).items() if times > 1]
    if twice:
        raise Invalid(f"The account {twice[0]} stands in the file twice.")
    for start in range(0, len(rows), _SAVED_AT_ONCE):
        await _save(tx, rows[start : start + _SAVED_AT_ONCE])
    return len(rows)


def _reader(stream: TextIO) -> csv.DictReader[str]:
    """Excel separates cells by semicolons where a comma is the decimal point."""
    first = stream.readline()
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return csv.DictReader(chain([first], stream), delimiter=delimiter, strict=True)


def _rows(reader: csv.DictReader[str]) -> Iterator[_Row]:
    missing = [name for name in ("account", "name") if name not in (reader.fieldnames or ())]
    if missing:
        raise Invalid(f"The first line must name the columns; missing: {', '.join(missing)}.")
    for row in reader:
        yield _parse(row, where=f"Line {reader.line_num}: ")


def _parse(row: Mapping[str, str | None], where: str) -> _Row:
    if None in row:  # where csv puts cells without a column
        raise Invalid(f"{where}there are more cells than columns.")
    cells = {name: (value or "").strip() for name, value in row.items()}
    given: dict[str, object] = {name: cells[name] or None for name in _COLUMNS[1:] if name in cells}
    if "status" in cells:
        given["status"] = _status(cells["status"], where)
    if "support_until" in cells:
        given["support_until"] = _date(cells["support_until"], where)
    details = {name: value or None for name, value in cells.items() if name not in _COLUMNS}
    if details:
        given["details"] = details
    return _Row(key_of(cells["account"], where), cells["account"], given)


def _status(text: str, where: str) -> str | None:
    if text and text not in tuple(Standing):
        raise Invalid(f"{where}the status “{text}” isn't one of {', '.join(Standing)}.")
    return text or None


def _date(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(f"{where}“{text}” isn't a date like 2027-06-30.") from error


async def _save(tx: Transaction, rows: Sequence[_Row]) -> None:
    """First insert the new accounts with the least they need; then set the given values on all."""
    bare = insert(Account).values([row.new for row in rows])
    await tx.session.execute(bare.on_conflict_do_nothing(index_elements=["key"]))
    changes = {name: _SET[name] for name in rows[0].given}
    connection = await tx.session.connection()
    await connection.execute(
        update(Account).where(Account.key == bindparam("known_as")).values(changes),
        [{"known_as": row.key, **{f"new_{name}": row.given[name] for name in changes}} for row in rows],
    )
