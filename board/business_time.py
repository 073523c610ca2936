"""Working time: how much of real time a calendar is open, whatever clocks, holidays and nights do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
_FARTHEST_WEEKS = 100 * 53
"""Nobody is promised anything later; a calendar that opens no more is found out by then."""
_LONGEST_OPEN_WEEKS = 53
_LAST_WEEK = date(9998, 12, 31).toordinal() // 7
_NONE = timedelta()


class Interval(NamedTuple):
    """From when until when it is open, in minutes of wall-clock time since the day's midnight.

    Beyond 24 hours it closes on the next day. A time that comes twice opens at its first and closes at its last; one
    that clocks jump over is the moment of the jump.
    """

    opens: int
    closes: int


Hours: TypeAlias = tuple[Interval, ...]
"""A day's; none: closed. Night hours belong to the day they begin on."""

ALWAYS: Hours = (Interval(0, DAY_MINUTES),)


@dataclass(frozen=True)
class Calendar:
    """When a desk is open: the hours of each weekday, Monday first, and of dates that have their own.

    It keeps what it has worked out, so use one object for many questions. Instants are aware; years 2 to 9998.
    """

    zone: ZoneInfo
    week: tuple[Hours, ...]
    days: tuple[tuple[date, Hours], ...] = ()
    _built: dict[int, _Week] = field(default_factory=dict, init=False, repr=False, compare=False)

    def add(self, at: datetime, goal: timedelta) -> datetime | None:
        """The first moment at which it has been open for `goal` since `at`; None if it never will."""
        if goal <= _NONE:
            return at
        number, week = self._week_at(at)
        wanted = week.passed(at) + goal
        if wanted <= week.total:
            return week.reached(wanted)
        wanted -= week.total
        for week in self._open_weeks(number + 1):
            if wanted <= week.total:
                return week.reached(wanted)
            wanted -= week.total
        return None

    def subtract(self, at: datetime, goal: timedelta) -> datetime | None:
        """The first moment since which it has been open for `goal` until `at`, so that adding leads back to it.

        None if it never was open so long.
        """
        if goal <= _NONE:
            return at
        number, week = self._week_at(at)
        passed = week.passed(at)
        for earlier in range(number - 1, max(0, number - _FARTHEST_WEEKS), -1):
            if goal < passed:
                break
            goal -= passed
            week = self._week(earlier)
            passed = week.total
        return week.reached(passed - goal) if goal < passed else None

    def measure(self, since: datetime, until: datetime) -> timedelta:
        """How long it is open between the two; negative if `until` is before `since`."""
        if until < since:
            return -self.measure(until, since)
        first, week = self._week_at(since)
        last, last_week = self._week_at(until)
        whole = sum((self._week(number).total for number in range(first, last)), _NONE)
        return whole + last_week.passed(until) - week.passed(since)

    def next_open(self, at: datetime) -> datetime | None:
        """When it is open, from `at` on: `at` itself if it is open then; None if it never will be."""
        number, week = self._week_at(at)
        for opens, closes in week.spans:
            if at < week.starts + closes:
                return max(at, week.starts + opens)
        following = next(self._open_weeks(number + 1), None)
        return following.starts + following.spans[0][0] if following else None

    def next_close(self, at: datetime) -> datetime | None:
        """When the open hours end that `next_open` begins; None if it never opens, or not within a year closes."""
        opens = self.next_open(at)
        if opens is None:
            return None
        number, _ = self._week_at(opens)
        closes = opens
        for later in range(number, number + _LONGEST_OPEN_WEEKS):
            week = self._week(later)
            for since, until in week.spans:
                if closes < week.starts + since:
                    return closes
                closes = max(closes, week.starts + until)
            if closes < week.ends:
                return closes
        return None

    def next_opening(self, at: datetime) -> datetime | None:
        """When it next begins to be open, after `at`; None if it never will, or does not close before."""
        closes = self.next_close(at) if self.is_open(at) else at
        return self.next_open(closes) if closes else None

    def day_end(self, at: datetime, cut_off: int) -> datetime | None:
        """When the working day ends that a question asked then still belongs to; None if there is none any more.

        Whoever asks later than `cut_off`, in minutes since midnight, belongs to the next one. On a day that opens
        later than that, as a night does, it is the minute of the following date.
        """
        first = at.astimezone(self.zone).toordinal() - 1
        last = min(first + _FARTHEST_WEEKS * 7, self._last_week_with_hours * 7 + 7)
        for ordinal in range(first, last + 1):
            hours = self._hours(ordinal)
            if not hours:
                continue
            asked_by = cut_off if hours[0].opens <= cut_off else cut_off + DAY_MINUTES
            ends = _instant(self.zone, ordinal, max(each.closes for each in hours), is_last=True)
            is_asked_in_time = at < ends and at <= _instant(self.zone, ordinal, asked_by, is_last=True)
            # Clocks that are put forward may jump over all hours of a day.
            if is_asked_in_time and self.measure(at, ends):
                return ends
        return None

    def is_open(self, at: datetime) -> bool:
        return self.next_open(at) == at

    def hours_on(self, day: date) -> Hours:
        """The hours that begin on this date."""
        return self._hours(day.toordinal())

    def _hours(self, ordinal: int) -> Hours:
        return self._own_hours.get(ordinal, self.week[(ordinal - 1) % 7])

    @cached_property
    def _own_hours(self) -> dict[int, Hours]:
        return {day.toordinal(): hours for day, hours in self.days}

    @cached_property
    def _last_week_with_hours(self) -> int:
        if any(self.week):
            return _LAST_WEEK
        # A night's hours may reach into the week after.
        return max((day for day, hours in self._own_hours.items() if hours), default=-7) // 7 + 1

    def _open_weeks(self, number: int) -> Iterator[_Week]:
        """From this one on, those with hours; the end comes however closed the calendar is."""
        for later in range(number, min(number + _FARTHEST_WEEKS, self._last_week_with_hours + 1)):
            if (later in self._built or self._has_hours(later)) and (week := self._week(later)).spans:
                yield week

    def _has_hours(self, number: int) -> bool:
        own, week = self._own_hours, self.week
        return any(own.get(ordinal, week[(ordinal - 1) % 7]) for ordinal in _days_into(number))

    def _week_at(self, at: datetime) -> tuple[int, _Week]:
        number = (at.astimezone(self.zone).toordinal() - 1) // 7
        week = self._week(number)
        # Clocks that are put back over midnight show a Sunday after Monday has begun.
        if at < week.starts:
            return number - 1, self._week(number - 1)
        if at >= week.ends:
            return number + 1, self._week(number + 1)
        return number, week

    def _week(self, number: int) -> _Week:
        if (known := self._built.get(number)) is not None:
            return known
        days = _days_into(number)
        starts, ends = _instant(self.zone, days[1], 0), _instant(self.zone, days[-1] + 1, 0)
        spans = self._ordinary_spans if self._is_ordinary(days) else _clipped(self._spans(days), starts, ends)
        week = self._built[number] = _Week(starts, ends, spans, _length(spans))
        return week

    def _is_ordinary(self, days: Sequence[int]) -> bool:
        """Whether no date of it has hours of its own and no clock is changed."""
        if any(ordinal in self._own_hours for ordinal in days):
            return False
        offsets = {
            _midnight(ordinal).replace(tzinfo=self.zone).utcoffset() for ordinal in (*days, days[-1] + 1)
        }
        return len(offsets) == 1

    @cached_property
    def _ordinary_spans(self) -> _Spans:
        """Of a week in which a minute on the wall is a minute."""
        starts = datetime(2001, 1, 1, tzinfo=UTC)
        minutes = [
            (timedelta(minutes=day * DAY_MINUTES + opens), timedelta(minutes=day * DAY_MINUTES + closes))
            for day in range(-1, 7)
            for opens, closes in self.week[day % 7]
        ]
        spans = [(starts + opens, starts + closes) for opens, closes in minutes]
        return _clipped(spans, starts, starts + timedelta(days=7))

    def _spans(self, days: Sequence[int]) -> list[tuple[datetime, datetime]]:
        return [
            (_instant(self.zone, day, opens), _instant(self.zone, day, closes, is_last=True))
            for day in days
            for opens, closes in self._hours(day)
        ]


