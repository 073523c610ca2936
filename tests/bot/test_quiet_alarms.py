"""When agents are not told of alarms: while a ticket is snoozed, while its lane is closed; and each only once."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from board.desk import rules
from board.desk.rules import Breach
from board.errors import DeskError
from board.facts import DeadlineMissed, DeadlineNear, Snoozing
from board.models import Agent
from board.queues import Queue, chat_key
from board.settings import Settings
from board.store import journal
from board.store.db import Database
from board.tickets import moving, promises, snoozing, undoing
from board.tickets.snoozing import Until
from board.values import DESK, TIMER, TicketNumber, TimerState
from board.words.catalog import say
from bot import reminder_loop
from composition import listeners
from sla import clock, fold, worker
from tests.bot.machinery import cut_short, jobs_of
from tests.world import World, keep_hours, told

_SETTINGS = Settings()
_VERAS_CHAT = 777
_LINE = re.compile(r"(Soon|Late): #(\d+) · [^·]+ · (.+?) (?:by|was) ")


@pytest.fixture
async def desk(database: Database) -> World:
    """Vera's Telegram is linked, and Anna is known."""
    world = await World(told(database, listeners(_SETTINGS))).furnish()
    async with world.database.transaction(DESK) as tx:
        (await tx.session.get_one(Agent, world.agent.id)).telegram_id = _VERAS_CHAT
    await world.customer()
    return world


async def test_a_snoozed_ticket_is_told_of_once_when_it_wakes(desk: World) -> None:
    number = await _asked(desk)
    await _snooze(desk, number, timedelta(hours=1))
    for minutes in (4, 2, 53):
        await _pass(desk, minutes=minutes)
    assert await _alarms(desk) == []
    assert {type(event.fact) for event in await desk.events(number)} >= {DeadlineNear, DeadlineMissed}

    await _pass(desk, minutes=1)
    await _pass(desk, minutes=10)

    assert await _alarms(desk) == [("Late", number, "first answer")]


async def test_words_wake_it_and_what_was_missed_is_told_then(desk: World) -> None:
    number = await _asked(desk)
    await _snooze(desk, number, Until.CUSTOMER)
    await _pass(desk, minutes=10)

    await desk.write("Now it smokes.")
    await _pass(desk, minutes=1)

    assert await _alarms(desk) == [("Late", number, "first answer")]


async def test_what_is_answered_while_it_sleeps_is_not_told_of(desk: World) -> None:
    number = await _asked(desk)
    await _snooze(desk, number, timedelta(hours=1))
    await _pass(desk, minutes=10)
    await desk.answer(number)
    await _pass(desk, hours=1)
    assert await _alarms(desk) == []


async def test_nobody_is_rung_at_midnight_about_mondays_ticket(desk: World) -> None:
    await _opened_by_a_calendar(desk)
    await _pass_to(desk, weekday=4, hour=17, minute=50)  # Friday, when 17:55 is open and 18:01 is not
    number = await _asked(desk)
    await _pass(desk, minutes=4)
    assert await _alarms(desk) == [("Soon", number, "first answer")]
    await desk.pass_time(timedelta(hours=6))  # and nobody looks: the worker is down over closing time
    await _turn(desk.database)
    late_at_night = await _asked(desk, 43)
    await _pass(desk, minutes=5)
    assert [alarm for alarm in await _alarms(desk) if alarm[0] == "Late"] == []
    assert f"New: #{late_at_night}" not in await _told(desk)

    await _pass_to(desk, weekday=0, hour=9, minute=0)

    assert [alarm for alarm in await _alarms(desk) if alarm[0] == "Late"] == [
        ("Late", number, "first answer")
    ]
    (message,) = [text for text in await _messages(desk) if "Late" in text]
    assert f"New: #{late_at_night}" in message, "held alarms come together"


async def test_what_is_due_at_the_end_of_the_day_is_told_then(desk: World) -> None:
    await _opened_by_a_calendar(desk)
    await _pass_to(desk, weekday=4, hour=17, minute=54)
    await desk.pass_time(timedelta(seconds=55))
    number = await _asked(desk)
    await _pass_to(desk, weekday=4, hour=18, minute=1)
    assert ("Late", number, "first answer") in await _alarms(desk)


