"""Answers given so often that they may become quick replies: found by their likeness, judged by their words.

Nothing of it is stored but which the owner dismissed: a proposal is what agents said lately, as it stands now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import quick_replies
from board.desk.texts import GREETING, said
from board.errors import NotFound
from board.store import clock
from board.talk import repeated
from board.talk.proposing import LOOKED_BACK
from board.talk.reusing import Names
from board.values import CommentId
from board.views.shapes import instant
from board.words.catalog import FALLBACK, LANGUAGES, say

OFTEN = 3
_SHOWN = 20
_MOST_SAID = 3000
"""So many answers are compared: those that share most with others, and of these the newest."""
_MOST_TICKETS, _MOST_COMMENTS = 12, 100

_ANSWERS = """
    SELECT comment.id, comment.ticket_number, comment.text, comment.likeness, comment.created_at,
           customer.name, customer.language, account.number AS account, agent.name AS agent,
           dismissed.comment_id IS NOT NULL AS is_dismissed,
           coalesce((SELECT -min(incident_id) FROM incident_ticket AS member
                     WHERE member.ticket_number = comment.ticket_number), comment.ticket_number) AS occasion
    FROM comment
    JOIN ticket ON ticket.number = comment.ticket_number
    JOIN customer ON customer.id = ticket.customer_id
    LEFT JOIN account ON account.id = ticket.account_id
    LEFT JOIN agent ON agent.id = comment.agent_id
    LEFT JOIN proposal_dismissal AS dismissed ON dismissed.comment_id = comment.id
"""
# An answer that began as a quick reply is none to be written once more.
_COUNTS = """
    comment.likeness <> '{}' AND comment.quick_reply_id IS NULL AND comment.told_with IS NULL
      AND coalesce(comment.delivery, 'sent') NOT IN ('failed', 'blocked', 'withdrawn')
      AND comment.text <> ALL(:greetings)
"""
_OFTEN_SAID = text(f"""
    WITH lately AS MATERIALIZED (
        SELECT comment.id, comment.likeness FROM comment
        WHERE comment.created_at > cast(:since AS timestamptz) AND {_COUNTS}
    ), often AS MATERIALIZED (
        SELECT mark FROM lately, unnest(likeness) AS mark GROUP BY mark HAVING count(*) >= :often
    ), alike AS MATERIALIZED (
        SELECT lately.id FROM lately, unnest(likeness) AS mark JOIN often USING (mark)
        GROUP BY lately.id ORDER BY count(*) DESC, lately.id DESC LIMIT :most
    )
    {_ANSWERS}
    WHERE comment.id IN (SELECT id FROM alike UNION SELECT comment_id FROM proposal_dismissal)
      AND comment.likeness IS NOT NULL
    ORDER BY comment.id DESC
""")
_SAID_LIKE = text(f"""
    {_ANSWERS}
    WHERE comment.likeness && (
              SELECT coalesce(array_agg(mark), '{{}}') FROM comment AS asked, unnest(asked.likeness) AS mark
              WHERE asked.id = ANY(:comments))
      AND comment.likeness IS NOT NULL
      AND (comment.created_at > cast(:since AS timestamptz) AND {_COUNTS} OR dismissed.comment_id IS NOT NULL)
    ORDER BY comment.id DESC LIMIT :most
