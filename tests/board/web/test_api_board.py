"""The board's cards and the desk's frame, and how few statements they cost."""

from __future__ import annotations

from datetime import timedelta

from board.people import team
from board.values import DESK, Role
from board.views.desk import board_cards, named_cards
from board.views.tickets import full_ticket
from tests.board.web.conftest import Api
from tests.world import World, counted


async def test_a_board_shows_what_is_open_and_what_was_done_lately(api: Api, world: World) -> None:
    await world.customer()
    old, lately, opened, elsewhere = [await world.open() for _ in range(4)]
    await world.resolve(old)
    await world.pass_time(timedelta(hours=73))
    await world.resolve(lately)
    await api.post(f"/tickets/{elsewhere}/move", {"board": "second_line"})

    board = await api.get("/boards/product")

    assert [card["number"] for card in board["cards"]] == [opened, lately]
    assert {card["number"] for card in (await api.get("/boards/all"))["cards"]} == {opened, lately, elsewhere}
    await api.get("/boards/nowhere", 404)


async def test_cards_are_ordered_by_deadline_and_done_ones_by_when(api: Api, world: World) -> None:
    await world.customer()
    later = await world.open(topic="billing")
    await world.answer(later)
    sooner = await world.open(topic="cash_desk")
    await world.answer(sooner)
    first_done, last_done = await world.open(), await world.open()
    await world.resolve(first_done)
    await world.resolve(last_done)

    board = await api.get("/boards/all")

    assert [card["number"] for card in board["cards"]] == [sooner, later, last_done, first_done]


async def test_the_desk_names_boards_lanes_goals_columns_and_topics(api: Api, world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Eye", Role.VIEWER)  # who can be put on no ticket

    desk = await api.get("/desk")

    assert [board["key"] for board in desk["boards"]] == ["cash_desk", "product", "billing", "second_line"]
    urgent = desk["boards"][0]["lanes"][0]
    assert urgent == {
        "key": "urgent",
        "name": "Urgent",
        "is_open": True,
        "next_opening": None,
        "goals": {"first_response": 300, "next_response": None, "resolution": 18000},
        "cut_offs": {"first_response": None, "next_response": None, "resolution": None},
        "calendars": [],
    }
    kinds = [(column["key"], column["kind"]) for column in desk["boards"][0]["columns"]]
    assert kinds == [("inbox", "inbox"), ("in_work", "working"), ("waiting", "waiting"), ("done", "done")]
    assert desk["topics"][0] == {
        "key": "cash_desk",
        "name": "Cash desk",
        "board": "cash_desk",
        "lane": "urgent",
    }
    assert (desk["timezone"], desk["practice"], desk["agents"]) == ("UTC", True, ["Vera"])
    assert desk["greeting"]


async def test_cards_are_read_by_number_wherever_they_stand(api: Api, world: World) -> None:
    await world.customer()
    done, moved, unnamed = [await world.open() for _ in range(3)]
    await world.resolve(done)
    await world.pass_time(timedelta(hours=73))
    await api.post(f"/tickets/{moved}/move", {"board": "second_line"})

    read = await api.get(f"/cards?numbers={moved},{done},{unnamed + 1}")

    full = [await api.get(f"/tickets/{number}") for number in (done, moved)]
    assert [card["number"] for card in read["cards"]] == [done, moved]
    assert [ticket | card for ticket, card in zip(full, read["cards"], strict=True)] == full
    assert read["cursor"] == (await api.get("/boards/all"))["cursor"]


async def test_at_most_two_hundred_cards_are_read_at_once(api: Api) -> None:
    numbers = [str(number) for number in range(1, 202)]

    assert (await api.get(f"/cards?numbers={','.join(numbers[:200])}"))["cards"] == []
    for refused in (",".join(numbers), "", "1,,2", "1,x", "0"):
        await api.get(f"/cards?numbers={refused}", 422)


async def test_cards_cost_five_statements_however_many_and_a_ticket_nine(world: World) -> None:
    await world.customer()
    numbers = [await world.open() for _ in range(20)]
    await world.write("It stopped.")
    await world.answer(numbers[-1])
    async with world.database.reading() as session:
        with counted(world.database) as statements:
            board = await board_cards(session, "product", "en")
        assert (len(board["cards"]), len(statements)) == (20, 5)

    async with world.database.reading() as session:
        with counted(world.database) as statements:
            read = await named_cards(session, numbers, "en")
        assert (len(read["cards"]), len(statements)) == (20, 4)

    async with world.database.reading() as session:
        with counted(world.database) as statements:
            await full_ticket(session, numbers[-1], "en")
        assert len(statements) == 9


async def test_the_desk_speaks_the_language_an_agent_chose(api: Api, world: World) -> None:
    assert (await api.get("/me"))["language"] == "en"

    chosen = await api.post("/me/language", {"language": "ru"})
    assert (chosen["language"], chosen["agent"]["language"]) == ("ru", "ru")
    assert await api.get("/me") == chosen
    assert (await api.get("/desk"))["topics"][0]["name"] == "Касса и оплата"
    await api.post("/me/language", {"language": "tlh"}, 422)

    assert (await api.post("/me/language", {"language": None}))["language"] == "en"
