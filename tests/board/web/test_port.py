"""The port itself, asked over bare sockets: nobody keeps it busy by being slow, many, or no HTTP at all."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from board.web.port import Limits, serving

BRIEF = Limits(
    head_seconds=0.4, idle_seconds=0.8, body_seconds=0.4, body_bytes_a_second=1000, stuck_seconds=0.6
)
# Whom we want to hear out is given more time than a busy machine can take for it.
PATIENT = replace(BRIEF, head_seconds=20, idle_seconds=2, body_seconds=1)
PLAIN = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], AbstractAsyncContextManager[Line]]


@asynccontextmanager
async def _desk(limits: Limits) -> AsyncIterator[int]:
    async def say(request: web.Request) -> web.Response:
        return web.Response(text="here")

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def much(request: web.Request) -> web.Response:
        return web.Response(body=bytes(50_000_000))

    app = web.Application(client_max_size=10**8)
    app.add_routes([web.get("/", say), web.post("/", take), web.get("/much", much)])
    async with serving(app, "127.0.0.1", 0, limits) as port:
        yield port


@asynccontextmanager
async def _line(port: int) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _rest(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side hangs up, which must be soon."""
    got = b""
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(65536):
                got += chunk
    return got


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
async def test_who_does_not_finish_asking_is_hung_up_on(begun: bytes) -> None:
    async with _desk(BRIEF) as port, _line(port) as (reader, writer):
        writer.write(begun)

        assert await _rest(reader) == b""


async def test_headers_that_come_byte_by_byte_do_not_keep_the_line() -> None:
    async with _desk(BRIEF) as port, _line(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n")
        dripping = asyncio.create_task(_drip(writer))

        assert await _rest(reader) == b""
        dripping.cancel()


async def test_a_body_that_comes_byte_by_byte_does_not_keep_the_line() -> None:
    async with _desk(BRIEF) as port, _line(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n")
        dripping = asyncio.create_task(_drip(writer))

        assert b"200 OK" not in await _rest(reader)
        dripping.cancel()


async def test_a_long_body_at_a_fair_pace_is_taken() -> None:
    async with _desk(PATIENT) as port, _line(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n\r\n")
        for _ in range(8):  # 4000 bytes in 1.2 s: longer than an empty body may take
            writer.write(bytes(500))
            await asyncio.sleep(0.15)  # the pace is what is tried

        assert b"200 OK" in await reader.readuntil(b"4000")


async def test_a_line_at_rest_is_kept_for_the_next_request_and_not_for_ever() -> None:
    async with _desk(PATIENT) as port, _line(port) as (reader, writer):
        for _ in range(2):
            writer.write(PLAIN)
            assert b"200 OK" in await reader.readuntil(b"here")

        assert await _rest(reader) == b""


async def test_who_does_not_take_the_answer_is_hung_up_on() -> None:
    # Making so long an answer may take this loop longer than others are given to ask.
    async with _desk(replace(BRIEF, head_seconds=20, idle_seconds=20)) as port:
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(deaf, ("127.0.0.1", port))
            await loop.sock_sendall(deaf, b"GET /much HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            async with asyncio.timeout(20), _line(port) as (reader, writer):
                writer.write(PLAIN)
                await reader.readuntil(b"here")
                await _until_ended(deaf)


async def test_when_all_lines_are_taken_the_one_that_waits_longest_makes_room() -> None:
    limits = Limits(connections=3)
    async with _desk(limits) as port, contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(_line(port)) for _ in range(3)]
        for _, writer in held[1:]:
            writer.write(PLAIN)
        for reader, _ in held[1:]:
            await reader.readuntil(b"here")

        reader, writer = await stack.enter_async_context(_line(port))
        writer.write(PLAIN)

        assert b"200 OK" in await reader.readuntil(b"here")
        assert await _rest(held[0][0]) == b""
        held[1][1].write(PLAIN)
        assert b"200 OK" in await held[1][0].readuntil(b"here")


async def test_when_all_lines_are_busy_the_next_is_refused() -> None:
    limits = Limits(connections=1)
    async with _desk(limits) as port, _line(port) as (waiting, busy):
        head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n"
        busy.write(head)
        await waiting.readuntil(b"100 Continue\r\n\r\n")
        with capture_logs() as logs:
            for _ in range(5):
                async with _line(port) as (reader, writer):
                    writer.write(PLAIN)
                    assert await _rest(reader) == b""

    assert [line["event"] for line in logs] == ["connections refused"]


async def test_running_out_of_descriptors_is_said_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    accept, tried = loop.sock_accept, 0

    async def fail(listener: socket.socket) -> object:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise OSError(errno.EMFILE, "Too many open files")
        return await accept(listener)

    monkeypatch.setattr(loop, "sock_accept", fail)
    with capture_logs() as logs:
        async with _desk(BRIEF) as port, _line(port) as (reader, writer):
            writer.write(PLAIN)
            assert b"200 OK" in await reader.readuntil(b"here")

    assert [(line["event"], line["error"]) for line in logs] == [
        ("connections not accepted", "Too many open files")
    ]


@pytest.mark.parametrize("asked", [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET /<script> HTTP/9.9\r\n\r\n", PLAIN])
async def test_no_answer_names_a_version_or_repeats_nonsense(asked: bytes) -> None:
    async with _desk(PATIENT) as port, _line(port) as (reader, writer):
        writer.write(asked)
        said = await _rest(reader)

    assert b"Server: lanedesk\r\n" in said
    assert not any(word in said for word in (b"aiohttp", b"Python", b"script"))


async def _drip(writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.1)  # slower than is allowed, and never silent


async def _until_ended(deaf: socket.socket) -> None:
    """Until the other side has ended the connection, seen without taking a byte of what it sent."""
    while True:
        try:
            deaf.send(b"x")
        except BlockingIOError:
            pass
        except ConnectionError:
            return
        await asyncio.sleep(0.05)  # nothing wakes us when the other side hangs up
