"""The pages: the board's shell, and the two small ones that sign an agent in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from http import HTTPStatus
from string import Template
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from board.errors import DeskError, NotAllowed
from board.people import keys, team
from board.security import Said
from board.store.db import Transaction
from board.values import DESK
from board.web.address import address_of
from board.web.assets import KEPT, STATIC, shell, with_versions
from board.web.attempts import TooMany
from board.web.forms import form_of
from board.web.keys import ATTEMPTS, CALLER, DATABASE, SECURITY, SETTINGS, STREAMS, language
from board.web.reads import answer
from board.web.who import caller_of, cookie_name, here
from board.words.catalog import LANGUAGES, page_words, say

_SCRIPT = re.compile(r"<script\b[^>]*>(.+?)</script>", re.DOTALL)

_FONT_CACHE = "public, max-age=2592000"  # last month's draws the same letters

_SIGN_IN_WORDS = ("title", "by_link", "ask", "code", "button")
BESIDE_BOARD = ("settings", "accounts", "invites", "audit", "start")
"""The first words of the addresses of pages beside the board."""
_OUR_PAGE = re.compile(rf"/((?:{'|'.join(BESIDE_BOARD)})(?:/[^\\]*)?)?")
_ASKED = "lanedesk_asked"
_ASKED_LASTS_SECONDS = 1800
_LONGEST_ASKED = 1000

_SIGN_IN = Template((STATIC / "login.html").read_text(encoding="utf-8"))
# Browsers do not send a strict cookie when a link on another site is followed; a second request from here has it.
_ONCE_MORE = '<!doctype html><meta http-equiv="refresh" content="0"><title>Lanedesk</title>'
_WITH_LINK = Template("""<p>$by_link</p>
<form method="post"><button autofocus>$button</button></form>""")
_WITH_CODE = Template("""<p>$ask</p>
<form method="post" action="/login"><label>$code
<input name="code" required autocomplete="one-time-code" spellcheck="false" maxlength="200"></label>
<button>$button</button></form>""")
_REFUSED = Template('<p role="alert">$refused</p>' + _WITH_CODE.template)


async def board(request: web.Request) -> web.Response:
    """The board, or the way to sign in."""
    caller = await caller_of(request)
    if caller is None:
        is_followed_link = request.headers.get("Sec-Fetch-Site") == "cross-site"
        return _page(_ONCE_MORE) if is_followed_link else await _to_sign_in(request)
    request[CALLER] = caller
    return _page(_shell(request))


async def login(request: web.Request) -> web.Response:
    if await caller_of(request) is not None:
        return _to(_asked(request))
    return await _forgetting(request, _sign_in_page(request, _WITH_CODE))


async def login_with_link(request: web.Request) -> web.Response:
    """Only shows a button: a preview that fetches the link must not use it up."""
    return _sign_in_page(request, _WITH_LINK)


async def sign_in(request: web.Request) -> web.Response:
    """Uses up the link's secret, or the code typed in, and begins a session.

    A code counts as wrong before anything of the form is read, and no more when it was right.
    A link needs no form: the right one is let in however often others of the address were wrong.
    """
    attempts, address = request.app[ATTEMPTS], address_of(request)
    link = request.match_info.get("secret")
    try:
        if link is None:
            attempts.check(address)
            attempts.wrong(address)
        form = await form_of(request)
        token = await _session(request, (link or form.get("code", "")).strip().rpartition("/")[2])
    except TooMany as error:
        return _locked_out(request, error)
    except NotAllowed as error:
        return _wrong(request, error, is_counted=link is None)
    if link is None:
        attempts.right(address)
    return _signed_in(request, token)


async def sign_out(request: web.Request) -> web.Response:
    """The session is revoked, its live streams end, and the browser forgets what it kept."""
    secret = request[CALLER].secret
    if not request[CALLER].by_cookie:
        raise NotAllowed("refused.sign_out.token")

    async def work(tx: Transaction) -> None:
        await team.sign_out(tx, secret)

    await request.app[DATABASE].run(request[CALLER].actor, work)
    request.app[STREAMS].end_of(secret)
    response = answer({})
    forget_session(request, response)
    return response


def forget_session(request: web.Request, response: web.Response) -> None:
    """Have the browser forget the cookie, files and drafts; the header counts where the page is safe from others."""
    secure = request.app[SETTINGS].is_https
    response.del_cookie(cookie_name(request), path="/", secure=secure, httponly=True, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


async def words(request: web.Request) -> web.Response:
    """The page's sentences; the name holds their hash, so a browser keeps them until they change."""
    language, _, rest = request.match_info["name"].partition(".")
    if language not in LANGUAGES or rest != f"{_words(language).hash}.json":
        raise web.HTTPNotFound
    headers = {"Cache-Control": KEPT}
    return web.Response(text=_words(language).text, content_type="application/json", headers=headers)


