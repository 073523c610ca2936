"""Where an agent is signed in, over HTTP: seen, ended, and gone everywhere at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import text
from structlog.testing import capture_logs

from board.people import keys, team
from board.values import DESK, Role
from board.web.attempts import MOST_IN_WINDOW
from board.web.devices import device_of
from board.web.who import COOKIE
from tests.board.web.conftest import Api, Client, session_of, token_of
from tests.world import World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OWN = {"X-Lanedesk": "1"}


async def test_one_sees_where_one_is_signed_in(client: Client, world: World) -> None:
    await session_of(world)
    await session_of(world, "Oleg")
    async with client.post(f"/login/{await _login(world)}", headers={"User-Agent": FIREFOX}) as page:
        assert page.status == 200

    async with client.get("/api/v1/sessions", headers={"User-Agent": FIREFOX}) as answer:
        assert answer.status == 200, await answer.text()
        here, other = (await answer.json())["items"]

    assert (here["is_here"], here["device"], here["address"]) == (True, "Firefox, Linux", "127.0.0.1")
    assert here["used_at"] is not None
    assert (other["is_here"], other["device"]) == (False, "")


async def test_one_ends_another_session_and_nobody_elses(client: Client, world: World) -> None:
    lost = await session_of(world)
    await session_of(world, "Oleg")
    mine, listed = await _browser(client, world)
    foreign = next(key.id for key in await _sessions(world) if key.agent == "Oleg")
    (old,) = [each["id"] for each in listed if not each["is_here"]]

    assert (await _post(client, f"/sessions/{foreign}/end", mine)).status == 404
    assert (await _post(client, f"/sessions/{old}/end", mine)).status == 200

    assert await _me(client, lost) == 401
    assert await _me(client, mine) == 200


async def test_one_ends_all_sessions_but_this(client: Client, world: World) -> None:
    lost = [await session_of(world) for _ in range(3)]
    foreign = await session_of(world, "Oleg")
    mine, _ = await _browser(client, world)

    answer = await _post(client, "/sessions/end-others", mine)

    assert [each["is_here"] for each in (await answer.json())["items"]] == [True]
    assert [await _me(client, each) for each in lost] == [401, 401, 401]
    assert await _me(client, foreign) == 200


async def test_streams_of_a_removed_agent_end_at_once(client: Client, world: World) -> None:
    token, session = await token_of(world), await session_of(world)
    other = await token_of(world, "Oleg")
    async with (
        _stream(client, headers={"Authorization": f"Bearer {token}"}) as by_token,
        _stream(client, cookies={COOKIE: session}) as by_cookie,
        _stream(client, headers={"Authorization": f"Bearer {other}"}) as others,
    ):
        async with world.database.transaction(DESK) as tx:
            await team.add_agent(tx, "Anna", Role.OWNER)
            await team.remove_agent(tx, "Vera")

        async with asyncio.timeout(5):
            await by_token.content.read()
            await by_cookie.content.read()
        assert not others.content.at_eof()


async def test_the_stream_of_a_revoked_token_ends_at_once(client: Client, world: World) -> None:
    token = await token_of(world)
    async with _stream(client, headers={"Authorization": f"Bearer {token}"}) as stream:
        async with world.database.transaction(DESK) as tx:
            (key,) = await keys.living(tx.session, "token")
            await keys.take_back(tx, "token", key.id)

        async with asyncio.timeout(5):
            await stream.content.read()


async def test_a_removed_agent_can_take_nothing_and_is_offered_nowhere(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await _agent(world, "Oleg")
    await api.post(f"/tickets/{number}/take", {"agent": "Oleg"})
    async with world.database.transaction(DESK) as tx:
        await team.remove_agent(tx, "Oleg")

    assert (await api.get("/desk"))["agents"] == ["Vera"]
    assert (await api.get(f"/tickets/{number}"))["agent"] == "Oleg"
    await api.post(f"/tickets/{number}/take", {"agent": "Oleg"}, status=404)


async def test_a_browser_whose_session_was_taken_back_forgets(client: Client, world: World) -> None:
    session = await session_of(world)
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Anna", Role.OWNER)
        await team.remove_agent(tx, "Vera")
    for path in ("/", "/login"):
        async with client.get(path, cookies={COOKIE: session}, allow_redirects=False) as page:
            assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
            assert page.cookies[COOKIE].value == ""


async def test_drafts_outlive_a_session_that_only_idled_out(client: Client, world: World) -> None:
    session = await session_of(world)
    async with world.database.bookkeeping() as rows:
        await rows.execute(text("UPDATE agent_key SET used_at = now() - interval '8 days'"))

    async with client.get("/", cookies={COOKIE: session}, allow_redirects=False) as page:
        assert page.headers["Location"] == "/login"
        assert "Clear-Site-Data" not in page.headers


async def test_the_security_log_tells_of_who_comes_and_who_is_refused(client: Client, world: World) -> None:
    link = await _login(world)
    with capture_logs() as lines:
        await _post(client, "", None, page=f"/login/{link}")
        await _post(client, "", None, page=f"/login/{link}")
        for _ in range(MOST_IN_WINDOW + 1):
            async with client.get("/api/v1/me", headers={"Authorization": "Bearer guess"}) as me:
                assert me.status in (401, 429)
        async with client.post("/login", headers={"Origin": "https://evil.example.org"}) as page:
            assert page.status == 403
        async with client.get("/login", headers={"Host": "evil.example.org"}) as page:
            assert page.status == 421
        await _until_said(client, lines, "signed in")

    security = [line for line in lines if line.get("log") == "security"]
    said = {(line["event"], line["agent"], line["kind"], line["address"]) for line in security}
    # It was made before, but its line may come late.
    assert said - {("login address made", "Vera", "login", "")} == {
        ("signed in", "Vera", "login", "127.0.0.1"),
        ("sign-in refused", "", "login", "127.0.0.1"),
        ("token refused", "", "token", "127.0.0.1"),
        ("too many wrong secrets", "", "token", "127.0.0.1"),
        ("page of another site refused", "", "", "127.0.0.1"),
        ("unknown host name refused", "", "", "127.0.0.1"),
    }
    assert link not in str(lines)
    assert "guess" not in str(lines)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
            "Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.11.1", "curl"),
        ("python-requests/2.32", "python-requests"),
        ("", ""),
        ("\u202e<script>", ""),
    ],
)
def test_a_device_is_named_in_words(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


async def _browser(client: Client, world: World) -> tuple[str, list[dict[str, Any]]]:
    """A session and what it sees of all."""
    session = await session_of(world)
    async with client.get("/api/v1/sessions", cookies={COOKIE: session}) as answer:
        return session, (await answer.json())["items"]


async def _post(client: Client, path: str, session: str | None, *, page: str | None = None) -> ClientResponse:
    cookies = {COOKIE: session} if session else {}
    where = page or f"/api/v1{path}"
    async with client.post(where, headers=OWN, cookies=cookies, allow_redirects=False) as answer:
        await answer.read()
        return answer


async def _me(client: Client, session: str) -> int:
    async with client.get("/api/v1/me", cookies={COOKIE: session}) as answer:
        return answer.status


async def _sessions(world: World) -> list[keys.Key]:
    async with world.database.reading() as session:
        return list(await keys.living(session, "session"))


async def _login(world: World) -> str:
    async with world.database.transaction(DESK) as tx:
        return await team.login_secret(tx, "Vera")


async def _agent(world: World, name: str) -> str:
    async with world.database.transaction(DESK) as tx:
        return (await team.add_agent(tx, name)).name


@asynccontextmanager
async def _stream(client: Client, **options: Any) -> AsyncIterator[ClientResponse]:
    async with client.get("/api/v1/events", **options) as stream:
        await stream.content.readuntil(b"\n\n")
        yield stream


async def _until_said(client: Client, lines: list[Any], said: str) -> None:
    async with asyncio.timeout(5):
        while not any(line["event"] == said for line in lines):
            await client.get("/login")  # the line comes by the database, and tells nobody when
