"""The bot put together: aiogram's Bot and Dispatcher, and the loops that this package turns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot, Dispatcher, Router
from aiohttp import web
from pydantic import SecretStr

from board.errors import Invalid
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.store.loops import Loop, meanwhile
from board.store.wake import Wake
from bot import handlers, reminder_loop
from bot.dispatch import Dispatch
from bot.inbound import own_name
from bot.inbound.bot_api import BotApi
from bot.inbound.intake import Poller, keep_webhook, webhook
from bot.inbound.media import Media
from bot.outbound import face, picture
from bot.outbound.receipts import Receipts
from bot.outbound.sender import Sender
from bot.talk import commands
from bot.telegram import make_bot


@dataclass(frozen=True)
class App:
    """`loops` are for `board.store.loops.run`. `webhook` is the route to be served, if there is one."""

    bot: Bot
    loops: Mapping[str, Loop]
    webhook: web.RouteDef | None


@asynccontextmanager
async def assemble(
    settings: Settings,
    database: Database,
    wake: Wake,
    blobs: Blobs,
    *,
    routers: Iterable[Router] | None = None,
) -> AsyncIterator[App]:
    """Build all of it; the loops do not turn yet. Raises ``Invalid`` without a usable token."""
    await picture.keep(blobs)
    token = _token(settings)
    bot = make_bot(token, settings.telegram_api)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*(handlers.routers(settings) if routers is None else routers))
    async with (
        BotApi(token, settings.telegram_api) as api,
        bot.context(auto_close=True),
        meanwhile(commands.follow(api, database, wake, settings.language)),
        meanwhile(own_name.learn(api, database)),
        meanwhile(face.follow(api, database, wake, blobs)),
    ):
        intake, route = _intake(settings, database, api)
        loops: dict[str, Loop] = {
            "dispatch": Dispatch(database, wake, dispatcher, bot, settings.language, settings.timezone).run,
            "outbox": Sender(database, wake, bot, blobs).run,
            "receipts": Receipts(database, wake, bot, blobs).run,
            "media": Media(database, wake, bot, blobs).run,
            "reminders": lambda beat: reminder_loop.loop(database, wake, settings, beat),
        }
        yield App(bot, loops | intake, route)


def _token(settings: Settings) -> str:
    token = settings.bot_token or SecretStr("")
    if not token.get_secret_value():
        raise Invalid("refused.bot.needs_token")
    return token.get_secret_value()


def _intake(
    settings: Settings, database: Database, api: BotApi
) -> tuple[dict[str, Loop], web.RouteDef | None]:
    """Poll, unless a secret is set: then Telegram calls us."""
    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        return {"intake": Poller(database, api).run}, None
    return (
        {"intake": lambda beat: keep_webhook(api, settings.webhook_url, secret, beat)},
        webhook(database, api.bot_id, secret),
    )
