"""Answered before: the earlier tickets most like one, each with the answer that solved it, by words and trigrams alone.

Three looks, each at fewer tickets: those that share the rarest words, by the search's table; of these, those whose
customer said most alike; of these, those that an agent answered with something.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk.texts import GREETING, in_language, said
from board.errors import NotFound
from board.talk.repeated import is_same
from board.talk.reusing import Names, as_draft
from board.views.proposals import ProposalJson, proposal_of
from board.views.shapes import instant
from board.words.catalog import LANGUAGES, in_every_language

_SHOWN = 3
_LONGEST_OPENING = 240
_MOST_SAID = 600
"""Characters of what its customer said that a ticket is compared by."""
_COUNTED = 3000
"""A word of more tickets tells nothing."""
_LOOKED_UP = 12_000
"""So many tickets of words are added up, those of the rarest words first."""
_MISSPELT = 4
"""So many words that no other ticket has are taken for the nearest ones that others have."""
_COMPARED, _ANSWERED = 50, 12
_FEW, _FEW_OF = 5, 0.02
"""As many tickets at most have a word that tells something alone, or that part of all."""
_LEAST = 0.2
"""Of the weight of what was asked, so much must be shared."""
_SAME_TOPIC = 0.5
_LIKED = {1: 0.1, -1: -0.2}
"""By the last rating."""

# What the customer of each ticket said, in writing or aloud.
_SAID = """
    SELECT comment.ticket_number, comment.id, comment.text
    FROM comment
    WHERE comment.ticket_number = ANY(:numbers) AND comment.author = 'customer' AND comment.text <> ''
    UNION ALL
    SELECT comment.ticket_number, comment.id, transcript.text
    FROM comment
    JOIN comment_part AS part ON part.comment_id = comment.id
    JOIN file ON file.part_id = part.id AND file.version_id IS NULL
    JOIN transcript ON transcript.file_id = file.id
    WHERE comment.ticket_number = ANY(:numbers) AND comment.author = 'customer' AND comment.kind <> 'text'
      AND transcript.text <> ''
"""
_ASKED = text(f"""
    SELECT ticket.number, ticket.topic_key, customer.name, account.number AS account,
           (SELECT left(string_agg(said.text, ' ' ORDER BY said.id), :most_said) FROM ({_SAID}) AS said) AS words,
           (SELECT max(number) - min(number) + 1 FROM ticket) AS tickets
    FROM ticket
    JOIN customer ON customer.id = ticket.customer_id
    LEFT JOIN account ON account.id = ticket.account_id
    WHERE ticket.number = :number
""")
# How many tickets have each word. One that only this ticket has may be misspelt: it stands for the nearest of those
# that begin alike.
_WORDS = text("""
    WITH vague AS MATERIALIZED (
        SELECT stems(:vague) AS words
    ), wanted AS MATERIALIZED (
        SELECT DISTINCT word FROM unnest(stems(:said)) AS word WHERE length(word) BETWEEN 2 AND 40
    ), counted AS MATERIALIZED (
        SELECT word, (SELECT count(*) FROM (
            SELECT FROM ticket_word AS each WHERE each.word = wanted.word LIMIT :most) AS few) AS tickets
        FROM wanted
    ), lone AS (
        SELECT word FROM counted
        WHERE tickets <= 1 AND length(word) >= 5 AND word !~ '[[:digit:]]'
        ORDER BY length(word) DESC LIMIT :misspelt
    )
    SELECT word, tickets, word AS meant, word = ANY(vague.words) AS is_vague FROM counted, vague WHERE tickets > 1
    UNION ALL
    SELECT near.word, (SELECT count(*) FROM (
               SELECT FROM ticket_word AS each WHERE each.word = near.word LIMIT :most) AS few), lone.word, false
    FROM lone
    CROSS JOIN LATERAL (
        SELECT word FROM words_beginning(left(lone.word, 3), 200) AS word
        WHERE abs(length(word) - length(lone.word)) <= 2 AND similarity(word, lone.word) > 0.35
        ORDER BY similarity(word, lone.word) DESC, word LIMIT 2
    ) AS near
""")
_SHARING = text("""
    SELECT each.ticket_number
    FROM unnest(cast(:words AS text[]), cast(:weights AS float[])) AS wanted (word, weight)
    JOIN ticket_word AS each ON each.word = wanted.word
    WHERE each.ticket_number <> :number
    GROUP BY each.ticket_number
    ORDER BY sum(wanted.weight) DESC, each.ticket_number DESC
    LIMIT :compared
