"""Pure: what stands in a quick reply's text for something else, and which of its blanks are still to be filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from board.errors import DeskError
from board.words.catalog import FALLBACK, say

PLACEHOLDERS = (
    "customer.name",
    "customer.first_name",
    "ticket.number",
    "ticket.topic",
    "account.number",
    "account.name",
    "agent.name",
    "deadline",
)
"""What each is called stands in the catalog under `quick.placeholder.NAME`."""

_PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
_BLANK = re.compile(r"\[\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\]")
_HALF = re.compile(r"\[\[|\]\]")
_LIKE = 0.5
"""As much of a name must fit before another is offered."""
_WORD = re.compile(r"\w+")


def trouble(text: str) -> DeskError | None:
    """Why the text can't be a quick reply's: a placeholder that nothing stands for, or half a blank."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            return _unknown(name)
    if half := _HALF.search(_BLANK.sub("", text)):
        return DeskError("refused.quick_reply.half_blank", sign=half[0])
    return None


def _unknown(name: str) -> DeskError:
    near = get_close_matches(name.lower(), PLACEHOLDERS, n=1, cutoff=_LIKE)
    if near:
        return DeskError("refused.quick_reply.placeholder_near", name=_braced(name), near=_braced(near[0]))
    known = ", ".join(map(_braced, PLACEHOLDERS))
    return DeskError("refused.quick_reply.placeholder", name=_braced(name), known=known)


def standing(values: Mapping[str, str], language: str) -> dict[str, str]:
    """What each placeholder stands for; one without a value is a blank, so that it can't go out empty.

    No value brings blanks with it: people choose their own names.
    """
    return {
        name: _HALF.sub(_single, values.get(name, "")) or f"[[{called(name, language)}]]"
        for name in PLACEHOLDERS
    }


def filled(text: str, stands: Mapping[str, str]) -> str:
    """With what each placeholder stands for; what is none stays as it is."""
    return _PLACEHOLDER.sub(lambda found: stands.get(found[1], found[0]), text)


def called(name: str, language: str) -> str:
    return say(language, f"quick.placeholder.{name}")


def blanks(text: str) -> list[str]:
    """What is still to be filled, in order, as it stands there."""
    return [found[0] for found in _BLANK.finditer(text)]


def chosen(texts: Mapping[str, str], customers: str, desks: str) -> tuple[str, str]:
    """Language and text: the customer's, else the desk's, else what there is, English first."""
    language = next((each for each in (customers, desks, FALLBACK) if each in texts), next(iter(texts)))
    return language, texts[language]


def is_found(words: str, said: Iterable[str]) -> bool:
    """Whether each of the words begins one that is said, whatever the case and ё."""
    known = [word for text in said for word in _WORD.findall(_plain(text))]
    return all(any(each.startswith(word) for each in known) for word in _WORD.findall(_plain(words)))


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")


def _single(found: re.Match[str]) -> str:
    return found[0][0]


def _braced(name: str) -> str:
    return f"{{{name}}}"
