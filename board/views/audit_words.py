"""One fact in plain words of the reader's language, as the audit tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board import facts
from board.desk import bot_face, causes, company, in_force, layout, plans, retention, texts, topics
from board.facts import Event, Fact
from board.models import Account, Board, Change, Column, Lane
from board.store import fact_rows
from board.values import NOBODY, Actor, ActorKind, Place, Thing
from board.views.shapes import instant
from board.words.catalog import keys, say

Names = Mapping[tuple[ActorKind, int | None], str]

_FACES = {-1: "😞", 0: "😐", 1: "🤩"}
_NAMED = ("name", "title", "number", "file", "account", "source")
"""Where a thing's own name may stand in what was decided of it."""
_WHOLE = {layout.WHOLE: "audit.order", topics.DEFAULT: "audit.default"}
SETTINGS: Mapping[str, str] = {
    **{key: f"page.texts.{key}" for key in texts.COMPANY_TEXTS},
    company.REGISTRATION_PICTURE: "page.texts.picture",
    **{key: f"page.company.{key}" for key in company.SET_ONCE},
    plans.RULES: "page.plans.rules",
    causes.CAUSES: "page.causes.title",
    retention.RETENTION: "page.retention.title",
    bot_face.FACE: "page.start.face",
    in_force.BOT_TOKEN: "page.start.bot",
}
"""What the page calls each setting."""


@dataclass(frozen=True)
class DeskWords:
    """What boards, lanes and columns are called now; one that is gone is called by its key."""

    boards: Mapping[str, str]
    lanes: Mapping[tuple[str, str], str]
    columns: Mapping[tuple[str, str], str]
    accounts: Mapping[str, str]
    """The numbers of accounts that were changed, by their ids."""
    language: str
    reasons: Mapping[int, str] = field(default_factory=dict)
    """Why somebody was blocked, by block."""

    def lane(self, key: str) -> str:
        """As the first board that has it calls it: every board has the same."""
        return next((name for (_, lane), name in self.lanes.items() if lane == key), key)

    def place(self, place: Place) -> str:
        return " / ".join(
            (
                self.boards.get(place.board, place.board),
                self.lanes.get((place.board, place.lane), place.lane),
                self.columns.get((place.board, place.column), place.column),
            )
        )


async def desk_words(session: AsyncSession, language: str, accounts: Collection[str]) -> DeskWords:
    """`accounts`: ids of those that were changed."""
    numbers = await session.execute(
        select(Account.id, Account.number).where(Account.id.in_([int(each) for each in accounts]))
    )
    boards = await session.execute(select(Board.key, Board.name))
    lanes = await session.execute(select(Lane.board_key, Lane.key, Lane.name))
    columns = await session.execute(select(Column.board_key, Column.key, Column.name))
    return DeskWords(
        dict(boards.all()),
        {(board, key): name for board, key, name in lanes},
        {(board, key): name for board, key, name in columns},
        {str(id): number for id, number in numbers},
        language,
    )


def say_event(language: str, event: Event, names: Names, desk: DeskWords, change: Change | None) -> str:
    key, params = _sentence(event.fact, names, desk, change)
    text = say(language, key, **params)
    why = f"audit.why.{getattr(event.fact, 'why', None)}"
    return say(language, "audit.with_why", text=text, why=say(language, why)) if _has(why) else text


def actor(who: Actor, names: Names) -> str:
    """The name; “timer”, “rule” or “desk” if it was no person."""
    if who.kind in (ActorKind.TIMER, ActorKind.RULE, ActorKind.DESK):
        return who.kind.value
    return names.get((who.kind, who.id)) or NOBODY


