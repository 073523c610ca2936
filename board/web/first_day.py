"""A desk's first day over HTTP: what is missing, topics of a trade, the bot and its face."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import bot_address, bot_face, changes, first_day, in_force, pictures, setting_rows, trades
from board.errors import Conflict, NotFound
from board.store.db import Transaction
from board.talk.file_types import ANYTHING
from board.values import Role, Thing
from board.views import qr_codes, readiness
from board.views.readiness import StepJson
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.files import uploaded
from board.web.keys import BLOBS, DATABASE, SETTINGS, WHOSE_TOKEN, language
from board.web.reads import read, refuse_lesser
from board.web.writes import Answer, write

Words = Annotated[dict[bodies.Key, Annotated[bodies.Text, Field(max_length=1024)]], Field(max_length=10)]


class Skip(bodies.Body):
    step: bodies.Key
    skipped: bool = True


class Trade(bodies.Body):
    trade: bodies.Key
    version: bodies.Version | None = None


class Token(bodies.Body):
    token: Annotated[bodies.Text, Field(max_length=200)]
    version: bodies.Version | None = None


class Face(bodies.Body):
    name: Words = Field(default_factory=dict)
    short_description: Words = Field(default_factory=dict)
    description: Words = Field(default_factory=dict)
    version: bodies.Version | None = None


class Picture(bodies.Body):
    """The number of an upload."""

    file: bodies.Id
    version: bodies.Version | None = None


class TradeJson(TypedDict):
    key: str
    name: str
    topics: list[str]
    boards: list[str]


class BotFaceJson(TypedDict):
    """Words by language. `told`: Telegram shows it; `refused`: why Telegram doesn't."""

    name: dict[str, str]
    short_description: dict[str, str]
    description: dict[str, str]
    picture: str | None
    picture_version: int
    told: bool
    refused: str | None
    version: int


class BotJson(TypedDict):
    """`by_environment`: the deployment sets the token, so the page can't."""

    username: str | None
    link: str | None
    has_token: bool
    by_environment: bool
    version: int
    """Of the token."""
    face: BotFaceJson


class FirstDayJson(TypedDict):
    steps: list[StepJson]
    trades: list[TradeJson]
    untouched: bool
    """No ticket yet: a trade's topics and boards may take the place of those that stand."""
    trades_version: int
    """Of all topics and boards, as they would go."""
    bot: BotJson


async def show(request: web.Request) -> web.Response:
    return await read(request, lambda session: _first_day(request, session))


async def skip(request: web.Request) -> web.Response:
    body = await body_of(request, Skip)

    async def work(tx: Transaction) -> Answer:
        await first_day.put_aside(tx, body.step, is_aside=body.skipped)
        return Answer(await _first_day(request, tx.session), ())

    return await write(request, work)


async def begin_trade(request: web.Request) -> web.Response:
    body = await body_of(request, Trade)

    async def work(tx: Transaction) -> Answer:
        await trades.begin(tx, body.trade, request.app[SETTINGS].language, body.version)
        return Answer(await _first_day(request, tx.session), ())

    return await write(request, work)


async def set_token(request: web.Request) -> web.Response:
    """Telegram is asked whose the token is before it counts."""
    refuse_lesser(request, Role.OWNER)
    body = await body_of(request, Token)
    async with request.app[DATABASE].reading() as session:
        if await in_force.token_is_of_environment(session, request.app[SETTINGS]):
            raise Conflict("refused.bot.token_of_environment")
    token = body.token.strip()
    username = await request.app[WHOSE_TOKEN](token)

    async def work(tx: Transaction) -> Answer:
        await in_force.set_bot_token(tx, token, username, body.version)
        return Answer(await _first_day(request, tx.session), ())

    return await write(request, work)


async def set_face(request: web.Request) -> web.Response:
    body = await body_of(request, Face)

    async def work(tx: Transaction) -> Answer:
        words = {part: getattr(body, part) for part in bot_face.LONGEST}
        await bot_face.set_words(tx, words, body.version)  # type: ignore[arg-type]  # the parts by name
        return Answer(await _first_day(request, tx.session), ())

    return await write(request, work)


async def set_picture(request: web.Request) -> web.Response:
    refuse_lesser(request, Role.OWNER)
    body = await body_of(request, Picture)
    file = await uploaded(request, body.file, pictures.MOST_BYTES)

    async def work(tx: Transaction) -> Answer:
        await bot_face.set_picture(tx, file.sha256, file.data, file.name, body.version)
        return Answer(await _first_day(request, tx.session), ())

    return await write(request, work)


