"""Before a promise breaks, its customer hears it: from an agent, else from the bot, once, and not while answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from board.desk import company
from board.models import Comment
from board.store.db import Transaction
from board.tickets import delays, moving, promises
from board.values import DESK, Delivery, Metric, Stage, TicketNumber
from sandbox.client import Person
from tests.bot.machinery import until
from tests.bot.posting import waits_for_a_retry
from tests.bot.talking import Talk

_TOLD = "takes longer than we promised"


async def _words(talk: Talk) -> tuple[Person, int, datetime]:
    """A ticket with words and a first answer, and when it is due."""
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    await talk.reply(number, "Looking into it.")
    await anna.expect("Looking into it.")

    return anna, number, await talk.do(partial(_due, number=number))


async def _due(tx: Transaction, number: int) -> datetime:
    timers = await promises.load(tx, TicketNumber(number))
    return next(t.due_at for t in timers if t.metric is Metric.RESOLUTION and t.due_at and not t.ended_at)


async def _is_close(talk: Talk, number: int, due_at: datetime) -> None:
    """Time has come to tell it, and the clock has looked."""
    await _until_due(talk, due_at, timedelta(minutes=12))

    async def is_rung() -> bool:
        timers = await talk.do(lambda tx: promises.load(tx, TicketNumber(number)))
        return any(Stage.CLOSE in timer.rung for timer in timers)

    await until(is_rung)


async def _is_close_while_answered(talk: Talk, anna: Person, number: int, due_at: datetime) -> None:
    """Telegram does not take what the agent wrote just before."""
    await _until_due(talk, due_at, timedelta(minutes=16))
    await talk.phone.fault(method="sendMessage", chat_id=anna.id, retry_after=600, times=1)
    await talk.reply(number, "Nearly there.")
    await waits_for_a_retry(talk.database)
    await _is_close(talk, number, due_at)


async def _answer_fails(talk: Talk, number: int) -> None:
    """When it is tried again; and the bot has looked then."""
    await talk.phone.fault(method="sendMessage", code=400, description="Bad Request: TEXT_INVALID", times=1)
    await talk.advance(minutes=7)
    await until(partial(_has_failed, talk, number))
    await talk.advance(minutes=1)


async def _has_failed(talk: Talk, number: int) -> bool:
    found = await talk.do(
        lambda tx: tx.session.scalars(select(Comment.delivery).where(Comment.ticket_number == number))
    )
    return Delivery.FAILED in found.all()


async def _until_due(talk: Talk, due_at: datetime, left: timedelta) -> None:
    await talk.advance(seconds=(due_at - left - await talk.now()).total_seconds())


async def test_the_bot_tells_of_a_delay_before_the_deadline_once(talk: Talk) -> None:
    anna, number, due_at = await _words(talk)
    await _is_close(talk, number, due_at)
    await anna.expect(f"#{number} {_TOLD}, sorry. New time: solved")
    await talk.advance(hours=5)
    assert await talk.quiet(anna) == []


async def test_who_was_told_by_an_agent_is_not_told_by_the_bot(talk: Talk) -> None:
    anna, number, due_at = await _words(talk)
    later = due_at + timedelta(hours=1)
    await talk.do(partial(delays.tell, number=number, until=later))
    await anna.expect(_TOLD)
    await talk.do(partial(delays.tell, number=number, until=later))
    await _is_close(talk, number, due_at)
    assert await talk.quiet(anna) == []


async def test_while_an_answer_is_on_its_way_nothing_is_told_and_after_it_neither(talk: Talk) -> None:
    anna, number, due_at = await _words(talk)
    await _is_close_while_answered(talk, anna, number, due_at)
    await talk.advance(minutes=7)
    await anna.expect("Nearly there.")
    await talk.advance(minutes=1)
    assert await talk.quiet(anna) == []


async def test_an_answer_that_never_arrives_is_none(talk: Talk) -> None:
    anna, number, due_at = await _words(talk)
    await _is_close_while_answered(talk, anna, number, due_at)
    await _answer_fails(talk, number)
    await anna.expect(_TOLD)


async def test_what_an_agent_tells_while_an_answer_is_on_its_way_is_told_alone(talk: Talk) -> None:
    anna, number, due_at = await _words(talk)
    await _is_close_while_answered(talk, anna, number, due_at)
    await talk.do(partial(delays.tell, number=number, until=due_at + timedelta(hours=9)))
    await _answer_fails(talk, number)
    await anna.expect(_TOLD)
    assert await talk.quiet(anna) == []


async def test_who_knows_of_a_later_time_is_told_of_no_earlier_one(talk: Talk) -> None:
    anna, number, _ = await _words(talk)
    await talk.do(partial(moving.move, number=number, lane="two_days"))
    await talk.advance(seconds=11)
    await anna.expect(f"#{number} needs more time than we said")
    await talk.do(partial(moving.move, number=number, lane="urgent"))
    due_at = await talk.do(partial(_due, number=number))
    await _is_close(talk, number, due_at)
    assert await talk.quiet(anna) == []


async def test_the_owner_may_leave_it_to_agents_and_say_it_in_words_of_their_own(talk: Talk) -> None:
    anna, number, due_at = await _words(talk)
    await talk.do(partial(company.set_tell_delays, value="off"), DESK)
    await _is_close(talk, number, due_at)
    assert await talk.quiet(anna) == []
    await talk.do(partial(company.set_text, key="delay_text", text="Later: {by}, number {number}"), DESK)
    await talk.do(partial(delays.tell, number=number, until=due_at + timedelta(hours=1)))
    told = await anna.expect("Later: by ")
    assert told.text.endswith(f"number {number}")


async def test_an_agent_tells_it_from_under_the_warning(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, _, due_at = await _words(talk)
    await _until_due(talk, due_at, timedelta(minutes=60))
    near = await vera.expect("Soon:")
    assert near.buttons[0].text.startswith("Tell them: +1 h, ")
    await vera.tap(near, index=0)
    await anna.expect(_TOLD)
    await _until_due(talk, due_at, timedelta(minutes=5))
    assert await talk.quiet(anna) == []
