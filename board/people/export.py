"""The registry as a CSV file that imports again as it was, and that a spreadsheet can open without harm."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Account
from board.people import sheet
from board.people.spreadsheet_dates import dates_among

_AT_ONCE = 2000
_PLAIN = re.compile(r"0|[1-9]\d{0,14}")
_QUANTITY = re.compile(
    r"[\d.,eE+\s\u00a0\u202f'’]+|\d{1,2}[-/]\d{1,2}|\d{1,2}[-/](?:19|20)\d\d|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}"
)
"""What a spreadsheet may take for an amount or a date, and write otherwise."""
_DETAILS = text("SELECT DISTINCT jsonb_object_keys(details) AS name FROM account ORDER BY name")


async def export(session: AsyncSession, separator: str = ",") -> AsyncIterator[bytes]:
    """All accounts by number. The mark at its beginning tells Excel that it is UTF-8."""
    details = list(await session.scalars(_DETAILS))
    yield codecs.BOM_UTF8 + rows_as_csv([[*sheet.OURS, *map(sheet.marked, details)]], separator).encode()
    asked, after = select(Account).order_by(Account.key).limit(_AT_ONCE), ""
    while accounts := (await session.scalars(asked.where(Account.key > after))).all():
        yield rows_as_csv((_cells(account, details) for account in accounts), separator).encode()
        after = accounts[-1].key
        session.expunge_all()


def rows_as_csv(rows: Iterable[Sequence[str]], separator: str) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue()


def number_cell(number: str) -> str:
    """Marked as text where a spreadsheet would make another number of it, or a date."""
    is_kept = _PLAIN.fullmatch(number) or not (_QUANTITY.fullmatch(number) or dates_among([number]))
    return sheet.marked(number) if is_kept else sheet.TEXT_MARK + number


def _cells(account: Account, details: Sequence[str]) -> list[str]:
    until = account.support_until.isoformat() if account.support_until else ""
    ours = (account.name, account.status, until, account.plan or "")
    more = (account.details.get(name, "") for name in details)
    return [number_cell(account.number), *map(sheet.marked, (*ours, *more))]
