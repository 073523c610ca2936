"""The answer to the privacy text: a yes goes on with what they wrote and came by, a no forgets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.people import consents
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.values import ConsentKind
from board.words.catalog import say
from bot.handlers import invited
from bot.talk import asking, consenting, saying
from bot.talk.taps import ConsentTap, Press

if TYPE_CHECKING:
    from board.models import Customer


async def answer(
    tx: Transaction, customer: Customer, press: Press, tap: ConsentTap, settings: Settings
) -> None:
    question = await questions.find(tx, customer, tap.question, questions.CONSENT)
    if question is None or question.answered_at is not None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    await questions.close(tx, customer.id, questions.CONSENT)
    await saying.answer(tx, press)
    version = question.data.get("version")
    seen = version if isinstance(version, int) else None
    if not tap.is_yes:
        await consents.say(tx, customer, ConsentKind.REFUSED, seen)
        await consenting.say_elsewhere(tx, customer, press.chat)
        return
    await consents.say(tx, customer, ConsentKind.AGREED, seen)
    word = question.data.get("word")
    if word:
        await invited.start(tx, customer, press.chat, str(word), settings)
    if customer.account_id is not None:
        return
    if not await asking.search_kept(tx, customer, press.chat, settings) and not word:
        await asking.greet(tx, customer, press.chat, settings)
