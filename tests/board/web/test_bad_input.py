"""Whatever is sent, the answer is never the desk's own failure; asked over bare sockets, as clients refuse to."""

from __future__ import annotations

import asyncio
import random

import pytest

from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Api, token_of
from tests.world import World

_NONSENSE = (
    b"%00", b"%ED%A0%80", b"%FF", b"%", b"..", b"%2e%2e", b"0", b"-1", b"9" * 18, b"9" * 40, b"1e3", b"%0d%0aX:1",
    b"null", b"[]", b"%F0%9F%98%80", b"a" * 2000, b"%E2%80%AE", b"'--", b"{number}", b";", b"",
)  # fmt: skip
_BODIES = (
    b"", b"{", b"[]", b"null", b"0", b'"x"', b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b'{"text": "\\u0000"}',
    b'{"text": "\\ud800"}', b'{"text": 1e999}', b'{"text": null}', b'{"text": ["a"]}', b"[" * 100_000, b"NaN",
    b'{"version": 99999999999999999999}', b'{"files": [' + b"9" * 5000 + b"]}", b'{"up_to": -1}', b'{"up_to": 1.5}',
    b'{"text": "a", "text": "b"}', b'{"entities": [{"type": "bold", "offset": -1, "length": 1}], "text": "a"}',
    b'{"board": "\\u202e", "lane": "", "column": "x"}', b'{"advance_seconds": 1e308}', b'{"agent": "\\u0000"}',
    b'{"account": ' + b'"' + b"7" * 500 + b'"}', b'{"add": ["' + b"x" * 300 + b'"]}', b"code=%00&code", b"\x00" * 50,
)  # fmt: skip
_PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"%s\r\n\r\nwords\r\n--b--\r\n'
_FORMS = (
    _PART % b"", _PART % b"\x01\x02", _PART % b"\r\nContent-Type: \x00/\x01", _PART % b"\r\nX\x00Y: z",
    _PART % b"\r\nContent-Transfer-Encoding: base64", _PART % b"\r\nContent-Transfer-Encoding: klingon",
    _PART % b"\r\nContent-Encoding: gzip", _PART % b"\r\nContent-Length: -5", _PART % b"\r\nContent-Length: 99999",
    _PART % b"\r\nContent-Type: text/plain; charset=klingon", _PART % b"\r\nno colon", b"--b", b"--b--", b"--c\r\n\r\n",
    b"--b\r\n\r\n", b"--b\r\nContent-Disposition: form-data; filename*=klingon''%ff\r\n\r\nx\r\n--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe\x00"\r\n\r\nx\r\n--b--\r\n',
    b"--b\r\n" + b"X: y\r\n" * 5000 + b"\r\nx\r\n--b--\r\n", b"--b\r\nX: " + b"y" * 100_000 + b"\r\n\r\nx\r\n--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nnever ends',
    b"--b\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\n\r\nx\r\n--d--\r\n--b--\r\n",
)  # fmt: skip
_TYPES = (
    b"application/json", b"application/json; charset=klingon", b"application/json; charset=utf-16",
    b"multipart/form-data", b"multipart/form-data; boundary=b", b"multipart/form-data; boundary=" + b"b" * 500,
    b"multipart/form-data; boundary=\xff", b'multipart/form-data; boundary=""', b"multipart/form-data; boundary=b;=",
    b"application/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=x",
    b"text/plain; charset=", b";", b"\xff", b"a/b; c=d; e*=klingon''%ff", b"multipart/mixed; boundary=b",
)  # fmt: skip
_HEADERS = (
    b"Idempotency-Key: \xff", b"Idempotency-Key: " + b"k" * 500, b"Last-Event-ID: \xd9\xa3", b"Range: bytes=9-1",
    b"Range: bytes=-", b"If-None-Match: \xff", b"If-Modified-Since: Thu, 99 Abc 0000", b"If-Range: x",
    b"Cookie: lanedesk_session=\xff; =; ;;", b"Accept-Encoding: \xff", b"Content-Encoding: gzip",
    b"Content-Encoding: deflate", b"Content-Encoding: klingon", b"Expect: 100-continue", b"Expect: tea",
    b"X-Forwarded-For: \xff, ,,", b"Origin: null", b"Upgrade: websocket\r\nConnection: Upgrade", b"TE: trailers",
    b"X-HTTP-Method-Override: DELETE", b"Accept: \x7f", b"Transfer-Encoding: chunked", b"Content-Length: 3",
)  # fmt: skip


