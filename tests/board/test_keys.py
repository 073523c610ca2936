"""Sessions and tokens: how long they are good, how they are taken back, and what agents who left leave behind."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.errors import NotFound
from board.people import keys, team
from board.people.keys import Found, Key, Use
from board.security import Said
from board.store.wake import Wake
from board.values import DESK, AgentId, Role
from tests.world import World

HERE = Use("203.0.113.5", "Firefox on Linux")


@pytest.mark.parametrize(("days", "is_good"), [(6, True), (8, False)])
async def test_a_session_idles_out_after_seven_days(world: World, days: int, is_good: bool) -> None:
    session = await _signed_in(world)
    await _unused_for(world, timedelta(days=days))

    assert (await _find(world, session, "session") is not None) is is_good
    assert len(await _living(world, "session")) == is_good


async def test_an_old_session_that_was_never_used_idles_out_too(world: World) -> None:
    session = await _signed_in(world)
    await _set(world, "used_at = NULL, created_at = created_at - interval '8 days'")

    assert await _find(world, session, "session") is None


async def test_use_keeps_a_session_but_not_beyond_thirty_days(world: World) -> None:
    session = await _signed_in(world)
    await _unused_for(world, timedelta(days=6))
    await _use(world, session, "session", HERE)
    await _unused_for(world, timedelta(days=6))
    assert await _find(world, session, "session") is not None

    await _set(world, "expires_at = clock_timestamp()")
    assert await _find(world, session, "session") is None


async def test_a_token_lives_as_long_as_it_was_given(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        for_ever = await team.add_token(tx, "Vera")
        brief = await team.add_token(tx, "Vera", timedelta(days=2))
    await _unused_for(world, timedelta(days=400))
    assert await _find(world, brief, "token") is not None

    await _set(world, "expires_at = expires_at - interval '2 days'")

    assert await _find(world, brief, "token") is None
    assert await _find(world, for_ever, "token") is not None
    assert [key.expires_at for key in await _living(world, "token")] == [None]


async def test_the_last_use_is_listed(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        token = await team.add_token(tx, "Vera")
    (unused,) = await _living(world, "token")
    assert (unused.used_at, unused.address, unused.device) == (None, "", "")

    await _use(world, token, "token", HERE)

    (used,) = await _living(world, "token")
    assert used.used_at is not None
    assert (used.address, used.device) == (HERE.address, HERE.device)


async def test_a_use_is_written_once_a_minute_or_from_elsewhere(world: World) -> None:
    session = await _signed_in(world)
    found = await _find(world, session, "session")

    assert found is not None
    assert not found.should_note(HERE)
    assert found.should_note(Use("198.51.100.7", HERE.device))
    await _unused_for(world, timedelta(minutes=2))
    late = await _find(world, session, "session")
    assert late is not None
    assert late.should_note(HERE)


async def test_what_is_taken_back_is_good_no_more(world: World) -> None:
    session = await _signed_in(world)
    async with world.database.transaction(DESK) as tx:
        token = await team.add_token(tx, "Vera")
    (listed,), (other,) = await _living(world, "session"), await _living(world, "token")
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(NotFound):
            await keys.take_back(tx, "session", other.id)
        assert await keys.take_back(tx, "token", other.id) == "Vera"
        assert await keys.take_back(tx, "session", listed.id) == "Vera"

    assert await _find(world, session, "session") is None
    assert await _find(world, token, "token") is None


async def test_a_removed_agent_has_no_way_in_and_hears_nothing(world: World) -> None:
    session = await _signed_in(world)
    async with world.database.transaction(DESK) as tx:
        token, login = await team.add_token(tx, "Vera"), await team.login_secret(tx, "Vera")
        link = await team.link_code(tx, "Vera")
        await team.link_telegram(tx, await team.link_code(tx, "Vera"), 77)
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg", Role.OWNER)
        assert await team.remove_agent(tx, "Vera") == 2

    assert await _find(world, session, "session") is None
    assert await _find(world, token, "token") is None
    async with world.database.transaction(DESK) as tx:
        assert await team.linked(tx.session) == []
        assert await team.link_telegram(tx, link, 77) is None
        for work in (team.login_secret, team.link_code, team.remove_agent, team.agent_named):
            with pytest.raises(NotFound):
                await work(tx, "Vera")
        with pytest.raises(Exception, match="used already"):
            await team.sign_in(tx, login)
        assert [agent.name for agent in await team.everyone(tx.session)] == ["Oleg"]


async def test_tickets_keep_the_name_of_an_agent_who_left(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.answer(number)
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg", Role.OWNER)
        await team.remove_agent(tx, "Vera")

    assert (await world.ticket(number)).agent_id is not None
    async with world.database.transaction(DESK) as tx:
        back = await team.add_agent(tx, "Vera")
    assert back.id == (await world.ticket(number)).agent_id
    assert await _living(world, "session") == []


async def test_the_security_log_hears_what_was_committed(world: World, database_url: str) -> None:
    heard: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    wake = Wake(database_url)
    wake.on_security = lambda line: heard.put_nowait(json.loads(line))
    async with wake.listening(), wake.on("clock") as connected:
        await connected.wait()
        with pytest.raises(NotFound):
            await _add_token_in_vain(world)
        await _signed_in(world)
        async with world.database.transaction(DESK) as tx:
            token = await team.add_token(tx, "robot")
        for address in ("203.0.113.5", "203.0.113.5", "198.51.100.7"):
            await _use(world, token, "token", Use(address))
        async with world.database.transaction(DESK) as tx:
            await team.remove_agent(tx, "robot")
        async with asyncio.timeout(5):
            lines = [await heard.get() for _ in range(7)]

    assert [(line["said"], line["agent"], line["address"]) for line in lines] == [
        (Said.LOGIN_MADE, "Vera", ""),
        (Said.SIGNED_IN, "Vera", HERE.address),
        (Said.AGENT_ADDED, "robot", ""),
        (Said.TOKEN_MADE, "robot", ""),
        (Said.TOKEN_USED, "robot", "203.0.113.5"),
        (Said.NEW_ADDRESS, "robot", "198.51.100.7"),
        (Said.AGENT_REMOVED, "robot", ""),
    ]
    assert token not in json.dumps(lines)


async def _add_token_in_vain(world: World) -> None:
    """The transaction is rolled back."""
    async with world.database.transaction(DESK) as tx:
        await team.add_token(tx, "Mallory")
        await team.agent_named(tx, "Nobody")


async def _signed_in(world: World) -> str:
    async with world.database.transaction(DESK) as tx:
        return await team.sign_in(tx, await team.login_secret(tx, "Vera"), HERE)


async def _find(world: World, secret: str, kind: str) -> Found | None:
    async with world.database.reading() as session:
        return await keys.find(session, secret, kind)


async def _use(world: World, secret: str, kind: str, here: Use) -> None:
    found = await _find(world, secret, kind)
    assert found is not None
    async with world.database.bookkeeping() as session:
        await keys.note_use(session, found, here)


async def _living(world: World, kind: str, agent: AgentId | None = None) -> list[Key]:
    async with world.database.reading() as session:
        return list(await keys.living(session, kind, agent))


async def _unused_for(world: World, lately: timedelta) -> None:
    await _set(world, f"used_at = clock_timestamp() - interval '{lately.total_seconds()} seconds'")


async def _set(world: World, change: str) -> None:
    async with world.database.bookkeeping() as session:
        await session.execute(text(f"UPDATE agent_key SET {change}"))
