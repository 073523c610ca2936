"""The profile as a message: accounts held, language, and a button for each thing that can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.desk import privacy
from board.desk.privacy import Mode
from board.people import accounts, consents
from board.store.db import Transaction
from board.talk import questions
from board.values import ConsentKind
from board.words.catalog import say
from bot.talk import keyboards, saying
from bot.talk.buttons import Markup, drawn
from bot.talk.pages import page_of
from bot.talk.taps import ProfileAct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from board.models import Account, Customer


async def send(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """What is on it can be typed until they write about something else."""
    question = await questions.ask(tx, customer, questions.PROFILE)
    text, markup = await page(tx, customer, question.id, 0)
    await saying.tell(tx, chat_id, text, markup=markup, question=question.id)


async def redraw(tx: Transaction, customer: Customer, chat_id: int, message_id: int) -> None:
    """Put it in the place of a message of ours."""
    question = await questions.shown_in(tx, customer, questions.PROFILE, message_id)
    if question is None:
        question = await questions.ask(tx, customer, questions.PROFILE)
        question.message_id = message_id
    text, markup = await page(tx, customer, question.id, question.data.get("page", 0))
    await saying.reword(tx, chat_id, message_id, text, markup)


async def page(tx: Transaction, customer: Customer, question: int, number: int) -> tuple[str, Markup]:
    held = await accounts.held(tx, customer)
    shown = page_of(held, number)
    may = await privacy_acts(tx, customer)
    rows = keyboards.profile(question, shown, customer.account_id, has_any=bool(held), privacy=may)
    has_several = len(held) > 1
    return _text(customer, shown.items, has_several=has_several), drawn(customer.language, rows)


async def privacy_acts(tx: Transaction, customer: Customer) -> Sequence[ProfileAct]:
    """The text, where there is one; who agreed to it may take that back."""
    if (await privacy.rules(tx.session)).mode is Mode.OFF:
        return ()
    said = await consents.latest(tx.session, customer.id)
    agreed = said is not None and said.what == ConsentKind.AGREED
    return (ProfileAct.PRIVACY, ProfileAct.WITHDRAW) if agreed else (ProfileAct.PRIVACY,)


def _text(customer: Customer, shown: Sequence[Account], *, has_several: bool) -> str:
    language = customer.language
    lines = [say(language, "profile.title")]
    for account in shown:
        is_current = account.id == customer.account_id and has_several
        key = "profile.account_current" if is_current else "profile.account"
        lines.append(say(language, key, account=account.number))
    if not shown:
        lines.append(say(language, "profile.no_account"))
    lines.append(say(language, "profile.language", language=say(language, "language.name")))
    return "\n".join(lines)
