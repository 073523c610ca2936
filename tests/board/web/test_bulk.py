"""Many tickets at once: each by itself, in the order given, and never twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.facts import AgentReplied, TicketMoved
from board.tickets import merging
from board.values import State
from tests.board.web.conftest import Api
from tests.racing import waits_with_none_above
from tests.world import World

KEY = {"Idempotency-Key": "storm"}


@pytest.fixture
async def numbers(world: World) -> list[int]:
    """Tickets of several people, with words."""
    found = []
    for person in range(60, 64):
        await world.customer(person)
        found.append(await world.open(person))
        await world.write("The till is dead.", telegram_id=person)
    return [int(number) for number in found]


async def test_each_ticket_is_done_or_refused_by_itself(api: Api, world: World, numbers: list[int]) -> None:
    await world.resolve(numbers[1])
    body = {
        "numbers": [numbers[3], 9999, *numbers],
        "reply": "We know.",
        "labels": ["outage"],
        "move": {"lane": "urgent"},
        "snooze": "customer",
    }

    told = await api.post("/tickets/bulk", body)

    assert told["done"] == [numbers[3], numbers[0], numbers[2]]
    assert [refused["number"] for refused in told["refused"]] == [9999, numbers[1]]
    assert all(str(refused["number"]) in refused["why"] for refused in told["refused"])
    card = await api.get(f"/tickets/{numbers[0]}")
    assert (card["lane"], card["labels"], card["snoozed"], card["unread"]) == ("urgent", ["outage"], True, 0)
    untouched = await api.get(f"/tickets/{numbers[1]}")
    assert (untouched["lane"], untouched["labels"]) == ("today", [])
    assert [comment["text"] for comment in untouched["comments"]] == ["The till is dead."]


async def test_a_request_that_was_cut_off_goes_on_where_it_was(
    api: Api, world: World, numbers: list[int]
) -> None:
    body = {"numbers": numbers, "reply": "We know.", "resolve": True}
    cut = f"ADD CONSTRAINT cut CHECK (number <> {numbers[2]} OR done_at IS NULL)"
    for change in (cut, "DROP CONSTRAINT cut"):
        async with world.database.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE ticket {change}"))
        if change == cut:
            await api.post("/tickets/bulk", body, 500, headers=KEY)
    assert [await world.state(number) for number in numbers] == [State.DONE] * 2 + [State.INBOX] * 2

    answers = await asyncio.gather(*(api.post("/tickets/bulk", body, headers=KEY) for _ in range(2)))

    assert answers == [{"done": numbers, "refused": []}] * 2
    for number in numbers:
        facts = await world.facts(number)
        assert facts.count(AgentReplied) == 1
    assert await api.post("/tickets/bulk", {**body, "reply": "Other"}, 422, headers=KEY)


async def test_words_that_came_meanwhile_are_not_marked_seen(
    api: Api, world: World, numbers: list[int]
) -> None:
    until = (await world.now()).isoformat()
    await world.write("And now it burns!", telegram_id=60)

    told = await api.post(
        "/tickets/bulk", {"numbers": numbers[:2], "reply": "Mended.", "resolve": True, "seen_until": until}
    )

    assert told["done"] == [numbers[1]]
    assert await world.state(numbers[0]) is State.INBOX
    assert AgentReplied not in await world.facts(numbers[0])


async def test_what_was_written_on_a_ticket_that_was_merged_away_is_seen(
    api: Api, world: World, numbers: list[int]
) -> None:
    other = await world.open(60)
    await world.write("And the printer.", telegram_id=60)
    await api.post(f"/tickets/{other}/merge", {"into": numbers[0]})
    until = (await world.now()).isoformat()

    await api.post("/tickets/bulk", {"numbers": [int(other)], "reply": "Mended.", "seen_until": until})

    assert (await api.get(f"/tickets/{numbers[0]}"))["unread"] == 0


async def test_moves_are_taken_back_together(api: Api, world: World, numbers: list[int]) -> None:
    await api.post("/tickets/bulk", {"numbers": numbers, "move": {"board": "second_line"}})
    await api.post(f"/tickets/{numbers[1]}/move", {"lane": "urgent"})
    await api.post(f"/tickets/{numbers[1]}/undo", {})

    told = await api.post("/tickets/bulk-undo", {"numbers": numbers})

    assert told["done"] == [numbers[0], *numbers[2:]]
    assert (await api.get(f"/tickets/{numbers[0]}"))["board"] == "product"
    assert TicketMoved in await world.facts(numbers[0])


@pytest.mark.parametrize("key", ["\0", "\ud800", ""])
async def test_a_key_that_no_request_has_is_refused(api: Api, numbers: list[int], key: str) -> None:
    await api.post("/tickets/bulk-undo", {"numbers": numbers, "of": [key]}, status=422)


async def test_the_time_to_take_many_back_counts_from_the_last_of_them(
    api: Api, world: World, numbers: list[int]
) -> None:
    body = {"numbers": numbers[:3], "move": {"board": "second_line"}}
    await api.post("/tickets/bulk", body, headers=KEY)
    await api.post(f"/tickets/{numbers[3]}/move", {"board": "second_line"})
    await world.pass_time(timedelta(minutes=1))

    late = await api.post("/tickets/bulk-undo", {"numbers": numbers[:1]})
    told = await api.post("/tickets/bulk-undo", {"numbers": numbers, "of": [KEY["Idempotency-Key"]]})
    async with world.database.engine.begin() as connection:
        await connection.execute(text("UPDATE idempotency_key SET created_at = now() - interval '11 s'"))
    await api.post("/tickets/bulk", body, headers={"Idempotency-Key": "another"})
    await world.pass_time(timedelta(minutes=1))
    other = await api.post("/tickets/bulk-undo", {"numbers": numbers, "of": [KEY["Idempotency-Key"]]})

    assert (late["done"], told["done"], other["done"]) == ([], numbers[:3], [])


async def test_what_can_be_done_to_none_is_refused_as_a_whole(api: Api, numbers: list[int]) -> None:
    for wish in ({}, {"reply": " "}, {"reply": "x" * 4097}, {"resolve": {"text": "\u2800"}}):
        await api.post("/tickets/bulk", {"numbers": numbers, **wish}, 422)
    await api.post("/tickets/bulk", {"numbers": list(range(1, 202)), "resolve": True}, 422)
    await api.post("/tickets/bulk", {"numbers": [], "resolve": True}, 422)


async def test_an_incident_is_answered_and_resolved_ticket_by_ticket(
    api: Api, world: World, numbers: list[int]
) -> None:
    about = {"name": "Tills", "topic": "product", "notice": "We know.", "numbers": numbers[:3]}
    incident = await api.post("/incidents", about)
    path = f"/incidents/{incident['id']}"
    await world.answer(numbers[0], "Told by hand.")

    told = await api.post(f"{path}/replies", {"text": "It is the update.", "untold": True}, headers=KEY)
    await api.post(f"{path}/replies", {"text": "It is the update.", "untold": True}, headers=KEY)
    await world.write("Still?", telegram_id=61)
    ended = await api.post(f"{path}/resolve", {"text": "Mended."})
    again = await api.post(f"{path}/resolve", {"text": "Mended."})
    other = await api.post(f"{path}/resolve", {"text": "It was the bank."}, 409)

    assert other["detail"].startswith("“Tills” has been resolved meanwhile")
    assert told["done"] == numbers[1:3]
    assert (ended["done"], [each["number"] for each in ended["refused"]]) == (
        [numbers[0], numbers[2]],
        [numbers[1]],
    )
    assert again == {"done": [], "refused": []}
    shown = await api.get(path)
    assert (shown["notice"]["ru"], shown["resolved_at"] is None) == ("We know.", False)
    assert [(each["state"], each["told"]) for each in shown["members"]] == [
        ("done", "queued"),
        ("working", "queued"),
        ("done", "queued"),
    ]
    said = (await api.get(f"/tickets/{numbers[2]}"))["comments"]
    assert [comment["text"] for comment in said] == ["The till is dead.", "It is the update.", "Mended."]
    await api.post(f"{path}/close-loop", {"texts": {"en": "For good."}})
    await api.post("/incidents", {"name": "", "numbers": []}, 422)


async def test_a_ticket_that_goes_by_two_of_the_numbers_is_written_to_once(
    api: Api, world: World, numbers: list[int]
) -> None:
    other = await world.open(60)
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, numbers[0])

    told = await api.post(
        "/tickets/bulk", {"numbers": [other, *numbers[:2]], "reply": "We know."}, headers=KEY
    )

    assert told == {"done": [other, *numbers[:2]], "refused": []}
    said = (await api.get(f"/tickets/{numbers[0]}"))["comments"]
    assert [comment["text"] for comment in said if comment["author"] == "agent"] == ["We know."]


async def test_an_incident_waits_for_an_earlier_ticket_before_it_holds_its_own(
    api: Api, world: World, numbers: list[int]
) -> None:
    """Of somebody who has just been answered there: both may be told by one message."""
    own = await world.open(60)
    await world.write("It is dead again.", telegram_id=60)
    await world.answer(numbers[0])
    incident = await api.post("/incidents", {"name": "Tills", "numbers": [own]})
    answer = api.post(f"/incidents/{incident['id']}/replies", {"text": "We know."})
    await waits_with_none_above(world.database, numbers[0], own, answer)


async def test_an_answer_to_an_incident_that_was_cut_off_names_whom_it_had_told(
    api: Api, world: World, numbers: list[int]
) -> None:
    incident = await api.post("/incidents", {"name": "Tills", "numbers": numbers[:3]})
    path, body = f"/incidents/{incident['id']}/replies", {"text": "It is the update.", "untold": True}
    await world.resolve(numbers[0])
    cut = f"ADD CONSTRAINT cut CHECK (ticket_number <> {numbers[2]} OR author <> 'agent')"
    for change in (cut, "DROP CONSTRAINT cut"):
        async with world.database.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE comment {change}"))
        if change == cut:
            await api.post(path, body, 500, headers=KEY)

    assert await api.post(path, body, headers=KEY) == {"done": numbers[1:3], "refused": []}
    assert await world.state(numbers[0]) is State.DONE


async def test_a_quick_reply_is_said_to_each_in_their_own_words(
    api: Api, world: World, numbers: list[int]
) -> None:
    texts = {"ru": "{customer.first_name}, чиним #{ticket.number}.", "en": "We know."}
    quick = await api.post("/quick-replies", {"title": "Storm", "texts": texts})

    told = await api.post("/tickets/bulk", {"numbers": numbers[:2], "reply": {"quick_reply": quick["id"]}})

    assert told["done"] == numbers[:2]
    for number in numbers[:2]:
        said = (await api.get(f"/tickets/{number}"))["comments"][-1]["text"]
        assert said == f"Anna, чиним #{number}."


async def test_a_quick_reply_beyond_all_numbers_is_refused(api: Api, numbers: list[int]) -> None:
    incident = (await api.post("/incidents", {"name": "Till", "numbers": numbers[:1]}))["id"]

    await api.post("/tickets/bulk", {"numbers": numbers, "reply": {"quick_reply": 2**40}}, 422)
    await api.post(f"/incidents/{incident}/replies", {"quick_reply": 2**40}, 422)
