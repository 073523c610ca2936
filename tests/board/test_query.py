"""What people type into the search, told apart."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.views.query import Days, Field, Query, Term, days, parse
from board.words.catalog import in_every_language, keys

pytestmark = pytest.mark.fast

_TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    "case",
    json.loads((Path(__file__).parents[1] / "page/queries.json").read_text()),
    ids=lambda case: case["q"],
)
def test_words_and_filters_are_told_apart(case: dict[str, object]) -> None:
    query = parse(str(case["q"]))

    told = [[*("-" if term.is_not else ""), term.field.value, *term.values] for term in query.terms]
    assert (query.words, list(query.without), told) == (
        case["words"],
        case.get("without", []),
        case.get("terms", []),
    )


def test_a_filter_keeps_how_it_was_written() -> None:
    assert parse('-label:"vip, x"').terms == (Term(Field.LABEL, ("vip, x",), True, '-label:"vip, x"'),)


_PIECES = st.sampled_from(
    [
        "topic:",
        "-",
        "is:late",
        '"',
        "«",
        "»",
        ",",
        ":",
        " ",
        "касса",
        "label:a,b",
        "from:-7d",
        "#12",
        "“",
        "\x00",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map("".join)))
def test_whatever_is_typed_is_understood_somehow(typed: str) -> None:
    query = parse(typed)

    assert isinstance(query, Query)
    assert all(term.values for term in query.terms)
    for term in query.terms:
        days(term.values[0], _TODAY)


@given(st.text(max_size=12))
def test_a_day_is_a_day_or_none(typed: str) -> None:
    found = days(typed, _TODAY)

    assert found is None or found.first < found.end


@pytest.mark.parametrize(
    ("typed", "first", "end"),
    [
        ("2026-11-01", date(2026, 11, 1), date(2026, 11, 2)),
        ("2026-2-3", date(2026, 2, 3), date(2026, 2, 4)),
        ("01.11.2026", date(2026, 11, 1), date(2026, 11, 2)),
        ("30.11", date(2025, 11, 30), date(2025, 12, 1)),
        ("28.11", date(2026, 11, 28), date(2026, 11, 29)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-W48", date(2026, 11, 23), date(2026, 11, 30)),
        ("today", _TODAY, date(2026, 11, 30)),
        ("Вчера", date(2026, 11, 28), _TODAY),
        ("hari_ini", _TODAY, date(2026, 11, 30)),
        ("-7d", date(2026, 11, 22), date(2026, 11, 23)),
        ("2н", date(2026, 11, 15), date(2026, 11, 16)),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, first: date, end: date) -> None:
    assert days(typed, _TODAY) == Days(first, end)


@pytest.mark.parametrize(
    "typed", ["", "soon", "2026-13", "31.02", "2026-02-30", "9999999d", "0001", "2026-W60"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert days(typed, _TODAY) is None


def test_no_word_means_two_things() -> None:
    for kind in ("field", "is", "has", "rated", "agent", "day"):
        meant: dict[str, str] = {}
        for key in keys(f"query.{kind}."):
            for word in {each for words in in_every_language(key) for each in words.split(",")}:
                assert meant.setdefault(word, key) == key, word
