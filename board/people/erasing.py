"""Erasing somebody who asked for it elsewhere, as by letter: by an agent, who proves that they mean this person."""

from __future__ import annotations

import re

from board.desk import changes
from board.errors import Invalid
from board.models import Customer
from board.people import customers
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean, is_blank
from board.values import NOBODY, Role, Thing

LONGEST_REFERENCE = 200
_SHORTEST_NAME = 3
"""A shorter word of a name stands in anything."""
_WORD = re.compile(r"\w+")


@allowed(Role.AGENT)
async def erase_for(tx: Transaction, customer_id: int, *, confirm: str, reference: str) -> None:
    """Erase them, and have the bot tell them in one sentence. Somebody erased before is left alone.

    `confirm` is their name, user name or Telegram id; `reference` says to whoever asks later why it was done, and must
    not name them: it is kept.
    """
    customer = await customers.lock(tx, customer_id)
    if customer.telegram_id is None:
        return
    reference = " ".join(clean(reference).split())
    if is_blank(reference) or len(reference) > LONGEST_REFERENCE:
        raise Invalid("refused.erasing.reference", "reference", longest=LONGEST_REFERENCE)
    if _words(reference) & _who(customer):
        raise Invalid("refused.erasing.names_them", "reference")
    if not is_theirs(customer, confirm):
        raise Invalid("refused.erasing.not_theirs", "confirm")
    await customers.erase(tx, customer)
    await changes.note(tx, Thing.PERSON, str(customer_id), {}, {"reference": reference})


def confirmation(customer: Customer) -> str:
    """What has to be typed to confirm that it is them, as it is shown."""
    if customer.name != NOBODY:
        return customer.name
    return f"@{customer.username}" if customer.username else str(customer.telegram_id)


def is_theirs(customer: Customer, text: str) -> bool:
    """Whether it is the person's name, user name or Telegram id, in whatever case."""
    known = (customer.name if customer.name != NOBODY else None, customer.username, str(customer.telegram_id))
    said = _plain(text).removeprefix("@")
    return bool(said) and said in {_plain(each) for each in known if each}


def _who(customer: Customer) -> set[str]:
    told = {*_words(customer.name), *_words(customer.username or "")}
    return {word for word in told if len(word) >= _SHORTEST_NAME} | {str(customer.telegram_id)}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
