"""Answers given often: which of them are proposed as quick replies, in which words, and until when."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from board.desk import quick_replies
from board.desk.quick_replies import Content
from board.errors import NotAllowed, NotFound
from board.models import Change, Comment
from board.people import customers
from board.talk import proposing, repeated, rewording
from board.talk.reusing import Names
from board.tickets import incidents
from board.upkeep.taking_back import take_back
from board.values import DESK, AgentId, CommentId, Role, Thing, agent_actor
from board.views.proposals import ProposalJson, comments_saying, proposals
from board.views.similar import similar
from tests.world import World

STEPS = "откройте Сервис, выберите Принтер и дважды нажмите Протяжку"
ANSWERS = (
    f"Здравствуйте, Anna! Пожалуйста, {STEPS}. Заявка 4411. С уважением, Vera",
    f"Добрый день! {STEPS[0].upper()}{STEPS[1:]}. Заявка 555. Хорошего дня!",
    f"Anna, {STEPS}. Заявка 12.",
)


async def test_an_answer_given_on_three_tickets_is_proposed_without_what_is_one_customers(
    world: World,
) -> None:
    numbers = [await _answered(world, answer) for answer in ANSWERS[:2]]
    await _answered(world, "Смените ленту и закройте крышку плотно.")
    assert await _proposed(world) == []

    numbers.append(await _answered(world, ANSWERS[2]))

    (proposal,) = await _proposed(world)
    assert (proposal["times"], proposal["tickets"], proposal["language"]) == (3, numbers[::-1], "ru")
    assert proposal["text"] == f"{{customer.first_name}}, {STEPS}. Заявка [[впишите]]."
    assert proposal["title"] == "Откройте Сервис, выберите Принтер"


async def test_what_is_a_quick_reply_or_began_as_one_is_not_proposed(world: World) -> None:
    for answer in ANSWERS:
        await _answered(world, answer)
    async with world.database.transaction(DESK) as tx:
        row = await quick_replies.add(tx, Content("Printer", {"ru": f"{STEPS}. Заявка [[какая?]]."}))
    assert await _proposed(world) == []

    async with world.database.transaction(DESK) as tx:
        await quick_replies.remove(tx, row.id)
    assert len(await _proposed(world)) == 1
    async with world.database.transaction(DESK) as tx:
        await tx.session.execute(update(Comment).values(quick_reply_id=row.id))
    assert await _proposed(world) == []


async def test_tickets_of_one_incident_are_answered_once(world: World) -> None:
    numbers = [await _answered(world, answer) for answer in ANSWERS]
    async with world.database.transaction(world.agent) as tx:
        await incidents.open_incident(tx, incidents.Content("Printers"), numbers[:2])

    assert await _proposed(world) == []


async def test_one_that_was_dismissed_stays_away_until_that_is_taken_back(world: World) -> None:
    for answer in ANSWERS:
        await _answered(world, answer)
    (proposal,) = await _proposed(world)
    comment = CommentId(proposal["comment"])

    async with world.database.transaction(agent_actor(AgentId(world.agent.id or 0), Role.AGENT)) as tx:
        with pytest.raises(NotAllowed):
            await proposing.dismiss(tx, comment, [])
    for _ in range(2):
        async with world.database.transaction(world.agent) as tx:
            await proposing.dismiss(tx, comment, await comments_saying(tx.session, comment))
    await _answered(world, ANSWERS[0])
    assert await _proposed(world) == []

    async with world.database.transaction(world.agent) as tx:
        change = (await tx.session.scalars(select(Change.id).where(Change.thing == Thing.PROPOSAL))).one()
        await take_back(tx, change)
    (proposal,) = await _proposed(world)
    assert proposal["times"] == 4


async def test_words_that_were_changed_or_are_gone_are_proposed_by_nothing(world: World) -> None:
    for answer in ANSWERS:
        await _answered(world, answer)
    number = await _answered(world, ANSWERS[1])
    (proposal,) = await _proposed(world)
    assert proposal["times"] == 4
    async with world.database.transaction(world.agent) as tx:
        await rewording.reword(tx, proposal["comment"], "Смените ленту и закройте крышку плотно.")
    (proposal,) = await _proposed(world)
    assert (proposal["times"], number in proposal["tickets"]) == (3, False)

    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
        assert (await tx.session.scalars(select(Comment.likeness).where(Comment.likeness != []))).all() == []

    assert await _proposed(world) == []
    async with world.database.reading() as session:
        with pytest.raises(NotFound):
            await comments_saying(session, proposal["comment"])


async def test_answers_of_before_are_looked_at_too(world: World) -> None:
    for answer in ANSWERS:
        await _answered(world, answer)
    async with world.database.transaction(DESK) as tx:
        await tx.session.execute(update(Comment).values(likeness=None))
    assert await _proposed(world) == []

    async with world.database.transaction(DESK) as tx:
        assert await proposing.liken_earlier(tx) == len(ANSWERS)
        assert await proposing.liken_earlier(tx) == 0

    assert len(await _proposed(world)) == 1


async def test_it_stands_with_the_answers_of_a_ticket_like_theirs(world: World) -> None:
    for answer in ANSWERS:
        await world.resolve(await _answered(world, answer))
    number = await world.open(topic="cash_desk")
    await world.write("принтер печатает пустые чеки")

    async with world.database.reading() as session:
        told = await similar(session, number, "ru", with_proposal=True)
        assert (await similar(session, number, "ru"))["proposal"] is None

    assert told["proposal"] == (await _proposed(world))[0]


@pytest.mark.parametrize(
    ("text", "other", "template"),
    [
        (
            "Dear Bob Lee, order A-17 left Berlin.",
            "Order B-2 left Riga.",
            "Dear {customer.first_name}, order [[…]] left [[…]].",
        ),
        (
            "Account 17-203 is open (#1001). Vera",
            "Account 20-1 is open. Vera",
            "Account {account.number} is open (#{ticket.number}). {agent.name}",
        ),
        ("Open Settings. Press Save.", "open settings, press save", "Open Settings. Press Save."),
    ],
)
def test_only_what_others_were_told_too_stays_in_a_proposal(text: str, other: str, template: str) -> None:
    own = Names("Bob Lee", "17-203", 1001)

    assert repeated.as_template(text, own, [other, other], "Vera", "…") == template


def test_answers_are_the_same_but_for_greetings_names_and_numbers() -> None:
    words = [repeated.words_of(answer, "Anna", "Vera") for answer in ANSWERS]

    assert words[0] == words[1] == words[2]
    assert not repeated.is_same(words[0], repeated.words_of("Откройте Сервис и вызовите мастера."))
    marks = set(repeated.likeness(ANSWERS[0]))
    assert all(marks & set(repeated.likeness(answer)) for answer in ANSWERS)
    assert not marks & set(repeated.likeness("Акт сверки отправили на почту бухгалтера вчера вечером."))
    assert repeated.likeness("Здравствуйте! Готово, всё работает.") == []


async def _answered(world: World, answer: str) -> int:
    await world.customer()
    number = await world.open(topic="cash_desk")
    await world.write("Принтер печатает пустые чеки")
    await world.answer(number, answer)
    return number


async def _proposed(world: World) -> list[ProposalJson]:
    async with world.database.reading() as session:
        return (await proposals(session))["items"]
