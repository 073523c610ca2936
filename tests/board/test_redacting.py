"""What agents have begun to write, or will send later, where it repeats a message that was redacted."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.errors import Invalid
from board.models import Draft, File, ScheduledReply
from board.people import redacting, team
from board.settings import Settings
from board.store.db import Database
from board.talk import attachments, drafts, scheduling
from board.talk.comments import IncomingFile
from board.talk.drafts import Begun
from board.talk.taken_out import BLANK
from board.values import DESK, Actor, AgentId, FileId, Kind, RedactedFor, Role, Writing, agent_actor
from board.views.cards import cards
from board.views.scheduled import scheduled
from bot import reminder_loop
from composition import listeners
from tests.world import World, told

CARD = "4111 1111 1111 1111"
BORIS = 43


@pytest.fixture
async def world(database: Database) -> World:
    return await World(told(database, listeners(Settings()))).furnish()


async def _redact(world: World, comment: int) -> None:
    async with world.database.transaction(world.agent) as tx:
        await redacting.redact(tx, comment, RedactedFor.CARD)


async def _upload(world: World, sha256: str) -> FileId:
    async with world.database.transaction(world.agent) as tx:
        file = await attachments.upload(tx, sha256=sha256, size_bytes=1, name="card.png", mime="image/png")
        return FileId(file.id)


async def test_unsaid_words_for_a_person_lose_what_was_redacted_and_are_not_sent_so(world: World) -> None:
    await world.customer()
    number, other = await world.open(), await world.open(topic="billing")
    await world.choose(number)
    said = (await world.write(f"My card is {CARD}")).comment
    async with world.database.transaction(world.agent) as tx:
        await drafts.keep(tx, number, Writing.NOTE, Begun(f"Charge {CARD}?"))
        later = await scheduling.send_later(
            tx, other, Begun("Is 4111111111111111 right?"), tx.now + timedelta(hours=1)
        )

    await _redact(world, said.id)

    async with world.database.reading() as session:
        (draft,) = await session.scalars(select(Draft))
        (row,) = (await scheduled(session, other))["items"]
        calls = [each["to_say"]["calls"] for each in await cards(session, "en") if each["to_say"]]
    assert (draft.text, draft.version) == (f"Charge {BLANK}?", 2)
    assert (row["text"], row["held"], calls) == (f"Is {BLANK} right?", "redacted", [True])
    await world.pass_time(timedelta(hours=2))
    while await reminder_loop.step(world.database, Settings()):
        pass
    with pytest.raises(Invalid):
        async with world.database.transaction(world.agent) as tx:
            await scheduling.send_now(tx, other, later.id)
    async with world.database.reading() as session:
        assert await session.scalar(select(ScheduledReply.id)) == later.id


async def test_a_file_that_was_redacted_is_not_sent_again_from_a_draft(world: World) -> None:
    await world.customer()
    number = await world.open()
    photo = IncomingFile(Kind.PHOTO, "photo-1", "photo.jpg", "image/jpeg")
    said = (await world.write("", kind=Kind.PHOTO, file=photo)).comment
    blob = "a" * 64
    async with world.database.transaction(DESK) as tx:
        (fetched,) = await attachments.pending_of(tx, said.id)
        await attachments.fetched(tx, FileId(fetched.id), blob, 1)
    copy, another = await _upload(world, blob), await _upload(world, "b" * 64)
    async with world.database.transaction(world.agent) as tx:
        await drafts.keep(tx, number, Writing.REPLY, Begun("", files=[copy, another]))

    await _redact(world, said.id)

    async with world.database.reading() as session:
        assert list(await session.scalars(select(File.id))) == [another]
        assert await session.scalar(select(Draft.version)) == 2


async def test_through_any_mix_only_what_repeats_it_for_that_person_goes(world: World) -> None:
    chance = random.Random(20_261_129)
    async with world.database.transaction(DESK) as tx:
        oleg = agent_actor(AgentId((await team.add_agent(tx, "Oleg", Role.AGENT)).id), Role.AGENT)
    secrets: dict[int, str] = {}
    numbers: list[tuple[int, int]] = []
    said: list[tuple[int, int]] = []
    for person, account in ((42, "17-203"), (BORIS, "17-204")):
        await world.customer(person, account)
        for topic in ("product", "billing"):
            numbers.append((person, await world.open(person, topic)))
            secret = f"{person}{len(numbers)}00{chance.randrange(10**6):06}"
            comment = (await world.write(f"The code: {secret}", telegram_id=person)).comment
            secrets[comment.id] = secret
            said.append((person, comment.id))
    written = await _write_anything(world, [world.agent, oleg], numbers, [*secrets.values()], chance)

    for person, each in chance.sample(said, 2):
        await _redact(world, each)
        await _redact(world, each)
        gone, theirs = secrets[each], [number for who, number in numbers if who == person]
        written = [
            (number, text.replace(gone, BLANK) if number in theirs else text) for number, text in written
        ]
        assert await _unsaid(world) == sorted(written)


async def _write_anything(
    world: World,
    agents: list[Actor],
    numbers: list[tuple[int, int]],
    secrets: list[str],
    chance: random.Random,
) -> list[tuple[int, str]]:
    written: dict[object, tuple[int, str]] = {}
    for turn in range(60):
        agent, (_, number) = chance.choice(agents), chance.choice(numbers)
        text = f"{turn}: {chance.choice(secrets)}, or {chance.choice([*secrets, 'none'])}!"
        async with world.database.transaction(agent) as tx:
            if chance.random() < 0.7:
                mode = chance.choice([*Writing])
                await drafts.keep(tx, number, mode, Begun(text))
                written[agent.id, number, mode] = number, text
            else:
                await scheduling.follow_up(tx, number, Begun(text), 1 + turn)
                written[turn] = number, text
    return [*written.values()]


async def _unsaid(world: World) -> list[tuple[int, str]]:
    async with world.database.reading() as session:
        rows = [
            *await session.execute(select(Draft.ticket_number, Draft.text)),
            *await session.execute(select(ScheduledReply.ticket_number, ScheduledReply.text)),
        ]
    return sorted((number, text) for number, text in rows)
