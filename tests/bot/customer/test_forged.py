"""Taps with data that no button has: judged by kind and owner, answered at once, and nothing comes of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from itertools import count

import pytest
from sqlalchemy import select

from board.models import Customer, Question
from board.store import jobs
from board.store.db import Transaction
from board.talk import questions
from board.values import Json
from bot.talk import taps
from sandbox.client import Person
from tests.bot.customer.test_choosing import forged_tap
from tests.bot.talking import Talk

PREFIXES = sorted(taps._NAMES)
KINDS = (
    questions.ACCOUNT,
    questions.CONFIRM_ACCOUNT,
    questions.TOPIC,
    questions.WHICH,
    questions.RATING,
    questions.DESTROY,
)
ASKED_BY = {"confirm": questions.CONFIRM_ACCOUNT, "topic": questions.TOPIC, "which": questions.WHICH}
ASKED_BY |= {"rate": questions.RATING, "destroy": questions.DESTROY}
ODD = (
    "",
    "0",
    "1",
    "-1",
    "+1",
    " 1",
    "1_0",
    "１",
    "²",
    "9" * 18,
    "9" * 19,
    "-" + "9" * 18,
    "1e3",
    "0x1",
    "\0",
    "a:b",
    "😀",
)

_ids = count(50_000)


@pytest.mark.parametrize("prefix", sorted(ASKED_BY))
async def test_a_tap_answers_only_a_question_of_its_kind(talk: Talk, prefix: str) -> None:
    anna, number = await talk.with_ticket()
    asked = await _ask_everything(talk, anna, number)
    wrong = [question for kind, question in asked.items() if kind != ASKED_BY[prefix]]
    values = {"confirm": "1", "topic": "product", "which": str(number), "rate": "1", "destroy": "1"}

    said = [await forge(talk, anna, f"{prefix}:{question}:{values[prefix]}") for question in wrong]

    assert ["old message" in text for text in said] == [True] * len(wrong)
    assert await _open_questions(talk, asked) == set(asked.values())
    assert await talk.do(lambda tx: jobs.parked(tx.session)) == []


@pytest.mark.parametrize("prefix", sorted(ASKED_BY))
async def test_a_tap_answers_no_question_of_another_person(talk: Talk, prefix: str) -> None:
    anna, number = await talk.with_ticket()
    asked = await _ask_everything(talk, anna, number)
    boris = await talk.registered("Boris")

    for value in ("1", "0", "product", str(number)):
        said = await forge(talk, boris, f"{prefix}:{asked[ASKED_BY[prefix]]}:{value}")
        assert "old message" in said

    assert await _open_questions(talk, asked) == set(asked.values())


async def test_an_agents_words_never_become_the_customers_ticket(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    reply = await talk.reply(number, "Is the paper in?")
    await anna.expect("Is the paper in?")

    await forge(talk, anna, f"new:{reply.id}:{number}")

    assert [ticket.number for ticket in await talk.tickets()] == [number]


async def test_whatever_a_tap_says_it_is_answered_and_holds_up_nobody(talk: Talk) -> None:
    """Every prefix with every odd value, and a seeded mix of real ids in the wrong places."""
    anna, number = await talk.with_ticket()
    boris, comment = await talk.registered("Boris"), (await talk.reply(number, "On it.")).id
    await anna.expect("On it.")
    asked = await _ask_everything(talk, anna, number)
    chance = random.Random(27)
    real = (*map(str, asked.values()), str(number), str(number + 1), str(comment), "product", "choose", "en")
    forged = [f"{prefix}:{odd}:{chance.choice(ODD)}" for prefix, odd in itertools.product(PREFIXES, ODD)]
    forged += [f"{prefix}:{odd}" for prefix, odd in itertools.product(PREFIXES, ODD[:6])]
    forged += [
        f"{prefix}:{chance.choice(real)}:{chance.choice((*real, *ODD))}"
        for prefix in PREFIXES
        for _ in range(5)
    ]
    last = (await talk.phone.calls())[-1]["id"]

    for data in forged:
        await talk.phone.raw(_tap_of(boris, data))
    await boris.send("It is still mine.")

    answered = 0
    while answered < len(forged):
        calls = await talk.phone.calls(last, method="answerCallbackQuery", timeout=10)
        assert calls, f"{answered} of {len(forged)} were answered"
        answered, last = answered + len(calls), calls[-1]["id"]
    await talk.until_words(None, "It is still mine.")
    assert await talk.do(lambda tx: jobs.parked(tx.session)) == []
    assert await _open_questions(talk, asked) == set(asked.values())
    assert (await talk.ticket(number)).done_at is None


async def _ask_everything(talk: Talk, person: Person, number: int) -> dict[str, int]:
    """One open question of each kind, by its kind."""

    async def ask(tx: Transaction) -> dict[str, int]:
        found = await tx.session.scalars(select(Customer).where(Customer.telegram_id == person.id))
        customer = found.one()
        await questions.close(tx, customer.id, *KINDS)
        data: dict[str, Mapping[str, Json]] = {
            questions.CONFIRM_ACCOUNT: {"account": "17-204"},
            questions.WHICH: {"tickets": [number]},
            questions.RATING: {"resolution": "00000000-0000-0000-0000-000000000000"},
            questions.DESTROY: {"what": "erase", "account": None, "in_place": False},
        }
        asked = [await questions.ask(tx, customer, kind, data=data.get(kind)) for kind in KINDS]
        return {question.kind: question.id for question in asked}

    return await talk.do(ask)


async def _open_questions(talk: Talk, asked: Mapping[str, int]) -> set[int]:
    async def read(tx: Transaction) -> set[int]:
        wanted = select(Question.id).where(Question.id.in_(asked.values()), Question.answered_at.is_(None))
        return set(await tx.session.scalars(wanted))

    return await talk.do(read)


async def forge(talk: Talk, person: Person, data: str) -> str:
    """The text of the bot's answer to the tap."""
    known = await talk.phone.calls()
    await talk.phone.raw(_tap_of(person, data))
    after = known[-1]["id"] if known else 0
    (call,) = await talk.phone.calls(after, method="answerCallbackQuery", timeout=10)
    return str(call["params"].get("text", ""))


def _tap_of(person: Person, data: str) -> dict[str, object]:
    tap = forged_tap(person, data)
    query = tap["callback_query"]
    assert isinstance(query, dict)
    return {"callback_query": {**query, "id": str(next(_ids))}}
