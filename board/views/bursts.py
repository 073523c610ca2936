"""Bursts of tickets that say the same: found in what customers wrote lately, to be opened as one incident.

Nothing of it is stored but which tickets an agent dismissed: a burst is what the tickets are now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from board.store import clock
from board.words.catalog import in_every_language

WITHIN = timedelta(minutes=10)
ENOUGH = 5
"""So many tickets with a word in common, opened within that time."""
_LOOKED_BACK = timedelta(hours=1)
_MOST = 300
"""The newest tickets are looked at."""
_EARLIER = 200
"""By so many tickets of the topic before is a word judged: what is always said there tells nothing."""
_FEW_EARLIER = 20
_TIMES_USUAL = 2.5
_SHOWN_WORDS = 3


@dataclass(frozen=True)
class Opening:
    """A ticket, and by stem the words that its customer wrote."""

    number: int
    topic: str
    opened_at: datetime
    words: Mapping[str, str]


@dataclass(frozen=True)
class Burst:
    """`words` are those that most have in common, as somebody wrote them."""

    topic: str
    words: Sequence[str]
    numbers: Sequence[int]


@dataclass(frozen=True)
class Known:
    """An open incident: its tickets' stems, by how many of them have each."""

    id: int
    since: datetime
    topics: Collection[str]
    stems: Mapping[str, int]
    members: int


# Words become stems once each, however many tickets say them. What has digits names an account or a time.
_SAID = """
    spoken AS MATERIALIZED (
        SELECT DISTINCT asked.number, word
        FROM asked
        JOIN comment ON comment.ticket_number = asked.number AND comment.author = 'customer'
            AND comment.created_at <= asked.opened_at + cast(:within AS interval)
        LEFT JOIN comment_part AS part ON part.comment_id = comment.id AND comment.kind <> 'text'
        LEFT JOIN file ON file.part_id = part.id
        LEFT JOIN transcript ON transcript.file_id = file.id
        CROSS JOIN LATERAL regexp_split_to_table(
            left(lower(plain_words(concat_ws(' ', comment.text, transcript.text))), 600), ' ') AS word
        WHERE length(word) > 2 AND word !~ '[[:digit:]]' AND word <> ALL(:common)
    ), stemmed AS MATERIALIZED (
        SELECT each.word, (stems(each.word))[1] AS stem FROM (SELECT DISTINCT word FROM spoken) AS each
    )
    SELECT asked.number, asked.topic_key, asked.opened_at, stemmed.stem, stemmed.word
    FROM asked
    LEFT JOIN spoken ON spoken.number = asked.number
    LEFT JOIN stemmed ON stemmed.word = spoken.word
    ORDER BY asked.number, stemmed.word
"""
_CANDIDATES = text(
    """
    WITH newest AS (
        SELECT number, topic_key, opened_at, done_at FROM ticket ORDER BY number DESC LIMIT :most
    ), asked AS MATERIALIZED (
        SELECT number, topic_key, opened_at FROM newest
        WHERE opened_at > cast(:since AS timestamptz) AND done_at IS NULL
          AND NOT EXISTS (SELECT FROM incident_ticket AS member
                          WHERE member.ticket_number = newest.number AND member.is_open)
          AND NOT EXISTS (SELECT FROM burst_dismissal AS dismissed
                          WHERE dismissed.ticket_number = newest.number)
    ),
    """
    + _SAID
)
_MEMBERS = text(
    """
    WITH asked AS MATERIALIZED (
        SELECT ticket.number, ticket.topic_key, ticket.opened_at
        FROM incident_ticket AS member JOIN ticket ON ticket.number = member.ticket_number
        WHERE member.incident_id = :incident ORDER BY ticket.number DESC LIMIT :most
    ),
    """
    + _SAID
)
_USUAL = text(
    """
    WITH earlier AS MATERIALIZED (
        SELECT number FROM ticket WHERE topic_key = :topic AND number < :before ORDER BY number DESC LIMIT :most
    )
    SELECT NULL AS word, count(*) AS tickets FROM earlier
    UNION ALL
    SELECT said.word, count(*) FROM ticket_word AS said JOIN earlier ON earlier.number = said.ticket_number
    WHERE said.word = ANY(:stems) GROUP BY said.word
    """
)


async def bursts(session: AsyncSession, incidents: Sequence[int]) -> tuple[list[Burst], dict[int, list[int]]]:
    """What looks like new incidents, and by open incident the tickets that look like its own."""
    since = await clock.now(session) - _LOOKED_BACK
    found = _openings(await session.execute(_CANDIDATES, {**_asked(), "since": since}))
    similar: dict[int, list[int]] = {}
    for incident in incidents if found else ():
        known = _known(
            incident, _openings(await session.execute(_MEMBERS, {**_asked(), "incident": incident}))
        )
        similar[incident] = [each.number for each in found if known is not None and is_like(each, known)]
        found = [each for each in found if each.number not in similar[incident]]
    if len(found) < ENOUGH:
        return [], similar
    return [burst for topic in _by_topic(found) for burst in await _of_topic(session, topic)], similar


