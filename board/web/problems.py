"""Refusals as `application/problem+json` (RFC 9457), translated in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler
from sqlalchemy.exc import DBAPIError

from board.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound, Unavailable
from board.web.attempts import TooMany
from board.web.keys import language
from board.words.catalog import say

log = structlog.get_logger()

_STATUS = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Conflict, HTTPStatus.CONFLICT),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)


class NotSignedIn(DeskError):
    """Nobody we know asks."""


class TooLarge(DeskError):
    """More bytes than are taken."""


class TooSlow(DeskError):
    """The body took too long to come."""


class Malformed(DeskError):
    """The request itself can't be read."""


class Misdirected(DeskError):
    """The request names a host that isn't ours."""


_STATUS_HERE = (
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Malformed, HTTPStatus.BAD_REQUEST),
    (TooSlow, HTTPStatus.REQUEST_TIMEOUT),
    (Misdirected, HTTPStatus.MISDIRECTED_REQUEST),
)
_OF_AIOHTTP = {
    HTTPStatus.NOT_FOUND: "refused.http.no_page",
    HTTPStatus.METHOD_NOT_ALLOWED: "refused.http.method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "refused.http.large",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "refused.http.range",
}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns errors into answers; an unexpected one is logged, and answered without details."""
    try:
        return await handler(request)
    except DeskError as error:
        return _refused(error, language(request))
    except web.HTTPException as error:
        return _of_aiohttp(error, language(request))
    except ConnectionResetError:
        raise
    except (HttpProcessingError, web.RequestPayloadError):
        return problem(HTTPStatus.BAD_REQUEST, say(language(request), "refused.body.unreadable"))
    except Exception as error:
        if is_database_away(error):
            log.error("database away", route=route_of(request), error=type(error).__name__)
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, say(language(request), "refused.desk.no_database"))
        log.exception("request failed", method=request.method, route=route_of(request))
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, say(language(request), "refused.desk.trouble"))


def is_database_away(error: Exception) -> bool:
    """Whether the connection was refused or lost; the pool connects again by itself."""
    return isinstance(error, OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def route_of(request: web.Request) -> str:
    """The route's pattern, which holds no ids."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"


def problem(
    status: HTTPStatus,
    detail: str,
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    body: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return web.Response(
        status=status,
        text=json.dumps({**(more or {}), **body}, ensure_ascii=False),
        content_type="application/problem+json",
        headers=headers,
    )


def _refused(error: DeskError, language: str) -> web.Response:
    status = next(
        (status for kind, status in (*_STATUS, *_STATUS_HERE) if isinstance(error, kind)),
        HTTPStatus.BAD_REQUEST,
    )
    more = _more(error, language)
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else {}
    return problem(status, error.say(language), more, headers)


def _more(error: DeskError, language: str) -> Mapping[str, object]:
    if not isinstance(error, Invalid):
        return error.details if isinstance(error, Conflict) else {}
    errors = [
        {"field": field, "detail": what.say(language) if isinstance(what, DeskError) else what}
        for field, what in error.wrong.items()
    ]
    return {**error.details, **({"errors": errors} if errors else {})}


def _of_aiohttp(error: web.HTTPException, language: str) -> web.StreamResponse:
    """Aiohttp's own refusals (no such route, wrong method, body too large) in the same form."""
    if error.status < HTTPStatus.BAD_REQUEST:
        return web.Response(status=error.status, headers=error.headers)
    status = HTTPStatus(error.status)
    kept = {name: value for name, value in error.headers.items() if name == "Allow"}
    said = say(language, _OF_AIOHTTP.get(status, "refused.http.other"), phrase=status.phrase)
    return problem(status, said, headers=kept)
