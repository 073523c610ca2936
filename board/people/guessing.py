"""Which words of a message are looked up as account numbers, and how many may be wrong before none is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, text

from board.desk.support import is_open
from board.facts import NumbersGuessed
from board.models import Account, AccountTry, Customer
from board.people import accounts
from board.people.normal_form import alone, inside, looks_like_number, may_be_number, normal, shape
from board.settings import AccountRule
from board.store.db import Transaction
from board.word_pattern import WordPattern

LOOKED_UP = 3
"""How many numbers of one message are looked up."""
DIFFERENT, WITHIN = 10, timedelta(hours=1)
"""So many different wrong numbers, and nothing is looked up for a while."""
ALONE, ALONE_WITHIN = 5, timedelta(minutes=10)
"""Also after so many messages that are nothing but a wrong number."""
PAUSE = timedelta(hours=1)
WAVE, WAVE_WITHIN = 20, timedelta(minutes=10)
"""So many different wrong numbers from anybody are a wave. It ends when none has come for as long."""

_CODE = "/"
"""Begins the key of a wrong invite; no number's has a sign."""
_PUNCTUATION = ".,;:!?()[]«»\"'№#"
_OF_KNOWN_SHAPE = text("""
    SELECT word.key
    FROM unnest(cast(:keys AS text[]), cast(:shapes AS text[])) WITH ORDINALITY AS word (key, shape, place)
    WHERE EXISTS (SELECT FROM account WHERE account.shape = word.shape)
    ORDER BY word.place
    LIMIT :most
""")


@dataclass(frozen=True)
class Numbers:
    """What counts as a number in a message: each key with the words it stands in."""

    words: Sequence[tuple[str, range]] = ()
    is_alone: bool = False
    new: str | None = None
    """As written, a number that fits where the desk has no registry to hold to."""


@dataclass(frozen=True)
class Looked:
    """The account that was found; or until when nothing is looked up any more."""

    account: Account | None = None
    paused_until: datetime | None = None


async def numbers_in(tx: Transaction, message: str, rule: AccountRule) -> Numbers:
    """A word counts only if the registry has numbers of its shape, or if it fits the desk's rule."""
    whole, words = alone(message), inside(message)
    candidates = [(whole, range(len(message.split()))), *words] if whole else words
    new = _fitting(message, rule)
    counted = await _of_known_shape(tx, [key for key, _ in candidates])
    places = dict(reversed(candidates))
    if new is not None:
        counted = [normal(new), *(key for key in counted if key != normal(new))][:LOOKED_UP]
    if whole is not None and whole in counted[:1]:
        return Numbers([(whole, places[whole])], True, new)
    return Numbers([(key, places.get(key, range(0))) for key in counted], False, new)


async def look_up(tx: Transaction, customer: Customer, numbers: Numbers, today: date) -> Looked:
    """The first active account among the numbers, or of a number alone any.

    All others are wrong tries: inside a sentence a suspended account is as good as unknown.
    """
    keys = [key for key, _ in numbers.words]
    known = {row.key: row for row in await tx.session.scalars(select(Account).where(Account.key.in_(keys)))}
    if numbers.new is not None and normal(numbers.new) not in known:
        return Looked(await accounts.add(tx, numbers.new))
    if numbers.is_alone and keys[0] in known:
        return Looked(known[keys[0]])
    good = {key for key, row in known.items() if await is_open(tx.session, row, today)}
    theirs = {row.key for row in await accounts.held(tx, customer)} if known else set[str]()
    explained = {place for key, words in numbers.words if key in good | theirs for place in words}
    wrong = [key for key, words in numbers.words if explained.isdisjoint(words) and key not in good | theirs]
    paused_until = await _count(tx, customer, wrong, is_alone=numbers.is_alone) if wrong else None
    return Looked(next((known[key] for key in keys if key in good), None), paused_until)


async def paused_until(tx: Transaction, customer: Customer) -> datetime | None:
    """Until when nothing is looked up for this person; erasing themselves does not end it."""
    until: datetime | None = await tx.session.scalar(
        select(func.max(AccountTry.paused_until)).where(
            AccountTry.telegram_id == customer.telegram_id, AccountTry.paused_until > tx.now
        )
    )
    return until


