"""Where a customer's message goes."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from board.facts import CustomerWrote
from board.models import Comment, CommentVersion, File, Rating, Ticket
from board.people import door
from board.talk import conversation, receiving, regrouping, waiting
from board.talk.comments import IncomingFile
from board.talk.rated import rating_words
from board.talk.receiving import Outcome
from board.tickets import moving, ratings
from board.values import DESK, FileState, Kind, State, TicketNumber
from tests.world import World

PHOTO = IncomingFile(Kind.PHOTO, "file-1", "photo.jpg", "image/jpeg", 1000)


async def test_message_without_a_ticket_waits_at_the_door_and_opens_the_next_one(world: World) -> None:
    await world.customer()
    received = await world.write("The till is dead.")
    assert (received.outcome, received.ticket) == (Outcome.AT_DOOR, None)

    number = await world.open()

    async with world.database.reading() as session:
        comment = await session.get_one(Comment, received.comment.id)
    assert comment.ticket_number == number
    assert CustomerWrote in await world.facts(number)


async def test_message_goes_to_the_current_ticket_the_latest_opened_chosen_or_answered(world: World) -> None:
    await world.customer()
    first, second = await world.open(), await world.open(topic="billing")
    received = await world.write()
    assert received.ticket is not None
    assert received.ticket.number == second

    await world.answer(first)
    received = await world.write()
    assert received.ticket is not None
    assert received.ticket.number == first
    assert received.which == ()


async def test_two_answered_tickets_make_the_next_message_ambiguous_and_a_tap_moves_it(world: World) -> None:
    await world.customer()
    first, second = await world.open(), await world.open(topic="billing")
    await world.answer(first)
    await world.answer(second)

    received = await world.write("Yes, done.")
    assert received.ticket is not None
    assert received.ticket.number == second
    assert received.which == (second, first)
    after = await world.write("And thank you.")

    async with world.database.transaction(DESK) as tx:
        await regrouping.move_comments(tx, received.comment.id, first)
    async with world.database.reading() as session:
        moved = await session.scalars(
            select(Comment.id).where(Comment.ticket_number == first).order_by(Comment.id)
        )
        assert [received.comment.id, after.comment.id] == list(moved)[-2:]


async def test_words_moved_to_a_ticket_resolved_meanwhile_reopen_it(world: World) -> None:
    await world.customer()
    first, second = await world.open(), await world.open(topic="billing")
    await world.answer(first)
    await world.answer(second)
    received = await world.write("It is back.")
    await world.resolve(first)

    async with world.database.transaction(DESK) as tx:
        await regrouping.move_comments(tx, received.comment.id, first)

    assert await world.state(first) is State.INBOX


async def test_ticket_that_words_left_waits_again(world: World) -> None:
    await world.customer()
    first, second = await world.open(), await world.open(topic="billing")
    await world.answer(first)
    await world.answer(second)
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, second, column="waiting")
    received = await world.write("It is back.")

    async with world.database.transaction(DESK) as tx:
        await regrouping.move_comments(tx, received.comment.id, first)

    assert await world.state(second) is State.WAITING


async def test_words_after_an_answer_stay_when_those_before_it_move(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    received = await world.write("Something new.")
    await world.answer(number)
    after = await world.write("About what you asked.")

    async with world.database.transaction(DESK) as tx:
        await regrouping.start_anew(tx, await world.meet(tx, 42), received.comment.id, UTC)

    async with world.database.reading() as session:
        assert (await session.get_one(Comment, after.comment.id)).ticket_number == number
    assert await world.state(number) is State.WORKING


async def test_telegram_reply_goes_to_the_ticket_it_answers(world: World) -> None:
    await world.customer()
    first = await world.open()
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, first, "Which till?")
    message_id = await world.deliver(comment.id, first)
    second = await world.open(topic="billing")

    received = await world.write("The left one.", reply_to=message_id)

    assert received.ticket is not None
    assert received.ticket.number == first != second
    assert received.comment.reply_to == comment.id


async def test_same_message_twice_is_one_comment(world: World) -> None:
    await world.customer()
    await world.open()
    first = await world.write(message_id=500)
    again = await world.write(message_id=500)
    assert again.outcome is Outcome.REPEATED
    assert again.comment.id == first.comment.id


async def test_album_is_one_comment_however_its_parts_arrive(world: World) -> None:
    await world.customer()
    number = await world.open()
    for message_id in (12, 10, 11):
        text = "Look" if message_id == 10 else ""
        received = await world.write(
            text, message_id=message_id, album="a", file=PHOTO, kind=Kind.PHOTO, telegram_id=42
        )
    assert received.outcome is Outcome.GREW
    assert (received.comment.kind, received.comment.text) == (Kind.ALBUM, "Look")
    async with world.database.reading() as session:
        assert len(list(await session.scalars(select(File)))) == 3
        comments = await session.scalars(select(Comment).where(Comment.ticket_number == number))
        assert len(list(comments)) == 1


async def test_file_over_twenty_megabytes_is_marked_at_once(world: World) -> None:
    await world.customer()
    await world.open()
    big = IncomingFile(Kind.VIDEO, "v", "v.mp4", "video/mp4", 25 * 1024 * 1024)
    await world.write(file=big, kind=Kind.VIDEO)
    async with world.database.reading() as session:
        assert (await session.scalars(select(File))).one().state == FileState.TOO_BIG


async def test_customers_words_end_the_waiting(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.answer(number)
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, number, column="waiting")
    await world.write("Here it is.")
    assert await world.state(number) is State.WORKING


async def test_words_on_a_done_ticket_reopen_it(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    received = await world.write("Broken again.")
    assert received.outcome is Outcome.REOPENED
    assert await world.state(number) is State.INBOX


async def test_bare_thanks_leaves_a_done_ticket_done_and_the_agent_can_reverse_it(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    received = await world.write("спасибо!", is_bare_thanks=True)
    assert received.outcome is Outcome.THANKED
    assert await world.state(number) is State.DONE

    async with world.database.transaction(world.agent) as tx:
        await conversation.not_thanks(tx, number, received.comment.id)
    assert await world.state(number) is State.INBOX


async def test_thanks_on_an_open_ticket_is_just_a_message(world: World) -> None:
    await world.customer()
    await world.open()
    assert (await world.write("спасибо!", is_bare_thanks=True)).outcome is Outcome.ADDED


async def test_first_text_after_the_rating_is_its_words_and_does_not_reopen(world: World) -> None:
    number = await _rated(world, -1)

    assert (await world.write("Too slow.")).outcome is Outcome.RATING_WORDS
    assert await world.state(number) is State.DONE
    assert (await world.write("And nobody said why.")).outcome is Outcome.MORE_RATING_WORDS
    assert (await world.write("Nobody at all.")).outcome is Outcome.MORE_RATING_WORDS
    assert await world.state(number) is State.DONE
    assert await _explanation(world) == "Too slow.\nAnd nobody said why.\nNobody at all."


@pytest.mark.parametrize(
    ("later", "text", "kind"),
    [(3, "And it is broken.", Kind.TEXT), (0, "And why?", Kind.TEXT), (0, "", Kind.VOICE)],
)
async def test_what_does_not_obviously_go_on_with_a_ratings_words_reopens(
    world: World, later: int, text: str, kind: Kind
) -> None:
    await _rated(world, -1)
    await world.write("Too slow.")
    await world.pass_time(timedelta(minutes=later))

    assert (await world.write(text, kind=kind)).outcome is Outcome.REOPENED
    assert await _explanation(world) == "Too slow."


async def test_words_after_the_agents_answer_are_no_rating(world: World) -> None:
    number = await _rated(world, -1)
    await world.write("Too slow.")
    await world.answer(number, "We are sorry.")

    assert (await world.write("It still does.")).outcome is Outcome.REOPENED


async def test_words_after_another_tap_explain_it_too(world: World) -> None:
    number = await _rated(world, 1)
    await world.pass_time(timedelta(hours=2))
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, -1)

    assert (await world.write("It came back.")).outcome is Outcome.RATING_WORDS


async def _rated(world: World, score: int) -> TicketNumber:
    """A ticket that was answered, resolved and rated."""
    await world.customer()
    number = await world.open()
    await world.answer(number)
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, score)
    return number


async def _explanation(world: World) -> str | None:
    async with world.database.reading() as session:
        return await session.scalar(select(rating_words()).select_from(Rating))


async def test_rating_words_come_within_fifteen_minutes(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, 1)
    await world.pass_time(timedelta(minutes=16))
    assert (await world.write("Too slow.")).outcome is Outcome.REOPENED


async def test_three_days_after_the_end_words_wait_for_a_topic_and_name_the_old_ticket(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    await world.read(number)
    await world.resolve(number)
    await world.pass_time(timedelta(hours=73))
    assert (await world.write("Hello again.")).outcome is Outcome.AT_DOOR
    async with world.database.transaction(DESK) as tx:
        fresh = await door.open_ticket(tx, await world.meet(tx, 42), "billing", UTC)
    assert fresh.follows == number


async def test_reply_to_a_ticket_long_done_opens_one_on_its_topic(world: World) -> None:
    await world.customer()
    number = await world.open(topic="billing")
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, number, "Sent.")
    message_id = await world.deliver(comment.id, number)
    await world.resolve(number)
    await world.pass_time(timedelta(hours=80))

    received = await world.write("It never came.", reply_to=message_id)

    assert received.outcome is Outcome.OPENED
    assert received.ticket is not None
    assert (received.ticket.topic_key, received.ticket.follows) == ("billing", number)


async def test_edit_keeps_the_old_words(world: World) -> None:
    await world.customer()
    await world.open()
    await world.write("teh till", message_id=70)
    comment = await world.edit(70, "the till")
    assert comment is not None
    assert (comment.text, comment.edited_at is not None) == ("the till", True)
    async with world.database.reading() as session:
        assert [version.text for version in await session.scalars(select(CommentVersion))] == ["teh till"]


async def test_edit_that_changes_nothing_visible_is_quiet(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("the till", message_id=70)
    before = await world.facts(number)
    await world.edit(70, "the till")
    assert await world.facts(number) == before


async def test_placeholder_of_an_unreadable_message_is_filled_in_place(world: World) -> None:
    await world.customer()
    await world.open()
    placeholder = await world.write("", message_id=9, kind=Kind.OTHER, detail={"unreadable": True})
    filled = await world.write("At last.", message_id=9)
    assert filled.comment.id == placeholder.comment.id
    assert (filled.comment.text, filled.comment.kind) == ("At last.", Kind.TEXT)


async def test_null_characters_and_lone_surrogates_are_no_reason_to_refuse(world: World) -> None:
    await world.customer()
    await world.open()
    received = await world.write("a\0b\ud800c")
    assert received.comment.text == "a\ufffdb\ufffdc"


async def test_somebody_without_an_account_is_kept_to_fifty_messages(world: World) -> None:
    await world.customer(account=None)
    for index in range(waiting.KEPT_AT_DOOR + 3):
        await world.write(f"message {index}")
    async with world.database.reading() as session:
        texts = list(await session.scalars(select(Comment.text).order_by(Comment.id)))
    assert (len(texts), texts[0]) == (50, "message 3")


async def test_words_kept_at_the_door_may_answer_words_that_went(world: World) -> None:
    await world.customer(account=None)
    for number in range(1, 51):
        await world.write("Hello?", message_id=number)
    await world.write("I meant this one.", message_id=51, reply_to=2)

    received = await world.write("Is anybody there?")

    assert received.outcome is Outcome.AT_DOOR


async def test_week_at_the_door_ends_also_for_words_that_were_answered(world: World) -> None:
    await world.customer(account=None)
    await world.write("Hello?", message_id=1)
    await world.pass_time(receiving.KEPT_AT_DOOR_FOR - timedelta(days=1))
    await world.write("I meant this.", message_id=2, reply_to=1)
    await world.pass_time(timedelta(days=2))

    async with world.database.transaction(DESK) as tx:
        await door.forget_old(tx)

    async with world.database.reading() as session:
        assert [comment.text for comment in await session.scalars(select(Comment))] == ["I meant this."]


async def test_ticket_of_somebody_else_is_never_reached_by_a_reply(world: World) -> None:
    await world.customer(42)
    await world.customer(43, "17-204")
    mine, theirs = await world.open(42), await world.open(43)
    async with world.database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, theirs, "For you only.")
    message_id = await world.deliver(comment.id, theirs)
    received = await world.write("?", telegram_id=42, reply_to=message_id)
    assert received.ticket is not None
    assert received.ticket.number == mine
    async with world.database.reading() as session:
        assert (await session.get_one(Ticket, theirs)).customer_id != received.comment.customer_id
