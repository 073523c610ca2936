"""Account numbers that a spreadsheet has turned into dates, told from numbers that only look like them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTHS = (
    "jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|sep|sept|oct|okt|nov|dec|des"
    "|january|february|march|april|june|july|august|september|october|november|december"
    "|januari|februari|maret|april|juni|juli|agustus|oktober|desember"
    "|янв|фев|февр|мар|апр|май|мая|июн|июл|авг|сен|сент|окт|ноя|нояб|дек"
    "|январь|февраль|март|апрель|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
    "|января|февраля|марта|апреля|июня|июля|августа|сентября|октября|ноября|декабря"
)
# After a month, capitals alone are a company's own: no spreadsheet writes MAR-17.
_WRITTEN_MONTH = f"{_MONTHS}|{_MONTHS.title()}"
_DAY, _YEAR, _BETWEEN = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:(?:19|20)\d\d|\d\d)", r"(?:\. |[-. /])"
_DATE = re.compile(
    rf"{_DAY}{_BETWEEN}(?i:{_MONTHS})\.?(?:{_BETWEEN}{_YEAR})?"
    rf"|(?:{_WRITTEN_MONTH}){_BETWEEN}{_YEAR}"
    rf"|{_DAY}\.(?:0?[1-9]|1[0-2])\.{_YEAR}"
)

_MAY_BE_TYPED = re.compile(r"\d{1,2}\.\d{1,2}\.\d\d")
"""Most spreadsheets write a year in full."""


def dates_among(numbers: Sequence[str]) -> list[int]:
    """Which numbers of a column have become dates, by their places.

    One that is a date in form is a number where the others show it: one of them has the same beginning or the same
    signs and is no date, or all have the same beginning. With nothing but dates in form, those that a hand may have
    typed as they stand are numbers.
    """
    dates = [place for place, number in enumerate(numbers) if _DATE.fullmatch(number)]
    if not dates or (len(numbers) > 1 and len({_beginning(number) for number in numbers}) == 1):
        return []
    if len(dates) == len(numbers):
        return [place for place in dates if not _MAY_BE_TYPED.fullmatch(numbers[place])]
    others = [number for number in numbers if not _DATE.fullmatch(number)]
    beginnings, signs = {_beginning(number) for number in others}, {_signs(number) for number in others}
    return [
        place
        for place in dates
        if _beginning(numbers[place]) not in beginnings and _signs(numbers[place]) not in signs
    ]


def _beginning(number: str) -> str:
    """All before the last digits, if it ends with some."""
    return re.sub(r"\d+$", "", number)


def _signs(number: str) -> str:
    """Digits are alike, and so are capitals and small letters: “17-Mar” is like “18-Foo”, not like “17-FOO”."""
    return "".join(map(_sign, number))


def _sign(sign: str) -> str:
    if sign.isdigit():
        return "9"
    return ("A" if sign.isupper() else "a") if sign.isalpha() else sign
