"""What the web application carries, by typed key, and what a request has been found to be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from aiohttp import web

from board.security import SecurityLog
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.store.sound import Form
from board.store.wake import Wake
from board.talk.quick_answers import Usual
from board.values import Actor, AgentId, Role, agent_actor
from board.web.attempts import Attempts
from board.web.endpoint import Endpoint
from board.web.feed import Feed
from board.web.metrics import Metrics
from board.web.streams import Streams
from board.words.catalog import best_language


@dataclass(frozen=True)
class Caller:
    """Who asks, and by what: a session's cookie or an API token."""

    agent: AgentId
    name: str
    secret: str
    by_cookie: bool
    key: int
    """The session's or token's number."""
    role: Role
    language: str | None
    """Which they have chosen, if they have."""
    takes_back: bool
    """Whether they want their replies to wait, so that they can take them back."""

    @property
    def actor(self) -> Actor:
        return agent_actor(self.agent, self.role)


DATABASE = web.AppKey("database", Database)
SETTINGS = web.AppKey("settings", Settings)
FEED = web.AppKey("feed", Feed)
WAKE = web.AppKey("wake", Wake)
BLOBS = web.AppKey("blobs", Blobs)
CONVERSIONS = web.AppKey("conversions", Mapping[Form, asyncio.Semaphore])
"""One at a time of each form: the desk must stay quick, and no agent's answer waits behind a stranger's recording."""
STREAMS = web.AppKey("streams", Streams)
ATTEMPTS = web.AppKey("attempts", Attempts)
SECURITY = web.AppKey("security", SecurityLog)
WHOSE_TOKEN: web.AppKey[Callable[[str], Awaitable[str]]] = web.AppKey("whose_token")
"""Asks Telegram for the user name of a token's bot."""
METRICS = web.AppKey("metrics", Metrics)
EXPECTED_LOOPS = web.AppKey("expected_loops", Collection[str])
ENDPOINTS = web.AppKey("endpoints", tuple[Endpoint, ...])
CALLER = web.RequestKey("caller", Caller)


def language(request: web.Request) -> str:
    """In which the caller is spoken to: their own choice, else the browser's, else the desk's."""
    caller = request.get(CALLER)
    chosen = caller.language if caller else None
    return (
        chosen or best_language(request.headers.get("Accept-Language", "")) or request.app[SETTINGS].language
    )


def usual_of(request: web.Request) -> Usual:
    """Of quick replies, for people who told us nothing."""
    own = request.app[SETTINGS]
    return Usual(own.language, own.timezone)
