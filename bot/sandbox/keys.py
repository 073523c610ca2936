"""Where the parts of a running sandbox hang in the web application."""

from aiohttp import web

from bot.sandbox.api.receiving import Polls
from bot.sandbox.faults import Faults
from bot.sandbox.pacing import Pacing
from bot.sandbox.world import World

WORLD = web.AppKey("world", World)
FAULTS = web.AppKey("faults", Faults)
PACING = web.AppKey("pacing", Pacing)
POLLS = web.AppKey("polls", Polls)
