"""The owner's rules: checked, recorded, taken back, and led on with the boards they name."""

from __future__ import annotations

import pytest

from board.desk import boards, changes, rules
from board.desk.rules import Breach, Rule, Rules, Waiting, Words
from board.errors import Conflict, Invalid, NotAllowed
from board.upkeep.taking_back import take_back
from board.values import DESK, AgentId, Role, Thing, agent_actor
from tests.world import World


async def test_a_rule_that_makes_no_sense_is_refused_beside_its_fields(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        for words, field in (
            (Words(words={}), "words"),
            (Words(words={"ru": (" ",)}), "words"),
            (Words(words={"ru": ("!",)}), "words.ru"),
            (Words(words={"ru": ("я" * 61,)}), "words.ru"),
            (Words(words={"ru": tuple(f"слово {n}" for n in range(101))}), "words.ru"),
            (Words(words={"xx": ("so",)}), "words.xx"),
            (Words(lane="gone"), "lane"),
        ):
            with pytest.raises(Invalid) as refused:
                await rules.set_words(tx, words)
            assert field in refused.value.wrong, field
        for breach, field in (
            (Breach("urgent", "second_line"), "board"),
            (Breach("gone"), "lane"),
            (Breach(board="gone"), "board"),
        ):
            with pytest.raises(Invalid) as refused:
                await rules.set_breach(tx, breach)
            assert field in refused.value.wrong, field
        with pytest.raises(Invalid):
            await rules.set_waiting(tx, Waiting(True, 0))
        assert await rules.rules(tx.session) == Rules()


async def test_words_are_kept_once_and_without_what_nobody_sees(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await rules.set_words(
            tx, Words(words={"ru": (" Касса  стоит", "касса стоит", "ВСТАЛА", ""), "en": ()})
        )
        assert (await rules.rules(tx.session)).words.words == {"ru": ("Касса стоит", "ВСТАЛА")}


async def test_each_change_is_recorded_and_taken_back(world: World) -> None:
    async with world.database.transaction(world.agent) as tx:
        await rules.set_words(tx, Words(False, "today", {"ru": ("стоит",)}))
        await rules.set_breach(tx, Breach("urgent"))
        await rules.set_waiting(tx, Waiting(False, 9))
        await rules.set_waiting(tx, Waiting(False, 9))
    for rule in Rule:
        async with world.database.transaction(world.agent) as tx:
            await take_back(tx, await changes.version(tx.session, Thing.RULE, rule))
    async with world.database.transaction(DESK) as tx:
        assert await rules.rules(tx.session) == Rules()


async def test_only_owners_change_rules_and_a_stale_change_is_refused(world: World) -> None:
    agent = agent_actor(AgentId(1), Role.AGENT)
    async with world.database.transaction(agent) as tx:
        with pytest.raises(NotAllowed):
            await rules.set_breach(tx, Breach("urgent"))
    async with world.database.transaction(world.agent) as tx:
        await rules.set_breach(tx, Breach("urgent"), 0)
    async with world.database.transaction(world.agent) as tx:
        with pytest.raises(Conflict) as refused:
            await rules.set_breach(tx, Breach("today"), 0)
        assert refused.value.details["changed_by"] == "Vera"


async def test_a_removed_board_leads_the_rule_on_and_back(world: World) -> None:
    async with world.database.transaction(world.agent) as tx:
        await rules.set_breach(tx, Breach(board="second_line"))
        await boards.remove(tx, "second_line", to="billing")
        assert (await rules.rules(tx.session)).breach == Breach(board="billing")
        await boards.restore(tx, "second_line", {"name": "Second line"})
        assert (await rules.rules(tx.session)).breach == Breach(board="second_line")
        await boards.remove(tx, "second_line")
        assert (await rules.rules(tx.session)).breach == Breach()
