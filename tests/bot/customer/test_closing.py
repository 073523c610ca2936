"""While nobody is there a customer hears once when somebody is, and how else to reach someone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from board.desk import away, company
from board.people import accounts
from board.store.db import Transaction
from board.values import DESK
from board.words.times import opens
from board.working_hours import DAYS
from tests.bot.talking import ACCOUNT, ZONE, Talk
from tests.world import keep_hours

CALL = "Urgent? Call 112."


async def close(talk: Talk) -> datetime:
    """Until 09:00 in Moscow the day after tomorrow, when it is open for a day; returns when that is."""

    async def until_then(tx: Transaction) -> datetime:
        day = tx.now.astimezone(ZONE).date() + timedelta(days=2)
        week = f"{DAYS[day.weekday()]} 09:00-18:00"
        await keep_hours(tx, week, "cash_desk", "urgent", zone=ZONE.key, elsewhere={"en": CALL})
        return datetime.combine(day, time(9), ZONE)

    return await talk.do(until_then, DESK)


async def said_at(talk: Talk, opens_at: datetime, zone: ZoneInfo = ZONE) -> str:
    return f"We are closed now and open {opens('en', opens_at, await talk.now(), zone)}."


async def test_the_opening_says_when_somebody_is_there_and_is_not_repeated(talk: Talk) -> None:
    opens_at = await close(talk)
    anna, _ = await talk.with_ticket()
    opening = (await anna.messages())[-1].text.split("\n")

    assert opening[0].endswith(f"solved by 14:00 on {opens_at:%-d %B} (Moscow).")
    assert f"First words by 09:05 on {opens_at:%-d %B} (Moscow), " in opening[0]
    assert opening[1:3] == [await said_at(talk, opens_at), CALL]
    await anna.send("It stopped")
    await talk.another_ticket(anna)
    assert CALL not in (await anna.messages())[-1].text
    assert await talk.quiet(anna) == []


async def test_who_writes_while_it_is_closed_hears_it_once_in_the_zone_of_their_account(talk: Talk) -> None:
    jakarta = ZoneInfo("Asia/Jakarta")
    change = partial(_set_zone, zone=jakarta)
    await talk.do(change, DESK)
    anna, number = await talk.with_ticket()
    opens_at = await close(talk)

    await anna.send("Thanks!")
    await talk.until_words(number, "Thanks!")
    await anna.send("It stopped")
    notice = await anna.expect("closed now")
    assert notice.text == f"{await said_at(talk, opens_at, jakarta)}\n{CALL}"
    assert "(Jakarta)" in notice.text
    await anna.send("And again")
    assert await talk.quiet(anna) == []

    await talk.advance(seconds=(opens_at - await talk.now()).total_seconds() + 1)
    await anna.send("Bay 2 again")
    assert await talk.quiet(anna) == []
    await talk.advance(hours=9)
    await anna.send("Bay 3 too")
    await anna.expect("closed now")
    await talk.until_words(number, "Thanks!", "It stopped", "And again", "Bay 2 again", "Bay 3 too")


async def _set_zone(tx: Transaction, zone: ZoneInfo) -> None:
    (await accounts.by_number(tx, ACCOUNT)).details = {"timezone": zone.key}


async def test_who_waits_and_who_comes_hear_that_somebody_left_and_nobody_hears_of_the_return(
    talk: Talk,
) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped")
    await talk.until_words(number, "It stopped")
    back_at = await talk.now() + timedelta(hours=2)
    await talk.do(partial(away.go, until=back_at, why="power cut."))

    told = await anna.expect("We are away")
    back = opens("en", back_at, await talk.now(), ZONE)
    assert told.text == f"We are away for a while: power cut. Back {back}."
    await anna.send("And again")
    assert await talk.quiet(anna) == []
    boris = await talk.registered("Boris")
    await talk.another_ticket(boris)
    opening = (await boris.messages())[-1].text.split("\n")
    assert ("First words by " in opening[0], opening[1]) == (True, told.text)

    await talk.do(away.come_back)
    await talk.another_ticket(anna)
    assert "First words within 5 minutes" in (await anna.messages())[-1].text
    assert await talk.quiet(boris) == []


async def test_the_owner_says_it_in_words_of_their_own_or_not_at_all(talk: Talk) -> None:
    anna, _ = await talk.with_ticket()
    await anna.send("It stopped")
    await talk.do(partial(company.set_tell_closed, value="off"), DESK)
    await talk.do(partial(_leave, hours=1))
    await anna.send("And again")
    assert await talk.quiet(anna) == []
    await talk.do(partial(company.set_text, key="away_text", text="Gone ({why}) until {back}"), DESK)
    await talk.do(partial(company.set_tell_closed, value="on"), DESK)
    await talk.do(partial(_leave, hours=2))
    assert (await anna.expect("Gone (lunch) until")).text.endswith("(Moscow)")


async def _leave(tx: Transaction, hours: int) -> None:
    await away.go(tx, tx.now + timedelta(hours=hours), "lunch")