""")
# How much of the weight of the asked words stands in what their customers said, and how alike the texts look.
_ALIKE = text(f"""
    WITH wanted AS (
        SELECT * FROM unnest(cast(:words AS text[]), cast(:weights AS float[])) AS wanted (word, weight)
    ), opened AS MATERIALIZED (
        SELECT ticket_number, left(string_agg(text, ' ' ORDER BY id), :most_said) AS words
        FROM ({_SAID}) AS said GROUP BY ticket_number
    )
    SELECT ticket.number, opened.words, ticket.topic_key, topic.names, ticket.done_at, customer.name,
           account.number AS account, customer.language, shared.weight, shared.words AS size,
           similarity(lower(opened.words), lower(:said)) AS look,
           (SELECT score FROM rating WHERE rating.ticket_number = ticket.number
            ORDER BY scored_at DESC LIMIT 1) AS score
    FROM opened
    JOIN ticket ON ticket.number = opened.ticket_number AND ticket.done_at IS NOT NULL
    JOIN topic ON topic.key = ticket.topic_key
    JOIN customer ON customer.id = ticket.customer_id
    LEFT JOIN account ON account.id = ticket.account_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(wanted.weight), 0) AS weight, count(*) AS words
        FROM unnest(stems(opened.words)) AS own (word) LEFT JOIN wanted ON wanted.word = own.word
    ) AS shared
""")
# The last reply that says something, before its ticket was done: neither a greeting nor only closing words. Those have
# their stems once: a function of a parameter is worked out anew for each word it is compared with.
_ANSWERS = text("""
    WITH closing AS MATERIALIZED (
        SELECT stems(:closing) AS words
    )
    SELECT ticket.number, answer.id, answer.text, answer.entities, answer.created_at, agent.name AS agent,
           answer.stems
    FROM closing
    CROSS JOIN ticket
    CROSS JOIN LATERAL (
        SELECT comment.*, told.stems FROM comment, LATERAL (
            SELECT stems(comment.text) AS stems OFFSET 0) AS told
        WHERE comment.ticket_number = ticket.number AND comment.author = 'agent' AND comment.is_public
          AND comment.created_at <= ticket.done_at AND comment.text <> ALL(:greetings)
          AND coalesce(comment.delivery, 'sent') NOT IN ('failed', 'blocked')
          AND (SELECT count(*) FROM unnest(told.stems) AS word WHERE word <> ALL(closing.words)) >= 3
        ORDER BY comment.id DESC LIMIT 1
    ) AS answer
    LEFT JOIN agent ON agent.id = answer.agent_id
    WHERE ticket.number = ANY(:numbers)
""")


class AnswerJson(TypedDict):
    """`text` and `entities` as a draft for this ticket: the earlier person's name and numbers are this one's.

    `ours`: whether anything was put in place of theirs.
    """

    comment: int
    agent: str | None
    text: str
    entities: list[dict[str, Any]]
    ours: bool
    created_at: str


class SimilarTicketJson(TypedDict):
    """`times`: on how many of the tickets most like this one it was answered so."""

    number: int
    topic: str
    topic_name: str
    opening: str
    rating: Literal[-1, 0, 1] | None
    resolved_at: str
    answer: AnswerJson
    times: int


class SimilarJson(TypedDict):
    """`proposal`: that one of these answers becomes a quick reply; only told to whoever may do so."""

    items: list[SimilarTicketJson]
    proposal: ProposalJson | None


_NONE: SimilarJson = {"items": [], "proposal": None}


@dataclass(frozen=True)
class _Word:
    word: str
    weight: float
    tickets: int
    is_vague: bool


async def similar(
    session: AsyncSession, number: int, language: str, *, with_proposal: bool = False
) -> SimilarJson:
    """The best first; none where nothing earlier is alike enough, or was answered.

    With a proposal: also which of these answers may become a quick reply.
    """
    given = {"number": number, "numbers": [number], "most_said": _MOST_SAID}
    asked = (await session.execute(_ASKED, given)).one_or_none()
    if asked is None:
        raise NotFound("refused.ticket.unknown", number=number)
    if not asked.words:
        return _NONE
    words = await _words(session, asked)
    if not words:
        return _NONE
    alike = await _alike(session, number, asked, words)
    answers = await _answers(session, [row.number for row in alike])
    items = _told(alike, answers, asked, language)
    comments = [item["answer"]["comment"] for item in items]
    proposal = await proposal_of(session, comments) if with_proposal and comments else None
    return {"items": items, "proposal": proposal}


async def _words(session: AsyncSession, asked: Row[Any]) -> list[_Word]:
    """Rarest first, none if they say too little; a misspelt word weighs less, since it is a guess."""
    vague = " ".join(in_every_language("answered.vague"))
    given = {"said": asked.words, "vague": vague, "most": _COUNTED, "misspelt": _MISSPELT}
    rows = (await session.execute(_WORDS, given)).all()
    words: dict[str, _Word] = {}
    for row in rows:
        weight = math.log((asked.tickets + 1) / row.tickets) * (1.0 if row.meant == row.word else 0.7)
        if row.tickets < _COUNTED or asked.tickets < _COUNTED:
            words.setdefault(row.word, _Word(row.word, max(weight, 0.01), row.tickets, row.is_vague))
    if not _tells_enough([each for each in words.values() if not each.is_vague], asked.tickets):
        return []
    return sorted(words.values(), key=lambda each: (each.tickets, each.word))


def _tells_enough(words: Sequence[_Word], tickets: int) -> bool:
    """Two words that name something, or one that few have said; “it doesn't work” is like everything."""
    return len(words) > 1 or any(each.tickets <= max(_FEW, _FEW_OF * tickets) for each in words)


