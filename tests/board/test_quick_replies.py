"""Quick replies as the owner keeps them, and tickets answered with them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from board.desk import changes, columns, quick_replies
from board.desk.quick_replies import Actions, Content, NewFile, Wish
from board.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound
from board.models import Comment, CommentPart, File, QuickReply, Ticket
from board.people import team
from board.store.db import Transaction
from board.talk import conversation, quick_answers
from board.talk.quick_answers import Usual
from board.upkeep import blobs
from board.upkeep.taking_back import take_back
from board.values import DESK, AgentId, Kind, Role, State, Thing, agent_actor
from board.views.quick_replies import offered
from tests.world import World

USUAL = Usual("en", ZoneInfo("UTC"))
PHOTO = NewFile("a" * 64, 10, "till.jpg", "image/jpeg", Kind.PHOTO)
RESTART = Content("Restart", {"en": "Restart till [[which?]], {customer.first_name}."})


async def _add(world: World, content: Content) -> QuickReply:
    async with world.database.transaction(DESK) as tx:
        return await quick_replies.add(tx, content)


async def _ticket(world: World) -> int:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    return number


async def _stands(world: World, number: int) -> tuple[str, str, list[str]]:
    async with world.database.reading() as session:
        ticket = await session.get_one(Ticket, number)
        return ticket.lane_key, ticket.column_key, ticket.labels


async def test_what_makes_no_sense_is_refused_beside_its_fields(world: World) -> None:
    await _add(world, RESTART)
    async with world.database.transaction(DESK) as tx:
        for content, field in (
            (Content(" ", {"en": "Hi"}), "title"),
            (Content("restart", {"en": "Hi"}), "title"),
            (Content("New", {}), "texts"),
            (Content("New", {"xx": "?"}), "texts.xx"),
            (Content("New", {"ru": "я" * 4097}), "texts.ru"),
            (Content("New", {"en": "{nobody}"}), "texts.en"),
            (Content("New", {"en": "Hi"}, Actions(labels=[""])), "labels"),
            (Content("New", {"en": "Hi"}, Actions(lane="slow")), "lane"),
            (Content("New", {"en": "Hi"}, Actions(column="nowhere")), "column"),
            (Content("New", {"en": "Hi"}, Actions(column="done")), "column"),
            (Content("New", {"en": "Hi"}, Actions(column="waiting", resolves=True)), "column"),
            (Content("New", {"en": "Hi"}, new_files=[PHOTO] * 11), "files"),
        ):
            with pytest.raises(Invalid) as refused:
                await quick_replies.add(tx, content)
            assert list(refused.value.wrong) == [field]


async def test_only_owners_keep_them(world: World) -> None:
    row = await _add(world, RESTART)
    vera = agent_actor(AgentId(world.agent.id or 0), Role.AGENT)
    async with world.database.transaction(vera) as tx:
        with pytest.raises(NotAllowed):
            await quick_replies.add(tx, RESTART)
        with pytest.raises(NotAllowed):
            await quick_replies.edit(tx, row.id, Wish(title="Mine"))
        with pytest.raises(NotAllowed):
            await quick_replies.remove(tx, row.id)


async def test_a_change_is_taken_back_with_its_files(world: World) -> None:
    row = await _add(world, Content("Restart", {"en": "Restart it."}, Actions(["till"]), new_files=[PHOTO]))
    async with world.database.transaction(world.agent) as tx:
        seen = await changes.version(tx.session, Thing.QUICK_REPLY, str(row.id))
        wish = Wish(title="Start anew", texts={"ru": "Снова."}, actions=Actions(resolves=True), files=[])
        await quick_replies.edit(tx, row.id, wish, seen)
        with pytest.raises(Conflict):
            await quick_replies.edit(tx, row.id, wish, seen)
    await _take_back(world, row)
    async with world.database.transaction(world.agent) as tx:
        await quick_replies.remove(tx, row.id)
        assert await quick_replies.everything(tx.session) == []
    await _take_back(world, row)

    async with world.database.reading() as session:
        (there,) = await quick_replies.everything(session)
        assert (there.title, there.labels, there.resolves) == ("Restart", ["till"], False)
        assert [file.name for file in await quick_replies.files_of(session, row.id)] == ["till.jpg"]


async def _take_back(world: World, row: QuickReply) -> None:
    async with world.database.transaction(world.agent) as tx:
        await take_back(tx, await changes.version(tx.session, Thing.QUICK_REPLY, str(row.id)))


async def test_a_file_goes_when_nobody_can_want_it_back(world: World) -> None:
    row = await _add(world, Content("Photo", {"en": "See."}, new_files=[PHOTO]))
    async with world.database.transaction(DESK) as tx:
        await quick_replies.edit(tx, row.id, Wish(files=[]))
        await quick_replies.forget_old(tx)
        assert await blobs.used(tx, [PHOTO.sha256])
        assert PHOTO.sha256 in await blobs.named(await tx.session.connection())

    await world.pass_time(quick_replies.FILES_KEPT_FOR + timedelta(days=1))
    async with world.database.transaction(DESK) as tx:
        await quick_replies.forget_old(tx)
        assert not await blobs.used(tx, [PHOTO.sha256])


async def test_an_answer_does_all_that_its_quick_reply_does(world: World) -> None:
    number = await _ticket(world)
    actions = Actions(["till"], "urgent", "waiting")
    row = await _add(world, Content("Restart", {"en": "Restart it."}, actions, new_files=[PHOTO]))

    async with world.database.transaction(world.agent) as tx:
        seen = await tx.session.scalar(select(Comment.id).where(Comment.ticket_number == number))
        said = await quick_answers.reply(tx, number, row.id, "Restart it, please.", USUAL, seen_up_to=seen)
        assert (said.text, said.kind, said.quick_reply_id) == ("Restart it, please.", Kind.PHOTO, row.id)

    assert await _stands(world, number) == ("urgent", "waiting", ["till"])
    async with world.database.reading() as session:
        sent = select(File).join(CommentPart).where(CommentPart.comment_id == said.id)
        (file,) = await session.scalars(sent)
        assert (file.sha256, file.name) == (PHOTO.sha256, "till.jpg")


async def test_a_resolving_one_is_closing_words(world: World) -> None:
    number = await _ticket(world)
    row = await _add(world, Content("Done", {"en": "It works again."}, Actions(resolves=True)))

    async with world.database.transaction(world.agent) as tx:
        await quick_answers.reply(tx, number, row.id, None, USUAL, seen_up_to=2**40)

    assert (await _stands(world, number))[1] == State.DONE


async def test_nothing_is_done_when_a_part_of_it_is_refused(world: World) -> None:
    number = await _ticket(world)
    done = await _add(world, Content("Done", {"en": "It works again."}, Actions(["till"], resolves=True)))
    blank = await _add(world, RESTART)
    before = await _stands(world, number)

    async def refused(kind: type[DeskError], row: QuickReply, **how: object) -> DeskError:
        with pytest.raises(kind) as why:
            async with world.database.transaction(world.agent) as tx:
                await quick_answers.reply(tx, number, row.id, how.pop("text", None), USUAL, **how)  # type: ignore[arg-type]
        return why.value

    assert (await refused(Conflict, done)).key == "refused.ticket.unseen"
    assert (await refused(Invalid, blank)).params == {"blank": "[[which?]]"}
    await refused(NotFound, blank, text="Restart till 3.", quick_files=[77])
    await refused(Invalid, blank, text="Restart till 3.", actions=Actions(column="nowhere"))

    assert await _stands(world, number) == before
    async with world.database.reading() as session:
        assert not (await session.scalars(select(Comment.id).where(Comment.agent_id.is_not(None)))).all()


async def test_what_the_agent_chose_goes_before_what_the_quick_reply_has(world: World) -> None:
    number = await _ticket(world)
    actions = Actions(["till"], "urgent", resolves=True)
    row = await _add(world, Content("Done", {"en": "It works."}, actions, new_files=[PHOTO]))
    async with world.database.transaction(DESK) as tx:
        await quick_replies.remove(tx, row.id)

    async with world.database.transaction(world.agent) as tx:
        said = await quick_answers.reply(
            tx, number, row.id, "It works.", USUAL, quick_files=[], actions=Actions(["mine"])
        )
        assert (said.kind, said.quick_reply_id) == (Kind.TEXT, row.id)

    assert (await _stands(world, number))[1:] == ("in_work", ["mine"])


async def test_a_board_without_the_column_takes_its_first_of_the_same_kind(world: World) -> None:
    number = await _ticket(world)
    async with world.database.transaction(DESK) as tx:
        await columns.add(tx, "billing", "Asked the bank", State.WAITING, key="bank")
    row = await _add(world, Content("Bank", {"en": "We asked the bank."}, Actions(column="bank")))

    async with world.database.transaction(world.agent) as tx:
        await quick_answers.reply(tx, number, row.id, None, USUAL, seen_up_to=2**40)

    assert (await _stands(world, number))[1] == "waiting"


async def test_placeholders_stand_for_what_the_ticket_knows(world: World) -> None:
    number = await _ticket(world)
    async with world.database.transaction(world.agent) as tx:
        ticket = await tx.session.get_one(Ticket, number)
        told = (await quick_answers.filling(tx.session, number, world.agent.id or 0, USUAL)).values["en"]
        assert told["ticket.number"] == str(ticket.number)
        assert told["account.number"] == "17-203"
        assert told["agent.name"] == "Vera"
        assert told["ticket.topic"] == "Question about the product"
        assert "UTC" in told["deadline"]


async def test_those_used_here_lately_come_first(world: World) -> None:
    """Here before elsewhere, then one's own three times, and of equal ones by title."""
    mine, theirs, never, here = [
        (await _add(world, Content(title, {"en": "Hi."}))).id for title in ("Mine", "Theirs", "Never", "Here")
    ]
    oleg = await _agent(world, "Oleg")
    elsewhere = await _ticket(world)
    await world.customer(43, "17-204")
    number = await world.open(43, "billing")
    await _use(world, world.agent.id, elsewhere, mine)
    for _ in range(2):
        await _use(world, oleg, elsewhere, theirs)
    await _use(world, oleg, number, here)

    async with world.database.reading() as session:
        told = await offered(session, world.agent.id or 0, USUAL, number=number)
        assert [each["id"] for each in told["items"]] == [here, mine, theirs, never]
        assert [each["uses"] for each in told["items"]] == [1, 1, 2, 0]
        found = await offered(session, world.agent.id or 0, USUAL, words="nev")
        assert [each["id"] for each in found["items"]] == [never]


async def _agent(world: World, name: str) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await team.add_agent(tx, name)).id


async def _use(world: World, agent: int | None, number: int, quick_reply: int) -> None:
    async def use(tx: Transaction) -> None:
        said = await conversation.reply(tx, number, "Hi.")
        said.quick_reply_id = quick_reply

    await world.database.run(agent_actor(AgentId(agent or 0)), use)
