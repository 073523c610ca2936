"""Search over everything the desk knows: tickets on which all words are found, best and newest first.

`ticket_word` gives the tickets of a word in order, from an index alone. So a page costs about what it holds, however
many tickets there are: the rarest word is followed from its newest ticket down, the others are looked up on each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    any_,
    func,
    literal,
    not_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from board.errors import Invalid
from board.models import Account, Ticket, TicketWord
from board.people.normal_form import normal
from board.tickets.locking import stays

_MOST_WORDS = 20
_MOST_NAMES = 32
"""How many names a beginning or a fragment may stand for."""
_FEW = 1000
"""So many tickets are looked through one by one; more are reached through their words."""
_COUNTED = 5000
"""A word of more tickets is as common as any."""
_LONGEST_NUMBER = 40
_TICKET = re.compile(r"#?(\d{1,18})")
_WORD = re.compile(r"[^\W_]+(?:[-–—‑._/]+[^\W_]+)*")
_CURSOR = re.compile(r"([0-4])-(\d{1,18})")


class Rank(IntEnum):
    """How well a ticket fits, best first."""

    NUMBER = 0
    """The query is the ticket's own number, or one that was merged into it."""
    ACCOUNT = 1
    """The query in one piece is its account's number, or how that begins."""
    NAMES = 2
    """Every word is one of its names, numbers and labels."""
    FRAGMENTS = 3
    """Every word is part of one."""
    WORDS = 4
    """Every word is part of one, was said, or is noted about the customer."""


@dataclass(frozen=True)
class Found:
    """A ticket, and where in the list it stands: the next page goes on from there."""

    rank: Rank
    number: int

    def __str__(self) -> str:
        return f"{self.rank}-{self.number}"

    @classmethod
    def parse(cls, cursor: str) -> Found:
        """Raises ``Invalid``."""
        parts = _CURSOR.fullmatch(cursor)
        if parts is None:
            raise Invalid("refused.search.page")
        return cls(Rank(int(parts[1])), int(parts[2]))


@dataclass(frozen=True)
class _Choice:
    """Words of the table, any of which will do, and how many tickets they have."""

    words: tuple[str, ...]
    tickets: int


_Number = ColumnElement[int] | InstrumentedAttribute[int]
_Wanted = tuple[_Choice, ...]
"""A choice for each word of the query; a ticket needs one of each."""


@dataclass(frozen=True)
class _Word:
    """What the table knows a word of the query as, each with the number of its tickets."""

    itself: dict[str, int]
    names: dict[str, int]
    fragments: dict[str, int]
    stems: dict[str, int]
    noted: dict[str, int]

    @property
    def written(self) -> dict[str, int]:
        """As what was said, or is noted about the customer."""
        return self.stems | self.noted


# Names that hold the word further in are found by trigrams. They are planned apart from their limit, for which the
# planner would rather read all names.
_KNOWN_AS = text("""
    SELECT wanted.at, known.kind, known.word,
           (SELECT count(*) FROM (SELECT FROM ticket_word AS each WHERE each.word = known.word LIMIT :most) AS counted)
               AS tickets
    FROM unnest(cast(:words AS text[])) WITH ORDINALITY AS wanted (word, at)
    CROSS JOIN LATERAL (
        SELECT 'stem' AS kind, word FROM unnest(stems(wanted.word)) AS word
        UNION ALL
        SELECT 'note', '+' || word FROM unnest(stems(wanted.word)) AS word
        UNION ALL
        SELECT 'name', word FROM words_beginning('@' || wanted.word, :names) AS word
        UNION ALL
        SELECT 'fragment', word FROM (
            WITH named AS MATERIALIZED (
                SELECT key AS name FROM account
                WHERE length(wanted.word) >= 3 AND key LIKE '%_' || upper(wanted.word) || '%'
                UNION ALL
                SELECT name FROM account
                WHERE length(wanted.word) >= 3 AND name ~* ('[[:alnum:]]' || replace(wanted.word, 'е', '[её]'))
                UNION ALL
                SELECT name FROM customer
                WHERE length(wanted.word) >= 3 AND name ~* ('[[:alnum:]]' || replace(wanted.word, 'е', '[её]'))
            )
            SELECT DISTINCT '@' || part AS word
            FROM (SELECT name FROM named LIMIT 200) AS nearest
            CROSS JOIN regexp_split_to_table(lower(plain_words(name)), ' ') AS part
            WHERE position(wanted.word IN part) > 1
            LIMIT :names
        ) AS fragment
    ) AS known
""")


