"""Keeps web pages of others out: a browser is asked where a request comes from, and for which name."""

import ipaddress
import re

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

_SAME = ("same-origin", "none")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PAGE = re.compile(r"/\w{0,32}", re.ASCII)
"""The phone, or a bot's deep link, which opens it."""


def own_pages_only(host: str) -> Middleware:
    """Requests for the names of this address, from its own page or from programs, which send no such headers.

    A page of another site may only bring people here, by a link. What listens for other machines is reached by any
    of its addresses, but by no name: whoever owns a name can point it here.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_known(_name(request.host), host):
            return _refused(421, "the sandbox isn't known by this name")
        if not (_is_from_here(request) or _is_visit(request)):
            return _refused(403, "another origin")
        return await handler(request)

    return check


def _is_known(name: str | None, host: str) -> bool:
    if name in (*_LOOPBACK, host):
        return True
    return not _is_loopback(host) and _is_address(name or "")


def _is_from_here(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    own = origin is None or (origin.startswith("http") and URL(origin).authority == request.host)
    return own and request.headers.get("Sec-Fetch-Site", "none") in _SAME


def _is_visit(request: web.Request) -> bool:
    told = (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest"))
    return (
        request.method == "GET"
        and _PAGE.fullmatch(request.path) is not None
        and told == ("navigate", "document")
    )


def _name(host: str) -> str | None:
    try:
        return URL(f"http://{host}").host
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"detail": why}, status=status)