@web.middleware
async def cached(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Files whose names hold no version are cached, and asked about."""
    response = await handler(request)
    if request.path.startswith("/static/") and response.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        is_font = request.path.endswith(".woff2")
        response.headers.setdefault("Cache-Control", _FONT_CACHE if is_font else "no-cache")
    return response


def content_policy(html: str) -> str:
    """What the page may load. Its import map is allowed by its hash: with bare 'self' browsers refuse it."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(html))
    maps = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(["script-src 'self'", *maps]),
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _shell(request: web.Request) -> str:
    spoken = language(request)
    address = f"/words/{spoken}.{_words(spoken).hash}.json"
    page = Template(shell()).substitute(
        language=spoken, words=address, no_script=escape(say(spoken, "page.error.no_script"))
    )
    return with_versions(page)


@dataclass(frozen=True)
class _Words:
    text: str
    hash: str


@cache
def _words(language: str) -> _Words:
    text = json.dumps(page_words(language), ensure_ascii=False)
    return _Words(text, hashlib.sha256(text.encode()).hexdigest()[:16])


async def _session(request: web.Request, secret: str) -> str:
    if not secret.isascii() or not secret.isprintable():
        raise NotAllowed("refused.sign_in.code")
    former = request.cookies.get(cookie_name(request), "")

    async def work(tx: Transaction) -> str:
        token = await team.sign_in(tx, secret, here(request))
        if former.isascii():
            await team.sign_out(tx, former)  # this browser has one session
        return token

    return await request.app[DATABASE].run(DESK, work)


def _signed_in(request: web.Request, token: str) -> web.Response:
    response = _to(_asked(request))
    response.del_cookie(_ASKED, path="/login")
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(team.SESSION_LIVES.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.app[SETTINGS].is_https,
        path="/",
    )
    return response


def _wrong(request: web.Request, error: NotAllowed, *, is_counted: bool) -> web.Response:
    attempts, address = request.app[ATTEMPTS], address_of(request)
    try:
        if not is_counted:
            attempts.check(address)
            attempts.wrong(address)
    except TooMany as too_many:
        return _locked_out(request, too_many)
    request.app[SECURITY].say(Said.SIGN_IN_REFUSED, kind="login", address=address)
    return _refused(request, error)


def _locked_out(request: web.Request, error: TooMany) -> web.Response:
    request.app[SECURITY].say(Said.LOCKED_OUT, kind="login", address=address_of(request))
    return _refused(request, error)


async def _to_sign_in(request: web.Request) -> web.Response:
    """Where the agent wanted to is kept in a cookie: a sign-in link comes from elsewhere and could not carry it."""
    response = await _forgetting(request, _to("/login"))
    if 1 < len(request.path_qs) <= _LONGEST_ASKED:
        response.set_cookie(
            _ASKED,
            quote(request.path_qs, safe="/?=&%"),
            max_age=_ASKED_LASTS_SECONDS,
            httponly=True,
            samesite="Strict",
            secure=request.app[SETTINGS].is_https,
            path="/login",
        )
    return response


def _asked(request: web.Request) -> str:
    """A page of ours, whoever wrote the link or the cookie."""
    asked = urlsplit(request.query.get("to") or request.cookies.get(_ASKED, "/"))
    is_ours = not asked.scheme and not asked.netloc and _OUR_PAGE.fullmatch(asked.path)
    return asked._replace(fragment="").geturl() if is_ours else "/"


async def _forgetting(request: web.Request, response: web.Response) -> web.Response:
    """If the browser's session was taken back, it forgets; not if it ran out, since drafts survive that."""
    if secret := request.cookies.get(cookie_name(request), ""):
        async with request.app[DATABASE].reading() as session:
            if not secret.isascii() or await keys.was_taken_back(session, secret):
                forget_session(request, response)
    return response


def _refused(request: web.Request, error: DeskError) -> web.Response:
    status = HTTPStatus.FORBIDDEN if isinstance(error, NotAllowed) else HTTPStatus.TOO_MANY_REQUESTS
    return _sign_in_page(request, _REFUSED, status, refused=error.say(language(request)))


def _sign_in_page(
    request: web.Request, body: Template, status: HTTPStatus = HTTPStatus.OK, **own: str
) -> web.Response:
    spoken = language(request)
    words = {name: say(spoken, f"sign_in.{name}") for name in _SIGN_IN_WORDS}
    shown = {name: escape(text) for name, text in {**words, **own}.items()}
    html = _SIGN_IN.substitute(language=spoken, title=shown["title"], body=body.substitute(shown))
    return _page(html, status)


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    headers = {"Content-Security-Policy": content_policy(html), "Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", status=status, headers=headers)


def _to(path: str) -> web.Response:
    return web.Response(
        status=HTTPStatus.SEE_OTHER,
        headers={"Location": quote(path, safe="/?=&%"), "Cache-Control": "no-store"},
    )
