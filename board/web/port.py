"""A port that strangers reach: nobody holds it for long, and nothing is said of versions."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from aiohttp import web

from board.store.trouble import describe
from board.web.problems import problem
from board.words.catalog import FALLBACK, best_language, say

log = structlog.get_logger()

_BACKLOG = 128
_LOOK_SECONDS = 1.0
_LONGEST_LINE = 65_536
"""Of a request, in bytes: a link with a search far too long is answered, and the page takes the beginning."""
_SERVER = "lanedesk"

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Limits:
    """How long and how many. A proxy keeps its own idle connections for less than `idle_seconds`."""

    connections: int = 1000
    head_seconds: float = 15.0
    idle_seconds: float = 180.0
    body_seconds: float = 20.0
    body_bytes_a_second: int = 1000
    """A body may take `body_seconds`, and a second more for each of these."""
    stuck_seconds: float = 60.0
    """How long an answer may wait without a byte of it being taken."""


@contextlib.asynccontextmanager
async def serving(
    app: web.Application, host: str, port: int, limits: Limits | None = None
) -> AsyncIterator[int]:
    """Serve the application; gives the port, which the system chooses when 0 is asked for.

    Raises ``OSError`` when the address can't be had.
    """
    listeners = await _bound(host, port)
    app.on_response_prepare.append(_unnamed)
    runner = _Runner(app, _within_descriptors(limits or Limits()))
    await runner.setup()
    turning = [asyncio.create_task(_accept(listener, runner.guarded)) for listener in listeners]
    turning.append(asyncio.create_task(_watch(runner.guarded)))
    try:
        yield int(listeners[0].getsockname()[1])
    finally:
        for task in turning:
            task.cancel()
        await asyncio.wait(turning)
        for listener in listeners:
            listener.close()
        await runner.cleanup()


class Connection(web.RequestHandler):
    """Knows what it waits for, and since when."""

    __slots__ = ("_guard", "_is_resting", "_served", "_since", "_unsent", "_unsent_since")

    def __init__(self, guard: Guarded, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            guard,
            loop=loop,
            access_log=None,  # type: ignore[arg-type] # None turns it off
            keepalive_timeout=guard.limits.idle_seconds,
            max_line_size=_LONGEST_LINE,
        )
        self._guard = guard
        self._served: web.BaseRequest | None = None
        self._is_resting = False
        self._since = self._unsent_since = loop.time()
        self._unsent = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._guard.waiting[self] = None

    def connection_lost(self, exc: BaseException | None) -> None:
        self._guard.waiting.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._served is None and self._is_resting:
            self._is_resting, self._since = False, self._loop.time()
        super().data_received(data)

    def begin(self, request: web.BaseRequest) -> None:
        self._guard.waiting.pop(self, None)
        self._served, self._since = request, self._loop.time()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self._served, self._is_resting, self._since = None, True, self._loop.time()
            if self.transport is not None:
                self._guard.waiting[self] = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no HTTP, or failed where no middleware sees it. Nothing of the request is repeated."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed", error=describe(exc) if isinstance(exc, Exception) else "")
        if request.writer.output_size > 0:
            raise ConnectionError("The answer has begun already.")
        is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        key = "refused.desk.trouble" if is_ours else "refused.request.unreadable"
        spoken = best_language(request.headers.get("Accept-Language", "")) or FALLBACK
        response = problem(HTTPStatus(status), say(spoken, key))
        response.headers["Server"] = _SERVER
        response.force_close()
        return response

    def is_overdue(self, now: float, limits: Limits) -> bool:
        """Whether the other side has kept us waiting too long."""
        if self._served is None:
            return now - self._since > (limits.idle_seconds if self._is_resting else limits.head_seconds)
        return self._is_body_slow(now, limits) or self._is_stuck(now, limits)

    def drop(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _is_body_slow(self, now: float, limits: Limits) -> bool:
        request, transport = self._served, self.transport
        if request is None or request.content.is_eof() or transport is None or not transport.is_reading():
            return False  # all is here, or it is we who don't read on
        allowed = limits.body_seconds + request.content.total_bytes / limits.body_bytes_a_second
        return now - self._since > allowed

    def _is_stuck(self, now: float, limits: Limits) -> bool:
        unsent = self.transport.get_write_buffer_size() if self.transport is not None else 0
        if not unsent or unsent < self._unsent:
            self._unsent_since = now
        self._unsent = unsent
        return now - self._unsent_since > limits.stuck_seconds


class Guarded(web.Server):
    """Makes connections, and knows which of them wait for the other side, the longest first."""

    def __init__(self, made: web.Server, limits: Limits) -> None:
        super().__init__(self._serve, request_factory=made.request_factory)
        self._handler: Handler = made.request_handler
        self.limits = limits
        self.waiting: dict[Connection, None] = {}

    def __call__(self) -> Connection:
        return Connection(self, loop=asyncio.get_running_loop())

    def has_room(self) -> bool:
        """Whether one more is within the limit; if not, the one that has waited longest without a request goes."""
        return len(self.connections) < self.limits.connections or self.make_room()

    def make_room(self) -> bool:
        oldest = next(iter(self.waiting), None)
        if oldest is None:
            return False
        del self.waiting[oldest]
        oldest.drop()
        return True

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if isinstance(connection := request.protocol, Connection):
            connection.begin(request)
        return await self._handler(request)


class _Runner(web.AppRunner):
    def __init__(self, app: web.Application, limits: Limits) -> None:
        super().__init__(app, access_log=None, shutdown_timeout=5)
        self._limits = limits

    @property
    def guarded(self) -> Guarded:
        assert isinstance(self.server, Guarded)
        return self.server

    async def _make_server(self) -> web.Server:
        return Guarded(await super()._make_server(), self._limits)


async def _accept(listener: socket.socket, server: Guarded) -> None:
    """Accept for ever. Asyncio's own way tries 128 times a second and more when descriptors run out."""
    loop = asyncio.get_running_loop()
    refused, said_at = 0, loop.time() - _LOOK_SECONDS
    while True:
        try:
            accepted, _ = await loop.sock_accept(listener)
        except ConnectionError:
            continue  # gone before it was accepted
        except OSError as error:
            log.warning("connections not accepted", error=error.strerror)
            server.make_room()
            await asyncio.sleep(_LOOK_SECONDS)
            continue
        if server.has_room():
            await _connect(accepted, server)
            continue
        accepted.close()
        refused += 1
        if loop.time() - said_at >= _LOOK_SECONDS:
            log.warning("connections refused", refused=refused, most=server.limits.connections)
            refused, said_at = 0, loop.time()


async def _connect(accepted: socket.socket, server: Guarded) -> None:
    with contextlib.suppress(OSError):
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # for files, which the kernel sends by itself
            milliseconds = int(server.limits.stuck_seconds * 1000)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        await asyncio.get_running_loop().connect_accepted_socket(server, accepted)
        return
    accepted.close()


async def _watch(server: Guarded) -> None:
    """End connections that are overdue, for ever."""
    clock = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(min(_LOOK_SECONDS, server.limits.head_seconds / 2))
        for connection in server.connections:
            if isinstance(connection, Connection) and connection.is_overdue(clock.time(), server.limits):
                connection.drop()


async def _bound(host: str, port: int) -> list[socket.socket]:
    """Listening sockets for every address of the host, all on one port."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    listeners: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            taken = listeners[0].getsockname()[1] if listeners else port
            listeners.append(_listening(family, (address[0], taken, *address[2:])))
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def _listening(family: int, address: tuple[str | int, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _within_descriptors(limits: Limits) -> Limits:
    """Half of the process's descriptors are for the database, files and Telegram."""
    open_files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Limits(**{**limits.__dict__, "connections": max(1, min(limits.connections, open_files // 2))})


async def _unnamed(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = _SERVER
