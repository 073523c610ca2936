"""A CSV file as offices write it: columns and rows, whatever its encoding, separator and blank rows."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from board.errors import Invalid
from board.people.file_encoding import decoded
from board.text import keepable
from board.words.catalog import in_every_language

OURS = ("account", "name", "status", "support_until", "plan")
"""Columns that mean something to the desk; their names may be written in any case."""
STATUSES = ("active", "suspended", "expired")
LONGEST, MOST_DETAILS = 500, 100
"""Characters of a cell, and columns that are details: what an account may have, however it came."""

TEXT_MARK = "'"
"""What a spreadsheet puts before a cell that is text, whatever it looks like."""
STARTS_FORMULA = re.compile(r"[=+\-@\t\r']")
"""What a spreadsheet would run, and the mark that keeps it from doing so."""

_SEPARATORS = ",;\t|"
_BINARY = {
    b"PK\x03\x04": "refused.file.excel",
    b"\xd0\xcf\x11\xe0": "refused.file.old_excel",
    b"%PDF": "refused.file.pdf",
}
_EXCEL_HINT = re.compile(r"\ufeff?\s*sep=(.)\s*", re.IGNORECASE)
"""Excel's own first line that names the separator."""
_TEXT_AS_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')
_WORD_SIGNS = re.compile(r"[\s_.:№#]+")


@dataclass(frozen=True)
class Row:
    line: int
    """Where it begins in the file, from 1."""
    cells: Sequence[str]
    """One for each column; what a row leaves out is empty."""


@dataclass(frozen=True)
class Fault:
    """A line that can't be taken, with its cells as they stand in the file."""

    line: int
    cells: Sequence[str]
    wrong: Sequence[Invalid]


@dataclass(frozen=True)
class Heading:
    """A column as the file calls it, and what the desk takes it for: one of ours, or a detail."""

    heading: str
    column: str


@dataclass(frozen=True)
class Names:
    """What columns are that the desk wouldn't know by itself: by heading, one of ours."""

    said: Mapping[str, str] = field(default_factory=dict)
    """By whoever brings the file; an empty one is kept as a detail."""
    remembered: Mapping[str, str] = field(default_factory=dict)
    """From the file before."""


@dataclass(frozen=True)
class Sheet:
    headings: Sequence[Heading]
    rows: Sequence[Row]
    encoding: str
    faults: Sequence[Fault] = field(default=())

    @property
    def columns(self) -> Sequence[str]:
        return [heading.column for heading in self.headings]


NO_NAMES = Names()


def read(data: bytes, wanted: Sequence[str], names: Names = NO_NAMES) -> Sheet:
    """Read a whole file whose columns include the wanted ones. Refuses it with one sentence that says what to do."""
    for beginning, refusal in _BINARY.items():
        if data.startswith(beginning):
            raise Invalid(refusal)
    text, encoding = decoded(data)
    records = _records(text, wanted, names)
    try:
        line, first = next(records)
    except StopIteration:
        line, first = 1, []
    headings = _headings(line, first, wanted, names)
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in records:
        _take(line, [_value(cell) for cell in cells], headings, rows, faults)
    return Sheet(headings, rows, encoding, faults)


def column_name(heading: str) -> str:
    """A column of ours in any case and quotes; others keep their case, as details are shown by it."""
    name = keepable(heading).strip().strip('"').strip().lstrip("\ufeff").strip()
    return name.lower() if name.isascii() and name.lower() in OURS else name