def groups(openings: Sequence[Opening], telling: Collection[str]) -> Iterator[Burst]:
    """Bursts among tickets of one topic, the largest first; `telling` are the stems that may make one."""
    left = list(openings)
    while (found := _largest(left, telling)) is not None:
        core = _core(found, telling)
        numbers = {each.number for each in found}
        first, last = found[0].opened_at - WITHIN, found[-1].opened_at + WITHIN
        numbers |= {
            each.number
            for each in left
            if len(core & each.words.keys()) >= 2 and first <= each.opened_at <= last
        }
        left = [each for each in left if each.number not in numbers]
        shown = [_written(found, stem) for stem in _most_first(found, core)]
        yield Burst(found[0].topic, shown[:_SHOWN_WORDS], sorted(numbers))


def is_like(opening: Opening, known: Known) -> bool:
    """It shares a word that half of the incident's tickets have, or two that a third of them have."""
    if opening.topic not in known.topics or opening.opened_at < known.since - _LOOKED_BACK:
        return False
    shared = [known.stems[stem] for stem in opening.words if stem in known.stems]
    half = [each for each in shared if each >= 2 and each * 2 >= known.members]
    third = [each for each in shared if each >= 2 and each * 3 >= known.members]
    return bool(half) or len(third) >= 2


def telling_of(openings: Sequence[Opening], usual: Mapping[str, int], earlier: int) -> set[str]:
    """Stems that are said far more often now than on the topic's tickets before."""
    said = Counter(stem for each in openings for stem in each.words)
    return {
        stem
        for stem, count in said.items()
        if count >= ENOUGH
        and (earlier < _FEW_EARLIER or count / len(openings) >= _TIMES_USUAL * usual.get(stem, 0) / earlier)
    }


async def _of_topic(session: AsyncSession, openings: Sequence[Opening]) -> list[Burst]:
    if len(openings) < ENOUGH:
        return []
    stems = sorted({stem for each in openings for stem in each.words})
    asked = {
        "topic": openings[0].topic,
        "before": openings[0].number,
        "most": _EARLIER,
        "stems": stems,
    }
    rows = await session.execute(_USUAL, asked)
    usual = {row.word: row.tickets for row in rows}
    earlier = usual.pop(None, 0)
    return list(groups(openings, telling_of(openings, usual, earlier)))


def _largest(openings: Sequence[Opening], telling: Collection[str]) -> list[Opening] | None:
    """The longest run of tickets with a stem in common, each soon after the one before, dense somewhere."""
    having: defaultdict[str, list[Opening]] = defaultdict(list)
    for each in openings:
        for stem in each.words.keys() & telling:
            having[stem].append(each)
    runs = [(run, stem) for stem, those in having.items() for run in _runs(those) if _is_dense(run)]
    return max(runs, key=lambda run: (len(run[0]), run[1]), default=(None, ""))[0]


def _runs(openings: Sequence[Opening]) -> Iterator[list[Opening]]:
    run: list[Opening] = []
    for each in sorted(openings, key=lambda opening: (opening.opened_at, opening.number)):
        if run and each.opened_at - run[-1].opened_at > WITHIN:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _is_dense(run: Sequence[Opening]) -> bool:
    ends = zip(run, run[ENOUGH - 1 :], strict=False)
    return any(last.opened_at - first.opened_at <= WITHIN for first, last in ends)


def _core(run: Sequence[Opening], telling: Collection[str]) -> set[str]:
    said = Counter(stem for each in run for stem in each.words.keys() & telling)
    return {stem for stem, count in said.items() if count * 2 >= len(run)}


def _most_first(run: Sequence[Opening], stems: Iterable[str]) -> list[str]:
    said = Counter(stem for each in run for stem in each.words)
    return sorted(stems, key=lambda stem: (-said[stem], stem))


def _written(run: Sequence[Opening], stem: str) -> str:
    return Counter(each.words[stem] for each in run if stem in each.words).most_common(1)[0][0]


def _known(incident: int, members: Sequence[Opening]) -> Known | None:
    if not members:
        return None
    stems = Counter(stem for each in members for stem in each.words)
    since = min(each.opened_at for each in members)
    return Known(incident, since, {each.topic for each in members}, stems, len(members))


def _openings(rows: Iterable[tuple[int, str, datetime, str | None, str | None]]) -> list[Opening]:
    found: dict[int, Opening] = {}
    for number, topic, opened_at, stem, word in rows:
        words: dict[str, str] = {}
        opening = found.setdefault(number, Opening(number, topic, opened_at, words))
        if stem is not None and word is not None:
            opening.words.setdefault(stem, word)  # type: ignore[attr-defined]  # filled here alone
    return list(found.values())


def _by_topic(openings: Iterable[Opening]) -> list[list[Opening]]:
    topics: defaultdict[str, list[Opening]] = defaultdict(list)
    for each in openings:
        topics[each.topic].append(each)
    return list(topics.values())


def _asked() -> dict[str, object]:
    common = {word for line in in_every_language("burst.common") for word in line.split()}
    return {"within": WITHIN, "most": _MOST, "common": sorted(common)}
