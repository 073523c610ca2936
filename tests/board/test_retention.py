"""Words and files of done tickets go when they are old, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.desk import changes, retention
from board.desk.retention import GRACE, Ages
from board.errors import Conflict, Invalid
from board.store.db import Database
from board.upkeep import taking_back
from board.values import Thing
from tests.world import World


async def _set(world: World, words: int | None, files: int | None = None, version: int | None = None) -> None:
    async with world.database.transaction(world.agent) as tx:
        await retention.set_ages(tx, Ages(words, files), version=version)


async def _counts(world: World) -> Ages:
    async with world.database.transaction(world.agent) as tx:
        return await retention.hold(tx)


async def _take_back(world: World) -> None:
    async with world.database.transaction(world.agent) as tx:
        latest = await changes.version(tx.session, Thing.SETTING, retention.RETENTION)
        await taking_back.take_back(tx, latest)


async def test_a_shorter_age_counts_a_day_later_and_a_longer_one_at_once(world: World) -> None:
    await _set(world, 30)
    assert await _counts(world) == Ages()
    await world.pass_time(GRACE)
    assert await _counts(world) == Ages(30)

    await _set(world, 7, 7)
    assert await _counts(world) == Ages(30)
    await _set(world, 60)
    assert await _counts(world) == Ages(60)
    await _set(world, None)
    assert await _counts(world) == Ages()


async def test_an_age_that_waits_is_taken_back_in_time(world: World) -> None:
    await _set(world, 365)
    await world.pass_time(GRACE)
    await _set(world, 7)
    await world.pass_time(GRACE - timedelta(minutes=1))

    await _take_back(world)
    await world.pass_time(timedelta(days=2))

    assert await _counts(world) == Ages(365)


async def test_an_age_that_stays_the_same_does_not_begin_to_wait_anew(world: World) -> None:
    await _set(world, 30)
    await world.pass_time(timedelta(hours=20))
    await _set(world, 30, 10)
    await world.pass_time(timedelta(hours=5))

    assert await _counts(world) == Ages(30, None)


@pytest.mark.parametrize(("words", "files"), [(6, None), (None, 0), (30, 31)])
async def test_ages_too_short_or_files_later_than_words_are_refused(
    world: World, words: int | None, files: int | None
) -> None:
    with pytest.raises(Invalid):
        await _set(world, words, files)


async def test_an_age_over_somebody_elses_is_refused(world: World, database: Database) -> None:
    await _set(world, 30)
    with pytest.raises(Conflict):
        await _set(world, 60, version=0)
