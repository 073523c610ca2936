"""What comes with the desk is not forgotten, though no row refers to it."""

from __future__ import annotations

from board.store.db import Database
from board.store.files import Blobs, forget_later
from board.store.wake import Wake
from board.values import DESK
from bot.outbound import picture
from composition import upkeep
from tests.bot.machinery import age, turning
from tests.bot.posting import is_empty


async def test_the_registration_picture_stays_on_the_disk(
    database: Database, wake: Wake, blobs: Blobs
) -> None:
    await picture.keep(blobs)
    age(blobs, picture.REF.sha256)
    async with database.transaction(DESK) as tx:
        await forget_later(tx, picture.REF.sha256)

    async with turning(upkeep(database, wake, blobs)["blobs"]):
        await is_empty(database, "blob")

    assert blobs.path(picture.REF.sha256).exists()