async def test_what_was_told_as_late_is_not_told_as_near_at_opening(desk: World) -> None:
    await _opened_by_a_calendar(desk)
    await _pass_to(desk, weekday=4, hour=17, minute=54)
    await desk.pass_time(timedelta(seconds=55))
    number = await _asked(desk)
    await desk.pass_time(
        timedelta(minutes=9)
    )  # the worker is back: the warning is too late, the breach is not
    await _turn(desk.database)
    await _pass(desk, minutes=1)
    await _pass_to(desk, weekday=0, hour=9, minute=0)
    assert await _alarms(desk) == [("Late", number, "first answer")]


async def test_what_is_promised_around_the_clock_is_told_at_night(desk: World) -> None:
    await _pass_to(desk, weekday=4, hour=23, minute=0)
    number = await _asked(desk)
    await desk.pass_time(timedelta(hours=1))
    await _turn(desk.database)
    assert ("Late", number, "first answer") in await _alarms(desk)


async def test_what_a_rule_moves_is_told_of_although_its_promise_ended_with_that(desk: World) -> None:
    """And its customer hears the new time, which is later than the one they were told."""
    async with desk.database.transaction(desk.agent) as tx:
        await rules.set_breach(tx, Breach("urgent"))
    number = await _asked(desk)
    await desk.answer(number)
    before, heard = len(await _messages(desk)), await _messages(desk, 42)
    await _pass(desk, hours=25)
    await _pass(desk, minutes=1)

    told = (await _messages(desk))[before].splitlines()[-1]
    assert re.fullmatch(rf"Moved by a rule: #{number} · .* → Product / Urgent, the promise was broken", told)
    assert len(await _messages(desk)) == before + 1
    (new_time,) = (await _messages(desk, 42))[len(heard) :]
    assert f"#{number}" in new_time


async def test_a_snooze_until_opening_ends_when_the_lane_next_opens(desk: World) -> None:
    await _opened_by_a_calendar(desk)
    await _pass_to(desk, weekday=4, hour=12, minute=0)
    number = await _asked(desk)
    await _snooze(desk, number, Until.OPENING)
    until = (await desk.ticket(number)).snoozed_until
    assert until is not None
    assert (until.weekday(), until.hour, until.minute) == (0, 9, 0)


@pytest.mark.parametrize("seed", [5])
async def test_no_snooze_changes_a_verdict_and_no_alarm_is_told_twice(desk: World, seed: int) -> None:
    """Whatever is done to tickets, with loops that die at any moment and promises that are worked out again."""
    mix = _Mix(desk, random.Random(seed))
    await mix.open(3)
    for _ in range(45):
        await mix.act()
        before = len(await _messages(desk))
        await _turn_with_a_crash(desk.database, mix.chance)
        for _, number, _ in await _alarms(desk, since=before):
            assert not await mix.is_snoozed(number), "told of, and asleep"
    for number in mix.numbers:
        await desk.database.run(desk.agent, partial(snoozing.wake, number=number))
    await _pass(desk, minutes=2)

    heard = Counter(await _alarms(desk))
    for number in mix.numbers:
        await _check_verdicts(desk, number)
        rung = Counter(await _rung(desk, number))
        assert {
            alarm: count for alarm, count in heard.items() if alarm[1] == number and count > rung[alarm]
        } == {}
        assert {alarm for alarm in await _standing(desk, number) if not heard[alarm]} == set()


@dataclass
class _Mix:
    desk: World
    chance: random.Random
    numbers: tuple[TicketNumber, ...] = ()

    async def open(self, count: int) -> None:
        for person in range(100, 100 + count):
            await self.desk.customer(person)
            self.numbers += (await self.desk.open(person),)

    async def act(self) -> None:
        number = self.chance.choice(self.numbers)
        person = 100 + self.numbers.index(number)
        by_agent: tuple[Callable[..., Awaitable[object]], ...] = (
            partial(snoozing.snooze, until=Until.CUSTOMER),
            snoozing.wake,
            partial(moving.move, lane=self.chance.choice(["urgent", "today", "two_days"])),
            partial(moving.move, column=self.chance.choice(["inbox", "in_work", "waiting", "done"])),
            undoing.undo,
        )
        match self.chance.randrange(11):
            case 0 | 1 | 2:
                await self.desk.pass_time(timedelta(minutes=self.chance.choice([1, 4, 30, 200, 900])))
            case 3 | 4:
                await _snooze(self.desk, number, timedelta(minutes=self.chance.choice([2, 60, 600])))
            case 5:
                await self.desk.write("It stopped.", telegram_id=person)
            case 6:
                await self.desk.write("спасибо", telegram_id=person, is_bare_thanks=True)
            case 7:
                await self.desk.answer(number)
            case 8:
                await self.desk.database.run(TIMER, partial(fold.refold, ticket=number))
            case _:
                await self.desk.read(number)
                with suppress(DeskError):
                    verb = partial(self.chance.choice(by_agent), number=number)
                    await self.desk.database.run(self.desk.agent, verb)

    async def is_snoozed(self, number: int) -> bool:
        async with self.desk.database.transaction(DESK) as tx:
            return await snoozing.ends_at(tx, number) is not None


