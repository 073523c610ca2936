"""A reply that waits can be taken back: then it was never said, and its words are a draft again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from board.desk import quick_replies
from board.desk.quick_replies import Actions, Content
from board.errors import Conflict
from board.models import Comment, Customer, Question
from board.store.db import Transaction
from board.talk import conversation, drafts, questions, quick_answers, taking_back
from board.talk.drafts import Begun
from board.talk.quick_answers import Usual
from board.talk.taking_back import TakenBack
from board.tickets import handing_over
from board.values import DESK, Actor, AgentId, CommentId, Metric, Role, TicketNumber, Writing, agent_actor
from board.views.cards import cards
from sandbox.client import Person
from sla import fold
from tests.bot.customer.uploads import delivered, upload
from tests.bot.talking import PICTURE, ZONE, Talk

USUAL = Usual("en", ZONE)


async def test_all_that_a_reply_did_is_undone_and_its_words_are_a_draft_again(
    talk: Talk, tmp_path: Path
) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    await talk.do(partial(conversation.seen, number=number, up_to=2**60))
    asked = await talk.do(partial(_ask_which, person=anna.id))
    await talk.do(partial(conversation.summarize, number=number, text="Wants a call back."))
    before = await _all_of(talk, number)
    quick = await talk.do(
        partial(quick_replies.add, content=_CONTENT), agent_actor(AgentId(talk.vera.id or 0), Role.OWNER)
    )
    file = await upload(talk, tmp_path, PICTURE, "till.png", "image/png")
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    said = await talk.do(
        partial(
            quick_answers.reply,
            number=number,
            quick_reply=quick.id,
            text="Done, press it.",
            usual=USUAL,
            entities=bold,
            files=[file],
            reply_to=(await talk.said(number))[0].id,
            waits=True,
        )
    )
    assert (await _all_of(talk, number))["column"] == "done"
    await talk.do(partial(drafts.keep, number=number, mode=Writing.REPLY, begun=Begun("And more")))

    taken = await _take_back(talk, number, said.id)

    assert await _all_of(talk, number) == before
    assert taken.draft is not None
    draft = taken.draft
    assert (draft.text, draft.entities) == ("Done, press it.\nAnd more", bold)
    assert (draft.files, draft.reply_to) == ([file], (await talk.said(number))[0].id)
    assert draft.quick == {"id": quick.id, "actions": _CONTENT.actions.told, "files": []}
    assert (await talk.do(lambda tx: tx.session.get_one(Question, asked))).answered_at is None
    assert (await _take_back(talk, number, said.id)).draft is not None, "said twice"
    await talk.do(lambda tx: fold.refold(tx, TicketNumber(number)), DESK)
    assert await _all_of(talk, number) == before
    assert await talk.quiet(anna) == []


async def test_it_goes_after_five_seconds_and_nothing_of_the_chat_overtakes_it(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    first = await _waiting(talk, number, "One.")
    second = await _waiting(talk, number, "Two.")
    last = await talk.reply(number, "Three.")
    taken = await _take_back(talk, number, first.id)
    assert (taken.words and taken.words.text) == "One."

    await talk.advance(seconds=6)
    await delivered(talk, last.id)

    assert await _heard(anna) == ["Two.\n\n— Vera", "Three."]
    for gone in (second, last):
        with pytest.raises(Conflict, match="it has gone"):
            await _take_back(talk, number, gone.id)


async def test_only_its_writer_takes_it_back_and_what_somebody_did_since_stays(talk: Talk) -> None:
    _, number = await talk.with_ticket()
    mira = await talk.agent("Mira")
    said = await _waiting(talk, number, "One.")
    with pytest.raises(Conflict, match="writer"):
        await talk.do(partial(taking_back.take_back, number=number, comment_id=said.id), mira)
    await talk.do(lambda tx: _hand_over(tx, number, mira))

    await _take_back(talk, number, said.id)

    after = await _all_of(talk, number)
    assert (after["agent"], after["column"]) == ("Mira", "in_work")
    assert after["first_response"] == "running"


async def test_closing_words_wait_as_a_reply_does_and_the_ticket_is_as_before(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    before = await _all_of(talk, number)
    await talk.do(partial(conversation.close, number=number, text="All done.", waits=True))
    assert (await _all_of(talk, number))["column"] == "done"
    closing = await talk.do(
        lambda tx: tx.session.scalar(select(Comment.id).where(Comment.text == "All done."))
    )
    assert closing is not None

    taken = await _take_back(talk, number, closing)

    assert taken.draft is not None
    assert (taken.draft.text, await _all_of(talk, number)) == ("All done.", before)
    await talk.do(lambda tx: fold.refold(tx, TicketNumber(number)), DESK)
    assert await _all_of(talk, number) == before
    await talk.advance(seconds=20)
    assert await talk.quiet(anna) == [], "no rating is asked either"


_CONTENT = Content("Press", {"en": "Press it."}, Actions(["button"], "urgent", None, True))


async def _hand_over(tx: Transaction, number: int, to: Actor) -> bool:
    vera, mira = AgentId(tx.actor.id or 0), AgentId(to.id or 0)
    return await handing_over.hand_over(tx, TicketNumber(number), vera, mira)


async def _waiting(talk: Talk, number: int, text: str) -> Any:
    return await talk.do(partial(conversation.reply, number=number, text=text, waits=True))


async def _take_back(talk: Talk, number: int, comment: CommentId) -> TakenBack:
    return await talk.do(partial(taking_back.take_back, number=number, comment_id=comment))


async def _ask_which(tx: Transaction, person: int) -> int:
    customer = await tx.session.scalar(select(Customer).where(Customer.telegram_id == person))
    assert customer is not None
    return (await questions.ask(tx, customer, questions.WHICH)).id


async def _all_of(talk: Talk, number: int) -> dict[str, Any]:
    """What the card, its promises and its counts say."""
    (card,) = await talk.do(lambda tx: cards(tx.session, "en"))
    ticket = await talk.ticket(number)
    shown: dict[str, Any] = {
        name: card[name]
        for name in ("column", "lane", "state", "labels", "deadline", "timers", "last_line", "last_author")
    }
    promises = {each["metric"]: each["state"] for each in card["timers"]}
    return {
        **shown,
        "agent": card["agent"],
        "summary": ticket.summary_id,
        "done_at": ticket.done_at,
        "last_message_at": ticket.last_message_at,
        "first_response": promises[Metric.FIRST_RESPONSE],
    }


async def _heard(person: Person) -> list[str]:
    return [each.text for each in await person.messages() if each.is_from_bot][-2:]
