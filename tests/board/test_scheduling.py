"""Words to be said later: at their time and once, in order, never over what the customer wrote meanwhile."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from board.desk import columns, quick_replies
from board.desk.quick_replies import Actions, Content, NewFile
from board.errors import Invalid, NotFound
from board.facts import ReplyScheduled, Scheduling
from board.models import Comment, File, Ticket
from board.people import team
from board.settings import Settings
from board.store.db import Database, Transaction
from board.talk import attachments, conversation, quick_answers, scheduling
from board.talk.drafts import Begun
from board.talk.quick_answers import Usual
from board.talk.scheduling import When
from board.tickets import merging, moving, promises, undoing
from board.values import (
    DESK,
    AgentId,
    Author,
    Kind,
    Metric,
    Role,
    State,
    TicketNumber,
    TimerState,
    agent_actor,
)
from board.views.scheduled import scheduled
from bot import reminder_loop
from composition import listeners
from tests.bot.machinery import cut_short, open_jobs
from tests.world import World, told

HOUR = timedelta(hours=1)


@pytest.fixture
async def world(database: Database) -> World:
    return await World(told(database, listeners(Settings()))).furnish()


async def _later(world: World, number: int, text: str, after: timedelta = HOUR) -> int:
    async with world.database.transaction(world.agent) as tx:
        return (await scheduling.send_later(tx, number, Begun(text), tx.now + after)).id


async def _follow_up(world: World, number: int, text: str = "", days: int = 3) -> int:
    async with world.database.transaction(world.agent) as tx:
        return (await scheduling.follow_up(tx, number, Begun(text), days)).id


async def _due(world: World) -> None:
    for patience in (timedelta(), timedelta(seconds=3)):
        await world.pass_time(patience)
        while await reminder_loop.step(world.database, Settings()):
            pass


async def _pass(world: World, by: timedelta) -> None:
    await world.pass_time(by)
    await _due(world)


async def _said(world: World, number: int) -> list[str]:
    async with world.database.reading() as session:
        replies = select(Comment.text).where(Comment.ticket_number == number, Comment.author == Author.AGENT)
        return list(await session.scalars(replies.where(Comment.is_public).order_by(Comment.id)))


async def _waiting(world: World, number: int) -> list[tuple[str, str | None]]:
    async with world.database.reading() as session:
        items = (await scheduled(session, number))["items"]
    return [(each["text"], each["held"]) for each in items]


async def _whys(world: World, number: int) -> list[Scheduling]:
    return [event.fact.why for event in await world.events(number) if isinstance(event.fact, ReplyScheduled)]


async def _ticket(world: World) -> int:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    return number


async def test_what_was_scheduled_on_a_ticket_merged_away_is_said_on_the_one_that_stays(world: World) -> None:
    other = await _ticket(world)
    await _later(world, other, "Good morning.")
    stay = await world.open()
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, stay)
    assert await _waiting(world, stay) == [("Good morning.", None)]
    await _pass(world, HOUR)
    assert await _said(world, stay) == ["Good morning."]


async def test_what_was_scheduled_goes_back_when_a_merge_is_undone(world: World) -> None:
    stay = await _ticket(world)
    await _later(world, stay, "It is on its way.")
    other = await world.open()
    await world.write("It does not start.")
    await _later(world, other, "Good morning.")
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, stay)
    async with world.database.transaction(world.agent) as tx:
        await undoing.undo(tx, stay)
    assert await _waiting(world, stay) == [("It is on its way.", None)]
    assert await _waiting(world, other) == [("Good morning.", None)]


async def test_what_is_changed_by_a_number_that_was_merged_away_is_not_held(world: World) -> None:
    stay = await _ticket(world)
    other = await world.open()
    await world.write("It does not start.")
    scheduled = await _later(world, other, "Good morning.")
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, stay)
        await scheduling.change(tx, other, scheduled, Begun("Good evening."))
    assert await _waiting(world, other) == [("Good evening.", None)]


async def test_another_agent_changes_it_with_its_files(world: World) -> None:
    number = await _ticket(world)
    async with world.database.transaction(world.agent) as tx:
        file = await attachments.upload(
            tx, sha256="0" * 64, size_bytes=1, name="a.pdf", mime="application/pdf"
        )
        words = Begun("Good morning.", files=[file.id])
        kept = (await scheduling.send_later(tx, number, words, tx.now + HOUR)).id
    async with world.database.transaction(DESK) as tx:
        boris = agent_actor(AgentId((await team.add_agent(tx, "Boris")).id), Role.AGENT)
    async with world.database.transaction(boris) as tx:
        await scheduling.change(tx, number, kept, Begun("Good evening.", files=[file.id]))
    assert await _waiting(world, number) == [("Good evening.", None)]


async def test_it_is_said_at_its_time_and_answers_only_then(world: World) -> None:
    number = await _ticket(world)
    await _later(world, number, "Good morning.", timedelta(minutes=4))
    assert await _waiting(world, number) == [("Good morning.", None)]
    await _pass(world, timedelta(minutes=3))
    assert (await _said(world, number), await _first(world, number)) == ([], TimerState.RUNNING)

    await _pass(world, timedelta(minutes=1))
    assert (await _said(world, number), await _first(world, number)) == (["Good morning."], TimerState.HELD)
    assert await _waiting(world, number) == []
    calls = [job for job in await open_jobs(world.database, "outbox") if "Good morning." in job["payload"]]
    assert len(calls) == 1


async def _first(world: World, number: int) -> TimerState:
    async with world.database.transaction(DESK) as tx:
        timers = await promises.load(tx, TicketNumber(number))
    return next(timer.state for timer in timers if timer.metric is Metric.FIRST_RESPONSE)


async def test_who_writes_first_holds_it_until_an_agent_decides(world: World) -> None:
    number = await _ticket(world)
    kept, sent = await _later(world, number, "Turn it off."), await _later(world, number, "Turn it on.")
    await world.write("It works again!")
    assert await _waiting(world, number) == [
        ("Turn it off.", "customer_wrote"),
        ("Turn it on.", "customer_wrote"),
    ]
    await _pass(world, HOUR)
    assert await _said(world, number) == []
    assert await _whys(world, number) == [Scheduling.MADE] * 2 + [Scheduling.HELD] * 2

    async with world.database.transaction(world.agent) as tx:
        await scheduling.send_now(tx, number, sent)
        await scheduling.change(tx, number, kept, Begun("Glad."), tx.now + HOUR)
    assert await _waiting(world, number) == [("Glad.", None)]
    with pytest.raises(NotFound):
        async with world.database.transaction(world.agent) as tx:
            await scheduling.send_now(tx, number, sent)
    await _pass(world, HOUR)
    assert await _said(world, number) == ["Turn it on.", "Glad."]


async def test_words_changed_since_hold_it_as_new_ones_do(world: World) -> None:
    number = await _ticket(world)
    await world.write("Please restart it.", message_id=70)
    later = await _later(world, number, "Restarted.")
    await world.edit(70, "Please do NOT restart it.")
    await _pass(world, HOUR)
    assert (await _said(world, number), await _waiting(world, number)) == (
        [],
        [("Restarted.", "customer_wrote")],
    )
    async with world.database.transaction(world.agent) as tx:
        await scheduling.change(tx, number, later, Begun("Restarted."), tx.now + HOUR)
    await _pass(world, HOUR)
    assert await _said(world, number) == ["Restarted."]


async def test_a_follow_up_is_for_silence_alone(world: World) -> None:
    number = await _ticket(world)
    await _follow_up(world, number, "Is it solved?")
    await world.write("Not yet.")
    assert await _waiting(world, number) == []
    await _pass(world, timedelta(days=3))
    assert (await _said(world, number), (await _whys(world, number))[-1]) == ([], Scheduling.CANCELLED)

    reminded = await _follow_up(world, number)
    await _follow_up(world, number, "And now?")
    await _pass(world, timedelta(days=3))
    assert (await _said(world, number), await _waiting(world, number)) == (["And now?"], [("", None)])
    assert Scheduling.REMINDS in await _whys(world, number)
    async with world.database.transaction(world.agent) as tx:
        await scheduling.drop(tx, number, reminded)
        await scheduling.drop(tx, number, reminded)
    assert await _waiting(world, number) == []


async def test_a_follow_up_asked_for_again_is_another_unless_it_was_said_twice(world: World) -> None:
    number = await _ticket(world)
    first = await _follow_up(world, number)
    await world.pass_time(timedelta(minutes=1))
    assert await _follow_up(world, number) == first
    assert await _follow_up(world, number, days=5) != first
    await _pass(world, timedelta(days=3))
    assert await _follow_up(world, number) != first


async def test_what_was_left_behind_is_shown_and_not_sent(world: World) -> None:
    number = await _ticket(world)
    await _later(world, number, "Still there?")
    async with world.database.transaction(world.agent) as tx:
        await conversation.seen(tx, number, 10**6)
        await moving.resolve(tx, number)
    assert await _waiting(world, number) == [("Still there?", "done")]
    async with world.database.transaction(world.agent) as tx:
        await moving.reopen(tx, number)
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg", Role.OWNER)
        await team.remove_agent(tx, "Vera")
    await _pass(world, HOUR)
    assert (await _said(world, number), await _waiting(world, number)) == (
        [],
        [("Still there?", "agent_gone")],
    )


async def _board(tx: Transaction, number: int) -> str:
    return (await tx.session.get_one(Ticket, number)).board_key


async def _quick(world: World, number: int) -> int:
    """Scheduled with a quick reply that has a file, a label, and a column."""
    photo = NewFile("a" * 64, 10, "till.jpg", "image/jpeg", Kind.PHOTO)
    actions = Actions(["till"], column="bank")
    async with world.database.transaction(DESK) as tx:
        board = await _board(tx, number)
        await columns.add(tx, board, "Asked the bank", State.WAITING, key="bank")
        row = await quick_replies.add(tx, Content("Bank", {"en": "We ask."}, actions, new_files=[photo]))
    async with world.database.transaction(world.agent) as tx:
        text, quick = await quick_answers.begun(tx, number, row.id, None, Usual("en", ZoneInfo("UTC")))
        at = tx.now + HOUR
        return (await scheduling.send_later(tx, number, Begun(text, quick=quick), at, seen_up_to=2**40)).id


async def test_a_quick_reply_does_all_it_does_when_its_words_are_sent(world: World) -> None:
    number = await _ticket(world)
    await _quick(world, number)
    async with world.database.reading() as session:
        assert (await session.get_one(Ticket, number)).labels == []
    await _pass(world, HOUR)
    async with world.database.reading() as session:
        ticket = await session.get_one(Ticket, number)
        assert (ticket.column_key, ticket.labels) == ("bank", ["till"])
        kinds = select(Comment.kind).where(Comment.ticket_number == number, Comment.text == "We ask.")
        assert list(await session.scalars(kinds)) == [Kind.PHOTO]


async def test_a_quick_reply_is_held_if_its_column_went_and_dropped_with_nothing_left(world: World) -> None:
    number = await _ticket(world)
    id = await _quick(world, number)
    async with world.database.transaction(DESK) as tx:
        await columns.remove(tx, await _board(tx, number), "bank")
    await _pass(world, HOUR)
    assert (await _said(world, number), await _waiting(world, number)) == ([], [("We ask.", "place_gone")])
    async with world.database.transaction(world.agent) as tx:
        await scheduling.drop(tx, number, id)
    async with world.database.reading() as session:
        assert (await session.get_one(Ticket, number)).labels == []
        assert not (await session.scalars(select(File.id))).all()


async def test_nothing_is_scheduled_that_could_not_be_sent(world: World) -> None:
    number = await _ticket(world)
    async with world.database.transaction(DESK) as tx:
        quick_reply = await quick_replies.add(tx, Content("Hi", {"en": "Hi"}))

    def quick(actions: Actions) -> dict[str, object]:
        return {"id": quick_reply.id, "actions": actions.told, "files": []}

    async with world.database.transaction(world.agent) as tx:
        for words, at in (
            (Begun(" "), tx.now + HOUR),
            (Begun("x" * 4097), tx.now + HOUR),
            (Begun("Till [[which?]]", quick=quick(Actions())), tx.now + HOUR),
            (Begun("Hi", quick=quick(Actions(column="nowhere"))), tx.now + HOUR),
            (Begun("Hi", quick=quick(Actions(lane="nowhere"))), tx.now + HOUR),
            (Begun("Hi"), tx.now),
        ):
            with pytest.raises(Invalid):
                await scheduling.send_later(tx, number, words, at)
        with pytest.raises(Invalid):
            await scheduling.send_later(tx, number, Begun("Hi"), When.OPENING)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_in_between_each_is_said_at_most_once_and_never_blindly(
    world: World, seed: int
) -> None:
    """Customers write, agents change their minds, and the loop that sends is killed at random moments."""
    chance, number = random.Random(seed), await _ticket(world)
    open_, fresh, expected = dict[int, Any](), iter(range(1000)), list[str]()
    began = await world.now()
    for _ in range(25):
        match chance.choice(("plan", "plan", "write", "drop", "send", "pass", "pass")):
            case "plan":
                text, after = f"words {next(fresh)}", timedelta(minutes=chance.randint(1, 9))
                id = await _later(world, number, text, after)
                open_[id] = [text, await world.now() - began + after, False]
            case "write":
                await world.write(f"customer {next(fresh)}")
                open_ = {id: [text, at, True] for id, (text, at, _) in open_.items()}
            case "drop" if open_:
                gone = chance.choice(list(open_))
                del open_[gone]
                async with world.database.transaction(world.agent) as tx:
                    await scheduling.drop(tx, number, gone)
            case "send" if open_:
                id = chance.choice(list(open_))
                expected.append(open_.pop(id)[0])
                async with world.database.transaction(world.agent) as tx:
                    await scheduling.send_now(tx, number, id)
            case "pass":
                by = timedelta(minutes=chance.randint(1, 5))
                await world.pass_time(by)
                for _ in range(4):
                    await cut_short(reminder_loop.step(world.database, Settings()), chance, 60)
                await _due(world)
                now = await world.now() - began
                due = [id for id, (_, at, is_held) in open_.items() if at <= now and not is_held]
                expected += [open_.pop(id)[0] for id in due]
    assert sorted(await _said(world, number)) == sorted(expected)
    left = sorted((text, "customer_wrote" if is_held else None) for text, _, is_held in open_.values())
    assert sorted(await _waiting(world, number), key=str) == sorted(left, key=str)
