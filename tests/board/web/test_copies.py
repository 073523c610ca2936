"""Copies that owners ask for: made, fetched for a day by owners, sent to nobody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

from sqlalchemy import select

from board.facts import ArchiveMade
from board.models import Archive
from board.people import archives, customers, team
from board.store import journal
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import conversation
from board.upkeep.archive import making
from board.values import DESK, Role
from board.views.archives import to_send
from tests.board.web.conftest import Api
from tests.bot.machinery import turning, until
from tests.world import World


async def test_an_owners_copy_is_fetched_by_owners_for_a_day_and_sent_to_nobody(
    world: World, wake: Wake, blobs: Blobs, api: Api
) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        await conversation.note(tx, number, "A note.")
        person = (await world.meet(tx, 42)).id
    path = f"/people/{person}/copies"
    asked = await api.post(path, {"notes": True, "language": "en"})
    assert await api.post(path, {"notes": True, "language": "en"}) == asked, "one like it is being made"
    assert (asked["state"], asked["by"], asked["name"]) == ("making", "Vera", "Anna")
    assert (await api.post(path))["language"] == "ru"

    async with turning(partial(making.make, world.database, wake, blobs)):
        await until(partial(_is_made, world))

    plain, copy = (await api.get(path))["items"]
    assert (copy["state"], plain["notes"], copy["notes"]) == ("ready", False, True)
    assert (await api.get("/people/copies"))["items"] == [plain, copy]
    file = f"{path}/{copy['id']}/file"
    async with api.client.get(f"/api/v1{file}", headers=_signed(api)) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"
        with ZipFile(BytesIO(await answer.read())) as archive:
            assert "A note." in archive.read("index.html").decode()
    async with world.database.reading() as session:
        facts = [entry.event.fact for entry in await journal.read_after(session, 0, limit=1000)]
        assert [await to_send(session, fact.archive) for fact in facts if isinstance(fact, ArchiveMade)] == [
            None,
            None,
        ]
    await api.get(file.replace(path, f"/people/{person + 1}/copies"), 404)
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg", Role.AGENT)
        agent = Api(api.client, await team.add_token(tx, "Oleg"))
    for read in ("/people/copies", path, file):
        await agent.get(read, 403)

    await world.pass_time(archives.KEPT_FOR + timedelta(minutes=1))
    async with world.database.transaction(DESK) as tx:
        await archives.forget_old(tx)
    await api.get(file, 404)
    assert (await api.get(path))["items"] == []


async def test_nobody_erased_has_a_copy(world: World, api: Api) -> None:
    await world.customer()
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
    await api.post(f"/people/{person.id}/copies")
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    assert (await api.get("/people/copies"))["items"] == []
    await api.post(f"/people/{person.id}/copies", {}, 404)


def _signed(api: Api) -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token}"}


async def _is_made(world: World) -> bool:
    async with world.database.reading() as session:
        return not (await session.scalars(select(Archive.id).where(Archive.made_at.is_(None)))).all()
