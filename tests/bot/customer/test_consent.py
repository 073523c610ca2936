"""Where the company asks for consent, nobody new goes on before they agree, and nothing they wrote is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import func, select

from board.desk import company, privacy, texts
from board.desk.privacy import Mode
from board.models import AccountTry, Consent, Question
from board.people import accounts, customers, invites
from board.store.db import Transaction
from board.talk import questions
from board.values import DESK
from bot.talk.consenting import pieces
from sandbox.client import Message, Person
from tests.bot.customer.test_profile import profile
from tests.bot.talking import ACCOUNT, Talk

TEXT = "We keep your words for a year."
ASKED = "Do you agree?"


async def asking(talk: Talk, mode: Mode = Mode.ASKED) -> None:
    await talk.do(partial(company.set_text, key=texts.PRIVACY_TEXT, text=TEXT), DESK)
    await talk.do(partial(privacy.set_rules, mode=mode), DESK)


async def asked(person: Person) -> Message:
    return await person.expect(ASKED, buttons=2)


async def test_after_the_yes_what_was_written_goes_on_and_its_number_is_not_asked_again(talk: Talk) -> None:
    await asking(talk)
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    assert TEXT in (await asked(anna)).text
    await anna.send(f"The till stopped, we are {ACCOUNT}")
    kept = await anna.expect("Your message is kept", buttons=2)
    assert TEXT not in kept.text, "it stands right above"
    assert not await _looked_up(talk)

    await anna.send("yes")

    await anna.tap(await anna.expect(f"Is it {ACCOUNT}?", after=kept.id), "Yes")
    await anna.expect(f"Account {ACCOUNT} is linked")
    assert not [each for each in await anna.messages() if "send your account number" in each.text]
    assert await talk.words(None) == [f"The till stopped, we are {ACCOUNT}"]
    assert await _said(talk, anna) == ["agreed"]


async def test_a_no_forgets_what_was_written_and_start_asks_again(talk: Talk) -> None:
    await asking(talk)
    anna = await talk.phone.person("Anna")
    await anna.send("It stopped. 99-999")
    question = await asked(anna)

    await anna.tap(question, "I do not agree")

    await anna.expect("what you wrote is forgotten")
    await anna.send("And now?")
    await anna.send("/start")
    again = await anna.expect(ASKED, after=question.id, buttons=2)
    assert await talk.words(None) == []
    await anna.tap(again, "I agree")
    await anna.expect("send your account number")
    assert await _said(talk, anna) == ["refused", "agreed"]
    assert not await _looked_up(talk)


async def test_an_invite_waits_for_the_yes(talk: Talk) -> None:
    await asking(talk)
    invite = await talk.do(_invite, DESK)
    anna = await talk.phone.person("Anna")

    await anna.send(f"/start {invite}")
    question = await asked(anna)
    assert await talk.do(_accounts_of(anna)) == 0
    await anna.tap(question, "I agree")

    await anna.expect(ACCOUNT, after=question.id)
    assert await talk.do(_accounts_of(anna)) == 1


async def test_who_was_here_before_is_told_once_and_goes_on(talk: Talk) -> None:
    anna = await talk.registered()
    await asking(talk)

    await talk.another_ticket(anna)
    await talk.another_ticket(anna)

    told = [each for each in await anna.messages() if TEXT in each.text]
    assert len(told) == 1
    assert await _said(talk, anna) == ["told"]


async def test_a_changed_text_is_asked_again_only_if_the_owner_says_so(talk: Talk) -> None:
    await asking(talk)
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    question = await asked(anna)
    await anna.tap(question, "I agree")
    await anna.expect("send your account number")

    await talk.do(partial(company.set_text, key=texts.PRIVACY_TEXT, text="For two years."), DESK)
    await anna.send("/start")
    await anna.expect("send your account number", after=question.id + 2)
    await talk.do(partial(privacy.set_rule, choice=privacy.ANEW), DESK)
    await anna.send("/start")

    assert "For two years." in (await anna.expect(ASKED, after=question.id + 1, buttons=2)).text


async def test_a_number_shown_before_consent_was_asked_is_not_looked_up_before_the_yes(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    await anna.send(ACCOUNT)
    shown = await anna.expect(f"Is it {ACCOUNT}?")
    await asking(talk)

    await anna.tap(shown, "Yes")
    question = await asked(anna)
    assert await talk.do(_accounts_of(anna)) == 0
    await anna.tap(question, "I agree")

    await anna.tap(await anna.expect(f"Is it {ACCOUNT}?", after=question.id), "Yes")
    await anna.expect(f"Account {ACCOUNT} is linked")


async def test_consent_is_seen_and_withdrawn_in_the_profile(talk: Talk) -> None:
    await asking(talk)
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    await anna.tap(await asked(anna), "I agree")
    await anna.expect("send your account number")
    card = await profile(anna)
    await anna.tap(card, "Privacy")
    await anna.expect("You agreed on")

    await anna.tap(card, "Withdraw my consent")
    await anna.tap(await anna.expect("Withdraw your consent?"), index=0)

    await anna.expect("Your consent is withdrawn")
    async with talk.database.reading() as session:
        assert not (await session.scalars(select(Consent))).all()


async def test_where_it_is_only_said_nobody_is_held_up(talk: Talk) -> None:
    await asking(talk, Mode.SAID)
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    assert "/privacy" in (await anna.expect("send your account number")).text
    await anna.send("/privacy")
    await anna.expect(TEXT)


def test_a_long_text_is_cut_where_people_would() -> None:
    text = "\n\n".join(["word " * 30] * 10).strip()
    cut = pieces(text, 400)
    assert all(len(each) <= 400 for each in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert pieces("😀" * 10, 5) == ["😀😀"] * 5
    assert pieces("", 5) == [""]


async def _looked_up(talk: Talk) -> int:
    async with talk.database.reading() as session:
        tries = (await session.execute(select(func.count()).select_from(AccountTry))).scalar_one()
    confirmed = await talk.do(lambda tx: _asked_about(tx, questions.CONFIRM_ACCOUNT))
    return tries + confirmed


async def _asked_about(tx: Transaction, kind: str) -> int:
    asked = select(func.count()).select_from(Question).where(Question.kind == kind)
    return (await tx.session.execute(asked)).scalar_one()


async def _said(talk: Talk, person: Person) -> list[str]:
    customer = await talk.customer(person)
    async with talk.database.reading() as session:
        said = await session.scalars(
            select(Consent.what).where(Consent.customer_id == customer.id).order_by(Consent.id)
        )
        return list(said)


async def _invite(tx: Transaction) -> str:
    return (await invites.add(tx, invites.Carried(), ACCOUNT)).secret


def _accounts_of(person: Person) -> Callable[[Transaction], Awaitable[int]]:
    async def held(tx: Transaction) -> int:
        customer = await customers.by_telegram(tx, person.id)
        return len(await accounts.held(tx, customer)) if customer else 0

    return held
