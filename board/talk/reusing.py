"""An earlier answer as a draft for somebody else: what named its person names the one who is answered now. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from board.text import Entity
from board.values import NOBODY

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
_LONGEST_ENDING = 2
_UNKNOWN = "…"


@dataclass(frozen=True)
class Names:
    """How a ticket's person is called, and the numbers that are theirs alone."""

    name: str
    account: str | None
    ticket: int | None


@dataclass(frozen=True)
class Draft:
    text: str
    entities: list[dict[str, Any]]


@dataclass(frozen=True)
class _Change:
    start: int
    end: int
    text: str


def as_draft(text: str, entities: Sequence[Entity], was: Names, now: Names) -> Draft:
    """The first name in place of theirs, in whatever case it stands; the account's number in place of theirs.

    What is not known now becomes an ellipsis, to be written over. Formatting stays on its words.
    """
    own = _Own(_first_name(now.name), now.account or _UNKNOWN, f"#{now.ticket}" if now.ticket else _UNKNOWN)
    changes = sorted(_changes(text, was, own), key=lambda each: each.start)
    if not changes:
        return Draft(text, [dict(entity) for entity in entities])
    return Draft(_changed(text, changes), [_moved(entity, text, changes) for entity in entities])


def with_placeholders(text: str, was: Names, agent: str | None) -> str:
    """What a quick reply has in place of its person's name and numbers, and of the name of who answered."""
    for names, own in (
        (was, _Own("{customer.first_name}", "{account.number}", "#{ticket.number}")),
        (Names(agent or NOBODY, None, None), _Own("{agent.name}", "", "")),
    ):
        text = _changed(text, sorted(_changes(text, names, own), key=lambda each: each.start))
    return text


def name_words(name: str) -> list[str]:
    """What of a name is looked for: the rest is too short to mean anybody."""
    return [] if name == NOBODY else [part for part in _WORD.findall(name) if len(part) >= _SHORTEST]


def is_form(word: str, name: str) -> bool:
    """A name as it stands or, with a capital, in another case: Анна, Анне, Анну."""
    if word.casefold() == name.casefold():
        return word[0].isupper() or not name[0].isupper()
    stem = name[:-1].casefold()
    return (
        len(stem) >= _SHORTEST
        and word[0].isupper()
        and word.casefold().startswith(stem)
        and abs(len(word) - len(name)) <= _LONGEST_ENDING
    )


@dataclass(frozen=True)
class _Own:
    """What stands in place of theirs."""

    first: str
    account: str
    ticket: str


def _changed(text: str, changes: Sequence[_Change]) -> str:
    parts, at = [], 0
    for change in changes:
        if change.start < at:
            continue
        parts += [text[at : change.start], change.text]
        at = change.end
    return "".join([*parts, text[at:]])


def _changes(text: str, was: Names, own: _Own) -> Iterator[_Change]:
    called = name_words(was.name)
    end = -1
    for word in _WORD.finditer(text):
        if not any(is_form(word.group(), part) for part in called):
            continue
        # Several words of a name become one; spaces between them go too.
        is_next = end >= 0 and text[end : word.start()].strip() == ""
        yield _Change(end if is_next else word.start(), word.end(), "" if is_next else own.first)
        end = word.end()
    if was.account:
        for found in re.finditer(rf"(?<!\w){re.escape(was.account)}(?!\w)", text, re.IGNORECASE):
            yield _Change(found.start(), found.end(), own.account)
    if was.ticket is not None:
        for found in re.finditer(rf"#{was.ticket}(?!\d)", text):
            yield _Change(found.start(), found.end(), own.ticket)


def _first_name(name: str) -> str:
    found = _WORD.search(name)
    return found.group() if found and name != NOBODY else _UNKNOWN


def _moved(entity: Entity, text: str, changes: Sequence[_Change]) -> dict[str, Any]:
    """Telegram counts in UTF-16."""
    start = _shifted(int(entity["offset"]), text, changes)
    end = _shifted(int(entity["offset"]) + int(entity["length"]), text, changes)
    return {**entity, "offset": start, "length": max(1, end - start)}


def _shifted(unit: int, text: str, changes: Sequence[_Change]) -> int:
    units = list(accumulate((2 if ord(sign) > 0xFFFF else 1 for sign in text), initial=0))
    moved = unit
    for change in changes:
        if units[change.end] <= unit:
            moved += len(change.text.encode("utf-16-le")) // 2 - (units[change.end] - units[change.start])
    return moved
