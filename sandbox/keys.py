"""The keys under which the web application keeps the parts of a running sandbox."""

from aiohttp import web

from sandbox.api.receiving import Polls
from sandbox.faults import Faults
from sandbox.pacing import Pacing
from sandbox.world import World

WORLD = web.AppKey("world", World)
FAULTS = web.AppKey("faults", Faults)
PACING = web.AppKey("pacing", Pacing)
POLLS = web.AppKey("polls", Polls)
