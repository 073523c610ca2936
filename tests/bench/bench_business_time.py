"""How many promises a second are reckoned in working time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from board.business_time import Calendar
from board.working_hours import parse_week

_START = datetime(2026, 4, 28, 9, 30, tzinfo=UTC)
_GOAL = timedelta(hours=48)
_TIMES = 20_000


def test_adding_and_measuring_over_ten_years_of_holidays() -> None:
    office = _office()
    first_ms = _ms(lambda: office.add(_START, _GOAL))
    starts = [_START + timedelta(minutes=257 * n) for n in range(_TIMES)]
    dues = [due for start in starts if (due := office.add(start, _GOAL))]
    added = _ms(lambda: [office.add(start, _GOAL) for start in starts])
    measured = _ms(lambda: [office.measure(start, due) for start, due in zip(starts, dues, strict=True)])
    print(f"\nthe first 48 working hours added: {first_ms:.2f} ms")
    print(f"add: {_TIMES / added * 1000:,.0f} a second; measure: {_TIMES / measured * 1000:,.0f} a second")
    ten_years = timedelta(days=3652)
    fresh = _office()
    print(f"ten years measured: {_ms(lambda: fresh.measure(_START, _START + ten_years)):.1f} ms at first,")
    print(f"then {_ms(lambda: fresh.measure(_START, _START + ten_years)):.2f} ms")
    assert first_ms < 10


def _office() -> Calendar:
    holidays = [
        date(year, month, day) for year in range(2026, 2037) for month in (1, 5) for day in range(1, 10)
    ]
    week = parse_week("mon-fri 08:00-12:00 13:30-18:00")
    return Calendar(ZoneInfo("Europe/Moscow"), week, tuple((day, ()) for day in holidays))


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
