"""A spreadsheet's dates are told from account numbers that only look like them."""

from __future__ import annotations

import pytest

from board.people.spreadsheet_dates import dates_among

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    "number",
    [
        "17-Mar", "17-mar", "17-MAR", "Mar-17", "mar-17", "17.мар", "мар.17", "17 мар", "17. Sep", "17-Agu",
        "17-Mar-25", "17 марта 2025", "March-17", "Март 2025", "17.03.2025", "01.12.1999", "Sept-17",
    ],
)  # fmt: skip
def test_what_spreadsheets_write_is_a_date(number: str) -> None:
    assert dates_among([number]) == [0]
    assert dates_among(["17-203", "17-204", number]) == [2]


@pytest.mark.parametrize(
    "number",
    [
        "DESK-7", "MARKET-12", "12-MARKET", "12-Market", "DEC-1042", "Dec-1042", "MAR-17", "JUNO-8", "Juno-18",
        "МАРТ-5", "МАЙ-12", "МАРИЯ-7", "Мария-17", "НОЯБРЬСК-4", "Ноябрьск-14", "Augustin-12", "45-Mar", "Mar-7",
        "Mar-170", "17.13.2025", "32.03.2025", "17.03.1025", "17.203", "2025-03-17", "17-03-2025", "MAY12", "0-Mar",
    ],
)  # fmt: skip
def test_other_numbers_are_none(number: str) -> None:
    assert dates_among([number]) == []


@pytest.mark.parametrize(
    ("numbers", "places"),
    [
        (["Mar-17", "Mar-18", "Mar-19"], []),
        (["Mar-17", "Mar-1042", "17-203"], []),
        (["Mar-17", "Foo-18", "17-203"], []),
        (["18-Foo", "17-Mar"], []),
        (["10.11.12", "12.45.10"], []),
        (["10.11.12"], []),
        (["10.11.12", "11.12.13"], []),
        (["10.11.12", "11.12.2013"], [1]),
        (["17-203", "10.11.12"], [1]),
        (["Mar-17", "Apr-17"], [0, 1]),
        (["17-Mar", "17-Apr"], [0, 1]),
        (["17-203", "17-FOO", "17-Mar"], [2]),
        (["17-203", "17.03.2025", "18.03.2025"], [1, 2]),
    ],
)
def test_the_others_of_a_column_show_what_it_is(numbers: list[str], places: list[int]) -> None:
    assert dates_among(numbers) == places
