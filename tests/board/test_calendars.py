"""Calendars as the owner keeps them: checked, changed, taken back; holidays, files and dates by hand together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from board.desk import calendars, changes, days_off
from board.desk.calendars import Content, Standing, Wish
from board.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound
from board.models import Calendar, CalendarDay
from board.upkeep.taking_back import take_back
from board.values import DESK, AgentId, DayOrigin, Role, Thing, agent_actor
from board.views.calendars import all_calendars, countries, days_of
from board.working_hours import parse_hours, parse_week
from tests.world import World

OFFICE = Content("Office", "Europe/Moscow", parse_week("mon-fri 09:00-18:00"))
SINCE, UNTIL = date(2025, 1, 1), date(2030, 12, 31)
JAKARTA = ZoneInfo("Asia/Jakarta")


def ics(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{inside}END:VCALENDAR\n".encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (Content("Office", "Mars/Olympus", OFFICE.week), "no time zone “Mars/Olympus”"),
        (Content(" ", "UTC", OFFICE.week), "1 to 60 characters"),
        (Content("24x7", "UTC", OFFICE.week), "isn't 24x7"),
        (Content("Office", "UTC", parse_week("")), "never be open"),
        (
            Content("Office", "UTC", parse_week(""), own={date(2020, 1, 1): parse_hours("09:00-10:00")}),
            "never be open",
        ),
        (Content("Office", "UTC", OFFICE.week, "XX"), "“XX” is no country"),
        (Content("Office", "UTC", OFFICE.week, "Russia"), "“Russia” is no country"),
        (Content("Office", "UTC", OFFICE.week, "DE-QQ"), "no region “QQ”"),
        (Content("Office", "UTC", OFFICE.week, own={date(3000, 1, 1): ()}), "1970 to 2199"),
    ],
)
async def test_what_can_be_no_calendar_is_refused_in_words(world: World, content: Content, why: str) -> None:
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(DeskError, match=why):
            await calendars.add(tx, content)


async def test_holidays_are_kept_and_give_way_to_file_and_hand(world: World) -> None:
    new_year, day_before, moved = date(2025, 1, 1), date(2025, 10, 31), date(2025, 11, 1)
    async with world.database.transaction(DESK) as tx:
        standing = await calendars.add(tx, Content("Office", "Europe/Moscow", OFFICE.week, "ru-mow"))
        hours = standing.open_hours()
        assert standing.row.country == "RU-MOW"
        assert hours.hours_on(new_year) == ()
        assert hours.hours_on(moved) == hours.hours_on(day_before) == parse_hours("09:00-18:00")

        file = days_off.FileDays([days_off.DayOff(moved, "Party")], 0)
        await calendars.set_file(tx, standing.row.id, "party.ics", file)
        standing = await calendars.set_days(tx, standing.row.id, [new_year], parse_hours("10:00-12:00"))
        assert standing.open_hours().hours_on(moved) == ()
        assert standing.open_hours().hours_on(new_year) == parse_hours("10:00-12:00")

        await calendars.set_file(tx, standing.row.id, "", None)
        await calendars.edit(tx, standing.row.id, Wish(country=""))
        standing = await calendars.set_days(tx, standing.row.id, [new_year], None)
        assert standing.days == []
        assert standing.open_hours().hours_on(new_year) == parse_hours("09:00-18:00")


async def test_a_night_of_a_moved_saturday_is_not_fridays_when_the_week_has_one() -> None:
    week = parse_week("mon-fri 09:00-18:00; sat 10:00-14:00")
    moved = CalendarDay(calendar_id=1, origin="country", day=date(2025, 11, 1), hours=None, name="")
    row = Calendar(id=1, word="x", name="X", zone="UTC", hours="mon-fri 09:00-18:00; sat 10:00-14:00")
    assert Standing(row, [moved]).open_hours().hours_on(date(2025, 11, 1)) == week[5]


async def test_a_changed_and_a_removed_calendar_come_back(world: World) -> None:
    own = {date(2026, 12, 31): parse_hours("09:00-15:00"), date(2027, 1, 4): ()}
    content = Content(
        "Office", "Europe/Moscow", OFFICE.week, "RU", own, {date(2026, 6, 1): "Party"}, "party.ics"
    )
    async with world.database.transaction(DESK) as tx:
        number = (await calendars.add(tx, content)).row.id
        await calendars.edit(tx, number, Wish(name="Shop", week=parse_week("mon-sun 10:00-20:00")))
    async with world.database.transaction(DESK) as tx:
        await take_back(tx, await changes.version(tx.session, Thing.CALENDAR, str(number)))
        assert (await calendars.named(tx.session, " office ")).content() == content
        await calendars.remove(tx, number)
    async with world.database.transaction(DESK) as tx:
        await take_back(tx, await changes.version(tx.session, Thing.CALENDAR, str(number)))
        assert (await calendars.numbered(tx.session, number)).content() == content


async def test_only_an_owner_decides_and_two_are_told_apart(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        number = (await calendars.add(tx, OFFICE)).row.id
        with pytest.raises(Conflict, match="already"):
            await calendars.add(tx, Content("OFFICE", "UTC", OFFICE.week))
        with pytest.raises(NotFound, match="no calendar “Shop”"):
            await calendars.named(tx.session, "Shop")
    async with world.database.transaction(agent_actor(AgentId(1), Role.AGENT)) as tx:
        with pytest.raises(NotAllowed):
            await calendars.set_days(tx, number, [date(2027, 1, 1)], ())
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(Conflict, match="changed"):
            await calendars.edit(tx, number, Wish(name="Shop"), version=0)


async def test_holidays_are_worked_out_again_when_more_may_be_known(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        number = (await calendars.add(tx, Content("Office", "UTC", OFFICE.week, "RU"))).row.id
        fresh = (await calendars.numbered(tx.session, number)).days
        row = await tx.session.get_one(Calendar, number)
        row.country_known = "0.1 2001"
        await calendars._write(tx, row, DayOrigin.COUNTRY, {date(2001, 1, 1): ("", "Old")})
    async with world.database.transaction(DESK) as tx:
        await calendars.renew(tx)
        assert [d.day for d in (await calendars.numbered(tx.session, number)).days] == [d.day for d in fresh]


async def test_a_calendar_that_has_ended_keeps_no_other_from_its_holidays(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        soon = (tx.now + timedelta(days=1)).date()
        fair = Content("Fair", "UTC", parse_week(""), "RU", {soon: parse_hours("09:00-18:00")})
        numbers = [
            (await calendars.add(tx, each)).row.id
            for each in (fair, Content("Office", "UTC", OFFICE.week, "RU"))
        ]
        for number in numbers:
            (await tx.session.get_one(Calendar, number)).country_known = "0.1 2001"
    await world.pass_time(timedelta(days=3))
    async with world.database.transaction(DESK) as tx:
        await calendars.renew(tx)
        known = {(await tx.session.get_one(Calendar, number)).country_known for number in numbers}
    assert known == {days_off.known_by((await world.now()).year)}


async def test_a_year_shows_what_is_open_short_closed_and_off(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        content = Content(
            "Office",
            "Europe/Moscow",
            parse_week("mon-thu 09:00-18:00; fri 09:00-17:00"),
            "RU",
            {date(2026, 12, 30): parse_hours("09:00-12:00"), date(2026, 7, 1): ()},
        )
        standing = await calendars.add(tx, content)
        days = {day["date"]: day for day in await days_of(standing, 2026, "ru")}
        listed = (await all_calendars(tx.session, "en"))["items"][0]
    assert len(days) == 365
    assert [days[f"2026-12-{day}"]["state"] for day in range(24, 32)] == [
        *("open", "part", "closed", "closed", "open", "open", "part", "holiday")
    ]
    assert days["2026-01-07"] == {
        "date": "2026-01-07",
        "state": "holiday",
        "hours": [],
        "origin": "country",
        "name": "Рождество Христово",
    }
    assert (days["2026-07-01"]["state"], days["2026-07-01"]["origin"]) == ("holiday", "hand")
    assert listed["week"][4:] == [["09:00-17:00"], [], []]
    assert listed["own_days"][1] == {"date": "2026-12-30", "hours": ["09:00-12:00"]}
    assert listed["opens_at"] is not None


async def test_countries_are_named_in_the_readers_language() -> None:
    known = {each["code"]: each for each in (await countries("ru"))["items"]}
    assert known["ID"]["name"] == "Индонезия"
    assert "BY" in known["DE"]["regions"]


@pytest.mark.fast
def test_whole_days_of_a_file_are_taken_and_what_returns_too() -> None:
    taken = days_off.of_file(
        ics(
            "UID:1\nDTSTART;VALUE=DATE:20200501\nDTEND;VALUE=DATE:20200502\nRRULE:FREQ=YEARLY\nSUMMARY:May  Day",
            "UID:1\nRECURRENCE-ID;VALUE=DATE:20260501\nDTSTART;VALUE=DATE:20260502\nSUMMARY:Moved",
            "UID:2\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas",
            "UID:3\nDTSTART:20261109T100000Z\nDTEND:20261109T120000Z\nSUMMARY:Meeting",
            "UID:4\nDTSTART;VALUE=DATE:20261111\nSTATUS:CANCELLED",
            "DTSTART:20261119T170000Z\nDTEND:20261121T170000Z\nSUMMARY:In Jakarta",
            "DTSTART;TZID=Asia/Jakarta:20261201T120000\nDURATION:P2D\nSUMMARY:From noon",
            "UID:7\nDTSTART;VALUE=DATE:20270101",
        ),
        JAKARTA,
        date(2026, 1, 1),
        date(2027, 12, 31),
    )
    assert [(each.day.isoformat(), each.name) for each in taken.days] == [
        ("2026-05-02", "Moved"),
        ("2026-11-20", "In Jakarta"),
        ("2026-11-21", "In Jakarta"),
        ("2026-12-02", "From noon"),
        ("2026-12-24", "Christmas"),
        ("2026-12-25", "Christmas"),
        ("2026-12-26", "Christmas"),
        ("2027-01-01", ""),
        ("2027-05-01", "May Day"),
    ]
    assert taken.left_out == 1


@pytest.mark.fast
def test_what_no_file_can_mean_is_left_out_and_costs_nothing() -> None:
    good = "UID:1\nDTSTART;VALUE=DATE:20260501"
    bad = [
        "UID:2\nDTSTART:20260101T000000\nRRULE:FREQ=SECONDLY",
        "UID:3\nDTSTART:20260101T000000\nRRULE:FREQ=DAILY;BYSECOND=1,2,3",
        "UID:4\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=NONSENSE",
        "UID:5\nDTSTART:whenever",
        "UID:6\nSUMMARY:no time at all",
    ]
    taken = days_off.of_file(ics(good, *bad), JAKARTA, SINCE, UNTIL)
    assert [each.day for each in taken.days] == [date(2026, 5, 1)]
    assert taken.left_out == len(bad)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no whole day"),
        (b"account,name\n17-203,Anna\n", "no calendar file"),
        (b"\xff\xfe\x00\x01", "no calendar file"),
        (ics("DTSTART;VALUE=DATE:19990101"), "no whole day"),
        (ics(*["DTSTART;VALUE=DATE:20260101"] * 3001), "at most 3000"),
        (b"x" * (days_off.MOST_BYTES + 1), "at most 2 MB"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        days_off.of_file(data, JAKARTA, SINCE, UNTIL)


async def test_now_is_open_or_says_when(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await calendars.add(tx, Content("Always", "UTC", parse_week("mon-sun 00:00-24:00")))
        today = tx.now.astimezone(UTC).date()
        await calendars.add(tx, Content("Never mind", "UTC", OFFICE.week, own={today: ()}))
        always, closed = (await all_calendars(tx.session, "en"))["items"]
    assert (always["is_open"], always["closes_at"]) == (True, None)
    assert closed["is_open"] is False
    assert closed["opens_at"] is not None
    assert datetime.fromisoformat(closed["opens_at"]).date() > today
