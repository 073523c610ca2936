"""What was answered before: which earlier tickets are shown for one, and what their answers become."""

from __future__ import annotations

import pytest

from board.people import customers
from board.talk.reusing import Names, as_draft
from board.tickets import ratings
from board.values import DESK
from board.views.similar import SimilarTicketJson, similar
from tests.twins import fill_with_twins
from tests.world import World

BORIS, CARL = 43, 44
ANSWER = "Anna, откройте Сервис, выберите Принтер и дважды нажмите Протяжку."


async def test_an_earlier_ticket_is_shown_with_the_answer_that_solved_it(world: World) -> None:
    first = await _solved(world, "Принтер печатает пустые чеки", ANSWER)
    await world.customer(BORIS, "17-204")
    number = await world.open(BORIS, topic="cash_desk")
    await world.hear(await world.speak(BORIS), "у нас принтер чеки пустыми печатал")

    (shown,) = await _similar(world, number)

    assert (shown["number"], shown["opening"]) == (first, "Принтер печатает пустые чеки")
    assert shown["answer"]["text"] == ANSWER
    assert shown["answer"]["agent"] == "Vera"


async def test_the_same_topic_and_a_liked_answer_come_first(world: World) -> None:
    other = await _solved(
        world, "Принтер печатает пустые чеки", "Вызовите мастера по номеру на корпусе.", "billing"
    )
    plain = await _solved(world, "Принтер печатает пустые чеки", "Смените ленту и закройте крышку плотно.")
    liked = await _solved(world, "Принтер печатает пустые чеки", ANSWER)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, liked, 1)
    number = await _asked(world, "принтер печатает пустые чеки")

    assert [each["number"] for each in await _similar(world, number)] == [liked, plain, other]


async def test_the_same_answer_stands_once_with_how_often_it_was_given(world: World) -> None:
    for _ in range(2):
        await _solved(world, "Принтер печатает пустые чеки", ANSWER)
    last = await _solved(world, "Принтер печатает пустые чеки", ANSWER.replace("Anna", "Anna Berg"))
    number = await _asked(world, "принтер печатает пустые чеки")

    (shown,) = await _similar(world, number)
    assert (shown["number"], shown["times"]) == (last, 3)


async def test_nothing_is_shown_of_what_is_unlike_unanswered_or_erased(world: World) -> None:
    await _solved(world, "Нужен акт сверки за март", "Акт отправили на почту бухгалтера вчера вечером.")
    await _solved(world, "Принтер печатает пустые чеки", "Рады помочь! Хорошего дня.")
    gone = await _solved(world, "Принтер печатает пустые чеки", ANSWER, person=CARL)
    number = await _asked(world, "принтер печатает пустые чеки")
    assert [each["number"] for each in await _similar(world, number)] == [gone]

    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, CARL))
    assert await _similar(world, number) == []
    silent = await world.open(BORIS, topic="billing")
    assert await _similar(world, silent) == []


async def test_who_says_next_to_nothing_is_like_nobody(world: World) -> None:
    vague = ("не работает", "Помогите!!!", "help", "Halo min, tidak bisa jalan", "🙏")
    for _ in range(6):
        await _solved(world, f"{' '.join(vague)} Принтер печатает пустые чеки", ANSWER)

    for words in vague:
        assert await _similar(world, await _asked(world, words)) == [], words
    assert await _similar(world, await _asked(world, "принтер не работает, чеки пустые")) != []


async def test_the_right_answer_is_mostly_among_the_first_three(world: World) -> None:
    """As `tests/bench/bench_similar.py` measures it on a bigger desk."""
    for person, account in ((42, "17-203"), (BORIS, "17-204")):
        await world.customer(person, account)
    twins = await fill_with_twins(world.database, pairs=45, others=600)

    found = [[each["answer"]["text"] for each in await _similar(world, twin.number)] for twin in twins]

    alike = [
        twin.answer in answers for twin, answers in zip(twins, found, strict=True) if not twin.is_reworded
    ]
    reworded = [
        twin.answer in answers for twin, answers in zip(twins, found, strict=True) if twin.is_reworded
    ]
    assert sum(alike) >= 0.9 * len(alike)
    assert sum(reworded) >= 0.4 * len(reworded)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("Здравствуйте, Анна Петровна! Анне вернут.", "Здравствуйте, Борис! Борис вернут."),
        ("Счёт 17-203, а не 17-2034: #1001.", "Счёт 20-1, а не 17-2034: #1009."),
        ("Аннотация к анне", "Аннотация к анне"),
    ],
)
def test_names_and_numbers_become_those_of_the_one_who_is_answered(text: str, draft: str) -> None:
    was, now = Names("Анна Петровна", "17-203", 1001), Names("Борис Круг", "20-1", 1009)

    assert as_draft(text, [], was, now).text == draft


def test_formatting_stays_on_its_words() -> None:
    entity = {"type": "bold", "offset": 6, "length": 4}

    moved = as_draft("Anna: 👀 go", [entity], Names("Anna", None, 1), Names("Bartholomew", None, 2))

    assert moved.text == "Bartholomew: 👀 go"
    assert moved.entities == [{"type": "bold", "offset": 13, "length": 4}]
    gone = as_draft("Anna, 17-203", [], Names("Anna", "17-203", 1), Names("—", None, 2))
    assert gone.text == "…, …"


async def _solved(
    world: World, words: str, answer: str, topic: str = "cash_desk", *, person: int = 42
) -> int:
    await world.customer(person)
    number = await world.open(person, topic)
    await world.write(words, telegram_id=person)
    await world.answer(number, answer)
    await world.answer(number, "Пожалуйста, обращайтесь ещё!")
    await world.resolve(number)
    return number


async def _asked(world: World, words: str) -> int:
    await world.customer(BORIS, "17-204")
    number = await world.open(BORIS, topic="cash_desk")
    await world.write(words, telegram_id=BORIS)
    return number


async def _similar(world: World, number: int) -> list[SimilarTicketJson]:
    async with world.database.reading() as session:
        return (await similar(session, number, "en"))["items"]
