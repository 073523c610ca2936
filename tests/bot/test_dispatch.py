"""Dispatch: stored updates are handled once, in order per chat, and what fails stays visible."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlalchemy import select, text

from board.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound, Unavailable
from board.models import Comment, Customer
from board.people import customers
from board.settings import Settings
from board.store import jobs
from board.store.db import Database, Transaction, advance_clock
from board.store.files import Blobs
from board.store.loops import Beat
from board.store.wake import Wake
from board.talk import receiving
from board.talk.comments import Incoming
from board.upkeep.tidy import tidy
from board.values import DESK, Kind
from bot.dispatch import Dispatch
from bot.handlers.meeting import Meet, Refuse
from bot.inbound.intake import QUEUE, split, store
from tests.bot.machinery import jobs_of, message, turning, until
from tests.world import BOT, World

ANNA, BORIS = 42, 43


class Handlers:
    """Handlers that write a note in the update's transaction, and fail when told to."""

    def __init__(self) -> None:
        self.tries: list[str] = []
        self.failures: list[str] = []
        self.gate: asyncio.Event | None = None
        self.router = Router()
        self.router.message()(self._message)
        self.router.callback_query()(self._tap)
        self.router.my_chat_member()(self._member)

    async def _message(self, message: Message, tx: Transaction) -> None:
        words = message.text or ""
        self.tries.append(words)
        await _note(tx, message.chat.id, words)
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            await _fail(tx, self.failures.pop(0))

    async def _tap(self, query: CallbackQuery, tx: Transaction) -> None:
        await _note(tx, query.from_user.id, f"tap {query.data}")

    async def _member(self, change: ChatMemberUpdated, tx: Transaction) -> None:
        await _note(tx, change.chat.id, f"now {change.new_chat_member.status}")


async def _note(tx: Transaction, chat: int, words: str) -> None:
    await tx.session.execute(
        text("INSERT INTO noted (chat, words) VALUES (:chat, :words)"), {"chat": chat, "words": words}
    )


async def _fail(tx: Transaction, how: str) -> None:
    """Raise a plain error, or a database error with this code."""
    if how == "mistake":
        raise LookupError("Anna's words")
    await tx.session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{how}'; END $$"))


@pytest.fixture
async def handlers(database: Database) -> AsyncIterator[Handlers]:
    async with database.engine.begin() as connection:
        await connection.execute(
            text("CREATE TABLE noted (id bigserial PRIMARY KEY, chat bigint, words text)")
        )
    yield Handlers()
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP TABLE noted"))


@pytest.fixture
def dispatch(database: Database, wake: Wake, bot: Bot, handlers: Handlers) -> Dispatch:
    return _dispatch(database, wake, bot, handlers.router)


def _dispatch(database: Database, wake: Wake, bot: Bot, router: Router) -> Dispatch:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    return Dispatch(database, wake, dispatcher, bot)


async def words(database: Database, chat: int | None = None) -> list[str]:
    async with database.reading() as session:
        return list(
            await session.scalars(
                text("SELECT words FROM noted WHERE chat = :chat OR :chat = 0 ORDER BY id"),
                {"chat": chat or 0},
            )
        )


async def put(database: Database, *updates: dict[str, Any] | str) -> None:
    """Store updates as if getUpdates had brought them; a text is stored as it is."""
    raw = [update if isinstance(update, str) else json.dumps(update) for update in updates]
    answer = '{"ok":true,"result":[' + ",".join(raw) + "]}"
    await store(database, BOT, list(split(answer.encode())))


def said(number: int, words: str, person: int = ANNA, **fields: object) -> dict[str, Any]:
    return {"update_id": number, "message": message(person, number, words, **fields)}


async def pass_time(database: Database, seconds: float) -> None:
    async with database.transaction(DESK) as tx:
        await advance_clock(tx, timedelta(seconds=seconds))


async def handle_all(dispatch: Dispatch) -> None:
    while await dispatch.step():
        pass


async def give_up(database: Database, dispatch: Dispatch) -> None:
    """Until what fails has had its three tries."""
    for _ in range(3):
        await handle_all(dispatch)
        await pass_time(database, 10)


