"""The privacy text, and the question whether somebody new agrees to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from board.desk import privacy, texts
from board.desk.privacy import Mode
from board.people import consents, customers
from board.store.db import Transaction
from board.talk import questions
from board.text import MAX_TEXT, utf16_length
from board.values import ConsentKind, Json
from board.words.catalog import say
from bot.talk import keyboards, saying
from bot.talk.buttons import drawn

if TYPE_CHECKING:
    from board.models import Customer, Question

_ASK_AGAIN_AFTER = timedelta(minutes=10)
_SAY_AGAIN_AFTER = timedelta(minutes=1)


async def ask(
    tx: Transaction, customer: Customer, chat_id: int, *, word: str | None = None, is_kept: bool = False
) -> None:
    """Show the text and ask; `word` is the invite that they came by, which goes on after the yes.

    The text that stands above, as they wrote right after it was shown, is not shown again.
    """
    before = await questions.latest_open(tx, customer, questions.CONSENT)
    asked_word = word or (before.data.get("word") if before is not None else None)
    version = await privacy.text_version(tx.session)
    data: dict[str, Json] = {"word": asked_word, "kept": is_kept, "version": version}
    is_above = is_kept and before is not None and _is_fresh(tx, before) and before.data["version"] == version
    await questions.close(tx, customer.id, questions.CONSENT)
    question = await questions.ask(tx, customer, questions.CONSENT, data=data)
    language = customer.language
    asking = say(language, "consent.ask_kept" if is_kept else "consent.ask")
    text = asking if is_above else f"{await _text(tx, customer)}\n\n{asking}"
    *first, last = pieces(text, MAX_TEXT)
    for piece in first:
        await saying.tell(tx, chat_id, piece)
    markup = drawn(language, keyboards.consent(question.id))
    await saying.tell(tx, chat_id, last, markup=markup, question=question.id)


async def ask_at_door(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """They wrote before they answered: it is kept, and that is said once."""
    asked = await questions.latest_open(tx, customer, questions.CONSENT)
    if asked is None or not asked.data.get("kept") or not _is_fresh(tx, asked):
        await ask(tx, customer, chat_id, is_kept=True)


def _is_fresh(tx: Transaction, asked: Question) -> bool:
    return tx.now - asked.asked_at < _ASK_AGAIN_AFTER


async def show(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """The text, and what they said to it."""
    lines = [await _text(tx, customer)]
    said = await consents.latest(tx.session, customer.id)
    if said is not None and said.what == ConsentKind.AGREED:
        lines.append(say(customer.language, "consent.agreed_on", date=f"{said.at:%Y-%m-%d}"))
    for piece in pieces("\n\n".join(lines), MAX_TEXT):
        await saying.tell(tx, chat_id, piece)


async def tell_once(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """Show it to somebody who was here before it was asked."""
    if not await consents.must_be_told(tx, customer):
        return
    text = f"{say(customer.language, 'consent.told')}\n\n{await _text(tx, customer)}"
    for piece in pieces(text, MAX_TEXT):
        await saying.tell(tx, chat_id, piece)
    await consents.say(tx, customer, ConsentKind.TOLD)


async def say_elsewhere(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """They do not agree: how else the company can be reached."""
    text = await texts.said(tx.session, texts.ELSEWHERE_TEXT, customer.language)
    again = say(customer.language, "consent.start_again")
    await saying.tell(tx, chat_id, f"{text}\n{again}", markup=keyboards.NONE)


async def say_elsewhere_again(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """To what they write after their no, which is not kept; of a flood, once."""
    if customer.greeted_at is None or tx.now - customer.greeted_at >= _SAY_AGAIN_AFTER:
        customers.greeted(tx, customer)
        await say_elsewhere(tx, customer, chat_id)


async def greeting_line(tx: Transaction, customer: Customer) -> str | None:
    """What the greeting says of it, where it is only said."""
    rules = await privacy.rules(tx.session)
    return say(customer.language, "privacy.line") if rules.mode is Mode.SAID else None


def pieces(text: str, longest: int) -> list[str]:
    """Parts that Telegram takes, cut at paragraphs, else lines, else words."""
    found: list[str] = []
    while utf16_length(text) > longest:
        cut = _cut(text, longest)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text]


def _cut(text: str, longest: int) -> int:
    most = len(text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore"))
    places = (text.rfind(between, 1, most) for between in ("\n\n", "\n", " "))
    return next((place for place in places if place > 0), most)


async def _text(tx: Transaction, customer: Customer) -> str:
    return await texts.said(tx.session, texts.PRIVACY_TEXT, customer.language)