def _sentence(  # noqa: C901  # a table
    fact: Fact, names: Names, desk: DeskWords, change: Change | None
) -> tuple[str, dict[str, Any]]:
    key = f"audit.{fact_rows.name_of(type(fact))}"
    numbers = {"ticket": getattr(fact, "ticket", None)}
    match fact:
        case facts.TicketOpened(to=place):
            return key, {**numbers, "to": desk.place(place)}
        case facts.TicketMoved(start=start, to=place):
            return key, {**numbers, "start": desk.place(start), "to": desk.place(place)}
        case facts.TicketTaken(agent=None):
            return f"{key}.nobody", numbers
        case facts.TicketTaken(agent=agent):
            return key, {**numbers, "agent": names.get((ActorKind.AGENT, agent), NOBODY)}
        case facts.TicketLabelled(added=added, removed=removed):
            labels = [*(f"+{each}" for each in added), *(f"−{each}" for each in removed)]
            return key, {**numbers, "labels": ", ".join(labels)}
        case facts.TicketRated(score=score):
            return key, {**numbers, "score": _FACES.get(score, str(score))}
        case facts.DelayTold(until=until) | facts.DeskClosed(until=until):
            return key, {**numbers, "until": instant(until)}
        case (
            facts.DeadlineNear(metric=metric)
            | facts.DeadlineClose(metric=metric)
            | facts.DeadlineMissed(metric=metric)
        ):
            return key, {**numbers, "metric": say(desk.language, f"metric.{metric}")}
        case facts.LaneSuggested(lane=lane) | facts.SuggestionDismissed(lane=lane):
            return key, {**numbers, "lane": desk.lane(lane)}
        case facts.ReplyScheduled(why=why) | facts.CustomerNoted(why=why):
            return f"{key}.{why}", numbers
        case facts.CustomerBarred(bar=bar, until=until):
            end = {"until": instant(until)} if until else {}
            return f"{key}{'.until' if until else ''}", {
                **numbers,
                **end,
                "reason": desk.reasons.get(bar, ""),
            }
        case facts.LanguageGiven(language=language):
            return key, {**numbers, "language": say(language, "language.name")}
        case facts.TicketMergedAway(into=number):
            return key, {**numbers, "into": number}
        case facts.TicketMerged(merged=number):
            return key, {**numbers, "merged": number}
        case facts.CommentMovedAway(moved_to=number):
            return key, {**numbers, "moved_to": number}
        case facts.CommentRedacted(redacted_for=why):
            return key, {**numbers, "why": say(desk.language, f"page.said.why.{why}")}
        case facts.DeliveryChanged(state=state) | facts.EditDeliveryChanged(state=state):
            return f"{key}.{state}", numbers
        case facts.ConsentGiven(what=said):
            return f"{key}.{said}", numbers
        case facts.NumbersGuessed(numbers=tried, people=people):
            return key, {"numbers": tried, "people": people}
        case facts.AccessChanged(agent=agent, what=what, way=way):
            return f"{key}.{what}", {"agent": names.get((ActorKind.AGENT, agent), NOBODY), "way": way or ""}
        case facts.DeskChanged():
            return _change(key, fact, desk, change)
        case _:
            return key, numbers


def _change(
    key: str, fact: facts.DeskChanged, desk: DeskWords, change: Change | None
) -> tuple[str, dict[str, Any]]:
    if fact.thing is Thing.PERSON and change is not None and isinstance(change.after, dict):
        return "audit.person_erased", {"reference": change.after["reference"]}
    before, after = (change.before, change.after) if change is not None else (True, True)
    became = "added" if before is None else "removed" if after is None else "changed"
    if fact.thing in (Thing.SETTING, Thing.RULE):
        became = "changed"
    thing = say(desk.language, f"audit.thing.{fact.thing}")
    return f"{key}.{became}", {"thing": thing, "name": _name_of(fact, before, after, desk)}


def _name_of(fact: facts.DeskChanged, before: Any, after: Any, desk: DeskWords) -> str:
    """As it is called in what was decided; else its key."""
    key, language = fact.key, desk.language
    if fact.thing is Thing.SETTING:
        return say(language, SETTINGS[key]) if key in SETTINGS else key
    if fact.thing is Thing.RULE:
        return say(language, f"page.rules.{key}")
    if whole := _WHOLE.get(key.rpartition("/")[2]):
        return say(language, whole)
    if fact.thing is Thing.ACCOUNT and key in desk.accounts:
        return desk.accounts[key]
    for state in (after, before):
        if not isinstance(state, dict):
            continue
        for each in _NAMED:
            if isinstance(state.get(each), str) and state[each]:
                return str(state[each])
        names = state.get("names")
        if isinstance(names, dict) and (name := names.get(language) or names.get("en")):
            return str(name)
    return key


def _has(key: str) -> bool:
    return key in keys(key)