async def comments(database: Database) -> list[Comment]:
    async with database.transaction(DESK) as tx:
        return list(await tx.session.scalars(select(Comment).order_by(Comment.id)))


async def parked(database: Database) -> list[dict[str, Any]]:
    return [job for job in await jobs_of(database, QUEUE) if job["parked_at"]]


async def test_updates_are_handled_in_order_per_chat(database: Database, dispatch: Dispatch) -> None:
    await put(database, *(said(n, str(n), person=ANNA + n % 3) for n in range(60)))

    async def all_noted() -> bool:
        return len(await words(database)) == 60

    async with turning(dispatch.run):
        await until(all_noted)

    for chat in range(3):
        assert await words(database, ANNA + chat) == [str(n) for n in range(60) if n % 3 == chat]


async def test_an_update_is_handled_as_soon_as_it_is_stored(database: Database, dispatch: Dispatch) -> None:
    async with turning(dispatch.run):
        await put(database, said(1, "one"))
        await until(lambda: words(database), seconds=2)


async def test_the_same_update_twice_is_handled_once(database: Database, dispatch: Dispatch) -> None:
    await put(database, said(1, "one"))
    await handle_all(dispatch)
    await put(database, said(1, "one"), said(2, "two"))
    await handle_all(dispatch)

    assert await words(database) == ["one", "two"]