async def test_the_five_that_failed_are_refused_now(api: Api) -> None:
    upload, boundary = b"POST /api/v1/uploads", b"multipart/form-data; boundary=b"
    for line, kind, body, status in (
        (b"POST /login", b"multipart/form-data", b"code=x", 400),
        (b"POST /login", b"application/x-www-form-urlencoded; charset=klingon", b"code=x", 400),
        (b"GET /api/v1/boards/%00", b"", b"", 400),
        (upload, boundary, _PART % b"\x01\x02\r\nX\x00Y: z", 400),
        (upload, b"multipart/form-data", b"--b", 400),
    ):
        assert await _status(api, _request(line, api.token, [b"Content-Type: " + kind], body)) == status


@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionParam")  # silenced by `lanedesk` itself
@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionHeader")
@pytest.mark.parametrize("path", ["/uploads", "/uploads?voice=1"])
async def test_no_broken_form_makes_the_desk_fail(api: Api, path: str) -> None:
    for kind in (kind for kind in _TYPES if b"multipart" in kind):
        for form in _FORMS:
            line = b"POST /api/v1" + path.encode()
            status = await _status(api, _request(line, api.token, [b"Content-Type: " + kind], form))
            assert status is None or 200 <= status < 500, (kind, form[:100])


@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionParam")
@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionHeader")
async def test_no_bad_input_makes_the_desk_fail(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    chance = random.Random(8)
    token = await token_of(world, "Oleg")
    for turn in range(700):
        asked = _any_request(chance, token, number)
        status = await _status(api, asked)
        assert status is None or 200 <= status < 500, (turn, status, asked[:400])


@pytest.mark.parametrize(
    "time", ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
async def test_a_time_that_some_zone_has_not_makes_the_desk_fail_nowhere(
    api: Api, world: World, time: str
) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    person = (await world.ticket(number)).customer_id
    await api.post(f"/tickets/{number}/delay", {"until": time}, 422)
    await api.post(f"/tickets/{number}/snooze", {"until": time}, 422)
    await api.post(f"/tickets/{number}/scheduled", {"text": "Later.", "until": time}, 422)
    await api.post(f"/customers/{person}/block", {"reason": "Spam.", "until": time}, 422)
    await api.post("/away", {"until": time}, 422)
    await api.post("/tickets/bulk", {"numbers": [number], "reply": "We know.", "seen_until": time})
    await api.post(
        "/settings/notices", {"texts": {"en": "Down."}, "topics": [], "starts_at": time, "is_on": True}
    )
    await api.get(f"/audit?since={time[:10]}&until={time[:10]}")
    assert (await api.get(f"/tickets/{number}"))["comments"][-1]["text"] == "We know."
    assert (await api.get("/settings/notices"))["items"][0]["texts"] == {"en": "Down."}


async def _status(api: Api, asked: bytes) -> int | None:
    """None when the desk hangs up, as on what is no HTTP."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.client.port)
    try:
        async with asyncio.timeout(10):
            writer.write(asked)
            while (line := await reader.readline()).startswith(b"HTTP/1.1 100"):
                await reader.readline()
        return int(line.split()[1]) if line else None
    except ConnectionError:
        return None
    finally:
        writer.close()


def _any_request(chance: random.Random, token: str, number: int) -> bytes:
    endpoint = chance.choice([each for each in ENDPOINTS if each.media != "text/event-stream"])
    path = endpoint.template.encode()
    while b"{" in path:
        wild = chance.choice((str(number).encode(), *_NONSENSE)).replace(b"{", b"%7B")
        before, _, after = path.partition(b"{")
        path = before + wild + after.partition(b"}")[2]
    if chance.random() < 0.5:
        names = list(endpoint.query.model_fields if endpoint.query else {}) or ["q"]
        path += b"?" + chance.choice(names).encode() + b"=" + chance.choice(_NONSENSE)
    if chance.random() < 0.1:
        endpoint_method, path = b"POST", chance.choice((b"/login", b"/login/" + chance.choice(_NONSENSE)))
    else:
        endpoint_method = endpoint.method.encode()
    kind = chance.choice(_TYPES)
    body = b"" if endpoint_method == b"GET" else chance.choice(_FORMS if b"multipart" in kind else _BODIES)
    headers = [b"Content-Type: " + kind, *chance.sample(_HEADERS, chance.choice((0, 0, 1, 2)))]
    # One that promises more bytes than come is waited for: that is the port's own test.
    return _request(endpoint_method + b" " + path, token, headers, body.ljust(3))


def _request(line: bytes, token: str, headers: list[bytes], body: bytes) -> bytes:
    length = [] if any(header.startswith((b"Content-Length", b"Transfer")) for header in headers) else [
        b"Content-Length: %d" % len(body)
    ]  # fmt: skip
    sent = [
        line + b" HTTP/1.1",
        b"Host: 127.0.0.1",
        b"Authorization: Bearer " + token.encode(),
        *headers,
        *length,
    ]
    return b"\r\n".join([*sent, b"Connection: close", b"", body])
