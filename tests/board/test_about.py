"""What agents keep and decide about a customer: notes that stay, blocks, and the language the bot speaks to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import update

from board.desk import causes
from board.desk.causes import Known
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.facts import CustomerBarred, CustomerUnbarred, LanguageGiven
from board.models import Ticket
from board.people import about, bars, customers, opening, team
from board.talk import conversation, typing_hint
from board.tickets import moving, ratings
from board.values import DESK, AgentId, Role, agent_actor
from board.views.audit import Wanted, audit
from board.views.customer import customer_panel, earlier_of
from board.views.tickets import ticket
from board.views.trail import trail
from tests.world import World, counted


async def _customer(world: World, telegram_id: int = 42) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await world.meet(tx, telegram_id)).id


async def _notes(world: World, number: int) -> list[tuple[str, str | None]]:
    async with world.database.reading() as session:
        panel = await customer_panel(session, number, "en")
    return [(note["text"], note["agent"]) for note in panel["notes"]]


async def test_a_note_stands_on_all_tickets_of_its_customer_and_of_nobody_else(world: World) -> None:
    await world.customer()
    await world.customer(43)
    first, second, others = await world.open(), await world.open(), await world.open(43)
    customer = await _customer(world)
    async with world.database.transaction(world.agent) as tx:
        note = await about.add_note(tx, customer, "  Has two washes.  ")
        await about.add_note(tx, customer, "Calls on Mondays.")
        await about.change_note(tx, customer, note.id, "Has three washes.", 1)
    told = [("Has three washes.", "Vera"), ("Calls on Mondays.", "Vera")]
    assert [await _notes(world, each) for each in (first, second, others)] == [told, told, []]

    async with world.database.transaction(world.agent) as tx:
        await about.remove_note(tx, customer, note.id, 2)
        await about.remove_note(tx, customer, note.id, 2)
    assert await _notes(world, second) == told[1:]
    async with world.database.transaction(world.agent) as tx:
        await about.restore_note(tx, customer, note.id)
    assert await _notes(world, second) == told

    async with world.database.transaction(world.agent) as tx:
        await about.remove_note(tx, customer, note.id)
    await world.pass_time(timedelta(days=1, seconds=1))
    async with world.database.transaction(DESK) as tx:
        await about.forget_removed(tx)
        with pytest.raises(NotFound):
            await about.restore_note(tx, customer, note.id)


async def test_two_agents_who_change_a_note_are_told_of_each_other(world: World) -> None:
    await world.customer()
    customer = await _customer(world)
    async with world.database.transaction(DESK) as tx:
        petra = agent_actor(AgentId((await team.add_agent(tx, "Petra")).id), Role.AGENT)
    async with world.database.transaction(petra) as tx:
        note = (await about.add_note(tx, customer, "Has two washes.")).id
        await about.change_note(tx, customer, note, "Has three washes.", 1)
    async with world.database.transaction(world.agent) as tx:
        with pytest.raises(Conflict) as refused:
            await about.change_note(tx, customer, note, "Has four washes.", 1)
        with pytest.raises(Conflict):
            await about.remove_note(tx, customer, note, 1)
    assert refused.value.details == {
        "note": note,
        "text": "Has three washes.",
        "version": 2,
        "changed_by": "Petra",
    }
    async with world.database.transaction(world.agent) as tx:
        await about.change_note(tx, customer, note, "Has three washes.", 1)
        await about.remove_note(tx, customer, note)
        with pytest.raises(Conflict):
            await about.change_note(tx, customer, note, "Has four washes.", 2)
        with pytest.raises(Invalid):
            await about.add_note(tx, customer, " \u200b ")
        with pytest.raises(Invalid):
            await about.add_note(tx, customer, "x" * (about.LONGEST_NOTE + 1))
    async with world.database.transaction(agent_actor(AgentId(note), Role.VIEWER)) as tx:
        with pytest.raises(NotAllowed):
            await about.add_note(tx, customer, "Looks.")


async def test_an_agent_chooses_the_language_until_the_customer_does(world: World) -> None:
    await world.customer()
    number, customer = await world.open(), await _customer(world)
    async with world.database.transaction(world.agent) as tx:
        await about.give_language(tx, customer, "id")
        await about.give_language(tx, customer, "id")
    assert [fact for fact in await world.facts(number) if fact is LanguageGiven] == [LanguageGiven]
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        assert (person.language, person.chose_language) == ("id", True)
        await customers.set_language(tx, person, "ru")
    async with world.database.reading() as session:
        assert (await customer_panel(session, number, "en"))["customer"]["language"] == "ru"


async def test_a_block_is_told_to_agents_with_its_reason_and_ends_by_itself(world: World) -> None:
    await world.customer()
    number, customer = await world.open(), await _customer(world)
    before = await world.now()
    async with world.database.transaction(world.agent) as tx:
        person = await bars.bar(tx, customer, "Swears.", tx.now + timedelta(hours=1), seen=0)
        await bars.bar(tx, customer, "Swears.", person.barred_until)
        with pytest.raises(Conflict):
            await bars.bar(tx, customer, "Shouts.", seen=0)
        with pytest.raises(Conflict) as refused:
            await opening.open_to(tx, "product", "Hello", before.date(), telegram_id=42)
        assert refused.value.key == "refused.open.barred"
        assert not await typing_hint.show(tx, number)
        with pytest.raises(Invalid):
            await bars.bar(tx, customer, "Swears.", before)
        with pytest.raises(Invalid):
            await bars.bar(tx, customer, " ")
    async with world.database.reading() as session:
        barred = (await customer_panel(session, number, "en"))["barred"]
        assert (await ticket(session, number, "en"))["barred"] == {"until": barred and barred["until"]}
        (event,) = [each for each in await trail(session, number) if each.get("reason") == "barred"]
        lines = await audit(session, Wanted(sees_access=False), "en", after=None, limit=1)
    assert barred is not None
    assert (barred["reason"], barred["agent"], barred["told_at"]) == ("Swears.", "Vera", None)
    assert event["words"] == "Swears."
    assert lines["items"][0]["text"].endswith(": Swears.")

    await world.pass_time(timedelta(hours=1))
    async with world.database.reading() as session:
        assert (await customer_panel(session, number, "en"))["barred"] is None
        assert (await ticket(session, number, "en"))["barred"] is None
    async with world.database.transaction(world.agent) as tx:
        assert await typing_hint.show(tx, number)
        with pytest.raises(Conflict):
            await bars.bar(tx, customer, "Again.", seen=barred["id"])
        await bars.bar(tx, customer, "Again.", seen=0)
        await bars.unbar(tx, customer)
        await bars.unbar(tx, customer)
    told = [fact for fact in await world.facts(number) if fact in (CustomerBarred, CustomerUnbarred)]
    assert told == [CustomerBarred, CustomerBarred, CustomerUnbarred]


async def test_all_earlier_tickets_come_ten_at_a_time_with_cause_and_score(world: World) -> None:
    await world.customer()
    await world.customer(43)
    numbers = [await world.open() for _ in range(23)]
    others = await world.open(43)
    async with world.database.transaction(world.agent) as tx:
        await causes.set_all(tx, [Known("Training")])
        await conversation.reply(tx, numbers[0], "Press it.")
        await moving.resolve(tx, numbers[0])
        await causes.give(tx, numbers[0], 1)
        await ratings.rate(tx, numbers[0], -1)
    last = await world.open()
    async with world.database.reading() as session:
        with counted(world.database) as statements:
            panel = await customer_panel(session, last, "en")
        second = await earlier_of(session, last, "person", numbers[13], "en")
        third = await earlier_of(session, last, "person", numbers[3], "en")
        account = await earlier_of(session, last, "account", last, "en")
    first = [each["number"] for each in panel["earlier"] if each["same_person"]]
    assert len(statements) == 6
    assert (first, panel["more"]) == (numbers[:12:-1], ["person"])
    assert ([each["number"] for each in second["items"]], second["more"]) == (numbers[12:2:-1], True)
    assert ([each["number"] for each in third["items"]], third["more"]) == (numbers[2::-1], False)
    assert (third["items"][-1]["cause"], third["items"][-1]["score"]) == ("Training", -1)
    assert [each["number"] for each in account["items"]] == [others]
    assert [(each["ticket"], each["score"], each["is_this"]) for each in panel["people"]] == [
        (last, -1, True),
        (others, None, False),
    ]


async def test_people_without_an_account_share_no_earlier_tickets(world: World) -> None:
    await world.customer()
    await world.customer(43)
    await world.open()
    number = await world.open(43)
    async with world.database.transaction(DESK) as tx:
        await tx.session.execute(update(Ticket).values(account_id=None))
    async with world.database.reading() as session:
        panel = await customer_panel(session, number, "en")
        account = await earlier_of(session, number, "account", number, "en")
    assert (panel["earlier"], panel["more"], account["items"]) == ([], [], [])


@pytest.mark.parametrize("zone", [UTC, timezone(-timedelta(hours=12)), timezone(timedelta(hours=12))])
async def test_a_block_until_the_end_of_time_is_for_good(world: World, zone: timezone) -> None:
    await world.customer()
    customer = await _customer(world)
    async with world.database.transaction(world.agent) as tx:
        with pytest.raises(Invalid):
            await bars.bar(tx, customer, "Swears.", datetime.max.replace(tzinfo=zone))
        await bars.bar(tx, customer, "Swears.", tx.now + bars.LONGEST)