_Spans: TypeAlias = tuple[tuple[timedelta, timedelta], ...]


class _Week(NamedTuple):
    """A week from Monday's midnight; `spans` are its open times since then, in order and apart."""

    starts: datetime
    ends: datetime
    spans: _Spans
    total: timedelta

    def passed(self, at: datetime) -> timedelta:
        """How long it has been open until then."""
        since, passed = at - self.starts, _NONE
        for opens, closes in self.spans:
            if since <= opens:
                break
            passed += min(since, closes) - opens
        return passed

    def reached(self, passed: timedelta) -> datetime:
        """The first moment until which it has been open that long, which is more than nothing."""
        for opens, closes in self.spans:
            if passed <= closes - opens:
                return self.starts + opens + passed
            passed -= closes - opens
        raise ValueError("the week is not open so long")


def _days_into(number: int) -> range:
    """The dates whose hours may lie in the week: its own, and Sunday before it with its night."""
    return range(number * 7, number * 7 + 8)


def _clipped(spans: Sequence[tuple[datetime, datetime]], starts: datetime, ends: datetime) -> _Spans:
    """What of them lies in the week, joined where they touch or overlap."""
    joined: list[tuple[timedelta, timedelta]] = []
    for opens, closes in sorted((max(a, starts), min(b, ends)) for a, b in spans):
        since, until = opens - starts, closes - starts
        if since >= until:
            continue
        if joined and since <= joined[-1][1]:
            since, until = joined[-1][0], max(joined.pop()[1], until)
        joined.append((since, until))
    return tuple(joined)


def _length(spans: _Spans) -> timedelta:
    return sum((closes - opens for opens, closes in spans), _NONE)


def _instant(zone: ZoneInfo, ordinal: int, minute: int, *, is_last: bool = False) -> datetime:
    wall = _midnight(ordinal) + timedelta(minutes=minute)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    last = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if last < first:
        return _jump(zone, last, first)
    return last if is_last else first


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The moment between the two at which clocks are put forward, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while (apart := (after - before) // timedelta(seconds=2)) > 0:
        middle = before + timedelta(seconds=apart)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _midnight(ordinal: int) -> datetime:
    return datetime.fromordinal(ordinal)
