"""Words and files of done tickets go when they are old, and nothing else does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.desk import changes, retention
from board.desk.retention import GRACE, Ages
from board.errors import Conflict, Invalid
from board.facts import WordsForgotten
from board.models import Comment, File, Ticket
from board.store import clock
from board.store.db import Database
from board.talk import attachments, conversation, regrouping, sending
from board.talk.comments import IncomingFile
from board.tickets import merging, moving, ratings
from board.upkeep import taking_back
from board.upkeep.retention import forget_due
from board.values import DESK, FileId, FileState, Kind, State, Thing, TicketNumber
from board.views import replies
from board.views.comments import comments
from board.views.filters import Reader
from board.views.retention import would_go
from board.views.tickets import Wanted, full_ticket, list_tickets
from sla.fold import refold
from tests.bot.machinery import open_jobs
from tests.world import World, parts_of


async def _set(world: World, words: int | None, files: int | None = None, version: int | None = None) -> None:
    async with world.database.transaction(world.agent) as tx:
        await retention.set_ages(tx, Ages(words, files), version=version)


async def _counts(world: World) -> Ages:
    async with world.database.transaction(world.agent) as tx:
        return await retention.hold(tx)


async def _take_back(world: World) -> None:
    async with world.database.transaction(world.agent) as tx:
        latest = await changes.version(tx.session, Thing.SETTING, retention.RETENTION)
        await taking_back.take_back(tx, latest)


async def test_a_shorter_age_counts_a_day_later_and_a_longer_one_at_once(world: World) -> None:
    await _set(world, 30)
    assert await _counts(world) == Ages()
    await world.pass_time(GRACE)
    assert await _counts(world) == Ages(30)

    await _set(world, 7, 7)
    assert await _counts(world) == Ages(30)
    await _set(world, 60)
    assert await _counts(world) == Ages(60)
    await _set(world, None)
    assert await _counts(world) == Ages()


async def test_an_age_that_waits_is_taken_back_in_time(world: World) -> None:
    await _set(world, 365)
    await world.pass_time(GRACE)
    await _set(world, 7)
    await world.pass_time(GRACE - timedelta(minutes=1))

    await _take_back(world)
    await world.pass_time(timedelta(days=2))

    assert await _counts(world) == Ages(365)


async def test_an_age_that_stays_the_same_does_not_begin_to_wait_anew(world: World) -> None:
    await _set(world, 30)
    await world.pass_time(timedelta(hours=20))
    await _set(world, 30, 10)
    await world.pass_time(timedelta(hours=5))

    assert await _counts(world) == Ages(30, None)


@pytest.mark.parametrize(("words", "files"), [(6, None), (None, 0), (30, 31)])
async def test_ages_too_short_or_files_later_than_words_are_refused(
    world: World, words: int | None, files: int | None
) -> None:
    with pytest.raises(Invalid):
        await _set(world, words, files)


async def test_an_age_over_somebody_elses_is_refused(world: World, database: Database) -> None:
    await _set(world, 30)
    with pytest.raises(Conflict):
        await _set(world, 60, version=0)


async def _age(world: World, days: int) -> None:
    await world.pass_time(timedelta(days=days))


async def _done(world: World, said: str = "It stopped.", telegram_id: int = 42) -> TicketNumber:
    """A ticket on which the customer wrote, an agent answered, and that was resolved."""
    await world.customer(telegram_id)
    number = await world.open(telegram_id)
    await world.write(said, telegram_id=telegram_id)
    await world.answer(number, f"On it: {said}")
    await world.resolve(number)
    return number


async def _words(world: World, number: int) -> set[str]:
    async with world.database.reading() as session:
        said = await session.scalars(select(Comment.text).where(Comment.ticket_number == number))
        return {text for text in said if text}


async def test_what_is_written_on_a_done_ticket_makes_it_young_again(world: World) -> None:
    await _set(world, 30)
    noted, answered, reopened, waiting = [await _done(world, telegram_id=id) for id in (42, 43, 44, 45)]
    await _age(world, 20)
    async with world.database.transaction(world.agent) as tx:
        await conversation.note(tx, noted, "Once more.")
    await world.answer(answered)
    async with world.database.transaction(world.agent) as tx:
        await moving.reopen(tx, reopened)
        await moving.move(tx, waiting, column="waiting")
    await _age(world, 15)

    assert (await forget_due(world.database)).words == 0
    await _age(world, 20)
    await forget_due(world.database)

    assert await _words(world, noted) == await _words(world, answered) == set()
    assert await _words(world, reopened)
    assert await _words(world, waiting)


async def test_what_is_said_after_its_words_went_has_an_age_of_its_own(world: World) -> None:
    await _set(world, 30)
    number = await _done(world)
    await _age(world, 40)
    await forget_due(world.database)

    async with world.database.transaction(world.agent) as tx:
        await conversation.note(tx, number, "They called.")
    assert (await forget_due(world.database)).words == 0
    assert await _words(world, number) == {"They called."}
    await _age(world, 31)
    assert (await forget_due(world.database)).words == 1
    assert await _words(world, number) == set()


async def test_words_that_come_along_with_another_ticket_go_when_they_are_old(world: World) -> None:
    await _set(world, 30)
    stay = await _done(world)
    await _age(world, 20)
    other = await _done(world, "It leaks.")
    await _age(world, 15)
    assert (await forget_due(world.database)).words == 1

    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, other, stay)
    assert await _words(world, stay) == {"It leaks.", "On it: It leaks."}
    await _age(world, 20)
    assert (await forget_due(world.database)).words == 1
    assert await _words(world, stay) == set()


async def test_words_that_are_moved_to_a_ticket_without_any_go_when_they_are_old(world: World) -> None:
    await _set(world, 30)
    target = await _done(world)
    await _age(world, 20)
    await world.open()
    meant = await world.write("It leaks.")
    await _age(world, 15)
    assert (await forget_due(world.database)).words == 1

    async with world.database.transaction(DESK) as tx:
        await regrouping.move_comments(tx, meant.comment.id, target)
    await world.resolve(target)
    assert await _words(world, target) == {"It leaks."}
    await _age(world, 31)
    assert (await forget_due(world.database)).words == 1
    assert await _words(world, target) == set()


async def test_what_the_desk_says_by_itself_on_an_old_ticket_stays_as_long_as_words_do(world: World) -> None:
    await _set(world, 30)
    number = await _done(world)
    await _age(world, 40)
    await forget_due(world.database)
    async with world.database.transaction(DESK) as tx:
        notice = await conversation.notice(tx, await tx.session.get_one(Ticket, number), "How was it?")
    await world.deliver(notice.id, number)

    assert (await forget_due(world.database)).words == 0
    assert await _words(world, number) == {"How was it?"}
    await _age(world, 31)
    assert (await forget_due(world.database)).words == 1


async def test_files_go_first_and_what_was_heard_in_them_stays(world: World) -> None:
    await _set(world, 60, 10)
    await world.customer()
    number = await world.open()
    file = await world.speak()
    await world.hear(file, "The pump is leaking.")
    await world.resolve(number)
    await _age(world, 11)

    assert (await forget_due(world.database)).files == 1

    async with world.database.reading() as session:
        (voice,) = await comments(session, "en", Comment.kind == Kind.VOICE)
    assert voice["transcript"] == "The pump is leaking."
    assert [(each["state"], each["name"], each["url"]) for each in voice["files"]] == [
        ("forgotten", "", None)
    ]
    await _age(world, 50)
    assert (await forget_due(world.database)).words == 1
    async with world.database.reading() as session:
        (voice,) = await comments(session, "en", Comment.kind == Kind.VOICE)
    assert (voice["forgotten"], voice["files"], voice["transcript"]) == (True, [], None)


async def test_a_file_that_comes_after_its_age_is_not_kept(world: World) -> None:
    await _set(world, None, 7)
    await world.customer()
    number = await world.open()
    received = await world.write(
        "", kind=Kind.DOCUMENT, file=IncomingFile(Kind.DOCUMENT, "id", "a.pdf", "application/pdf")
    )
    async with world.database.transaction(DESK) as tx:
        (file,) = await attachments.pending_of(tx, received.comment.id)
    await world.resolve(number)
    await _age(world, 9)
    await forget_due(world.database)

    async with world.database.transaction(DESK) as tx:
        await attachments.fetched(tx, FileId(file.id), "f" * 64, 5)

    async with world.database.reading() as session:
        assert (await session.get_one(File, file.id)).state == FileState.FORGOTTEN
    assert len(await open_jobs(world.database, "blob")) == 1


async def test_a_reply_on_its_way_is_waited_for_and_one_without_words_is_not_sent_again(world: World) -> None:
    await _set(world, 7)
    await world.customer()
    number = await world.open()
    await world.write()
    async with world.database.transaction(world.agent) as tx:
        reply = await conversation.reply(tx, number, "On it.")
    await world.resolve(number)
    await _age(world, 9)
    assert (await forget_due(world.database)).words == 0

    async with world.database.transaction(DESK) as tx:
        await sending.blocked(tx, reply.id)
    assert (await forget_due(world.database)).words == 1
    with pytest.raises(Conflict, match="is kept no longer"):
        async with world.database.transaction(world.agent) as tx:
            await sending.retry(tx, reply.id)
    async with world.database.reading() as session:
        assert await replies.missed_replies(session, reply.customer_id) == []


async def test_a_ticket_without_words_is_still_found_answered_and_opened_again(world: World) -> None:
    await _set(world, 30)
    number = await _done(world, "The qzx7vkw stopped.")
    reply = await world.answer(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, 1)
        (part,) = await parts_of(tx, reply.id)
    async with world.database.reading() as session:
        before = await full_ticket(session, number, "en")
    await _age(world, 40)
    await forget_due(world.database)

    async with world.database.reading() as session:
        after = await full_ticket(session, number, "en")
        listed = await list_tickets(session, Wanted(q="qzx7vkw"), Reader("en"), after=None, limit=5)
        assert listed.items == []
    same = ("timers", "resolved_at", "first_response_at", "agent", "labels", "last_message_at", "rating")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}  # type: ignore[literal-required]
    assert {each["forgotten"] for each in after["comments"]} == {True}
    assert after["trail"][-1]["type"] == "ticket.forgotten"
    received = await world.write("Again!", reply_to=part.message_id)
    assert received.comment.ticket_number != number
    async with world.database.transaction(world.agent) as tx:
        await moving.reopen(tx, number)
        await refold(tx, number)
    assert await world.state(number) is State.INBOX


async def test_what_would_go_is_what_goes(world: World) -> None:
    """A file is counted once for each ticket, its bytes only if nothing else needs them."""
    await world.customer()
    numbers = [await world.open(), await world.open(), await world.open()]
    for number in numbers:
        await world.choose(number)
        await _with_file(world, "a" * 64 if number != numbers[2] else "b" * 64)
    for number in numbers[::2]:
        await world.resolve(number)
    await _age(world, 20)

    async with world.database.reading() as session:
        told = await would_go(session, Ages(30, 10))
        with pytest.raises(Invalid):
            await would_go(session, Ages(3))
    assert told["now"] == {
        "tickets": 0,
        "comments": 0,
        "files": 2,
        "bytes": 5,
        "oldest": None,
        "newest": None,
    }
    assert told["soon"] == {"tickets": 2, "comments": 2, "files": 0, "bytes": 0}

    async with world.database.reading() as session:
        now = await would_go(session, Ages(20, 10))
    assert (now["now"]["tickets"], now["now"]["comments"], now["now"]["files"]) == (2, 2, 2)
    assert now["now"]["oldest"] is not None


async def _with_file(world: World, sha256: str) -> None:
    file = IncomingFile(Kind.DOCUMENT, sha256, "a.pdf", "application/pdf")
    received = await world.write("See this.", kind=Kind.DOCUMENT, file=file)
    async with world.database.transaction(DESK) as tx:
        (pending,) = await attachments.pending_of(tx, received.comment.id)
        await attachments.fetched(tx, FileId(pending.id), sha256, 5)


async def test_many_histories_with_kills_in_between(world: World, database: Database) -> None:
    """Whatever was done to tickets, and however often it is killed, only what is old goes, and all of it."""
    chance = random.Random(20261129)
    shared = [f"{n:064x}" for n in range(3)]
    tickets = [await _history(world, chance, 100 + n, shared) for n in range(14)]
    await _set(world, 30, 14)
    await world.pass_time(GRACE)
    numbers_before = await _numbers(database)
    now = await _now(database)

    for _ in range(8):
        with suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(0.001, 0.08)):
                await forget_due(database)
    await forget_due(database)

    for told in tickets:
        words, files = await _left(database, told.number)
        age = None if told.written_at is None else (now - told.written_at).days
        assert words == (age is None or age < 30), told
        assert files == ((age is None or age < 14) and told.has_file), told
    assert await _numbers(database) == numbers_before
    async with database.reading() as session:
        kept = set(await session.scalars(select(File.sha256).where(File.sha256.is_not(None))))
    forgotten = {job["key"] for job in await open_jobs(database, "blob")}
    assert {told.sha256 for told in tickets if told.has_file} <= kept | forgotten
    events = [type(event.fact) for told in tickets for event in await world.events(told.number)]
    gone = [told for told in tickets if told.written_at and (now - told.written_at).days >= 30]
    assert events.count(WordsForgotten) == len(gone)


@dataclass(frozen=True)
class History:
    """`written_at`: when it was last written on, of one that is done."""

    number: TicketNumber
    written_at: datetime | None
    has_file: bool
    sha256: str


async def _history(world: World, chance: random.Random, person: int, shared: Sequence[str]) -> History:
    await world.customer(person)
    number = await world.open(person)
    sha256, has_file = chance.choice(shared), chance.random() < 0.6
    file = IncomingFile(Kind.DOCUMENT, f"id-{person}", "a.pdf", "application/pdf") if has_file else None
    kind = Kind.DOCUMENT if has_file else Kind.TEXT
    received = await world.write(telegram_id=person, kind=kind, file=file)
    if has_file:
        async with world.database.transaction(DESK) as tx:
            (pending,) = await attachments.pending_of(tx, received.comment.id)
            await attachments.fetched(tx, FileId(pending.id), sha256, 5)
    await world.answer(number)
    await world.resolve(number)
    written_at: datetime | None = await _now(world.database)
    await world.pass_time(timedelta(days=chance.choice((0, 1, 5))))
    match chance.choice(("leave", "leave", "note", "answer", "rate", "reopen")):
        case "note":
            async with world.database.transaction(world.agent) as tx:
                await conversation.note(tx, number, "A note.")
            written_at = await _now(world.database)
        case "answer":
            await world.answer(number)
            written_at = await _now(world.database)
        case "rate":
            async with world.database.transaction(DESK) as tx:
                await ratings.rate(tx, number, -1)
        case "reopen":
            async with world.database.transaction(world.agent) as tx:
                await moving.reopen(tx, number)
            written_at = None
    await world.pass_time(timedelta(days=chance.choice((0, 2, 4))))
    return History(number, written_at, has_file, sha256)


async def _now(database: Database) -> datetime:
    async with database.reading() as session:
        return await clock.now(session)


async def _left(database: Database, number: int) -> tuple[bool, bool]:
    async with database.reading() as session:
        said = await comments(session, "en", Comment.ticket_number == number)
    files = [file for each in said for file in each["files"] if file["state"] == "stored"]
    return any(each["text"] for each in said), bool(files)


async def _numbers(database: Database) -> list[object]:
    """Promises, alarms, ratings, times and places."""
    async with database.engine.connect() as connection:
        of = "SELECT to_jsonb(t) - 'words_forgotten_at' FROM {} t ORDER BY 1"
        return [
            row
            for name in ("timer", "alarm", "ticket", "customer")
            for row in await _rows(connection, of, name)
        ]


async def _rows(connection: AsyncConnection, of: str, name: str) -> list[object]:
    return list(await connection.scalars(text(of.format(name))))
