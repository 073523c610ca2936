"""Who did what: every fact has its words in every language, every filter finds its own, and nobody sees too much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from board.desk import bot_face, causes, company, in_force, plans, retention, topics
from board.errors import NotFound
from board.people import accounts, registry, roles, team
from board.people.roles import Wish
from board.store import fact_rows
from board.tickets import marking, moving
from board.values import DESK, ActorKind, Role, Thing, agent_actor
from board.views import audit_words
from board.views.audit import AuditJson, Kind, Wanted, audit
from board.words.catalog import LANGUAGES, keys, say
from tests.world import World

OWNER = Wanted(sees_access=True)


@pytest.mark.fast
def test_every_fact_has_words_in_the_audit() -> None:
    known = keys("audit.")
    assert [
        name for name in fact_rows.KINDS if not any(key.startswith(f"audit.{name}") for key in known)
    ] == []
    assert [thing for thing in Thing if f"audit.thing.{thing}" not in known] == []
    settings = {
        *company.KEYS,
        causes.CAUSES,
        plans.RULES,
        retention.RETENTION,
        bot_face.FACE,
        in_force.BOT_TOKEN,
    }
    assert settings == audit_words.SETTINGS.keys()
    assert [word for word in audit_words.SETTINGS.values() if word not in keys(word)] == []


async def test_the_audit_says_what_happened_in_plain_words(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("My secret")
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, number, lane="urgent")
        await marking.label(tx, number, add=["till"])
        await marking.take(tx, number, None)

    told = await _read(world, Wanted(sees_access=True, ticket=number), "ru")
    texts = [line["text"] for line in told["items"]]
    assert texts[0] == f"метки #{number}: +till"
    assert texts[1].startswith(f"#{number} перемещено: ")
    assert texts[2] == f"сообщение клиента в #{number}"
    assert {(line["actor"], line["account"]) for line in told["items"][:2]} == {("Vera", "17-203")}
    assert "secret" not in str(told)


async def test_a_setting_is_told_with_before_and_after_and_how_to_take_it_back(world: World) -> None:
    oleg = await _agent(world, "Oleg")
    async with world.database.transaction(world.agent) as tx:
        await roles.change_agent(tx, oleg, Wish(role=Role.VIEWER))

    told = await _read(world, Wanted(sees_access=True, kinds=[Kind.SETTINGS]))
    changed, added, *_ = told["items"]
    assert (changed["actor"], changed["text"]) == ("Vera", "agent “Oleg”: changed")
    assert changed["change"] is not None
    assert (changed["change"]["before"]["role"], changed["change"]["after"]["role"]) == ("agent", "viewer")
    assert changed["change"]["may_take_back"]
    assert added["change"] is not None
    assert not added["change"]["may_take_back"]


async def test_what_has_no_name_of_its_own_is_called_in_words(world: World) -> None:
    async with world.database.transaction(world.agent) as tx:
        account = await accounts.by_number(tx, "17-203")
        await registry.edit(tx, account.id, {"plan": "Gold"})
        await plans.set_rules(tx, plans.Rules(new_people=plans.NewPeople.APPROVE))
        await topics.arrange(tx, ["billing"])

    told = await _read(world, Wanted(sees_access=True, kinds=[Kind.SETTINGS]), "ru")
    assert [line["text"] for line in told["items"]][:3] == [
        "тема «порядок»: изменено",
        "настройка «Когда поддержки нет»: изменено",
        "аккаунт «17-203»: изменено",
    ]


async def test_ways_in_and_roles_are_shown_to_owners_alone(world: World) -> None:
    await _agent(world, "Oleg")
    async with world.database.transaction(DESK) as tx:
        await team.add_token(tx, "Vera")

    assert {line["kind"] for line in (await _read(world, OWNER))["items"]} == {Kind.ACCESS, Kind.SETTINGS}
    seen = [line["change"] for line in (await _read(world, Wanted(sees_access=False)))["items"]]
    assert Thing.AGENT not in {change["thing"] for change in seen if change}
    assert (await _read(world, Wanted(sees_access=False, kinds=[Kind.ACCESS])))["items"] == []


async def test_each_filter_finds_its_own(world: World) -> None:
    await world.customer()
    await world.customer(43, "17-204")
    first, second = await world.open(42), await world.open(43)
    await world.write(telegram_id=42)
    await world.pass_time(timedelta(days=2))
    await world.write(telegram_id=43)
    await world.answer(second)
    late = (await world.ticket(second)).last_message_at
    assert late is not None

    async def tickets(wanted: Wanted) -> set[Any]:
        return {line["ticket"] for line in (await _read(world, wanted))["items"]}

    assert await tickets(Wanted(True, ticket=first)) == {first}
    assert await tickets(Wanted(True, account="17 203")) == {None, first}
    assert await tickets(Wanted(True, agent="Vera")) == {second}
    assert await tickets(Wanted(True, actor=ActorKind.CUSTOMER, kinds=[Kind.TALK])) == {first, second}
    assert await tickets(Wanted(True, since=late - timedelta(hours=1), kinds=[Kind.TALK])) == {second}
    assert await tickets(Wanted(True, until=late - timedelta(hours=1), kinds=[Kind.TALK])) == {first}
    assert await tickets(Wanted(True, q="product")) == {first, second}
    assert await tickets(Wanted(True, q="100%_")) == set()
    assert await tickets(Wanted(True, thing=Thing.AGENT)) == {None}
    for wrong in (Wanted(True, agent="Nobody"), Wanted(True, account="99-99")):
        with pytest.raises(NotFound):
            await _read(world, wrong)


async def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    await world.customer()
    for _ in range(3):
        await world.open()
    whole = [line["id"] for line in (await _read(world, OWNER))["items"]]
    paged, after = [], None
    while True:
        page = await _read(world, OWNER, after=after, limit=2)
        paged += [line["id"] for line in page["items"]]
        if (after := page["next"]) is None:
            break

    assert paged == whole == sorted(whole, reverse=True)


async def test_an_account_that_was_changed_is_found_by_its_number(world: World) -> None:
    async with world.database.transaction(world.agent) as tx:
        await accounts.add(tx, "18-300", "Wash & Go")

    told = await _read(world, Wanted(True, account="18-300"))
    assert [line["kind"] for line in told["items"]] == [Kind.SETTINGS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_roles_are_called_by_name(language: str) -> None:
    assert len({say(language, f"refused.role_name.{role}") for role in Role}) == len(Role)


async def _agent(world: World, name: str) -> int:
    actor = agent_actor((await world.vera()).id, Role.OWNER)
    async with world.database.transaction(actor) as tx:
        agent = await team.add_agent(tx, name)
    world.agent = actor
    return agent.id


async def _read(
    world: World, wanted: Wanted, language: str = "en", *, after: int | None = None, limit: int = 100
) -> AuditJson:
    async with world.database.reading() as session:
        return await audit(session, wanted, language, after=after, limit=limit)
