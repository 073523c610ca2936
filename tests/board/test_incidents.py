"""Incidents: which tickets are about one, who is told what, and what looks like one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from board.errors import Conflict
from board.facts import LoopClosed
from board.models import Incident, Ticket
from board.tickets import incidents, merging
from board.tickets.incidents import Content
from board.values import CustomerId, IncidentId, TicketNumber
from board.views import bursts as bursts_view
from board.views.bursts import Known, Opening, groups, is_like, telling_of
from board.views.incidents import incidents as incidents_view
from tests.world import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def numbers(world: World) -> list[TicketNumber]:
    found = []
    for person in range(70, 74):
        await world.customer(person)
        found.append(await world.open(person, "cash_desk"))
        await world.write("Касса не включается", telegram_id=person)
    return found


async def _open(world: World, *numbers: int, name: str = "Tills", topic: str | None = None) -> int:
    async with world.database.transaction(world.agent) as tx:
        return (await incidents.open_incident(tx, Content(name, topic), numbers)).id


async def test_a_ticket_is_in_one_open_incident_at_most(world: World, numbers: list[TicketNumber]) -> None:
    first = await _open(world, *numbers[:2])
    with pytest.raises(Conflict, match="Tills"):
        await _open(world, numbers[1], name="Network")
    with pytest.raises(Conflict, match="open already"):
        await _open(world, name="tills")

    async with world.database.transaction(world.agent) as tx:
        await incidents.resolve(tx, first)
    second = await _open(world, numbers[1], numbers[2], name="Network")
    async with world.database.transaction(world.agent) as tx:
        await incidents.reopen(tx, first)
        await incidents.reopen(tx, first)

    async with world.database.reading() as session:
        assert await incidents.numbers_of(session, first) == [numbers[0]]
        assert await incidents.numbers_of(session, second) == [numbers[1], numbers[2]]
        assert (await session.get_one(Incident, first)).is_open


async def test_who_has_been_told_is_what_became_of_the_latest_answer(
    world: World, numbers: list[TicketNumber]
) -> None:
    await world.answer(numbers[0], "Before it was known.")
    await world.pass_time(timedelta(minutes=1))
    incident = await _open(world, *numbers)
    await world.answer(numbers[1], "We know.")
    await world.resolve(numbers[1])

    async with world.database.reading() as session:
        told = await incidents_view(session)

    (shown,) = told["items"]
    assert shown["id"] == incident
    assert [(each["told"], each["state"]) for each in shown["members"]] == [
        (None, "working"),
        ("sent", "done"),
        (None, "inbox"),
        (None, "inbox"),
    ]


async def test_a_merged_ticket_hands_its_incident_over(world: World, numbers: list[TicketNumber]) -> None:
    incident = await _open(world, numbers[0], numbers[1])
    async with world.database.transaction(world.agent) as tx:
        await incidents.merged(tx, numbers[0], numbers[2])
        await incidents.merged(tx, numbers[1], numbers[2])

    async with world.database.reading() as session:
        assert await incidents.numbers_of(session, incident) == [numbers[2]]


async def test_of_two_open_incidents_the_one_of_the_ticket_that_stays_counts_and_closed_ones_stay(
    world: World, numbers: list[TicketNumber]
) -> None:
    over = await _open(world, numbers[0])
    async with world.database.transaction(world.agent) as tx:
        await incidents.resolve(tx, over)
        first = await incidents.open_incident(tx, Content("First"), [numbers[0]])
        second = await incidents.open_incident(tx, Content("Second"), [numbers[2]])
        await incidents.merged(tx, numbers[0], numbers[2])

    async with world.database.reading() as session:
        about = [await incidents.numbers_of(session, each) for each in (over, first.id, second.id)]
    assert about == [[numbers[2]], [], [numbers[2]]]


async def test_what_was_fixed_for_good_and_was_not_is_told_anew_to_who_came_since(
    world: World, numbers: list[TicketNumber]
) -> None:
    incident = await _open(world, numbers[0])
    async with world.database.transaction(world.agent) as tx:
        await incidents.resolve(tx, incident)
        await incidents.close_loop(tx, incident, {})
        await incidents.reopen(tx, incident)
        came = CustomerId((await tx.session.get_one(Ticket, numbers[1])).customer_id)
        await incidents.follow(tx, await incidents.lock(tx, incident), came)
        await incidents.resolve(tx, incident)
    async with world.database.transaction(world.agent) as tx:
        await incidents.close_loop(tx, incident, {})
        assert [event.fact for event in tx.events] == [LoopClosed(IncidentId(incident))]


async def test_a_number_that_was_merged_away_means_the_ticket_that_stays(
    world: World, numbers: list[TicketNumber]
) -> None:
    stay, other = numbers[0], await world.open(70, "cash_desk")
    incident = await _open(world, stay)
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, stay)
        await incidents.unlink(tx, incident, [other])
        await incidents.dismiss(tx, [stay])
    async with world.database.transaction(world.agent) as tx:
        await incidents.dismiss(tx, [other])

    async with world.database.reading() as session:
        assert await incidents.numbers_of(session, incident) == []


async def test_a_burst_is_suggested_until_it_is_opened_or_dismissed(
    world: World, numbers: list[TicketNumber]
) -> None:
    assert await _suggested(world) == []
    said = ("Здравствуйте! Кассы не включаются", "у нас кассу не включить, помогите")
    for person, words in enumerate(said, 74):
        await world.customer(person)
        numbers.append(await world.open(person, "cash_desk"))
        await world.write(words, telegram_id=person)
    await world.customer(80)
    other = await world.open(80, "cash_desk")
    await world.write("Здравствуйте, как вернуть деньги?", telegram_id=80)

    assert await _suggested(world) == [numbers]
    incident = await _open(world, *numbers[:4])
    async with world.database.reading() as session:
        told = await incidents_view(session)
    assert told["suggested"] == []
    assert told["items"][0]["similar"] == numbers[4:]
    async with world.database.transaction(world.agent) as tx:
        await incidents.dismiss(tx, numbers[4:])
        await incidents.unlink(tx, incident, numbers[:4])

    assert await _suggested(world) == []
    assert other not in numbers


def test_a_burst_needs_enough_tickets_within_ten_minutes() -> None:
    slowly = [_said(n, n * 3, "касса") for n in range(1, 7)]
    quickly = [_said(n, n * 2.0, "касса") for n in range(1, 7)]
    later = _said(9, 20, "касса")

    assert list(groups(slowly, {"касса"})) == []
    assert [burst.numbers for burst in groups([*quickly, later], {"касса"})] == [[1, 2, 3, 4, 5, 6, 9]]
    assert list(groups(quickly, set())) == []


def test_what_is_always_said_of_a_topic_makes_no_burst() -> None:
    now = [_said(n, n, "касса", *(["терминал"] if n % 2 else [])) for n in range(1, 11)]

    assert telling_of(now, {"касса": 60}, 100) == {"терминал"}
    assert telling_of(now, {"касса": 30, "терминал": 30}, 100) == {"касса"}
    assert telling_of(now, {"касса": 5}, 5) == {"касса", "терминал"}


def test_a_late_ticket_is_like_an_incident_by_its_words_and_topic() -> None:
    known = Known(1, NOON, {"cash_desk"}, {"касса": 8, "чек": 3, "экран": 3, "лист": 1}, 9)

    assert is_like(_said(1, 5, "касса"), known)
    assert is_like(_said(1, 5, "чек", "экран"), known)
    assert not is_like(_said(1, 5, "чек", "лист"), known)
    assert not is_like(Opening(1, "billing", NOON, {"касса": "касса"}), known)
    assert bursts_view.ENOUGH == 5


def _said(number: int, minute: float, *stems: str) -> Opening:
    return Opening(number, "cash_desk", NOON + timedelta(minutes=minute), {stem: stem for stem in stems})


async def _suggested(world: World) -> list[list[int]]:
    async with world.database.reading() as session:
        return [burst["numbers"] for burst in (await incidents_view(session))["suggested"]]
