"""Lists that would outgrow a keyboard come in pages: accounts, tickets, topics."""

from __future__ import annotations

from datetime import UTC

import pytest

from board.models import Account, Topic
from board.people import accounts, customers, door
from board.store import jobs
from board.store.db import Transaction
from board.talk import questions
from board.values import DESK, AccountId, State, customer_actor
from board.views.chat import Person as PersonInChat
from board.views.chat import TicketInChat
from board.words.catalog import LANGUAGES
from bot.talk import keyboards
from bot.talk.buttons import drawn
from bot.talk.pages import ON_A_PAGE, page_of
from sandbox.client import Message, Person
from sandbox.keyboards import checked_markup
from tests.bot.customer.test_forged import forge
from tests.bot.machinery import until
from tests.bot.talking import Talk, topic_question

_LONGEST = "Ж" * 300


async def holder_of(talk: Talk, count: int) -> Person:
    """Anna, with so many accounts."""
    anna = await talk.registered()

    async def link(tx: Transaction) -> None:
        customer = await customers.meet(tx, anna.id, "Anna", None, "en")
        for number in range(count - 1):
            await accounts.register(tx, customer, await accounts.add(tx, f"55-{number:03}"))
        await questions.close(tx, customer.id, questions.ACCOUNT)

    await talk.do(link, DESK)
    return anna


async def until_has(person: Person, message: Message, button: str) -> Message:
    async def has() -> bool:
        return button in texts_of(await person.message(message.id))

    await until(has)
    return await person.message(message.id)


def texts_of(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def test_forty_eight_accounts_come_in_pages(talk: Talk) -> None:
    anna = await holder_of(talk, 48)
    await anna.press("Profile")
    shown = await anna.expect("Your profile")
    assert "Remove 17-203" in texts_of(shown)
    assert "Remove 55-040" not in texts_of(shown)

    for first in ("55-009", "55-019", "55-029", "55-039"):
        await anna.tap(shown, "More ›")
        shown = await until_has(anna, shown, first)

    assert "More ›" not in texts_of(shown)
    answer = await anna.tap(shown, "55-040")
    assert answer.text == "New tickets are for account 55-040 now."
    assert "55-046 (" not in (await until_has(anna, shown, "✓ 55-040")).text


async def test_pages_can_be_turned_by_typing_and_any_account_named(talk: Talk) -> None:
    anna = await holder_of(talk, 15)
    await anna.press("Profile")
    first = await anna.expect("Your profile")

    await anna.send("Ещё")
    second = await anna.expect("Your profile", after=first.id)
    assert "Remove 55-013" in texts_of(second)
    await anna.send("Убрать 17-203")

    await anna.expect("Remove 17-203?")


async def test_many_tickets_come_in_pages(talk: Talk) -> None:
    anna, oldest = await talk.with_ticket()

    async def open_many(tx: Transaction) -> None:
        customer = await customers.meet(tx, anna.id, "Anna", None, "en")
        tx.actor = customer_actor(customer.id)
        for _ in range(20):
            await door.open_ticket(tx, customer, "billing", UTC)

    await talk.do(open_many, DESK)
    await anna.press("My tickets")
    shown = await anna.expect("Your tickets.")
    assert len(texts_of(shown)) == ON_A_PAGE + 1
    of_list = str(shown.buttons[-1].data).rsplit(":", 1)[0]
    assert await forge(talk, anna, f"{of_list}:{'9' * 18}") == ""
    assert await talk.do(lambda tx: jobs.parked(tx.session)) == []
    await anna.press("My tickets")
    shown = await anna.expect("Your tickets.")

    await anna.tap(shown, "More ›")
    shown = await until_has(anna, shown, "‹ Back")
    await anna.tap(shown, "More ›")
    shown = await until_has(anna, shown, f"#{oldest} · Cash desk")

    assert shown.text.split("\n")[1:] == [f"#{oldest} · Cash desk: waiting for an agent"]
    await anna.tap(shown, f"#{oldest} · Cash desk")
    await anna.expect("What you write now goes to this ticket.")


async def test_many_topics_come_in_pages(talk: Talk) -> None:
    async def add_many(tx: Transaction) -> None:
        cash = await tx.session.get_one(Topic, "cash_desk")
        for number in range(20):
            names = {"en": f"Machine {number}"}
            tx.session.add(
                Topic(
                    key=f"machine_{number}",
                    names=names,
                    prompts={},
                    board_key=cash.board_key,
                    lane_key=cash.lane_key,
                    position=100 + number,
                )
            )

    await talk.do(add_many, DESK)
    anna = await talk.registered()
    await anna.press("New ticket")
    asked = await topic_question(anna)

    await anna.tap(asked, "More ›")
    asked = await until_has(anna, asked, "Machine 16")
    await anna.tap(asked, "Machine 16")
    await anna.expect("Machine 16. First words")

    assert [ticket.topic_key for ticket in await talk.tickets()] == ["machine_16"]


@pytest.mark.fast
def test_whatever_is_listed_a_page_is_what_telegram_takes() -> None:
    """The sandbox refuses what Telegram refuses, by buttons and by bytes."""
    accounts = [Account(id=AccountId(10**9 + n), number="Ж" * 40, key=str(n)) for n in range(500)]
    names = dict.fromkeys(LANGUAGES, _LONGEST)
    topics = [Topic(key=f"{n:040}", names=names) for n in range(500)]
    person = PersonInChat(1, 1, "ru", is_registered=True, is_blocked=False, is_barred=False)
    tickets = [
        TicketInChat(
            *(10**9 + n, _LONGEST, "longest", names, "", State.INBOX, None, None, person, None, True, True),
            board="product",
            lane="today",
        )
        for n in range(500)
    ]
    for language in LANGUAGES:
        for number in (0, 7, 10**17):
            for rows in (
                keyboards.profile(10**9, page_of(accounts, number), 10**9, has_any=True),
                keyboards.topics(10**9, page_of(topics, number)),
                keyboards.own_tickets(10**9, page_of(tickets, number)),
            ):
                assert checked_markup(drawn(language, rows))