""")


class ProposalJson(TypedDict):
    """`comment`: the latest of the `comments` that say it, by which it is known.

    `text` has placeholders and blanks in place of what is one customer's; `times`: on so many tickets in 90 days, those
    of one incident counted once.
    """

    comment: int
    comments: list[int]
    times: int
    tickets: list[int]
    last_said_at: str
    language: str
    title: str
    text: str


class ProposalsJson(TypedDict):
    """The most often said first."""

    items: list[ProposalJson]


@dataclass
class _Group:
    """Answers that say the same, the newest first."""

    words: frozenset[str]
    answers: list[Row[Any]] = field(default_factory=list)

    @property
    def times(self) -> int:
        return len({answer.occasion for answer in self.answers})

    @property
    def is_proposed(self) -> bool:
        return self.times >= OFTEN and not any(answer.is_dismissed for answer in self.answers)


async def proposals(session: AsyncSession) -> ProposalsJson:
    given = {**await _given(session), "often": OFTEN}
    groups = await _unsaid(session, _groups((await session.execute(_OFTEN_SAID, given)).all()))
    often = sorted(groups, key=lambda group: (-group.times, -group.answers[0].id))
    return {"items": [_json(group) for group in often[:_SHOWN]]}


async def proposal_of(session: AsyncSession, comments: Collection[int]) -> ProposalJson | None:
    """What the first of these answers that is proposed would become; None if none is."""
    groups = await _unsaid(session, _groups(await _rows_like(session, comments)))
    found = (group for group in groups if any(answer.id in comments for answer in group.answers))
    return next((_json(group) for group in found), None)


async def proposal_by(session: AsyncSession, comment: int) -> ProposalJson:
    found = await proposal_of(session, [comment])
    if found is None:
        raise NotFound("refused.proposal.unknown")
    return found


async def comments_saying(session: AsyncSession, comment: int) -> list[CommentId]:
    """All answers of late that say what this one does; raises ``NotFound`` if none is proposed by it.

    One dismissed already is found again.
    """
    for group in _groups(await _rows_like(session, [comment])):
        if any(answer.id == comment for answer in group.answers) and group.times >= OFTEN:
            return [CommentId(answer.id) for answer in group.answers]
    raise NotFound("refused.proposal.unknown")


async def _rows_like(session: AsyncSession, comments: Collection[int]) -> Sequence[Row[Any]]:
    given = {**await _given(session), "comments": sorted(comments)}
    return (await session.execute(_SAID_LIKE, given)).all()


async def _given(session: AsyncSession) -> dict[str, object]:
    greetings = [await said(session, GREETING, language) for language in LANGUAGES]
    return {
        "since": await clock.now(session) - LOOKED_BACK,
        "greetings": greetings,
        "most": _MOST_SAID,
    }


def _groups(rows: Sequence[Row[Any]]) -> list[_Group]:
    """Each answer with the first that it is the same as, among those that it may be."""
    groups: list[_Group] = []
    by_mark: dict[int, list[_Group]] = {}
    for row in rows:
        words = repeated.words_of(row.text, row.name, row.agent or "")
        if len(words) < repeated.FEWEST:
            continue
        near = {id(group): group for mark in row.likeness for group in by_mark.get(mark, ())}
        group = next((each for each in near.values() if repeated.is_same(words, each.words)), None)
        if group is None:
            group = _Group(words)
            groups.append(group)
            for mark in row.likeness:
                by_mark.setdefault(mark, []).append(group)
        group.answers.append(row)
    return groups


async def _unsaid(session: AsyncSession, groups: Sequence[_Group]) -> list[_Group]:
    """Those said often, but for what a quick reply says already."""
    groups = [group for group in groups if group.is_proposed]
    if not groups:
        return []
    rows = await quick_replies.everything(session)
    known = [repeated.words_of(repeated.without_blanks(each)) for row in rows for each in row.texts.values()]
    return [group for group in groups if not any(repeated.is_same(group.words, each) for each in known)]


def _json(group: _Group) -> ProposalJson:
    latest = group.answers[0]
    language = _language(latest)
    others = [answer.text for answer in group.answers[1:]]
    names = Names(latest.name, latest.account, latest.ticket_number)
    template = repeated.as_template(
        latest.text, names, others, latest.agent, say(language, "quick.proposal.blank")
    )
    tickets = list(dict.fromkeys(answer.ticket_number for answer in group.answers))
    return {
        "comment": latest.id,
        "comments": [answer.id for answer in group.answers[:_MOST_COMMENTS]],
        "times": group.times,
        "tickets": tickets[:_MOST_TICKETS],
        "last_said_at": instant(latest.created_at),
        "language": language,
        "title": repeated.title_of(template),
        "text": template,
    }


def _language(answer: Row[Any]) -> str:
    """Cyrillic is Russian; else the customer's, who was answered in it."""
    if repeated.is_cyrillic(answer.text):
        return "ru"
    return str(answer.language) if answer.language in LANGUAGES and answer.language != "ru" else FALLBACK
