"""The profile: accounts held, language, sign out, erase."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from board.people import accounts, customers
from board.people.normal_form import normal
from board.store.db import Transaction
from board.talk import questions
from bot.handlers import destroying
from bot.handlers.destroying import Destroys
from bot.handlers.tapping import Tapped
from bot.talk import asking, keyboards, profile_card, saying
from bot.talk.taps import AccountAct, AccountTap, LanguageTap, ProfileAct, ProfileTap
from bot.texts.catalog import LANGUAGES, say

if TYPE_CHECKING:
    from board.models import Customer


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
    await profile_card.send(tx, customer, chat_id, held)


async def switch_typed(tx: Transaction, customer: Customer, chat_id: int, text: str) -> bool:
    """Whether the text was the number of an account they hold; then new tickets are for it."""
    key = normal(text)
    account = next((held for held in await accounts.held(tx, customer) if held.key == key), None)
    if account is None:
        return False
    await accounts.switch(tx, customer, account.id)
    await saying.tell(tx, chat_id, say(customer.language, "profile.switched", account=account.number))
    return True


async def _account_tapped(
    query: CallbackQuery, tap: AccountTap, bot: Bot, tx: Transaction, customer: Customer
) -> None:
    chat_id = query.from_user.id
    account = next((held for held in await accounts.held(tx, customer) if held.id == tap.account), None)
    if account is None:
        await saying.answer_tap(tx, query.id, chat_id, say(customer.language, "button.old"))
        return
    match tap.act:
        case AccountAct.SWITCH:
            await accounts.switch(tx, customer, account.id)
            said = say(customer.language, "profile.switched", account=account.number)
            await saying.answer_tap(tx, query.id, chat_id, said)
            await _redraw(tx, query, customer)
        case AccountAct.REMOVE:
            await saying.answer_tap(tx, query.id, chat_id)
            place = _place(query, bot)
            await destroying.ask(tx, customer, chat_id, Destroys.REMOVE, in_place=place, account=account.id)
        case _:
            assert_never(tap.act)


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


async def _profile_tapped(
    query: CallbackQuery, tap: ProfileTap, bot: Bot, tx: Transaction, customer: Customer
) -> None:
    chat_id = query.from_user.id
    match tap.act:
        case ProfileAct.ADD:
            await asking.ask_account(tx, customer, chat_id, "account.ask_more")
        case ProfileAct.SIGN_OUT:
            await destroying.ask(tx, customer, chat_id, Destroys.SIGN_OUT, in_place=_place(query, bot))
        case ProfileAct.ERASE:
            await destroying.ask(tx, customer, chat_id, Destroys.ERASE)
        case _:
            assert_never(tap.act)
    await saying.answer_tap(tx, query.id, chat_id)


def _place(query: CallbackQuery, bot: Bot) -> tuple[int, int] | None:
    """The profile gives way to a question, so that it does not show accounts that are gone afterwards."""
    return (bot.id, query.message.message_id) if query.message is not None else None


async def _redraw(tx: Transaction, query: CallbackQuery, customer: Customer) -> None:
    """Update the profile message that was tapped."""
    if query.message is not None:
        await profile_card.redraw(tx, customer, query.from_user.id, query.message.message_id)
