"""Writes over the API: what each answers, what is refused and how, and that a repeated one is done once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from board.facts import TicketMoved
from board.models import IdempotencyKey
from board.people import accounts, customers
from board.people.accounts import Standing
from board.talk import sending
from board.values import DESK, Kind
from tests.board.web.conftest import Api, session_of, token_of
from tests.world import World

BORIS = 43


async def test_a_reply_is_queued_and_marks_everything_seen(api: Api, world: World) -> None:
    number = await _ticket(world)

    comment = await api.post(f"/tickets/{number}/replies", {"text": "On it."})

    assert (comment["author"], comment["author_name"], comment["public"]) == ("agent", "Vera", True)
    assert (comment["text"], comment["delivery"]) == ("On it.", "queued")
    assert (await api.get(f"/tickets/{number}"))["unread"] == 0


async def test_a_reply_marks_seen_only_up_to_what_the_agent_saw(api: Api, world: World) -> None:
    number = await _ticket(world)
    first = (await api.get(f"/tickets/{number}"))["comments"][0]["id"]
    await world.write("And the printer too.")

    await api.post(f"/tickets/{number}/replies", {"text": "On it.", "seen_up_to": first})

    assert (await api.get(f"/tickets/{number}"))["unread"] == 1


async def test_a_reply_keeps_its_formatting(api: Api, world: World) -> None:
    number = await _ticket(world)
    entities = [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 3, "length": 2, "url": "https://example.org/"},
    ]

    comment = await api.post(f"/tickets/{number}/replies", {"text": "On it.", "entities": entities})

    assert comment["entities"] == entities


async def test_an_impossible_reply_is_refused(api: Api, world: World) -> None:
    number = await _ticket(world)
    for body in (
        {"text": ""},
        {"text": "x" * 4097},
        {"text": "\ud800"},
        {"text": "\0"},
        {"text": 5},
        {"txt": "a"},
        {"text": "a", "seen_up_to": 2**64},
        {"text": "a", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
    ):
        await api.post(f"/tickets/{number}/replies", body, 422)
    await api.post("/tickets/999/replies", {"text": "a"}, 404)
    assert len((await api.get(f"/tickets/{number}"))["comments"]) == 1


async def test_a_body_that_is_no_json_is_malformed(api: Api, world: World) -> None:
    number = await _ticket(world)
    problem = await api.post(f"/tickets/{number}/replies", data=b"{", status=400)
    assert problem == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": problem["detail"],
    }
    await api.post(f"/tickets/{number}/replies", data=b"[" * 50_000, status=400)


async def test_a_note_stays_among_agents(api: Api, world: World) -> None:
    number = await _ticket(world)

    note = await api.post(f"/tickets/{number}/notes", {"text": "Ask Oleg."})

    assert (note["public"], note["delivery"]) == (False, None)
    ticket = await api.get(f"/tickets/{number}")
    assert (ticket["unread"], ticket["state"], ticket["last_author"]) == (1, "inbox", "customer")


async def test_a_greeting_speaks_the_customers_language(api: Api, world: World) -> None:
    number = await _ticket(world)

    assert "Здравствуйте" in (await api.post(f"/tickets/{number}/greet", {}))["text"]


async def test_seen_answers_with_the_ticket(api: Api, world: World) -> None:
    number = await _ticket(world)
    comment = (await api.get(f"/tickets/{number}"))["comments"][0]["id"]

    assert (await api.post(f"/tickets/{number}/seen", {"up_to": comment}))["unread"] == 0
    assert (await api.get(f"/tickets/{number}"))["comments"][0]["seen"] is True


async def test_a_move_to_another_lane_gives_its_promise(api: Api, world: World) -> None:
    number = await _ticket(world)

    ticket = await api.post(f"/tickets/{number}/move", {"lane": "urgent", "version": 1})

    assert (ticket["lane"], ticket["version"]) == ("urgent", 2)
    running = [timer for timer in ticket["timers"] if timer["state"] == "running"]
    assert {timer["goal_seconds"] for timer in running} == {300, 18000}


async def test_a_stale_move_is_told_how_the_ticket_stands(api: Api, world: World) -> None:
    number = await _ticket(world)
    boris = Api(api.client, await token_of(world, "Boris"))
    await boris.post(f"/tickets/{number}/move", {"lane": "urgent"})

    refusal = await api.post(f"/tickets/{number}/move", {"lane": "two_days", "version": 1}, 409)

    assert refusal["changed_by"] == "Boris"
    assert (refusal["ticket"]["lane"], refusal["ticket"]["version"]) == ("urgent", 2)
    assert refusal["detail"]


async def test_an_unknown_place_is_refused(api: Api, world: World) -> None:
    number = await _ticket(world)
    for place in ({"lane": "nowhere"}, {"board": "nowhere"}, {"column": "nowhere"}):
        await api.post(f"/tickets/{number}/move", place, 422)


async def test_resolving_over_unseen_words_is_refused_and_shows_them(api: Api, world: World) -> None:
    number = await _ticket(world)
    for path, body in (
        ("resolve", {}),
        ("resolve", {"text": "Done."}),
        ("move", {"column": "waiting"}),
        ("move", {"column": "done"}),
    ):
        refusal = await api.post(f"/tickets/{number}/{path}", body, 409)
        assert [comment["text"] for comment in refusal["unseen"]] == ["It stopped."]
    ticket = await api.get(f"/tickets/{number}")
    assert (ticket["state"], len(ticket["comments"])) == ("inbox", 1)


async def test_closing_words_are_the_answer_and_the_end(api: Api, world: World) -> None:
    number = await _ticket(world)
    await world.read(number)

    ticket = await api.post(f"/tickets/{number}/resolve", {"text": "Fixed.", "version": 1})

    assert (ticket["state"], ticket["column"]) == ("done", "done")
    assert ticket["resolved_at"]
    last = (await api.get(f"/tickets/{number}"))["comments"][-1]
    assert (last["text"], last["delivery"]) == ("Fixed.", "queued")


async def test_a_resolved_ticket_reopens(api: Api, world: World) -> None:
    number = await _ticket(world)
    await world.resolve(number)

    ticket = await api.post(f"/tickets/{number}/reopen")

    assert (ticket["state"], ticket["resolved_at"]) == ("inbox", None)


async def test_a_move_is_undone_as_if_never_made(api: Api, world: World) -> None:
    number = await _ticket(world)
    before = await api.get(f"/tickets/{number}")
    moved = await api.post(f"/tickets/{number}/move", {"lane": "urgent"})

    ticket = await api.post(f"/tickets/{number}/undo", {"version": moved["version"]})

    assert (ticket["lane"], ticket["timers"]) == ("today", before["timers"])
    await world.pass_time(timedelta(seconds=11))
    await api.post(f"/tickets/{number}/undo", {}, 409)


async def test_an_agent_takes_a_ticket_and_lets_it_go(api: Api, world: World) -> None:
    number = await _ticket(world)

    assert (await api.post(f"/tickets/{number}/take", {"agent": "Vera"}))["agent"] == "Vera"
    assert (await api.post(f"/tickets/{number}/take", {"agent": None}))["agent"] is None
    await api.post(f"/tickets/{number}/take", {"agent": "Nobody"}, 404)


async def test_labels_come_and_go(api: Api, world: World) -> None:
    number = await _ticket(world)

    await api.post(f"/tickets/{number}/labels", {"add": ["till", "printer"]})
    ticket = await api.post(f"/tickets/{number}/labels", {"remove": ["till"]})

    assert ticket["labels"] == ["printer"]
    trail = (await api.get(f"/tickets/{number}"))["trail"]
    labelled = [event for event in trail if event["type"] == "ticket.labelled"]
    assert [(event["added"], event["removed"]) for event in labelled] == [
        (["till", "printer"], []),
        ([], ["till"]),
    ]
    assert (await api.get("/desk"))["labels"] == ["printer"]


async def test_what_was_no_thanks_reopens_the_ticket(api: Api, world: World) -> None:
    number = await _ticket(world)
    await world.resolve(number)
    thanks = await world.write("спасибо", is_bare_thanks=True)
    assert (await api.get(f"/tickets/{number}"))["comments"][-1]["thanks"] is True

    ticket = await api.post(f"/tickets/{number}/not-thanks", {"comment": thanks.comment.id})

    assert (ticket["state"], ticket["unread"]) == ("inbox", 1)


async def test_a_failed_reply_is_sent_again_by_hand(api: Api, world: World) -> None:
    number = await _ticket(world)
    comment = await api.post(f"/tickets/{number}/replies", {"text": "On it."})
    async with world.database.transaction(DESK) as tx:
        await sending.refused(tx, comment["id"], "Bad Request: chat not found")
    failed = (await api.get(f"/tickets/{number}"))["comments"][-1]
    assert (failed["delivery"], failed["delivery_reason"]) == ("failed", "Bad Request: chat not found")

    assert (await api.post(f"/comments/{comment['id']}/retry", {}))["delivery"] == "queued"


async def test_only_failed_files_are_fetched_again(api: Api, world: World) -> None:
    await _ticket(world)
    received = await world.write("", kind=Kind.PHOTO)
    await api.post(f"/comments/{received.comment.id}/fetch", {}, 409)
    await api.post("/comments/999999/fetch", {}, 404)


async def test_people_at_the_door_are_let_in_answered_or_dismissed(api: Api, world: World) -> None:
    await world.customer(account=None)
    await world.customer(BORIS, account=None)
    await world.write("Where do I find my number?")
    await world.write("Buy my watches", telegram_id=BORIS)

    anna, boris = (await api.get("/door"))["items"]
    assert (anna["name"], anna["registered"], anna["accounts"]) == ("Anna", False, [])
    assert (anna["last_words"], len(anna["messages"])) == ("Where do I find my number?", 1)
    assert (await api.get("/desk"))["at_door"] == 2

    answered = await api.post(f"/door/{anna['person']}/answer", {"text": "On the contract."})
    assert [message["author"] for message in answered["items"][0]["messages"]] == ["customer", "agent"]
    known = await api.post(f"/door/{anna['person']}/account", {"account": "17 204"})
    assert (known["items"][0]["registered"], known["items"][0]["accounts"]) == (True, ["17-204"])
    left = await api.post(f"/door/{boris['person']}/dismiss", {})
    assert [visitor["person"] for visitor in left["items"]] == [anna["person"]]
    await api.post(f"/door/{anna['person']}/account", {"account": "nope"}, 404)


async def test_an_account_without_support_is_given_at_the_door_only_anyway(api: Api, world: World) -> None:
    await world.customer(account=None)
    await world.write("Let me in")
    async with world.database.transaction(DESK) as tx:
        await accounts.set_status(tx, "17-204", Standing.SUSPENDED)
    (anna,) = (await api.get("/door"))["items"]

    refused = await api.post(f"/door/{anna['person']}/account", {"account": "17-204"}, 409)
    assert refused["detail"] == "Account 17-204 is suspended. Should it be given anyway?"
    given = await api.post(f"/door/{anna['person']}/account", {"account": "17-204", "anyway": True})

    assert given["items"][0]["accounts"] == ["17-204"]


async def test_practice_time_moves_forward_only(api: Api) -> None:
    before = await api.get("/desk")

    clock = await api.post("/clock", {"advance_seconds": 3600})

    assert clock["practice_offset_seconds"] == 3600
    after = await api.get("/desk")
    assert (after["practice"], after["practice_offset_seconds"]) == (True, 3600)
    assert after["now"][:13] > before["now"][:13]
    for seconds in (0, -5, "Infinity"):
        await api.post("/clock", {"advance_seconds": seconds}, 422)


async def test_the_same_key_gives_the_same_answer_and_does_it_once(api: Api, world: World) -> None:
    number = await _ticket(world)
    key = {"Idempotency-Key": "a1"}

    first = await api.post(f"/tickets/{number}/replies", {"text": "On it."}, headers=key)
    second = await api.post(f"/tickets/{number}/replies", {"text": "On it."}, headers=key)

    assert second == first
    assert len((await api.get(f"/tickets/{number}"))["comments"]) == 2


async def test_a_key_used_for_something_else_is_refused(api: Api, world: World) -> None:
    number = await _ticket(world)
    key = {"Idempotency-Key": "a1"}
    await api.post(f"/tickets/{number}/replies", {"text": "On it."}, headers=key)

    await api.post(f"/tickets/{number}/replies", {"text": "Other."}, 422, headers=key)
    await api.post(f"/tickets/{number}/notes", {"text": "On it."}, 422, headers=key)
    await api.post(f"/tickets/{number}/notes", {"text": "x"}, 422, headers={"Idempotency-Key": ""})


async def test_kept_answers_forget_an_erased_person(api: Api, world: World) -> None:
    number = await _ticket(world)
    stranger = await world.customer(43, account=None)
    door = (await world.write("Hello?", telegram_id=stranger)).comment.customer_id
    path, body = f"/tickets/{number}/replies", {"text": "Dear Anna"}
    await api.post(path, body, headers={"Idempotency-Key": "said"})
    await api.post(f"/tickets/{number}/labels", {"add": ["x"]}, headers={"Idempotency-Key": "done"})
    await api.post(f"/door/{door}/answer", {"text": "Hello"}, headers={"Idempotency-Key": "door"})

    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
        await customers.erase(tx, await world.meet(tx, stranger))

    async with world.database.reading() as session:
        assert set(await session.scalars(select(IdempotencyKey.body))) == {"{}"}


async def test_what_an_erased_person_said_is_told_as_erased(api: Api, world: World) -> None:
    number = await _ticket(world)
    before = await api.get(f"/tickets/{number}")

    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    after = await api.get(f"/tickets/{number}")
    assert [comment["erased"] for comment in before["comments"]] == [False]
    assert [(comment["erased"], comment["text"]) for comment in after["comments"]] == [(True, "")]


async def test_requests_with_one_key_at_once_are_done_once(api: Api, world: World) -> None:
    number = await _ticket(world)
    answers = await asyncio.gather(*(_reply(api, number, "k") for _ in range(5)))

    assert len({answer["id"] for answer in answers}) == 1
    assert len((await api.get(f"/tickets/{number}"))["comments"]) == 2


async def test_a_key_belongs_to_one_agent(api: Api, world: World) -> None:
    number = await _ticket(world)
    boris = Api(api.client, await token_of(world, "Boris"))

    assert (await _reply(api, number, "k"))["id"] != (await _reply(boris, number, "k"))["id"]


async def test_a_refused_write_may_be_tried_again_with_its_key(api: Api, world: World) -> None:
    number = await _ticket(world)
    key = {"Idempotency-Key": "a1"}
    await api.post(f"/tickets/{number}/resolve", {}, 409, headers=key)
    await world.read(number)

    assert (await api.post(f"/tickets/{number}/resolve", {}, headers=key))["state"] == "done"


async def test_a_session_writes_only_from_our_own_page(api: Api, world: World) -> None:
    number = await _ticket(world)
    cookies = {"lanedesk_session": await session_of(world)}
    path = f"/api/v1/tickets/{number}/notes"

    async with api.client.post(path, json={"text": "x"}, cookies=cookies) as refused:
        assert refused.status == 403
    own = {"X-Lanedesk": "1"}
    async with api.client.post(path, json={"text": "x"}, cookies=cookies, headers=own) as done:
        assert done.status == 200


async def test_every_change_is_a_fact_of_the_agent_who_made_it(api: Api, world: World) -> None:
    number = await _ticket(world)
    await api.post(f"/tickets/{number}/move", {"lane": "urgent"})

    moved = [event for event in await world.events(number) if isinstance(event.fact, TicketMoved)]
    assert [event.actor for event in moved] == [world.agent]


async def _ticket(world: World) -> int:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    return number


async def _reply(api: Api, number: int, key: str) -> Any:
    return await api.post(f"/tickets/{number}/replies", {"text": "On it."}, headers={"Idempotency-Key": key})


async def test_formatting_moves_with_the_words_when_space_is_cut(api: Api, world: World) -> None:
    number = await _ticket(world)
    bold = {"type": "bold", "offset": 2, "length": 4}

    comment = await api.post(f"/tickets/{number}/replies", {"text": "  Hold on ", "entities": [bold]})

    assert (comment["text"], comment["entities"]) == ("Hold on", [{**bold, "offset": 0}])


async def test_formatting_that_would_fail_later_is_refused_and_its_field_named(
    api: Api, world: World
) -> None:
    number = await _ticket(world)
    for wrong, field in (
        ({"type": "bold", "offset": 0, "length": 99}, "entities.0.length"),
        ({"type": "bold", "offset": 0, "length": 1}, "entities.0.length"),
        ({"type": "marquee", "offset": 0, "length": 2}, "entities.0.type"),
        ({"type": "text_link", "offset": 0, "length": 2}, "entities.0.url"),
        ({"type": "bold", "offset": -1, "length": 2}, "entities.0.offset"),
    ):
        refusal = await api.post(f"/tickets/{number}/replies", {"text": "👍", "entities": [wrong]}, 422)
        assert [error["field"] for error in refusal["errors"]] == [field]
        assert field in refusal["detail"]
    assert len((await api.get(f"/tickets/{number}"))["comments"]) == 1


async def test_words_that_nobody_sees_are_refused_wherever_they_can_be_written(
    api: Api, world: World
) -> None:
    number = await _ticket(world)
    await world.read(number)
    recording = await world.speak()
    await world.read(number)
    await world.customer(BORIS, account=None)
    await world.write("Hello?", telegram_id=BORIS)
    (visitor,) = (await api.get("/door"))["items"]
    for unseen in (" ", "\u200b", "\u3164\u2800", "\u2060\n\ufe0f"):
        for path, body, field in (
            (f"/tickets/{number}/replies", {"text": unseen}, "text"),
            (f"/tickets/{number}/notes", {"text": unseen}, "text"),
            (f"/tickets/{number}/resolve", {"text": unseen}, "text"),
            (f"/tickets/{number}/labels", {"add": [unseen]}, "add"),
            (f"/door/{visitor['person']}/answer", {"text": unseen}, "text"),
            (f"/files/{recording}/transcript", {"text": unseen}, "text"),
        ):
            refusal = await api.post(path, body, 422)
            assert [error["field"] for error in refusal["errors"]] == [field]
    assert (await api.get(f"/tickets/{number}"))["state"] == "inbox"