async def codes_paused_until(tx: Transaction, customer: Customer) -> datetime | None:
    """Until when no invite is looked up for this person. Wrong numbers don't pause these: an invite helps then."""
    until: datetime | None = await tx.session.scalar(
        select(func.max(AccountTry.paused_until)).where(
            AccountTry.telegram_id == customer.telegram_id,
            AccountTry.paused_until > tx.now,
            AccountTry.key.startswith(_CODE),
        )
    )
    return until


async def wrong_code(tx: Transaction, customer: Customer, code: str) -> datetime | None:
    """An invite that there is not counts as a wrong number alone. Returns until when nothing is looked up any more."""
    key = _CODE + hashlib.sha256(code.encode()).hexdigest()
    return await _count(tx, customer, [key], is_alone=True)


async def forgive(tx: Transaction, customer: Customer) -> None:
    """An agent knows who they are: what they tried no longer counts."""
    await tx.session.execute(delete(AccountTry).where(AccountTry.telegram_id == customer.telegram_id))


async def forget_old(tx: Transaction) -> None:
    await tx.session.execute(delete(AccountTry).where(AccountTry.at < tx.now - WITHIN - PAUSE))


async def _of_known_shape(tx: Transaction, keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    asked = {"keys": list(keys), "shapes": [shape(key) for key in keys], "most": LOOKED_UP}
    return list(await tx.session.scalars(_OF_KNOWN_SHAPE, asked))


def _fitting(message: str, rule: AccountRule) -> str | None:
    """With a pattern, the first word that fits; in an open desk, only a text that is the number alone."""
    if rule == "registry":
        return None
    if not isinstance(rule, WordPattern):
        stripped = message.strip(_PUNCTUATION + " \n")
        return stripped if looks_like_number(stripped) and may_be_number(normal(stripped)) else None
    words = (word.strip(_PUNCTUATION) for word in message.split())
    return next((word for word in words if rule.fits(word) and may_be_number(normal(word))), None)


async def _count(
    tx: Transaction, customer: Customer, keys: Collection[str], *, is_alone: bool
) -> datetime | None:
    """Count wrong tries; returns until when nothing is looked up if they were too many."""
    # One after the other, so that a wave is told once.
    await tx.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('account_try'))"))
    different, alone_lately = await _so_far(tx, customer)
    is_pause = len(different | set(keys)) >= DIFFERENT or alone_lately + is_alone >= ALONE
    until = tx.now + PAUSE if is_pause else None
    is_wave = await _is_wave(tx, keys)
    for key in keys:
        tx.session.add(
            AccountTry(
                telegram_id=customer.telegram_id,
                key=key,
                is_alone=is_alone,
                is_wave=is_wave,
                at=tx.now,
                paused_until=until,
            )
        )
    await tx.session.flush()
    return until


async def _so_far(tx: Transaction, customer: Customer) -> tuple[set[str], int]:
    """Their different wrong numbers within the hour, and how many came alone within ten minutes."""
    rows = await tx.session.execute(
        select(AccountTry.key, AccountTry.is_alone, AccountTry.at).where(
            AccountTry.telegram_id == customer.telegram_id, AccountTry.at > tx.now - WITHIN
        )
    )
    tries = rows.all()
    alone_lately = sum(each.is_alone and each.at > tx.now - ALONE_WITHIN for each in tries)
    return {each.key for each in tries}, alone_lately


async def _is_wave(tx: Transaction, keys: Collection[str]) -> bool:
    """Whether the whole desk's tries are a wave; its beginning is told."""
    rows = await tx.session.execute(
        select(AccountTry.key, AccountTry.telegram_id, AccountTry.is_wave).where(
            AccountTry.at > tx.now - WAVE_WITHIN
        )
    )
    tries = rows.all()
    different = {each.key for each in tries} | set(keys)
    was_wave = any(each.is_wave for each in tries)
    if len(different) < WAVE and not was_wave:
        return False
    if not was_wave:
        people = {each.telegram_id for each in tries}
        await tx.record(NumbersGuessed(numbers=len(different), people=max(1, len(people))))
    return True
