"""The profile: accounts held, language; what cannot be taken back is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from board.people import accounts, archives, customers
from board.people.normal_form import normal
from board.settings import Settings
from board.store.db import Transaction
from board.views import chat
from board.words.catalog import LANGUAGES, say
from bot.handlers import destroying
from bot.handlers.destroying import Destroys
from bot.talk import asking, consenting, keyboards, profile_card, saying
from bot.talk.taps import AccountAct, AccountTap, LanguageTap, Press, ProfileAct, ProfileTap

if TYPE_CHECKING:
    from board.models import Account, Customer


async def switch_typed(tx: Transaction, customer: Customer, chat_id: int, text: str) -> bool:
    """Whether the text was the number of an account they hold; then new tickets are for it."""
    key = normal(text)
    account = next((held for held in await accounts.held(tx, customer) if held.key == key), None)
    if account is None:
        return False
    await saying.tell(tx, chat_id, await _switch(tx, customer, account))
    return True


async def act_on_account(tx: Transaction, customer: Customer, press: Press, tap: AccountTap) -> None:
    account = next((held for held in await accounts.held(tx, customer) if held.id == tap.account), None)
    if account is None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    match tap.act:
        case AccountAct.SWITCH:
            await saying.answer(tx, press, await _switch(tx, customer, account))
            await _redraw(tx, press, customer)
        case AccountAct.REMOVE:
            await saying.answer(tx, press)
            await destroying.ask(
                tx, customer, press.chat, Destroys.REMOVE, in_place=_place(press), account=account.id
            )
        case _:
            assert_never(tap.act)


async def choose_language(tx: Transaction, customer: Customer, press: Press, tap: LanguageTap) -> None:
    if tap.language not in LANGUAGES:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    await customers.set_language(tx, customer, tap.language)
    said = say(tap.language, "language.chosen")
    await saying.answer(tx, press, said, is_seen=True)
    await saying.tell(tx, press.chat, said, markup=keyboards.menu(tap.language))
    await _redraw(tx, press, customer)


async def send_copy(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> None:
    """What is stored about them is put together and sent; at most one an hour. Whoever writes here may ask."""
    zone = await chat.zone_of(tx.session, customer.id) or settings.timezone
    is_asked = await archives.ask(tx, customer, zone)
    await saying.tell(tx, chat_id, say(customer.language, "copy.asked" if is_asked else "copy.asked_before"))


async def act(tx: Transaction, customer: Customer, press: Press, tap: ProfileTap, settings: Settings) -> None:
    match tap.act:
        case ProfileAct.ADD:
            await asking.ask_account(tx, customer, press.chat, "account.ask_more")
        case ProfileAct.SIGN_OUT:
            await destroying.ask(tx, customer, press.chat, Destroys.SIGN_OUT, in_place=_place(press))
        case ProfileAct.ERASE:
            await destroying.ask(tx, customer, press.chat, Destroys.ERASE)
        case ProfileAct.COPY:
            await send_copy(tx, customer, press.chat, settings)
        case ProfileAct.PRIVACY:
            await consenting.show(tx, customer, press.chat)
        case ProfileAct.WITHDRAW:
            await destroying.ask(tx, customer, press.chat, Destroys.WITHDRAW)
        case _:
            assert_never(tap.act)
    await saying.answer(tx, press)


async def _switch(tx: Transaction, customer: Customer, account: Account) -> str:
    await accounts.switch(tx, customer, account.id)
    return say(customer.language, "profile.switched", account=account.number)


def _place(press: Press) -> tuple[int, int] | None:
    """The profile gives way to a question, so that it does not show accounts that are gone afterwards.

    Typed words are answered by a message, where it is seen.
    """
    if press.query is None or press.keyboard is None:
        return None
    return press.bot, press.keyboard


async def _redraw(tx: Transaction, press: Press, customer: Customer) -> None:
    """Update the profile message with the button."""
    if press.keyboard is not None:
        await profile_card.redraw(tx, customer, press.chat, press.keyboard)
