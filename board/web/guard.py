"""For every request and answer: whose page asks and by which name, headers that restrict the browser, compression."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from yarl import URL

from board.errors import NotAllowed
from board.security import Said
from board.settings import Settings
from board.text import is_keepable
from board.web.address import address_of
from board.web.keys import SECURITY, SETTINGS
from board.web.problems import Malformed, Misdirected

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY_HOST = ("/healthz", "/metrics")
"""Probes use the address; what these answer is harmless to strangers."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
_ONLY_TLS = "max-age=31536000; includeSubDomains"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_PAGES = ("same-origin", "none")
_COMPRESSED = ("application/json", "text/", "application/javascript", "image/svg+xml")
_WORTH_COMPRESSING_BYTES = 1024
_PARTIAL = frozenset({"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"})


@web.middleware
async def known_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses other host names than ours: another site may point its name at this address."""
    if request.path not in _ANY_HOST and _host(request) not in _own_hosts(request.app[SETTINGS]):
        request.app[SECURITY].say(Said.HOST_REFUSED, address=address_of(request))
        raise Misdirected("refused.host.unknown")
    return await handler(request)


@web.middleware
async def own_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses writes from pages of other origins, signed in or not; programs name no origin."""
    if request.method not in READING:
        origin = request.headers.get("Origin")
        is_foreign = origin is not None and not _is_own(request, origin)
        if is_foreign or request.headers.get("Sec-Fetch-Site", "none") not in _OWN_PAGES:
            request.app[SECURITY].say(Said.PAGE_REFUSED, address=address_of(request))
            raise NotAllowed("refused.page.foreign")
    return await handler(request)


@web.middleware
async def keepable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses paths with what no text can hold, such as %00; queries are judged where they are parsed."""
    if request.path.startswith("/api/") and not is_keepable(request.path):
        raise Malformed("refused.path.not_keepable")
    return await handler(request)


@web.middleware
async def compressed(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    response.headers.setdefault("Vary", "Accept-Encoding")
    if not response.prepared and _is_plain(request) and _is_worth_it(request, response):
        response.enable_compression()
    return response


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app[SETTINGS].is_https:
        response.headers.setdefault("Strict-Transport-Security", _ONLY_TLS)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")


def is_near(request: web.Request) -> bool:
    """Whether it comes from this machine. A desk known by a public address never knows: its proxy is here too."""
    if urlsplit(request.app[SETTINGS].public_url).hostname not in _LOOPBACK:
        return False
    forwarded = {"Forwarded", "X-Forwarded-For", "X-Real-IP"} & set(request.headers)
    return request.remote in _LOOPBACK and _host(request) in _LOOPBACK and not forwarded


def _host(request: web.Request) -> str | None:
    try:
        return URL(f"http://{request.host}").host
    except ValueError:
        return None


def _is_own(request: web.Request, origin: str) -> bool:
    """The public address's origin, or the page's at the name and port that were asked, where that is another."""
    try:
        asked, public = urlsplit(origin), urlsplit(request.app[SETTINGS].public_url)
        if asked.hostname == public.hostname:
            return (asked.scheme, asked.netloc.lower()) == (public.scheme, public.netloc.lower())
        return asked.scheme in ("http", "https") and asked.netloc.lower() == request.host.lower()
    except ValueError:
        return False


def _own_hosts(settings: Settings) -> set[str | None]:
    named = (urlsplit(url).hostname for url in (settings.public_url, settings.webhook_url))
    return {*_LOOPBACK, settings.board_host, *named}


def _is_plain(request: web.Request) -> bool:
    """Neither a part of it nor "not modified" may be the answer, which aiohttp 3.14 would compress as well."""
    return request.method == "GET" and not _PARTIAL & set(request.headers)


def _is_worth_it(request: web.Request, response: web.StreamResponse) -> bool:
    if hdrs.CONTENT_ENCODING in response.headers:
        return False
    if isinstance(response, web.FileResponse):
        return "Content-Disposition" not in response.headers and not request.path.endswith(".woff2")
    is_text = response.content_type.startswith(_COMPRESSED) or response.content_type.endswith("json")
    return is_text and (response.content_length or 0) >= _WORTH_COMPRESSING_BYTES
