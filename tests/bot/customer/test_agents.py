"""What agents hear in Telegram, what customers hear of a later time, and groups the bot leaves."""

from __future__ import annotations

from functools import partial

from sqlalchemy import text

from board.people import roles, team
from board.people.roles import Wish
from board.queues import alarms_key
from board.tickets import moving, undoing
from board.values import DESK, AgentId, Role
from sandbox.client import Person
from tests.bot.customer.test_forged import forge
from tests.bot.machinery import until
from tests.bot.talking import Talk


async def test_a_code_links_an_agents_telegram_once(talk: Talk) -> None:
    code = await talk.do(partial(team.link_code, name="Vera"))
    vera = await talk.phone.person("Vera")
    await vera.send(f"/start {code}")
    await vera.expect("Vera, this Telegram is linked now")

    stranger = await talk.phone.person("Oleg")
    await stranger.send(f"/start {code}")
    await stranger.expect("This code is not valid")


async def test_an_agent_without_an_account_only_listens(talk: Talk) -> None:
    vera = await talk.linked_agent()

    await vera.send("ok")

    await vera.expect("Vera, this chat only brings you alarms.")
    assert await talk.words(None) == []


async def test_the_first_alarm_comes_at_once_and_those_of_the_minute_after_it_together(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, first = await talk.with_ticket()
    alone = await vera.expect("New:")
    second = await talk.another_ticket(anna, topic=1)
    third = await talk.another_ticket(anna, topic=2)
    assert [message.text for message in await vera.messages() if "New:" in message.text] == [alone.text]

    await talk.advance(minutes=1)

    together = await vera.expect("New:")
    assert alone.text == f"New: #{first} · Cash desk · 17-203"
    assert together.text.split("\n") == [
        f"New: #{second} · Question about the product · 17-203",
        f"New: #{third} · Billing and papers · 17-203",
    ]


async def test_alarms_queued_for_an_agent_who_is_removed_are_not_sent(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, _ = await talk.with_ticket()
    await vera.expect("New:")
    await talk.phone.fault(method="sendMessage", chat_id=vera.id, retry_after=60)
    await talk.another_ticket(anna, topic=1)
    await talk.advance(minutes=1)
    await until(partial(_queued, talk, vera, 1))
    await talk.another_ticket(anna, topic=2)

    await talk.do(partial(team.add_agent, name="Oleg", role=Role.OWNER), DESK)
    await talk.do(partial(team.remove_agent, name="Vera"), DESK)

    assert await _queued(talk, vera, 0)


async def _queued(talk: Talk, agent: Person, number: int) -> bool:
    """Whether so many messages wait for the agent; with none, none waits to become one."""
    asked = text("SELECT count(*) FROM job WHERE done_at IS NULL AND order_key = ANY(:keys)")
    keys = [f"chat:{agent.id}", *([] if number else [alarms_key(AgentId(talk.vera.id or 0))])]
    async with talk.database.reading() as session:
        return bool(await session.scalar(asked, {"keys": keys}) == number)


async def test_an_alarm_after_a_quiet_minute_comes_at_once_again(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, _ = await talk.with_ticket()
    await vera.expect("New:")
    await talk.advance(minutes=1)

    second = await talk.another_ticket(anna, topic=1)

    alarm = await vera.expect("New:")
    assert alarm.text == f"New: #{second} · Question about the product · 17-203"


async def test_an_agent_hears_alarms_in_the_language_they_chose(talk: Talk) -> None:
    vera = await talk.linked_agent()
    await talk.do(lambda tx: roles.change_agent(tx, AgentId(talk.vera.id or 0), Wish(language="ru")), DESK)

    _, number = await talk.with_ticket()

    await vera.expect(f"Новое: #{number} · Касса и оплата · 17-203")


async def test_near_and_missed_deadlines_reach_the_agent_at_once(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, number = await talk.with_ticket()
    await vera.expect("New:")
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")

    await talk.advance(minutes=4)
    near = await vera.expect("Soon:")
    await talk.advance(minutes=1, seconds=1)
    missed = await vera.expect("Late:")

    assert near.text.startswith(f"Soon: #{number} · Cash desk · first answer by ")
    assert missed.text.startswith(f"Late: #{number} · Cash desk · first answer was due ")


async def test_an_agent_snoozes_from_under_an_alarm_and_nobody_else_does(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    await talk.advance(minutes=4)
    near = await vera.expect("Soon:")
    assert [button.text for button in near.buttons] == ["😴 Snooze for 1 h", "😴 Until they write"]

    assert "old message" in await forge(talk, anna, near.buttons[0].data or "")
    assert (await talk.ticket(number)).snoozed_at is None
    await vera.tap(near, index=0)

    async def is_snoozed() -> bool:
        return (await talk.ticket(number)).snoozed_until is not None

    await until(is_snoozed)
    await talk.advance(minutes=2)
    assert not [message for message in await vera.messages() if "Late:" in message.text]
    await talk.advance(hours=1)
    await vera.expect(f"Late: #{number} · Cash desk · first answer was due ")


async def test_a_move_to_a_later_time_tells_the_customer_once_it_can_not_be_undone(talk: Talk) -> None:
    anna, number = await talk.with_ticket()

    await talk.do(partial(moving.move, number=number, lane="two_days"))
    assert await talk.quiet(anna) == []
    await talk.advance(seconds=11)

    told = await anna.expect(f"#{number} needs more time than we said. New time: solved by ")
    assert "(Moscow)" in told.text


async def test_a_move_to_a_sooner_time_or_an_undone_one_tells_nothing(talk: Talk) -> None:
    anna, number = await talk.with_ticket(topic="product")
    await talk.do(partial(moving.move, number=number, lane="two_days"))
    await talk.do(partial(undoing.undo, number=number))
    await talk.do(partial(moving.move, number=number, lane="urgent"))

    await talk.advance(seconds=11)

    assert await talk.quiet(anna) == []


async def test_the_bot_leaves_a_group_it_was_added_to(talk: Talk) -> None:
    anna = await talk.registered()
    group = await talk.phone.group("Car wash owners")

    await talk.phone.add_bot(group, anna)

    async def has_left() -> bool:
        return await talk.phone.group_standing(group) == "left"

    await until(has_left)
