"""Whatever way words of a person came in, they are nowhere when they were erased, or forgotten because of their age."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import String, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from board.desk import retention
from board.desk.retention import GRACE, Ages
from board.models import Comment, Customer, Ticket
from board.people import about, accounts, archives, bars, customers, door, guessing, kept_answers, redacting
from board.people.erasing import erase_for
from board.queues import Queue, comment_in
from board.settings import Settings
from board.store import jobs
from board.store.db import Database, Transaction
from board.store.files import QUEUE, Blobs
from board.store.tables import Base
from board.store.wake import Wake
from board.talk import (
    attachments,
    conversation,
    drafts,
    editing,
    forgetting,
    receiving,
    scheduling,
    sending,
    transcripts,
)
from board.talk.comments import Incoming, IncomingFile
from board.talk.drafts import Begun
from board.talk.transcripts import Heard, Segment
from board.tickets import moving, ratings
from board.upkeep.blobs import forget as forget_blobs
from board.upkeep.retention import forget_due
from board.values import (
    DESK,
    AgentId,
    FileId,
    Kind,
    RedactedFor,
    Thing,
    TicketNumber,
    Writing,
    customer_actor,
)
from board.views.audit import Wanted, audit
from board.views.comments import comments
from board.views.people import find_people
from board.views.trail import trail
from bot.inbound.intake import split, store
from bot.outbound.outbox import from_json
from bot.outbound.outcomes import NeverTaken
from bot.outbound.sender import settle
from composition import listeners
from tests.bot.machinery import age, message, open_jobs, turning
from tests.bot.posting import is_empty
from tests.world import BOT, World, told

ANNA = 777_000_111
WORDS, NAME = "qzx7vkw", "qzx7nam"
"""Stand in no other word of the desk; the second one in who the person is."""


class Told:
    """All that Anna and her agent said; `files` are the blobs with her words."""

    def __init__(self, world: World, blobs: Blobs) -> None:
        self.world = world
        self.blobs = blobs
        self.ids = iter(range(1000, 2000))
        self.files: list[str] = []
        self.number = TicketNumber(0)

    async def everything(self) -> Told:
        world = self.world
        await self._say(f"At the door {WORDS}", kind=Kind.TEXT)
        async with world.database.transaction(DESK) as tx:
            await accounts.register(tx, await self._meet(tx), await accounts.by_number(tx, "17-203"))
            self.number = TicketNumber(
                (await door.open_ticket(tx, await self._meet(tx), "product", UTC)).number
            )
        await self._say(
            f"{WORDS} here",
            entities=[{"type": "text_link", "offset": 0, "length": 3, "url": f"https://{WORDS}.example/"}],
            quote=f"quoted {WORDS}",
            quote_from=f"Somebody {WORDS}",
            forwarded_from=f"Another {WORDS}",
        )
        await self._say("", kind=Kind.CONTACT, detail={"name": f"Oleg {WORDS}", "phone": "+7"})
        await self._say(f"A poll: {WORDS}", kind=Kind.OTHER, detail={"what": f"poll {WORDS}"})
        photo = await self._say(f"Caption {WORDS}", kind=Kind.DOCUMENT, name=f"{WORDS}.pdf")
        await self._edit(photo, f"Another caption {WORDS}", f"other {WORDS}.pdf")
        await self._speak()
        await self._answer()
        async with world.database.transaction(world.agent) as tx:
            await moving.resolve(tx, self.number)
        async with world.database.transaction(DESK) as tx:
            await self._meet(tx)
            await ratings.rate(tx, self.number, -1)
        await self._say(f"Because of {WORDS}")
        return self

    async def _meet(self, tx: Transaction) -> Customer:
        customer = await customers.meet(tx, ANNA, f"Anna {NAME}", f"anna_{NAME}", "ru")
        tx.actor = customer_actor(customer.id)
        return customer

    async def _say(self, said: str, *, kind: Kind = Kind.TEXT, name: str | None = None, **more: Any) -> int:
        message_id = next(self.ids)
        async with self.world.database.transaction(DESK) as tx:
            received = await receiving.receive(
                tx, await self._meet(tx), self._incoming(message_id, said, kind, name, **more), UTC
            )
            await self._fetch(tx, received.comment.id)
        return message_id

    async def _edit(self, message_id: int, said: str, name: str) -> None:
        async with self.world.database.transaction(DESK) as tx:
            await self._meet(tx)
            edited = await editing.edit(tx, self._incoming(message_id, said, Kind.DOCUMENT, name))
            assert edited is not None
            await self._fetch(tx, edited.comment.id)

    def _incoming(self, id: int, said: str, kind: Kind, name: str | None, **more: Any) -> Incoming:
        file = [IncomingFile(kind, f"{WORDS}-{next(self.ids)}", name, "audio/ogg")] if name else []
        return Incoming(BOT, ANNA, id, kind, said, files=file, **more)

    async def _fetch(self, tx: Transaction, comment: int) -> list[FileId]:
        files = await attachments.pending_of(tx, comment)
        for file in files:
            sha256, size = await self.blobs.save(_bytes(f"{WORDS} {file.id}"))
            self.files.append(sha256)
            await attachments.fetched(tx, FileId(file.id), sha256, size)
        return [FileId(file.id) for file in files]

    async def _speak(self) -> None:
        world = self.world
        async with world.database.transaction(DESK) as tx:
            message = self._incoming(next(self.ids), "", Kind.VOICE, "voice.ogg")
            received = await receiving.receive(tx, await self._meet(tx), message, UTC)
            (file,) = await self._fetch(tx, received.comment.id)
            await transcripts.await_words(tx, received.comment.id)
            await transcripts.begin(tx, file)
            await transcripts.heard(tx, file, Heard([Segment(0.0, 1.0, f"heard {WORDS}")], "en", True))
        async with world.database.transaction(world.agent) as tx:
            await transcripts.correct(tx, file, f"heard well {WORDS}")

    async def _answer(self) -> None:
        """A reply with a file, a note, and what the API has answered to a request."""
        world = self.world
        async with world.database.transaction(world.agent) as tx:
            sha256, size = await self.blobs.save(_bytes(f"An agent's {WORDS}"))
            self.files.append(sha256)
            sent = await attachments.upload(
                tx, sha256=sha256, size_bytes=size, name=f"{WORDS}.zip", mime="application/zip"
            )
            await conversation.note(tx, self.number, f"A note on {WORDS}")
            held = (await tx.session.get_one(Ticket, self.number)).customer_id
            await about.add_note(tx, held, f"Asks for {WORDS}")
            await bars.bar(tx, held, f"Shouts {WORDS}")
            await bars.unbar(tx, held)
            link = {"type": "text_link", "offset": 0, "length": 4, "url": f"https://{WORDS}.example/"}
            await drafts.keep(tx, self.number, Writing.NOTE, Begun(f"Ask {WORDS}", [link]))
            await scheduling.follow_up(tx, self.number, Begun(f"Still {WORDS}?", [link]), 90)
            comment = await conversation.reply(tx, self.number, f"Hello {WORDS}", files=[FileId(sent.id)])
            await kept_answers.claim(tx.session, AgentId(world.agent.id or 0), "key", b"request")
            answer = f'{{"number": {self.number}, "last_line": "{WORDS}"}}'
            await kept_answers.keep(
                tx.session, AgentId(world.agent.id or 0), "key", answer, [comment.customer_id]
            )
        await self._refuse()

    async def _set_update_aside(self, said: str, message_id: int = 1001) -> None:
        update = {"update_id": message_id, "edited_message": message(ANNA, message_id, said)}
        await store(
            self.world.database, BOT, list(split(json.dumps({"ok": True, "result": [update]}).encode()))
        )
        async with self.world.database.transaction(DESK) as tx:
            (claim,) = await jobs.take_as_done(tx.session, Queue.UPDATE)
            await jobs.park(tx.session, claim, "not understood")

    async def _refuse(self) -> None:
        """Telegram takes nothing, and says why."""
        database = self.world.database
        while True:
            async with database.transaction(DESK) as tx:
                (claim,) = await jobs.lease(tx.session, Queue.OUTBOX, timedelta(seconds=60)) or (None,)
                if claim is None:
                    return
                await jobs.park(tx.session, claim, "refused")
                if (comment := comment_in(claim.payload)) is not None:
                    await sending.refused(tx, comment, f"can't parse {WORDS}")


async def _bytes(said: str) -> AsyncIterator[bytes]:
    yield said.encode()


@pytest.fixture
async def said(database: Database, blobs: Blobs) -> Told:
    world = await World(told(database, listeners(Settings()))).furnish()
    return await Told(world, blobs).everything()


async def places_of(database: Database, marker: str) -> dict[str, int]:
    """In how many rows of each table it stands, whatever the column."""
    found = {}
    async with database.engine.connect() as connection:
        tables = await connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        )
        for table in tables.all():
            like = {"like": f"%{marker}%"}
            counted = text(f'SELECT count(*) FROM "{table}" AS each WHERE each::text ILIKE :like')
            if rows := (await connection.execute(counted, like)).scalar_one():
                found[table] = rows
    return found


async def _without_blobs(said: Told, wake: Wake) -> None:
    for sha256 in said.files:
        age(said.blobs, sha256)
    async with turning(partial(forget_blobs, said.world.database, wake, said.blobs)):
        await is_empty(said.world.database, QUEUE)
    assert [sha256 for sha256 in said.files if said.blobs.path(sha256).exists()] == []


async def test_the_words_stood_everywhere_before(said: Told) -> None:
    """So that the tests below prove something."""
    found = await places_of(said.world.database, WORDS)

    assert {
        *("comment", "comment_part", "comment_version", "file", "transcript", "transcript_version"),
        *("ticket_word", "idempotency_key", "job", "draft", "scheduled_reply", "customer_note", "bar"),
    } <= set(found)


async def test_nothing_of_an_erased_person_stays_anywhere(said: Told, wake: Wake) -> None:
    async with said.world.database.transaction(DESK) as tx:
        await customers.erase(tx, await said._meet(tx))
    await _expect_nothing(said, wake)


async def test_nothing_of_a_person_erased_by_an_agent_stays_but_what_they_are_told(
    said: Told, wake: Wake
) -> None:
    world = said.world
    async with world.database.transaction(world.agent) as tx:
        (person,) = (await find_people(tx.session, f"#{said.number}"))["items"]
        assert (person["comments"], person["files"]) == (10, 4)
        await erase_for(tx, person["id"], confirm=f"@ANNA_{NAME}", reference="letter of 12 November")
    async with world.database.transaction(world.agent) as tx:
        assert await find_people(tx.session, f"#{said.number}") == {"items": []}
        await erase_for(tx, person["id"], confirm="", reference="")
    (told,) = await open_jobs(world.database, Queue.OUTBOX)
    assert "как вы просили" in from_json(told["payload"]).params["text"]

    await _refuse_told(world.database)

    async with world.database.reading() as session:
        line = await audit(session, Wanted(sees_access=False, thing=Thing.PERSON), "en", after=None, limit=5)
    assert [(each["actor"], each["text"]) for each in line["items"]] == [
        ("Vera", "a person's data erased at their wish: letter of 12 November")
    ]
    await _expect_nothing(said, wake)


async def _refuse_told(database: Database) -> None:
    """Telegram never takes it."""
    async with database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, Queue.OUTBOX, timedelta(seconds=60))
        await settle(tx, claim, from_json(claim.payload), NeverTaken("chat not found"), BOT)


async def _expect_nothing(said: Told, wake: Wake) -> None:
    await said.world.pass_time(timedelta(hours=3))
    async with said.world.database.transaction(DESK) as tx:
        await guessing.forget_old(tx)
    for marker in (WORDS, NAME, str(ANNA)):
        assert await places_of(said.world.database, marker) == {}, marker
    await _without_blobs(said, wake)


async def test_no_words_older_than_the_desk_keeps_them_stay_anywhere(said: Told, wake: Wake) -> None:
    world = said.world
    async with world.database.transaction(world.agent) as tx:
        await retention.set_ages(tx, Ages(30))
    await world.pass_time(GRACE + timedelta(days=30))

    assert (await forget_due(world.database)).words == 1

    assert await places_of(world.database, WORDS) == {}
    assert await places_of(world.database, NAME) != {}
    await _without_blobs(said, wake)
    assert (await forget_due(world.database)).words == 0


async def test_nothing_of_redacted_messages_stays_anywhere(said: Told, wake: Wake) -> None:
    world = said.world
    await said._set_update_aside(f"Set aside {WORDS}")
    await said._say(f"That is {WORDS}", reply_to_message_id=1001, quote=f"quoted {WORDS}")
    async with world.database.transaction(DESK) as tx:
        await archives.ask(tx, await said._meet(tx), ZoneInfo("UTC"))
    async with world.database.reading() as session:
        numbers = list(await session.scalars(select(Comment.id).order_by(Comment.id)))
        before = await trail(session, said.number)

    for number in numbers:
        async with world.database.transaction(world.agent) as tx:
            await redacting.redact(tx, number, RedactedFor.SECRET)
    await said._set_update_aside(f"Nothing but this {WORDS}", 5000)
    async with world.database.transaction(DESK) as tx:
        await said._meet(tx)
        edited = await editing.edit(tx, Incoming(BOT, ANNA, 1001, Kind.TEXT, f"Again {WORDS}"))
    assert edited is not None

    others = {"job": 1, "customer_note": 1, "ticket_word": 1, "bar": 1}
    assert await places_of(world.database, WORDS) == others, "another message and what agents note"
    assert await places_of(world.database, NAME) != {}
    async with world.database.reading() as session:
        shown = await comments(session, "en")
        after = await trail(session, said.number)
    assert [each["id"] for each in shown] == numbers
    assert {each["removed"] and each["removed"]["redacted_for"] for each in shown} == {RedactedFor.SECRET}
    assert [each["type"] for each in after[: len(before)]] == [each["type"] for each in before]
    await _without_blobs(said, wake)


async def test_redacting_one_message_leaves_the_others(said: Told) -> None:
    world = said.world
    async with world.database.reading() as session:
        first, second = list(await session.scalars(select(Comment).order_by(Comment.id).limit(2)))
    async with world.database.transaction(world.agent) as tx:
        await redacting.redact(tx, first.id, RedactedFor.CARD)
        await redacting.redact(tx, first.id, RedactedFor.WISH)

    async with world.database.reading() as session:
        found = await session.get_one(Comment, second.id)
        gone = await session.get_one(Comment, first.id)
    assert (found.text, found.quote) == (second.text, second.quote)
    assert (gone.text, gone.redacted_for, gone.created_at) == ("", "card", first.created_at)


OF_THE_COMPANY = {
    *(
        "account",
        "account_import",
        "account_import_line",
        "agent",
        "agent_key",
        "saved_search",
        "board",
        "board_column",
    ),
    *("away", "calendar", "calendar_day", "working_time"),
    *("quick_reply", "quick_reply_file"),
    *("change", "incident", "invite", "lane", "notice", "plan", "policy", "setting", "topic"),
    "resolution_cause",
}
"""Nothing that people say comes into these tables."""
KEYS = {
    *("archive.language", "archive.zone", "archive_file.name", "archive_file.sha256"),
    *("alarm.stage", "comment.author", "comment.delivery", "comment.kind", "comment.media_group_id"),
    *("consent.language", "consent.what", "customer.language", "event.type", "event.actor_kind"),
    *("event.data", "draft.mode", "file.kind", "file.mime", "comment.edit_delivery"),
    "comment.redacted_for",
    "scheduled_reply.kind",
    *("file.sent_as", "heartbeat.loop", "heartbeat.process", "idempotency_key.key", "job.queue", "job.key"),
    *("job.order_key", "question.kind", "refusal.lack", "refusal.topic_key", "ticket.topic_key"),
    *("ticket.board_key", "ticket.lane_key", "ticket.column_key", "ticket.labels", "ticket.source"),
    *("suggestion.lane_key", "ticket.due_metric", "timer.metric", "timer.state", "timer.held"),
}
"""Of a closed set, of the company's own, or numbers in JSON: what people say is none of it."""
GO_WITH_THEIR_ROW = {
    *("account_try.key", "comment_version.text", "comment_version.entities", "transcript.state"),
    *(
        "bar.reason",
        "customer_note.text",
        "scheduled_reply.text",
        "scheduled_reply.entities",
        "scheduled_reply.quick",
        "draft.text",
        "draft.entities",
        "draft.quick",
        "transcript.text",
        "transcript.language",
        "transcript.segments",
        "transcript.reason",
    ),
    *("transcript_version.text", "ticket_word.word", "question.data", "suggestion.word"),
}
EMPTIED = {
    *("comment.detail", "customer.name", "customer.username", "idempotency_key.body"),
    *("job.payload", "job.error"),
    *(f"comment.{name}" for name in forgetting.OF_COMMENT),
    *(f"comment_part.{name}" for name in forgetting.OF_PART),
    *(f"file.{name}" for name in forgetting.OF_FILE if name != "shape"),
}


def test_a_new_column_with_words_is_not_overlooked() -> None:
    """Whoever adds one says here that people's words don't come into it, or makes them go."""
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        if table.name not in OF_THE_COMPANY
        for column in table.columns
        if isinstance(column.type, String | JSONB)
        or (isinstance(column.type, ARRAY) and isinstance(column.type.item_type, String))
    }

    assert columns == KEYS | GO_WITH_THEIR_ROW | EMPTIED
