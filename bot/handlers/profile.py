"""The profile: accounts held, language, sign out, erase."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aiogram import Router
from aiogram.types import CallbackQuery

from board.people import accounts, customers
from board.people.normal_form import normal
from board.store.db import Transaction
from board.talk import questions
from bot.handlers.tapping import Tapped
from bot.talk import asking, keyboards, saying
from bot.talk.taps import AccountAct, AccountTap, LanguageTap, ProfileAct, ProfileTap
from bot.texts.catalog import LANGUAGES, say

if TYPE_CHECKING:
    from board.models import Account, Customer


def router() -> Router:
    router = Router(name="profile")
    router.callback_query.register(_account_tapped, Tapped(AccountTap))
    router.callback_query.register(_language_tapped, Tapped(LanguageTap))
    router.callback_query.register(_profile_tapped, Tapped(ProfileTap))
    return router


async def show(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """An account held can be switched to by typing its number, too."""
    held = await accounts.held(tx, customer)
    if held:
        await questions.ask(tx, customer, questions.ACCOUNT, data={"only_held": True})
    markup = keyboards.profile(customer.language, held, customer.account_id)
    await saying.tell(tx, chat_id, _card(customer, held), markup=markup)


async def switch_typed(tx: Transaction, customer: Customer, chat_id: int, text: str) -> bool:
    """Whether the text was the number of an account they hold; then new tickets are for it."""
    key = normal(text)
    account = next((held for held in await accounts.held(tx, customer) if held.key == key), None)
    if account is None:
        return False
    await accounts.switch(tx, customer, account.id)
    await saying.tell(tx, chat_id, say(customer.language, "profile.switched", account=account.number))
    return True


def _card(customer: Customer, held: list[Account]) -> str:
    language = customer.language
    lines = [say(language, "profile.title")]
    for account in held:
        is_current = account.id == customer.account_id and len(held) > 1
        key = "profile.account_current" if is_current else "profile.account"
        lines.append(say(language, key, account=account.number))
    if not held:
        lines.append(say(language, "profile.no_account"))
    lines.append(say(language, "profile.language", language=say(language, "language.name")))
    return "\n".join(lines)


async def _account_tapped(query: CallbackQuery, tap: AccountTap, tx: Transaction, customer: Customer) -> None:
    account = next((held for held in await accounts.held(tx, customer) if held.id == tap.account), None)
    if account is None:
        await saying.answer_tap(tx, query.id, query.from_user.id, say(customer.language, "button.old"))
        return
    match tap.act:
        case AccountAct.SWITCH:
            await accounts.switch(tx, customer, account.id)
            said = say(customer.language, "profile.switched", account=account.number)
        case AccountAct.REMOVE:
            await accounts.leave(tx, customer, account.id)
            said = say(customer.language, "profile.removed", account=account.number)
        case _:
            assert_never(tap.act)
    await saying.answer_tap(tx, query.id, query.from_user.id, said)
    await _redraw(tx, query, customer)


async def _language_tapped(
    query: CallbackQuery, tap: LanguageTap, tx: Transaction, customer: Customer
) -> None:
    if tap.language not in LANGUAGES:
        await saying.answer_tap(tx, query.id, query.from_user.id, say(customer.language, "button.old"))
        return
    await customers.set_language(tx, customer, tap.language)
    said = say(tap.language, "language.chosen")
    await saying.answer_tap(tx, query.id, query.from_user.id, said)
    await saying.tell(tx, query.from_user.id, said, markup=keyboards.menu(tap.language))
    await _redraw(tx, query, customer)


async def _profile_tapped(query: CallbackQuery, tap: ProfileTap, tx: Transaction, customer: Customer) -> None:
    chat_id, language = query.from_user.id, customer.language
    match tap.act:
        case ProfileAct.ADD:
            await asking.ask_account(tx, customer, chat_id, "account.ask_more")
        case ProfileAct.SIGN_OUT:
            await _ask_in_place(tx, query, say(language, "sign_out.ask"), keyboards.sign_out(language))
        case ProfileAct.SIGN_OUT_NO:
            await _redraw(tx, query, customer)
        case ProfileAct.SIGN_OUT_YES:
            await accounts.sign_out(tx, customer)
            await questions.close(tx, customer.id, questions.TOPIC, questions.CONFIRM_ACCOUNT)
            await questions.ask(tx, customer, questions.ACCOUNT)
            await saying.tell(tx, chat_id, say(language, "profile.signed_out"))
            await _redraw(tx, query, customer)
        case ProfileAct.ERASE:
            markup = keyboards.erase(language)
            await saying.tell(tx, chat_id, say(language, "erase.ask"), markup=markup)
        case ProfileAct.ERASE_YES:
            await customers.erase(tx, customer)
            await saying.tell(tx, chat_id, say(language, "erase.done"), markup=keyboards.NONE)
        case ProfileAct.ERASE_NO:
            await saying.tell(tx, chat_id, say(language, "erase.kept"))
        case _:
            assert_never(tap.act)
    await saying.answer_tap(tx, query.id, chat_id)


async def _ask_in_place(tx: Transaction, query: CallbackQuery, text: str, markup: keyboards.Markup) -> None:
    """Replace the profile by the question, so that it does not show accounts that are gone afterwards."""
    if query.message is not None:
        await saying.reword(tx, query.from_user.id, query.message.message_id, text, markup)


async def _redraw(tx: Transaction, query: CallbackQuery, customer: Customer) -> None:
    """Update the profile message that was tapped."""
    if query.message is not None:
        held = await accounts.held(tx, customer)
        markup = keyboards.profile(customer.language, held, customer.account_id)
        await saying.reword(tx, query.from_user.id, query.message.message_id, _card(customer, held), markup)