async def _alike(
    session: AsyncSession, number: int, asked: Row[Any], words: Sequence[_Word]
) -> list[Row[Any]]:
    looked_up = _rarest(words)
    given = {
        "number": number,
        "words": [each.word for each in looked_up],
        "weights": [each.weight for each in looked_up],
        "compared": _COMPARED,
    }
    numbers = list(await session.scalars(_SHARING, given))
    given = {
        "numbers": numbers,
        "words": [each.word for each in words],
        "weights": [each.weight for each in words],
        "said": asked.words,
        "most_said": _MOST_SAID,
    }
    rows = (await session.execute(_ALIKE, given)).all()
    whole, size = sum(each.weight for each in words), len(words)
    scored = [
        (_score(row, asked, whole, size), row.number, row) for row in rows if row.weight >= _LEAST * whole
    ]
    return [row for _, _, row in sorted(scored, key=lambda each: each[:2], reverse=True)][:_ANSWERED]


def _rarest(words: Sequence[_Word]) -> list[_Word]:
    kept: list[_Word] = []
    added = 0
    for each in words:
        if kept and added + each.tickets > _LOOKED_UP:
            break
        kept.append(each)
        added += each.tickets
    return kept


def _score(row: Row[Any], asked: Row[Any], whole: float, size: int) -> float:
    """Shared weight, less for tickets on which much else was said; then how the texts look, topic and rating."""
    more = max(0, row.size - size)
    shared = row.weight / whole / (1 + 0.03 * more)
    topic = _SAME_TOPIC if row.topic_key == asked.topic_key else 0.0
    return float(shared + row.look + topic + _LIKED.get(row.score, 0.0))


async def _answers(session: AsyncSession, numbers: Sequence[int]) -> Mapping[int, Row[Any]]:
    greetings = [await said(session, GREETING, language) for language in LANGUAGES]
    closing = " ".join(in_every_language("answered.closing"))
    given = {"numbers": list(numbers), "greetings": greetings, "closing": closing}
    return {row.number: row for row in await session.execute(_ANSWERS, given)}


def _told(
    alike: Sequence[Row[Any]], answers: Mapping[int, Row[Any]], asked: Row[Any], language: str
) -> list[SimilarTicketJson]:
    """Of tickets that were answered the same, the first alone."""
    told: list[SimilarTicketJson] = []
    given: list[frozenset[str]] = []
    for row in alike:
        answer = answers.get(row.number)
        if answer is None:
            continue
        stems = frozenset(answer.stems)
        same = next((at for at, other in enumerate(given) if is_same(stems, other)), None)
        if same is not None:
            told[same]["times"] += 1
            continue
        given.append(stems)
        told.append(_one(row, answer, asked, language))
    return told[:_SHOWN]


def _one(row: Row[Any], answer: Row[Any], asked: Row[Any], language: str) -> SimilarTicketJson:
    now = Names(asked.name, asked.account, asked.number)
    draft = as_draft(answer.text, answer.entities, Names(row.name, row.account, row.number), now)
    return {
        "number": row.number,
        "topic": row.topic_key,
        "topic_name": in_language(row.names, language),
        "opening": _short(row.words),
        "rating": row.score,
        "resolved_at": instant(row.done_at),
        "answer": {
            "comment": answer.id,
            "agent": answer.agent,
            "text": draft.text,
            "entities": draft.entities,
            "ours": draft.text != answer.text,
            "created_at": instant(answer.created_at),
        },
        "times": 1,
    }


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_OPENING else line[: _LONGEST_OPENING - 1].rstrip() + "…"