async def search(
    session: AsyncSession, query: str, *conditions: ColumnElement[bool], after: Found | None, limit: int
) -> list[Found]:
    """Up to `limit` tickets beyond `after`; without a word, the newest. The conditions may name Ticket and Account."""
    if not query:
        return await _newest(session, conditions, after=after, limit=limit)
    number = _number_in(query)
    is_first = number is not None and after is None
    found = await _by_number(session, number, conditions) if is_first else []
    few = await _few(session, conditions) if conditions else None
    better: list[_Wanted] = []
    for rank, wanted in await _ways(session, query):
        if (after is None or rank >= after.rank) and len(found) < limit:
            before = after.number if after and after.rank == rank else None
            sought = _Sought(wanted, tuple(better), number, before)
            room = limit - len(found)
            statement = _walk(sought, conditions, room) if few is None else _sift(sought, few, room)
            found += [Found(rank, each) for each in await session.scalars(statement)]
        better.append(wanted)
    return found


async def stand_not_there(session: AsyncSession, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions on Ticket: none of these words was said there, is noted about its customer, or is one of its names."""
    written = [word for each in words for word in _words_of(each)]
    known = await _known_as(session, written) if written else []
    choices = [_choice(word.itself | word.written) for word in known]
    return [not_(_has(Ticket.number, choice)) for choice in choices if choice.words]


async def _newest(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], *, after: Found | None, limit: int
) -> list[Found]:
    newest = _placed().where(*conditions).order_by(Ticket.number.desc()).limit(limit)
    if after is not None:
        newest = newest.where(Ticket.number < after.number)
    return [Found(Rank.WORDS, each) for each in await session.scalars(newest)]


@dataclass(frozen=True)
class _Sought:
    """Tickets with all that is wanted, and below a number, that no better way finds."""

    wanted: _Wanted
    better: tuple[_Wanted, ...]
    not_number: int | None
    before: int | None

    def holds(self, ticket: _Number, *, but: _Choice | None = None) -> list[ColumnElement[bool]]:
        """Conditions on a ticket's number; one choice may be known to hold."""
        rest = [_has(ticket, choice) for choice in self.wanted if choice is not but]
        rest += [not_(and_(*(_has(ticket, choice) for choice in wanted))) for wanted in self.better]
        if self.not_number is not None:
            rest.append(ticket != self.not_number)
        if self.before is not None:
            rest.append(ticket < self.before)
        return rest


def _has(ticket: _Number, choice: _Choice) -> ColumnElement[bool]:
    """The offset keeps this a look at one ticket: the planner may else read all tickets of a common word first."""
    each = aliased(TicketWord)
    return (
        select(literal(1))
        .where(each.word == any_(_texts(choice.words)), each.ticket_number == ticket)
        .offset(0)
        .exists()
    )


def _number_in(query: str) -> int | None:
    written = _TICKET.fullmatch(query)
    return int(written[1]) if written else None


async def _by_number(
    session: AsyncSession, number: int | None, conditions: Sequence[ColumnElement[bool]]
) -> list[Found]:
    there = await session.scalars(_placed().where(Ticket.number == stays(number), *conditions))
    return [Found(Rank.NUMBER, each) for each in there]


async def _few(session: AsyncSession, conditions: Sequence[ColumnElement[bool]]) -> list[int] | None:
    """The tickets for which the conditions hold; None when they are many."""
    newest_first = _placed().where(*conditions).order_by(Ticket.number.desc())
    numbers = (await session.scalars(newest_first.limit(_FEW + 1))).all()
    return list(numbers) if len(numbers) <= _FEW else None


def _placed() -> Select[int]:
    joined = select(Ticket.number).outerjoin(Account, Account.id == Ticket.account_id)
    return joined.where(Ticket.merged_into.is_(None))


async def _ways(session: AsyncSession, query: str) -> list[tuple[Rank, _Wanted]]:
    """The ways in which tickets may fit, the best first; those that no ticket can are left out."""
    words = _words_of(query)
    if not words:
        return []
    whole = _in_one_piece(query)
    whole = None if whole in words else whole
    known = await _known_as(session, [*words, whole] if whole else words)
    in_one_piece = known.pop() if whole else None
    # A word too common to have a stem is passed over, unless there is no other.
    known = [word for word in known if word.stems] or known
    ways = [
        (Rank.ACCOUNT, [in_one_piece.names] if in_one_piece else []),
        (Rank.NAMES, [word.itself for word in known]),
        (Rank.FRAGMENTS, [word.names | word.fragments for word in known]),
        (Rank.WORDS, [word.names | word.fragments | word.written for word in known]),
    ]
    fitting = [(rank, tuple(map(_choice, each))) for rank, each in ways if each and all(map(_total, each))]
    # A way no wider than the one before finds nothing more.
    return [next(alike) for _, alike in groupby(fitting, key=lambda way: way[1])]


def _words_of(query: str) -> list[str]:
    """As the table writes them; a number with dashes is one word, other words with dashes are several."""
    words: dict[str, None] = {}
    for written in _WORD.findall(query.lower().replace("ё", "е")):
        parts = re.findall(r"[^\W_]+", written)
        is_number = any(sign.isdigit() for sign in written)
        words |= dict.fromkeys(["".join(parts)] if is_number else parts)
    return list(words)[:_MOST_WORDS]


def _in_one_piece(query: str) -> str | None:
    """As an account's normal form."""
    whole = normal(query).lower()
    is_number = whole.isalnum() and any(sign.isdigit() for sign in whole)
    return whole if is_number and len(whole) <= _LONGEST_NUMBER else None


async def _known_as(session: AsyncSession, words: Sequence[str]) -> list[_Word]:
    rows = await session.execute(_KNOWN_AS, {"words": words, "names": _MOST_NAMES, "most": _COUNTED})
    known: defaultdict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        known[row.at, row.kind][row.word] = row.tickets
    return [
        _Word(
            itself={f"@{word}": known[at, "name"].get(f"@{word}", 0)},
            names=known[at, "name"],
            fragments=known[at, "fragment"],
            stems=known[at, "stem"],
            noted=known[at, "note"],
        )
        for at, word in enumerate(words, 1)
    ]


def _choice(words: dict[str, int]) -> _Choice:
    return _Choice(tuple(word for word, tickets in words.items() if tickets), _total(words))


def _total(words: dict[str, int]) -> int:
    return sum(words.values())


def _walk(sought: _Sought, conditions: Sequence[ColumnElement[bool]], limit: int) -> Select[int]:
    """Follow each of the rarest words from its newest ticket down, until it has given a page."""
    rarest = min(sought.wanted, key=lambda choice: choice.tickets)
    of = aliased(TicketWord)
    word = func.unnest(_texts(rarest.words)).table_valued("word").render_derived()
    newest = (
        select(of.ticket_number)
        .where(of.word == word.c.word, *sought.holds(of.ticket_number, but=rarest))
        .order_by(of.ticket_number.desc())
        .limit(limit)
    )
    if conditions:
        placed = _placed().where(Ticket.number == of.ticket_number, *conditions)
        newest = newest.where(placed.offset(0).exists())
    each = newest.lateral()
    number = each.c.ticket_number
    return select(number).select_from(word.join(each, true())).distinct().order_by(number.desc()).limit(limit)


def _sift(sought: _Sought, numbers: Sequence[int], limit: int) -> Select[int]:
    number = func.unnest(literal(numbers, ARRAY(BigInteger))).column_valued("number")
    return select(number).where(*sought.holds(number)).order_by(number.desc()).limit(limit)


def _texts(words: Sequence[str]) -> ColumnElement[Sequence[str]]:
    return literal(list(words), ARRAY(String))
