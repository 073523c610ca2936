"""Tickets as the API tells them: one, listed, searched, with the person behind them."""

from __future__ import annotations

from datetime import timedelta

from board.models import Comment
from board.people import accounts, customers
from board.talk.comments import IncomingFile
from board.tickets import ratings
from board.values import DESK, Kind
from tests.board.web.conftest import Api
from tests.world import World

BORIS = 43


async def test_a_ticket_is_told_field_by_field(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open(topic="cash_desk")
    await world.write("The till\n is  broken")

    ticket = await api.get(f"/tickets/{number}")

    opened = ticket["created_at"]
    assert opened.endswith("Z")
    first, resolution = ticket["timers"]
    assert (first["metric"], first["state"], first["goal_seconds"]) == ("first_response", "running", 300)
    assert (resolution["metric"], resolution["state"], resolution["goal_seconds"]) == (
        "resolution",
        "running",
        18000,
    )
    told = {
        name: ticket[name] for name in ticket.keys() - {"comments", "scheduled", "trail", "now", "timers"}
    }
    assert told == {
        "number": number,
        "version": 1,
        "topic": "cash_desk",
        "topic_name": "Cash desk",
        "board": "cash_desk",
        "lane": "urgent",
        "column": "inbox",
        "state": "inbox",
        "account": "17-203",
        "account_name": "17-203",
        "customer": {"telegram_id": 42, "name": "Anna"},
        "new_person": True,
        "blocked": False,
        "barred": None,
        "agent": None,
        "labels": [],
        "source": "telegram",
        "follows": None,
        "unread": 1,
        "last_line": "The till is broken",
        "voice": None,
        "last_kind": "text",
        "last_what": None,
        "last_author": "customer",
        "last_message_at": ticket["comments"][0]["created_at"],
        "glyphs": [],
        "forgotten": False,
        "delivery": None,
        "created_at": opened,
        "first_response_at": None,
        "resolved_at": None,
        "done_at": None,
        "waiting_since": None,
        "deadline": {"metric": "first_response", "due_at": first["due_at"]},
        "alarm": None,
        "suggestion": None,
        "paused": False,
        "snoozed": False,
        "snoozed_until": None,
        "told_due_at": None,
        "to_say": None,
        "merged": [],
        "cause": None,
        "summary": None,
        "rating": None,
        "person_has_other": 0,
    }


async def test_a_comment_is_told_field_by_field(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.", message_id=7)

    (comment,) = (await api.get(f"/tickets/{number}"))["comments"]

    assert comment.pop("id") > 0
    assert comment.pop("created_at").endswith("Z")
    assert comment == {
        "author": "customer",
        "author_name": "Anna",
        "public": True,
        "kind": "text",
        "what": None,
        "text": "It stopped.",
        "entities": [],
        "transcript": None,
        "edited": False,
        "erased": False,
        "forgotten": False,
        "versions": [],
        "telegram_message_ids": [7],
        "files": [],
        "location": None,
        "contact": None,
        "reply_to": None,
        "quote": None,
        "quote_from": None,
        "quote_what": None,
        "forwarded_from": None,
        "seen": False,
        "thanks": False,
        "delivery": None,
        "delivery_reason": None,
        "goes_at": None,
        "edit_delivery": None,
        "edit_delivery_reason": None,
        "maybe_twice": False,
        "told_on": None,
        "may_hold_card": False,
        "removed": None,
    }


async def test_an_album_is_one_comment_with_its_files_in_message_order(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    for message_id in (12, 11):
        file = _photo(f"{message_id}.jpg")
        await world.write("", message_id=message_id, album="a", kind=Kind.PHOTO, file=file)

    ticket = await api.get(f"/tickets/{number}")

    (comment,) = ticket["comments"]
    assert (comment["kind"], comment["telegram_message_ids"]) == ("album", [11, 12])
    assert [file["name"] for file in comment["files"]] == ["11.jpg", "12.jpg"]
    assert comment["files"][0] | {"id": 0} == {
        "id": 0,
        "name": "11.jpg",
        "mime": "image/jpeg",
        "size": 1000,
        "kind": "photo",
        "width": 40,
        "height": 30,
        "duration": None,
        "shape": None,
        "sent_as": None,
        "url": None,
        "state": "pending",
        "reason": None,
        "transcript": None,
        "quoted": False,
    }
    assert (ticket["unread"], ticket["glyphs"], ticket["last_kind"]) == (1, ["photo"], "album")


async def test_an_edit_keeps_what_was_said_before(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stoped.", message_id=7)
    await world.edit(7, "It stopped.")

    (comment,) = (await api.get(f"/tickets/{number}"))["comments"]

    assert (comment["text"], comment["edited"]) == ("It stopped.", True)
    assert [version["text"] for version in comment["versions"]] == ["It stoped."]


async def test_a_place_and_a_contact_are_told(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    place = {"latitude": 55.7, "longitude": 37.6, "live": True}
    await world.write("", kind=Kind.LOCATION, detail=place)
    await world.write("", kind=Kind.CONTACT, detail={"name": "Oleg", "phone": "+7"})

    location, contact = (await api.get(f"/tickets/{number}"))["comments"]

    assert location["location"] == place
    assert contact["contact"] == {"name": "Oleg", "phone": "+7"}


async def test_an_accepted_reply_is_the_first_response(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    reply = await world.answer(number, "On it.")

    ticket = await api.get(f"/tickets/{number}")

    assert ticket["first_response_at"] == _z(reply)
    assert ticket["timers"][0]["state"] == "met"
    assert (ticket["agent"], ticket["state"], ticket["unread"]) == ("Vera", "working", 0)
    assert (ticket["last_author"], ticket["last_line"]) == ("agent", "It stopped.")
    assert ticket["comments"][1]["delivery"] == "sent"
    assert ticket["deadline"]["metric"] == "resolution"


async def test_the_worst_delivery_shows_on_the_card(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    assert (await api.post(f"/tickets/{number}/replies", {"text": "a"}))["delivery"] == "queued"
    assert (await api.get(f"/tickets/{number}"))["delivery"] == "queued"
    assert (await api.get("/desk"))["undelivered"] == 1


async def test_a_resolved_ticket_tells_when_and_how_it_was_rated(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.answer(number)
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await world.meet(tx, 42)
        await ratings.rate(tx, number, -1)
    await world.write("Too slow.")

    ticket = await api.get(f"/tickets/{number}")

    assert ticket["rating"] == {"score": -1, "text": "Too slow."}
    assert ticket["resolved_at"] == ticket["done_at"] is not None
    assert ticket["deadline"] is None


async def test_the_trail_says_who_did_what_from_where_to_where(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await api.post(f"/tickets/{number}/move", {"lane": "urgent"})

    opened, moved = (await api.get(f"/tickets/{number}"))["trail"]

    assert (opened["type"], opened["actor"], opened["actor_kind"]) == ("ticket.opened", "Anna", "customer")
    assert (moved["type"], moved["actor"], moved["actor_kind"]) == ("ticket.moved", "Vera", "agent")
    assert (moved["from"]["lane"], moved["to"]["lane"]) == ("today", "urgent")
    assert "goals" not in moved


async def test_a_person_new_on_an_account_is_marked_until_confirmed(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    assert (await api.get(f"/tickets/{number}"))["new_person"] is True

    ticket = await api.post(f"/tickets/{number}/confirm-person", {})

    assert ticket["new_person"] is False
    again = await api.post(f"/tickets/{number}/unconfirm-person", {})
    assert again["new_person"] is True
    trail = (await api.get(f"/tickets/{number}"))["trail"]
    assert [event.get("reason") for event in trail[-2:]] == ["person_confirmed", "person_unconfirmed"]


async def test_tickets_come_by_number_in_pages(api: Api, world: World) -> None:
    await world.customer()
    numbers = [await world.open() for _ in range(5)]

    pages = [await api.get("/tickets?limit=2")]
    while cursor := pages[-1]["next"]:
        pages.append(await api.get(f"/tickets?limit=2&after={cursor}"))

    assert [[ticket["number"] for ticket in page["items"]] for page in pages] == [
        numbers[:2],
        numbers[2:4],
        numbers[4:],
    ]


async def test_tickets_are_filtered_by_where_they_stand(api: Api, world: World) -> None:
    await world.customer()
    await world.customer(BORIS, "17-204")
    cash = await world.open(topic="cash_desk")
    billing = await world.open(BORIS, "billing")
    await world.resolve(billing)

    assert await _numbers(api, "board=cash_desk") == [cash]
    assert await _numbers(api, "topic=billing") == [billing]
    assert await _numbers(api, "lane=urgent") == [cash]
    assert await _numbers(api, "state=done") == [billing]
    assert await _numbers(api, "account=17%20204") == [billing]
    assert await _numbers(api, "board=cash_desk&state=done") == []


async def test_search_finds_numbers_accounts_names_words_and_transcripts(api: Api, world: World) -> None:
    await world.customer()
    await world.customer(BORIS, "17-204")
    async with world.database.transaction(DESK) as tx:
        await accounts.add(tx, "17-204", "Автомойка «Алёна»")
    first = await world.open()
    second = await world.open(BORIS)
    await world.write("Касса не печатает чеки")
    await world.hear(await world.speak(BORIS), "ещё раз про зелёный ёршик")

    assert await _numbers(api, f"q={second}") == [second]
    assert await _numbers(api, f"q=%23{first}") == [first]
    assert await _numbers(api, "q=17204") == [second]
    assert await _numbers(api, "q=алена") == [second]
    assert await _numbers(api, "q=печатать кассы") == [first]
    assert await _numbers(api, "q=зеленые ершики") == [second]
    assert await _numbers(api, "q=anna") == [second, first]
    assert await _numbers(api, "q=(((") == []


async def test_search_stems_indonesian(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("Pembayaran tidak berhasil")

    assert await _numbers(api, "q=bayar") == [number]


async def test_the_customer_panel_knows_account_people_ratings_and_history(api: Api, world: World) -> None:
    await world.customer()
    await world.customer(BORIS)
    before = await world.open(BORIS)
    number = await world.open()
    await world.write("It stopped.")
    await world.answer(number)

    panel = await api.get(f"/tickets/{number}/customer")

    assert panel["account"].pop("id") > 0
    assert panel["account"] == {
        "number": "17-203",
        "name": "17-203",
        "status": "active",
        "support_until": None,
        "plan": None,
        "details": {},
    }
    assert panel["customer"].pop("id") > 0
    assert panel["customer"].pop("registered_at").endswith("Z")
    assert panel["customer"] == {
        "telegram_id": 42,
        "name": "Anna",
        "username": None,
        "language": "ru",
        "blocked": False,
        "consent": None,
    }
    assert panel["participants"] == [{"name": "Vera", "kind": "agent"}, {"name": "Anna", "kind": "customer"}]
    assert [(each["number"], each["same_person"]) for each in panel["earlier"]] == [(before, False)]


async def test_scrolling_up_goes_through_the_persons_own_tickets(api: Api, world: World) -> None:
    await world.customer()
    await world.customer(BORIS)
    oldest = await world.open()
    await world.write("First.")
    await world.open(BORIS)
    number = await world.open()

    earlier = (await api.get(f"/tickets/{number}/earlier?before={number}"))["ticket"]

    assert (earlier["number"], earlier["comments"][0]["text"]) == (oldest, "First.")
    assert (await api.get(f"/tickets/{number}/earlier?before={oldest}"))["ticket"] is None


async def test_a_customer_who_blocked_the_bot_is_marked(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await customers.blocked(tx, await world.meet(tx, 42))

    assert (await api.get(f"/tickets/{number}"))["blocked"] is True


async def test_a_late_ticket_keeps_its_missed_deadline(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("Hello?")
    await world.pass_time(timedelta(minutes=6))
    await world.write("Is anybody there?")

    ticket = await api.get(f"/tickets/{number}")

    assert ticket["alarm"] == "missed"
    assert ticket["deadline"]["metric"] == "first_response"
    assert ticket["timers"][0]["state"] == "missed"


async def test_an_unknown_ticket_is_not_found(api: Api) -> None:
    assert (await api.get("/tickets/999999999999999999", 404))["detail"]
    await api.get("/tickets/12345678901234567890", 404)
    await api.get("/tickets/abc", 404)


async def test_an_impossible_query_is_refused(api: Api) -> None:
    for query in ("limit=201", "limit=0", "after=x", "state=open", "q=%00", "after=99999999999999999999"):
        await api.get(f"/tickets?{query}", 422)


async def _numbers(api: Api, query: str) -> list[int]:
    return [ticket["number"] for ticket in (await api.get(f"/tickets?{query}"))["items"]]


def _photo(name: str) -> IncomingFile:
    return IncomingFile(Kind.PHOTO, f"file-{name}", name, "image/jpeg", 1000, 40, 30)


def _z(comment: Comment) -> str:
    return comment.created_at.isoformat().replace("+00:00", "Z")
