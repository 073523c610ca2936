"""Topics are added, changed, switched off and removed; tickets keep their name, and each change is taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.desk import boards, changes, naming, topics
from board.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound
from board.models import Change, Topic
from board.tickets import places
from board.upkeep import taking_back
from board.values import DESK, AgentId, Role, Thing, agent_actor
from tests.world import World

NAMES = {"en": "Hardware & tools", "ru": "Оборудование"}


async def offered(world: World) -> list[str]:
    async with world.database.transaction(DESK) as tx:
        return [topic.key for topic in await places.topics(tx.session)]


async def topic(world: World, key: str) -> Topic:
    async with world.database.transaction(DESK) as tx:
        return await tx.session.get_one(Topic, key)


async def take_back(world: World, thing: Thing, key: str) -> None:
    """The latest change of it."""
    async with world.database.transaction(DESK) as tx:
        await taking_back.take_back(tx, await changes.version(tx.session, thing, key))


async def add(world: World, key: str = "", **names: str) -> str:
    async with world.database.transaction(DESK) as tx:
        return (await topics.add(tx, names or NAMES, "cash_desk", "today", key=key, emoji="🔧")).key


async def test_a_topic_is_offered_last_under_a_key_made_from_its_english_name(world: World) -> None:
    key = await add(world)

    assert key == "hardware_tools"
    assert await offered(world) == ["cash_desk", "product", "billing", "hardware_tools"]
    assert await add(world, ru="Ёлка, щётки и 5 вёдер") == "elka_schetki_i_5_veder"
    assert await add(world, id="Hardware & tools!") == "hardware_tools_2"


@pytest.mark.parametrize(
    ("names", "key", "emoji", "refusal"),
    [
        ({}, "", "", "at least one language"),
        ({"en": "\u200b "}, "", "", "at least one language"),
        ({"de": "Kasse"}, "", "", "doesn't speak"),
        ({"en": "x" * 61}, "", "", "at most 60"),
        ({"id": "cash DESK"}, "", "", "already"),
        ({"en": "A"}, "Кассa", "", "small Latin letters"),
        ({"en": "A"}, "product", "", "is or was another one's"),
        ({"en": "A"}, "", "ok", "one emoji"),
        ({"en": "A"}, "", "🔧🔧 🔧", "one emoji"),
        ({"en": "A"}, "", "5", "one emoji"),
    ],
)
async def test_what_customers_could_not_read_or_tell_apart_is_refused(
    world: World, names: dict[str, str], key: str, emoji: str, refusal: str
) -> None:
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(DeskError, match=refusal):
            await topics.add(tx, names, "cash_desk", "today", key=key, emoji=emoji)


@pytest.mark.fast
@pytest.mark.parametrize(
    "sign", ["🔧", "❤️", "5️⃣", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "🇮🇩", "☎", ""]
)  # joined from several
def test_one_emoji_may_be_joined_from_several_signs(sign: str) -> None:
    assert naming.checked_emoji(sign) == sign


async def test_a_changed_route_counts_for_new_tickets(world: World) -> None:
    await world.customer()
    before = await world.open(topic="billing")
    async with world.database.transaction(DESK) as tx:
        await topics.edit(tx, "billing", topics.Wish(board="second_line", lane="urgent"))
    after = await world.open(topic="billing")

    places_of = [((t := await world.ticket(number)).board_key, t.lane_key) for number in (before, after)]
    assert places_of == [("billing", "two_days"), ("second_line", "urgent")]


async def test_a_removed_topic_is_the_name_of_its_tickets_and_leads_to_its_successor(world: World) -> None:
    await world.customer()
    number = await world.open(topic="billing")
    async with world.database.transaction(DESK) as tx:
        effect = await topics.remove(tx, "billing", successor="product")
        instead = await places.topic_offered(tx.session, "billing")

    assert effect.counts == {"open_tickets": 1}
    assert effect.say("en") == [
        "1 open ticket keeps this topic's name.",
        "On old keyboards, its button and its typed name open “Question about the product” now.",
    ]
    assert effect.say("ru")[0] == "Её название останется у 1 открытого обращения."
    assert instead is not None
    assert instead.key == "product"
    assert await offered(world) == ["cash_desk", "product"]
    assert (await world.ticket(number)).topic_key == "billing"
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(NotFound):
            await topics.edit(tx, "billing", topics.Wish(is_on=True))


async def test_a_successor_that_is_switched_off_passes_on_to_its_own(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await topics.remove(tx, "billing", successor="cash_desk")
        await topics.edit(tx, "cash_desk", topics.Wish(is_on=False, successor="product"))
        through = await places.topic_offered(tx.session, "billing")
        with pytest.raises(Invalid, match="can't take its place"):
            await topics.edit(tx, "cash_desk", topics.Wish(successor="billing"))
    assert through is not None
    assert through.key == "product"


async def test_a_successor_that_went_too_keeps_nothing_from_being_changed(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await topics.edit(tx, "billing", topics.Wish(is_on=False, successor="cash_desk"))
        await topics.remove(tx, "cash_desk", successor="product")
    async with world.database.transaction(DESK) as tx:
        await topics.edit(tx, "billing", topics.Wish(prompts={"en": "Which?"}, successor="cash_desk"))
        await boards.remove(tx, "billing", to="product")
        through = await places.topic_offered(tx.session, "billing")
    assert through is not None
    assert through.key == "product"
    with pytest.raises(Invalid, match="can't take its place"):
        async with world.database.transaction(DESK) as tx:
            await topics.edit(tx, "billing", topics.Wish(successor="billing"))


async def test_the_default_topic_stays_until_another_is_it(world: World) -> None:
    for refused in (
        lambda tx: topics.remove(tx, "product"),
        lambda tx: topics.edit(tx, "product", topics.Wish(is_on=False)),
    ):
        with pytest.raises(Conflict, match="is the default topic"):
            await world.database.run(DESK, refused)
    async with world.database.transaction(DESK) as tx:
        await topics.edit(tx, "billing", topics.Wish(is_on=False))
        with pytest.raises(Conflict, match="is off"):
            await topics.make_default(tx, "billing")
        await topics.make_default(tx, "cash_desk")
        await topics.remove(tx, "product")

    async with world.database.transaction(DESK) as tx:
        assert (await places.default_topic(tx.session)).key == "cash_desk"
        assert list(await tx.session.scalars(select(Topic.key).where(Topic.is_default))) == ["cash_desk"]


async def test_every_change_is_taken_back_by_one_verb(world: World) -> None:
    key = await add(world)
    stood = topics.as_json(await topic(world, key))
    async with world.database.transaction(DESK) as tx:
        await topics.edit(tx, key, topics.Wish(names={"en": "Machines"}, emoji="", board="billing"))
    assert (await topic(world, key)).older_names == ["Hardware & tools", "Оборудование"]
    await take_back(world, Thing.TOPIC, key)
    assert topics.as_json(await topic(world, key)) == stood
    assert (await topic(world, key)).older_names == ["Machines"]

    async with world.database.transaction(DESK) as tx:
        await topics.remove(tx, key, successor="product")
        await topics.arrange(tx, ["product", "cash_desk"])
        await topics.make_default(tx, "billing")
    assert await offered(world) == ["product", "cash_desk", "billing"]
    for name in (key, "*", topics.DEFAULT):
        await take_back(world, Thing.TOPIC, name)
    assert topics.as_json(await topic(world, key)) == stood
    assert await offered(world) == ["cash_desk", "product", "billing", key]
    assert (await topic(world, "product")).is_default


async def test_what_was_added_goes_when_it_is_taken_back(world: World) -> None:
    key = await add(world)
    await take_back(world, Thing.TOPIC, key)
    assert key not in await offered(world)
    await take_back(world, Thing.TOPIC, key)
    assert key in await offered(world)


async def test_only_owners_change_topics_and_on_what_they_saw(world: World) -> None:
    async with world.database.transaction(agent_actor(AgentId(1), Role.AGENT)) as tx:
        for refused in (
            topics.add(tx, NAMES, "cash_desk", "today"),
            topics.edit(tx, "billing", topics.Wish(emoji="🔧")),
            topics.remove(tx, "billing"),
            topics.make_default(tx, "billing"),
            topics.arrange(tx, []),
        ):
            with pytest.raises(NotAllowed):
                await refused
    async with world.database.transaction(world.agent) as tx:
        await topics.edit(tx, "billing", topics.Wish(emoji="🔧"), version=0)
    async with world.database.transaction(world.agent) as tx:
        with pytest.raises(Conflict, match="Vera has changed this"):
            await topics.edit(tx, "billing", topics.Wish(emoji="💳"), version=0)


async def test_what_is_as_before_is_no_change(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await topics.edit(tx, "billing", topics.Wish(board="billing", is_on=True))
        await topics.arrange(tx, ["cash_desk", "product"])
        await topics.make_default(tx, "product")
        assert (await tx.session.scalars(select(Change).where(Change.thing == Thing.TOPIC))).all() == []
        for wrong in (["cash_desk", "cash_desk"], ["nothing"]):
            with pytest.raises(Invalid, match="order"):
                await topics.arrange(tx, wrong)
