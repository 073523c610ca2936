"""The pace at which Telegram lets a bot speak."""

from __future__ import annotations

import pytest

from bot.outbound.pace import Pace

pytestmark = pytest.mark.fast

ANNA, GROUP = 42, -100


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(clock)


def _say(pace: Pace, chat: int) -> bool:
    """Say something if that is allowed now."""
    if pace.room() < 1 or chat in pace.resting():
        return False
    pace.set_out(chat)
    pace.land(chat)
    return True


def test_a_person_bears_a_short_burst_then_about_one_a_second(pace: Pace, clock: Clock) -> None:
    burst = [_say(pace, ANNA) for _ in range(6)]
    said = 0
    for _ in range(300):
        clock.now += 0.2
        said += _say(pace, ANNA)

    assert burst == [True] * 5 + [False]
    assert 50 <= said <= 60


def test_a_group_bears_less_than_twenty_a_minute(pace: Pace, clock: Clock) -> None:
    said = 0
    for _ in range(600):
        clock.now += 0.2
        said += _say(pace, GROUP)

    assert 36 <= said <= 40


def test_the_bot_says_less_than_thirty_things_a_second(pace: Pace, clock: Clock) -> None:
    times = []
    for step in range(400):
        clock.now += 0.01
        if _say(pace, step):
            times.append(clock.now)

    assert len(times) > 90
    assert all(sum(start <= t < start + 1.0 for t in times) < 30 for start in times)


def test_who_waits_is_told_how_long(pace: Pace, clock: Clock) -> None:
    assert pace.next_change() is None
    for _ in range(5):
        _say(pace, ANNA)

    wait = pace.next_change()

    assert wait is not None
    clock.now += wait
    assert _say(pace, ANNA)


def test_one_refused_chat_silences_nobody_else(pace: Pace) -> None:
    pace.refused(ANNA, 30)

    assert _say(pace, 43)


def test_many_refused_chats_silence_the_bot(pace: Pace, clock: Clock) -> None:
    for chat in (1, 2, 3):
        pace.refused(chat, 30)

    before = pace.room()
    clock.now += 30

    assert before == 0
    assert pace.room() > 0


def test_refusals_long_past_do_not_add_up(pace: Pace, clock: Clock) -> None:
    for chat in (1, 2, 3):
        pace.refused(chat, 5)
        clock.now += 6

    assert pace.room() > 0


def test_what_is_under_way_counts(pace: Pace, clock: Clock) -> None:
    for person in range(28):
        pace.set_out(person)
    clock.now += 60

    assert pace.room() == 0
