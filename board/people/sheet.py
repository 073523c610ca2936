"""A CSV file as offices write it: columns and rows, whatever its encoding, separator and blank rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from board.errors import Invalid
from board.people.file_encoding import decoded
from board.text import keepable

OURS = ("account", "name", "status", "support_until", "plan")
"""Columns that mean something to the desk; their names may be written in any case."""

_SEPARATORS = ",;\t|"
_BINARY = {
    b"PK\x03\x04": "refused.file.excel",
    b"\xd0\xcf\x11\xe0": "refused.file.old_excel",
    b"%PDF": "refused.file.pdf",
}
_EXCEL_HINT = re.compile(r"\ufeff?\s*sep=(.)\s*", re.IGNORECASE)
"""Excel's own first line that names the separator."""
_TEXT_AS_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')


@dataclass(frozen=True)
class Row:
    line: int
    """Where it begins in the file, from 1."""
    cells: Sequence[str]
    """One for each column; what a row leaves out is empty."""


@dataclass(frozen=True)
class Sheet:
    columns: Sequence[str]
    rows: Sequence[Row]
    encoding: str


def read(data: bytes, wanted: Sequence[str]) -> Sheet:
    """Read a whole file whose columns include the wanted ones. Refuses it with one sentence that says what to do."""
    for beginning, refusal in _BINARY.items():
        if data.startswith(beginning):
            raise Invalid(refusal)
    text, encoding = decoded(data)
    records = _records(text, wanted)
    try:
        line, names = next(records)
    except StopIteration:
        line, names = 1, []
    columns = _columns(line, names, wanted)
    return Sheet(columns, [_row(line, cells, columns) for line, cells in records], encoding)


def _records(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line that each begins in."""
    stream = io.StringIO(text, newline="")
    hint = _EXCEL_HINT.fullmatch(stream.readline())
    if hint is None:
        stream.seek(0)
    reader = csv.reader(stream, delimiter=hint[1] if hint else _separator(text, wanted), strict=True)
    before = 1 if hint else 0
    begins = before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = before + reader.line_num + 1
    except csv.Error as error:
        raise Invalid("refused.row.no_csv", line=begins, error=str(error)) from error


def _separator(text: str, wanted: Sequence[str]) -> str:
    """What parts the first line so that the wanted columns appear, else what stands in it most often."""
    lines = io.StringIO(text, newline="")
    first = next((line for line in lines if line.strip(_SEPARATORS + " \r\n")), "")
    for separator in _SEPARATORS:
        if set(wanted) <= {_name(cell) for cell in first.split(separator)}:
            return separator
    return max(_SEPARATORS, key=first.count)


def _columns(line: int, names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    columns = [_name(name) for name in names]
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise Invalid("refused.row.no_names", line=line, columns=", ".join(missing))
    for place, column in enumerate(columns):
        if column and column in columns[:place]:
            raise Invalid("refused.row.name_twice", line=line, column=column)
    return columns


def _name(cell: str) -> str:
    """A column of ours in any case and quotes; others keep their case, as details are shown by it."""
    name = keepable(cell).strip().strip('"').strip().lstrip("\ufeff")
    return name.lower() if name.isascii() and name.lower() in OURS else name


def _row(line: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    values = [_value(cell) for cell in cells]
    beyond = values[len(columns) :]
    nameless = [value for name, value in zip(columns, values, strict=False) if not name and value]
    if any(beyond) or nameless:
        raise Invalid("refused.row.many_cells", line=line)
    return Row(line, values[: len(columns)] + [""] * (len(columns) - len(values)))


def _value(cell: str) -> str:
    """A cell's text; spreadsheets write ="007" to keep the zeros."""
    value = keepable(cell).strip()
    if value.startswith("=") and (found := _TEXT_AS_FORMULA.fullmatch(value)):
        return found[1].replace('""', '"').strip()
    return value
