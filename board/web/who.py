"""Who asks: a session's cookie or a bearer token, and the header that proves a page of ours wrote."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from board.errors import NotAllowed
from board.people import keys
from board.people.keys import Found, Use
from board.security import Said
from board.web.address import address_of
from board.web.attempts import TooMany
from board.web.devices import device_of
from board.web.guard import READING
from board.web.keys import ATTEMPTS, CALLER, DATABASE, SECURITY, SETTINGS, Caller
from board.web.problems import NotSignedIn

COOKIE = "lanedesk_session"
SAFER_COOKIE = f"__Host-{COOKIE}"
"""Its name where the public address is https: browsers take it from this host alone, and over TLS alone."""
OWN_PAGE_HEADER = "X-Lanedesk"


def signed_in(handler: Handler) -> Handler:
    """The handler for agents only; a cookie's write must come from a page of ours."""

    async def check(request: web.Request) -> web.StreamResponse:
        caller = await caller_of(request)
        if caller is None:
            raise NotSignedIn("refused.sign_in.first")
        if caller.by_cookie and request.method not in READING:
            _refuse_other_pages(request)
        request[CALLER] = caller
        return await handler(request)

    return check


async def caller_of(request: web.Request) -> Caller | None:
    """The agent of the request's token or cookie; wrong tokens are counted."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        return await _by_token(request, token.strip()) if scheme.lower() == "bearer" else None
    secret = request.cookies.get(cookie_name(request), "")
    return await _caller(request, secret, by_cookie=True) if secret else None


def cookie_name(request: web.Request) -> str:
    return SAFER_COOKIE if request.app[SETTINGS].is_https else COOKIE


async def still_stands(request: web.Request, caller: Caller) -> bool:
    """Whether the session or token is still valid."""
    return await _found(request, caller.secret, by_cookie=caller.by_cookie) is not None


def here(request: web.Request) -> Use:
    """Where the request comes from, and with what it was made."""
    return Use(address_of(request), device_of(request.headers.get("User-Agent", "")))


async def _by_token(request: web.Request, token: str) -> Caller | None:
    caller = await _caller(request, token, by_cookie=False)
    if caller is None:
        # Only wrong tokens are refused: many may share an address.
        attempts, address = request.app[ATTEMPTS], address_of(request)
        security = request.app[SECURITY]
        try:
            attempts.check(address)
        except TooMany:
            security.say(Said.LOCKED_OUT, kind="token", address=address)
            raise
        attempts.wrong(address)
        security.say(Said.TOKEN_REFUSED, kind="token", address=address)
    return caller


async def _caller(request: web.Request, secret: str, *, by_cookie: bool) -> Caller | None:
    found = await _found(request, secret, by_cookie=by_cookie)
    if found is None:
        return None
    if found.should_note(use := here(request)):
        async with request.app[DATABASE].bookkeeping() as session:
            await keys.note_use(session, found, use)
    return Caller(
        found.agent, found.name, secret, by_cookie, found.id, found.role, found.language, found.takes_back
    )


async def _found(request: web.Request, secret: str, *, by_cookie: bool) -> Found | None:
    if not secret.isascii():
        return None
    async with request.app[DATABASE].reading() as session:
        return await keys.find(session, secret, "session" if by_cookie else "token")


def _refuse_other_pages(request: web.Request) -> None:
    # A page of another origin can't send this header without asking first, and nothing here answers that.
    if request.headers.get(OWN_PAGE_HEADER) != "1":
        raise NotAllowed("refused.header.needed", header=OWN_PAGE_HEADER)
