"""Tickets nobody writes on, numbers that open nothing, and old tickets that take no words: what is said is done."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from board.models import Alarm, Ticket
from board.store.db import Transaction
from board.talk import conversation
from board.tickets import moving, promises
from board.values import Metric, State, TicketNumber, TimerState
from board.views import tickets as tickets_view
from sandbox.client import Person
from tests.bot.talking import ACCOUNT, OTHER_ACCOUNT, Talk, number_in


async def closed_empty(talk: Talk) -> tuple[Person, int]:
    anna, number = await talk.with_ticket()
    await talk.advance(hours=24, seconds=1)
    await anna.expect(f"#{number} is closed: nothing was written in it. Write any time, and a new one opens.")
    return anna, number


async def states(talk: Talk, number: int) -> set[TimerState]:
    async def read(tx: Transaction) -> set[TimerState]:
        return {timer.state for timer in await promises.load(tx, TicketNumber(number))}

    return await talk.do(read)


async def alarms(talk: Talk) -> list[Alarm]:
    async def read(tx: Transaction) -> list[Alarm]:
        return list(await tx.session.scalars(select(Alarm)))

    return await talk.do(read)


async def tickets(talk: Talk) -> list[int]:
    async def read(tx: Transaction) -> list[int]:
        return list(await tx.session.scalars(select(Ticket.number)))

    return await talk.do(read)


async def test_an_empty_ticket_rings_nowhere_and_owes_nothing(talk: Talk) -> None:
    anna, number = await talk.with_ticket()

    await talk.advance(hours=24, seconds=1)
    await anna.expect(f"#{number} is closed: nothing was written in it.")

    assert await alarms(talk) == []
    assert await talk.state(number) is State.DONE
    assert await states(talk, number) == {TimerState.CANCELLED}


async def test_words_after_its_closing_open_a_new_one_as_was_said(talk: Talk) -> None:
    anna, number = await closed_empty(talk)

    await anna.send("The till is down.")

    await anna.expect("Your message is kept")
    await talk.until_words(None, "The till is down.")
    await anna.send("Cash desk")
    opening = await anna.expect("· Cash desk")
    assert (await talk.ticket(number_in(opening.text))).follows is None
    assert await talk.state(number) is State.DONE


async def test_while_they_talk_about_another_its_closing_promises_no_new_one(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    await anna.send("The till is down.")
    await talk.until_words(first, "The till is down.")
    second = await talk.another_ticket(anna)
    await talk.reply(first, "Is it on?")
    await anna.expect("Is it on?")

    await talk.advance(hours=24, seconds=1)

    said = await anna.expect(f"#{second} is closed: nothing was written in it.")
    assert said.text == f"#{second} is closed: nothing was written in it."
    await anna.send("Still down.")
    await talk.until_words(first, "The till is down.", "Still down.")


async def test_my_tickets_says_of_an_empty_one_what_happens(talk: Talk) -> None:
    anna, number = await closed_empty(talk)
    await anna.press("My tickets")
    await anna.tap(await anna.expect("Your tickets."), index=0)

    chosen = await anna.expect(
        "Nothing was written in it, so it was closed. A new message opens a new ticket."
    )
    assert chosen.buttons == ()
    await anna.send("The till is down.")

    await anna.expect("Your message is kept")
    assert await talk.words(number) == []


async def test_my_tickets_says_of_an_old_one_what_happens_though_another_is_open(talk: Talk) -> None:
    anna, old = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(old, "It stopped.")
    await talk.resolve(old)
    await talk.advance(hours=73)
    other = await talk.another_ticket(anna)
    await anna.send("The scanner.")
    await talk.until_words(other, "The scanner.")
    await anna.press("My tickets")
    await anna.tap(await anna.expect("Your tickets."), index=1)
    await anna.expect("A new message opens a new ticket.")

    await anna.send("It stopped again.")

    await anna.expect("Your message is kept")
    await talk.until_words(None, "It stopped again.")
    assert await talk.words(other) == ["The scanner."]


async def test_an_emoji_rates_no_empty_ticket(talk: Talk) -> None:
    anna, _ = await closed_empty(talk)

    await anna.send("😞")

    await anna.expect("Your message is kept")
    assert await talk.ratings() == []


async def test_a_number_that_is_unknown_opens_no_ticket(talk: Talk) -> None:
    anna = await talk.registered()

    await anna.send("17-299")
    await anna.expect("17-299")
    await talk.advance(minutes=20)

    assert await talk.quiet(anna) == []
    assert await tickets(talk) == []
    assert await talk.words(None) == ["17-299"]


async def test_a_number_that_is_unknown_goes_along_with_words(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("17-299")
    await anna.expect("17-299")

    await anna.send("The till is down.")
    await anna.expect("Your message is kept")
    await anna.send("Cash desk")
    number = number_in((await anna.expect("· Cash desk")).text)

    await talk.until_words(number, "17-299", "The till is down.")


async def test_a_number_alone_makes_a_picked_ticket_no_less_empty(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("17-299")
    await anna.expect("17-299")

    number = await talk.another_ticket(anna)

    assert await talk.words(number) == []
    await talk.advance(minutes=2, seconds=1)
    await anna.expect(f"#{number} is open, but there is nothing in it yet.")


async def test_a_known_number_alone_is_no_opening_either(talk: Talk) -> None:
    anna = await talk.registered()

    await anna.send(ACCOUNT)
    await anna.expect(f"Account {ACCOUNT} is linked already.")
    await anna.send(OTHER_ACCOUNT)
    await anna.expect(f"Is it {OTHER_ACCOUNT}?")
    await talk.advance(minutes=20)

    assert await tickets(talk) == []


async def test_on_a_ticket_a_number_is_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()

    await anna.send("17-299")

    await talk.until_words(number, "17-299")


async def told_due_at(talk: Talk, number: int) -> datetime | None:
    return await talk.do(lambda tx: conversation.told_due_at(tx.session, number))


async def resolution_due_at(talk: Talk, number: int) -> datetime | None:
    async def read(tx: Transaction) -> datetime | None:
        timers = await promises.load(tx, TicketNumber(number))
        return next(t.due_at for t in timers if t.metric is Metric.RESOLUTION and t.ended_at is None)

    return await talk.do(read)


async def test_first_words_after_the_promised_time_are_told_the_new_one(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    told = await told_due_at(talk, number)
    await talk.advance(hours=20)

    await anna.send("The till is down.")

    by_then = re.search(r"solved by (\d+:\d+)", (await anna.expect(f"#{number}: solved by")).text)
    shown = await talk.do(lambda tx: tickets_view.ticket(tx.session, number, "en"))
    assert by_then is not None
    as_shown = datetime.fromisoformat(str(shown["told_due_at"])).astimezone(ZoneInfo("Europe/Moscow"))
    assert f"{as_shown:%H:%M:%S}" == f"{by_then[1]}:00"
    now_told = await told_due_at(talk, number)
    assert told is not None
    assert now_told is not None
    assert now_told > told
    assert now_told == await resolution_due_at(talk, number)
    await anna.send("Still down.")
    await talk.until_words(number, "The till is down.", "Still down.")
    assert [text for text in await talk.quiet(anna) if "solved by" in text] == []


async def test_an_agents_first_words_after_it_tell_the_new_one_too(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.advance(hours=20)

    await talk.reply(number, "Is all well?")

    await anna.expect("Is all well?")
    await anna.expect(f"#{number}: solved by")
    assert await told_due_at(talk, number) == await resolution_due_at(talk, number)


async def test_while_they_are_waited_for_no_new_time_runs(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    told = await told_due_at(talk, number)
    await talk.advance(hours=20)
    await talk.do(lambda tx: moving.move(tx, number, column="waiting"))

    await talk.reply(number, "Is all well?")

    await anna.expect("Is all well?")
    assert await resolution_due_at(talk, number) is None
    assert await told_due_at(talk, number) == told
