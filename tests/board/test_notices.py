"""Notices as the owner keeps them: checked, told now or not, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.desk import changes, notices, topics
from board.desk.notices import Content
from board.errors import Conflict, Invalid, NotAllowed
from board.upkeep.taking_back import take_back
from board.values import DESK, AgentId, Role, Thing, agent_actor
from tests.world import World


async def test_a_notice_that_makes_no_sense_is_refused_beside_its_fields(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        for content, field in (
            (Content({}), "texts"),
            (Content({"ru": "я" * 701}), "texts.ru"),
            (Content({"xx": "?"}), "texts.xx"),
            (Content({"en": "!"}, ["gone"]), "topics"),
            (Content({"en": "!"}, starts_at=tx.now, ends_at=tx.now - timedelta(hours=1)), "ends_at"),
        ):
            with pytest.raises(Invalid) as refused:
                await notices.add(tx, content)
            assert list(refused.value.wrong) == [field]


async def test_what_is_told_now_is_what_is_on_and_in_its_time(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        now = tx.now
        for text, content in {
            "all": Content({"en": "all"}),
            "off": Content({"en": "off"}, is_on=False),
            "later": Content({"en": "later"}, starts_at=now + timedelta(hours=1)),
            "over": Content({"en": "over"}, ends_at=now),
            "billing": Content({"en": "billing"}, ["billing"], now - timedelta(1), now + timedelta(1)),
        }.items():
            assert (await notices.add(tx, content)).texts == {"en": text}

        assert await notices.said(tx.session, "billing", "ru", now) == ["billing", "all"]
        assert await notices.said(tx.session, "product", "ru", now) == ["all"]


async def test_a_removed_notice_comes_back_in_one_click(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        notice = await notices.add(tx, Content({"en": "We know."}, ["billing"], tx.now))
        before = notices._told(notice)
        await notices.remove(tx, notice.id)
    async with world.database.transaction(DESK) as tx:
        removed = await changes.version(tx.session, Thing.NOTICE, str(notice.id))
        await take_back(tx, removed)

        assert [notices._told(one) for one in await notices.everything(tx.session)] == [before]


async def test_a_notice_outlives_its_topics(world: World) -> None:
    """It does not become one for all topics; and it can be ended, removed and brought back."""
    about, over = Content({"en": "We know."}, ["billing"]), Content({"en": "Done."}, ["billing"], is_on=False)
    async with world.database.transaction(DESK) as tx:
        notice = await notices.add(tx, about)
        await topics.remove(tx, "billing")
        await notices.edit(tx, notice.id, Content({"en": "We know."}, ["product"]))
        await take_back(tx, await changes.version(tx.session, Thing.NOTICE, str(notice.id)))
        await notices.edit(tx, notice.id, over)
        with pytest.raises(Invalid):
            await notices.add(tx, about)
        await notices.remove(tx, notice.id)
    async with world.database.transaction(DESK) as tx:
        await take_back(tx, await changes.version(tx.session, Thing.NOTICE, str(notice.id)))
        (back,) = await notices.everything(tx.session)
        assert (back.topics, back.is_on) == (["billing"], False)


async def test_only_an_owner_says_what_customers_hear_and_two_are_told_apart(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        notice = await notices.add(tx, Content({"en": "We know."}))
    with pytest.raises(NotAllowed):
        async with world.database.transaction(agent_actor(AgentId(1), Role.AGENT)) as tx:
            await notices.edit(tx, notice.id, Content({"en": "Mended."}))
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(Conflict):
            await notices.edit(tx, notice.id, Content({"en": "Mended."}), 0)
        with pytest.raises(Conflict):
            await notices.remove(tx, notice.id, 0)
