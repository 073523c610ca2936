"""A spreadsheet's rows as accounts: what each line gives, or why it can't be taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from board.errors import Invalid
from board.people import sheet
from board.people.normal_form import key_of
from board.people.sheet import Fault
from board.people.spreadsheet_dates import dates_among

T = TypeVar("T")

_SCIENTIFIC = re.compile(r"\d([.,]\d+E[+-]?|E\+)\d+", re.IGNORECASE)
_FLOAT = re.compile(r"(\d+|\d{1,3}([ \u00a0\u202f'’]\d{3})+)[.,]0{1,2}")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?|(\d\d?)\.(\d\d?)\.(\d{4})")


@dataclass(frozen=True)
class Line:
    line: int
    key: str
    number: str
    given: Mapping[str, Any]
    """Values by field, for the columns that the file has."""


@dataclass(frozen=True)
class Reading:
    columns: Sequence[sheet.Heading]
    lines: Sequence[Line]
    faults: Sequence[Fault]
    """Lines that can't be taken, in the file's order."""
    encoding: str


@dataclass(frozen=True)
class _Row:
    """A line whose cells are understood, before it is compared with the others."""

    cells: sheet.Row
    number: str
    is_text: bool
    given: Mapping[str, Any]


def read(data: bytes, names: sheet.Names = sheet.NO_NAMES) -> Reading:
    """Read a whole file. Raises ``Invalid`` for one that is no table of accounts; takes seconds for a large one."""
    found = sheet.read(data, ("account", "name"), names)
    faults = list(found.faults)
    rows = [row for each in found.rows if (row := _understood(each, found.columns, faults))]
    rows = _without_dates(rows, faults)
    lines = _without_twins(rows, faults)
    return Reading(found.headings, lines, sorted(faults, key=lambda fault: fault.line), found.encoding)


def as_number(cell: str) -> str:
    """The number as it was before a spreadsheet took it for a quantity; refused where that can't be known."""
    number = cell.strip()
    if number.startswith(sheet.TEXT_MARK):
        return number.removeprefix(sheet.TEXT_MARK).strip()
    if number.startswith("="):
        raise Invalid("refused.cell.formula", "account", cell=cell)
    if _SCIENTIFIC.fullmatch(number):
        raise Invalid("refused.cell.rounded", "account", cell=cell)
    return found[1] if (found := _FLOAT.fullmatch(number)) else number


def _understood(row: sheet.Row, columns: Sequence[str], faults: list[Fault]) -> _Row | None:
    cells = dict(zip(columns, row.cells, strict=True))
    wrong: list[Invalid] = []
    number = _kept(wrong, as_number, cells["account"]) or ""
    if not wrong:
        _kept(wrong, key_of, number)
    _refuse_long(wrong, cells)
    given: dict[str, Any] = {name: _text(cells[name]) for name in sheet.OURS[1:] if name in cells}
    if "status" in cells:
        given["status"] = _kept(wrong, _status, cells["status"])
    if "support_until" in cells:
        given["support_until"] = _kept(wrong, _date, cells["support_until"])
    details = {name: _text(cells[name]) for name in columns if name and name not in sheet.OURS}
    if wrong:
        faults.append(Fault(row.line, row.cells, wrong))
        return None
    is_text = cells["account"].startswith(sheet.TEXT_MARK)
    return _Row(row, number, is_text, {**given, "details": details})


def _refuse_long(wrong: list[Invalid], cells: Mapping[str, str]) -> None:
    """What nobody could save again on the account's page."""
    wrong += [
        Invalid("refused.cell.too_long", name, column=name, longest=sheet.LONGEST)
        for name, cell in cells.items()
        if len(cell) > sheet.LONGEST
    ]


def _kept(wrong: list[Invalid], read_as: Callable[[str], T], cell: str) -> T | None:
    """The cell's value; what is wrong with it goes to the others of its line."""
    try:
        return read_as(cell)
    except Invalid as error:
        wrong.append(error)
        return None


def _text(cell: str) -> str | None:
    return sheet.unmarked(cell) or None


def _status(cell: str) -> str | None:
    if not cell:
        return None
    status = sheet.status_named(cell)
    if status is None:
        raise Invalid("refused.cell.status", "status", cell=cell, statuses=", ".join(sheet.STATUSES))
    return status


def _date(cell: str) -> str | None:
    """As in 2027-06-30, with a midnight after it, or as in 30.06.2027."""
    if not cell:
        return None
    try:
        found = _DAY.fullmatch(cell)
        if found is None:
            raise ValueError(cell)
        year, month, day = found.groups()[:3] if found[1] else reversed(found.groups()[3:])
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise Invalid("refused.cell.date", "support_until", cell=cell) from error


def _without_dates(rows: Sequence[_Row], faults: list[Fault]) -> list[_Row]:
    """What stands there as text has been turned into nothing."""
    bare = [row for row in rows if not row.is_text]
    lost = {bare[place].cells.line for place in dates_among([row.number for row in bare])}
    faults += [
        Fault(
            row.cells.line, row.cells.cells, [Invalid("refused.cell.became_date", "account", cell=row.number)]
        )
        for row in rows
        if row.cells.line in lost
    ]
    return [row for row in rows if row.cells.line not in lost]


def _without_twins(rows: Sequence[_Row], faults: list[Fault]) -> list[Line]:
    """Of lines for one account none is taken: nobody knows which is right."""
    by_key: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_key[key_of(row.number)].append(row)
    for twins in by_key.values():
        for row in twins if len(twins) > 1 else ():
            other = twins[1] if row is twins[0] else twins[0]
            why = Invalid(
                "refused.cell.twin",
                "account",
                number=row.number,
                other=other.number,
                other_line=other.cells.line,
            )
            faults.append(Fault(row.cells.line, row.cells.cells, [why]))
    return [
        Line(row.cells.line, key, row.number, row.given)
        for key, (row, *others) in by_key.items()
        if not others
    ]
