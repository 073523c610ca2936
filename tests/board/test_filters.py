"""Which tickets a search's filters keep, and what is said of those that name nothing."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from board.models import Comment, Ticket
from board.people import accounts
from board.talk.comments import IncomingFile
from board.tickets import marking, moving, ratings, snoozing
from board.tickets.snoozing import Until
from board.values import DESK, Delivery, Kind, Metric
from board.views.filters import Reader
from board.views.tickets import Wanted, list_tickets
from tests.world import World

BORIS = 43


async def test_places_labels_and_accounts_are_named_by_key_or_by_name(world: World) -> None:
    till, bill = await _two(world)
    async with world.database.transaction(world.agent) as tx:
        await marking.label(tx, till, add=["Срочный выезд"])
        await marking.label(tx, bill, add=["vip"])
        await accounts.add(tx, "17-204", "Автомойка «Алёна»")
        boris = (await world.meet(tx, BORIS)).id

    for query, found in {
        "topic:cash_desk": [till],
        "topic:cash": [till],
        'тема:"Касса"': [till],
        "topic:cash_desk topic:billing": [bill, till],
        "topic:cash_desk,billing": [bill, till],
        "-topic:cash_desk": [bill],
        "board:billing": [bill],
        "lane:urgent": [till],
        'lane:"Два дня"': [bill],
        "state:inbox": [bill, till],
        "label:vip": [bill],
        'label:"срочный выезд"': [till],
        "-label:vip": [till],
        "label:vip label:срочный": [],
        "label:vip,срочный": [bill, till],
        "account:17203": [till],
        "account:17": [bill, till],
        "account:алёна": [bill],
        "account:17203 is:open чек": [till],
        f"customer:{boris}": [bill],
        f"клиент:{boris},": [bill],
        f"-customer:{boris}": [till],
        "чек -касса": [bill],
    }.items():
        assert await _found(world, query) == found, query


async def test_claims_say_how_a_ticket_stands(world: World) -> None:
    till, bill = await _two(world)
    vera = (await world.vera()).id
    async with world.database.transaction(world.agent) as tx:
        await marking.take(tx, till, vera)
        await snoozing.snooze(tx, bill, Until.CUSTOMER)

    me = Reader("en", agent=vera)
    for query, found in {
        "is:mine": [till],
        "agent:me": [till],
        "agent:Vera": [till],
        "agent:nobody": [bill],
        "is:snoozed": [bill],
        "is:unread": [bill, till],
        "is:late": [],
        "is:open,done": [bill, till],
        "is:inbox -is:mine": [bill],
    }.items():
        assert await _found(world, query, me) == found, query
    await world.read(till)
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, till, column="waiting")
    await world.pass_time(timedelta(days=4))
    async with world.database.transaction(DESK) as tx:
        due = {"due_at": tx.now - timedelta(hours=1), "due_metric": Metric.RESOLUTION}
        await tx.session.execute(update(Ticket).where(Ticket.number == bill).values(due))
        failed = {"delivery": Delivery.FAILED}
        await tx.session.execute(update(Comment).where(Comment.ticket_number == bill).values(failed))
    assert await _found(world, "is:stale") == await _found(world, "is:waiting") == [till]
    assert await _found(world, "is:undelivered") == [bill]
    assert await _found(world, "is:late") == [bill, till]
    assert await _found(world, "is:late -is:waiting") == [bill]


async def test_what_was_sent_and_how_it_was_rated(world: World) -> None:
    till, bill = await _two(world)
    await world.write(
        "", kind=Kind.ALBUM, file=IncomingFile(Kind.PHOTO, "p", "till.jpg", "image/jpeg"), album="1"
    )
    await world.speak(telegram_id=BORIS)
    await world.answer(bill, "Done")
    await world.resolve(bill)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, bill, -1)

    for query, found in {
        "has:photo": [till],
        "has:voice": [bill],
        "has:photo,voice": [bill, till],
        "has:file": [],
        "has:rating": [bill],
        "rated:bad": [bill],
        "rated:😐,good": [],
        "is:done": [bill],
    }.items():
        assert await _found(world, query) == found, query


async def test_days_are_those_of_the_desks_zone(world: World) -> None:
    till, bill = await _two(world)
    async with world.database.transaction(DESK) as tx:
        # Half past midnight in Moscow, and still the day before in London.
        opened = (tx.now - timedelta(days=3)).replace(hour=21, minute=30, second=0)
        await tx.session.execute(update(Ticket).where(Ticket.number == till).values(opened_at=opened))
    day, next_day = f"{opened:%Y-%m-%d}", f"{opened + timedelta(days=1):%Y-%m-%d}"

    moscow, london = Reader("en", ZoneInfo("Europe/Moscow")), Reader("en", UTC)
    assert await _found(world, f"on:{day}", london) == [till] == await _found(world, f"on:{next_day}", moscow)
    assert await _found(world, f"on:{next_day}", london) == [] == await _found(world, f"on:{day}", moscow)
    assert await _found(world, f"from:{day} before:{next_day}", london) == [till]
    assert await _found(world, f"after:{day}", london) == [bill]
    assert await _found(world, "from:today") == [bill]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("topic:rockets", "There is no topic “rockets”. Topics: cash_desk, product, billing."),
        ("касса from:soon", "“soon” is not a day."),
        ("label:odd", "No ticket has the label “odd”, nor any other yet."),
        ("is:odd", "“is:odd” is not known."),
        ("account:99-999", "No account has the number or name “99-999”."),
        ("customer:Boris", "No customer has the number “Boris”."),
    ],
)
async def test_what_names_nothing_finds_nothing_and_says_so(world: World, query: str, hint: str) -> None:
    await _two(world)

    async with world.database.reading() as session:
        listed = await list_tickets(session, Wanted(q=query), Reader("en"), after=None, limit=5)
        beside = await list_tickets(session, Wanted(q=f"-{query}"), Reader("en"), after=None, limit=5)
    assert listed.items == []
    assert listed.hints[0].startswith(hint)
    assert len(beside.items) > 0 or query.startswith("касса")


async def test_filters_alone_go_on_from_page_to_page(world: World) -> None:
    await world.customer()
    numbers = [await world.open() for _ in range(3)]
    async with world.database.reading() as session:
        first = await list_tickets(session, Wanted(q="topic:product"), Reader("en"), after=None, limit=2)
        rest = await list_tickets(session, Wanted(q="topic:product"), Reader("en"), after=first.next, limit=2)

    assert [each["number"] for each in (*first.items, *rest.items)] == numbers[::-1]
    assert rest.next is None


async def _two(world: World) -> tuple[int, int]:
    """One of the cash desk and one of billing, of two people."""
    await world.customer()
    await world.customer(BORIS, "17-204")
    till = await world.open(topic="cash_desk")
    await world.write("Касса не печатает чек")
    bill = await world.open(BORIS, topic="billing")
    await world.write("Нужен чек", telegram_id=BORIS)
    return till, bill


async def _found(world: World, query: str, reader: Reader | None = None) -> list[int]:
    async with world.database.reading() as session:
        listed = await list_tickets(session, Wanted(q=query), reader or Reader("en"), after=None, limit=50)
    assert listed.hints == [], query
    return [ticket["number"] for ticket in listed.items]
