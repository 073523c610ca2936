"""What customers hear of a trouble of many: that it is known, that it is over, and no question twice."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from board.models import IncidentPerson, Question
from board.store.db import Transaction
from board.talk import questions
from board.tickets import incidents
from board.tickets.incidents import Content
from board.values import State
from tests.bot.talking import Talk

KNOWN = {"en": "Card payments are down.", "ru": "Оплата картой не работает."}


async def opened(talk: Talk, *numbers: int, topic: str | None = "cash_desk") -> int:
    async def work(tx: Transaction) -> int:
        content = Content("Card payments", topic, KNOWN)
        return (await incidents.open_incident(tx, content, numbers)).id

    return await talk.do(work)


async def resolved(talk: Talk, incident: int, closing: str | None = None) -> None:
    await talk.do(partial(incidents.resolve, incident_id=incident, closing=closing))


async def test_who_picks_the_topic_may_wait_instead_of_a_ticket(talk: Talk) -> None:
    incident = await opened(talk)
    anna = await talk.registered()
    await anna.send("New ticket")
    asked = await anna.expect("about")
    assert asked.buttons[0].text.startswith("⚠️")
    await anna.send("cash desk")
    known = await anna.expect(KNOWN["en"])
    assert [button.text for button in known.buttons] == ["Tell me when it's fixed", "Open a ticket anyway"]

    await anna.tap(known, index=0)
    await anna.expect("as soon as it is fixed")
    await anna.tap(known, index=0)
    assert await talk.quiet(anna) == []
    await resolved(talk, incident)
    await anna.expect("works again")

    await talk.do(partial(incidents.reopen, incident_id=incident))
    await resolved(talk, incident, "The bank has mended it.")
    await anna.expect("The bank has mended it.")
    assert await talk.quiet(anna) == []
    assert await talk.tickets() == []


async def test_typed_answers_and_words_do_what_taps_do(talk: Talk) -> None:
    incident = await opened(talk)
    anna, boris = await talk.registered(), await talk.registered("Boris")
    for person in (anna, boris):
        await person.send("New ticket")
        await person.expect("about")
        await person.send("Касса")
        await person.expect(KNOWN["en"])

    await anna.send("tell me")
    await anna.expect("as soon as it is fixed")
    await boris.send("Terminal 3 prints nothing")

    opening = await boris.expect("First words")
    assert KNOWN["en"] not in opening.text
    (ticket,) = await talk.tickets()
    await talk.until_words(ticket.number, "Terminal 3 prints nothing")
    async with talk.database.reading() as session:
        assert await incidents.numbers_of(session, incident) == [ticket.number]
        followed = select(IncidentPerson.customer_id).where(IncidentPerson.followed_at.is_not(None))
        assert len((await session.scalars(followed)).all()) == 1


async def test_one_keyboard_opens_one_ticket_long_after_it_was_over(talk: Talk) -> None:
    incident = await opened(talk)
    anna = await talk.registered()
    await anna.send("New ticket")
    await anna.expect("about")
    await anna.send("cash desk")
    known = await anna.expect(KNOWN["en"])
    await resolved(talk, incident)

    await anna.tap(known, index=0)
    await anna.tap(known, index=1)
    await anna.expect("First words")
    await anna.tap(known, index=1)

    assert await talk.quiet(anna) == []
    assert len(await talk.tickets()) == 1
    async with talk.database.reading() as session:
        assert await incidents.numbers_of(session, incident) == []


async def test_kept_words_open_their_ticket_as_always_and_join(talk: Talk) -> None:
    incident = await opened(talk)
    anna = await talk.registered()
    await anna.send("Cards are refused")
    await anna.expect("about")
    await anna.send("cash desk")

    opening = await anna.expect("First words")

    assert f"⚠️ {KNOWN['en']}" in opening.text
    (ticket,) = await talk.tickets()
    await talk.until_words(ticket.number, "Cards are refused")
    async with talk.database.reading() as session:
        assert await incidents.numbers_of(session, incident) == [ticket.number]


async def test_one_rating_is_asked_of_a_person_and_the_loop_is_closed_once(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    second = await talk.another_ticket(anna, 1)
    incident = await opened(talk, first, second, topic=None)
    for number in (first, second):
        await talk.reply(number, "We know.")
        await anna.expect("We know.")
        await talk.resolve(number)
    await resolved(talk, incident, "It works.")
    await talk.advance(seconds=11)
    await anna.expect("How did we do?")

    for _ in range(2):
        await talk.do(partial(incidents.close_loop, incident_id=incident, texts={"en": "Fixed for good."}))
    await anna.expect("Fixed for good.")

    assert await talk.quiet(anna) == []
    assert len(await _ratings(talk)) == 1
    assert [await talk.state(number) for number in (first, second)] == [State.DONE, State.DONE]


async def _ratings(talk: Talk) -> list[Any]:
    async def asked(tx: Transaction) -> list[Any]:
        wanted = select(Question).where(Question.kind == questions.RATING)
        return list(await tx.session.scalars(wanted))

    return await talk.do(asked)