def _records(text: str, wanted: Sequence[str], names: Names) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line that each begins in."""
    stream = io.StringIO(text, newline="")
    hint = _EXCEL_HINT.fullmatch(stream.readline())
    if hint is None:
        stream.seek(0)
    reader = csv.reader(stream, delimiter=hint[1] if hint else _separator(text, wanted, names), strict=True)
    before = 1 if hint else 0
    begins = before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = before + reader.line_num + 1
    except csv.Error as error:
        raise Invalid("refused.row.no_csv", line=begins) from error


def marked(text: str) -> str:
    """So that no spreadsheet runs it; `unmarked` gives it back."""
    return TEXT_MARK + text if STARTS_FORMULA.match(text) else text


def unmarked(cell: str) -> str:
    is_marked = cell.startswith(TEXT_MARK) and STARTS_FORMULA.match(cell[1:])
    return cell[1:] if is_marked else cell


def _separator(text: str, wanted: Sequence[str], names: Names) -> str:
    """What parts the first line so that the wanted columns appear, else what stands in it most often."""
    lines = io.StringIO(text, newline="")
    first = next((line for line in lines if line.strip(_SEPARATORS + " \r\n")), "")
    for separator in _SEPARATORS:
        if set(wanted) <= set(_meant([column_name(cell) for cell in first.split(separator)], names)):
            return separator
    return max(_SEPARATORS, key=first.count)


def _headings(line: int, cells: Sequence[str], wanted: Sequence[str], names: Names) -> list[Heading]:
    headings = [column_name(unmarked(cell.strip())) for cell in cells]
    columns = _meant(headings, names)
    if sum(bool(column) and column not in OURS for column in columns) > MOST_DETAILS:
        raise Invalid("refused.row.many_names", line=line, most=MOST_DETAILS)
    missing = [name for name in wanted if name not in columns]
    if missing:
        found = [{"heading": each, "column": of} for each, of in zip(headings, columns, strict=True) if each]
        raise Invalid(
            "refused.row.no_names", details={"columns": found}, line=line, columns=", ".join(missing)
        )
    for place, column in enumerate(columns):
        if column and column in columns[:place]:
            raise Invalid("refused.row.name_twice", line=line, column=column)
    return [Heading(*each) for each in zip(headings, columns, strict=True)]


def _meant(headings: Sequence[str], names: Names) -> list[str]:
    """What each column is: what was said of it, else ours by its name, as remembered, or in one of our languages."""
    said = {_plain(heading): ours for heading, ours in names.said.items()}
    columns = [said.get(_plain(heading)) or heading for heading in headings]
    open_places = [place for place, heading in enumerate(headings) if _plain(heading) not in said]
    for ours in OURS:
        remembered = {_plain(heading) for heading, of in names.remembered.items() if of == ours}
        for called in (remembered, _called(f"sheet.column.{ours}")):
            place = next((place for place in open_places if _plain(columns[place]) in called), None)
            if ours not in columns and place is not None:
                columns[place] = ours
    return columns


def status_named(cell: str) -> str | None:
    """Which status the cell names, in any of our languages."""
    plain = _plain(cell)
    return next(
        (name for name in STATUSES if plain == name or plain in _called(f"sheet.status.{name}")), None
    )


@functools.cache
def _called(key: str) -> frozenset[str]:
    """The catalogs hold a wording a line."""
    return frozenset(_plain(line) for said in in_every_language(key) for line in said.split("\n"))


def _plain(text: str) -> str:
    return _WORD_SIGNS.sub(" ", text.casefold().replace("ё", "е")).strip()


def _take(
    line: int, values: Sequence[str], headings: Sequence[Heading], rows: list[Row], faults: list[Fault]
) -> None:
    beyond = values[len(headings) :]
    nameless = [value for each, value in zip(headings, values, strict=False) if not each.column and value]
    if any(beyond) or nameless:
        faults.append(Fault(line, values, [Invalid("refused.cell.beyond")]))
    else:
        rows.append(Row(line, [*values[: len(headings)], *[""] * (len(headings) - len(values))]))


def _value(cell: str) -> str:
    """A cell's text; spreadsheets write ="007" to keep the zeros."""
    value = keepable(cell).strip()
    if value.startswith("=") and (found := _TEXT_AS_FORMULA.fullmatch(value)):
        return found[1].replace('""', '"').strip()
    return value
