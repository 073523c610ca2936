"""A desk's first day: `lanedesk run` on nothing, and a bot that comes while the desk runs."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import aiohttp
import pytest

import bot.app  # noqa: F401  # takes seconds, which a desk that is given its token would stand still
import composition
from board.desk import in_force
from board.errors import Invalid
from board.people import team
from board.values import DESK
from cli import first_run
from sandbox.client import Phone
from sandbox.server import serve
from tests.desk.running import TOKEN, free_port, settings_for, turning


async def test_an_empty_desk_leads_its_owner_in_and_takes_up_a_bot_and_a_zone(
    empty_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        sandbox_url = await stack.enter_async_context(serve(tmp_path / "sandbox", port=0))
        phone = await stack.enter_async_context(Phone(sandbox_url))
        settings = settings_for(empty_url, sandbox_url, tmp_path, free_port())
        settings = settings.model_copy(update={"bot_token": None, "language": "ru"})
        ground = await stack.enter_async_context(composition.ground(settings))

        with pytest.raises(Invalid, match="LANEDESK_BOT_TOKEN"):
            await first_run.prepare(ground, ["bot"])
        sign_in, no_bot = await first_run.prepare(ground, composition.PARTS)
        await stack.enter_async_context(turning(ground, ["bot", "board", "sla"]))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        )
        origin = {"Origin": settings.public_url, "Sec-Fetch-Site": "same-origin"}
        async with session.post(sign_in.rpartition(" ")[2], headers=origin) as page:
            assert (page.status, page.url.path) == (200, "/start")
        async with session.get(f"{settings.public_url}/api/v1/me") as me:
            assert (await me.json())["agent"]["name"] == "Владелец"

        async with ground.database.transaction(DESK) as tx:
            await in_force.set_bot_token(tx, TOKEN, "sandbox_bot")
            await in_force.set_timezone(tx, "Europe/Moscow")
        await _until_zone(session, settings.public_url, "Europe/Moscow")
        anna = await phone.person("Anna", "ru")
        await anna.send("/start")
        await anna.expect("")

        assert await first_run.prepare(ground, composition.PARTS) == []

    assert ("/login/" in sign_in, "http" in no_bot) == (True, False)


async def test_a_desk_that_was_used_has_no_first_way_in(database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, "http://127.0.0.1:9", tmp_path, free_port())
    async with composition.ground(settings) as ground:
        async with ground.database.transaction(DESK) as tx:
            await team.add_agent(tx, "Vera")
        assert len(await first_run.prepare(ground, composition.PARTS)) == 1

        async with ground.database.transaction(DESK) as tx:
            await team.add_token(tx, "Vera")
        assert await first_run.prepare(ground, composition.PARTS) == []


async def _until_zone(session: aiohttp.ClientSession, url: str, zone: str) -> None:
    """Until the desk says it: its parts are put together anew meanwhile, and the port may be closed for a moment."""
    async with asyncio.timeout(20):
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"{url}/api/v1/desk") as desk:
                    if (await desk.json())["timezone"] == zone:
                        return
            await asyncio.sleep(0.1)  # nothing can wake us while nobody listens
