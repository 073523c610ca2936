"""What `lanedesk run` does for a desk that has nothing yet: tables, a first layout, an owner and their way in."""

from __future__ import annotations

from collections.abc import Sequence

from board.desk import seed
from board.errors import Invalid
from board.people import team
from board.store import schema
from board.store.db import Database, Transaction
from board.values import DESK
from board.words.catalog import say
from cli.words import said
from composition import Ground, as_decided


async def prepare(desk: Ground, parts: Sequence[str]) -> list[str]:
    """Make an empty database a desk; returns the lines that tell whoever started it how to go on.

    A database that has tables is left as it is.
    """
    if await _is_empty(desk.database):
        await schema.migrate(desk.database)
        await desk.database.run(DESK, lambda tx: seed.seed(tx, desk.settings.language))
    await schema.require_newest(desk.database)
    settings = (await as_decided(desk)).settings
    has_no_bot = "bot" in parts and settings.bot_token is None
    if has_no_bot and "board" not in parts:
        raise Invalid("command.run.token_missing")
    if "board" not in parts:
        return []
    lines = [said("command.run.no_token")] if has_no_bot else []
    if secret := await desk.database.run(DESK, lambda tx: _first_login(tx, settings.language)):
        lines.insert(0, f"{said('command.run.sign_in')} {settings.public_url}/login/{secret}?to=/start")
    return lines


async def _is_empty(database: Database) -> bool:
    async with database.engine.connect() as connection:
        return await schema.present(connection) is None


async def _first_login(tx: Transaction, language: str) -> str | None:
    """The way in for the owner of a desk that nobody has ever been signed in to."""
    agents = await team.everyone(tx.session)
    if len(agents) > 1 or not await team.is_untouched(tx.session):
        return None
    owner = agents[0] if agents else await team.add_agent(tx, say(language, "owner.name"))
    return await team.login_secret(tx, owner.name)
