"""How an agent comes in and goes out, and how guesses end."""

from __future__ import annotations

import pytest
from aiohttp import ClientResponse
from sqlalchemy import func, select

from board.models import AgentKey
from board.people import team
from board.values import DESK
from board.web.attempts import MOST_IN_WINDOW
from board.web.who import COOKIE
from tests.board.web.conftest import Api, Client, Serve, session_of
from tests.world import World


async def test_a_link_shows_a_button_and_is_spent_by_it(client: Client, world: World) -> None:
    link = f"/login/{await _secret(world)}"
    for _ in range(2):
        async with client.get(link) as page:
            assert (page.status, page.content_type) == (200, "text/html")
            assert "<button" in await page.text()

    signed_in = await _post(client, link)

    assert (signed_in.status, signed_in.headers["Location"]) == (303, "/")
    cookie = signed_in.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (
        True,
        "Strict",
        "/",
        "",
    )
    async with client.get("/api/v1/me") as me:
        assert (await me.json())["agent"] == {"name": "Vera"}
    assert (await _post(client, link)).status == 403


async def test_the_demos_link_can_be_used_again(client: Client, world: World) -> None:
    link = f"/login/{await _secret(world, reusable=True)}"

    assert [(await _post(client, link)).status for _ in range(2)] == [303, 303]


async def test_a_code_may_be_typed_instead(client: Client, world: World) -> None:
    secret = await _secret(world)

    assert (await _post(client, "/login", {"code": f" http://127.0.0.1/login/{secret} "})).status == 303


async def test_the_session_is_kept_hashed(client: Client, world: World) -> None:
    token = (await _post(client, f"/login/{await _secret(world)}")).cookies[COOKIE].value

    async with world.database.reading() as session:
        hashes = list(await session.scalars(select(AgentKey.hash)))
    assert token.encode() not in b"".join(hashes)


async def test_signing_out_ends_the_session(client: Client, world: World) -> None:
    await _post(client, f"/login/{await _secret(world)}")
    async with client.post("/api/v1/sign-out", headers={"X-Lanedesk": "1"}) as out:
        assert out.status == 200

    async with client.get("/api/v1/me") as me:
        assert me.status == 401
    async with world.database.reading() as session:
        assert await session.scalar(select(func.count()).where(AgentKey.kind == "session")) == 0


async def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    async with client.get("/", allow_redirects=False) as page:
        assert (page.status, page.headers["Location"]) == (303, "/login")
    async with client.get("/api/v1/me") as me:
        assert (me.status, me.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert (await me.json())["status"] == 401


async def test_a_link_followed_from_elsewhere_asks_again_with_the_cookie(client: Client) -> None:
    async with client.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as page:
        assert 'http-equiv="refresh"' in await page.text()


async def test_a_session_is_no_token_and_a_token_no_session(api: Api, world: World) -> None:
    session = await session_of(world)
    async with api.client.get("/api/v1/me", headers={"Authorization": f"Bearer {session}"}) as me:
        assert me.status == 401
    async with api.client.get("/api/v1/me", cookies={COOKIE: api.token}) as me:
        assert me.status == 401


async def test_guesses_are_limited(client: Client, world: World) -> None:
    for _ in range(MOST_IN_WINDOW):
        assert (await _post(client, "/login/guess")).status == 403

    assert (await _post(client, "/login/guess")).status == 429
    assert (await _post(client, f"/login/{await _secret(world)}")).status == 303
    async with client.get("/api/v1/me", headers={"Authorization": "Bearer guess"}) as me:
        assert me.status == 429


@pytest.mark.parametrize("secret", ["%00", "%ED%A0%80", "ключ"])
async def test_an_unspeakable_secret_is_refused(client: Client, secret: str) -> None:
    assert (await _post(client, f"/login/{secret}")).status == 403
    async with client.get("/api/v1/me", cookies={COOKIE: "%ED%A0%80"}) as me:
        assert me.status == 401


async def test_another_site_cannot_sign_a_visitor_in(client: Client, world: World) -> None:
    link = f"/login/{await _secret(world)}"
    async with client.post(link, headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False) as answer:
        assert answer.status == 403


async def test_the_cookie_stays_on_https_where_the_desk_is(serve: Serve, world: World) -> None:
    async with serve(public_url="https://desk.example.org") as client:
        cookie = (await _post(client, f"/login/{await _secret(world)}")).cookies[COOKIE]

    assert cookie["secure"] is True


async def _secret(world: World, *, reusable: bool = False) -> str:
    async with world.database.transaction(DESK) as tx:
        return await team.login_secret(tx, "Vera", reusable=reusable)


async def _post(client: Client, path: str, form: dict[str, str] | None = None) -> ClientResponse:
    async with client.post(path, data=form or {}, allow_redirects=False) as response:
        await response.read()
        return response
