"""Boards, columns and lanes change under their cards: nothing stands nowhere, and promises stay what they were."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from board.desk import boards, changes, columns, lanes, topics
from board.desk.effects import Effect
from board.errors import Conflict, DeskError, Invalid, NotAllowed
from board.facts import TicketMoved
from board.models import Board, Ticket, Topic
from board.store.db import Transaction
from board.tickets import history, moving, places, policies, promises, ratings, undoing
from board.upkeep import clearing, taking_back
from board.values import DESK, AgentId, Metric, Role, State, Thing, TicketNumber, TimerState, agent_actor
from board.views.desk import desk
from board.views.layout import boards_settings
from tests.world import World

Work = Callable[[Transaction], Awaitable[object]]


async def do(world: World, *verbs: Work) -> list[object]:
    """Each in a transaction of its own, by the owner; then cards go where they have to."""
    done = [await world.database.run(world.agent, verb) for verb in verbs]
    while await clearing.lead_on(world.database, world.agent):
        pass
    return done


async def refused(world: World, verb: Work, words: str) -> DeskError:
    with pytest.raises(DeskError, match=words) as found:
        await world.database.run(world.agent, verb)
    return found.value


async def take_back(world: World, thing: Thing, key: str) -> None:
    async with world.database.transaction(world.agent) as tx:
        await taking_back.take_back(tx, await changes.version(tx.session, thing, key))


async def standing(world: World, board: str = "product") -> list[tuple[str, str]]:
    async with world.database.transaction(DESK) as tx:
        return [(column.key, column.kind) for column in await columns.standing_in(tx, board)]


async def board_keys(world: World) -> list[str]:
    async with world.database.transaction(DESK) as tx:
        return [board.key for board in await boards.all_standing(tx)]


async def place(world: World, number: int) -> tuple[str, str, str]:
    ticket = await world.ticket(number)
    return ticket.board_key, ticket.lane_key, ticket.column_key


def moved(
    number: int, *, board: str | None = None, lane: str | None = None, column: str | None = None
) -> Work:
    return lambda tx: moving.move(tx, number, board=board, lane=lane, column=column)


async def test_a_new_board_takes_tickets_at_once(world: World) -> None:
    (board,) = await do(world, lambda tx: boards.add(tx, "Vor Ort / Выезд"))
    assert isinstance(board, Board)
    await do(world, lambda tx: topics.edit(tx, "billing", topics.Wish(board="vor_ort_vyezd", lane="today")))
    await world.customer()
    number = await world.open(topic="billing")

    assert board.key == "vor_ort_vyezd"
    assert await place(world, number) == ("vor_ort_vyezd", "today", "inbox")
    async with world.database.transaction(DESK) as tx:
        assert {t.goal.duration for t in await promises.load(tx, number)} == {
            timedelta(minutes=5),
            timedelta(hours=24),
        }


async def test_a_board_with_cards_asks_where_they_go(world: World) -> None:
    await world.customer()
    open_one, done = await world.open(), await world.open()
    await world.resolve(done)
    await do(world, moved(open_one, lane="urgent", column="waiting"))
    refusal = await refused(
        world, partial(boards.remove, key="product"), "2 cards, and these topics lead to it"
    )
    assert isinstance(refusal, Conflict)
    assert refusal.details == {"open": 1, "done": 1, "topics": ["product"]}
    assert "“Вопрос по продукту”" not in refusal.say("ru")
    assert "«Вопрос по продукту»" in refusal.say("ru")

    (effect,) = await do(world, partial(boards.remove, key="product", to="billing"))

    assert isinstance(effect, Effect)
    assert effect.say("en") == [
        "2 cards go to the board “Billing”, into their lanes and columns of the same kind.",
        "New tickets of “Question about the product” come to “Billing”.",
    ]
    assert await place(world, open_one) == ("billing", "urgent", "waiting")
    assert await place(world, done) == ("billing", "today", "done")
    assert await world.state(done) is State.DONE
    assert await board_keys(world) == ["cash_desk", "billing", "second_line"]
    async with world.database.transaction(DESK) as tx:
        assert (await tx.session.get_one(Topic, "product")).board_key == "billing"
    last = (await world.events(open_one))[-1]
    assert (type(last.fact), last.actor.id) == (TicketMoved, world.agent.id)


async def test_a_board_that_comes_back_has_its_columns_and_topics_again(world: World) -> None:
    await world.customer()
    number = await world.open()
    await do(
        world,
        lambda tx: columns.add(tx, "product", "On site", State.WORKING),
        partial(columns.remove, board="product", key="in_work"),
        partial(boards.remove, key="product", to="billing"),
    )
    await take_back(world, Thing.BOARD, "product")

    assert [key for key, _ in await standing(world)] == ["inbox", "on_site", "waiting", "done"]
    assert (await place(world, number))[0] == "billing"
    assert (await place(world, await world.open()))[0] == "product"


async def test_the_last_board_stays(world: World) -> None:
    await do(world, *(partial(boards.remove, key=key, to="billing") for key in ("product", "cash_desk")))
    await do(world, partial(boards.remove, key="second_line"))
    await refused(world, partial(boards.remove, key="billing"), "the only board")
    await refused(world, partial(boards.remove, key="product"), "There is no board")
    await refused(world, moved(await _ticket(world), board="product"), "There is no board")


async def test_other_goals_of_the_new_board_are_told_before_and_count_from_the_move(world: World) -> None:
    number = await _ticket(world)
    goals = {Metric.RESOLUTION: timedelta(hours=3)}
    await do(world, partial(lanes.edit, board="billing", key="today", wish=lanes.Wish(goals=goals)))
    tried = await world.database.try_out(world.agent, partial(boards.remove, key="product", to="billing"))
    assert "1 of them gets a new time to be solved by: the goal of its lane is another there." in tried.say(
        "en"
    )
    assert "product" in await board_keys(world)

    await do(world, partial(boards.remove, key="product", to="billing"))

    async with world.database.transaction(DESK) as tx:
        timers = [t for t in await promises.load(tx, number) if t.metric is Metric.RESOLUTION]
    assert [(t.state, t.goal.duration) for t in timers] == [
        (TimerState.CANCELLED, timedelta(hours=24)),
        (TimerState.RUNNING, timedelta(hours=3)),
    ]


async def test_a_board_keeps_a_column_of_each_kind(world: World) -> None:
    for key, kind in await standing(world):
        await refused(world, partial(columns.remove, board="product", key=key, to="done"), "the only column")
        other = State.INBOX if kind != State.INBOX else State.WORKING
        await refused(world, partial(columns.edit, board="product", key=key, kind=other), "the only column")


async def test_cards_of_a_removed_column_go_on_with_their_clocks(world: World) -> None:
    number = await _ticket(world)
    await do(world, lambda tx: columns.add(tx, "product", "Parts ordered", State.WAITING))
    await do(world, moved(number, column="parts_ordered"))
    await world.write("Any news?")  # nobody has seen it when the column goes
    await do(world, moved(number, column="in_work"))
    await world.read(number)
    await do(world, moved(number, column="parts_ordered"))
    assert [key for key, _ in await standing(world)] == [
        "inbox",
        "in_work",
        "waiting",
        "parts_ordered",
        "done",
    ]
    remove = partial(columns.remove, board="product", key="parts_ordered")
    await refused(world, remove, "1 card stands in “Parts ordered”")
    await refused(world, partial(remove, to="done"), "doesn't fit")
    await refused(world, partial(remove, to="nowhere"), "can't take its cards")

    (effect,) = await do(world, partial(remove, to="in_work"))

    assert isinstance(effect, Effect)
    assert effect.say("en") == [
        "1 card goes to “In work”.",
        "The clock of 1 of them, which was paused, runs again.",
    ]
    assert await place(world, number) == ("product", "today", "in_work")
    async with world.database.transaction(DESK) as tx:
        (resolution,) = [t for t in await promises.load(tx, number) if t.metric is Metric.RESOLUTION]
    assert resolution.state is TimerState.RUNNING
    await take_back(world, Thing.COLUMN, "product/parts_ordered")
    assert ("parts_ordered", "waiting") in await standing(world)


async def test_unseen_words_do_not_hold_up_a_removal(world: World) -> None:
    number = await _ticket(world)
    await do(world, lambda tx: columns.add(tx, "product", "Second inbox", State.INBOX))
    await do(world, moved(number, column="second_inbox"))
    await world.write("Seen by nobody")
    await do(world, partial(columns.remove, board="product", key="second_inbox", to="waiting"))
    assert (await place(world, number))[2] == "waiting"


async def test_the_kind_of_a_column_changes_only_while_it_is_empty(world: World) -> None:
    number = await _ticket(world)
    await do(world, lambda tx: columns.add(tx, "product", "Test", State.WORKING))
    await do(world, moved(number, column="test"))
    change = partial(columns.edit, board="product", key="test", kind=State.WAITING)
    await refused(world, change, "1 card stands in “Test”, and another kind would change its state")
    await do(world, moved(number, column="in_work"), change)
    assert ("test", "waiting") in await standing(world)
    await refused(world, partial(undoing.undo, number=number), "no longer there")


async def test_a_move_out_of_a_removed_column_is_not_taken_back_but_words_still_move(world: World) -> None:
    number = await _ticket(world)
    await do(world, lambda tx: columns.add(tx, "product", "Test", State.WORKING))
    await do(world, moved(number, column="test"), moved(number, column="in_work"))
    await do(world, partial(columns.remove, board="product", key="test"))
    await refused(world, partial(undoing.undo, number=number), "no longer there; move the ticket instead")


async def test_a_done_ticket_led_on_stays_resolved_by_what_resolved_it(world: World) -> None:
    number = await _ticket(world)
    await world.answer(number)
    ticket = await world.resolve(number)
    await do(world, lambda tx: columns.add(tx, "product", "Archive", State.DONE))
    done_at = ticket.done_at
    resolution = (await world.events(number))[-1]
    await do(world, partial(columns.remove, board="product", key="done", to="archive"))

    assert (await world.ticket(number)).done_at == done_at
    assert await place(world, number) == ("product", "today", "archive")
    async with world.database.transaction(DESK) as tx:
        found = await history.resolution_of(tx, await tx.session.get_one(Ticket, number))
        assert await ratings.question_stands(tx, number, resolution.key)
    assert found is not None
    assert found.key == resolution.key


async def test_tickets_come_into_the_first_inbox_and_the_first_done_column(world: World) -> None:
    await do(
        world,
        lambda tx: columns.add(tx, "product", "Night inbox", State.INBOX),
        lambda tx: columns.add(tx, "product", "Archive", State.DONE),
        partial(columns.arrange, board="product", keys=["night_inbox", "archive"]),
    )
    number = await _ticket(world)
    assert (await place(world, number))[2] == "night_inbox"
    await world.resolve(number)
    assert (await place(world, number))[2] == "archive"
    await take_back(world, Thing.COLUMN, "product/*")
    assert [key for key, _ in await standing(world)][:2] == ["inbox", "night_inbox"]


async def test_new_goals_count_for_new_promises_and_say_who_keeps_the_old(world: World) -> None:
    number = await _ticket(world)
    goals = {
        Metric.FIRST_RESPONSE: None,
        Metric.NEXT_RESPONSE: timedelta(hours=1),
        Metric.RESOLUTION: timedelta(hours=8),
    }
    wish = lanes.Wish(name="Heute", goals=goals, warn_percent=60)
    tried = await world.database.try_out(
        world.agent, partial(lanes.edit, board="product", key="today", wish=wish)
    )
    (effect,) = await do(world, partial(lanes.edit, board="product", key="today", wish=wish))

    assert tried == effect
    assert tried.counts == {"first_response": 1, "next_response": 0, "resolution": 1}
    assert tried.say("en") == [
        "1 open ticket keeps the time promised for the first answer.",
        "1 open ticket keeps the time promised for the solution.",
        "The new goals count for promises given from now on.",
    ]
    later = await world.open()
    async with world.database.transaction(DESK) as tx:
        old, new = [await promises.load(tx, each) for each in (number, later)]
        goals_then = await policies.goals_of(tx, "product", "today")
    assert [(t.metric, t.goal.duration) for t in new] == [(Metric.RESOLUTION, timedelta(hours=8))]
    assert [t.goal.duration for t in old] == [timedelta(minutes=5), timedelta(hours=24)]
    assert {goal.warn_percent for goal in goals_then.values()} == {60}
    await take_back(world, Thing.LANE, "product/today")
    async with world.database.transaction(DESK) as tx:
        again = await policies.goals_of(tx, "product", "today")
    assert {m: (g.duration, g.warn_percent) for m, g in again.items()} == {
        Metric.FIRST_RESPONSE: (timedelta(minutes=5), 75),
        Metric.RESOLUTION: (timedelta(hours=24), 75),
    }


async def test_another_way_to_reach_someone_stands_with_the_lane_and_comes_back(world: World) -> None:
    say = partial(lanes.edit, board="product", key="urgent")
    await do(world, partial(say, wish=lanes.Wish(elsewhere={"ru": " Звоните: 112 ", "en": ""})))

    assert await _elsewhere(world) == [{"ru": "Звоните: 112"}, {}, {}]
    await refused(world, partial(say, wish=lanes.Wish(elsewhere={"ru": "x" * 301})), "300")
    await take_back(world, Thing.LANE, "product/urgent")
    assert await _elsewhere(world) == [{}, {}, {}]


async def _elsewhere(world: World) -> list[dict[str, str]]:
    async with world.database.reading() as session:
        told = await boards_settings(session, "en")
    product = next(board for board in told["boards"] if board["key"] == "product")
    return [lane["elsewhere"] for lane in product["lanes"]]


async def test_names_the_company_gave_are_shown_and_others_in_the_readers_language(world: World) -> None:
    await do(
        world,
        partial(columns.edit, board="product", key="inbox", name=" Neu "),
        partial(lanes.edit, board="product", key="today", wish=lanes.Wish(name="Heute")),
        partial(boards.rename, key="product", name="Tests"),
    )
    async with world.database.reading() as session:
        told = await desk(session, "ru", timezone="UTC", practice=False)
    named = {board["key"]: board for board in told["boards"]}

    assert [named["product"]["name"], named["billing"]["name"]] == ["Tests", "Счета"]
    assert [lane["name"] for lane in named["product"]["lanes"]] == ["Срочно", "Heute", "Два дня"]
    assert [column["name"] for column in named["product"]["columns"]][:2] == ["Neu", "В работе"]
    await refused(world, partial(boards.rename, key="product", name=" "), "can be seen")


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
async def test_only_owners_change_the_layout(world: World, role: Role) -> None:
    async with world.database.transaction(agent_actor(AgentId(1), role)) as tx:
        for refused_verb in (
            boards.add(tx, "A"),
            boards.rename(tx, "product", "A"),
            boards.remove(tx, "product", to="billing"),
            boards.arrange(tx, []),
            columns.add(tx, "product", "A", State.DONE),
            columns.edit(tx, "product", "inbox", name="A"),
            columns.remove(tx, "product", "inbox"),
            columns.arrange(tx, "product", []),
            lanes.edit(tx, "product", "today", lanes.Wish()),
        ):
            with pytest.raises(NotAllowed):
                await refused_verb


async def test_wrong_places_are_named(world: World) -> None:
    for verb, words in (
        (partial(columns.add, board="none", name="A", kind=State.DONE), "no board “none”"),
        (partial(columns.edit, board="product", key="none", name="A"), "no column “none”"),
        (partial(boards.remove, key="product", to="product"), "can't take its place"),
        (partial(lanes.edit, board="product", key="none", wish=lanes.Wish()), "no lane none"),
        (partial(topics.edit, key="billing", wish=topics.Wish(lane="none")), "no lane “none”"),
    ):
        await refused(world, verb, words)
    with pytest.raises(Invalid):
        async with world.database.transaction(DESK) as tx:
            await places.place(tx.session, "product", "today", "none")


async def test_every_board_on_the_keyboard_s_way_is_there(world: World) -> None:
    """The rule the whole rests on: whatever is offered can be opened."""
    async with world.database.transaction(DESK) as tx:
        for topic in await tx.session.scalars(select(Topic)):
            assert (await places.entrance(tx.session, topic)).state is State.INBOX


async def _ticket(world: World) -> TicketNumber:
    await world.customer()
    return await world.open()
