"""What holds for every request: host names, headers, errors, compression, the page's policy."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from aiohttp import web
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine
from yarl import URL

from board.web import assets
from board.web.pages import content_policy
from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Api, Client, Serve
from tests.world import World


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8080", 200),
        ("[::1]:8080", 200),
        ("desk.example.org", 200),
        ("desk.example.org:8443", 200),
        ("10.0.0.5:8080", 200),
        ("evil.example.org", 421),
        ("127.0.0.1.evil.example.org", 421),
        ("[nonsense", 421),
    ],
)
async def test_only_our_own_names_are_answered(serve: Serve, host: str, status: int) -> None:
    async with (
        serve(public_url="https://desk.example.org", board_host="10.0.0.5") as client,
        client.get("/login", headers={"Host": host}) as answer,
    ):
        assert answer.status == status


async def test_every_answer_binds_the_browser(api: Api) -> None:
    for path in ("/login", "/api/v1/desk", "/nowhere", "/healthz"):
        async with api.client.get(path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_every_endpoint_but_the_open_ones_wants_an_agent(client: Client) -> None:
    is_open = {endpoint.template for endpoint in ENDPOINTS if endpoint.is_open}
    assert is_open == {"/healthz", "/metrics", "/api/v1/openapi.json"}
    for endpoint in ENDPOINTS:
        if endpoint.template not in is_open:
            path = re.sub(r"\{\w+\}", "1", endpoint.template)
            async with client.request(endpoint.method, path, headers={"X-Lanedesk": "1"}) as answer:
                assert answer.status == 401, endpoint.template


async def test_nothing_lists_a_folder_or_echoes_a_request(api: Api) -> None:
    for path in ("/static", "/static/", "/static/views/", "/static/vendor"):
        async with api.client.get(path) as answer:
            assert answer.status in (403, 404)
    for path in ("/", "/login", "/api/v1/me"):
        async with api.client.request("TRACE", path, headers={"X-Told": "secret"}) as answer:
            assert answer.status == 405
            assert "secret" not in await answer.text()


async def test_what_is_not_there_is_a_problem_too(api: Api) -> None:
    await api.get("/nowhere", 404)
    async with api.client.post("/api/v1/me") as answer:
        assert (answer.status, answer.content_type) == (405, "application/problem+json")
        assert "GET" in answer.headers["Allow"]


async def test_an_unforeseen_error_tells_nothing(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the words of a customer")

    monkeypatch.setattr("board.web.desk.people", fail)

    problem = await api.get("/door", 500)

    assert "customer" not in str(problem)


async def test_a_lost_database_is_said_and_found_again(api: Api, database_url: str) -> None:
    await api.get("/desk")
    other = create_async_engine(database_url, poolclass=NullPool)
    async with other.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert "database" in (await api.get("/desk", 503))["detail"]
    await api.get("/desk")


async def test_long_answers_are_compressed(api: Api, world: World) -> None:
    async with api.client.get(
        "/api/v1/desk", headers={"Authorization": f"Bearer {api.token}", "Accept-Encoding": "gzip"}
    ) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert (await answer.json())["agents"] == ["Vera"]


async def test_modules_are_kept_and_asked_about(client: Client) -> None:
    async with client.get("/static/sse.js") as module:
        assert (module.status, module.headers["Cache-Control"]) == (200, "no-cache")
        assert "javascript" in module.content_type
        etag = module.headers["ETag"]
    async with client.get("/static/sse.js", headers={"If-None-Match": etag}) as again:
        assert again.status == 304
    async with client.get("/static/../app.py") as outside:
        assert outside.status == 404


async def test_files_by_their_version_are_kept_for_good(client: Client) -> None:
    now = assets.version()
    async with client.get(f"/static/{now}/views/page.js") as module:
        assert (module.status, module.headers["Cache-Control"]) == (200, assets.KEPT)
        assert "javascript" in module.content_type
    async with client.get(f"/static/{'0' * 12}/sse.js") as of_another:
        assert (of_another.status, of_another.headers["Cache-Control"]) == (200, "no-cache")
    for path in ("..%2fpages.py", "views", "nothing.js"):
        async with client.get(URL(f"/static/{now}/{path}", encoded=True)) as outside:
            assert outside.status == 404


def test_the_page_names_all_that_it_begins_with_after_its_import_map() -> None:
    page = assets.with_versions(assets.shell())
    named = page.index("modulepreload")

    assert page.index("importmap") < named < page.index('<script type="module"')
    assert f'"/static/{assets.version()}/packs/begin.js"' in page[named:]
    assert '"/static/styles' not in page


def test_the_page_begins_with_few_files() -> None:
    begins = re.findall(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"', assets.with_versions(assets.shell()))

    assert len(set(begins)) <= 10, begins


async def test_what_is_joined_is_kept_for_good_and_compressed_once(client: Client) -> None:
    address = f"/static/{assets.version()}/packs"
    for name, mime in (
        ("begin.js", "text/javascript"),
        ("beside.js", "text/javascript"),
        ("styles.css", "text/css"),
    ):
        async with client.get(f"{address}/{name}", headers={"Accept-Encoding": "gzip"}) as small:
            assert (small.status, small.content_type, small.headers["Cache-Control"]) == (
                200,
                mime,
                assets.KEPT,
            )
            assert small.headers["Content-Encoding"] == "gzip"
            words = await small.text()
        async with client.get(f"{address}/{name}", headers={"Accept-Encoding": "identity"}) as plain:
            assert "Content-Encoding" not in plain.headers
            assert await plain.text() == words
    async with client.get(f"{address}/nothing.js") as nothing:
        assert nothing.status == 404


async def test_the_font_is_kept_for_long_and_sent_as_it_is(client: Client) -> None:
    font = "/static/vendor/inter-latin.woff2"
    async with client.get(font, headers={"Accept-Encoding": "gzip"}) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=2592000")
        assert "Content-Encoding" not in answer.headers


def test_the_import_map_is_allowed_by_its_hash() -> None:
    inside = '{"imports": {"preact": "/static/vendor/preact.js"}}'
    html = f'<script type="importmap">{inside}</script><script type="module" src="/static/app.js"></script>'

    policy = content_policy(html)

    digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy


async def test_others_may_bring_routes(serve: Serve, world: World, database_url: str) -> None:
    async def hook(request: web.Request) -> web.Response:
        return web.Response(text="heard")

    async with (
        serve(extra_routes=[web.post("/telegram/webhook", hook)]) as client,
        client.post("/telegram/webhook") as answer,
    ):
        assert await answer.text() == "heard"
