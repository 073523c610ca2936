"""Working hours as people write them."""

from __future__ import annotations

import pytest

from board.errors import Invalid
from board.working_hours import DAYS, parse_hours, parse_week, write_hours, write_week

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mon-fri 09:00-18:00", "mon-fri 09:00-18:00"),
        ("sun-fri 9:00-18:00", "mon-fri 09:00-18:00; sun 09:00-18:00"),
        (
            " Mon-Thu 08:00-12:00 13:00-17:00;fri 08:00-11:30  13:30-17:00; sat 22:00-06:00; ",
            "mon-thu 08:00-12:00 13:00-17:00; fri 08:00-11:30 13:30-17:00; sat 22:00-06:00",
        ),
        ("mon 13:00-17:00; mon,wed 08:00-12:00", "mon 08:00-12:00 13:00-17:00; wed 08:00-12:00"),
        ("mon-sun 00:00-24:00", "mon-sun 00:00-24:00"),
        ("sat 12:00-00:00; sun 00:00-10:00", "sat 12:00-24:00; sun 00:00-10:00"),
        ("tue-mon 22:00-06:00", "mon-sun 22:00-06:00"),
        ("", ""),
    ],
)
def test_a_week_is_read_and_written(written: str, kept: str) -> None:
    week = parse_week(written)
    assert write_week(week) == kept
    assert parse_week(kept) == week


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("mon", "no hours"),
        ("mon-fri", "no hours"),
        ("moon 09:00-18:00", "no hours"),
        ("mon-fri-sun 09:00-18:00", "no hours"),
        ("09:00-18:00", "no hours"),
        ("mon 9-18", "no hours"),
        ("mon 09:00-24:30", "no hours"),
        ("mon 24:00-06:00", "no hours"),
        ("mon 09:60-10:00", "no hours"),
        ("mon ٠٩:٠٠-١٠:٠٠", "no hours"),
        ("mon 09:00-09:00", "no length"),
        ("mon 09:00-12:00 11:00-13:00", "overlap"),
        ("sat 22:00-06:00; sun 05:00-10:00", "sat 22:00-06:00 and sun 05:00-10:00 overlap"),
        ("sun 22:00-06:00; mon 05:00-10:00", "sun 22:00-06:00 and mon 05:00-10:00 overlap"),
        ("mon 09:00-12:00; mon-fri 09:00-12:00", "overlap"),
        ("mon " + " ".join(f"{hour:02}:00-{hour:02}:30" for hour in range(13)), "at most"),
    ],
)
def test_what_is_no_week_is_refused_in_words(written: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        parse_week(written)


def test_a_days_hours_are_read_in_any_order() -> None:
    assert write_hours(parse_hours("13:00-17:00 08:00-12:00")) == "08:00-12:00 13:00-17:00"
    with pytest.raises(Invalid, match="overlap"):
        parse_hours("22:00-06:00 23:00-23:30")


def test_one_day_alone_may_be_open_all_night() -> None:
    for day in DAYS:
        assert write_week(parse_week(f"{day} 06:00-05:59")) == f"{day} 06:00-05:59"