async def test_a_crash_in_the_middle_loses_and_doubles_nothing(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    await put(database, said(1, "one"), said(2, "two"))
    handlers.gate = asyncio.Event()

    async def has_begun() -> bool:
        return bool(handlers.tries)

    async with turning(dispatch.run):
        await until(has_begun)
    after_the_crash = await words(database)
    handlers.gate = None
    await handle_all(dispatch)

    assert after_the_crash == []
    assert handlers.tries == ["one", "one", "two"]
    assert await words(database) == ["one", "two"]


async def test_many_crashes_lose_and_double_nothing(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    await put(database, *(said(n, str(n), person=ANNA + n % 2) for n in range(40)))
    for crash in range(1, 5):

        async def some_were_tried(enough: int = crash * 8) -> bool:
            return len(handlers.tries) >= enough

        async with turning(dispatch.run):
            await until(some_were_tried)
    await handle_all(dispatch)

    assert sorted(map(int, await words(database))) == list(range(40))
    assert await words(database, ANNA) == [str(n) for n in range(0, 40, 2)]


async def test_garbage_among_two_hundred_stops_nobody(database: Database, dispatch: Dispatch) -> None:
    garbage = [
        '{"update_id": %d, "message": "not an object"}',
        '{"update_id": %d, "message": {"chat": {"id": 42}}}',
        '{"update_id": %d, "message": {"date": nonsense}}',
        '{"no_id": %d}',
        '{"update_id": %d, "message": ' + "[" * 500 + "]" * 500 + "}",
    ]
    updates: list[dict[str, Any] | str] = [
        garbage[n // 10 % 5] % n if n % 10 == 9 else said(n, str(n)) for n in range(200)
    ]
    await put(database, *updates)

    await handle_all(dispatch)

    assert await words(database) == [str(n) for n in range(200) if n % 10 != 9]
    assert len(await parked(database)) == 20
    assert "Anna" not in str([job["error"] for job in await parked(database)])


async def test_a_message_without_its_date_is_handled_like_any_other(
    database: Database, dispatch: Dispatch
) -> None:
    dateless = said(1, "can you hear me?")
    del dateless["message"]["date"]
    await put(database, dateless, said(2, "next"))

    await handle_all(dispatch)

    assert await words(database) == ["can you hear me?", "next"]
    assert await parked(database) == []


async def test_what_a_group_says_leaves_no_placeholder(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.failures = ["mistake"] * 3
    await put(database, said(1, "hello all", chat={"id": -100, "type": "supergroup", "title": "We"}))

    await give_up(database, dispatch)

    assert await comments(database) == []
    assert len(await parked(database)) == 1


async def test_an_update_of_an_unknown_kind_is_passed_over(database: Database, dispatch: Dispatch) -> None:
    await put(database, {"update_id": 1, "of_the_future": {"chat": {"id": ANNA}}}, said(2, "next"))

    await handle_all(dispatch)

    assert await words(database) == ["next"]
    assert await parked(database) == []


async def test_taps_and_blocks_are_handled_too(database: Database, dispatch: Dispatch) -> None:
    person = {"id": ANNA, "is_bot": False, "first_name": "Anna"}
    chat = {"id": ANNA, "type": "private"}
    me = {"id": BOT, "is_bot": True, "first_name": "Support"}
    standing = {"status": "member", "user": me}
    gone = {"status": "kicked", "user": me, "until_date": 0}
    await put(
        database,
        {
            "update_id": 1,
            "callback_query": {"id": "7", "from": person, "chat_instance": "1", "data": "topic:1"},
        },
        {
            "update_id": 2,
            "my_chat_member": {
                "chat": chat,
                "from": person,
                "date": 1,
                "old_chat_member": standing,
                "new_chat_member": gone,
            },
        },
    )

    await handle_all(dispatch)

    assert sorted(await words(database)) == ["now kicked", "tap topic:1"]


async def test_a_failing_update_holds_its_chat_and_no_other(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.failures = ["mistake"]
    await put(database, said(1, "one"), said(2, "two"), said(3, "three", person=BORIS))

    await handle_all(dispatch)
    meanwhile = await words(database)
    await pass_time(database, 5)
    await handle_all(dispatch)

    assert meanwhile == ["three"]
    assert await words(database, ANNA) == ["one", "two"]


async def test_a_few_chats_share_a_transaction_and_one_that_fails_costs_the_others_nothing(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    people = range(ANNA, ANNA + 5)
    await put(database, *(said(person, str(person), person=person) for person in people))
    await dispatch.step()
    together = await words(database)

    await put(database, *(said(100 + person, str(person), person=person) for person in people))
    handlers.failures = ["mistake"]
    await dispatch.step()
    failed = await words(database)
    await dispatch.step()
    meanwhile = await words(database)
    await pass_time(database, 5)
    await dispatch.step()

    everybody = [str(person) for person in people]
    assert (together, failed, meanwhile) == (everybody, everybody, everybody + everybody[1:])
    assert await words(database, ANNA) == [str(ANNA)] * 2


async def test_what_fails_only_at_the_end_is_done_one_by_one(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    await put(database, said(1, "one"), said(2, "two", person=BORIS), said(3, "three", person=44))
    async with database.engine.begin() as connection:
        await connection.execute(
            text(
                "ALTER TABLE noted ADD by bigint DEFAULT txid_current() UNIQUE DEFERRABLE INITIALLY DEFERRED"
            )
        )

    for _ in range(4):
        await dispatch.step()

    assert await words(database) == ["one", "two", "three"]


async def test_an_update_that_fails_three_times_is_set_aside_in_sight(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.failures = ["mistake"] * 3
    await put(database, said(1, "one"), said(2, "two"))

    for _ in range(3):
        await handle_all(dispatch)
        await pass_time(database, 10)

    (job,) = await parked(database)
    assert [comment.text for comment in await comments(database)] == ["one"]
    assert job["error"].startswith("LookupError")
    assert "Anna's words" not in job["error"]
    assert await words(database) == ["two"]


async def test_trouble_of_the_database_never_sets_an_update_aside(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.failures = ["55P03"] * 8
    await put(database, said(1, "one"), said(2, "two"))

    for _ in range(9):
        await handle_all(dispatch)
        await pass_time(database, 1)

    assert await parked(database) == []
    assert await words(database) == ["one", "two"]


async def test_a_deadlock_is_tried_again_at_once(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.failures = ["40P01"]
    await put(database, said(1, "one"))

    await dispatch.step()

    assert handlers.tries == ["one", "one"]
    assert await words(database) == ["one"]


async def test_data_that_the_database_refuses_counts_as_a_failure(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.failures = ["22003"] * 3
    await put(database, said(1, "one"))

    for _ in range(3):
        await handle_all(dispatch)
        await pass_time(database, 10)

    assert len(await parked(database)) == 1


async def test_a_parked_message_retried_fills_its_placeholder(
    database: Database, wake: Wake, bot: Bot
) -> None:
    world = await World(database).furnish()
    await world.customer(ANNA)
    number = await world.open(ANNA)
    router = Router()
    is_mended = False

    @router.message()
    async def receive(message: Message, tx: Transaction) -> None:
        if not is_mended:
            raise LookupError
        customer = await customers.meet(tx, ANNA, "Anna", None, "ru")
        incoming = Incoming(BOT, ANNA, message.message_id, Kind.TEXT, message.text or "")
        await receiving.receive(tx, customer, incoming, UTC)

    dispatch = _dispatch(database, wake, bot, router)
    await put(database, said(1, "the till is dead"))
    for _ in range(3):
        await handle_all(dispatch)
        await pass_time(database, 10)
    (placeholder,) = await comments(database)
    (job,) = await parked(database)
    is_mended = True

    async with database.transaction(DESK) as tx:
        await jobs.unpark(tx.session, job["id"])
    await handle_all(dispatch)

    (comment,) = await comments(database)
    assert (placeholder.ticket_number, placeholder.kind) == (number, Kind.OTHER)
    assert (comment.id, comment.kind, comment.text) == (placeholder.id, Kind.TEXT, "the till is dead")
    assert await parked(database) == []


@pytest.mark.parametrize("refusal", [Invalid, Conflict, NotFound, NotAllowed, Unavailable])
@pytest.mark.parametrize("name", ["message", "edited_message"])
async def test_words_stay_whatever_a_verb_refuses(
    database: Database, wake: Wake, bot: Bot, name: str, refusal: type[DeskError]
) -> None:
    """A message is kept as it is, an edit is set aside in sight."""
    router = Router()
    for observer in (router.message, router.edited_message):
        observer.outer_middleware(Meet(Settings(_env_file=None)))
        observer.middleware(Refuse())

    @router.message()
    @router.edited_message()
    async def refuse(message: Message) -> None:
        raise refusal("Not now.")

    await put(database, {"update_id": 1, name: message(ANNA, 1, "the till is dead")})

    await give_up(database, _dispatch(database, wake, bot, router))

    (comment,) = await comments(database)
    assert comment.text == "the till is dead"
    assert comment.kind == (Kind.TEXT if name == "message" else Kind.OTHER)
    assert len(await parked(database)) == (0 if name == "message" else 1)


@pytest.mark.parametrize("name", ["message", "edited_message"])
async def test_who_is_met_by_a_placeholder_is_known_afterwards(
    database: Database, wake: Wake, bot: Bot, name: str
) -> None:
    router = Router()

    @router.message()
    @router.edited_message()
    async def fail(message: Message) -> None:
        raise LookupError

    caption = {"text": None, "caption": "the till", "photo": "no picture"}
    await put(database, {"update_id": 1, name: message(ANNA, 1, "", **caption)})

    await give_up(database, _dispatch(database, wake, bot, router))

    async with database.transaction(DESK) as tx:
        customer = (await tx.session.scalars(select(Customer))).one()
    assert (customer.telegram_id, customer.name, customer.language) == (ANNA, "Anna", "ru")
    (placeholder,) = await comments(database)
    assert (placeholder.kind, placeholder.text) == (Kind.OTHER, "the till")
    assert len(await parked(database)) == 1


async def test_handled_updates_keep_their_key_for_three_days_and_no_words(
    database: Database, dispatch: Dispatch, tmp_path: Path
) -> None:
    await put(database, said(1, "one"), said(2, "two"))
    await handle_all(dispatch)
    async with database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE job SET done_at = done_at - interval '73 hours' WHERE key = :key"),
            {"key": f"{BOT}:1"},
        )

    async def one_is_left() -> bool:
        return len(await jobs_of(database, QUEUE)) == 1

    async with turning(lambda beat: tidy(database, Blobs(tmp_path), beat, mercy_seconds=0)):
        await until(one_is_left)

    (kept,) = await jobs_of(database, QUEUE)
    assert kept["key"] == f"{BOT}:2"
    assert kept["payload"] == ""


async def test_the_beat_tells_how_far_behind(
    database: Database, dispatch: Dispatch, handlers: Handlers
) -> None:
    handlers.gate = asyncio.Event()
    await put(database, said(1, "one"))
    await pass_time(database, 60)
    beat = Beat()

    async def is_late() -> bool:
        return beat.lag_seconds > 50

    async with turning(lambda _: dispatch.run(beat)):
        await until(is_late)
