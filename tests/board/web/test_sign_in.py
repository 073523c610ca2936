"""How an agent comes in and goes out, and how guesses end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse, FormData
from sqlalchemy import func, select

from board.models import AgentKey
from board.people import team
from board.settings import Settings
from board.values import DESK
from board.web import forms
from board.web.address import nearest_stranger
from board.web.attempts import MOST_IN_WINDOW, Attempts, TooMany
from board.web.who import COOKIE, SAFER_COOKIE
from tests.board.web.conftest import Api, Client, Serve, session_of
from tests.world import World

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _multipart(content: bytes) -> Callable[[], FormData]:
    def form() -> FormData:
        data = FormData()
        data.add_field("code", content, filename="code")
        return data

    return form


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
        assert (await me.json())["agent"] == {
            "name": "Vera",
            "role": "owner",
            "language": None,
            "takes_back": False,
        }
    assert (await _post(client, link)).status == 403


async def test_the_demos_link_can_be_used_again(client: Client, world: World) -> None:
    link = f"/login/{await _secret(world, reusable=True)}"

    assert [(await _post(client, link)).status for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("asked", ["/settings/texts/greeting", "/accounts?q=17", "/?ticket=1042"])
async def test_signing_in_leads_to_the_address_that_was_asked_for(
    client: Client, world: World, asked: str
) -> None:
    async with client.get(asked, allow_redirects=False) as page:
        assert (page.status, page.headers["Location"]) == (303, "/login")

    signed_in = await _post(client, f"/login/{await _secret(world)}")

    assert signed_in.headers["Location"] == asked
    async with client.get(asked) as page:
        assert page.content_type == "text/html"


@pytest.mark.parametrize(
    "asked", ["//evil.example", "https://evil.example/", "/api/v1/me", "/settings\\evil"]
)
async def test_signing_in_leads_nowhere_else(client: Client, world: World, asked: str) -> None:
    client.session.cookie_jar.update_cookies({"lanedesk_asked": asked}, client.make_url("/login"))

    assert (await _post(client, f"/login/{await _secret(world)}")).headers["Location"] == "/"

    client.session.cookie_jar.clear()
    link = f"/login/{await _secret(world)}?to={quote(asked, safe='')}"
    assert (await _post(client, link)).headers["Location"] == "/"


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


async def test_signing_in_again_ends_the_browsers_former_session(client: Client, world: World) -> None:
    first = (await _post(client, f"/login/{await _secret(world)}")).cookies[COOKIE].value
    second = (await _post(client, f"/login/{await _secret(world)}")).cookies[COOKIE].value

    for token, status in ((first, 401), (second, 200)):
        async with client.get("/api/v1/me", cookies={COOKIE: token}) as me:
            assert me.status == status


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


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Origin": "http://[nonsense"},
    ],
)
async def test_another_site_cannot_sign_a_visitor_in(
    client: Client, world: World, said: dict[str, str]
) -> None:
    link = f"/login/{await _secret(world)}"
    for path in (link, "/login", "/api/v1/sign-out", "/api/v1/tickets/1/greet"):
        async with client.post(path, headers=said, allow_redirects=False) as answer:
            assert answer.status == 403
    assert (await _post(client, link)).status == 303


@pytest.mark.parametrize(
    ("public", "host", "origin", "status"),
    [
        ("https://desk.example.org", "desk.example.org", "https://desk.example.org", 303),
        ("https://desk.example.org", "127.0.0.1:8080", "https://desk.example.org", 303),
        ("https://desk.example.org", "desk.example.org", "http://desk.example.org", 403),
        ("https://desk.example.org", "desk.example.org", "https://desk.example.org:8443", 403),
        ("http://127.0.0.1:8080", "localhost:8080", "http://localhost:8080", 303),
        ("http://127.0.0.1:8080", "localhost:8080", "http://localhost:3000", 403),
    ],
)
async def test_the_desks_own_origin_signs_in(
    serve: Serve, world: World, public: str, host: str, origin: str, status: int
) -> None:
    async with serve(public_url=public) as client:
        headers = {"Host": host, "Origin": origin, "Sec-Fetch-Site": "same-origin"}
        link = f"/login/{await _secret(world)}"
        async with client.post(link, headers=headers, allow_redirects=False) as answer:
            assert answer.status == status


async def test_the_cookie_stays_on_https_where_the_desk_is(serve: Serve, world: World) -> None:
    async with serve(public_url="https://desk.example.org") as client:
        signed_in = await _post(client, f"/login/{await _secret(world)}")
        cookie = signed_in.cookies[SAFER_COOKIE]
        own = {"Cookie": f"{SAFER_COOKIE}={cookie.value}"}  # the test's client has no TLS to send it by
        async with client.get("/api/v1/me", headers=own) as me:
            assert me.status == 200
        async with client.get("/api/v1/me", headers={"Cookie": f"{COOKIE}={cookie.value}"}) as me:
            assert me.status == 401

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert signed_in.headers["Strict-Transport-Security"].startswith("max-age=31536000")


async def test_signing_out_has_the_browser_forget_files_and_drafts(client: Client, world: World) -> None:
    await _post(client, f"/login/{await _secret(world)}")
    async with client.post("/api/v1/sign-out", headers={"X-Lanedesk": "1"}) as out:
        assert out.headers["Clear-Site-Data"] == '"cache", "storage"'


async def test_typed_guesses_are_counted_before_their_form_is_read(client: Client, world: World) -> None:
    for _ in range(MOST_IN_WINDOW):
        assert (await _post(client, "/login", {"code": "guess"})).status == 403

    assert (await _post(client, "/login", {"code": await _secret(world)})).status == 429
    async with client.post("/login", data=_multipart(b"x" * 1000)()) as unread:
        assert unread.status == 429
    assert (await _post(client, f"/login/{await _secret(world)}")).status == 303


async def test_right_codes_are_no_guesses(client: Client, world: World) -> None:
    for _ in range(MOST_IN_WINDOW + 1):
        assert (await _post(client, "/login", {"code": await _secret(world)})).status == 303


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (_multipart(b"x" * 1_000_000), {}, 400),
        (b"code=x", {"Content-Type": "multipart/form-data"}, 400),
        (b"code=x", {"Content-Type": "application/x-www-form-urlencoded; charset=klingon"}, 400),
        (b'{"code": "x"}', {"Content-Type": "application/json"}, 400),
        (b"code=" + b"x" * forms.MOST_BYTES, _FORM, 413),
        (b"code=\xff", _FORM, 400),
        (b"&".join([b"a=1"] * 50), _FORM, 400),
        (b"code=%00", _FORM, 403),
    ],
)
async def test_only_a_small_plain_form_is_read_of_a_stranger(
    client: Client, data: object, headers: dict[str, str], status: int
) -> None:
    for path in ("/login", "/login/guess"):
        async with client.post(path, data=data() if callable(data) else data, headers=headers) as answer:
            assert answer.status == status
            assert status == 403 or answer.content_type == "application/problem+json"


async def test_a_form_without_end_is_given_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.server.port)
    writer.write(
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 30\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\ncode="
    )

    assert b"408" in await reader.readline()
    writer.close()


async def test_guesses_are_counted_by_whom_the_proxy_names(serve: Serve) -> None:
    async with serve(public_url="https://desk.example.org") as client:
        for turn in range(MOST_IN_WINDOW + 1):
            forged = {"X-Forwarded-For": f"10.9.8.{turn}, 203.0.113.5"}
            async with client.post("/login/guess", headers=forged) as answer:
                assert answer.status == (429 if turn == MOST_IN_WINDOW else 403)
        async with client.post("/login/guess", headers={"X-Forwarded-For": "203.0.113.6"}) as answer:
            assert answer.status == 403


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
        ("::ffff:127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
        ("127.0.0.1", ["6.6.6.6, 203.0.113.5", "10.1.2.3"], "203.0.113.5"),
        ("127.0.0.1", ["6.6.6.6, nonsense"], "127.0.0.1"),
        ("198.51.100.7", ["203.0.113.5"], "198.51.100.7"),
        ("127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    ],
)
def test_only_proxies_of_ours_are_believed(peer: str, forwarded: list[str], address: str) -> None:
    proxies = Settings(trusted_proxies="127.0.0.1, ::1, 10.0.0.0/8").trusted_proxies

    assert nearest_stranger(peer, forwarded, proxies) == address


async def test_addresses_of_one_household_count_as_one() -> None:
    attempts = Attempts()
    for last in range(MOST_IN_WINDOW):
        attempts.wrong(f"2001:db8::{last:x}")

    with pytest.raises(TooMany):
        attempts.check("2001:db8::ffff")
    attempts.check("2001:db8:1::1")


async def _secret(world: World, *, reusable: bool = False) -> str:
    async with world.database.transaction(DESK) as tx:
        return await team.login_secret(tx, "Vera", reusable=reusable)


async def _post(client: Client, path: str, form: dict[str, str] | None = None) -> ClientResponse:
    async with client.post(path, data=form or {}, allow_redirects=False) as response:
        await response.read()
        return response
