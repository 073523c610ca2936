"""People who come, block the bot, return, are let in at the door, or ask to be forgotten; agents who sign in."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import select, text

from board.errors import Conflict, Invalid, NotAllowed
from board.facts import TicketReachable, TicketUnreachable
from board.models import Comment, CommentPart, Customer, Rating, Ticket
from board.people import bars, customers, door, keys, team
from board.store import jobs
from board.store.db import Transaction
from board.store.jobs import Job
from board.talk import conversation, sending
from board.tickets import history, locking, moving, promises, ratings, undoing
from board.values import DESK, Delivery, State
from tests.bot.machinery import until
from tests.racing import is_waiting
from tests.world import World, parts_of


async def test_blocking_and_returning_is_told_to_every_open_ticket(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await customers.blocked(tx, await world.meet(tx, 42))
    async with world.database.transaction(DESK) as tx:
        await customers.returned(tx, await world.meet(tx, 42))
    assert (await world.facts(number))[-2:] == [TicketUnreachable, TicketReachable]


async def test_erasing_forgets_words_and_names_and_keeps_numbers_times_and_scores(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("My secret.", message_id=5)
    await world.edit(5, "My other secret.")
    await world.answer(number, "Dear Anna")
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, 1)
        await tx.later(Job("outbox", "x", "chat:42", {"text": "Dear Anna"}))
        await tx.later(Job("update", "7000:1", "7000:chat:42", {"text": "My secret."}))
        set_aside = await jobs.take(tx.session, "update")
        assert set_aside is not None
        await jobs.park(tx.session, set_aside, "My secret can't be read.")
        await customers.erase(tx, await world.meet(tx, 42))
    async with world.database.reading() as session:
        assert {comment.text for comment in await session.scalars(select(Comment))} == {""}
        assert all(
            comment.seen_at
            for comment in await session.scalars(select(Comment).where(Comment.author == "customer"))
        )
        assert (await session.scalars(select(Customer))).one().telegram_id is None
        assert (await session.scalars(select(Rating))).one().score == 1
        assert (await session.get_one(Ticket, number)).opened_at is not None
        dump = await session.execute(
            text(
                "SELECT concat(payload, error) FROM job UNION ALL SELECT text FROM comment_part"
                " UNION ALL SELECT text FROM comment_version"
            )
        )
        assert not [row for (row,) in dump if "secret" in row or "Anna" in row]


async def test_reply_still_queued_for_an_erased_person_ends_and_holds_no_promise(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        reply = await conversation.reply(tx, number, "Dear Anna")

    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    async with world.database.transaction(DESK) as tx:
        assert (await tx.session.get_one(Comment, reply.id)).delivery == Delivery.BLOCKED
        assert not [timer for timer in await promises.load(tx, number) if timer.held]


async def test_reply_being_written_while_they_are_erased_goes_too(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    async with world.database.transaction(world.agent) as tx:
        reply = await conversation.reply(tx, number, "Dear Anna")
        erasing = asyncio.create_task(_erase(world))
        await until(partial(is_waiting, world.database))
    await erasing

    async with world.database.transaction(DESK) as tx:
        said = await tx.session.get_one(Comment, reply.id)
        assert (said.text, said.delivery) == ("", Delivery.BLOCKED)


async def test_who_is_met_after_a_wait_is_met_as_they_stand_then(world: World) -> None:
    await world.customer()
    async with world.database.transaction(DESK) as tx:
        await customers.set_language(tx, await world.meet(tx, 42), "en")
        meeting = asyncio.create_task(world.database.run(DESK, _meet))
        await until(partial(is_waiting, world.database))
        told_at = await tx.read_clock()
    met_at, language = await meeting

    assert met_at > told_at
    assert language == "en"


async def test_who_is_held_after_they_were_read_is_held_as_they_stand_then(world: World) -> None:
    await world.customer()
    async with world.database.transaction(world.agent) as tx:
        person = await tx.session.scalar(select(Customer))
        assert person is not None
        await world.database.run(world.agent, partial(bars.bar, customer_id=person.id, reason="Abuse"))
        assert (await customers.lock(tx, person.id)).bar_id is not None


async def test_greeting_begun_before_they_are_erased_comes_to_nothing(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
        greeting = asyncio.create_task(
            world.database.run(world.agent, lambda tx: conversation.greet(tx, number))
        )
        await until(partial(is_waiting, world.database))

    with pytest.raises(Conflict, match="erased"):
        await greeting


async def test_call_that_ends_after_they_are_erased_leaves_no_trace_of_their_chat(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        reply = await conversation.reply(tx, number, "Dear Anna")
        (part,) = await parts_of(tx, reply.id)
    await _erase(world)

    async with world.database.transaction(DESK) as tx:
        await sending.delivered(tx, reply.id, {part.id: 5}, bot_id=7000, chat_id=42)

    async with world.database.transaction(DESK) as tx:
        assert (await tx.session.get_one(CommentPart, part.id)).chat_id is None
        assert (await tx.session.get_one(Comment, reply.id)).delivery == Delivery.BLOCKED


async def test_nobody_replies_to_an_erased_person(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    with pytest.raises(Conflict, match="erased"):
        await world.answer(number)


async def test_nobody_opens_an_erased_persons_ticket_again(world: World) -> None:
    await world.customer()
    resolved, open_one = await world.open(), await world.open()
    await world.resolve(resolved)
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    for number in (resolved, open_one):
        with pytest.raises(Conflict, match="erased"):
            async with world.database.transaction(world.agent) as tx:
                await moving.reopen(tx, number)
        with pytest.raises(Conflict, match="erased"):
            async with world.database.transaction(world.agent) as tx:
                await moving.move(tx, number, column="in_work")
    with pytest.raises(Conflict, match="erased"):
        async with world.database.transaction(world.agent) as tx:
            await undoing.undo(tx, resolved)


async def test_edit_brings_no_erased_words_back(world: World) -> None:
    await world.customer()
    await world.open()
    await world.write("My secret.", message_id=5)
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    assert await world.edit(5, "My other secret.") is None

    async with world.database.reading() as session:
        assert (await session.scalars(select(Comment.text))).all() == [""]
        assert (await session.scalars(select(CommentPart.chat_id))).all() == [None]


async def test_person_without_an_account_is_let_in_by_an_agent(world: World) -> None:
    await world.customer(account=None)
    received = await world.write("I lost my number.")
    async with world.database.transaction(world.agent) as tx:
        person = await door.give_account(tx, received.comment.customer_id, "17-203", tx.now.date())
    assert person.account_id == (await world.account("17-203")).id


async def test_answer_at_the_door_becomes_part_of_the_ticket(world: World) -> None:
    await world.customer(account=None)
    received = await world.write("Hello?")
    async with world.database.transaction(world.agent) as tx:
        answer = await door.answer(tx, received.comment.customer_id, "Who are you?")
        await door.give_account(tx, received.comment.customer_id, "17-203", tx.now.date())
    number = await world.open()
    async with world.database.reading() as session:
        assert (await session.get_one(Comment, answer.id)).ticket_number == number


async def test_answer_at_the_door_is_no_longer_than_a_message(world: World) -> None:
    await world.customer(account=None)
    received = await world.write("Hello?")
    with pytest.raises(Invalid, match="4096"):
        async with world.database.transaction(world.agent) as tx:
            await door.answer(tx, received.comment.customer_id, "a" * 4097)


async def test_rating_can_be_changed_for_a_day_and_never_for_an_unresolved_ticket(world: World) -> None:
    await world.customer()
    number = await world.open()
    with pytest.raises(Conflict, match="resolved"):
        async with world.database.transaction(DESK) as tx:
            await ratings.rate(tx, number, 1)
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, 1)
        assert (await ratings.rate(tx, number, -1)).score == -1
    await world.pass_time(ratings.CHANGEABLE_FOR * 2)
    with pytest.raises(Conflict, match="one day"):
        async with world.database.transaction(DESK) as tx:
            await ratings.rate(tx, number, 0)


async def test_question_for_a_rating_stands_only_if_an_agent_wrote(world: World) -> None:
    await world.customer()
    silent, answered = await world.open(), await world.open()
    await world.answer(answered)
    stands = []
    for number in (silent, answered):
        await world.resolve(number)
        async with world.database.transaction(DESK) as tx:
            event = await history.resolution_of(tx, await locking.lock(tx, number))
            assert event is not None
            stands.append(await ratings.question_stands(tx, number, event.key))
    assert stands == [False, True]


async def test_login_address_works_once_and_a_reusable_one_again(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        once = await team.login_secret(tx, "Vera")
        often = await team.login_secret(tx, "Vera", reusable=True)
        session = await team.sign_in(tx, once)
        assert (await keys.find(tx.session, session, "session")) is not None
        with pytest.raises(NotAllowed):
            await team.sign_in(tx, once)
        assert await team.sign_in(tx, often) != await team.sign_in(tx, often)
        await team.sign_out(tx, session)
        assert await keys.find(tx.session, session, "session") is None


async def test_link_code_links_one_telegram_to_one_agent(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        code = await team.link_code(tx, "Vera")
        agent = await team.link_telegram(tx, code, 77)
        assert agent is not None
        assert agent.telegram_id == 77
        assert await team.link_telegram(tx, code, 78) is None
        assert await team.link_telegram(tx, "nonsense", 78) is None


async def test_session_is_no_api_token(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        token = await team.add_token(tx, "billing robot")
        assert await keys.find(tx.session, token, "session") is None
        agent = await keys.find(tx.session, token, "token")
        assert agent is not None
        assert agent.name == "billing robot"


async def test_erasing_closes_open_tickets(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
    assert await world.state(number) is State.DONE


async def test_login_address_opened_twice_at_once_signs_in_once(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        secret = await team.login_secret(tx, "Vera")

    async def spend() -> bool:
        try:
            async with world.database.transaction(DESK) as tx:
                await team.sign_in(tx, secret)
        except NotAllowed:
            return False
        return True

    assert sorted(await asyncio.gather(spend(), spend())) == [False, True]


async def _erase(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))


async def _meet(tx: Transaction) -> tuple[datetime, str]:
    customer = await World.meet(tx, 42)
    return tx.now, customer.language