async def _check_verdicts(desk: World, number: TicketNumber) -> None:
    async with desk.database.transaction(DESK) as tx:
        history = await journal.of_ticket(tx.session, number)
        awake = [event for event in history if not isinstance(event.fact, Snoozing)]
        expected = clock.advance(fold.fold(awake), tx.now)
        kept = clock.advance(await promises.load(tx, number), tx.now)
        assert [replace(timer, rung=frozenset()) for timer in kept] == list(expected)


async def _rung(desk: World, number: TicketNumber) -> list[tuple[str, int, str]]:
    facts = [event.fact for event in await desk.events(number)]
    return [
        ("Soon" if isinstance(fact, DeadlineNear) else "Late", number, say("en", f"metric.{fact.metric}"))
        for fact in facts
        if isinstance(fact, DeadlineNear | DeadlineMissed)
    ]


async def _standing(desk: World, number: TicketNumber) -> set[tuple[str, int, str]]:
    """What nobody has done anything about."""
    async with desk.database.transaction(DESK) as tx:
        timers = await promises.load(tx, number)
    late = [
        timer
        for timer in timers
        if timer.ended_at is None and timer.state is TimerState.MISSED and timer.rung
    ]
    return {("Late", number, say("en", f"metric.{timer.metric}")) for timer in late}


async def _asked(desk: World, person: int = 42) -> TicketNumber:
    await desk.customer(person)
    number = await desk.open(person)
    await desk.write("It stopped.", telegram_id=person)
    return number


async def _snooze(desk: World, number: int, until: timedelta | Until) -> None:
    async with desk.database.transaction(desk.agent) as tx:
        try:
            await snoozing.snooze(tx, number, until if isinstance(until, Until) else tx.now + until)
        except DeskError:
            assert (await desk.ticket(number)).done_at is not None


async def _opened_by_a_calendar(desk: World) -> None:
    async with desk.database.transaction(desk.agent) as tx:
        await keep_hours(tx, "mon-fri 09:00-18:00")


async def _pass(desk: World, **by: float) -> None:
    await desk.pass_time(timedelta(**by))
    await _turn(desk.database)


async def _pass_to(desk: World, *, weekday: int, hour: int, minute: int) -> None:
    """To such a moment in UTC, and everything that is due by then is done."""
    now = (await desk.now()).astimezone(UTC)
    at = datetime(now.year, now.month, now.day, hour, minute, tzinfo=UTC)
    while at <= now or at.weekday() != weekday:
        at += timedelta(days=1)
    await desk.wait_until(at)
    await _turn(desk.database)


async def _turn(database: Database) -> None:
    """Whatever is due happens."""
    while await worker.ring_due(database) or await reminder_loop.step(database, _SETTINGS):
        pass


async def _turn_with_a_crash(database: Database, chance: random.Random) -> None:
    await cut_short(_turn(database), chance, 150)
    if chance.random() < 0.5:
        await _turn(database)


async def _messages(desk: World, chat: int = _VERAS_CHAT) -> list[str]:
    mine = [job for job in await jobs_of(desk.database, Queue.OUTBOX) if job["order_key"] == chat_key(chat)]
    return [json.loads(job["payload"])["params"]["text"] for job in mine]


async def _told(desk: World) -> str:
    return "\n".join(await _messages(desk))


async def _alarms(desk: World, since: int = 0) -> list[tuple[str, int, str]]:
    """What Vera was told of deadlines: kind, ticket, promise."""
    found = _LINE.findall("\n".join((await _messages(desk))[since:]))
    return [(kind, int(number), metric) for kind, number, metric in found]