async def picture(request: web.Request) -> web.StreamResponse:
    """The bot's own picture."""
    async with request.app[DATABASE].reading() as session:
        sha256 = (await setting_rows.read(session, bot_face.PICTURE)).get("sha256", "")
    path = request.app[BLOBS].path(sha256)
    if not sha256 or not path.is_file():
        raise NotFound("refused.file.gone")
    headers = {"Content-Type": "image/jpeg", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return web.FileResponse(path, headers=headers)


async def code(request: web.Request) -> web.Response:
    """What a phone reads to open the bot."""
    async with request.app[DATABASE].reading() as session:
        name = await bot_address.known_username(session)
    drawn = qr_codes.svg(bot_address.link(request.app[SETTINGS], name))
    return web.Response(body=drawn, content_type="image/svg+xml")


async def _first_day(request: web.Request, session: AsyncSession) -> FirstDayJson:
    settings = await in_force.settings_in_force(session, request.app[SETTINGS])
    return {
        "steps": await readiness.steps(session, settings),
        "trades": [
            {
                "key": trade.key,
                "name": trade.called(language(request)),
                "topics": trade.topic_names(language(request)),
                "boards": trade.board_names(language(request)),
            }
            for trade in trades.ALL
        ],
        "untouched": await trades.may_begin(session),
        "trades_version": await trades.version(session),
        "bot": await _bot(request, session),
    }


async def _bot(request: web.Request, session: AsyncSession) -> BotJson:
    settings, name = request.app[SETTINGS], await bot_address.username(session)
    has_token = settings.bot_token is not None or await in_force.has_bot_token(session)
    return {
        "username": name,
        "link": bot_address.link(settings, name) if name else None,
        "has_token": has_token,
        "by_environment": await in_force.token_is_of_environment(session, settings),
        "version": await changes.version(session, Thing.SETTING, in_force.BOT_TOKEN),
        "face": await _face(session),
    }


async def _face(session: AsyncSession) -> BotFaceJson:
    wanted, told = await bot_face.wanted(session), await bot_face.told(session)
    is_known = told.get("face") == wanted and told.get("bot") == await bot_address.bot_id(session)
    picture = await setting_rows.read(session, bot_face.PICTURE)
    return {
        "name": wanted.get("name", {}),
        "short_description": wanted.get("short_description", {}),
        "description": wanted.get("description", {}),
        "picture": picture.get("name"),
        "picture_version": await changes.version(session, Thing.SETTING, bot_face.PICTURE),
        "told": is_known and not told.get("refused"),
        "refused": told.get("refused") if is_known else None,
        "version": await changes.version(session, Thing.SETTING, bot_face.FACE),
    }


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v1/start/code.svg",
        code,
        "A QR code that opens the bot.",
        media=ANYTHING,
        also=("image/svg+xml",),
        called="bot_code",
    ),
    Endpoint(
        "GET",
        "/api/v1/settings/bot/picture",
        picture,
        "The bot's picture.",
        media=ANYTHING,
        also=("image/jpeg",),
        called="bot_picture",
    ),
    Endpoint("GET", "/api/v1/start", show, "What the desk still lacks.", FirstDayJson, called="first_day"),
    Endpoint(
        "POST", "/api/v1/start/skip", skip, "Puts a step aside.", FirstDayJson, Skip, called="skip_step"
    ),
    Endpoint(
        "PUT",
        "/api/v1/start/trade",
        begin_trade,
        "Boards and topics of a trade, in the place of those a desk begins with.",
        FirstDayJson,
        Trade,
    ),
    Endpoint(
        "PUT",
        "/api/v1/settings/bot",
        set_token,
        "The bot's token, once Telegram has said whose it is.",
        FirstDayJson,
        Token,
        called="set_bot_token",
    ),
    Endpoint(
        "PUT",
        "/api/v1/settings/bot/face",
        set_face,
        "The bot's name and descriptions at Telegram.",
        FirstDayJson,
        Face,
        called="set_bot_face",
    ),
    Endpoint(
        "PUT",
        "/api/v1/settings/bot/picture",
        set_picture,
        "The bot's picture at Telegram.",
        FirstDayJson,
        Picture,
        called="set_bot_picture",
    ),
)
